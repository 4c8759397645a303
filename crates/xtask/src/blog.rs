//! `cargo xtask blog`: a throwaway WordPress to try things on by hand.

use crate::arguments::Arguments;
use crate::failure::{Doing, Failure, Outcome};
use crate::setup::{self, Need};
use crate::wordpress;
use crate::workspace::Workspace;

/// Starts, stops or lists the blogs of this checkout.
pub fn blog(workspace: &Workspace, mut arguments: Arguments) -> Outcome<String> {
    match arguments.word().as_deref() {
        Some("start") => start(workspace, arguments),
        Some("stop") => {
            arguments.end()?;
            let stopped = wordpress::stop(workspace);
            Ok(if stopped.is_empty() {
                "No blog was running.".to_owned()
            } else {
                format!("Stopped {}.", stopped.join(", "))
            })
        }
        Some("status") => {
            arguments.end()?;
            let running = wordpress::running(workspace);
            running.iter().for_each(|facts| println!("WordPress {} at {}", facts["version"], facts["url"]));
            Ok(format!("{} running.", running.len()))
        }
        _ => Err(Failure::new("Say `cargo xtask blog start`, `stop` or `status`.")),
    }
}

fn start(workspace: &Workspace, mut arguments: Arguments) -> Outcome<String> {
    let version = arguments.option("--version")?.unwrap_or_else(|| wordpress::NEWEST.version.to_owned());
    let port = arguments
        .option("--port")?
        .map_or(Ok(0), |port| port.parse().doing(format_args!("use {port} as a port")))?;
    arguments.end()?;
    let release = wordpress::release(&version)?;
    setup::system(workspace, &[Need::Blog])?;
    let tree = wordpress::fetch(workspace, release)?;
    let blog = wordpress::start(workspace, &tree, &format!("hand-{}", release.version), port)?;
    println!("Sign in at {}/wp-login.php as admin with the password admin-password.", blog.url());
    println!("Application password of admin for Copydesk: {}", blog.app_password("admin"));
    let summary = format!("The blog runs at {} until `cargo xtask blog stop`.", blog.url());
    blog.leave_running();
    Ok(summary)
}
