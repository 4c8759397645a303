//! Text that must stay text: backslashes where Markdown would see a sign.

use super::Care;

/// Text within a line. `before` is what stands before it on the line.
pub fn text(out: &mut String, text: &str, care: Care) {
    let signs: Vec<char> = text.chars().collect();
    for (at, &c) in signs.iter().enumerate() {
        let before = if at == 0 { out.chars().next_back() } else { Some(signs[at - 1]) };
        let after = signs.get(at + 1).copied();
        match c {
            '\u{a0}' => out.push_str("&nbsp;"),
            c => {
                let is_sign = match care {
                    Care::Little | Care::Tags => is_sign(c, before, &signs[at + 1..]),
                    Care::Much => {
                        c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '?' | '/' | '%' | '@' | '$')
                    }
                };
                // Otherwise an exclamation mark makes a picture of a link that follows.
                if is_sign || (c == '!' && after.is_none()) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
}

/// Whether a person would put a backslash before this character.
fn is_sign(c: char, before: Option<char>, rest: &[char]) -> bool {
    let after = rest.first().copied();
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    match c {
        '\\' => after.is_none_or(|c| c.is_ascii_punctuation()),
        '`' => true,
        '*' => !(blank(before) && blank(after)) || rest.is_empty(),
        '_' => {
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !(word(before) && word(after)) && (!(blank(before) && blank(after)) || rest.is_empty())
        }
        '[' => {
            let close = rest.iter().position(|&c| c == ']');
            close.is_none_or(|close| {
                rest.get(close + 1).is_some_and(|c| matches!(c, '(' | '[' | ':')) || rest[0] == '^'
            }) || matches!(rest, [' ' | 'x' | 'X', ']', ..])
        }
        ']' => matches!(after, Some('(' | '[' | ':')),
        '<' => after.is_none_or(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '&' => names_a_character(rest.iter().copied()),
        '~' => before == Some('~') || after == Some('~') || !blank(before),
        _ => false,
    }
}

/// A line that begins as a block would: a backslash keeps it text.
pub fn line_start(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\n']);
    match first {
        '#' => ends(line.trim_start_matches('#')).then_some(0),
        '>' | '=' => Some(0),
        '|' => Some(0),
        '-' | '+' => (ends(rest) || rest.starts_with(first)).then_some(0),
        '~' => rest.starts_with("~~").then_some(0),
        '0'..='9' => {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let after = &line[digits..];
            (digits < 10 && after.starts_with(['.', ')']) && ends(&after[1..])).then_some(digits)
        }
        _ => None,
    }
}

/// Where a link leads, as it stands in its brackets.
pub fn target(url: &str) -> String {
    let plain = !url.is_empty()
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "()<>\\".contains(c));
    let escaped = escaped(url, &['<', '>']);
    if plain { escaped } else { format!("<{escaped}>") }
}

/// A title in double quotes, with the blank before it; nothing for none.
pub fn title(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" \"{}\"", escaped(title, &['"'])) }
}

/// Whether what follows an ampersand could make it an entity.
fn names_a_character(mut rest: impl Iterator<Item = char>) -> bool {
    rest.find(|c| !c.is_ascii_alphanumeric() && *c != '#') == Some(';')
}

fn escaped(text: &str, also: &[char]) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let after = text[at + c.len_utf8()..].chars().next();
        let entity = c == '&' && names_a_character(text[at + 1..].chars());
        let backslash = c == '\\' && after.is_none_or(|c| c.is_ascii_punctuation());
        if also.contains(&c) || entity || backslash {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
