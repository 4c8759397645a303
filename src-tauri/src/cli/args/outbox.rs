//! `copydesk outbox ...`

use clap::Subcommand;

/// What can be done with the outbox.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// Show what waits, runs, or was done lately
    #[command(after_long_help = "\
Examples:
  copydesk outbox list             one line each
  copydesk outbox list --log       with all that was done, on this computer's clock")]
    List {
        /// Show what each job did
        #[arg(long)]
        log: bool,
    },
    /// Show what a job did, line by line
    Log {
        /// Number of the job, as `copydesk outbox list` shows it
        job: String,
    },
    /// Send nothing to a blog until it is resumed
    #[command(
        long_about = "Send nothing to a blog until it is resumed. What is pressed meanwhile waits in the outbox, as it was \
        confirmed; a run stops before its next step."
    )]
    Pause {
        /// Name or host of the blog
        #[arg(value_name = "NICK")]
        name: String,
    },
    /// Let a paused blog's posts go out again
    Resume {
        /// Name or host of the blog
        #[arg(value_name = "NICK")]
        name: String,
    },
    /// Go on with everything that waits
    #[command(
        long_about = "Go on with everything that waits. What may have reached the blog is looked up there first, so \
        nothing is made twice."
    )]
    Run {
        /// Read the application password from standard input, for this command only
        #[arg(long)]
        password_stdin: bool,
    },
    /// Take a job out
    #[command(
        long_about = "Take a job out. The post stays as it is here; what already is on the blog stays there."
    )]
    Cancel {
        /// Number of the job, as `copydesk outbox list` shows it
        job: String,
    },
}
