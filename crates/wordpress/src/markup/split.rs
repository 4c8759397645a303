//! A blog's content by its top-level blocks.

use markdown::{Delimiter, delimiters, pairs};
use std::ops::Range;

/// A block, or text that stands outside of all blocks.
pub struct Part<'c> {
    /// Where it stands, without blanks around it.
    pub range: Range<usize>,
    /// Its opening comment; `None` for text outside of blocks.
    pub opening: Option<Delimiter<'c>>,
}

/// Whether the content holds blocks. WordPress takes content for classic HTML when it does not.
pub fn has_blocks(content: &str) -> bool {
    !delimiters(content).is_empty()
}

/// A piece of content without the comments around its blocks.
pub fn without_comments(content: &str, delimiters: &[Delimiter<'_>]) -> String {
    let (mut html, mut copied) = (String::with_capacity(content.len()), 0);
    for delimiter in delimiters {
        html.push_str(&content[copied..delimiter.range.start]);
        copied = delimiter.range.end;
    }
    html.push_str(&content[copied..]);
    html
}

/// The parts of block content, in order; only blanks stand between them. A comment that does not pair is text.
pub fn parts(content: &str) -> Vec<Part<'_>> {
    let delimiters = delimiters(content);
    let pairs = pairs(&delimiters);
    let (mut parts, mut copied, mut next) = (Vec::new(), 0, 0);
    while next < delimiters.len() {
        let Some(end) = pairs[next] else {
            next += 1;
            continue;
        };
        let range = delimiters[next].range.start..delimiters[end].range.end;
        parts.extend(text(content, copied..range.start));
        copied = range.end;
        parts.push(Part { range, opening: Some(delimiters[next].clone()) });
        next = end + 1;
    }
    parts.extend(text(content, copied..content.len()));
    parts
}

fn text(content: &str, range: Range<usize>) -> Option<Part<'_>> {
    let text = &content[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    let range = start..start + text.trim().len();
    (!range.is_empty()).then_some(Part { range, opening: None })
}
