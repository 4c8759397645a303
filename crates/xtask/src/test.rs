//! `cargo xtask test`: everything that must hold, from nothing to one line with the counts.
//!
//! The stages run in this order because a cheap failure should show early and everything is compiled once. A failed stage
//! does not hide the later ones unless they could not run without it; nothing is left out silently.

use crate::arguments::Arguments;
use crate::cargo::{Choice, Tests, counts, ordinary_targets};
use crate::check::{clippy, formatting, npm_run, step};
use crate::desktop::Desktop;
use crate::failure::{Failure, Outcome};
use crate::process::{Finished, watch};
use crate::setup::{self, Need};
use crate::wordpress::{self, Blog};
use crate::workspace::{Workspace, write};
use crate::{codegen, licences};
use serde_json::{Value, json};
use std::process::Command;
use std::time::Instant;

const STAGES: [&str; 6] = ["check", "ui", "rust", "proof", "wordpress", "window"];

struct Options {
    only: Vec<String>,
    filter: Option<String>,
    long: bool,
}

impl Options {
    fn wants(&self, stage: &str) -> bool {
        self.only.iter().any(|only| only == stage)
    }
}

/// Runs the stages; the summary is "N passed, N failed".
pub fn test(workspace: &Workspace, arguments: Arguments) -> Outcome<String> {
    let options = options(arguments)?;
    let mut report = Report::default();
    let result = stages(workspace, &options, &mut report);
    report.print();
    if let Err(failure) = result {
        eprintln!("{failure}");
        report.failed += 1;
    }
    let line = format!("{} passed, {} failed", report.passed, report.failed);
    if report.failed == 0 { Ok(line) } else { Err(Failure::new(line)) }
}

fn options(mut arguments: Arguments) -> Outcome<Options> {
    let long = arguments.flag("--long");
    let only = arguments.option("--only")?;
    let filter = arguments.word();
    arguments.end()?;
    let only: Vec<String> = match (&only, &filter) {
        (Some(list), _) => list.split(',').map(str::to_owned).collect(),
        (None, Some(_)) => ["rust", "proof", "wordpress", "window"].map(str::to_owned).to_vec(),
        (None, None) => STAGES.map(str::to_owned).to_vec(),
    };
    if let Some(unknown) = only.iter().find(|stage| !STAGES.contains(&stage.as_str())) {
        return Err(Failure::new(format!(
            "There is no stage `{unknown}`. The stages are {}.",
            STAGES.join(", ")
        )));
    }
    println!("Stages: {}.", only.join(", "));
    Ok(Options { only, filter, long })
}

fn stages(workspace: &Workspace, options: &Options, report: &mut Report) -> Outcome {
    let real = options.wants("wordpress") || options.wants("window");
    let mut needs = vec![Need::Build];
    needs.extend((cfg!(target_os = "linux") && options.wants("rust")).then_some(Need::Faults));
    needs.extend(real.then_some(Need::Blog));
    needs.extend(options.wants("window").then_some(Need::Headless));
    report.must("set up", || {
        setup::system(workspace, &needs)?;
        setup::rust_components(workspace)?;
        setup::npm(workspace)
    })?;
    if options.wants("check") {
        report.stage("formatting", || formatting(workspace).map(drop));
        report.stage("licences", || licences::check(workspace).map(drop));
        report.stage("interface: types", || npm_run(workspace, "check").map(drop));
        report.stage("interface: lint", || npm_run(workspace, "lint").map(drop));
    }
    if options.wants("ui") {
        report.tests("interface: tests", || interface_tests(workspace));
    }
    // Tauri embeds the window's files while it compiles, so they come before any Rust.
    report.must("interface: build", || npm_run(workspace, "build").map(drop))?;

    let tests = Tests::find();
    report.must("compile", || step(workspace, "compile", &mut tests.build(workspace)).map(drop))?;
    if options.wants("check") {
        report.stage("generated types", || codegen::check(workspace).map(drop));
    }
    let filter = options.filter.as_deref();
    let run = |name: &str, choice: Choice, environment: &[(String, String)]| {
        let mut command = tests.run(workspace, &choice);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        if options.long {
            command.env("COPYDESK_LONG", "1").env("PROPTEST_CASES", "20000");
        }
        run_tests(workspace, name, &mut command, filter.is_some())
    };
    let claims = |name: &str, one_at_a_time: bool| Choice {
        targets: vec!["--test".to_owned(), name.to_owned()],
        filter,
        one_at_a_time,
        with_numbers: true,
    };
    if options.wants("rust") {
        report.tests("unit and suite", || {
            let targets = ordinary_targets(workspace)?;
            run("rust", Choice { targets, filter, one_at_a_time: false, with_numbers: false }, &[])
        });
    }
    if options.wants("proof") {
        report.tests("exactly once", || run("proof", claims("proof", false), &[]));
    }
    if real {
        let blogs = report.must("start WordPress", || start_blogs(workspace))?;
        let file = workspace.target.join("xtask/servers.json");
        let facts: Vec<&Value> = blogs.iter().map(|blog| &blog.facts).collect();
        write(&file, json!(facts).to_string())?;
        let mut environment = vec![("COPYDESK_SERVERS".to_owned(), file.display().to_string())];
        if options.wants("wordpress") {
            report.tests("real WordPress", || run("wordpress", claims("wordpress", false), &environment));
            report.tests("killed programs", || run("killing", claims("killing", false), &environment));
        }
        if options.wants("window") {
            let desktop = report.must("start a display", || Desktop::start(workspace))?;
            environment.extend(desktop.environment());
            report.tests("real window", || run("window", claims("window", true), &environment));
        }
    }
    if options.wants("check") {
        report.stage("clippy", || clippy(workspace).map(drop));
    }
    Ok(())
}

fn start_blogs(workspace: &Workspace) -> Outcome<Vec<Blog>> {
    [&wordpress::OLDEST, &wordpress::NEWEST]
        .into_iter()
        .map(|release| {
            let tree = wordpress::fetch(workspace, release)?;
            wordpress::start(workspace, &tree, &format!("test-{}", release.version), 0)
        })
        .collect()
}

fn run_tests(
    workspace: &Workspace,
    name: &str,
    command: &mut Command,
    may_be_none: bool,
) -> Outcome<(usize, usize)> {
    let log = workspace.log(name)?;
    let finished = watch(command, &log)?;
    let (passed, failed) = counts(&finished.text);
    verdict(&finished, passed, failed, may_be_none, || {
        format!(
            "The `{name}` tests could not be run, or none was found. What was printed is above and in {}.",
            log.display()
        )
    })
}

fn interface_tests(workspace: &Workspace) -> Outcome<(usize, usize)> {
    let log = workspace.log("ui-test")?;
    let mut command = setup::npm_command(&workspace.root.join("ui"));
    let finished = watch(command.args(["run", "--silent", "test"]).env("NO_COLOR", "1"), &log)?;
    let (passed, failed) = vitest_counts(&finished.text);
    verdict(&finished, passed, failed, false, || {
        format!(
            "The interface's tests could not be run, or none was found. What was printed is above and in {}.",
            log.display()
        )
    })
}

/// A run that failed without a failed test, or that found no test, is a failure of its own.
fn verdict(
    finished: &Finished,
    passed: usize,
    failed: usize,
    may_be_none: bool,
    sentence: impl Fn() -> String,
) -> Outcome<(usize, usize)> {
    let counted = failed > 0 || (finished.success && (passed > 0 || may_be_none));
    if counted { Ok((passed, failed)) } else { Err(Failure::new(sentence())) }
}

/// Reads vitest's line "Tests  1 failed | 11 passed (12)".
fn vitest_counts(text: &str) -> (usize, usize) {
    let Some(line) = text.lines().map(str::trim).rfind(|line| line.starts_with("Tests ")) else {
        return (0, 0);
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let count = |what: &str| {
        words.windows(2).find(|pair| pair[1] == what).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    (count("passed"), count("failed"))
}

/// What has been run, and how it went.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    passed: usize,
    failed: usize,
}

impl Report {
    /// A stage without which the following ones cannot run.
    fn must<T>(&mut self, name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = work();
        let word = if result.is_ok() { "ok" } else { "FAILED, and nothing after it was run" };
        self.lines.push(format!("{name:<20} {:>7.1} s   {word}", start.elapsed().as_secs_f64()));
        result
    }

    fn stage(&mut self, name: &str, work: impl FnOnce() -> Outcome) {
        println!("\n== {name}");
        let start = Instant::now();
        let word = match work() {
            Ok(()) => "ok",
            Err(failure) => {
                eprintln!("{failure}");
                self.failed += 1;
                "FAILED"
            }
        };
        self.lines.push(format!("{name:<20} {:>7.1} s   {word}", start.elapsed().as_secs_f64()));
    }

    fn tests(&mut self, name: &str, work: impl FnOnce() -> Outcome<(usize, usize)>) {
        println!("\n== {name}");
        let start = Instant::now();
        let word = match work() {
            Ok((passed, failed)) => {
                self.passed += passed;
                self.failed += failed;
                format!("{passed} passed, {failed} failed")
            }
            Err(failure) => {
                eprintln!("{failure}");
                self.failed += 1;
                "FAILED".to_owned()
            }
        };
        self.lines.push(format!("{name:<20} {:>7.1} s   {word}", start.elapsed().as_secs_f64()));
    }

    fn print(&self) {
        println!();
        self.lines.iter().for_each(|line| println!("{line}"));
    }
}

#[cfg(test)]
mod tests {
    use super::vitest_counts;

    #[test]
    fn the_interface_tests_are_counted() {
        for (text, expected) in [
            (" Test Files  4 passed (4)\n      Tests  31 passed (31)\n", (31, 0)),
            ("      Tests  2 failed | 29 passed (31)\n", (29, 2)),
            ("no tests", (0, 0)),
        ] {
            assert_eq!(vitest_counts(text), expected, "{text}");
        }
    }
}
