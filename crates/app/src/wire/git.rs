//! A library in a git work tree: how it stands, and bringing it and its remote together.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the work tree around the library stands.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GitView {
    /// The branch; empty when git is at a single commit.
    pub branch: String,
    /// Files of the library that are not committed.
    pub changed: u32,
    /// Commits that the remote does not have.
    pub ahead: u32,
    /// Commits that only the remote has, as it was asked last.
    pub behind: u32,
    /// Files that an earlier merge left unmerged.
    pub conflicted: u32,
    /// Where the branch goes; empty for nowhere.
    pub remote: String,
    /// What was begun with git and is not finished; empty for nothing.
    pub in_progress: String,
    /// Whether each published post is committed by itself.
    pub commit_on_publish: bool,
    /// What the next commit would be called.
    pub message: String,
}

/// Commits, fetches, merges and sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct SyncLibrary {
    /// What the commit is called; empty for a name made of what changed.
    pub message: String,
}

/// What a sync did.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Synced {
    /// One sentence for the writer.
    pub message: String,
    /// Whether something was committed.
    pub committed: bool,
    /// Whether something came from the remote.
    pub received: bool,
    /// Whether something was sent.
    pub sent: bool,
    /// Posts that both sides changed in one place: the other text lies beside them.
    pub conflicts: Vec<String>,
    /// Worth knowing, one sentence each.
    pub notes: Vec<String>,
}

/// Whether each published post is committed by itself, in the open library.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct CommitOnPublish {
    /// On or off.
    pub on: bool,
}
