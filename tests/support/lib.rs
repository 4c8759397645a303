//! Support shared by the suites.

pub mod servers;
