//! Which Markdown Copydesk speaks.

use pulldown_cmark::{Options, Tag, TagEnd};

/// How deep quotes, lists and emphasis may nest. Deeper levels lose their container and keep their text: browsers and
/// sanitisers take quadratic time on thousands of levels, and no reader follows fifty.
pub const MAX_NESTING: usize = 50;

/// CommonMark with tables, GitHub-style footnotes, strikethrough, task lists and heading attributes.
/// Smart punctuation stays off: the text is the writer's.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Whether this opens a container that can hold another of its kind without end.
pub(crate) fn nests(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Image { .. }
    )
}

/// The same for the closing side.
pub(crate) fn nests_end(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Image
    )
}
