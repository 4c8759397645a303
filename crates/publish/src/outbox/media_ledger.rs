//! Which pictures lie on which blog, by content. A hint only: a picture may be deleted there, so a run trusts an entry
//! only while the post it read still shows the picture, and searches otherwise.

use super::{Outbox, OutboxError};
use blog::{ContentHash, RemoteId, RemoteMedia};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

/// A picture known to lie on a blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The name it was sent under, without extension: what to search for.
    pub stem: String,
    /// Where it lies.
    pub media: RemoteMedia,
}

impl Outbox {
    /// What is known of a picture on a blog.
    pub fn media(&self, blog: &str, hash: &ContentHash) -> Result<Option<LedgerEntry>, OutboxError> {
        let found = self.connection().query_row(
            "SELECT stem, id, url FROM media WHERE blog = ?1 AND hash = ?2",
            params![blog, hash.as_str()],
            |row| {
                let media = RemoteMedia { id: RemoteId(row.get(1)?), url: row.get(2)? };
                Ok(LedgerEntry { stem: row.get(0)?, media })
            },
        );
        Ok(found.optional()?)
    }

    /// Those of the pictures that are known to lie on the blog, for a plan.
    pub fn known_media<'a>(
        &self,
        blog: &str,
        hashes: impl IntoIterator<Item = &'a ContentHash>,
    ) -> Result<BTreeSet<ContentHash>, OutboxError> {
        let mut known = BTreeSet::new();
        for hash in hashes {
            if self.media(blog, hash)?.is_some() {
                known.insert(hash.clone());
            }
        }
        Ok(known)
    }

    /// Notes where a picture lies.
    pub fn keep_media(&self, blog: &str, hash: &ContentHash, entry: &LedgerEntry) -> Result<(), OutboxError> {
        self.connection().execute(
            "INSERT OR REPLACE INTO media (blog, hash, stem, id, url) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![blog, hash.as_str(), entry.stem, entry.media.id.0, entry.media.url],
        )?;
        Ok(())
    }

    /// Forgets a picture that the blog does not have any more.
    pub(crate) fn drop_media(&self, blog: &str, hash: &ContentHash) -> Result<(), OutboxError> {
        self.connection()
            .execute("DELETE FROM media WHERE blog = ?1 AND hash = ?2", params![blog, hash.as_str()])?;
        Ok(())
    }

    /// The bytes of a picture of an unfinished job.
    pub(crate) fn picture(&self, hash: &ContentHash) -> Result<Option<Vec<u8>>, OutboxError> {
        let bytes = self.connection().query_row(
            "SELECT bytes FROM pictures WHERE hash = ?1",
            [hash.as_str()],
            |row| row.get(0),
        );
        Ok(bytes.optional()?)
    }
}
