//! Both sides changed a post, on a blog or on another computer: what differs, by paragraph and by field, and the writer's choice.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks what differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CompareConflict {
    /// The post.
    pub path: String,
    /// The other side.
    pub with: Against,
}

/// The other side of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Against {
    /// The blog's version.
    Blog {
        /// The account's stable name.
        account: String,
    },
    /// A conflict file beside the post.
    Copy {
        /// Its path inside the library.
        file: String,
    },
    /// What stands between the marks that a merge left in the post's own file.
    Marks,
}

/// A conflict of a post that lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ConflictFound {
    /// The other side.
    pub with: Against,
    /// Where it came from, one sentence.
    pub label: String,
}

/// What differs between this text, the blog's, and what was last exchanged. The clear merges are made.
#[derive(Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Names exactly the two versions that were compared; the choice gives it back.
    pub fingerprint: String,
    /// The text by paragraphs.
    pub chunks: Vec<ChunkView>,
    /// The fields that changed on the blog.
    pub fields: Vec<FieldDiffers>,
    /// Worth knowing: a field of the blog that the front matter cannot say.
    pub notes: Vec<String>,
}

/// A stretch of the text.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ChunkView {
    /// Who changed it.
    pub kind: ChunkKind,
    /// As it was last exchanged; for `both` only.
    pub base: String,
    /// As it stands here.
    pub here: String,
    /// As it stands on the blog.
    pub there: String,
}

/// Who changed a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChunkKind {
    /// Nobody, or both alike.
    Same,
    /// The writer.
    Here,
    /// Somebody on the blog.
    There,
    /// Both, each in their way: a choice is needed.
    Both,
}

/// A field that changed on the blog.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldDiffers {
    /// Its name, as the writer knows it.
    pub name: String,
    /// As the front matter says it; empty when it is silent.
    pub here: String,
    /// As the blog has it.
    pub there: String,
    /// Whether it was changed here too.
    pub both: bool,
}

/// What of a stretch that both changed goes into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TakeView {
    /// What stands here.
    Here,
    /// What stands on the blog.
    There,
    /// Both, one after the other.
    Both,
}

/// The writer's choice. The text that is not taken is kept as a version; nothing is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ResolveConflict {
    /// What was compared.
    pub request: CompareConflict,
    /// What was shown.
    pub fingerprint: String,
    /// The blog's text and fields, whole, in place of these.
    pub theirs: bool,
    /// For each chunk that both changed, in order. Not looked at with `theirs`.
    pub takes: Vec<TakeView>,
    /// Names of the fields that are taken from the blog. Not looked at with `theirs`.
    pub fields: Vec<String>,
}
