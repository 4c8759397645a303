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
