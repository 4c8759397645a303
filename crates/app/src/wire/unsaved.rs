//! Text that an earlier run could not save, as a front end sees it.

use serde::Serialize;
use ts_rs::TS;

/// A post that opens with text an earlier run could not save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Restored {
    /// The file is as it was when that was typed: the text is here again and is saved as ever.
    Back {
        /// How many of its lines the file does not have.
        lines: u32,
    },
    /// The file was changed meanwhile: both texts are here, and nothing is saved until the writer chose.
    Both {
        /// The file's text, to be shown.
        theirs: String,
    },
    /// The file is gone; the text is here and is written as a new file when the writer goes on.
    Gone,
}

/// A post of which text was found that is not in its file.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnsavedView {
    /// The post; opening it brings the text back.
    pub path: String,
    /// Its title in that text.
    pub title: String,
    /// When it was typed, milliseconds since 1970.
    pub at_ms: f64,
    /// Whether its file is still there.
    pub is_there: bool,
}
