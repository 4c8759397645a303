//! Where the front matter ends and the body begins. Looks at lines only, knows no grammar.

use super::{FrontMatter, Grammar, Oddity};
use std::ops::Range;

/// Finds the parts of a post's text.
pub(super) fn find(text: &str) -> FrontMatter {
    let first = line_at(text, 0);
    let (grammar, ends, mark): (_, &[&str], _) = match text[first.clone()].trim_end() {
        "---" | "---yaml" => (Grammar::Yaml, &["---", "..."], ':'),
        "+++" => (Grammar::Toml, &["+++"], '='),
        "---toml" => (Grammar::Toml, &["---"], '='),
        "---json" => (Grammar::Json, &["---"], ':'),
        "---js" | "---javascript" => {
            return match closing(text, first.end, &["---"]) {
                Some(fence) => {
                    FrontMatter { oddity: Some(Oddity::Script), body: fence.end..text.len(), ..plain(text) }
                }
                None => plain(text),
            };
        }
        line if line.starts_with('{') => {
            return match json_end(text) {
                Some(end) => {
                    let block = 0..text[..end].trim_end().len();
                    FrontMatter {
                        block: Some(block),
                        grammar: Grammar::Json,
                        body: end..text.len(),
                        oddity: None,
                    }
                }
                None => plain(text),
            };
        }
        _ => return plain(text),
    };
    match closing(text, first.end, ends) {
        Some(fence) => {
            let (block, body) = (Some(first.end..fence.start), fence.end..text.len());
            FrontMatter { block, grammar, body, oddity: None }
        }
        None => unclosed(text, first.end, mark),
    }
}

fn plain(text: &str) -> FrontMatter {
    FrontMatter { block: None, grammar: Grammar::Yaml, body: 0..text.len(), oddity: None }
}

/// Without a closing fence all is body; when the next line looks like a field, the writer meant otherwise.
fn unclosed(text: &str, at: usize, mark: char) -> FrontMatter {
    let next = &text[line_at(text, at)];
    let key = next.split_once(mark).map_or("", |(key, _)| key.trim_end());
    let meant = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    FrontMatter { oddity: meant.then_some(Oddity::Unclosed), ..plain(text) }
}

/// The line that starts at `at`, with its line end.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let rest = &text.as_bytes()[at..];
    let end = match rest.iter().position(|b| matches!(b, b'\n' | b'\r')) {
        Some(i) if rest[i] == b'\r' && rest.get(i + 1) == Some(&b'\n') => i + 2,
        Some(i) => i + 1,
        None => rest.len(),
    };
    at..at + end
}

/// The start of the line in which `at` lies.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rposition(|b| matches!(b, b'\n' | b'\r')).map_or(0, |i| i + 1)
}

/// The 1-based number of the line in which `at` lies.
pub(super) fn line_number(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[..at.min(text.len())];
    let ends = |i: usize| bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
    1 + (0..bytes.len()).filter(|&i| ends(i)).count()
}

/// The line end this text uses, `\n` when it has none.
pub(super) fn line_end(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(i) if text[i..].starts_with("\r\n") => "\r\n",
        Some(i) if text[i..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

fn closing(text: &str, from: usize, fences: &[&str]) -> Option<Range<usize>> {
    let mut at = from;
    while at < text.len() {
        let line = line_at(text, at);
        if fences.contains(&text[line.clone()].trim_end()) {
            return Some(line);
        }
        at = line.end;
    }
    None
}

/// The end of the line on which a JSON object that starts the text closes; `None` when it is not one.
fn json_end(text: &str) -> Option<usize> {
    let first = text[1..].trim_start().chars().next()?;
    if first != '"' && first != '}' {
        return None;
    }
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    let rest = line_at(text, i + 1);
                    return text[rest.clone()].trim().is_empty().then_some(rest.end);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_line() {
        for (text, block, body, oddity) in [
            ("", None, "", None),
            ("Text", None, "Text", None),
            ("---\na: 1\n---\nText", Some("a: 1\n"), "Text", None),
            ("---\r\na: 1\r\n---\r\nText\r\n", Some("a: 1\r\n"), "Text\r\n", None),
            ("---\ra: 1\r---\rText", Some("a: 1\r"), "Text", None),
            ("--- \na: 1\n... \t\nText", Some("a: 1\n"), "Text", None),
            ("---\n---\n", Some(""), "", None),
            ("---\na: 1\n---", Some("a: 1\n"), "", None),
            ("\n---\na: 1\n---\n", None, "\n---\na: 1\n---\n", None),
            (" ---\na: 1\n---\n", None, " ---\na: 1\n---\n", None),
            ("----\na: 1\n---\n", None, "----\na: 1\n---\n", None),
            ("---\nA line across the page.\n", None, "---\nA line across the page.\n", None),
            ("---\ntitle: open\nText\n", None, "---\ntitle: open\nText\n", Some(Oddity::Unclosed)),
            ("---", None, "---", None),
            ("+++\ntitle = 'x'\n+++\nText", Some("title = 'x'\n"), "Text", None),
            ("---toml\ntitle = 'x'\n---\nText", Some("title = 'x'\n"), "Text", None),
            ("---json\n{\"a\": 1}\n---\nText", Some("{\"a\": 1}\n"), "Text", None),
            ("---js\n{ a: 1 }\n---\nText", None, "Text", Some(Oddity::Script)),
            ("---jsx\na\n---\n", None, "---jsx\na\n---\n", None),
            ("+++\ntitle = 'x'\nText", None, "+++\ntitle = 'x'\nText", Some(Oddity::Unclosed)),
            (
                "{\n \"title\": \"a } \\\" b\", \"x\": [{}]\n}\r\nText",
                Some("{\n \"title\": \"a } \\\" b\", \"x\": [{}]\n}"),
                "Text",
                None,
            ),
            ("{% include x %}\nText", None, "{% include x %}\nText", None),
            ("{\"a\": 1} is a map.\n", None, "{\"a\": 1} is a map.\n", None),
            ("{\"a\": [1\n", None, "{\"a\": [1\n", None),
        ] {
            let found = find(text);
            let part = found.block.map(|range| &text[range]);
            assert_eq!((part, &text[found.body], found.oddity), (block, body, oddity), "{text:?}");
        }
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for (text, lines) in [("a\nb\nc", 3), ("a\r\nb\r\nc", 3), ("a\rb\rc", 3), ("a\n\r\n\rc", 4)] {
            assert_eq!(line_number(text, text.len()), lines, "{text:?}");
        }
    }
}
