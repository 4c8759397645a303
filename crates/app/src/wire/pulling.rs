//! What is on a blog, and bringing it here.

use super::publishing::DiffView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for one page of what is on a blog, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListRemote {
    /// The account's stable name.
    pub account: String,
    /// `post` or `page`.
    pub kind: String,
    /// `draft`, `pending`, `private`, `scheduled`, `published` or `trashed`; `null` for all but the trash.
    pub status: Option<String>,
    /// From 1.
    pub page: u32,
}

/// One page of what is on a blog.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemotePage {
    /// The posts; perhaps none although more follow.
    pub rows: Vec<RemoteRow>,
    /// How many there are in all, where the blog says.
    pub total: Option<u32>,
    /// Whether another page may follow.
    pub more: bool,
}

/// One post of a blog, seen from here.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemoteRow {
    /// Its number.
    pub id: String,
    /// `post` or `page`.
    pub kind: String,
    /// Its title; may be empty.
    pub title: String,
    /// Where it stands there.
    pub status: String,
    /// Its date on the blog's clock, to the minute; empty while it floats.
    pub date: String,
    /// Where readers find it.
    pub url: String,
    /// How it stands here.
    pub standing: RemoteStanding,
    /// What changed there, or by what the file was recognised; may be empty.
    pub why: String,
    /// The file here that is this post, or seems to be.
    pub path: Option<String>,
}

/// How a post of a blog stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RemoteStanding {
    /// No file here is this post.
    NotHere,
    /// A file seems to be this post and can be linked.
    Unlinked,
    /// The same here and there.
    Same,
    /// Changed there only: the file can follow.
    ChangedThere,
    /// Changed here only.
    ChangedHere,
    /// Changed on both sides.
    ChangedBoth,
    /// A page there and a post here, or the other way round.
    OtherKind,
}

/// Brings posts here: those that are not here become files, those that changed there only are updated, all others stay.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PullPosts {
    /// The account's stable name.
    pub account: String,
    /// Which.
    pub what: PullWhat,
    /// Also bring the pictures in the text, as files beside the post.
    pub pictures: bool,
}

/// Which posts.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PullWhat {
    /// These numbers.
    Posts {
        /// Numbers on the blog.
        ids: Vec<String>,
    },
    /// All of one page of the list.
    Page {
        /// The page.
        list: ListRemote,
    },
}

/// What became of the posts.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Pulled {
    /// Post by post.
    pub posts: Vec<PulledPost>,
    /// Whether another page may follow.
    pub more: bool,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// What became of one post.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PulledPost {
    /// Its number.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// What became of it.
    pub outcome: PullOutcome,
    /// Its file here, if there is one.
    pub path: Option<String>,
    /// Why, or what to know; may be empty.
    pub notes: Vec<String>,
}

/// What became of one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PullOutcome {
    /// A new file.
    Downloaded,
    /// The file follows what changed there.
    Updated,
    /// The file was this very post already, and is tied to it now.
    Linked,
    /// Nothing to do.
    Same,
    /// The file changed here and stays as it is.
    ChangedHere,
    /// Changed on both sides: nothing was done.
    Conflict,
    /// A file seems to be this post: nothing was done.
    Unlinked,
    /// It could not be brought here.
    Skipped,
}

/// Ties a file to a post that is on the blog.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkPost {
    /// The account's stable name.
    pub account: String,
    /// The post's number on the blog.
    pub id: String,
    /// The file.
    pub path: String,
}

/// A file and a post of the blog side by side.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkView {
    /// Names exactly this comparison; the press must give it back.
    pub fingerprint: String,
    /// One sentence: what will be tied to what.
    pub headline: String,
    /// What follows from it.
    pub consequence: String,
    /// The fields that differ, in words.
    pub fields: Vec<String>,
    /// Where the texts differ: `removed` is only there, `added` only here.
    pub changes: Vec<DiffView>,
}

/// The press.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LinkPress {
    /// What was asked for.
    pub request: LinkPost,
    /// The comparison that was shown.
    pub fingerprint: String,
}
