//! A press comes in, a job is taken out. One job in flight per post: a press on a post whose job has sent nothing yet, or
//! has stopped for good, takes that job's place; otherwise it waits behind it.

use super::job::{UNFINISHED, write_log};
use super::record::{PublicationRecord, SnapshotRecord};
use super::{Job, JobId, Lease, Notes, Outbox, OutboxError, Phase, Standing};
use crate::Snapshot;
use blog::{ContentHash, Publication, RemoteId};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

/// How many finished jobs are kept with their logs, to be looked at.
pub const KEPT: usize = 200;

/// For how long: longer ago nobody asks what a press did.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What became of a wish to take a job out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// It is out. An unfinished draft of this number stays on the blog, if there is one.
    Out {
        /// Number of the draft.
        left: Option<RemoteId>,
    },
    /// It is being run and stops before its next step.
    Stopping,
    /// The text may have reached the blog already: the run first finds out, and does not stop before.
    TooLate,
}

impl Outbox {
    /// Puts a press into the outbox. When this returns it is on disk. `bytes` holds every picture of the snapshot by hash.
    pub fn enqueue(
        &self,
        snapshot: &Snapshot,
        base: Option<&Publication>,
        bytes: &BTreeMap<ContentHash, Vec<u8>>,
        now: Timestamp,
    ) -> Result<JobId, OutboxError> {
        self.enqueue_held(snapshot, base, bytes, now, None)
    }

    /// The same, but nothing of it leaves before `hold_until`: until then the press can be taken back without a trace.
    pub fn enqueue_held(
        &self,
        snapshot: &Snapshot,
        base: Option<&Publication>,
        bytes: &BTreeMap<ContentHash, Vec<u8>>,
        now: Timestamp,
        hold_until: Option<Timestamp>,
    ) -> Result<JobId, OutboxError> {
        let (pressed, hold) = (now.as_millisecond(), hold_until.map(Timestamp::as_millisecond));
        self.write(|transaction| {
            let replaced = self.replaceable(transaction, snapshot)?;
            let text = serde_json::to_string(&SnapshotRecord::of(snapshot))?;
            let base = base.map(|base| serde_json::to_string(&PublicationRecord::of(base))).transpose()?;
            let id = match replaced {
                Some(id) => {
                    replace(transaction, id, snapshot, &text, base)?;
                    transaction.execute(
                        "UPDATE jobs SET created_at = ?2, hold_until = ?3 WHERE id = ?1",
                        params![id.0, pressed, hold],
                    )?;
                    id
                }
                None => {
                    transaction.execute(
                        "INSERT INTO jobs (post_key, blog, account, snapshot, base, phase, standing, created_at, hold_until)
                         VALUES (?1, ?2, ?3, ?4, ?5, 'queued', 'going', ?6, ?7)",
                        params![snapshot.key.as_str(), snapshot.blog, snapshot.account.as_str(), text, base, pressed, hold],
                    )?;
                    JobId(transaction.last_insert_rowid())
                }
            };
            keep_bytes(transaction, id, snapshot, bytes)?;
            let line = if replaced.is_some() { "A newer press took this job over." } else { "Pressed, and kept here." };
            write_log(transaction, id, now, line)?;
            Ok(id)
        })
    }

    /// The unfinished job of the same post whose place a new press may take: one that nobody runs and that has sent
    /// nothing yet, or has stopped until somebody does something.
    fn replaceable(
        &self,
        transaction: &Transaction<'_>,
        snapshot: &Snapshot,
    ) -> Result<Option<JobId>, OutboxError> {
        let newest = transaction
            .query_row(
                &format!("SELECT id, runner, touched, standing FROM jobs WHERE blog = ?1 AND post_key = ?2 AND {UNFINISHED} ORDER BY id DESC LIMIT 1"),
                params![snapshot.blog, snapshot.key.as_str()],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, bool>(2)?, row.get::<_, String>(3)?)),
            )
            .optional()?;
        Ok(newest.and_then(|(id, runner, touched, standing)| {
            let stopped = matches!(standing.as_str(), "rejected" | "needs_writer");
            ((!touched || stopped) && !self.is_held(runner)).then_some(JobId(id))
        }))
    }

    /// Takes a job out, or asks the one who runs it to stop before the next step.
    pub fn cancel(&self, id: JobId, now: Timestamp) -> Result<Cancelled, OutboxError> {
        let job = self.job(id)?;
        if job.is_finished() {
            return Ok(if job.phase == Phase::Done {
                Cancelled::TooLate
            } else {
                Cancelled::Out { left: left_over(&job) }
            });
        }
        if may_be_readable(&job) {
            return Ok(Cancelled::TooLate);
        }
        if let Some(lease) = self.take_any(&job)? {
            let out = Job { standing: Standing::Cancelled, ..self.job(id)? };
            if may_be_readable(&out) {
                return Ok(Cancelled::TooLate);
            }
            self.save(&lease, &out, now, Some("Taken out of the outbox."))?;
            self.hand_over(&out)?;
            return Ok(Cancelled::Out { left: left_over(&out) });
        }
        self.connection().execute("UPDATE jobs SET cancel_asked = 1 WHERE id = ?1", [id.0])?;
        Ok(Cancelled::Stopping)
    }

    /// Takes the lease even while an earlier job of the post is unfinished: to take a job out that waits behind it.
    fn take_any(&self, job: &Job) -> Result<Option<Lease<'_>>, OutboxError> {
        if let Some(lease) = self.take(job.id)? {
            return Ok(Some(lease));
        }
        self.lease_if_free(job.id)
    }

    /// Removes finished jobs, with their logs, beyond the last [`KEPT`] or older than [`KEPT_FOR`]. Those
    /// that still have to look for leftovers stay, and so does each post's newest, which the next press is compared with.
    pub fn clear_finished(&self, now: Timestamp) -> Result<usize, OutboxError> {
        let jobs = self.jobs()?;
        let oldest_kept =
            jobs.iter().rev().filter(|job| job.is_finished()).take(KEPT).last().map(|job| job.id);
        let old = now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
        let needed = |job: &Job| {
            !job.is_finished()
                || job.running
                || (oldest_kept.is_some_and(|oldest| oldest <= job.id) && job.created_at > old)
                || job.notes.sweep_at.is_some()
                || (job.phase == Phase::Done
                    && !jobs.iter().any(|later| {
                        later.id > job.id
                            && later.phase == Phase::Done
                            && later.snapshot.key == job.snapshot.key
                            && later.snapshot.blog == job.snapshot.blog
                    }))
        };
        let gone: Vec<JobId> = jobs.iter().filter(|job| !needed(job)).map(|job| job.id).collect();
        self.write(|transaction| {
            for id in &gone {
                forget_bytes(transaction, *id)?;
                transaction.execute("DELETE FROM jobs WHERE id = ?1", [id.0])?;
            }
            Ok(gone.len())
        })
    }

    /// A finished press becomes the base of those that wait behind it; a stopped or cancelled one leaves them its id.
    pub(crate) fn hand_over(&self, job: &Job) -> Result<(), OutboxError> {
        self.hand_over_publication(job, None)
    }

    pub(crate) fn hand_over_publication(
        &self,
        job: &Job,
        publication: Option<&Publication>,
    ) -> Result<(), OutboxError> {
        let base = publication.map(|base| serde_json::to_string(&PublicationRecord::of(base))).transpose()?;
        self.connection().execute(
            &format!(
                "UPDATE jobs SET base = coalesce(?4, base), remote_id = coalesce(?5, remote_id)
                 WHERE blog = ?1 AND post_key = ?2 AND id > ?3 AND {UNFINISHED}"
            ),
            params![
                job.snapshot.blog,
                job.snapshot.key.as_str(),
                job.id.0,
                base,
                job.remote_id.map(|id| id.0)
            ],
        )?;
        Ok(())
    }

    /// Whether a later press of the same post waits.
    pub(crate) fn has_later(&self, job: &Job) -> Result<bool, OutboxError> {
        let count: i64 = self.connection().query_row(
            &format!(
                "SELECT count(*) FROM jobs WHERE blog = ?1 AND post_key = ?2 AND id > ?3 AND {UNFINISHED}"
            ),
            params![job.snapshot.blog, job.snapshot.key.as_str(), job.id.0],
            |row| row.get(0),
        )?;
        Ok(count > 0)
    }
}

/// Whether readers may see this job's text already, or it is not known.
fn may_be_readable(job: &Job) -> bool {
    job.phase >= Phase::Published || (job.phase == Phase::Updating && job.notes.written)
}

/// The unfinished draft that a job leaves on the blog.
pub(crate) fn left_over(job: &Job) -> Option<RemoteId> {
    job.remote_id.filter(|_| job.notes.created)
}

/// What the old press found out about the blog stays; what it said does not.
fn replace(
    transaction: &Transaction<'_>,
    id: JobId,
    snapshot: &Snapshot,
    text: &str,
    base: Option<String>,
) -> Result<(), OutboxError> {
    let old: String =
        transaction.query_row("SELECT notes FROM jobs WHERE id = ?1", [id.0], |row| row.get(0))?;
    let old: Notes = serde_json::from_str(&old).unwrap_or_default();
    let kept = old.for_a_newer_press();
    transaction.execute(
        "UPDATE jobs SET account = ?2, snapshot = ?3, base = ?4, phase = 'queued', standing = 'going', wait_until = NULL,
         cancel_asked = 0, notes = ?5, runner = NULL WHERE id = ?1",
        params![id.0, snapshot.account.as_str(), text, base, serde_json::to_string(&kept)?],
    )?;
    forget_bytes(transaction, id)
}

fn keep_bytes(
    transaction: &Transaction<'_>,
    id: JobId,
    snapshot: &Snapshot,
    bytes: &BTreeMap<ContentHash, Vec<u8>>,
) -> Result<(), OutboxError> {
    for picture in &snapshot.pictures {
        let bytes =
            bytes.get(&picture.hash).ok_or_else(|| OutboxError::NoBytes(picture.reference.clone()))?;
        transaction.execute(
            "INSERT OR IGNORE INTO pictures (hash, bytes) VALUES (?1, ?2)",
            params![picture.hash.as_str(), bytes],
        )?;
        transaction.execute(
            "INSERT OR IGNORE INTO job_pictures (job, hash) VALUES (?1, ?2)",
            params![id.0, picture.hash.as_str()],
        )?;
    }
    Ok(())
}

/// Removes the bytes that only this job needed.
pub(super) fn forget_bytes(connection: &Connection, id: JobId) -> Result<(), OutboxError> {
    connection.execute("DELETE FROM job_pictures WHERE job = ?1", [id.0])?;
    connection.execute("DELETE FROM pictures WHERE hash NOT IN (SELECT hash FROM job_pictures)", [])?;
    Ok(())
}
