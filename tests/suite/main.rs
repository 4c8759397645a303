//! The core as a whole, and the shape of the code.

mod architecture;
mod blogs;
mod outside;
mod start;
mod writing;
