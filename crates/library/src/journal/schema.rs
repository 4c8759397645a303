//! The journal's tables, and how an older file becomes a newer one.

use super::JournalError;
use rusqlite::{Connection, TransactionBehavior};
use std::time::Duration;

/// One script per version; a file of version n has run the first n.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE owners (id INTEGER PRIMARY KEY AUTOINCREMENT);
    CREATE TABLE wholes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        owner INTEGER NOT NULL,
        library BLOB NOT NULL,      -- the folder, as the system spells it
        path TEXT NOT NULL,
        text TEXT NOT NULL
    );
    CREATE INDEX wholes_by_library ON wholes (library);
    CREATE TABLE unsaved (
        whole INTEGER PRIMARY KEY REFERENCES wholes (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,     -- bytes of the whole text
        removed INTEGER NOT NULL,
        inserted TEXT NOT NULL,
        bom INTEGER NOT NULL,
        base TEXT,                  -- hash of the file it builds on
        at INTEGER NOT NULL         -- milliseconds since 1970, to be shown
    );
"];

/// Sets the connection up and brings the tables to the present version.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), JournalError> {
    connection.busy_timeout(Duration::from_secs(5))?;
    // Texts that are safe in their files leave this one. Takes effect only before the first table is made.
    connection.pragma_update(None, "auto_vacuum", "FULL")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // macOS acknowledges an ordinary fsync before the disk has the bytes; elsewhere this changes nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "journal_size_limit", 4 << 20)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let health: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if health != "ok" {
        let damage = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        return Err(rusqlite::Error::SqliteFailure(damage, Some(health)).into());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let done = usize::try_from(version).ok().filter(|done| *done <= MIGRATIONS.len());
    for script in MIGRATIONS.iter().skip(done.ok_or(JournalError::TooNew(version))?) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    transaction.commit()?;
    Ok(())
}
