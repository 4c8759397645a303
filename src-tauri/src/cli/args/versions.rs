//! `copydesk versions ...` and `copydesk sync`

use clap::Args;
use std::path::PathBuf;

/// Which post, and what to do with one of its versions.
#[derive(Debug, Args)]
pub struct Versions {
    /// Post, as a path or as `copydesk list` shows it
    pub file: PathBuf,
    /// Print this version
    #[arg(long, value_name = "VERSION", conflicts_with = "restore")]
    pub show: Option<String>,
    /// Bring this version back
    #[arg(long, value_name = "VERSION")]
    pub restore: Option<String>,
}

/// How the library's changes are committed.
#[derive(Debug, Args)]
pub struct Sync {
    /// What the commit is called [default: after what changed]
    #[arg(long, short, value_name = "TEXT")]
    pub message: Option<String>,
}

/// What `sync` does.
pub const SYNC: &str = "Bring the library and its git remote together: commits the posts, pictures and records of the library, \
    fetches, merges and sends. Posts are merged by paragraph; what both sides changed in one place becomes a conflict \
    file beside the post. Uses the git of this computer with its sign-ins, and never asks for a password.";

/// How `sync` is used.
pub const SYNC_EXAMPLES: &str = "\
Examples:
  copydesk sync
  copydesk sync --message \"Notes from the train\"
  copydesk sync --json | jq -r '.conflicts[]'";

/// What `versions` does.
pub const VERSIONS: &str = "Show older states of a post, and bring one back.\n\n\
    Every text that was sent to a blog or came from one is kept, and states in between while a post is written. A \
    version is named by the first letters of what the list shows. What is in the file when one is brought back \
    becomes a version itself.";

/// How `versions` is used.
pub const VERSIONS_EXAMPLES: &str = "\
Examples:
  copydesk versions kyoto.md                     all of them, newest first
  copydesk versions kyoto.md --show 3f2a         print one
  copydesk versions kyoto.md --restore 3f2a      bring it back
  copydesk versions kyoto.md --json | jq -r '.[].at'";
