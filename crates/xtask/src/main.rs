//! `cargo xtask`: the commands that set a machine up, run Copydesk, prove it and measure it.
//!
//! Every command says what it does and ends with one summary line; a failure is a sentence with the next step in it.
//! Nothing here is part of the product, and the product depends on nothing here.

mod arguments;
mod bench;
mod blog;
mod cargo;
mod check;
mod codegen;
mod desktop;
mod driver;
mod failure;
mod http;
mod job;
mod licences;
mod photograph;
mod process;
mod run;
mod setup;
mod test;
mod wordpress;
mod workspace;

use arguments::Arguments;
use failure::{Failure, Outcome};
use std::process::ExitCode;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask COMMAND

  run [--no-blog] [--keep] [--library DIR] [--release]
        Sets up, builds, starts a throwaway WordPress and opens Copydesk on a copy of the sample posts.
        Without a display it publishes one post through the window by itself and shows what the blog returned.
        --no-blog   only the window            --keep     the blog runs on afterwards
        --library   another folder of posts    --release  an optimised build
  test [--long] [--only STAGE,...] [FILTER]
        Everything that must hold, from nothing. Stages: check, ui, rust, proof, wordpress, window.
        --long      more random cases          FILTER     only the Rust tests whose name contains it
  check
        Formatting, clippy, the interface's types and lint, licences.
  codegen [--check]
        Writes the TypeScript of the types that cross to the window, or checks that it is fresh.
  bench [...]
        Measures and prints tables; `cargo xtask bench --help` says what.
  blog start|stop|status [--version 6.1|7.1] [--port N]
        A throwaway WordPress to try things on.
  help
        This page.
";

fn main() -> ExitCode {
    match command(std::env::args().skip(1).collect()) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn command(mut words: Vec<String>) -> Outcome<String> {
    let command = if words.is_empty() { "help".to_owned() } else { words.remove(0) };
    let workspace = Workspace::find()?;
    let arguments = Arguments::new(words);
    process::end_all_on_interrupt()?;
    match command.as_str() {
        "run" => run::run(&workspace, arguments),
        "test" => test::test(&workspace, arguments),
        "check" => check::check(&workspace, arguments),
        "codegen" => codegen::codegen(&workspace, arguments),
        "bench" => bench::run(&workspace, arguments),
        "blog" => blog::blog(&workspace, arguments),
        "help" | "--help" | "-h" => Ok(HELP.trim_end().to_owned()),
        other => Err(Failure::new(format!("There is no command `{other}`.\n\n{}", HELP.trim_end()))),
    }
}
