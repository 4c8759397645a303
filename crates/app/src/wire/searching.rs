//! Finding posts by their words: what was understood, and hits with their marks. Marks are ranges, never HTML.

use super::library::PostRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Looks for posts in the whole library.
#[derive(Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchPosts {
    /// Words, `"phrases"` and operators, as they were typed; the last word may be a beginning.
    pub query: String,
    /// How many posts are wanted; at most 100 are given.
    pub limit: u32,
}

/// What was found.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundPosts {
    /// The best posts, best first.
    pub posts: Vec<FoundPost>,
    /// How many there are.
    pub total: u32,
    /// What was looked for, and where.
    pub asked: AskedView,
}

/// A post that was found.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundPost {
    /// Its row.
    pub row: PostRow,
    /// What of it was found; `null` when only titles were looked at.
    pub hit: Option<HitView>,
}

/// What of a post was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HitView {
    /// Its title.
    pub title: MarkedView,
    /// The passage of its text that says most.
    pub snippet: MarkedView,
}

/// A text on one line with marked places.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkedView {
    /// The text.
    pub text: String,
    /// The marked places, in order; none touches another.
    pub marks: Vec<MarkView>,
}

/// A marked place, in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkView {
    /// Its first unit.
    pub from: u32,
    /// The unit behind it.
    pub to: u32,
}

/// How a search was understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskedView {
    /// What must hold, all of it.
    pub clauses: Vec<ClauseView>,
    /// The texts are still being read: only titles, tags and file names were looked at.
    pub titles_only: bool,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClauseView {
    /// `tag`, `category`, `status`, `blog`, `before` or `after`; `null` for words.
    pub operator: Option<String>,
    /// What was typed for it.
    pub text: String,
    /// Whether it must not hold.
    pub negated: bool,
}
