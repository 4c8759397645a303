//! A password on its way between the person, the keyring and the wire.
//!
//! It cannot be printed, serialised or compared by accident, and leaves memory when dropped.

use std::fmt;
use zeroize::Zeroizing;

/// An application password. `Debug` prints dots.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a password as it was typed.
    pub fn new(password: impl Into<String>) -> Self {
        Self(Zeroizing::new(password.into()))
    }

    /// The password itself: only for the keyring and for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing but blanks was given.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        assert!(!format!("{:?}", Secret::new("hunter2")).contains("hunter2"));
    }
}
