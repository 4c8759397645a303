//! A job: its row of the protocol, what holds it, and what must be known to go on after a crash.

use super::row::{COLUMNS, Notes, Raw, written};
use super::{Lease, Outbox, OutboxError};
use crate::{Conflict, Snapshot};
use blog::{AccountId, ClientError, Failure, Publication, RemoteId, RemotePost};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use std::fmt;

/// A job's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JobId {
    /// Reads the number back.
    pub fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }
}

/// The row of the protocol at which a job goes on. What may have been sent in it is found out before it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nothing was sent.
    Queued,
    /// Pictures are searched for by their hash and sent when missing.
    MediaSending,
    /// The empty draft is searched for by its token and made when missing.
    Creating,
    /// The id is known and goes into the post's front matter.
    Created,
    /// The blog's version is read and compared with the base.
    Checking,
    /// Everything is set absolutely on the known id.
    Updating,
    /// It is read back and compared; now it is said.
    Published,
    /// Extra empty drafts of an interrupted creation are put into the trash.
    Sweep,
    /// Nothing is left to do.
    Done,
}

impl Phase {
    /// What is being done, for a list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "Not begun",
            Self::MediaSending => "Sending pictures",
            Self::Creating | Self::Created => "Reserving the post's place",
            Self::Checking => "Comparing with the blog",
            Self::Updating => "Sending the text",
            Self::Published => "Reading it back",
            Self::Sweep => "Tidying up",
            Self::Done => "Done",
        }
    }
}

/// What holds a job, if anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: it goes on when it is run, or is done.
    Going,
    /// The line, the blog, or the clock; goes on by itself.
    Waiting {
        /// Not before.
        until: Timestamp,
        /// Why.
        trouble: Trouble,
    },
    /// The password; goes on after [`Outbox::signed_in`].
    NeedsSignIn(Trouble),
    /// The blog read it and said no; a new press replaces it.
    Rejected(Trouble),
    /// The writer must choose; a new press replaces it.
    NeedsWriter(Conflict),
    /// Taken out, or replaced by a later press.
    Cancelled,
}

/// Why a job does not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The kind of failure; `None` for something on this computer.
    pub failure: Option<Failure>,
    /// One plain sentence.
    pub message: String,
    /// Raw detail; may be empty.
    pub detail: String,
}

impl From<&ClientError> for Trouble {
    fn from(error: &ClientError) -> Self {
        Self { failure: Some(error.failure), message: error.message.clone(), detail: error.detail.clone() }
    }
}

/// A job of the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What was confirmed.
    pub snapshot: Snapshot,
    /// What was last exchanged before.
    pub base: Option<Publication>,
    /// Where it goes on.
    pub phase: Phase,
    /// What holds it.
    pub standing: Standing,
    /// The post's number on the blog, once known.
    pub remote_id: Option<RemoteId>,
    /// The post as read back, once it was.
    pub result: Option<RemotePost>,
    /// What the blog made otherwise than asked.
    pub changed_by_blog: Vec<String>,
    /// Whether something may have been sent.
    pub touched: bool,
    /// Whether it was asked to stop at the next step.
    pub cancel_asked: bool,
    /// When it was pressed.
    pub created_at: Timestamp,
    /// Nothing is sent before: the time in which a press can be taken back. `None` for a press that was not held.
    pub hold_until: Option<Timestamp>,
    /// Whether somebody is running it now.
    pub running: bool,
    /// What the run keeps for itself.
    pub(crate) notes: Notes,
}

impl Job {
    /// Whether nothing is left to do or to decide.
    pub fn is_finished(&self) -> bool {
        self.phase == Phase::Done || self.standing == Standing::Cancelled
    }

    /// Until when the press is held, if it still is. A clock that was set back behind the press ends the hold: nobody waits
    /// for a time that was never meant.
    pub fn held(&self, now: Timestamp) -> Option<Timestamp> {
        self.hold_until.filter(|until| (self.created_at..*until).contains(&now))
    }
}

/// One line of what a job did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub text: String,
}

/// Jobs that are neither done nor taken out.
pub(super) const UNFINISHED: &str = "phase <> 'done' AND standing <> 'cancelled'";

impl Outbox {
    /// All jobs, oldest first. A row that cannot be read is left out here; [`Self::job`] names it.
    pub fn jobs(&self) -> Result<Vec<Job>, OutboxError> {
        self.jobs_where("1 = 1")
    }

    /// The jobs with which something may still happen by itself or by the writer, oldest first.
    pub fn open_jobs(&self) -> Result<Vec<Job>, OutboxError> {
        let sweeps = "CASE WHEN json_valid(notes) THEN json_extract(notes, '$.sweep_at') END IS NOT NULL";
        self.jobs_where(&format!("({UNFINISHED}) OR {sweeps}"))
    }

    fn jobs_where(&self, condition: &str) -> Result<Vec<Job>, OutboxError> {
        let raws = self.rows(&format!("{condition} ORDER BY id"), [])?;
        Ok(raws
            .into_iter()
            .filter_map(|raw| {
                let held = self.is_held(raw.runner);
                raw.read(held).ok()
            })
            .collect())
    }

    /// One job.
    pub fn job(&self, id: JobId) -> Result<Job, OutboxError> {
        let raw = self.rows("id = ?1", [id.0])?.into_iter().next().ok_or(OutboxError::NoJob(id))?;
        let held = self.is_held(raw.runner);
        raw.read(held)
    }

    /// What a job did, oldest first.
    pub fn log(&self, id: JobId) -> Result<Vec<LogLine>, OutboxError> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT at, text FROM log WHERE job = ?1 ORDER BY rowid")?;
        let lines =
            statement.query_map([id.0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let read = lines.map(|line| {
            line.map(|(at, text)| LogLine { at: Timestamp::from_millisecond(at).unwrap_or_default(), text })
        });
        Ok(read.collect::<Result<_, _>>()?)
    }

    /// Adds a line to a job's log that is not the publisher's own, e.g. that another way to the blog is used.
    pub fn note(&self, id: JobId, now: Timestamp, text: &str) -> Result<(), OutboxError> {
        write_log(&self.connection(), id, now, text)
    }

    /// The jobs to be run now, oldest first: nothing holds them or their time has come, no earlier job of the same post is
    /// unfinished, their account neither waits for a sign-in nor is paused, and nobody is running them. Also finished ones
    /// whose late look for leftovers is due. Ask again after each run: it may have stopped the others of its account.
    pub fn due(&self, now: Timestamp) -> Result<Vec<JobId>, OutboxError> {
        let not_held = |job: &Job| {
            job.standing == Standing::Going && job.phase != Phase::Done && job.held(now).is_none()
        };
        let due = |(job, at): &(Job, Timestamp)| *at <= now || not_held(job);
        Ok(self.runnable()?.into_iter().filter(due).map(|(job, _)| job.id).collect())
    }

    /// When [`Self::due`] will next have something, if nothing else happens: for a timer.
    pub fn next_due(&self) -> Result<Option<Timestamp>, OutboxError> {
        Ok(self.runnable()?.into_iter().map(|(_, at)| at).min())
    }

    /// What can be run without anybody doing anything first, and from when on.
    fn runnable(&self) -> Result<Vec<(Job, Timestamp)>, OutboxError> {
        let jobs = self.open_jobs()?;
        let mut stopped = self.paused()?;
        stopped.extend(self.need_sign_in()?);
        let first = |job: &Job| {
            let before = |other: &Job| other.id < job.id || job.is_finished();
            !jobs.iter().any(|other| {
                before(other) && !other.is_finished() && same_post(&other.snapshot, &job.snapshot)
            })
        };
        let free = |job: &&Job| !job.running && !stopped.contains(&job.snapshot.account) && first(job);
        Ok(jobs.iter().filter(free).filter_map(|job| due_at(job).map(|at| (job.clone(), at))).collect())
    }

    /// Makes a waiting or held job due at once.
    pub fn try_now(&self, id: JobId, now: Timestamp) -> Result<(), OutboxError> {
        self.connection().execute(
            "UPDATE jobs SET wait_until = min(wait_until, ?2), hold_until = min(hold_until, ?2) WHERE id = ?1",
            params![id.0, now.as_millisecond()],
        )?;
        Ok(())
    }

    /// The accounts that wait for a sign-in: one refused job stops all others of its account, and asks for all of them.
    pub fn need_sign_in(&self) -> Result<Vec<AccountId>, OutboxError> {
        let connection = self.connection();
        let sql =
            format!("SELECT DISTINCT account FROM jobs WHERE standing = 'needs_sign_in' AND {UNFINISHED}");
        let mut statement = connection.prepare(&sql)?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(names.iter().filter_map(|name| AccountId::new(name)).collect())
    }

    /// Lets an account's jobs that waited for a sign-in go on.
    pub fn signed_in(&self, account: &AccountId) -> Result<(), OutboxError> {
        self.connection().execute(
            "UPDATE jobs SET standing = 'going' WHERE account = ?1 AND standing = 'needs_sign_in'",
            [account.as_str()],
        )?;
        Ok(())
    }

    /// What the finished press before this job said, if the outbox still has it.
    pub(crate) fn previous(&self, job: &Job) -> Result<Option<Snapshot>, OutboxError> {
        let raw = self.rows(
            "blog = ?1 AND post_key = ?2 AND id < ?3 AND phase = 'done' ORDER BY id DESC LIMIT 1",
            params![job.snapshot.blog, job.snapshot.key.as_str(), job.id.0],
        )?;
        Ok(raw.into_iter().next().and_then(|raw| raw.read(false).ok()).map(|job| job.snapshot))
    }

    /// Writes a job's progress and a line of its log, in one transaction. Fails when the lease was lost.
    pub(crate) fn save(
        &self,
        lease: &Lease<'_>,
        job: &Job,
        now: Timestamp,
        line: Option<&str>,
    ) -> Result<(), OutboxError> {
        self.write(|transaction| {
            let (standing, until, notes) = written(job)?;
            let changed = transaction.execute(
                "UPDATE jobs SET phase = ?3, standing = ?4, wait_until = ?5, remote_id = ?6, touched = ?7, notes = ?8
                 WHERE id = ?1 AND runner = ?2",
                params![
                    lease.job.0,
                    self.runner(),
                    job.phase.word(),
                    standing,
                    until,
                    job.remote_id.map(|id| id.0),
                    job.touched,
                    notes
                ],
            )?;
            if changed == 0 {
                return Err(OutboxError::LeaseLost(lease.job));
            }
            if let Some(text) = line {
                write_log(transaction, lease.job, now, text)?;
            }
            if job.is_finished() {
                super::enqueue::forget_bytes(transaction, job.id)?;
            }
            Ok(())
        })
    }

    /// Whether the job was asked to stop.
    pub(crate) fn cancel_asked(&self, id: JobId) -> Result<bool, OutboxError> {
        let asked =
            self.connection()
                .query_row("SELECT cancel_asked FROM jobs WHERE id = ?1", [id.0], |row| row.get(0));
        Ok(asked.optional()?.unwrap_or(false))
    }

    pub(super) fn rows(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<Raw>, OutboxError> {
        let connection = self.connection();
        let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM jobs WHERE {condition}"))?;
        let rows = statement.query_map(values, Raw::from_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(super) fn write_log(
    connection: &rusqlite::Connection,
    id: JobId,
    now: Timestamp,
    text: &str,
) -> Result<(), OutboxError> {
    connection.execute(
        "INSERT INTO log (job, at, text) VALUES (?1, ?2, ?3)",
        params![id.0, now.as_millisecond(), text],
    )?;
    Ok(())
}

fn same_post(a: &Snapshot, b: &Snapshot) -> bool {
    a.key == b.key && a.blog == b.blog
}

/// When a job wants to be run; `None` when somebody else must do something first.
fn due_at(job: &Job) -> Option<Timestamp> {
    match (&job.standing, job.phase) {
        (Standing::Going, Phase::Done) => {
            job.notes.sweep_at.and_then(|ms| Timestamp::from_millisecond(ms).ok())
        }
        (Standing::Going, _) => Some(job.hold_until.unwrap_or(job.created_at)),
        (Standing::Waiting { until, .. }, _) => Some(*until),
        _ => None,
    }
}
