//! Older states of a post: the list, one of them beside the present text, and bringing it back.

use super::publishing::DiffView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The versions of a post, newest first.
#[derive(Debug, Serialize, TS)]
pub struct VersionList {
    /// At most as many as a list can show; older ones are found from the command line.
    pub versions: Vec<VersionView>,
    /// How many there are.
    pub total: u32,
}

/// A version.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionView {
    /// Names it among the versions of its post.
    pub id: String,
    /// When it was kept, milliseconds since 1970.
    pub at_ms: f64,
    /// Why it was kept.
    pub why: WhyKept,
    /// The blog it was exchanged with; empty for none.
    pub blog: String,
    /// Words of its text.
    pub words: u32,
    /// How many words more or fewer than the version before it.
    pub gained: i32,
    /// Whether the file holds exactly this text now.
    pub present: bool,
}

/// Why a version was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WhyKept {
    /// By itself, while the post was written.
    Saved,
    /// It was sent to the blog.
    Published,
    /// It came from the blog.
    Pulled,
    /// It was merged from two sides.
    Merged,
    /// Another text took its place.
    Replaced,
    /// It was the other side of a choice.
    OtherSide,
    /// It was brought back from an older version.
    Restored,
    /// An earlier Copydesk kept it.
    Unknown,
}

/// Names a version.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneVersion {
    /// The post.
    pub path: String,
    /// The version.
    pub id: String,
}

/// A version beside the present text.
#[derive(Debug, Serialize, TS)]
pub struct VersionCompared {
    /// Its whole text, front matter included.
    pub text: String,
    /// What was taken out and what was added since, by lines of the front matter and paragraphs of the text. Empty when
    /// nothing that is seen differs.
    pub changes: Vec<DiffView>,
    /// Words that are in the present text and not in it.
    pub added: u32,
    /// Words that are in it and not in the present text.
    pub removed: u32,
}
