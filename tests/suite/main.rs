//! The core as a whole, and the shape of the code.

mod architecture;
