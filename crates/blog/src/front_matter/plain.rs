//! How a text is spelled in YAML: plain where every reader agrees that it is that text, in quotes elsewhere.

use granit_parser::ScalarStyle;

/// The text in this style where the style can hold it, otherwise in double quotes. `flow`: inside `[ ]` or `{ }`.
pub(super) fn spell(text: &str, style: ScalarStyle, flow: bool) -> String {
    match style {
        ScalarStyle::SingleQuoted if text.chars().all(is_printable) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        ScalarStyle::DoubleQuoted => in_double_quotes(text),
        _ if is_plain(text, flow) => text.to_owned(),
        _ => in_double_quotes(text),
    }
}

/// A key: plain when it is made of letters, digits and `.`, `-`, `_`, `/`.
pub(super) fn key(text: &str) -> String {
    let simple = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    if text.chars().all(simple) && is_plain(text, true) { text.to_owned() } else { in_double_quotes(text) }
}

/// Whether YAML 1.1 and 1.2 readers all take the text, written without quotes, as this very text.
pub(super) fn is_plain(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let edges = text.trim() == text && !text.ends_with(':');
    let starts = !first.is_ascii_punctuation()
        || matches!(first, '(' | '/' | '$' | '^' | '_' | '+' | ';' | '\\' | '.');
    let inside = !text.contains(": ") && !text.contains(" #") && text.chars().all(is_printable);
    let flow_safe = !flow || !text.contains([',', '[', ']', '{', '}', ':']);
    edges && starts && inside && flow_safe && !text.starts_with("...") && !means_something_else(text)
}

/// What some YAML reader takes for nothing, a truth value, a number, a date or a time.
fn means_something_else(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "+.inf", "="];
    let lower = text.to_ascii_lowercase();
    let numberlike = |c: char| {
        c.is_ascii_hexdigit() || matches!(c, '+' | '-' | '.' | ':' | '_' | 'x' | 'o' | 't' | 'z' | ' ')
    };
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '.'));
    WORDS.contains(&lower.as_str()) || (starts && lower.chars().all(numberlike))
}

/// Printable inside one line of YAML.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// In double quotes, as YAML, TOML and JSON all read it.
pub(super) fn in_double_quotes(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => out.push_str(&format!("\\u{:04X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_quoted_where_yaml_would_read_something_else() {
        for (text, expected) in [
            ("Hello you", "Hello you"),
            ("it's (fine)", "it's (fine)"),
            ("https://example.org/a", "https://example.org/a"),
            ("日本", "日本"),
            ("", "\"\""),
            ("no", "\"no\""),
            ("Null", "\"Null\""),
            ("2024", "\"2024\""),
            ("1.5", "\"1.5\""),
            ("2024-01-05", "\"2024-01-05\""),
            ("12:30", "\"12:30\""),
            ("0x1f", "\"0x1f\""),
            ("12 monkeys", "12 monkeys"),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("a#b", "a#b"),
            ("#a", "\"#a\""),
            ("- a", "\"- a\""),
            ("---", "\"---\""),
            ("...", "\"...\""),
            ("@home", "\"@home\""),
            ("[a]", "\"[a]\""),
            (" a", "\" a\""),
            ("a:", "\"a:\""),
            ("say \"hi\"", "say \"hi\""),
            ("\"hi\" \\", "\"\\\"hi\\\" \\\\\""),
            ("a\nb\tc\u{7}\u{2028}", "\"a\\nb\\tc\\u0007\\u2028\""),
        ] {
            assert_eq!(spell(text, ScalarStyle::Plain, false), expected, "{text:?}");
        }
        assert_eq!(spell("it's", ScalarStyle::SingleQuoted, false), "'it''s'");
        assert_eq!(spell("a\nb", ScalarStyle::SingleQuoted, false), "\"a\\nb\"");
        assert_eq!(spell("a, b", ScalarStyle::Plain, true), "\"a, b\"");
        assert_eq!(key("example.org/blog"), "example.org/blog");
        assert_eq!(key("127.0.0.1:80"), "\"127.0.0.1:80\"");
    }
}
