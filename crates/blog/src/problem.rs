//! Something wrong in a post's text: data, not an error. A post with problems still opens and can be edited.

use std::ops::Range;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look.
    Hint,
    /// Readers will notice.
    Warning,
    /// Publishing is refused until it is repaired.
    Blocking,
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Byte range in the whole text of the post.
    pub range: Range<usize>,
    /// 1-based line where it starts.
    pub line: usize,
    /// What is wrong and what to do, one or two sentences.
    pub message: String,
}
