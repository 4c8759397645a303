//! A text as what stands between blank lines, for those who compare and merge texts.
//!
//! Blocks alone are not the whole text: definitions of links and of footnotes stand between them. Here nothing is left over.

use crate::document::Document;
use std::ops::Range;

/// A stretch of a text that is one thing: a block, a footnote's definition, or definitions of links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Whole lines without the last line end, in bytes of the text. Only blank lines stand between passages.
    pub range: Range<usize>,
    /// Which block it is; `None` for definitions.
    pub block: Option<usize>,
}

/// The passages of a text, in order.
pub fn passages(document: &Document<'_>) -> Vec<Passage> {
    let text = document.text;
    let blocks = document.blocks.iter().enumerate().map(|(at, block)| (block.range.clone(), Some(at)));
    let notes = document.footnotes.iter().map(|note| &note.range).chain(&document.unused_footnotes);
    let mut marks: Vec<(Range<usize>, Option<usize>)> =
        blocks.chain(notes.map(|range| (range.clone(), None))).collect();
    marks.sort_by_key(|(range, _)| range.start);
    let (mut passages, mut copied) = (Vec::new(), 0);
    for (range, block) in marks {
        let before = text[copied..range.start.max(copied)].rfind(['\n', '\r']);
        let start = before.map_or(copied, |at| copied + at + 1);
        let end = whole_line(text, range.end.max(start));
        // A definition inside a block is part of the block.
        if end <= copied {
            continue;
        }
        loose(text, copied..start, &mut passages);
        passages.push(Passage { range: start..end, block });
        copied = end;
    }
    loose(text, copied..text.len(), &mut passages);
    passages
}

/// The end of the last line that is not blank before `end`.
fn whole_line(text: &str, end: usize) -> usize {
    let end = text[..end].trim_end_matches(is_blank).len();
    let line = end + text[end..].find(['\n', '\r']).unwrap_or(text.len() - end);
    if text[end..line].trim_matches(is_blank).is_empty() { end } else { line }
}

/// What is no block and no footnote, by blank lines.
fn loose(text: &str, range: Range<usize>, passages: &mut Vec<Passage>) {
    let mut open: Option<Range<usize>> = None;
    let mut at = range.start;
    for line in text[range].split_inclusive('\n') {
        let end = at + line.trim_end_matches(is_blank).len();
        match &mut open {
            _ if end == at => passages.extend(open.take().map(|range| Passage { range, block: None })),
            Some(open) => open.end = end,
            None => open = Some(at..end),
        }
        at += line.len();
    }
    passages.extend(open.map(|range| Passage { range, block: None }));
}

/// What a blank line may hold.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
