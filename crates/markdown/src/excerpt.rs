//! The beginning of a post as plain text, for lists.

use crate::document::{BlockKind, plain};
use crate::foreign::masked;
use crate::reader::Reader;

/// The text of the first paragraphs, up to this many words, with `…` when it was cut. Headings, code, tables, quotes and
/// pictures are passed over.
pub fn excerpt(text: &str, words: usize) -> String {
    let masked = masked(text);
    let mut reader = masked.as_ref().map_or_else(|| Reader::new(text), |masked| Reader::masked(text, masked));
    let (mut events, mut out, mut left) = (Vec::new(), String::new(), words);
    while let Some((kind, _)) = reader.next(&mut events) {
        if kind != BlockKind::Paragraph {
            continue;
        }
        for word in plain(without_pictures(&mut events)).split_whitespace() {
            if left == 0 {
                out.push('…');
                return out;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
            left -= 1;
        }
    }
    out
}

/// A picture's alt text is not the beginning of the story.
fn without_pictures<'e, 'a>(events: &'e mut Vec<crate::Spanned<'a>>) -> &'e [crate::Spanned<'a>] {
    use pulldown_cmark::{Event, Tag, TagEnd};
    let mut inside = 0usize;
    events.retain(|(event, _)| match event {
        Event::Start(Tag::Image { .. }) => {
            inside += 1;
            false
        }
        Event::End(TagEnd::Image) => {
            inside -= 1;
            false
        }
        _ => inside == 0,
    });
    events
}
