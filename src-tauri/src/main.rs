//! Copydesk: the window and the command line, two thin front ends over the `app` crate.

mod cli;
mod commands;
#[cfg(debug_assertions)]
mod crash;
mod desk;
mod events;
mod keys;
mod media;
mod memory;
mod own_scheme;
mod rendering;
mod window;

use std::process::ExitCode;

fn main() -> ExitCode {
    memory::prepare();
    rendering::prepare();
    if let Some(address) = own_scheme::given(std::env::args_os()) {
        return cli::hand_over(&address);
    }
    match cli::Arguments::read(std::env::args_os()) {
        Ok(arguments) if arguments.wants_window() => window::run(arguments),
        Ok(arguments) => cli::run(arguments),
        // Help, the version, or wrong usage: clap prints it and ends with 0 or 2.
        Err(page) => page.exit(),
    }
}
