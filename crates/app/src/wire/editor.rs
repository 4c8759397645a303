//! The open post: changes in, preview splices out. All positions are in editor units.

use super::library::PostRow;
use super::unsaved::Restored;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A post opened for editing.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenedPost {
    /// Path inside the library.
    pub path: String,
    /// The whole text, front matter included, line breaks as `\n`.
    pub text: String,
    /// Counts the changes; the first is 0.
    pub version: u32,
    /// Why it cannot be edited, if so.
    pub read_only: Option<String>,
    /// All blocks of the preview and what is derived from the text.
    pub view: Derived,
    /// The rendered blocks.
    pub blocks: Vec<BlockView>,
    /// Text of an earlier run that is not in the file, if the post opens with it.
    pub restored: Option<Restored>,
}

/// An editable copy of a file that is not UTF-8.
#[derive(Debug, Serialize, TS)]
pub struct ConvertedCopy {
    /// Its row.
    pub row: PostRow,
    /// What the file was read as, and that it is untouched: a sentence or two.
    pub message: String,
}

/// What is derived from the text and shown around it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Derived {
    /// Where the body starts: the front matter is before it.
    pub body_start: u32,
    /// The front matter's fields.
    pub fields: FieldsView,
    /// Words of the body.
    pub words: u32,
    /// Minutes to read, at least 1 when there is a word.
    pub minutes: u32,
    /// Things to look at.
    pub problems: Vec<ProblemView>,
}

/// One block of the preview.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BlockView {
    /// Sanitised HTML: exactly one element.
    pub html: String,
    /// How much of the body it covers, up to the next block.
    pub length: u32,
}

/// The front matter in the words of the post panel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldsView {
    /// Why the front matter cannot be edited by field (it does not parse), if so.
    pub broken: Option<String>,
    /// Title; empty when there is none.
    pub title: String,
    /// Address part; empty: made from the title.
    pub slug: String,
    /// `draft`, `published`, ...; empty when not said.
    pub status: String,
    /// As written; empty when not said.
    pub date: String,
    /// Excerpt.
    pub excerpt: String,
    /// Categories.
    pub categories: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Featured picture as written.
    pub picture: String,
    /// Whether readers may comment; absent: as the blog likes.
    pub comments: Option<bool>,
    /// `post` or `page`.
    pub kind: String,
    /// Whether other sites may announce links; absent: as the blog likes.
    pub pings: Option<bool>,
    /// What readers must type; empty: nothing.
    pub password: String,
    /// Post format; empty when not said.
    pub format: String,
    /// Held on top of the front page; absent when not said.
    pub sticky: Option<bool>,
    /// Author as written; empty when not said.
    pub author: String,
    /// Page above, as written; empty when not said.
    pub parent: String,
    /// Place among neighbours; empty when not said.
    pub order: String,
    /// Blogs that know this post.
    pub remotes: Vec<RemoteView>,
}

/// The post on one blog.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemoteView {
    /// The blog as the front matter names it.
    pub blog: String,
    /// The post's number there.
    pub id: String,
}

/// Something to look at in the text.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProblemView {
    /// `hint`, `warning` or `blocking`.
    pub severity: SeverityView,
    /// Start, in editor units.
    pub from: u32,
    /// End.
    pub to: u32,
    /// 1-based line.
    pub line: u32,
    /// What is wrong and what to do.
    pub message: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SeverityView {
    /// Worth a look.
    Hint,
    /// Readers will notice.
    Warning,
    /// Publishing is refused.
    Blocking,
}

/// One replaced stretch. A list of them refers to the text before all of them, ascending, as CodeMirror's change sets do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Change {
    /// Start in the old text.
    pub from: u32,
    /// End in the old text.
    pub to: u32,
    /// New text, line breaks as `\n`.
    pub insert: String,
}

/// Changes made in the editor since `version`.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct EditPost {
    /// The post.
    pub path: String,
    /// The version these changes start from.
    pub version: u32,
    /// The changes.
    pub changes: Vec<Change>,
}

/// The whole text, to get back in step.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ReplaceText {
    /// The post.
    pub path: String,
    /// All of the editor's text.
    pub text: String,
}

/// The answer to a change.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Edited {
    /// The version after the change.
    pub version: u32,
    /// First block to replace.
    pub at: u32,
    /// How many blocks go.
    pub removed: u32,
    /// What comes in their place.
    pub inserted: Vec<BlockView>,
    /// What is derived from the text, when it differs from the last answer.
    pub view: Option<Derived>,
}

/// Sets a field of the front matter.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SetField {
    /// The post.
    pub path: String,
    /// The version the editor is at.
    pub version: u32,
    /// Which field.
    pub field: FieldName,
    /// Its new value.
    pub value: FieldInput,
}

/// The fields the panel edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum FieldName {
    Title,
    Slug,
    Status,
    Date,
    Excerpt,
    Categories,
    Tags,
    Picture,
    Comments,
    Kind,
    Pings,
    Password,
    Format,
    Sticky,
    Author,
    Parent,
    Order,
}

/// A field's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum FieldInput {
    /// Text; empty takes the field out.
    Text(String),
    /// List; empty takes the field out.
    List(Vec<String>),
    /// Yes or no; absent takes the field out.
    Flag(Option<bool>),
}

/// Asks what happened to the file outside.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TakeOutside {
    /// The post.
    pub path: String,
    /// The version the editor is at, all its changes sent.
    pub version: u32,
}

/// What happened to the file outside.
#[derive(Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum OutsideNews {
    /// Nothing that matters.
    Same,
    /// The buffer had no changes: apply these and send them back as an ordinary edit.
    Changed {
        /// The minimal change.
        changes: Vec<Change>,
    },
    /// Both sides changed, and both are in one text now: apply these, as a step that can be undone, and send them back as an
    /// ordinary edit. The file's text is kept as a version.
    Merged {
        /// What the file's side adds to the editor's text.
        changes: Vec<Change>,
    },
    /// Both sides changed: ask. Nothing is saved until the writer chose.
    Both {
        /// The file's text, to be shown.
        theirs: String,
    },
    /// The file is gone; the text is still here and is written again by the next save.
    Gone,
}

/// The writer's choice.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ResolveOutside {
    /// The post.
    pub path: String,
    /// The version the editor is at.
    pub version: u32,
    /// Whose text stays in the file; the other one becomes a version.
    pub keep: Side,
}

/// Whose text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// The editor's.
    Mine,
    /// The file's.
    Theirs,
}

/// A pasted or dropped picture.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AddPicture {
    /// The post it is for.
    pub path: String,
    /// Its file name, if it had one.
    pub name: String,
    /// The file, base64.
    pub data: String,
}

/// A picture kept beside the post.
#[derive(Debug, Serialize, TS)]
pub struct PictureAdded {
    /// How the text refers to it, e.g. `media/evening.jpg`.
    pub reference: String,
}
