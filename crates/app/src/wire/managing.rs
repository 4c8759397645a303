//! Many posts at once, copies, templates, the trash, and several libraries.

use super::library::ListView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing done to many posts.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkEdit {
    /// Which posts.
    pub posts: ChosenPosts,
    /// What is done to each.
    pub what: BulkWhat,
}

/// Which posts are meant.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ChosenPosts {
    /// These.
    Paths {
        /// Paths inside the library.
        paths: Vec<String>,
    },
    /// All of a view of the list, however many.
    All {
        /// The view.
        view: ListView,
        /// But not these.
        except: Vec<String>,
    },
}

/// What is done to many posts. Nothing of it is sent to a blog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BulkWhat {
    /// Adds tags that a post does not have.
    AddTags {
        /// The tags.
        names: Vec<String>,
    },
    /// Takes tags out, in whichever case they are written.
    RemoveTags {
        /// The tags.
        names: Vec<String>,
    },
    /// Adds categories; one below another is written `Travel > Italy`.
    AddCategories {
        /// The categories.
        names: Vec<String>,
    },
    /// Takes categories out.
    RemoveCategories {
        /// The categories.
        names: Vec<String>,
    },
    /// These categories and no others.
    SetCategories {
        /// The categories; none takes all out.
        names: Vec<String>,
    },
    /// What the front matter says of where the post stands.
    SetStatus {
        /// `draft`, `pending`, `private`, `scheduled` or `published`.
        status: String,
    },
    /// Into a folder of the library.
    Move {
        /// The folder, `/` between its parts; empty for the library's own.
        folder: String,
    },
    /// Into the library's trash.
    Trash,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BulkDone {
    /// One sentence.
    pub said: String,
    /// How many posts were changed.
    pub done: u32,
    /// How many needed no change.
    pub same: u32,
    /// How many were left as they are.
    pub left: u32,
    /// The first of those, with the reason.
    pub reasons: Vec<LeftPost>,
    /// What takes all of it back; `null` when nothing was changed.
    pub undo: Option<String>,
    /// Open posts that lie elsewhere now.
    pub open: Vec<FollowedPost>,
}

/// An open post that lies elsewhere now.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct FollowedPost {
    /// Where it was.
    pub from: String,
    /// Where it is; `null` when it is in the trash.
    pub to: Option<String>,
}

/// A post that was left as it is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LeftPost {
    /// Its path.
    pub path: String,
    /// Why.
    pub why: String,
}

/// Takes a change of many posts back.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UndoBulk {
    /// From [`BulkDone::undo`].
    pub undo: String,
}

/// A template of the library.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateRow {
    /// Its name.
    pub name: String,
    /// Its file in the library.
    pub path: String,
    /// Whether new posts begin with it.
    pub is_default: bool,
}

/// A new post from a template.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FromTemplate {
    /// The template's name.
    pub template: String,
    /// The post's title; may be empty.
    pub title: String,
}

/// Keeps a post's text as a template.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveTemplate {
    /// The post.
    pub path: String,
    /// The template's name.
    pub name: String,
}

/// What is in the library's trash.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrashView {
    /// The posts in it, last thrown away first; at most 1,000.
    pub rows: Vec<TrashRow>,
    /// How many there are.
    pub count: u32,
    /// How much room they take, bytes.
    pub bytes: f64,
}

/// A post in the trash.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrashRow {
    /// What brings it back.
    pub ticket: String,
    /// Its title, or its name.
    pub title: String,
    /// Where it was.
    pub path: String,
    /// Its size, bytes.
    pub size: f64,
    /// When it was thrown away, milliseconds since 1970.
    pub trashed_ms: f64,
}

/// Removes posts in the trash for ever.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DiscardTrashed {
    /// Which; none stands for all.
    pub tickets: Vec<String>,
}

/// A library that was open before.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryRow {
    /// The folder's full path.
    pub folder: String,
    /// Its last part.
    pub name: String,
    /// Whether it is the one that is open.
    pub is_open: bool,
    /// Whether the folder is there now.
    pub is_there: bool,
    /// The post last open in it.
    pub post: Option<String>,
}
