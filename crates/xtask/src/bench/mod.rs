//! `cargo xtask bench`: measures, and prints tables.

use crate::arguments::Arguments;
use crate::check::step;
use crate::failure::Outcome;
use crate::workspace::Workspace;
use std::process::Command;

/// Runs the benchmarks of the crates.
pub fn run(workspace: &Workspace, arguments: Arguments) -> Outcome<String> {
    arguments.end()?;
    let mut bench = Command::new("cargo");
    bench
        .args(["bench", "--locked", "--package", "markdown", "--package", "library"])
        .current_dir(&workspace.root);
    step(workspace, "bench", &mut bench)?;
    Ok("The tables are above.".to_owned())
}
