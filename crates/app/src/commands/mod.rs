//! The commands, one file per room. Each method does what its line in [`crate::wire::Commands`] says.

mod accounts;
mod acting;
mod carrying;
mod comments;
mod conflict;
pub mod connecting;
mod converting;
pub mod desk;
mod doctor;
mod editing;
mod library;
mod managing;
mod moving;
mod outbox;
mod publishing;
mod pulling;
mod report;
mod searching;
mod start;
mod unsaved;
mod versions;

pub(crate) use library::{post_path, refused};
