//! What may be done to a post on a blog without sending it: off the blog, into its trash, back, away for ever.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A post's twin on a connected blog, as last exchanged.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TwinView {
    /// The blog as the front matter names it.
    pub blog: String,
    /// The account that reaches it; `null` when no connected one does.
    pub account: Option<String>,
    /// The post's number there.
    pub id: String,
    /// Its address; empty when not known on this machine.
    pub url: String,
    /// Where it stood when it was last exchanged; empty when that is not known on this machine.
    pub status: String,
}

/// What shall happen on the blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ActionName {
    /// A draft again.
    Unpublish,
    /// Into the blog's trash.
    Trash,
    /// Out of it.
    Restore,
    /// Away for ever.
    Delete,
}

/// Asks what an action would do.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PlanAction {
    /// The post.
    pub path: String,
    /// The account's stable name.
    pub account: String,
    /// What shall happen.
    pub action: ActionName,
}

/// What would happen, to be confirmed.
#[derive(Debug, Serialize, TS)]
pub struct ActionView {
    /// Names exactly the state that was shown; the confirmation must give it back. Empty when nothing can be confirmed.
    pub fingerprint: String,
    /// What will happen to which post on which blog.
    pub headline: String,
    /// What it means for readers.
    pub consequence: String,
    /// The word on the button.
    pub button: String,
    /// Why not, if so.
    pub refusal: Option<String>,
}

/// The confirmation.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ActOnBlog {
    /// What was asked for.
    pub request: PlanAction,
    /// What was shown.
    pub fingerprint: String,
}

/// It is done.
#[derive(Debug, Serialize, TS)]
pub struct ActionDone {
    /// What happened.
    pub message: String,
}
