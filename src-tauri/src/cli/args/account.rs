//! `copydesk account ...`

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

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
  pass blog | copydesk account add blog.example.org --user me --password-stdin
  copydesk account add blog.example.org --browser    press Approve on the blog instead"
    )]
    Add(AddBlog),
    /// Show the connected blogs
    List,
    /// Change how a blog is published to
    #[command(
        long_about = "Change how a blog is published to.\n\n\
            A picture that is larger than the size given is made smaller before it is sent; the file in your folder stays \
            as it is. The size counts for pictures that are not on the blog yet.",
        after_long_help = "\
Examples:
  copydesk account set travel --picture-size 1600
  copydesk account set travel --picture-size original"
    )]
    Set(SetBlog),
    /// Forget a blog and its password
    #[command(long_about = "Forget a blog and its password. Posts stay as they are, here and on the blog.")]
    Remove {
        /// Name or host of the blog
        #[arg(value_name = "NICK")]
        name: String,
        /// Take the application password back on the blog too
        #[arg(long)]
        revoke: bool,
    },
    /// Find out why a blog does not work
    #[command(
        long_about = "Find out why a blog does not work: address, certificate, locks, interfaces, password, role, clock. \
            Nothing is changed on the blog.",
        after_long_help = "\
Examples:
  copydesk account doctor travel
  copydesk account doctor blog.example.org         a blog that is not connected
  copydesk account doctor travel --post kyoto.md   which lines a firewall refuses, tried on a throw-away draft
  copydesk account doctor travel --json | jq '.[] | select(.state == \"broken\")'"
    )]
    Doctor {
        /// Name, host or address of the blog
        #[arg(value_name = "NICK")]
        name: String,
        /// A post that the blog refused: find the lines
        #[arg(long, value_name = "FILE")]
        post: Option<PathBuf>,
    },
}

/// The blog to connect.
#[derive(Debug, Args)]
pub struct AddBlog {
    /// Address of the blog
    #[arg(value_name = "URL")]
    pub address: String,
    /// Your login on the blog
    #[arg(long, value_name = "NAME", required_unless_present = "browser")]
    pub user: Option<String>,
    /// Approve Copydesk on the blog, in the browser, instead of giving a password
    #[arg(long, conflicts_with_all = ["user", "password_stdin", "transport"])]
    pub browser: bool,
    /// Let the password go over plain http, where everybody on the way can read it
    #[arg(long)]
    pub allow_http: bool,
    /// Believe the certificate with this SHA-256 fingerprint, for this blog
    #[arg(long, value_name = "FINGERPRINT", default_value = "", hide_default_value = true)]
    pub certificate: String,
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

/// What to change of a blog.
#[derive(Debug, Args)]
pub struct SetBlog {
    /// Name or host of the blog
    #[arg(value_name = "NICK")]
    pub name: String,
    /// The longest edge of pictures in pixels, at least 200, or `original`
    #[arg(long, value_name = "PIXELS", value_parser = picture_size)]
    pub picture_size: u32,
}

/// Pixels, or 0 for pictures at their own size.
fn picture_size(text: &str) -> Result<u32, String> {
    match text.parse() {
        _ if text == "original" => Ok(0),
        Ok(edge) if edge >= 200 => Ok(edge),
        _ => Err("give a number of pixels of at least 200, or `original`".to_owned()),
    }
}

/// How to speak with a blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Transport {
    /// What the blog offers
    Auto,
    /// WordPress's REST interface
    Rest,
    /// WordPress's older interface, XML-RPC
    Xmlrpc,
}

/// How text is written on a blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Markup {
    /// WordPress blocks
    Blocks,
    /// Classic HTML
    Classic,
}
