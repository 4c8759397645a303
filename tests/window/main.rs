//! The real program: its window under a virtual display, driven by WebKitWebDriver, and its command line; with a real
//! keyring and real WordPress servers. `cargo xtask test` brings all of these.
//!
//! These tests prove that the wires are connected: what a person sees, what is in the files, what the blog has. Rules
//! and rare cases are proven beside the code.

#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code: what is missing ends the test where it stands"
)]

mod closing;
mod command_line;
mod connecting;
mod display;
mod first_start;
mod isolation;
mod killing;
mod library;
mod machine;
mod outside;
mod publishing;
mod restart;
mod screen;
mod screens;
mod second_start;
mod trouble;
mod writing;
