//! The core as a whole, and the shape of the code.

#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

mod architecture;
mod bad_input;
mod blogs;
mod carrying;
mod copies;
mod foreign;
mod git;
mod listing;
mod managing;
mod moving;
mod outbox;
mod outside;
mod pictures;
mod pulling;
mod searching;
mod seats;
mod small_blog;
mod start;
mod unsaved;
mod untouched;
mod vanishing;
mod versions;
mod writing;
