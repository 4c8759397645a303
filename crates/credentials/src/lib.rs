//! Where application passwords rest: in the system's keyring and nowhere else.
//!
//! The only crate that knows the keyring. There is no fallback to a file: on a system without a keyring a password
//! lives in memory for this run ([`InMemory`]), and whoever shows a screen says so.

mod in_memory;
mod os_keyring;

pub use in_memory::InMemory;
pub use os_keyring::{OsKeyring, SERVICE};

use blog::{AccountId, Secret};

/// Keeps one secret per account.
///
/// Every call may block for as long as a person takes to unlock a keyring: call it on a worker thread only.
pub trait CredentialStore: Send + Sync {
    /// The account's password; `None` when there is none.
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, KeyringError>;

    /// Keeps the password, in place of any older one.
    fn set(&self, account: &AccountId, secret: &Secret) -> Result<(), KeyringError>;

    /// Forgets the password; that there is none is fine.
    fn remove(&self, account: &AccountId) -> Result<(), KeyringError>;
}

/// Why the keyring did not do what was asked. The text in each is the raw detail, never a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// No keyring answers on this system.
    #[error(
        "This system has no keyring that answers, so passwords are kept for this run only and are never written to a \
         file. To keep them, install and start one, such as GNOME Keyring or KWallet, and start Copydesk again."
    )]
    Absent(String),
    /// It is there, but locked, or the person declined to unlock it.
    #[error("The system's keyring is locked. Nothing was lost: unlock it and try again.")]
    Locked(String),
    /// Anything else.
    #[error("The system's keyring failed: {0}. Nothing was lost: try again, or start Copydesk anew.")]
    Failed(String),
}

impl KeyringError {
    /// What the keyring itself said.
    pub fn detail(&self) -> &str {
        match self {
            Self::Absent(detail) | Self::Locked(detail) | Self::Failed(detail) => detail,
        }
    }
}
