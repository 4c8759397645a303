//! `copydesk account ...`

use clap::{Args, Subcommand, ValueEnum};

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
  copydesk account add https://blog.example.org --user me
  copydesk account add blog.example.org --user me --name travel --markup classic
  pass blog | copydesk account add blog.example.org --user me --password-stdin"
    )]
    Add(AddBlog),
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

/// The blog to connect.
#[derive(Debug, Args)]
pub struct AddBlog {
    /// Address of the blog
    #[arg(value_name = "URL")]
    pub address: String,
    /// Your login on the blog
    #[arg(long, value_name = "NAME")]
    pub user: String,
    /// What you want to call the blog [default: its host]
    #[arg(long, value_name = "NICK")]
    pub name: Option<String>,
    /// How to speak with the blog
    #[arg(long, default_value = "auto")]
    pub transport: Transport,
    /// How text is written there
    #[arg(long, default_value = "blocks")]
    pub markup: Markup,
    /// Read the application password from standard input
    #[arg(long)]
    pub password_stdin: bool,
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
