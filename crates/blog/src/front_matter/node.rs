//! Front matter as a tree that remembers where each part stands in the text, whichever grammar it is written in.

use super::fence;
use granit_parser::{ScalarStyle, StructureStyle};
use std::ops::Range;

/// One value, with its place in the whole text of the post.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub value: Value,
    /// Where its tag or anchor starts, or else its content.
    pub start: usize,
    /// The content. For a block scalar the text below its header, for a block collection from first to last child.
    pub at: Range<usize>,
    /// The name after `&`.
    pub anchor: Option<String>,
}

/// What a value is, as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Nothing stands there.
    Nothing,
    Scalar(String, ScalarStyle),
    List(Vec<Node>, StructureStyle),
    Map(Vec<Entry>, StructureStyle),
    /// `*name`.
    Alias(String),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub key: Node,
    pub value: Node,
}

/// Equal when they say the same in the same spelling; the place does not count.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.anchor == other.anchor
    }
}

impl Node {
    /// The scalar's text; `None` for collections, aliases and nothing.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is said: no value, `null` or `~`.
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Nothing => true,
            Value::Scalar(text, ScalarStyle::Plain) => {
                matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    /// Whether it is written over several lines with `|` or `>`.
    pub fn is_block_scalar(&self) -> bool {
        matches!(self.value, Value::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded))
    }

    /// This node and all below it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Node)) {
        visit(self);
        match &self.value {
            Value::List(items, _) => items.iter().for_each(|item| item.walk(visit)),
            Value::Map(entries, _) => entries.iter().for_each(|entry| {
                entry.key.walk(visit);
                entry.value.walk(visit);
            }),
            _ => {}
        }
    }
}

/// A line that does not parse.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    /// Byte range in the whole text.
    pub at: Range<usize>,
    /// What is wrong there, in plain words, no full stop.
    pub message: String,
}

impl Fault {
    /// The fault's line: where the parser noticed it, or the last written line of the block when it only noticed at the end.
    pub fn at(text: &str, block: &Range<usize>, at: usize, message: &str) -> Self {
        let written = block.start + text[block.clone()].trim_end().len();
        let mut at = at.clamp(block.start, written.max(block.start));
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = fence::line_at(text, fence::line_start(text, at));
        let length = text[line.clone()].trim_end().len();
        Self { at: line.start..line.start + length, message: message.to_owned() }
    }
}
