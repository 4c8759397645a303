//! The comments between which WordPress keeps its blocks: `<!-- wp:name {…} -->`, `<!-- /wp:name -->`, `<!-- wp:name /-->`.
//!
//! Found as WordPress's own parser finds them, and paired by name. Whatever does not pair is left to be an HTML comment
//! like any other. Time is linear, however many are left open.

use std::collections::HashMap;
use std::ops::Range;

/// One of the comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delimiter<'t> {
    /// From `<!--` to `-->`, in bytes of the text.
    pub range: Range<usize>,
    /// The block's name without `core/`: `paragraph`, `plugin/map`.
    pub name: &'t str,
    /// The JSON of its attributes with its braces; empty for none.
    pub attributes: &'t str,
    /// What it does.
    pub side: Side,
}

/// What a delimiter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Begins a block.
    Opens,
    /// Ends one.
    Closes,
    /// Is a whole block.
    Alone,
}

/// All delimiters of a text, in order.
pub fn delimiters(text: &str) -> Vec<Delimiter<'_>> {
    let (mut found, mut at) = (Vec::new(), 0);
    if !text.contains("wp:") {
        return found;
    }
    // Attributes that were begun here have no end: none begun later has one.
    let mut endless = text.len();
    while let Some(start) = text[at..].find("<!--").map(|found| at + found) {
        match delimiter(text, start, &mut endless) {
            Some(delimiter) => {
                at = delimiter.range.end;
                found.push(delimiter);
            }
            None => at = start + 4,
        }
    }
    found
}

fn delimiter<'t>(text: &'t str, start: usize, endless: &mut usize) -> Option<Delimiter<'t>> {
    let rest = text[start + 4..].strip_prefix(is_space)?.trim_start_matches(is_space);
    let (rest, closes) = match rest.strip_prefix('/') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let rest = rest.strip_prefix("wp:")?;
    let length = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
    let name = rest[..length].strip_prefix("core/").unwrap_or(&rest[..length]);
    let parts = name.split('/');
    let named = parts.clone().count() <= 2
        && parts.into_iter().all(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
    let rest = rest[length..].strip_prefix(is_space).filter(|_| named)?.trim_start_matches(is_space);
    let (attributes, rest) = if rest.starts_with('{') {
        let begin = text.len() - rest.len();
        if begin >= *endless {
            return None;
        }
        let Some(end) = attributes_end(rest) else {
            *endless = begin;
            return None;
        };
        (&rest[..end], rest[end..].trim_start_matches(is_space))
    } else {
        ("", rest)
    };
    let (rest, alone) = match rest.strip_prefix('/') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let end = text.len() - rest.strip_prefix("-->")?.len();
    let side = match (closes, alone) {
        (true, _) => Side::Closes,
        (_, true) => Side::Alone,
        _ => Side::Opens,
    };
    Some(Delimiter { range: start..end, name, attributes, side })
}

/// Where the attributes end: at the first `}` after which only the comment's end follows.
fn attributes_end(json: &str) -> Option<usize> {
    json.match_indices("-->").find_map(|(at, _)| {
        let before = &json[..at];
        let before = before.strip_suffix('/').unwrap_or(before);
        let attributes = before.trim_end_matches(is_space);
        (attributes.len() < before.len() && attributes.ends_with('}')).then_some(attributes.len())
    })
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

fn is_name(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '/')
}

/// For each delimiter that begins a block, the index of the one that ends it: itself when it stands alone. Blocks of the same
/// name nest; one that is never closed is passed over.
pub fn pairs(delimiters: &[Delimiter<'_>]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; delimiters.len()];
    let (mut open, mut count) = (Vec::new(), HashMap::<&str, usize>::new());
    for (at, delimiter) in delimiters.iter().enumerate() {
        match delimiter.side {
            Side::Alone => pairs[at] = Some(at),
            Side::Opens => {
                open.push(at);
                *count.entry(delimiter.name).or_default() += 1;
            }
            Side::Closes if count.get(delimiter.name).is_some_and(|&count| count > 0) => {
                while let Some(opened) = open.pop() {
                    let name = delimiters[opened].name;
                    count.entry(name).and_modify(|count| *count -= 1);
                    if name == delimiter.name {
                        pairs[opened] = Some(at);
                        break;
                    }
                }
            }
            Side::Closes => {}
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::{Side, delimiters, pairs};

    #[test]
    fn delimiters_are_found_as_wordpress_finds_them() {
        use Side::{Alone, Closes, Opens};
        for (text, expected) in [
            ("<!-- wp:a -->", Some(("a", "", Opens))),
            ("<!--wp:a -->", None),
            ("<!-- wp:a-->", None),
            ("<!--\n\twp:a\n-->", Some(("a", "", Opens))),
            ("<!-- /wp:a -->", Some(("a", "", Closes))),
            ("<!-- wp:a /-->", Some(("a", "", Alone))),
            ("<!-- wp:core/a /-->", Some(("a", "", Alone))),
            ("<!-- wp:plug-in/map2 -->", Some(("plug-in/map2", "", Opens))),
            ("<!-- wp:a/b/c -->", None),
            ("<!-- wp:2a -->", None),
            ("<!-- wp:A -->", None),
            ("<!-- wp: -->", None),
            ("<!-- wp:a {\"x\":1} -->", Some(("a", "{\"x\":1}", Opens))),
            ("<!-- wp:a {\"x\":\"--> }\"} /-->", Some(("a", "{\"x\":\"--> }\"}", Alone))),
            ("<!-- wp:a {\"x\":1}-->", None),
            ("<!-- wp:a {\"x\":1} x -->", None),
            ("<!-- wp:a x -->", None),
            ("<!-- wp:a {broken} -->", Some(("a", "{broken}", Opens))),
            ("<!-- note --><!-- wp:a -->", Some(("a", "", Opens))),
            ("<!-- wp:a {<!-- wp:b -->", None),
        ] {
            let found = delimiters(text);
            let found = found.first().map(|found| (found.name, found.attributes, found.side));
            let expected = if text.ends_with("{<!-- wp:b -->") { Some(("b", "", Opens)) } else { expected };
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn comments_pair_by_name() {
        let text = |names: &str| -> String {
            let comments = names.split(' ').map(|name| match name.strip_suffix('.') {
                Some(name) => format!("<!-- wp:{name} /-->"),
                None => match name.strip_prefix('/') {
                    Some(name) => format!("<!-- /wp:{name} -->"),
                    None => format!("<!-- wp:{name} -->"),
                },
            });
            comments.collect()
        };
        for (names, expected) in [
            ("a /a", vec![Some(1), None]),
            ("a a /a /a", vec![Some(3), Some(2), None, None]),
            ("a b. /a", vec![Some(2), Some(1), None]),
            ("a b /a", vec![Some(2), None, None]),
            ("a /b", vec![None, None]),
            ("/a a", vec![None, None]),
            ("a b /b", vec![None, Some(2), None]),
        ] {
            assert_eq!(pairs(&delimiters(&text(names))), expected, "{names}");
        }
    }
}
