//! What may be typed after `copydesk`, and the pages that `--help` shows.

mod account;
mod carrying;
mod comments;
mod moving;
mod outbox;
mod publish;
mod pull;
mod versions;

pub use account::{Account, AddBlog, Markup, SetBlog, Transport};
pub use carrying::{Export, Form as ExportForm, Import};
pub use comments::{CommentWord, Comments, Moderated};
pub use moving::{Convert, Rename};
pub use outbox::Outbox;
pub use publish::{Publish, Status};
pub use pull::Pull;
pub use versions::{Sync, Versions};

use super::acting::{OnBlog, Trash};
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
  copydesk account add https://blog.example.org --user me
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

    /// Blog to use, by its name or host [default: the only one]
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
  copydesk list kyoto              those with a word that begins so, titles first
  copydesk list '\"tea house\" tag:japan after:2026'
  copydesk list --status changed   those changed here since they were last sent
  copydesk list --json | jq -r '.[].file'")]
    List {
        /// Only posts in this state
        #[arg(long, value_name = "STATUS")]
        status: Option<StateFilter>,
        /// Only posts with all of this: words, "phrases", tag:, category:, status:, blog:, before:, after:, -word
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

    /// Give a post's file another name or folder
    #[command(
        long_about = "Give a post's file another name or folder. Links to it in other posts follow, and so do its own links and \
            pictures. The title, the post on the blog and its address stay as they are.",
        after_long_help = "\
Examples:
  copydesk rename kyoto.md a-day-in-kyoto
  copydesk rename kyoto.md 2026/kyoto               into a folder of the library
  copydesk rename kyoto.md autumn --leave-links     links in other posts stay"
    )]
    Rename(Rename),

    /// Make an editable copy of a file that is not UTF-8
    #[command(
        long_about = "Write a file that is not UTF-8 anew beside itself, as one that can be edited. Prints the copy's file and which \
            encoding was read; the original stays as it is."
    )]
    Convert(Convert),

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
            its front matter; without either it becomes a draft.\n\n\
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

    /// Take a post off the blog: a draft again
    #[command(
        long_about = "Take a post off the blog: it becomes a draft there again, and readers do not see it any more. Shows what \
            will happen and asks; the file stays as it is."
    )]
    Unpublish(OnBlog),

    /// Put a post into the library's trash, or the blog's
    #[command(
        long_about = "Put a post into the library's trash; with --on-blog into the blog's, and the file stays.",
        after_long_help = "\
Examples:
  copydesk trash kyoto.md             here, in the library
  copydesk trash kyoto.md --on-blog   there, on the blog
  copydesk restore kyoto.md           back from the blog's trash, as a draft"
    )]
    Trash(Trash),

    /// Bring a post back from the blog's trash, as a draft
    Restore(OnBlog),

    /// Remove a post in the blog's trash for ever
    #[command(
        long_about = "Remove a post that lies in the blog's trash from the blog for ever, with its comments. The file stays."
    )]
    Delete(OnBlog),

    /// Bring posts here that are on the blog
    #[command(
        long_about = "Bring posts here that are on the blog.\n\n\
            A post that is not here becomes a file in the library. One that changed on the blog only is written into its \
            file, block by block, and the old text is kept as a version. A file that changed here is never touched; one \
            that changed on both sides is listed as a conflict. Run again after a break: it goes on where it stopped.",
        after_long_help = "\
Examples:
  copydesk pull --list                   what is on the blog, and how it stands here
  copydesk pull --list --status draft --json
  copydesk pull 12 https://blog.example.org/kyoto/
                                         these two
  copydesk pull --all --pages            everything
  copydesk pull --all --pictures         with the pictures in the texts
  copydesk pull --all --link             tie files that are there already to their posts"
    )]
    Pull(Pull),

    /// Bring the library and its git remote together
    #[command(long_about = versions::SYNC, after_long_help = versions::SYNC_EXAMPLES)]
    Sync(Sync),

    /// Show older states of a post, and bring one back
    #[command(long_about = versions::VERSIONS, after_long_help = versions::VERSIONS_EXAMPLES)]
    Versions(Versions),

    /// Read, answer and moderate what readers wrote
    #[command(subcommand)]
    Comments(Comments),

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

    /// Write posts into a zip, a file for WordPress, or a folder of pages
    #[command(long_about = carrying::EXPORT, after_long_help = carrying::EXPORT_EXAMPLES)]
    Export(Export),

    /// Bring posts of another program into the library
    #[command(long_about = carrying::IMPORT, after_long_help = carrying::IMPORT_EXAMPLES)]
    Import(Import),
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn read(line: &str) -> Result<Arguments, clap::Error> {
        let words = std::iter::once("copydesk").chain(line.split_whitespace());
        Arguments::read(words.map(OsString::from))
    }

    #[test]
    fn the_declaration_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn only_a_command_keeps_the_window_away() {
        for (line, window) in [
            ("", true),
            ("--library posts", true),
            ("--open kyoto.md", true),
            ("list", false),
            ("--library posts list", false),
            ("status", false),
        ] {
            assert_eq!(read(line).unwrap().wants_window(), window, "{line}");
        }
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for line in [
            "--library p --account b --json --yes --quiet publish a.md",
            "publish a.md --library p --account b --json --yes --quiet",
            "--library p publish --account b a.md --json -y -q",
        ] {
            let Global { library, account, json, yes, quiet } = read(line).unwrap().global;
            assert_eq!((library, account.as_deref()), (Some(PathBuf::from("p")), Some("b")), "{line}");
            assert!(json && yes && quiet, "{line}");
        }
    }

    /// Whether a line is understood; `Err` holds a word of the answer.
    #[test]
    fn lines_are_understood_or_explained() {
        for (line, expected) in [
            (
                "account add https://example.org --user me --markup classic --transport xmlrpc --password-stdin",
                Ok(()),
            ),
            ("account add example.org", Err("--user")),
            ("account add example.org --browser", Ok(())),
            ("account add example.org --browser --user me", Err("--browser")),
            ("account add example.org --user me --allow-http --certificate AB:CD", Ok(())),
            ("account remove travel --revoke", Ok(())),
            ("account doctor travel --post a.md", Ok(())),
            ("account doctor", Err("<NICK>")),
            ("account add example.org --user me --password secret", Err("--password-stdin")),
            ("account add example.org --user me --transport pigeon", Err("auto, rest")),
            ("account list --json", Ok(())),
            ("account remove travel --yes", Ok(())),
            ("account", Err("Usage")),
            ("list", Ok(())),
            ("list --status changed kyoto autumn", Ok(())),
            ("list --status nonsense", Err("not-public")),
            ("new Title", Ok(())),
            ("new", Err("<TITLE>")),
            ("render a.md --as blocks", Ok(())),
            ("render a.md --as pdf", Err("html, blocks, classic")),
            ("check a.md", Ok(())),
            ("publish a.md b.md --status private --dry-run", Ok(())),
            ("publish", Err("<FILE>")),
            ("publish a.md --status published", Err("draft, publish, pending, private")),
            ("publish a.md --session-only", Err("--password-stdin")),
            ("publish a.md --session-only --password-stdin", Ok(())),
            ("status", Ok(())),
            ("status a.md", Ok(())),
            ("pull --list --status draft --pages", Ok(())),
            ("pull --all --pictures", Ok(())),
            ("pull 12 https://example.org/kyoto/", Ok(())),
            ("pull 12 --link --yes", Ok(())),
            ("pull", Err("--all")),
            ("pull 12 --all", Err("cannot be used")),
            ("pull --list --status live", Err("any, draft")),
            ("sync", Ok(())),
            ("sync --message Notes --json", Ok(())),
            ("sync a.md", Err("unexpected")),
            ("versions a.md --json", Ok(())),
            ("versions a.md --show 3f2a", Ok(())),
            ("versions a.md --restore 3f2a", Ok(())),
            ("versions", Err("<FILE>")),
            ("versions a.md --show 3f2a --restore 3f2a", Err("cannot be used")),
            ("comments list --status hold a.md --json", Ok(())),
            ("comments list --status held", Err("hold, approve, spam, trash")),
            ("comments reply 7 --text Thanks", Ok(())),
            ("comments reply 7 --text-stdin", Ok(())),
            ("comments reply 7", Err("--text")),
            ("comments reply 7 --text Thanks --text-stdin", Err("cannot be used")),
            ("comments approve 7 8", Ok(())),
            ("comments spam", Err("<ID>")),
            ("comments trash seven", Err("seven")),
            ("outbox list", Ok(())),
            ("outbox list --log", Ok(())),
            ("outbox log 7", Ok(())),
            ("outbox log", Err("<JOB>")),
            ("outbox pause travel", Ok(())),
            ("outbox resume travel", Ok(())),
            ("outbox pause", Err("<NICK>")),
            ("publish a.md --hold 30", Ok(())),
            ("publish a.md --hold 1d", Err("--hold")),
            ("outbox run", Ok(())),
            ("outbox run --password-stdin", Ok(())),
            ("outbox cancel 7", Ok(())),
            ("outbox cancel", Err("<JOB>")),
            ("export --as zip posts.zip", Ok(())),
            ("export --as wxr posts.xml a.md b.md --yes", Ok(())),
            ("export posts.zip", Err("--as")),
            ("export --as pdf posts.pdf", Err("zip, wxr, html")),
            ("export --as zip", Err("<PATH>")),
            ("import notes.xml --dry-run", Ok(())),
            ("import", Err("<PATH>")),
            ("pubish a.md", Err("publish")),
        ] {
            match (read(line), expected) {
                (Ok(_), Ok(())) => {}
                (Err(page), Err(word)) => {
                    assert!(page.to_string().contains(word), "{line}: {page}");
                    assert_eq!(page.exit_code(), 2, "{line}");
                }
                (read, _) => panic!("{line}: {read:?}"),
            }
        }
    }

    #[test]
    fn every_help_page_fits_and_teaches() {
        fn visit(command: &mut clap::Command, path: &str) {
            let name = format!("{path} {}", command.get_name());
            let page = command.render_long_help().to_string();
            assert!(command.get_about().is_some(), "{name} says what it does");
            let widest = page.lines().max_by_key(|line| line.chars().count()).unwrap_or_default();
            assert!(widest.chars().count() <= 110, "{name}: {widest}");
            let shows_use =
                page.contains("Examples:") || page.contains("First steps:") || command.has_subcommands();
            assert!(shows_use || command.get_positionals().count() < 2, "{name} has examples");
            command.get_subcommands_mut().for_each(|sub| visit(sub, &name));
        }
        let mut command = Arguments::command();
        command.build();
        visit(&mut command, "");
    }
}
