//! What must hold whatever breaks: exactly one post, each picture once, nothing public that was not asked for, and never a
//! word that is not so. The whole core against a WordPress in memory whose wire fails exactly when a test says.
//!
//! The numbers of tries are printed beside every zero. `COPYDESK_LONG` asks for the long run.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

mod faults;
mod hostile;
mod laptops;
mod stage;
mod verdict;
