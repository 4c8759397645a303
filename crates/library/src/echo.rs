//! What this program itself wrote last, by content: how a watcher tells an echo of our own save from news.
//!
//! Only the latest hash of a file counts. An older one of ours that comes back (another program restored it) is news.

use crate::lock;
use blog::ContentHash;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The last known content of each file written or reported, by its resolved place.
#[derive(Debug, Default)]
pub(crate) struct Echo(Mutex<HashMap<PathBuf, ContentHash>>);

impl Echo {
    /// Notes the content that a file is about to have. Returns what was known before.
    pub fn note(&self, file: &Path, hash: &ContentHash) -> Option<ContentHash> {
        lock(&self.0).insert(file.to_owned(), hash.clone())
    }

    /// Takes a note back: the write did not happen.
    pub fn take_back(&self, file: &Path, before: Option<ContentHash>) {
        match before {
            Some(hash) => lock(&self.0).insert(file.to_owned(), hash),
            None => lock(&self.0).remove(file),
        };
    }

    /// Whether this content is news; afterwards it is known.
    pub fn is_news(&self, file: &Path, hash: &ContentHash) -> bool {
        lock(&self.0).insert(file.to_owned(), hash.clone()).as_ref() != Some(hash)
    }

    /// The file is gone: whatever appears there next is news.
    pub fn forget(&self, file: &Path) {
        lock(&self.0).remove(file);
    }
}
