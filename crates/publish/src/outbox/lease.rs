//! Who runs a job. A lease is a column of the job's row; whether its holder still lives is asked of the operating
//! system, which frees a process's file lock in the moment the process ends.

use super::{JobId, Outbox, OutboxError, job};
use rusqlite::{Connection, OptionalExtension, params};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// This opening of the outbox, as other processes see it.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) id: i64,
    outbox: PathBuf,
    lock: Option<File>,
}

impl Runner {
    /// Takes a number and locks the file of that number.
    pub(super) fn register(connection: &Connection, outbox: &Path) -> Result<Self, OutboxError> {
        connection.execute("INSERT INTO runners DEFAULT VALUES", [])?;
        let id = connection.last_insert_rowid();
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock_path(outbox, id))?;
        lock.lock()?;
        Ok(Self { id, outbox: outbox.to_owned(), lock: Some(lock) })
    }

    fn lives(&self, id: i64) -> bool {
        if id == self.id {
            return true;
        }
        match OpenOptions::new().write(true).open(lock_path(&self.outbox, id)) {
            // A lock that can be had belongs to nobody; it is given back at the end of this line.
            Ok(file) => matches!(file.try_lock(), Err(TryLockError::WouldBlock)),
            Err(_) => false,
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        drop(self.lock.take());
        // A left-over file is harmless: numbers are never given twice.
        let _ = std::fs::remove_file(lock_path(&self.outbox, self.id));
    }
}

fn lock_path(outbox: &Path, id: i64) -> PathBuf {
    let mut name = outbox.as_os_str().to_owned();
    name.push(format!(".runner-{id}.lock"));
    PathBuf::from(name)
}

/// The right to run one job, until dropped.
#[derive(Debug)]
pub struct Lease<'a> {
    outbox: &'a Outbox,
    /// The job.
    pub job: JobId,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        // While unwinding nothing is tidied up, exactly as after a kill: the takeover has to work either way.
        if !std::thread::panicking() {
            let _ = self.outbox.connection().execute(
                "UPDATE jobs SET runner = NULL WHERE id = ?1 AND runner = ?2",
                params![self.job.0, self.outbox.runner.id],
            );
        }
    }
}

impl Outbox {
    /// Takes a job to run it. `None` when it is being run (here or in another process), or when an earlier job of the
    /// same post on the same blog is not finished.
    pub fn take(&self, id: JobId) -> Result<Option<Lease<'_>>, OutboxError> {
        let taken = self.write(|transaction| {
            let (holder, blog, key): (Option<i64>, String, String) = transaction
                .query_row("SELECT runner, blog, post_key FROM jobs WHERE id = ?1", [id.0], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()?
                .ok_or(OutboxError::NoJob(id))?;
            if holder.is_some_and(|holder| holder == self.runner.id || self.runner.lives(holder)) {
                return Ok(false);
            }
            let earlier: i64 = transaction.query_row(
                &format!(
                    "SELECT count(*) FROM jobs WHERE blog = ?1 AND post_key = ?2 AND id < ?3 AND {}",
                    job::UNFINISHED
                ),
                params![blog, key, id.0],
                |row| row.get(0),
            )?;
            if earlier > 0 {
                return Ok(false);
            }
            transaction
                .execute("UPDATE jobs SET runner = ?2 WHERE id = ?1", params![id.0, self.runner.id])?;
            Ok(true)
        })?;
        Ok(taken.then(|| Lease { outbox: self, job: id }))
    }

    /// Whether somebody alive is running the job now.
    pub(super) fn is_held(&self, holder: Option<i64>) -> bool {
        holder.is_some_and(|holder| self.runner.lives(holder))
    }

    /// This opening's number.
    pub(super) fn runner(&self) -> i64 {
        self.runner.id
    }
}

impl Outbox {
    /// Takes the lease of a job that nobody runs, whatever waits before it.
    pub(super) fn lease_if_free(&self, id: JobId) -> Result<Option<Lease<'_>>, OutboxError> {
        let taken = self.write(|transaction| {
            let holder: Option<i64> =
                transaction.query_row("SELECT runner FROM jobs WHERE id = ?1", [id.0], |row| row.get(0))?;
            if self.is_held(holder) {
                return Ok(false);
            }
            transaction
                .execute("UPDATE jobs SET runner = ?2 WHERE id = ?1", params![id.0, self.runner.id])?;
            Ok(true)
        })?;
        Ok(taken.then(|| Lease { outbox: self, job: id }))
    }
}
