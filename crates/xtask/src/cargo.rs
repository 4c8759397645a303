//! Cargo with one set of flags. Another set would build Tauri and half of the tree a second time.

use crate::failure::{Doing, Outcome};
use crate::process;
use crate::workspace::Workspace;
use serde_json::Value;
use std::process::Command;

/// What every call that compiles the app is given: all members, the locked versions, the window's files embedded.
pub const FLAGS: [&str; 4] = ["--locked", "--workspace", "--features", "copydesk/custom-protocol"];

/// `cargo WORDS FLAGS`, in the repository.
pub fn cargo(workspace: &Workspace, words: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(words).args(FLAGS).current_dir(&workspace.root);
    command
}

/// Runs tests: nextest where it is installed, else Cargo's own runner. Both take the same choice of targets and print a
/// count. nextest is not installed on purpose: compiling it takes longer than all tests.
pub struct Tests {
    nextest: bool,
}

impl Tests {
    /// Looks which runner there is.
    pub fn find() -> Self {
        let nextest = process::succeeds(Command::new("cargo").args(["nextest", "--version"]));
        println!(
            "Rust tests: run by {}.",
            if nextest { "cargo-nextest" } else { "cargo test (cargo-nextest is not installed)" }
        );
        Self { nextest }
    }

    /// The command that compiles all tests and runs none.
    pub fn build(&self, workspace: &Workspace) -> Command {
        let mut command = self.command(workspace);
        command.args(["--all-targets", "--no-run"]);
        command
    }

    /// The command that runs the tests that are chosen.
    pub fn run(&self, workspace: &Workspace, choice: &Choice) -> Command {
        let mut command = self.command(workspace);
        command.args(&choice.targets);
        if self.nextest {
            command.args([
                "--no-fail-fast",
                "--no-tests",
                if choice.filter.is_some() { "pass" } else { "fail" },
            ]);
            command
                .args(choice.with_numbers.then_some(["--success-output", "immediate"]).into_iter().flatten());
        } else {
            command.arg("--no-fail-fast");
        }
        command.args(choice.filter);
        if !self.nextest {
            command.arg("--");
            command.args(choice.with_numbers.then_some("--show-output"));
        }
        command.args(choice.one_at_a_time.then_some(["--test-threads", "1"]).into_iter().flatten());
        command
    }

    fn command(&self, workspace: &Workspace) -> Command {
        cargo(workspace, if self.nextest { &["nextest", "run"] } else { &["test"] })
    }
}

/// Which tests, and how.
pub struct Choice<'a> {
    /// As in `--lib` or `--test window`.
    pub targets: Vec<String>,
    /// Only tests whose name contains it.
    pub filter: Option<&'a str>,
    /// One window at a time: they share the keyboard and the clipboard.
    pub one_at_a_time: bool,
    /// Show what passing tests print: the numbers of their claims.
    pub with_numbers: bool,
}

/// The flags that choose every unit and integration test, except those that have a stage of their own.
pub fn ordinary_targets(workspace: &Workspace) -> Outcome<Vec<String>> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(&workspace.root);
    let metadata: Value =
        serde_json::from_str(&process::read(&mut cargo)?).doing("understand cargo's answer")?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let targets = packages.flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let tests =
        targets.filter(|target| target["kind"][0] == "test").filter_map(|target| target["name"].as_str());
    let mut names: Vec<&str> =
        tests.filter(|name| !["proof", "wordpress", "killing", "window"].contains(name)).collect();
    names.sort_unstable();
    names.dedup();
    let mut flags = vec!["--lib".to_owned(), "--bins".to_owned()];
    flags.extend(names.iter().flat_map(|name| ["--test".to_owned(), (*name).to_owned()]));
    Ok(flags)
}

/// Adds up how many tests passed and failed in what nextest or `cargo test` printed.
pub fn counts(text: &str) -> (usize, usize) {
    let lines = || text.lines().map(str::trim);
    // nextest shows the output of single tests too, in which each test binary counts itself.
    let nextest: Vec<&str> =
        lines().filter(|line| line.starts_with("Summary [") && line.contains(" run: ")).collect();
    let own = || lines().filter(|line| line.starts_with("test result:")).collect();
    let (mut passed, mut failed) = (0, 0);
    for line in if nextest.is_empty() { own() } else { nextest } {
        let words: Vec<&str> =
            line.split([' ', ',', ';', '(', ')']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let count = pair[0].parse().unwrap_or(0);
            match pair[1] {
                "passed" => passed += count,
                "failed" | "timed" => failed += count,
                _ => {}
            }
        }
    }
    (passed, failed)
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn both_runners_are_understood() {
        for (text, expected) in [
            ("     Summary [   1.205s] 12 tests run: 12 passed, 0 skipped", (12, 0)),
            (
                "     Summary [   1.205s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 4 skipped",
                (9, 3),
            ),
            (
                "test result: ok. 1 passed; 0 failed\n     Summary [   1.2s] 1 test run: 1 passed, 0 skipped",
                (1, 0),
            ),
            (
                "test result: ok. 3 passed; 0 failed; 0 ignored\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored",
                (4, 2),
            ),
            ("nothing to see", (0, 0)),
        ] {
            assert_eq!(counts(text), expected, "{text}");
        }
    }
}
