//! Escapes, and the characters a blog cannot carry.

use serde_json::Value;
use std::borrow::Cow;

/// The text without control characters (XML-RPC cannot carry them) and with plain line ends.
pub fn printable(text: &str) -> Cow<'_, str> {
    let unwanted = |c: char| {
        (c.is_control() && c != '\t' && c != '\n')
            || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
    };
    if !text.contains(unwanted) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => out.push_str(if chars.peek() == Some(&'\n') { "" } else { "\n" }),
            c if unwanted(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Escapes text between tags.
pub fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            c => out.push(c),
        }
    }
}

/// Escapes the value of a double-quoted attribute.
pub fn attribute(value: &str) -> String {
    let mut out = String::new();
    escape(&mut out, value);
    out.replace('"', "&quot;")
}

/// An address as an attribute value: characters that addresses cannot hold are percent-encoded, what is encoded stays.
pub fn address(url: &str) -> String {
    let mut encoded = String::new();
    for c in url.chars() {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '[' | ']' | '\n' | '\t' => {
                encoded.push_str(&format!("%{:02X}", c as u32));
            }
            c => encoded.push(c),
        }
    }
    attribute(&encoded)
}

/// Stand for characters that must end as entities and would not survive a reading as HTML on the way.
const GUARDS: [(char, &str); 3] = [('\u{fdd0}', "&#91;"), ('\u{fdd1}', "&#47;&#47;"), ('\u{fdd2}', "&#112;")];

/// The finished markup, guards written as entities.
pub fn finished(mut markup: String) -> String {
    for (guard, entity) in GUARDS {
        if markup.contains(guard) {
            markup = markup.replace(guard, entity);
        }
    }
    markup
}

/// Code inside `<pre>`, as WordPress's code block saves it: no shortcode, embed or spelling rule of the site applies.
pub fn code(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let url = line.trim();
        let alone = (url.starts_with("http://") || url.starts_with("https://"))
            && !url.contains(|c: char| c.is_whitespace() || "<>\"".contains(c));
        if alone {
            escape(&mut out, &line.replacen("//", "\u{fdd1}", 1));
        } else {
            escape(&mut out, line);
        }
    }
    out.replace('[', "\u{fdd0}").replace("Wordpress", "Word\u{fdd2}ress")
}

/// Code inside a line: only what could be a shortcode is guarded.
pub fn inline_code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        escape(&mut out, &rest[..at]);
        rest = &rest[at + 1..];
        let shortcode =
            rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '[' || c == '_');
        out.push(if shortcode { '\u{fdd0}' } else { '[' });
    }
    escape(&mut out, rest);
    out.replace("Wordpress", "Word\u{fdd2}ress")
}

/// A block's attributes for its comment: JSON that can neither end the comment nor be taken for HTML.
pub fn json(attributes: &[(&str, Value)]) -> String {
    if attributes.is_empty() {
        return String::new();
    }
    let pairs = attributes.iter().map(|(name, value)| format!("\"{name}\":{value}"));
    let json = pairs.collect::<Vec<_>>().join(",");
    let escaped = json
        .replace("--", "\\u002d\\u002d")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace("\\\"", "\\u0022");
    format!(" {{{escaped}}}")
}
