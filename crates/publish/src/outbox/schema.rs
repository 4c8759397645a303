//! The outbox's tables, and how an older file becomes a newer one.

use super::{Durability, OutboxError};
use rusqlite::{Connection, TransactionBehavior};
use std::time::Duration;

/// One script per version; a file of version n has run the first n.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE runners (id INTEGER PRIMARY KEY AUTOINCREMENT);
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        post_key TEXT NOT NULL,
        blog TEXT NOT NULL,
        account TEXT NOT NULL,
        snapshot TEXT NOT NULL,
        base TEXT,
        phase TEXT NOT NULL,
        standing TEXT NOT NULL,
        wait_until INTEGER,          -- milliseconds since 1970
        remote_id INTEGER,
        touched INTEGER NOT NULL DEFAULT 0,  -- something may have been sent
        cancel_asked INTEGER NOT NULL DEFAULT 0,
        notes TEXT NOT NULL DEFAULT '{}',
        runner INTEGER,
        created_at INTEGER NOT NULL
    );
    CREATE INDEX jobs_by_post ON jobs (blog, post_key, id);
    CREATE TABLE log (
        job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        text TEXT NOT NULL
    );
    CREATE INDEX log_by_job ON log (job);
    CREATE TABLE pictures (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE job_pictures (
        job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        hash TEXT NOT NULL REFERENCES pictures (hash),
        PRIMARY KEY (job, hash)
    );
    CREATE INDEX job_pictures_by_hash ON job_pictures (hash);
    CREATE TABLE media (
        blog TEXT NOT NULL,
        hash TEXT NOT NULL,
        stem TEXT NOT NULL,
        id INTEGER NOT NULL,
        url TEXT NOT NULL,
        PRIMARY KEY (blog, hash)
    );
",
    "
    ALTER TABLE jobs ADD COLUMN hold_until INTEGER;  -- milliseconds since 1970; nothing is sent before
    CREATE TABLE paused (account TEXT PRIMARY KEY);
",
];

/// Sets the connection up and brings the tables to the present version.
pub(super) fn prepare(connection: &mut Connection, durability: Durability) -> Result<(), OutboxError> {
    connection.busy_timeout(Duration::from_secs(10))?;
    // Sent pictures leave the file again. Takes effect only before the first table is made.
    connection.pragma_update(None, "auto_vacuum", "FULL")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let power_loss = durability == Durability::PowerLoss;
    connection.pragma_update(None, "synchronous", if power_loss { "FULL" } else { "OFF" })?;
    // macOS acknowledges an ordinary fsync before the disk has the bytes; elsewhere this changes nothing.
    connection.pragma_update(None, "fullfsync", power_loss)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let done = usize::try_from(version).ok().filter(|done| *done <= MIGRATIONS.len());
    for script in MIGRATIONS.iter().skip(done.ok_or(OutboxError::TooNew(version))?) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outbox;

    #[test]
    fn a_file_of_a_newer_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outbox.sqlite");
        drop(Outbox::open(&path).unwrap());
        drop(Outbox::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let refused = Outbox::open(&path).unwrap_err();
        assert!(matches!(refused, OutboxError::TooNew(99)), "{refused}");
    }

    #[test]
    fn the_file_survives_power_loss_by_its_settings() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Connection::open(folder.path().join("o.sqlite")).unwrap();
        prepare(&mut connection, Durability::PowerLoss).unwrap();
        let text = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, String>(0)).unwrap();
        let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(text("PRAGMA journal_mode"), "wal");
        assert_eq!(number("PRAGMA synchronous"), 2, "FULL");
        assert_eq!(number("PRAGMA foreign_keys"), 1);
    }
}
