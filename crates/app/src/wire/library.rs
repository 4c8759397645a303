//! The library as a front end sees it: rows, never file contents.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An open library.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryView {
    /// The folder's full path.
    pub folder: String,
    /// Its last part.
    pub name: String,
    /// All posts, newest first.
    pub posts: Vec<PostRow>,
    /// Whether posts can be written here; otherwise why not.
    pub read_only: Option<String>,
}

/// One post in the list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PostRow {
    /// Path inside the library, `/` between its parts; names the post in all commands.
    pub path: String,
    /// Title from the front matter, the first heading, or the file name.
    pub title: String,
    /// The first words of the text.
    pub first_words: String,
    /// When the file was last written, milliseconds since 1970.
    pub modified_ms: f64,
    /// Words of the text.
    pub words: u32,
    /// Where the post stands.
    pub state: PostState,
    /// Tags.
    pub tags: Vec<String>,
}

/// The one state shown for a post.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[allow(missing_docs)]
pub enum PostState {
    /// Only here, or a draft on the blog that equals it.
    Draft,
    /// Changed here since it was last sent.
    ChangedHere,
    /// In the outbox, waiting; `why` says for what. `changed`: the post is not any more what was confirmed and will go out.
    Waiting { why: String, changed: bool },
    /// Going out now.
    Publishing { step: u32, of: u32 },
    /// On the blog as it is here.
    Published,
    /// Goes public at its date.
    Scheduled { at: String },
    /// On the blog for its people only, or waiting for review.
    NotPublic { word: String },
    /// The blog's version changed too: the writer must choose.
    Conflict { why: String },
    /// The last attempt failed for good.
    Failed { why: String },
    /// The file cannot be edited (not UTF-8, no permission); `why` says the reason.
    Unreadable { why: String },
}

/// Opens a folder.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct OpenLibrary {
    /// Full path of the folder.
    pub folder: String,
}

/// Names a post.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct OnePost {
    /// Path inside the library.
    pub path: String,
}

/// A new post.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct CreatePost {
    /// Its title; may be empty.
    pub title: String,
}

/// A post in the library's trash.
#[derive(Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Trashed {
    /// What brings it back.
    pub ticket: String,
    /// Its title, for the message.
    pub title: String,
}
