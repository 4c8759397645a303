//! The command line: the same core as the window's, without a window.

mod args;
mod failure;
mod output;

use app::wire::error::WireError;
use app::{App, EventSink, Ports};
pub use args::Arguments;
use failure::{Exit, Failure};
use output::Output;
use std::process::ExitCode;
use std::sync::Arc;

pub fn no_display() -> ExitCode {
    ExitCode::FAILURE
}
pub fn window_failed(e: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("{e}");
    ExitCode::FAILURE
}
pub fn run(_a: Arguments) -> ExitCode {
    ExitCode::SUCCESS
}
pub fn open_core(_a: &Arguments, events: Arc<dyn EventSink>) -> Result<Arc<App>, WireError> {
    App::open(Ports::of_system(events).unwrap())
}
