//! A text by its passages and the blank lines between them.

use markdown::{parse, passages};
use std::borrow::Cow;
use std::ops::Range;

/// A text by its passages.
pub struct Text<'t> {
    text: &'t str,
    ranges: Vec<Range<usize>>,
    /// What each passage says.
    pub words: Vec<&'t str>,
}

impl<'t> Text<'t> {
    pub fn of(text: &'t str) -> Self {
        let ranges: Vec<_> = passages(&parse(text)).into_iter().map(|passage| passage.range).collect();
        let words = ranges.iter().map(|range| &text[range.clone()]).collect();
        Self { text, ranges, words }
    }

    /// These passages as they stand, with the blank lines between them.
    pub fn stretch(&self, range: &Range<usize>) -> &'t str {
        if range.is_empty() {
            return "";
        }
        &self.text[self.ranges[range.start].start..self.ranges[range.end - 1].end]
    }

    /// The blank lines before a passage; the number of passages asks for those at the end.
    pub fn gap(&self, before: usize) -> &'t str {
        let start = before.checked_sub(1).map_or(0, |last| self.ranges[last].end);
        &self.text[start..self.ranges.get(before).map_or(self.text.len(), |range| range.start)]
    }
}

/// A place in each text, as the index of the passage that follows; `None` where a text does not have it.
#[derive(Clone, PartialEq, Eq)]
pub struct Ends {
    pub base: Option<usize>,
    pub here: Option<usize>,
    pub there: Option<usize>,
}

impl Ends {
    pub fn at(base: usize, here: usize, there: usize) -> Self {
        Self { base: Some(base), here: Some(here), there: Some(there) }
    }
}

/// How lines end, when they all end alike.
pub fn line_end(text: &str) -> Option<&'static str> {
    let all = text.matches('\n').count();
    match text.matches("\r\n").count() {
        _ if all == 0 => None,
        0 => Some("\n"),
        returns => (returns == all).then_some("\r\n"),
    }
}

/// The text with lines that end as those of `model` do; as it is where these end now so, now so.
pub fn same_line_ends<'t>(text: &'t str, model: &str) -> Cow<'t, str> {
    match line_end(model) {
        Some("\n") if text.contains("\r\n") => text.replace("\r\n", "\n").into(),
        Some("\r\n") if line_end(text) != Some("\r\n") => {
            text.replace("\r\n", "\n").replace('\n', "\r\n").into()
        }
        _ => text.into(),
    }
}
