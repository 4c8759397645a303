//! The library as a front end sees it: rows, never file contents.

use super::searching::{AskedView, HitView};
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
    /// Whether posts can be written here; otherwise why not.
    pub read_only: Option<String>,
    /// Posts that are not there and not believed deleted.
    pub vanished: Option<VanishedView>,
    /// How many posts there are, as far as is known at once; `library_changed` says when it is otherwise.
    pub counts: Counts,
}

/// Posts that are not there any more. They stay in the list, and nothing new is written, until they are back or the writer
/// says that they were deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VanishedView {
    /// How many.
    pub posts: u32,
    /// Of how many.
    pub of: u32,
    /// Whether the library's folder itself is not there.
    pub with_folder: bool,
}

/// Which posts of the library, in which order, without pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListView {
    /// The part of the library.
    pub place: PlaceName,
    /// What is looked for in it, if anything.
    pub filter: Option<FilterName>,
    /// The order; pinned posts stand first in each.
    pub sort: SortView,
    /// What is searched for: words, `"phrases"` and operators. The best posts come first then, whatever the order.
    pub query: String,
}

/// A part of the library; each post stands in exactly one beside `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum PlaceName {
    All,
    Drafts,
    Scheduled,
    Published,
}

/// What can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FilterName {
    /// Differs from what was last exchanged with its blog.
    ChangedHere,
    /// Its twin on the blog was seen to differ from what was last exchanged.
    ChangedThere,
    /// Both sides changed: the writer must choose.
    Conflicts,
    /// Without a tag.
    Untagged,
    /// Without any picture.
    NoPicture,
    /// Cannot be read as text.
    Unreadable,
    /// Has the address part of another post, or a name that some systems take for another's.
    Doubled,
}

/// An order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SortView {
    /// By what.
    pub key: SortName,
    /// Newest, longest or last letter first.
    pub descending: bool,
}

/// By what the list is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SortName {
    /// When the file was last written.
    Changed,
    /// The title.
    Title,
    /// The post's own date; its file's where it has none.
    Date,
    /// Words of the text.
    Words,
}

/// A page of the list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListPosts {
    /// Which posts.
    pub view: ListView,
    /// The first row's place in the view.
    pub offset: u32,
    /// How many rows; at most 1,000 are given.
    pub count: u32,
    /// Posts whose place in the view is asked.
    pub find: Vec<String>,
}

/// What is in that page.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowPage {
    /// Which state of the library this is; grows with every change.
    pub generation: f64,
    /// The first row's place in the view.
    pub offset: u32,
    /// How many posts the whole view has.
    pub total: u32,
    /// The rows.
    pub rows: Vec<PostRow>,
    /// What of each row was found, in the same order; empty when nothing is searched for, only titles were looked
    /// at, or more than 100 rows were asked for.
    pub hits: Vec<HitView>,
    /// How the search was understood; `null` when nothing is searched for.
    pub asked: Option<AskedView>,
    /// Where the posts that were asked for stand in the view; `null` for one that is not in it.
    pub found: Vec<Option<u32>>,
    /// How many posts there are.
    pub counts: Counts,
}

/// How many posts the library has, by place, and of all of them by filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Counts {
    pub all: u32,
    pub drafts: u32,
    pub scheduled: u32,
    pub published: u32,
    pub changed_here: u32,
    pub changed_there: u32,
    pub conflicts: u32,
    pub untagged: u32,
    pub no_picture: u32,
    pub unreadable: u32,
    pub doubled: u32,
    /// Things in the folder that look like posts and are none; see `list_skipped`.
    pub skipped: u32,
}

/// How far the first reading of a library is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct ReadingView {
    pub done: u32,
    pub of: u32,
}

/// Names posts.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SomePosts {
    /// Paths inside the library.
    pub paths: Vec<String>,
}

/// Lets posts stand first in the list, or no longer.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PinPosts {
    /// Paths inside the library.
    pub paths: Vec<String>,
    /// Whether they stand first.
    pub pinned: bool,
}

/// Asks for the post before or after another one.
#[derive(Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NeighbourOf {
    /// In which view.
    pub view: ListView,
    /// The post; none for the first of the view.
    pub path: Option<String>,
    /// The one after it, else the one before.
    pub after: bool,
}

/// Something in the folder that looks like a post and is none.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SkippedView {
    /// Its place in the library, as well as it can be shown.
    pub place: String,
    /// Why, in a sentence.
    pub why: String,
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
    /// Whether it stands first in every order.
    pub pinned: bool,
    /// Whether its twin on the blog was seen to differ from what was last exchanged.
    pub changed_there: bool,
    /// What is odd about it (another post has its address), in a sentence.
    pub note: Option<String>,
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
