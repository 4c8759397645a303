//! `copydesk outbox ...`

use clap::Subcommand;

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
