//! What may be typed after `copydesk`, and the pages that `--help` shows.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "copydesk",
    version,
    about = "Write blog posts offline, publish them with one press.",
    long_about = "Write blog posts offline, publish them with one press.\n\n\
        Posts are Markdown files in a folder of yours, the library. Without a command the window opens; with one, \
        everything happens here, and no display is needed.",
    after_long_help = FIRST_STEPS,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// Options of all commands.
    #[command(flatten)]
    pub global: Global,

    /// Open the window with this post
    #[arg(long, value_name = "FILE")]
    pub open: Option<PathBuf>,

    /// What to do without a window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const FIRST_STEPS: &str = "\
First steps:
  copydesk account add https://blog.example.org --user anna
                                       connect a blog; asks for an application password
  copydesk --library ~/posts new \"A day in Kyoto\"
                                       start a post, prints its file
  copydesk check a-day-in-kyoto.md     anything wrong with it?
  copydesk publish a-day-in-kyoto.md --dry-run
                                       what would happen
  copydesk publish a-day-in-kyoto.md --status publish
                                       do it

Each command explains itself: copydesk publish --help

Exit codes:
  0  done
  1  unexpected failure, a defect of Copydesk
  2  wrong usage
  3  the input is not right (front matter, picture, file not found)
  4  the blog said no (rights, rejected, conflict)
  5  sign-in or keyring
  6  no answer from the blog; `copydesk outbox run` goes on

Passwords are asked for, read with --password-stdin, and kept in the system's keyring; never given as an argument.";

/// Options that may stand before or after the command.
#[derive(Debug, Default, Args)]
pub struct Global {
    /// Folder of the posts [default: the one last opened]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub library: Option<PathBuf>,

    /// Blog to use, by its name or host [default: the one last used]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Global options")]
    pub account: Option<String>,

    /// Print one JSON document; progress and messages go to standard error
    #[arg(long, global = true, help_heading = "Global options")]
    pub json: bool,

    /// Answer confirmations with yes
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub yes: bool,

    /// Print results and failures only
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub quiet: bool,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect, show and forget blogs
    #[command(subcommand)]
    Account(Account),

    /// Show the posts of the library
    #[command(after_long_help = "\
Examples:
  copydesk list                    all posts, newest first
  copydesk list kyoto              those with this word in title, first words, tags or file name
  copydesk list --status changed   those changed here since they were last sent
  copydesk list --json | jq -r '.[].file'")]
    List {
        /// Only posts in this state
        #[arg(long, value_name = "STATUS")]
        status: Option<StateFilter>,
        /// Only posts in which all these words occur
        query: Vec<String>,
    },

    /// Start a post
    #[command(
        long_about = "Start a post: a Markdown file in the library, named after its title. Prints the file.",
        after_long_help = "\
Examples:
  copydesk new \"A day in Kyoto\"
  $EDITOR \"$(copydesk new 'A day in Kyoto')\""
    )]
    New {
        /// Title of the post
        title: String,
    },

    /// Print what a post becomes
    #[command(
        long_about = "Print what a post becomes, on standard output. Nothing is sent.",
        after_long_help = "\
Examples:
  copydesk render kyoto.md                  the preview's HTML
  copydesk render kyoto.md --as blocks      WordPress block markup, as the blog gets it
  copydesk render kyoto.md --as classic     plain HTML for the classic editor"
    )]
    Render {
        /// Post, as a path or as `copydesk list` shows it
        file: PathBuf,
        /// Form to print
        #[arg(long = "as", value_name = "FORM", default_value = "html")]
        form: Form,
    },

    /// Look for things to mend in a post
    #[command(
        long_about = "Look for things to mend in a post: front matter that does not parse, pictures that are missing or \
            have no description, and the like. Exit code 3 when something stands in the way of publishing.",
        after_long_help = "\
Examples:
  copydesk check kyoto.md
  copydesk check kyoto.md --json | jq '.problems[].message'"
    )]
    Check {
        /// Post, as a path or as `copydesk list` shows it
        file: PathBuf,
    },

    /// Send posts to the blog, or update them there
    #[command(
        long_about = "Send posts to the blog, or update them there.\n\n\
            The first time a post is made on the blog and its number is written into the file's front matter; after that \
            the same post is updated. Pictures are sent once. What a post becomes is said by --status, else by `status` in \
            its front matter, else it stays what it is on the blog; a new one becomes a draft.\n\n\
            When the line breaks, the work waits in the outbox and `copydesk outbox run` goes on without doing anything twice.",
        after_long_help = "\
Examples:
  copydesk publish kyoto.md --dry-run            show the plan, send nothing
  copydesk publish kyoto.md --status publish     make it public
  copydesk publish kyoto.md                      later: send what changed
  copydesk publish *.md --status draft --json    several at once, answers as JSON
  pass blog | copydesk publish kyoto.md --password-stdin --session-only
                                                 on a machine without a keyring"
    )]
    Publish(Publish),

    /// Show where posts stand
    #[command(
        long_about = "Show where a post stands; without a file, where everything stands: library, blogs, posts, outbox.",
        after_long_help = "\
Examples:
  copydesk status
  copydesk status kyoto.md"
    )]
    Status {
        /// Post, as a path or as `copydesk list` shows it
        file: Option<PathBuf>,
    },

    /// Show, run and stop publishing work that waits
    #[command(subcommand)]
    Outbox(Outbox),
}

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Connect a blog
    #[command(
        long_about = "Connect a blog.\n\n\
            WordPress gives each program a password of its own, an application password. Make one on your blog under \
            Users > Profile > Application Passwords and type it when asked; it goes into the system's keyring. \
            NAME is your login there, not the name of the password.",
        after_long_help = "\
Examples:
  copydesk account add https://blog.example.org --user anna
  copydesk account add blog.example.org --user anna --name travel --markup classic
  pass blog | copydesk account add blog.example.org --user anna --password-stdin"
    )]
    Add {
        /// Address of the blog
        #[arg(value_name = "URL")]
        address: String,
        /// Your login on the blog
        #[arg(long, value_name = "NAME")]
        user: String,
        /// What you want to call the blog [default: its host]
        #[arg(long, value_name = "NICK")]
        name: Option<String>,
        /// How to speak with the blog
        #[arg(long, default_value = "auto")]
        transport: Transport,
        /// How text is written there
        #[arg(long, default_value = "blocks")]
        markup: Markup,
        /// Read the application password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Show the connected blogs
    List,
    /// Forget a blog and its password
    #[command(long_about = "Forget a blog and its password. Posts stay as they are, here and on the blog.")]
    Remove {
        /// Name or host of the blog
        #[arg(value_name = "NICK")]
        name: String,
    },
}

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
    /// Read the application password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Use that password for this command only and keep it nowhere
    #[arg(long, requires = "password_stdin")]
    pub session_only: bool,
}

/// What can be done with the outbox.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// Show what waits, runs, or was done lately
    List,
    /// Go on with everything that waits
    #[command(
        long_about = "Go on with everything that waits. What may have reached the blog is looked up there first, so \
        nothing is made twice."
    )]
    Run,
    /// Take a job out
    #[command(
        long_about = "Take a job out. The post stays as it is here; what already is on the blog stays there."
    )]
    Cancel {
        /// Number of the job, as `copydesk outbox list` shows it
        job: String,
    },
}

/// The form in which `render` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// The preview's HTML
    Html,
    /// WordPress block markup
    Blocks,
    /// HTML for the classic editor
    Classic,
}

/// How to speak with a blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Transport {
    /// What the blog offers
    Auto,
    /// WordPress's REST interface
    Rest,
}

/// How text is written on a blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Markup {
    /// WordPress blocks
    Blocks,
    /// Classic HTML
    Classic,
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

/// The state by which `list` chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateFilter {
    /// Only here, or a draft on the blog
    Draft,
    /// Changed here since it was last sent
    Changed,
    /// In the outbox
    Waiting,
    /// On the blog as it is here
    Published,
    /// Goes public at its date
    Scheduled,
    /// Private or waiting for review on the blog
    NotPublic,
    /// Changed on both sides
    Conflict,
    /// The last attempt failed
    Failed,
    /// Cannot be read
    Unreadable,
}

impl Arguments {
    /// Reads a command line; the first word is the program's name.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        Self::try_parse_from(words)
    }

    /// Whether the window is to be opened.
    pub fn wants_window(&self) -> bool {
        self.command.is_none()
    }
}
