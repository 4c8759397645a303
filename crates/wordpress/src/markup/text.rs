//! Escapes, and the characters a blog cannot carry.

use serde_json::Value;
use std::borrow::Cow;

/// The text without control characters (XML-RPC cannot carry them) and with plain line ends.
pub fn printable(text: &str) -> Cow<'_, str> {
    let unwanted = |c: char| {
        (c.is_control() && c != '\t' && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}')
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
            c => out.push(c),
        }
    }
}

/// Escapes the value of a double-quoted attribute. `[` too, where a site could take it for a shortcode.
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

/// Code inside `<pre>`, as WordPress's code block saves it: no shortcode, embed or spelling rule of the site applies.
pub fn code(text: &str) -> String {
    inline_code(text).replace('[', "&#91;").replace("://", ":&#47;&#47;")
}

/// Code inside a line: only what could be a shortcode is guarded.
pub fn inline_code(text: &str) -> String {
    let mut out = String::new();
    escape(&mut out, text);
    let mut guarded = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some(at) = rest.find('[') {
        guarded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let shortcode =
            rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '[' || c == '_');
        guarded.push_str(if shortcode { "&#91;" } else { "[" });
    }
    guarded.push_str(rest);
    guarded.replace("Wordpress", "Word&#112;ress")
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
