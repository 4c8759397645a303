//! Classifies every error of the crates below once, in the words a front end shows.

use crate::wire::error::{ErrorCode, WireError};
use blog::{ClientError, Failure};
use wordpress::discovery::{DiscoveryError, NotFound};

impl WireError {
    /// An error with a code, a sentence of what happened, and one of what is safe and what to do.
    pub fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), detail: String::new() }
    }

    /// Something about the input: a file, front matter, an address.
    pub fn input(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(ErrorCode::Input, message, hint)
    }

    /// Anything a front end only shows.
    pub fn other(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(ErrorCode::Other, message, hint)
    }

    /// With the raw detail that unfolds on request.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// A blog that was not found at the address a person typed.
impl From<DiscoveryError> for WireError {
    fn from(error: DiscoveryError) -> Self {
        let code = match error.kind {
            NotFound::NoConnection | NotFound::Tls | NotFound::Busy => ErrorCode::NoAnswer,
            NotFound::UnknownCertificate => ErrorCode::Certificate,
            _ => ErrorCode::Input,
        };
        Self::new(code, error.message, error.next_step).with_detail(error.detail)
    }
}

/// An exchange with a blog that failed while a person was waiting for it (connecting, checking, planning): nothing was
/// being changed there.
impl From<ClientError> for WireError {
    fn from(error: ClientError) -> Self {
        let (code, hint) = match error.failure {
            Failure::NoConnection => (
                ErrorCode::NoAnswer,
                "Nothing was sent, and your posts are safe here. Check the connection and the blog's address, then try again.",
            ),
            Failure::Tls => (
                ErrorCode::NoAnswer,
                "Nothing was sent, and your password did not leave this computer. Check the address; if it is right, the blog's certificate must be repaired by its host.",
            ),
            Failure::Lost | Failure::Busy => {
                (ErrorCode::NoAnswer, "Your posts are safe here. Try again in a moment.")
            }
            Failure::NotOurs => (
                ErrorCode::NoAnswer,
                "Your posts are safe here. A sign-in page of the network or a plugin may be in between: open the blog in a browser, then try again.",
            ),
            Failure::SignIn => (
                ErrorCode::SignIn,
                "Check that the user name is your login (not the password's label) and that the application password is whole. If both are right, the server may be dropping the Authorization header: its host can switch that on.",
            ),
            Failure::Forbidden => (
                ErrorCode::Refused,
                "Your post is safe here. Somebody with more rights on the blog can allow it.",
            ),
            Failure::NotFound => (ErrorCode::Refused, "Check the address. Your posts are safe here."),
            Failure::Rejected => (
                ErrorCode::Refused,
                "Your post is safe here. The detail below says what the blog did not like.",
            ),
            Failure::Redirected => (
                ErrorCode::Refused,
                "Your password was not sent there. If the new address is yours, connect the blog with that address.",
            ),
            Failure::Blocked => (
                ErrorCode::Refused,
                "Your posts are safe here. Nothing was done. The blog's host or a security plugin can open the interface again; Check the connection says which.",
            ),
            Failure::Changed => (
                ErrorCode::Refused,
                "Your post is safe here, and nothing was overwritten. Look at the blog's version, then decide.",
            ),
        };
        Self::new(code, error.message, hint).with_detail(error.detail)
    }
}
