//! Text that is not in its file yet, kept where a crash, a power cut and a full folder of posts cannot reach it.
//!
//! SQLite in the OS data folder (WAL, `synchronous=FULL`): what [`Journal::keep`] acknowledged is on the disk. Each opening
//! of the journal owns its rows; a row is offered to somebody else only when the operating system says that its owner is
//! gone. A long text costs a few hundred bytes for each pause in typing, because only what differs from a whole text
//! written earlier is written again. Refuses to look at post files: whether a text is safe in its file is for the caller to say.

mod change;
mod owner;
mod rows;
mod schema;

use crate::{FileForm, files, lock, words};
use blog::{ContentHash, PostPath};
use change::Change;
use owner::Owner;
use rows::{make_room, put_change, read, remove_rows};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, params};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

/// A change this much longer than an eighth of the text makes a new whole text worth its writing.
const LONG_CHANGE: usize = 4 << 10;
/// The owner of rows that wait for whoever opens their library next.
const NOBODY: i64 = 0;

/// The text of a post that is not in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    /// The post's place in its library.
    pub path: PostPath,
    /// The whole text.
    pub text: String,
    /// How it would lie in the file.
    pub form: FileForm,
    /// Hash of the file it builds on; `None` when there was none.
    pub base: Option<ContentHash>,
    /// When it was kept, by the wall clock: shown, never decided by.
    pub at: SystemTime,
}

/// Names a text that an earlier run left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeftId(i64);

/// Why text could not be kept. Typing and saving go on as ever.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// SQLite said no.
    #[error(
        "Text that is not saved yet cannot be kept for the case of a crash: {}. Your posts are saved after each pause as ever. Put that right, and it is kept again.",
        because(.0)
    )]
    Database(#[from] rusqlite::Error),
    /// The folder or the lock file beside the journal.
    #[error(
        "Text that is not saved yet cannot be kept for the case of a crash: {}. Your posts are saved after each pause as ever. Put that right, and it is kept again.",
        words::because(.0)
    )]
    Folder(#[from] io::Error),
    /// A newer Copydesk wrote it.
    #[error(
        "Text that is not saved yet cannot be kept for the case of a crash: a newer Copydesk wrote the file for it (format {0}). Your posts are saved after each pause as ever. Update Copydesk on this computer."
    )]
    TooNew(i64),
    /// Unsaved texts of earlier runs fill it.
    #[error(
        "Text that is not saved yet cannot be kept for the case of a crash: {} MB of unsaved text from earlier are kept already. Your posts are saved after each pause as ever. Open the unsaved texts that were found, and keep or put away each.",
        rows::MOST >> 20
    )]
    Full,
}

/// The journal of this machine, as one process has it open.
#[derive(Debug)]
pub struct Journal {
    open: Mutex<Open>,
    owner: Owner,
    damaged: bool,
}

#[derive(Debug)]
struct Open {
    connection: Connection,
    rows: HashMap<(PathBuf, PostPath), Kept>,
}

/// A row of ours, as it lies in the file.
#[derive(Debug)]
struct Kept {
    id: i64,
    whole: String,
    unsaved: Option<(Change, FileForm, Option<ContentHash>)>,
}

impl JournalError {
    /// The file is damaged; opening the journal anew sets it aside.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Database(error) if is_damage(error))
    }
}

impl Journal {
    /// Opens the journal in this file; it and its folder are made when missing. A damaged one is set aside.
    pub fn open(file: &Path) -> Result<Self, JournalError> {
        files::make_folder(files::folder_of(file))?;
        match Self::open_at(file) {
            Err(error) if error.is_damage() => {
                set_aside(file);
                Ok(Self { damaged: true, ..Self::open_at(file)? })
            }
            opened => opened,
        }
    }

    fn open_at(file: &Path) -> Result<Self, JournalError> {
        let mut connection = Connection::open(file)?;
        schema::prepare(&mut connection)?;
        let owner = Owner::register(&connection, file)?;
        let dead: Vec<i64> = {
            let mut owners = connection.prepare("SELECT DISTINCT owner FROM wholes")?;
            let owners = owners.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
            owners.into_iter().filter(|id| !owner.lives(*id)).collect()
        };
        for id in dead {
            let clean = "DELETE FROM wholes WHERE owner = ?1 AND id NOT IN (SELECT whole FROM unsaved)";
            connection.execute(clean, [id])?;
        }
        let open = Mutex::new(Open { connection, rows: HashMap::new() });
        Ok(Self { open, owner, damaged: false })
    }

    /// Whether the file was damaged and a new one was begun; the old one lies beside it.
    pub fn was_damaged(&self) -> bool {
        self.damaged
    }

    /// Keeps the text of a post; on the disk when this returns. Writes nothing when it is kept already.
    pub fn keep(&self, library: &Path, unsaved: &Unsaved) -> Result<(), JournalError> {
        let open = &mut *lock(&self.open);
        let key = (library.to_owned(), unsaved.path.clone());
        let change = open.rows.get(&key).map(|row| Change::between(&row.whole, &unsaved.text));
        let short = |change: &Change| change.inserted.len() <= LONG_CHANGE + unsaved.text.len() / 8;
        if let (Some(row), Some(change)) = (open.rows.get_mut(&key), change.filter(short)) {
            let now = Some((change.clone(), unsaved.form, unsaved.base.clone()));
            if row.unsaved != now {
                let id = row.id;
                write(&mut open.connection, |transaction| {
                    Ok(put_change(transaction, id, &change, unsaved)?)
                })?;
                row.unsaved = now;
            }
            return Ok(());
        }
        let owner = self.owner.id;
        let (id, is_tidied) = write(&mut open.connection, |transaction| {
            remove_rows(transaction, owner, &key)?;
            let is_tidied = make_room(transaction, owner, unsaved.text.len())?;
            transaction.execute(
                "INSERT INTO wholes (owner, library, path, text) VALUES (?1, ?2, ?3, ?4)",
                params![owner, library.as_os_str().as_encoded_bytes(), unsaved.path.as_str(), unsaved.text],
            )?;
            let id = transaction.last_insert_rowid();
            put_change(transaction, id, &Change::default(), unsaved)?;
            Ok((id, is_tidied))
        })?;
        if is_tidied {
            open.rows.retain(|_, row| row.unsaved.is_some());
        }
        let kept = (Change::default(), unsaved.form, unsaved.base.clone());
        open.rows.insert(key, Kept { id, whole: unsaved.text.clone(), unsaved: Some(kept) });
        Ok(())
    }

    /// Keeps the text of a post anew if an older one of it is kept: what is about to be written into the file must never
    /// be newer than what is offered after a crash.
    pub fn catch_up(&self, library: &Path, unsaved: &Unsaved) -> Result<(), JournalError> {
        let kept = lock(&self.open)
            .rows
            .get(&(library.to_owned(), unsaved.path.clone()))
            .is_some_and(|row| row.unsaved.is_some());
        if kept { self.keep(library, unsaved) } else { Ok(()) }
    }

    /// The file holds the text now. The post stays open: a later change costs little.
    pub fn saved(&self, library: &Path, path: &PostPath) -> Result<(), JournalError> {
        let open = &mut *lock(&self.open);
        let Some(row) = open.rows.get_mut(&(library.to_owned(), path.clone())) else { return Ok(()) };
        if row.unsaved.is_some() {
            open.connection.execute("DELETE FROM unsaved WHERE whole = ?1", [row.id])?;
            row.unsaved = None;
        }
        Ok(())
    }

    /// The post is closed, and its file holds the text; or the writer threw the text away.
    pub fn forget(&self, library: &Path, path: &PostPath) -> Result<(), JournalError> {
        let open = &mut *lock(&self.open);
        let Some(row) = open.rows.remove(&(library.to_owned(), path.clone())) else { return Ok(()) };
        open.connection.execute("DELETE FROM wholes WHERE id = ?1", [row.id])?;
        Ok(())
    }

    /// Gives up what is kept of posts of this library that are not open any more.
    pub fn retain(&self, library: &Path, open: &[PostPath]) -> Result<(), JournalError> {
        let closed: Vec<PostPath> = {
            let rows = &lock(&self.open).rows;
            let closed = rows.keys().filter(|(of, path)| of == library && !open.contains(path));
            closed.map(|(_, path)| path.clone()).collect()
        };
        closed.iter().try_for_each(|path| self.forget(library, path))
    }

    /// The library is closed: what is still unsaved of it waits for the next one who opens it.
    pub fn leave(&self, library: &Path) -> Result<(), JournalError> {
        let open = &mut *lock(&self.open);
        let place = library.as_os_str().as_encoded_bytes();
        let owner = self.owner.id;
        write(&mut open.connection, |transaction| {
            let clean = "DELETE FROM wholes WHERE owner = ?1 AND library = ?2 AND id NOT IN (SELECT whole FROM unsaved)";
            transaction.execute(clean, params![owner, place])?;
            let waits = "UPDATE wholes SET owner = ?3 WHERE owner = ?1 AND library = ?2";
            transaction.execute(waits, params![owner, place, NOBODY])?;
            Ok(())
        })?;
        open.rows.retain(|(of, _), _| of != library);
        Ok(())
    }

    /// What earlier runs left of this library, newest first. Nothing of a Copydesk that is running.
    pub fn left(&self, library: &Path) -> Result<Vec<(LeftId, Unsaved)>, JournalError> {
        let rows = read(&lock(&self.open).connection, library)?;
        let is_left = |owner: i64| owner != self.owner.id && !self.owner.lives(owner);
        Ok(rows
            .into_iter()
            .filter(|row| is_left(row.owner))
            .map(|row| (LeftId(row.id), row.unsaved))
            .collect())
    }

    /// Takes a text that was left as ours: from now on it is kept as the text of its open post.
    pub fn adopt(&self, library: &Path, left: LeftId) -> Result<(), JournalError> {
        let open = &mut *lock(&self.open);
        let row = read(&open.connection, library)?.into_iter().find(|row| row.id == left.0);
        let Some(row) = row.filter(|row| !self.owner.lives(row.owner)) else { return Ok(()) };
        let owner = self.owner.id;
        let key = (library.to_owned(), row.unsaved.path.clone());
        write(&mut open.connection, |transaction| {
            remove_rows(transaction, owner, &key)?;
            transaction.execute("UPDATE wholes SET owner = ?2 WHERE id = ?1", [row.id, owner])?;
            Ok(())
        })?;
        let Unsaved { form, base, .. } = row.unsaved;
        open.rows.insert(key, Kept { id: row.id, whole: row.whole, unsaved: Some((row.change, form, base)) });
        Ok(())
    }

    /// A text that was left is not needed any more: its file holds it, or the writer threw it away.
    pub fn forget_left(&self, left: LeftId) -> Result<(), JournalError> {
        lock(&self.open).connection.execute("DELETE FROM wholes WHERE id = ?1", [left.0])?;
        Ok(())
    }
}

/// The unsaved text of a post in anybody's window, looked up without taking part. `None` also when the journal cannot be
/// read.
pub fn unsaved_anywhere(journal: &Path, library: &Path, path: &PostPath) -> Option<Unsaved> {
    let connection = Connection::open_with_flags(journal, OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
    connection.busy_timeout(Duration::from_secs(1)).ok()?;
    let rows = read(&connection, library).ok()?;
    rows.into_iter().map(|row| row.unsaved).find(|unsaved| unsaved.path == *path)
}

/// Runs `work` as one transaction that holds the write lock from its beginning.
fn write<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, JournalError>,
) -> Result<T, JournalError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let result = work(&transaction)?;
    transaction.commit()?;
    Ok(result)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// The file and what SQLite keeps beside it.
fn set_aside(file: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        files::set_aside(Path::new(&name));
    }
}

fn because(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full".to_owned(),
        Some(ErrorCode::ReadOnly) => "the disk is read-only".to_owned(),
        Some(ErrorCode::CannotOpen) => "the file for it cannot be opened".to_owned(),
        Some(ErrorCode::DatabaseBusy) => "another program is using the file for it".to_owned(),
        _ => format!("the system says \"{error}\""),
    }
}
