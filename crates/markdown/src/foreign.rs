//! Blocks of a blog that Markdown cannot say. They stand in the text as the blog holds them, byte for byte.
//!
//! Where a block of the text begins with a WordPress delimiter at the start of a line, everything to the end of that line in
//! which the block ends belongs to it, blank lines too. To the Markdown parser it is shown as one comment of the same
//! length, so that nothing inside is taken for Markdown and every byte keeps its place.

use crate::delimiter::{Delimiter, Side, delimiters, pairs};
use crate::dialect::options;
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;

/// A text as the Markdown parser gets it.
pub(crate) struct Masked {
    /// Of the same length, every foreign block a comment on one line.
    pub text: String,
    /// Where they stand, in order.
    pub blocks: Vec<Range<usize>>,
}

/// The text with its foreign blocks masked; `None` when it has none.
pub(crate) fn masked(text: &str) -> Option<Masked> {
    let blocks = foreign_blocks(text);
    if blocks.is_empty() {
        return None;
    }
    let (mut masked, mut copied) = (String::with_capacity(text.len()), 0);
    for block in &blocks {
        masked.push_str(&text[copied..block.start]);
        masked.push_str("<!--");
        masked.extend(std::iter::repeat_n('x', block.len() - 7));
        masked.push_str("-->");
        copied = block.end;
    }
    masked.push_str(&text[copied..]);
    Some(Masked { text: masked, blocks })
}

/// Where the foreign blocks of a text stand.
fn foreign_blocks(text: &str) -> Vec<Range<usize>> {
    let delimiters = delimiters(text);
    let pairs = pairs(&delimiters);
    let starts_line = |at: usize| at == 0 || matches!(text.as_bytes()[at - 1], b'\n' | b'\r');
    let candidates: Vec<usize> = (0..delimiters.len())
        .filter(|&at| pairs[at].is_some() && starts_line(delimiters[at].range.start))
        .collect();
    let (mut blocks, mut from, mut next) = (Vec::new(), 0, 0);
    while let Some(&candidate) = candidates.get(next) {
        let open = &candidates[next..];
        let Some(first) = first_block(text, from, delimiters[candidate].range.start, |start| {
            open.binary_search_by_key(&start, |&at| delimiters[at].range.start).ok().map(|found| open[found])
        }) else {
            break;
        };
        let end = end_of(text, &delimiters, &pairs, first);
        blocks.push(delimiters[first].range.start..end);
        from = end;
        next += candidates[next..].partition_point(|&at| delimiters[at].range.start < end);
    }
    blocks
}

/// The first of the candidates that is a block of the text, and not a line of somebody's code. What a block is depends on
/// nothing behind it, and nothing reaches across a foreign block: so it is enough to read from the end of the last one, and
/// not further than needed. Each try reads twice as far, which keeps the whole linear.
fn first_block(
    text: &str,
    from: usize,
    candidate: usize,
    known: impl Fn(usize) -> Option<usize>,
) -> Option<usize> {
    let line_end = |at: usize| {
        text.as_bytes()[at..].iter().position(|&b| b == b'\n').map_or(text.len(), |length| at + length + 1)
    };
    let mut to = line_end(candidate);
    loop {
        let mut depth = 0usize;
        for (event, range) in Parser::new_ext(&text[from..to], options()).into_offset_iter() {
            match event {
                Event::Start(Tag::HtmlBlock) if depth == 0 => match known(from + range.start) {
                    Some(found) => return Some(found),
                    None => depth += 1,
                },
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        if to == text.len() {
            return None;
        }
        let far = (to + (to - from)).min(text.len());
        to = line_end(far);
    }
}

/// Where the block ends that begins here: behind its closing comment, and what follows on that line belongs to it too.
fn end_of(text: &str, delimiters: &[Delimiter<'_>], pairs: &[Option<usize>], first: usize) -> usize {
    let (mut at, mut line) = (first, 0);
    loop {
        at = pairs[at].unwrap_or(at);
        let end = delimiters[at].range.end;
        if line < end {
            line = end + text[end..].find(['\n', '\r']).unwrap_or(text.len() - end);
        }
        let next = (at + 1..delimiters.len())
            .take_while(|&next| delimiters[next].range.start < line)
            .find(|&next| delimiters[next].side != Side::Closes)
            .filter(|&next| pairs[next].is_some());
        match next {
            Some(next) => at = next,
            None => return text[..line].trim_end_matches([' ', '\t']).len().max(end),
        }
    }
}
