//! Whose rows they are. An opening of the journal takes a number that is never given twice and locks a file of that number;
//! the operating system frees the lock in the moment the process ends, whatever ended it.

use rusqlite::Connection;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// This opening of the journal, as other processes see it.
#[derive(Debug)]
pub(super) struct Owner {
    pub id: i64,
    journal: PathBuf,
    lock: Option<File>,
}

impl Owner {
    /// Takes a number and locks the file of that number.
    pub fn register(connection: &Connection, journal: &Path) -> Result<Self, super::JournalError> {
        connection.execute("INSERT INTO owners DEFAULT VALUES", [])?;
        let id = connection.last_insert_rowid();
        connection.execute("DELETE FROM owners WHERE id < ?1", [id])?;
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(lock_path(journal, id))?;
        lock.lock()?;
        sweep(journal, id);
        Ok(Self { id, journal: journal.to_owned(), lock: Some(lock) })
    }

    /// Whether the process that opened the journal under this number is running.
    pub fn lives(&self, id: i64) -> bool {
        id == self.id || is_locked(&lock_path(&self.journal, id))
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        drop(self.lock.take());
        // A left-over file is harmless: numbers are never given twice.
        let _ = std::fs::remove_file(lock_path(&self.journal, self.id));
    }
}

fn is_locked(file: &Path) -> bool {
    match OpenOptions::new().write(true).open(file) {
        // A lock that can be had belongs to nobody; it is given back at the end of this line.
        Ok(file) => matches!(file.try_lock(), Err(TryLockError::WouldBlock)),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Takes away the lock files of processes that were killed.
fn sweep(journal: &Path, own: i64) {
    let (Some(folder), Some(name)) = (journal.parent(), journal.file_name()) else { return };
    let prefix = format!("{}.owner-", name.to_string_lossy());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let number =
            name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".lock")?.parse::<i64>().ok());
        // Only smaller numbers: a larger one may be just about to lock its file.
        if number.is_some_and(|number| number < own) && !is_locked(&entry.path()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn lock_path(journal: &Path, id: i64) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(format!(".owner-{id}.lock"));
    PathBuf::from(name)
}
