//! `copydesk rename ...` and `copydesk convert ...`

use clap::Args;
use std::path::PathBuf;

/// Which post, and where to.
#[derive(Debug, Args)]
pub struct Rename {
    /// Post, as a path or as `copydesk list` shows it
    pub file: PathBuf,
    /// New name, without the ending; with a folder of the library before it, the file moves there
    pub name: String,
    /// Leave links in other posts, and its own, as they are
    #[arg(long)]
    pub leave_links: bool,
}

/// Which file.
#[derive(Debug, Args)]
pub struct Convert {
    /// File, as a path or as `copydesk list` shows it
    pub file: PathBuf,
}
