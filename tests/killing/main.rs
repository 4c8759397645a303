//! The program is killed, again and again, while it publishes to real WordPress servers: one post, each picture once.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

mod canary;
mod machine;
mod runs;
