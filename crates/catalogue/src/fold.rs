//! Texts as people look for them: letter case and accents aside.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case and without accents.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The form in which two file names are the same file on some system.
pub(crate) fn same_name(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_count() {
        for (text, folded) in [
            ("Fog", "fog"),
            ("Über Straßen", "uber straßen"),
            ("CAFE\u{301}", "cafe"),
            ("日本の秋", "日本の秋"),
            ("ΑΘΗΝΑ", "αθηνα"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert_eq!(same_name("Cafe\u{301}.md"), same_name("CAF\u{c9}.md"));
        assert_ne!(same_name("cafe.md"), same_name("café.md"));
    }
}
