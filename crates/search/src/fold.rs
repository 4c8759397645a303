//! A text as the words that can be looked for: without case, accents and marks, each with its place.
//!
//! The same words go into the index, into the overlay, into queries and into snippets: this is the one place that says
//! what a word is. Scripts without blanks between words (Chinese, Japanese, Thai) and Korean, which joins its particles to
//! them, are cut into single characters, and what is looked for there is a run of them. It refuses languages: no stems, no
//! words left out, because a blog may be written in several.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words (addresses of pictures, keys) are cut here, characters.
const LONGEST: usize = 64;

/// The words of a text, one after the other.
pub(crate) struct Words<'t> {
    text: &'t str,
    at: usize,
    folded: String,
}

impl<'t> Words<'t> {
    /// The words of this text.
    pub fn of(text: &'t str) -> Self {
        Self { text, at: 0, folded: String::new() }
    }

    /// Goes to the next word; its place in the text, bytes.
    pub fn advance(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = &self.text[self.at..];
            let (skipped, first) = rest.char_indices().find(|(_, c)| begins_word(*c))?;
            let start = self.at + skipped;
            let end = start + length(&self.text[start..], first);
            self.at = end;
            fold_into(&self.text[start..end], &mut self.folded);
            if !self.folded.is_empty() {
                return Some(start..end);
            }
        }
    }

    /// The word that was gone to, folded.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

/// The folded words of a text.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Words::of(text);
    let mut all = Vec::new();
    while words.advance().is_some() {
        all.push(words.folded().to_owned());
    }
    all
}

/// A name (a tag, a category) in the one form by which it is compared; a name without words stands for itself.
pub(crate) fn name(text: &str) -> String {
    let words = words(text);
    if words.is_empty() { text.trim().to_lowercase() } else { words.join(" ") }
}

/// Whether a folded word is one character of a script that is cut into characters: it is never a beginning of a longer one.
pub(crate) fn is_single(word: &str) -> bool {
    word.chars().next().is_some_and(stands_alone)
}

fn begins_word(c: char) -> bool {
    c.is_alphanumeric() || is_sign(c)
}

/// How long the word is that begins with `first`, bytes.
fn length(text: &str, first: char) -> usize {
    let alone = stands_alone(first);
    let ends = |&(at, c): &(usize, char)| {
        at > 0
            && !is_combining_mark(c)
            && !is_invisible(c)
            && (alone || !c.is_alphanumeric() || stands_alone(c))
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

/// Characters that are words by themselves.
fn stands_alone(c: char) -> bool {
    is_sign(c)
        || matches!(c as u32,
            0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff   // Thai, Lao, Burmese, Khmer
            | 0x3040..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9f // kana
            | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff // ideographs
            | 0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af) // Korean
}

/// Emoji and the like: a person may look for them.
fn is_sign(c: char) -> bool {
    matches!(c as u32, 0x2600..=0x27bf | 0x1f300..=0x1faff)
}

/// Joiners, soft hyphens and variation selectors: inside of words, and not part of them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}')
}

/// Accents, breathings, Hebrew points and Arabic vowel signs: what people leave out when they type. Vowel signs of other
/// scripts are letters in all but name and stay.
fn is_accent(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5c7 | 0x610..=0x61a | 0x640 | 0x64b..=0x65f | 0x670
        | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe20..=0xfe2f)
}

/// Letters that have no accent to take off, as they are typed without their key.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

fn fold_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.extend(word.chars().take(LONGEST).map(|c| c.to_ascii_lowercase()));
        return;
    }
    let mut bare = String::with_capacity(word.len());
    let kept = word.nfkd().filter(|&c| !is_accent(c) && !is_invisible(c));
    for c in kept.flat_map(char::to_lowercase).filter(|&c| !is_accent(c)) {
        match spelled(c) {
            Some(text) => bare.push_str(text),
            // A compatibility form can come apart into more than letters ("½" into "1⁄2", "⑴" into "(1)").
            None if begins_word(c) || is_combining_mark(c) => bare.push(c),
            None => {}
        }
    }
    out.extend(bare.nfc().take(LONGEST));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_in_all_scripts() {
        for (text, expected) in [
            ("", ""),
            ("One, two; THREE", "one|two|three"),
            ("it's state-of-the-art", "it|s|state|of|the|art"),
            ("Überstraße ẞ Łódź Ærø Œuvre İstanbul", "uberstrasse|ss|lodz|aero|oeuvre|istanbul"),
            ("Ἀθῆναι ΌΔΟΣ οδός", "αθηναι|οδοσ|οδοσ"),
            ("Ёлка ёлка елка Й", "елка|елка|елка|и"),
            ("日本の秋", "日|本|の|秋"),
            ("ガラス が", "ガ|ラ|ス|が"),
            ("iPhone手机5", "iphone|手|机|5"),
            ("한국어는", "한|국|어|는"),
            ("ﬁne ² ½ ⑴", "fine|2|12|1"),
            ("हिन्दी में", "हिन्दी|में"),
            ("שָׁלוֹם مُحَمَّد", "שלום|محمد"),
            ("Donau\u{ad}dampf\u{200b}schiff", "donaudampfschiff"),
            ("a🎄b ❤️", "a|🎄|b|❤"),
            ("e\u{301}cole école", "ecole|ecole"),
            ("- * ` … \u{301}", ""),
        ] {
            assert_eq!(words(text).join("|"), expected, "{text:?}");
        }
    }

    #[test]
    fn each_word_knows_its_place() {
        let text = "… Straße\u{301} 日本 end";
        let (mut words, mut places) = (Words::of(text), Vec::new());
        while let Some(range) = words.advance() {
            places.push(&text[range]);
        }
        assert_eq!(places, ["Straße\u{301}", "日", "本", "end"]);
    }

    #[test]
    fn names_compare_by_their_words() {
        for (given, expected) in [
            ("Café  Society", "cafe society"),
            ("state-of-art", "state of art"),
            (" ++ ", "++"),
            ("日本", "日 本"),
        ] {
            assert_eq!(name(given), expected);
        }
        assert_eq!(words(&"x".repeat(500))[0].len(), LONGEST);
    }
}
