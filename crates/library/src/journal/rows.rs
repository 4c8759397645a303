//! The journal's rows: read, written, and kept to a size.

use super::change::Change;
use super::{JournalError, Unsaved};
use crate::FileForm;
use blog::{ContentHash, PostPath};
use rusqlite::{Connection, Row, Transaction, params};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// All texts of the journal together, bytes. Four posts of the largest size.
pub(super) const MOST: usize = 64 << 20;

/// A row as it was read.
pub(super) struct Found {
    pub id: i64,
    pub owner: i64,
    pub whole: String,
    pub change: Change,
    pub unsaved: Unsaved,
}

/// All unsaved texts of a library, newest first. Rows that do not read back are passed over.
pub(super) fn read(connection: &Connection, library: &Path) -> Result<Vec<Found>, rusqlite::Error> {
    let mut statement = connection.prepare(
        "SELECT id, owner, path, text, start, removed, inserted, bom, base, at FROM wholes JOIN unsaved ON whole = id
         WHERE library = ?1 ORDER BY id DESC",
    )?;
    let rows = statement.query_map([library.as_os_str().as_encoded_bytes()], found)?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn found(row: &Row<'_>) -> Result<Option<Found>, rusqlite::Error> {
    let whole: String = row.get("text")?;
    let change =
        Change { start: row.get("start")?, removed: row.get("removed")?, inserted: row.get("inserted")? };
    let base: Option<String> = row.get("base")?;
    let at: i64 = row.get("at")?;
    let (Some(path), Some(text)) = (PostPath::new(&row.get::<_, String>("path")?), change.applied_to(&whole))
    else {
        return Ok(None);
    };
    let unsaved = Unsaved {
        path,
        text,
        form: FileForm { bom: row.get("bom")? },
        base: base.as_deref().and_then(ContentHash::from_hex),
        at: UNIX_EPOCH + Duration::from_millis(at.unsigned_abs()),
    };
    Ok(Some(Found { id: row.get("id")?, owner: row.get("owner")?, whole, change, unsaved }))
}

pub(super) fn put_change(
    transaction: &Transaction<'_>,
    whole: i64,
    change: &Change,
    unsaved: &Unsaved,
) -> Result<(), rusqlite::Error> {
    let at = unsaved.at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    transaction.execute(
        "INSERT OR REPLACE INTO unsaved (whole, start, removed, inserted, bom, base, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            whole,
            change.start,
            change.removed,
            change.inserted,
            unsaved.form.bom,
            unsaved.base.as_ref().map(ContentHash::as_str),
            i64::try_from(at).unwrap_or(i64::MAX),
        ],
    )?;
    Ok(())
}

pub(super) fn remove_rows(
    transaction: &Transaction<'_>,
    owner: i64,
    of: &(PathBuf, PostPath),
) -> Result<(), rusqlite::Error> {
    let (library, path) = (of.0.as_os_str().as_encoded_bytes(), of.1.as_str());
    let rows = "DELETE FROM wholes WHERE owner = ?1 AND library = ?2 AND path = ?3";
    transaction.execute(rows, params![owner, library, path])?;
    Ok(())
}

/// Makes sure that a text of this many bytes does not make the journal too large. Whole texts of ours that nothing unsaved
/// builds on go first; `true` when they did.
pub(super) fn make_room(
    transaction: &Transaction<'_>,
    owner: i64,
    bytes: usize,
) -> Result<bool, JournalError> {
    let held = || -> Result<usize, rusqlite::Error> {
        let sum = "SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM wholes";
        transaction.query_row(sum, [], |row| row.get(0))
    };
    if held()? + bytes <= MOST {
        return Ok(false);
    }
    let clean = "DELETE FROM wholes WHERE owner = ?1 AND id NOT IN (SELECT whole FROM unsaved)";
    transaction.execute(clean, [owner])?;
    if held()? + bytes <= MOST { Ok(true) } else { Err(JournalError::Full) }
}
