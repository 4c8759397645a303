//! What went wrong, as a sentence. Every command ends in one of these or in its summary line; nothing here panics.

use std::fmt;

/// One or more sentences: what failed, and what to install or where to read on.
#[derive(Debug)]
pub struct Failure(String);

/// What a step returns.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure that reads as `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Turns any error into a failure that begins with what was being done.
pub trait Doing<T> {
    /// `what` completes the sentence "Could not ...".
    fn doing(self, what: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("Could not {what}: {error}.")))
    }
}
