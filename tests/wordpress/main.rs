//! Copydesk against real WordPress servers. `cargo xtask test` starts them; `tests::servers` finds them.

#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

mod acting;
mod blocks;
mod both;
mod commenting;
mod connecting;
mod exchanges;
mod fields;
mod older;
mod pictures;
mod publishing;
mod pulling;
mod settling;
