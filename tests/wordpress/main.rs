//! Copydesk against real WordPress servers. `cargo xtask test` starts them; `tests::servers` finds them.

mod blocks;
mod publishing;
mod rest;
