//! The YAML block at the head of a post: read into loose values, edited by line, never rewritten.
//!
//! Placeholder of the final module: types are the contract.

use crate::{PostKey, Problem, RemoteId, Status};
use std::ops::Range;

/// Where the parts of a post's text are, by byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The YAML between the fences; `None` when the text does not start with `---`.
    pub yaml: Option<Range<usize>>,
    /// The Markdown body: all after the closing fence's line end.
    pub body: Range<usize>,
}

/// What the front matter says, in Copydesk's words. A key of another tool is understood where its meaning is the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    /// `title`.
    pub title: Option<String>,
    /// `slug`.
    pub slug: Option<String>,
    /// `status`, or `draft: true|false` (Hugo), or `published: false` (Jekyll).
    pub status: Option<Status>,
    /// `date` as written.
    pub date: Option<String>,
    /// `excerpt` (also `description`, `summary`).
    pub excerpt: Option<String>,
    /// `categories` / `category`.
    pub categories: Option<Vec<String>>,
    /// `tags`.
    pub tags: Option<Vec<String>>,
    /// `picture`: the featured picture (also `image`, `cover`, `featured_image`, `thumbnail`).
    pub picture: Option<String>,
    /// `comments`: open or closed.
    pub comments: Option<bool>,
    /// `copydesk-id`.
    pub key: Option<PostKey>,
    /// `wordpress`: blog -> id.
    pub remotes: Vec<(String, RemoteId)>,
    /// What does not parse or makes no sense.
    pub problems: Vec<Problem>,
}

/// A value to be written into the front matter.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// A text; quoted when YAML would read it as something else.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// `true` or `false`.
    Flag(bool),
    /// Take the key out.
    Absent,
}
