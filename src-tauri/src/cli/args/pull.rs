//! `copydesk pull ...`

use clap::{ArgGroup, Args, ValueEnum};

/// What to bring here from the blog.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["posts", "all", "list"]))]
pub struct Pull {
    /// Posts, by their number or their address on the blog
    #[arg(value_name = "ID|URL")]
    pub posts: Vec<String>,
    /// Everything that is on the blog
    #[arg(long)]
    pub all: bool,
    /// Only show what is on the blog and how it stands here
    #[arg(long)]
    pub list: bool,
    /// Only posts that stand so on the blog
    #[arg(long, value_name = "STATUS", default_value = "any", conflicts_with = "posts")]
    pub status: RemoteStatus,
    /// Pages too
    #[arg(long, conflicts_with = "posts")]
    pub pages: bool,
    /// Also bring the pictures in the texts, as files beside the posts
    #[arg(long, conflicts_with_all = ["list", "link"])]
    pub pictures: bool,
    /// Tie files that seem to be posts of the blog to them, each after a look at both
    #[arg(long, conflicts_with = "list")]
    pub link: bool,
    /// Read the application password from standard input, for this command only
    #[arg(long)]
    pub password_stdin: bool,
}

/// How posts stand on the blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RemoteStatus {
    /// All but the trash
    Any,
    /// Drafts
    Draft,
    /// Waiting for review
    Pending,
    /// For the blog's people only
    Private,
    /// Public at their date
    Scheduled,
    /// Public
    Publish,
    /// In the blog's trash
    Trash,
}

impl RemoteStatus {
    /// The core's word; `None` for all but the trash.
    pub fn word(self) -> Option<&'static str> {
        Some(match self {
            Self::Any => return None,
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Private => "private",
            Self::Scheduled => "scheduled",
            Self::Publish => "published",
            Self::Trash => "trashed",
        })
    }
}
