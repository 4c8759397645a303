//! How long a post is, in words.

use crate::dialect::options;
use crate::foreign::masked;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Words of prose in a post's body: code blocks and raw HTML do not count, a Chinese or Japanese character counts as one.
pub fn words(text: &str) -> usize {
    let mut counter = Counter::default();
    let masked = masked(text);
    let text = masked.as_ref().map_or(text, |masked| &masked.text);
    Parser::new_ext(text, options()).for_each(|event| counter.event(&event));
    counter.words()
}

/// Counts over events, so that a word broken by markup (`un*believ*able`) is still one.
#[derive(Default)]
pub(crate) struct Counter {
    words: usize,
    in_word: bool,
    in_code: bool,
}

impl Counter {
    pub fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Text(text) | Event::Code(text) if !self.in_code => {
                text.chars().for_each(|c| self.character(c))
            }
            Event::Start(tag) if !is_inline(tag) => self.in_word = false,
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.in_word = false,
            _ => {}
        }
    }

    pub fn words(&self) -> usize {
        self.words
    }

    pub fn character(&mut self, c: char) {
        if is_ideograph(c) {
            self.words += 1;
            self.in_word = false;
        } else if c.is_alphanumeric() {
            self.words += usize::from(!self.in_word);
            self.in_word = true;
        } else if c.is_whitespace() || matches!(c, '—' | '–' | '/' | '…') {
            self.in_word = false;
        }
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
}

/// Scripts written without blanks between words, where each character is counted.
fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0xff66..=0xff9f | 0x20000..=0x3ffff)
}
