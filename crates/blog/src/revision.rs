//! Fingerprints of one version of a text, here and on the blog. Content decides, never clocks.

use sha2::{Digest, Sha256};
use std::fmt;

/// SHA-256 of a file's or a text's bytes, as 64 hex digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(String);

impl ContentHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads 64 hex digits back; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
            .then(|| Self(text.to_owned()))
    }

    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 16 digits: enough for names.
    pub fn short(&self) -> &str {
        &self.0[..16]
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", &self.0[..8])
    }
}

/// One version of a remote post: when the blog says it changed, and a hash of all that was compared.
///
/// The time is compared for inequality only (WordPress sets it back for scheduled posts); two versions are the
/// same when their hashes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// `modified_gmt` as the blog gave it.
    pub modified_gmt: String,
    /// Hash of the compared fields.
    pub content: ContentHash,
}
