//! The durable queue of publish work: what was confirmed is on disk before the first byte leaves, and every change of
//! state is on disk before the next exchange (SQLite, WAL, synchronous=FULL).
//!
//! Several processes may open the same file. Which one runs a job is decided by a lease in its row, and whether the
//! holder of a lease still lives is decided by a lock of the operating system, never by a clock: a sleeping laptop
//! loses nothing, and a killed process blocks nobody.

mod enqueue;
mod job;
mod lease;
mod media_ledger;
mod paused;
pub(crate) mod record;
mod row;
mod schema;

pub(crate) use enqueue::left_over;
pub use enqueue::{Cancelled, KEPT, KEPT_FOR};
pub use job::{Job, JobId, LogLine, Phase, Standing, Trouble};
pub use lease::Lease;
pub use media_ledger::LedgerEntry;
pub(crate) use row::Notes;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What can go wrong with the outbox itself.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// SQLite said no: disk full, not writable, damaged.
    #[error(
        "The outbox cannot be read or written ({0}). Your posts are in their files. Check that the disk has room and is writable, then start again."
    )]
    Database(#[from] rusqlite::Error),
    /// The lock file beside the outbox.
    #[error(
        "The outbox's lock file cannot be made ({0}). Your posts are in their files. Check that the folder is writable, then start again."
    )]
    Lock(#[from] std::io::Error),
    /// A newer Copydesk wrote it.
    #[error(
        "The outbox was written by a newer Copydesk (format {0}). Nothing was changed in it. Update Copydesk on this computer."
    )]
    TooNew(i64),
    /// A row does not read back.
    #[error(
        "Job {0} of the outbox cannot be read. The other jobs are not affected. Take it out and press Publish again."
    )]
    Damaged(JobId),
    /// There is no such job.
    #[error(
        "The outbox has no job {0}. It may have been cleared away. List the outbox to see what is there."
    )]
    NoJob(JobId),
    /// Another process took the job over.
    #[error("Another Copydesk has taken over job {0}. Nothing is lost. It goes on there.")]
    LeaseLost(JobId),
    /// A picture of the snapshot has no bytes.
    #[error(
        "The picture {0} was not handed to the outbox, so the press was not accepted. Nothing was sent. Publish again."
    )]
    NoBytes(String),
    /// The blog's answer or a snapshot cannot be written down.
    #[error("A job cannot be written down ({0}). Nothing was sent. Report this as a defect.")]
    Record(#[from] serde_json::Error),
}

/// What a finished write survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Everything: each commit waits for the disk.
    PowerLoss,
    /// The death of the process, but not of the machine: for tests that simulate thousands of kills.
    ProcessDeath,
}

/// The outbox of this machine.
#[derive(Debug)]
pub struct Outbox {
    connection: Mutex<Connection>,
    runner: lease::Runner,
}

impl Outbox {
    /// Opens the outbox in this file; it and its lock file are made when missing (the folder must be there).
    pub fn open(path: &Path) -> Result<Self, OutboxError> {
        Self::open_with(path, Durability::PowerLoss)
    }

    /// As [`Self::open`], with the durability said.
    pub fn open_with(path: &Path, durability: Durability) -> Result<Self, OutboxError> {
        let mut connection = Connection::open(path)?;
        schema::prepare(&mut connection, durability)?;
        let runner = lease::Runner::register(&connection, path)?;
        Ok(Self { connection: Mutex::new(connection), runner })
    }

    /// A panic in another thread rolled its transaction back, so the connection is as good as before.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` as one transaction that holds the write lock from its beginning.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, OutboxError>,
    ) -> Result<T, OutboxError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}
