//! The publisher against an in-process blog that behaves as WordPress does and whose line breaks.

mod exactly_once;
mod model;
mod scenarios;
