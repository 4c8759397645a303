//! `copydesk export ...` and `copydesk import ...`

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What `export --help` says.
pub const EXPORT: &str = "Write posts into a zip, a file for WordPress, or a folder of pages.\n\n\
    The library stays as it is and nothing is sent. What is at PATH already is replaced with --yes only. A zip has the files as \
    they are, pictures too; the file for WordPress (WXR) has the posts as a press would send them, and names pictures \
    that lie on this computer without bringing them; the pages open from disk.";

/// Examples of `export`.
pub const EXPORT_EXAMPLES: &str = "\
Examples:
  copydesk export --as zip ~/posts.zip             all files of the library
  copydesk export --as zip ~/posts.zip --records   and what Copydesk knows of the blogs
  copydesk export --as wxr ~/posts.xml             for Tools > Import in WordPress
  copydesk export --as html ~/site kyoto.md        one post as a page";

/// What `import --help` says.
pub const IMPORT: &str = "Bring posts of another program into the library: an export of WordPress (.xml), a Markdown or HTML \
    file, or a folder of them.\n\n\
    Everything that comes is a new file. Nothing that is here is written over, nothing is sent to a blog, and what is here \
    already is not brought twice. Shows first what would come and asks.";

/// Examples of `import`.
pub const IMPORT_EXAMPLES: &str = "\
Examples:
  copydesk import notes.WordPress.xml --dry-run    what would come?
  copydesk import notes.WordPress.xml --yes
  copydesk import ~/old-notes                      a folder, with its pictures";

/// What leaves, in which form, and where it goes.
#[derive(Debug, Args)]
pub struct Export {
    /// Form of what is made
    #[arg(long = "as", value_name = "FORM")]
    pub form: Form,
    /// File or folder to be made
    pub path: PathBuf,
    /// Only these posts [default: the whole library]
    #[arg(value_name = "FILE")]
    pub posts: Vec<PathBuf>,
    /// Also what Copydesk keeps of the exchange with blogs (zip of the whole library)
    #[arg(long)]
    pub records: bool,
}

/// A form of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// The files as they are
    Zip,
    /// A file that WordPress imports
    Wxr,
    /// Pages that open from disk
    Html,
}

/// What is brought.
#[derive(Debug, Args)]
pub struct Import {
    /// Export of WordPress, Markdown or HTML file, or folder
    pub path: PathBuf,
    /// Only show what would come
    #[arg(long)]
    pub dry_run: bool,
}
