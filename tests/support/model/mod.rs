//! A WordPress that lives in memory, speaks HTTP on this machine, and fails exactly when and how a test says.
//!
//! It behaves as real servers were measured to: slugs made unique without an error, the trash's `__trashed`, terms that
//! exist already, a `modified` that goes back, text filtered for authors. It is no proof of what WordPress does (the tests
//! in `tests/wordpress` are); it is there because a real server cannot be told to fail at the seventh exchange.
//!
//! [`World`] is what the blog holds, [`rest`] its interface, [`line`] the wire with its faults, [`Laptop`] a whole
//! Copydesk at the other end under a clock of its own, and [`Witness`] hears every word it says and looks whether it is so.

mod dice;
mod fault;
mod heard;
mod laptop;
mod line;
mod rest;
mod time;
mod witness;
mod world;
mod xmlrpc;

pub use dice::Dice;
pub use fault::Fault;
pub use heard::Heard;
pub use laptop::{Killed, Laptop, Press, folder};
pub use line::{Blog, PASSWORD, USER};
pub use time::Time;
pub use witness::{Wanted, Witness, words};
pub use world::{Media, Post, Role, Shown, Term, World};
