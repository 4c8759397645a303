//! A command that did not do what was asked: what happened, what is safe, what to do, and the exit code for programs.

use app::wire::error::{ErrorCode, WireError};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Exit codes, as the help page lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// A defect.
    Unexpected = 1,
    /// Wrong usage.
    Usage = 2,
    /// The input is not right.
    Input = 3,
    /// The blog said no.
    Refused = 4,
    /// Sign-in or keyring.
    SignIn = 5,
    /// No answer from the blog.
    NoAnswer = 6,
}

/// Why a command stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// For programs.
    pub exit: Exit,
    /// What happened.
    pub happened: String,
    /// What is safe and what to do.
    pub hint: String,
    /// Raw detail; may be empty.
    pub detail: String,
}

impl Failure {
    /// A failure without raw detail.
    pub fn new(exit: Exit, happened: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit, happened: happened.into(), hint: hint.into(), detail: String::new() }
    }

    /// As people read it on standard error.
    pub fn to_text(&self) -> String {
        let mut text = format!("copydesk: {}\n", self.happened);
        for line in [&self.hint, &self.detail].into_iter().filter(|line| !line.is_empty()) {
            let _infallible = writeln!(text, "  {}", line.replace('\n', "\n  "));
        }
        text
    }

    /// As programs read it on standard output.
    pub fn to_json(&self) -> Value {
        json!({ "error": {
            "exit": self.exit as u8,
            "message": self.happened,
            "hint": self.hint,
            "detail": self.detail,
        }})
    }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        let exit = exit_of(error.code);
        let hint = match exit {
            Exit::Unexpected if error.hint.is_empty() => "Please report this; the detail helps.".to_owned(),
            _ => error.hint,
        };
        Self { exit, happened: error.message, hint, detail: error.detail }
    }
}

/// The exit code of a failure of the core.
fn exit_of(code: ErrorCode) -> Exit {
    match code {
        ErrorCode::Other => Exit::Unexpected,
        ErrorCode::Input => Exit::Input,
        ErrorCode::OutOfStep | ErrorCode::ChangedOutside => Exit::Input,
        ErrorCode::PlanChanged | ErrorCode::Refused => Exit::Refused,
        ErrorCode::SignIn | ErrorCode::Keyring => Exit::SignIn,
        // Nothing was sent to a server that is not trusted.
        ErrorCode::NoAnswer | ErrorCode::Certificate | ErrorCode::PlainHttp => Exit::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_say_what_happened_then_what_to_do() {
        let error = |code, hint: &str, detail: &str| WireError {
            code,
            message: "The blog did not answer.".into(),
            hint: hint.into(),
            detail: detail.into(),
        };
        for (error, exit, text) in [
            (
                error(ErrorCode::NoAnswer, "Your post waits in the outbox.", "timed out\nafter 30 s"),
                6,
                "copydesk: The blog did not answer.\n  Your post waits in the outbox.\n  timed out\n  after 30 s\n",
            ),
            (
                error(ErrorCode::SignIn, "Try again.", ""),
                5,
                "copydesk: The blog did not answer.\n  Try again.\n",
            ),
            (error(ErrorCode::Keyring, "", ""), 5, "copydesk: The blog did not answer.\n"),
            (error(ErrorCode::Refused, "", ""), 4, "copydesk: The blog did not answer.\n"),
            (error(ErrorCode::PlanChanged, "", ""), 4, "copydesk: The blog did not answer.\n"),
            (error(ErrorCode::Input, "", ""), 3, "copydesk: The blog did not answer.\n"),
            (
                error(ErrorCode::Other, "", ""),
                1,
                "copydesk: The blog did not answer.\n  Please report this; the detail helps.\n",
            ),
        ] {
            let failure = Failure::from(error);
            assert_eq!(failure.exit as u8, exit);
            assert_eq!(failure.to_text(), text);
            assert_eq!(failure.to_json()["error"]["exit"], exit);
        }
    }
}
