//! Everything a front end may ask of Copydesk, without knowing any front end.

pub mod wire;
