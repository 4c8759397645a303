//! The publisher against an in-process blog that behaves as WordPress does and whose line breaks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod acting;
mod exactly_once;
mod merging;

mod model;
mod pictures;
mod queue;
mod scenarios;
mod weaving;
