//! `cargo xtask check`: what can be said without running the product. Formatting, clippy, types and lint of the interface, licences.

use crate::arguments::Arguments;
use crate::cargo::cargo;
use crate::failure::{Failure, Outcome};
use crate::licences;
use crate::process::watch;
use crate::setup::{self, Need, npm_command};
use crate::workspace::Workspace;
use std::process::Command;

/// Runs all checks, also after one has failed.
pub fn check(workspace: &Workspace, arguments: Arguments) -> Outcome<String> {
    arguments.end()?;
    setup::system(workspace, &[Need::Build])?;
    setup::rust_components(workspace)?;
    setup::npm(workspace)?;
    // Tauri embeds the window's files while it compiles, so they must exist before clippy.
    npm_run(workspace, "build")?;
    let checks: [(&str, Outcome<String>); 5] = [
        ("formatting", formatting(workspace)),
        ("licences", licences::check(workspace)),
        ("types of the interface", npm_run(workspace, "check")),
        ("lint of the interface", npm_run(workspace, "lint")),
        ("clippy", clippy(workspace)),
    ];
    let total = checks.len();
    let failed: Vec<String> = checks
        .into_iter()
        .filter_map(|(name, outcome)| outcome.err().map(|failure| format!("{name}: {failure}")))
        .collect();
    if failed.is_empty() {
        Ok(format!("{total} checks passed."))
    } else {
        Err(Failure::new(failed.join("\n")))
    }
}

/// rustfmt on every crate.
pub fn formatting(workspace: &Workspace) -> Outcome<String> {
    let mut command = Command::new("cargo");
    step(workspace, "fmt", command.args(["fmt", "--all", "--check"]).current_dir(&workspace.root))
}

/// clippy on every target; a warning is a failure.
pub fn clippy(workspace: &Workspace) -> Outcome<String> {
    let mut command = cargo(workspace, &["clippy"]);
    step(workspace, "clippy", command.args(["--all-targets", "--", "-D", "warnings"]))
}

/// A script of ui/package.json.
pub fn npm_run(workspace: &Workspace, script: &str) -> Outcome<String> {
    let mut command = npm_command(&workspace.root.join("ui"));
    step(workspace, &format!("ui-{script}"), command.args(["run", "--silent", script]))
}

/// Runs the command in view; a failure names the log. Returns what it printed.
pub fn step(workspace: &Workspace, name: &str, command: &mut Command) -> Outcome<String> {
    let log = workspace.log(name)?;
    let finished = watch(command, &log)?;
    if finished.success {
        return Ok(finished.text);
    }
    Err(Failure::new(format!(
        "`{}` found something; it is above and in {}.",
        crate::process::shown(command),
        log.display()
    )))
}
