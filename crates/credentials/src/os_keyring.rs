//! The system's own keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
//!
//! `keyring` chooses the store of the system this was built for, once per run; the calls go to `keyring-core`, whose
//! errors tell "locked" from "not there".

use crate::{CredentialStore, KeyringError};
use blog::{AccountId, Secret};
use keyring_core::{Entry, Error};

/// The name under which Copydesk's passwords stand in the keyring; the user name beside it is the account's id.
pub const SERVICE: &str = "copydesk";

/// The keyring of this system, known to answer.
#[derive(Debug)]
pub struct OsKeyring {
    /// Made by [`OsKeyring::open`] only.
    _opened: (),
}

impl OsKeyring {
    /// Finds the keyring. The answer is the same for the whole run: a keyring that is started later is found by
    /// starting Copydesk again.
    pub fn open() -> Result<Self, KeyringError> {
        match keyring::Entry::store_status() {
            Ok(()) => Ok(Self { _opened: () }),
            Err(error) => Err(KeyringError::Absent(error.to_string())),
        }
    }
}

impl CredentialStore for OsKeyring {
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, KeyringError> {
        match entry(account)?.get_password() {
            Ok(password) => Ok(Some(Secret::new(password))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(meaning(&error)),
        }
    }

    fn set(&self, account: &AccountId, secret: &Secret) -> Result<(), KeyringError> {
        let entry = entry(account)?;
        match entry.set_password(secret.reveal()) {
            // Another program has copied ours: one stays.
            Err(Error::Ambiguous(_)) => {
                self.remove(account)?;
                entry.set_password(secret.reveal()).map_err(|error| meaning(&error))
            }
            done => done.map_err(|error| meaning(&error)),
        }
    }

    fn remove(&self, account: &AccountId) -> Result<(), KeyringError> {
        let removed = match entry(account)?.delete_credential() {
            Err(Error::Ambiguous(copies)) => copies.iter().try_for_each(Entry::delete_credential),
            removed => removed,
        };
        match removed {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(meaning(&error)),
        }
    }
}

fn entry(account: &AccountId) -> Result<Entry, KeyringError> {
    Entry::new(SERVICE, account.as_str()).map_err(|error| meaning(&error))
}

/// Its text and not its fields: some of them hold the password.
fn meaning(error: &Error) -> KeyringError {
    let detail = error.to_string();
    match error {
        Error::NoStorageAccess(_) => KeyringError::Locked(detail),
        Error::NoDefaultStore => KeyringError::Absent(detail),
        _ => KeyringError::Failed(detail),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
