//! Slugs and file names made from titles.
//!
//! A slug is made as WordPress makes one (`sanitize_title`: lower case, accents folded, everything else a dash),
//! and additionally is a file name that Windows, macOS and Linux all accept.

use crate::PostPath;
use unicode_normalization::UnicodeNormalization;

/// The longest slug made here, in bytes: WordPress stores 200, file systems take 255, and short ones read better.
pub const MAX_BYTES: usize = 120;

/// A slug for this title: lower case, letters and digits of any script kept, accents on Latin letters folded, the rest
/// single dashes; `post` when nothing is left or the name is reserved on Windows.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.nfkd().flat_map(char::to_lowercase) {
        match fold(c) {
            Some(text) => slug.push_str(text),
            None if is_combining_latin(c) => {}
            None if matches!(c, '\'' | '’' | '"' | '“' | '”' | '„') => {}
            None if c.is_alphanumeric() || is_mark(c) => slug.push(c),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    let composed: String = slug.nfc().collect();
    let cut = shorten(composed.trim_matches('-'));
    if cut.is_empty() || is_reserved(cut) {
        format!("post{}{cut}", if cut.is_empty() { "" } else { "-" })
    } else {
        cut.to_owned()
    }
}

/// The address part of a post here: the one its front matter names, else its file's name without the day that some
/// programs put in front (`2024-01-05-harbour`).
pub fn address_of(path: &PostPath, named: Option<&str>) -> String {
    let stem = path.stem();
    let dated = |text: &str| {
        text.bytes().zip("0000-00-00-".bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            form => byte == form,
        })
    };
    let undated = stem.get(11..).filter(|rest| !rest.is_empty() && dated(&stem[..11]));
    named.map(str::trim).filter(|slug| !slug.is_empty()).or(undated).unwrap_or(stem).to_lowercase()
}

/// Latin letters without a canonical decomposition, as WordPress's `remove_accents` spells them.
fn fold(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

fn is_combining_latin(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Marks that belong to a letter of another script (vowel signs, points) and must not be cut off.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn shorten(slug: &str) -> &str {
    if slug.len() <= MAX_BYTES {
        return slug;
    }
    let end = (0..=MAX_BYTES).rev().find(|&i| slug.is_char_boundary(i)).unwrap_or(0);
    let cut = &slug[..end];
    cut.rfind('-').filter(|&dash| dash > MAX_BYTES / 2).map_or(cut, |dash| &cut[..dash])
}

/// Names that Windows keeps for devices, in any case, with any extension: also with blanks before it, and with the raised
/// digits that it takes for 1, 2 and 3.
pub fn is_reserved(stem: &str) -> bool {
    let upper = stem.split('.').next().unwrap_or(stem).trim_end().to_uppercase();
    let numbered = |word: &str| {
        upper.strip_prefix(word).is_some_and(|digit| {
            matches!(digit, "\u{b9}" | "\u{b2}" | "\u{b3}")
                || matches!(digit.as_bytes(), [digit] if matches!(digit, b'1'..=b'9'))
        })
    };
    matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_read_like_the_title() {
        for (title, expected) in [
            ("My first London meetup", "my-first-london-meetup"),
            ("  What's new?  ", "whats-new"),
            ("Über Straßen & Brücken", "uber-strassen-brucken"),
            ("Ærø, Łódź, İstanbul", "aero-lodz-istanbul"),
            ("日本の秋", "日本の秋"),
            ("v1.2/x_y", "v1-2-x-y"),
            ("…", "post"),
            ("", "post"),
            ("con", "post-con"),
            ("COM1", "post-com1"),
            ("a\u{0}b\nc", "a-b-c"),
        ] {
            assert_eq!(slug(title), expected, "{title:?}");
        }
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let cut = slug(&"wandering ".repeat(60));
        assert!(cut.len() <= MAX_BYTES && cut.ends_with("wandering"), "{cut}");
        assert!(slug(&"日".repeat(200)).len() <= MAX_BYTES);
    }
}
