//! Passwords for this run only: what there is where no keyring answers, or where the person wants none kept.

use crate::{CredentialStore, KeyringError};
use blog::{AccountId, Secret};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps secrets in memory; they are wiped when it is dropped.
#[derive(Default)]
pub struct InMemory(Mutex<BTreeMap<AccountId, Secret>>);

impl InMemory {
    fn secrets(&self) -> MutexGuard<'_, BTreeMap<AccountId, Secret>> {
        // A map is whole after every call, whatever happened to the thread that made it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CredentialStore for InMemory {
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, KeyringError> {
        Ok(self.secrets().get(account).cloned())
    }

    fn set(&self, account: &AccountId, secret: &Secret) -> Result<(), KeyringError> {
        self.secrets().insert(account.clone(), secret.clone());
        Ok(())
    }

    fn remove(&self, account: &AccountId) -> Result<(), KeyringError> {
        self.secrets().remove(account);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_account_has_its_own_secret_until_it_is_removed() {
        let store = InMemory::default();
        let (ann, ben) = (AccountId::new("ann").unwrap(), AccountId::new("ben").unwrap());
        let kept = |account| store.get(account).unwrap().map(|secret| secret.reveal().to_owned());
        assert_eq!(kept(&ann), None);
        store.set(&ann, &Secret::new("one")).unwrap();
        store.set(&ben, &Secret::new("two")).unwrap();
        store.set(&ann, &Secret::new("three")).unwrap();
        assert_eq!((kept(&ann).as_deref(), kept(&ben).as_deref()), (Some("three"), Some("two")));
        store.remove(&ann).unwrap();
        store.remove(&ann).unwrap();
        assert_eq!((kept(&ann), kept(&ben).as_deref()), (None, Some("two")));
    }
}
