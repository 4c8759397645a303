//! How a failure crosses to a front end: what happened, what is safe, what to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A failure as a person and a program read it. Programs switch on `code`, never on text.
#[derive(Clone, Debug, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct WireError {
    /// Present only where a front end acts on it.
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// What is safe and what to do.
    pub hint: String,
    /// Raw detail that unfolds on request; empty when there is none.
    pub detail: String,
}

/// The failures a front end treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Show the message.
    Other,
    /// The editor's version is not the core's: send the whole text.
    OutOfStep,
    /// The file was changed by another program while this buffer has changes too.
    ChangedOutside,
    /// What would be published is no longer what was shown: show the plan again.
    PlanChanged,
    /// The blog's certificate is signed by nobody known; `detail` is its fingerprint. Show it and ask.
    Certificate,
    /// The blog is reached over plain http only: ask before a password goes there.
    PlainHttp,
    /// User name or password were not accepted, or none is known: ask for it.
    SignIn,
    /// The system has no keyring, or it is locked.
    Keyring,
    /// The input is not right (file, front matter, picture, address).
    Input,
    /// The blog refused (rights, rejected, conflict).
    Refused,
    /// No answer from the blog.
    NoAnswer,
}
