//! The library out of the door, and other libraries in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What leaves, in which form, and where it goes.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportPosts {
    /// The form.
    pub form: ExportForm,
    /// Full path of the file (zip, WordPress) or the folder (pages) to be made.
    pub to: String,
    /// Which posts; none stands for the whole library.
    pub posts: Vec<String>,
    /// Whether what is there already may be replaced.
    pub replace: bool,
    /// Also what Copydesk keeps of the exchange with blogs (zip of the whole library only).
    pub records: bool,
}

/// A form of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportForm {
    /// The files as they are, in one zip.
    Zip,
    /// A file that a WordPress blog imports (WXR).
    Wxr,
    /// Pages that open from disk.
    Html,
}

/// What an export came to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Exported {
    /// Full path of what was made.
    pub place: String,
    /// How many files (zip) or posts.
    pub count: u32,
    /// What to know of it; may be empty.
    pub notes: Vec<String>,
}

/// Names what is to be brought: an export of WordPress, a Markdown or HTML file, or a folder of them.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportFrom {
    /// Full path.
    pub from: String,
}

/// What bringing something does, or did.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ImportView {
    /// One sentence.
    pub headline: String,
    /// How many become files.
    pub new: u32,
    /// How many are here already.
    pub here: u32,
    /// How many stay outside.
    pub skipped: u32,
    /// The first of them, those that stay outside before the others.
    pub rows: Vec<ImportRow>,
    /// What to know of it; may be empty.
    pub notes: Vec<String>,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// One file or item of what is brought.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ImportRow {
    /// Its title, or its name.
    pub title: String,
    /// What becomes of it.
    pub outcome: ImportOutcome,
    /// Its file here, if there is one.
    pub path: Option<String>,
    /// Why, or what to know; may be empty.
    pub why: String,
}

/// What becomes of a file or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportOutcome {
    /// It stays outside.
    Skipped,
    /// A new file.
    New,
    /// It is here already.
    Here,
}

/// What a place is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PlaceFor {
    /// A new zip; the system asks before one is replaced.
    NewZip,
    /// A new export for WordPress; likewise.
    NewWxr,
    /// A folder in which a new one is made.
    InFolder,
    /// A file to be brought.
    File,
    /// A folder to be brought.
    Folder,
}

/// Asks for a place.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ChoosePlace {
    /// What for.
    pub what: PlaceFor,
    /// The name that is proposed; may be empty.
    pub name: String,
}
