//! Pictures as cameras, phones and mischief make them, through the one public door.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod hostile;
mod inputs;
mod kept;
mod secrets;
mod sizes;
mod turning;
