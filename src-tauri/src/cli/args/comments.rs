//! `copydesk comments ...`

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What can be done with comments.
#[derive(Debug, Subcommand)]
pub enum Comments {
    /// Show what readers wrote, newest first
    #[command(after_long_help = "\
Examples:
  copydesk comments list                   those waiting and those readers see
  copydesk comments list --status hold     only those waiting for approval
  copydesk comments list kyoto.md          under this post
  copydesk comments list --json | jq -r '.[].text'")]
    List {
        /// Only comments that stand so
        #[arg(long, value_name = "STATUS")]
        status: Option<CommentWord>,
        /// Only those under this post, as a path or as `copydesk list` shows it
        file: Option<PathBuf>,
        /// Read the application password from standard input, for this command only
        #[arg(long)]
        password_stdin: bool,
    },
    /// Answer a comment
    #[command(
        long_about = "Answer a comment. When the line breaks, the same command again does no harm: the blog takes the same \
            answer once.",
        after_long_help = "\
Examples:
  copydesk comments reply 12 --text \"Thank you.\"
  copydesk comments reply 12 --text-stdin < answer.txt"
    )]
    Reply {
        /// Number of the comment, as `copydesk comments list` shows it
        id: u64,
        /// The answer
        #[arg(long, value_name = "TEXT", required_unless_present = "text_stdin")]
        text: Option<String>,
        /// Read the answer from standard input
        #[arg(long, conflicts_with = "text")]
        text_stdin: bool,
    },
    /// Let readers see comments
    Approve(Moderated),
    /// Hide comments until they are approved
    Hold(Moderated),
    /// Mark comments as spam
    Spam(Moderated),
    /// Put comments into the blog's trash
    Trash(Moderated),
}

/// Which comments.
#[derive(Debug, Args)]
pub struct Moderated {
    /// Numbers of the comments, as `copydesk comments list` shows them
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<u64>,
    /// Read the application password from standard input, for this command only
    #[arg(long)]
    pub password_stdin: bool,
}

/// How comments stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CommentWord {
    /// Waiting for approval
    Hold,
    /// Seen by readers
    Approve,
    /// Marked as spam
    Spam,
    /// In the blog's trash
    Trash,
}
