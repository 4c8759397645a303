//! Where a text names other files: the destinations of its links and pictures, byte by byte, so that one of them can be
//! written anew without touching anything else.
//!
//! What is code is not looked into. Wiki links (`[[Post]]`, `![[picture.png]]`), which other programs write, are found
//! too. Whatever cannot be read back as the destination it stands for is left out rather than guessed at.

use crate::dialect::options;
use crate::raw;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// How a destination is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `[text](here)` or `[label]: here`.
    Bare,
    /// `[text](<here>)` or `[label]: <here>`.
    Angle,
    /// `[[here]]`, `[[here|words]]`, `![[here]]`.
    Wiki,
    /// `<img src="here">`.
    Attribute,
}

/// One destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it says, escapes and entities undone; percent signs and a `#part` stay.
    pub target: String,
    /// Where it is written, in bytes of the text, without brackets and quotes.
    pub at: Range<usize>,
    /// How it is written.
    pub form: Form,
}

/// All destinations in a post's body, in their order.
pub fn references(text: &str) -> Vec<Reference> {
    let mut parser = Parser::new_ext(text, options() | Options::ENABLE_WIKILINKS).into_offset_iter();
    let mut found: Vec<Reference> = parser
        .reference_definitions()
        .iter()
        .filter_map(|(_, definition)| {
            let from = definition.span.start + label_end(&text[definition.span.clone()])?;
            destination(text, from, &definition.dest)
        })
        .collect();
    let mut open: Vec<Open> = Vec::new();
    for (event, range) in parser.by_ref() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                if let LinkType::WikiLink { .. } = link_type {
                    found.extend(wiki(text, range.clone()));
                }
                let inline = (link_type == LinkType::Inline).then(|| dest_url.into_string());
                open.push(Open { inline, start: range.start, inner: range.start });
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(Open { inline: Some(target), start, inner }) = open.pop() {
                    // Nothing between the brackets: `[](here)`.
                    let inner = if inner == start {
                        inner + text[start..].find('[').map_or(0, |at| at + 1)
                    } else {
                        inner
                    };
                    let after = text[inner..range.end].trim_start();
                    if let Some(after) = after.strip_prefix("](") {
                        found.extend(destination(text, range.end - after.len(), &target));
                    }
                }
            }
            Event::Html(html) | Event::InlineHtml(html) if text[range.clone()] == *html => {
                found.extend(raw::source_places(&html).into_iter().map(|(target, at)| Reference {
                    target,
                    at: range.start + at.start..range.start + at.end,
                    form: Form::Attribute,
                }));
            }
            _ => {}
        }
        if let Some(above) = open.last_mut().filter(|above| range.start > above.start) {
            above.inner = above.inner.max(range.end);
        }
    }
    found.sort_by_key(|reference| reference.at.start);
    found
}

/// A link or picture whose end is still to come.
struct Open {
    /// The destination, for one that stands behind the text.
    inline: Option<String>,
    start: usize,
    /// Where what stands between the brackets ends, as far as it is known.
    inner: usize,
}

/// After the `]:` of a definition.
fn label_end(definition: &str) -> Option<usize> {
    let bytes = definition.as_bytes();
    let mut at = 1;
    while at + 1 < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b']' => return (bytes[at + 1] == b':').then_some(at + 2),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The destination that is written behind `from`, when it reads as `target`.
fn destination(text: &str, from: usize, target: &str) -> Option<Reference> {
    let rest = text[from..].trim_start();
    let start = text.len() - rest.len();
    let (form, start, length) = match rest.strip_prefix('<') {
        Some(rest) => (Form::Angle, start + 1, end_of(rest, |c, _| c == '>')?),
        None => (Form::Bare, start, end_of(rest, |c, depth| c.is_whitespace() || (c == ')' && depth == 0))?),
    };
    let written = &text[start..start + length];
    (written == target || reads_as(written, form, target)).then(|| Reference {
        target: target.to_owned(),
        at: start..start + length,
        form,
    })
}

/// How long a destination is: up to the first character that ends it outside of escapes. `depth` counts open brackets.
fn end_of(text: &str, ends: impl Fn(char, usize) -> bool) -> Option<usize> {
    let (mut depth, mut escaped) = (0usize, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if ends(c, depth) => return Some(at),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Some(text.len())
}

fn reads_as(written: &str, form: Form, target: &str) -> bool {
    let link = if form == Form::Angle { format!("[x](<{written}>)") } else { format!("[x]({written})") };
    let first = Parser::new(&link).find_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    first.as_deref() == Some(target)
}

/// `[[here]]` or `[[here|words]]`; in a table the bar is escaped.
fn wiki(text: &str, range: Range<usize>) -> Option<Reference> {
    let link = &text[range.clone()];
    let start = link.find("[[")? + 2;
    let length = link[start..].find(['|', ']'])?;
    let written = link[start..start + length].trim_end_matches('\\');
    let lead = written.len() - written.trim_start().len();
    let target = written.trim();
    let start = range.start + start + lead;
    (!target.is_empty()).then(|| Reference {
        target: target.to_owned(),
        at: start..start + target.len(),
        form: Form::Wiki,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_found_where_they_are_written() {
        for (text, expected) in [
            ("[a](b.md)", vec![("b.md", "b.md", Form::Bare)]),
            ("[a *b* `c` ](  b.md#x  \"title (1)\")", vec![("b.md#x", "b.md#x", Form::Bare)]),
            ("[a](<my post.md>)", vec![("my post.md", "my post.md", Form::Angle)]),
            ("[a](my%20post.md)", vec![("my%20post.md", "my%20post.md", Form::Bare)]),
            (
                "[a](a\\(1\\).md) [b](a(1).md)",
                vec![("a\\(1\\).md", "a(1).md", Form::Bare), ("a(1).md", "a(1).md", Form::Bare)],
            ),
            ("[a](b&amp;c.md)", vec![("b&amp;c.md", "b&c.md", Form::Bare)]),
            ("[](b.md) [a\\]](c.md)", vec![("b.md", "b.md", Form::Bare), ("c.md", "c.md", Form::Bare)]),
            (
                "![alt](p.png) [![alt](p.png)](b.md)",
                vec![
                    ("p.png", "p.png", Form::Bare),
                    ("p.png", "p.png", Form::Bare),
                    ("b.md", "b.md", Form::Bare),
                ],
            ),
            (
                "[a][x]\n\n[x]: b.md 'title'\n[y z]: <c d.md>\n",
                vec![("b.md", "b.md", Form::Bare), ("c d.md", "c d.md", Form::Angle)],
            ),
            (
                "> [a\n> b](b.md)\n>\n> [x]: c.md\n",
                vec![("b.md", "b.md", Form::Bare), ("c.md", "c.md", Form::Bare)],
            ),
            (
                "[[Post]] [[dir/Post#Part|words]] ![[p.png|200]]",
                vec![
                    ("Post", "Post", Form::Wiki),
                    ("dir/Post#Part", "dir/Post#Part", Form::Wiki),
                    ("p.png", "p.png", Form::Wiki),
                ],
            ),
            ("|a|\n|-|\n|[[Post\\|words]]|\n", vec![("Post", "Post", Form::Wiki)]),
            ("a <img alt='[x](y)' src=\"p.png\"> b", vec![("p.png", "p.png", Form::Attribute)]),
            ("`[a](b.md)` and <!-- [a](b.md) -->\n\n```\n[[Post]]\n```\n\n    [x]: b.md\n", vec![]),
            ("\\[a](b.md) \\[[Post]]", vec![]),
            ("日本 [日](日本.md)", vec![("日本.md", "日本.md", Form::Bare)]),
            ("<https://example.org> https://example.org", vec![]),
            ("[a]( b.md", vec![]),
        ] {
            let found = references(text);
            let found: Vec<_> = found
                .iter()
                .map(|reference| (&text[reference.at.clone()], reference.target.as_str(), reference.form))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
