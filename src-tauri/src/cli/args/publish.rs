//! `copydesk publish ...`

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to publish, and how.
#[derive(Debug, Args)]
pub struct Publish {
    /// Posts, as paths or as `copydesk list` shows them
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the posts become on the blog
    #[arg(long, value_name = "STATUS")]
    pub status: Option<Status>,
    /// Show what would happen and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Replace the blog's version where it was changed there too
    #[arg(long)]
    pub overwrite: bool,
    /// Make a new post where the old one is gone from the blog
    #[arg(long)]
    pub as_new: bool,
    /// Hold what readers will see for so long, to be taken back: copydesk outbox cancel JOB
    #[arg(long, value_name = "SECONDS", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u32).range(..=3600))]
    pub hold: u32,
    /// Read the application password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Use that password for this command only and keep it nowhere
    #[arg(long, requires = "password_stdin")]
    pub session_only: bool,
}

/// What a post becomes on the blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Status {
    /// Only you see it, on the blog
    Draft,
    /// Everybody sees it; at its date, if that is ahead
    Publish,
    /// Somebody with the right to publish looks at it first
    Pending,
    /// Only people with the right to read private posts see it
    Private,
}
