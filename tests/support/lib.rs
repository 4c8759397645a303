//! Support shared by the suites.

pub mod browser;
pub mod desk;
pub mod loopback;
pub mod model;
pub mod servers;
