//! A job: its row of the protocol, what holds it, and what must be known to go on after a crash.

use super::record::{ConflictRecord, PostRecord, PublicationRecord, SnapshotRecord};
use super::{Lease, Outbox, OutboxError};
use crate::{Conflict, Snapshot};
use blog::{AccountId, ClientError, Failure, Publication, RemoteId, RemotePost};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
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
    const ALL: [(Self, &'static str); 9] = [
        (Self::Queued, "queued"),
        (Self::MediaSending, "media_sending"),
        (Self::Creating, "creating"),
        (Self::Created, "created"),
        (Self::Checking, "checking"),
        (Self::Updating, "updating"),
        (Self::Published, "published"),
        (Self::Sweep, "sweep"),
        (Self::Done, "done"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(phase, _)| *phase == self).map_or("queued", |(_, word)| word)
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(phase, _)| *phase)
    }

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
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Notes {
    /// Tries since something last went forward: sets the back-off.
    pub(crate) attempts: u32,
    /// The picture whose sending may have arrived.
    pub(crate) sending: Option<String>,
    /// How often the blog said that it does not have that picture, since.
    pub(crate) not_found: u32,
    /// The place was reserved by this job.
    pub(crate) created: bool,
    /// An answer to the creation was lost: a stalled request may still make another draft.
    pub(crate) create_unknown: bool,
    /// Hash of the blog's version right before the first write.
    pub(crate) before: Option<String>,
    /// When the first write that may have arrived was sent, in milliseconds.
    pub(crate) written_at: Option<i64>,
    /// The writer's consent was used: everything is sent, not only what changed.
    pub(crate) send_all: bool,
    /// Nothing had to be sent.
    pub(crate) unchanged: bool,
    /// Whether the address opened for a reader.
    pub(crate) reachable: Option<bool>,
    /// How often the address was tried.
    pub(crate) public_tries: u32,
    /// When to look once more for drafts that a stalled request made, in milliseconds.
    pub(crate) sweep_at: Option<i64>,
    /// Ids of the named categories, once asked for.
    pub(crate) categories: Option<Vec<u64>>,
    /// Ids of the named tags, once asked for.
    pub(crate) tags: Option<Vec<u64>>,
    /// Terms that could not be made, as told to the writer.
    pub(crate) terms_left_out: Vec<String>,
    changed_by_blog: Vec<String>,
    result: Option<PostRecord>,
    failure: Option<String>,
    message: String,
    detail: String,
    conflict: Option<ConflictRecord>,
}

impl Notes {
    /// What a replaced press found out about the blog; all that belonged to its own text is forgotten.
    pub(super) fn for_a_newer_press(self) -> Self {
        Self {
            sending: self.sending,
            created: self.created,
            create_unknown: self.create_unknown,
            ..Self::default()
        }
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

const COLUMNS: &str = "id, snapshot, base, phase, standing, wait_until, remote_id, touched, cancel_asked, notes, runner, created_at";

/// Jobs that are neither done nor taken out.
pub(super) const UNFINISHED: &str = "phase <> 'done' AND standing <> 'cancelled'";

/// A row before its JSON is read.
pub(super) struct Raw {
    pub(super) id: JobId,
    snapshot: String,
    base: Option<String>,
    phase: String,
    standing: String,
    wait_until: Option<i64>,
    remote_id: Option<u64>,
    touched: bool,
    cancel_asked: bool,
    notes: String,
    pub(super) runner: Option<i64>,
    created_at: i64,
}

impl Raw {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: JobId(row.get(0)?),
            snapshot: row.get(1)?,
            base: row.get(2)?,
            phase: row.get(3)?,
            standing: row.get(4)?,
            wait_until: row.get(5)?,
            remote_id: row.get(6)?,
            touched: row.get(7)?,
            cancel_asked: row.get(8)?,
            notes: row.get(9)?,
            runner: row.get(10)?,
            created_at: row.get(11)?,
        })
    }

    pub(super) fn read(self, running: bool) -> Result<Job, OutboxError> {
        let id = self.id;
        self.try_read(running).ok_or(OutboxError::Damaged(id))
    }

    fn try_read(self, running: bool) -> Option<Job> {
        let notes: Notes = serde_json::from_str(&self.notes).ok()?;
        let trouble = || Trouble {
            failure: notes.failure.as_deref().and_then(failure_from_word),
            message: notes.message.clone(),
            detail: notes.detail.clone(),
        };
        let standing = match self.standing.as_str() {
            "going" => Standing::Going,
            "waiting" => Standing::Waiting {
                until: Timestamp::from_millisecond(self.wait_until?).ok()?,
                trouble: trouble(),
            },
            "needs_sign_in" => Standing::NeedsSignIn(trouble()),
            "rejected" => Standing::Rejected(trouble()),
            "needs_writer" => Standing::NeedsWriter(notes.conflict.clone()?.read()?),
            "cancelled" => Standing::Cancelled,
            _ => return None,
        };
        let base = match self.base {
            Some(text) => Some(serde_json::from_str::<PublicationRecord>(&text).ok()?.read()?),
            None => None,
        };
        let result = match notes.result.clone() {
            Some(post) => Some(post.read()?),
            None => None,
        };
        Some(Job {
            id: self.id,
            snapshot: serde_json::from_str::<SnapshotRecord>(&self.snapshot).ok()?.read()?,
            base,
            phase: Phase::from_word(&self.phase)?,
            standing,
            remote_id: self.remote_id.map(RemoteId),
            result,
            changed_by_blog: notes.changed_by_blog.clone(),
            touched: self.touched,
            cancel_asked: self.cancel_asked,
            created_at: Timestamp::from_millisecond(self.created_at).ok()?,
            running,
            notes,
        })
    }
}

impl Outbox {
    /// All jobs, oldest first. A row that cannot be read is left out here; [`Self::job`] names it.
    pub fn jobs(&self) -> Result<Vec<Job>, OutboxError> {
        let raws = self.rows("1 = 1 ORDER BY id", [])?;
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

    /// The jobs to be run now, oldest first: nothing holds them or their time has come, no earlier job of the same post is
    /// unfinished, their account does not wait for a sign-in, and nobody is running them. Also finished ones
    /// whose late look for leftovers is due.
    pub fn due(&self, now: Timestamp) -> Result<Vec<JobId>, OutboxError> {
        let jobs = self.jobs()?;
        let blocked: Vec<&AccountId> = jobs
            .iter()
            .filter(|job| matches!(job.standing, Standing::NeedsSignIn(_)) && !job.is_finished())
            .map(|job| &job.snapshot.account)
            .collect();
        let first = |job: &Job| {
            let before = |other: &Job| other.id < job.id || job.is_finished();
            !jobs.iter().any(|other| {
                before(other) && !other.is_finished() && same_post(&other.snapshot, &job.snapshot)
            })
        };
        let due = |job: &&Job| {
            let ready = due_at(job).is_some_and(|at| at <= now);
            ready && !job.running && !blocked.contains(&&job.snapshot.account) && first(job)
        };
        Ok(jobs.iter().filter(due).map(|job| job.id).collect())
    }

    /// When [`Self::due`] will next have something, if nothing else happens: for a timer.
    pub fn next_due(&self) -> Result<Option<Timestamp>, OutboxError> {
        Ok(self.jobs()?.iter().filter_map(due_at).min())
    }

    /// Makes a waiting job due at once.
    pub fn try_now(&self, id: JobId, now: Timestamp) -> Result<(), OutboxError> {
        self.connection().execute(
            "UPDATE jobs SET wait_until = min(wait_until, ?2) WHERE id = ?1 AND standing = 'waiting'",
            params![id.0, now.as_millisecond()],
        )?;
        Ok(())
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

/// The standing's word, its time, and the notes as JSON with what the standing carries.
fn written(job: &Job) -> Result<(&'static str, Option<i64>, String), OutboxError> {
    let mut notes = job.notes.clone();
    notes.result = job.result.as_ref().map(PostRecord::of);
    notes.changed_by_blog.clone_from(&job.changed_by_blog);
    let mut keep = |trouble: &Trouble| {
        notes.failure = trouble.failure.map(|failure| format!("{failure:?}"));
        notes.message.clone_from(&trouble.message);
        notes.detail.clone_from(&trouble.detail);
    };
    let (word, until) = match &job.standing {
        Standing::Going => ("going", None),
        Standing::Waiting { until, trouble } => {
            keep(trouble);
            ("waiting", Some(until.as_millisecond()))
        }
        Standing::NeedsSignIn(trouble) => {
            keep(trouble);
            ("needs_sign_in", None)
        }
        Standing::Rejected(trouble) => {
            keep(trouble);
            ("rejected", None)
        }
        Standing::NeedsWriter(conflict) => {
            notes.conflict = Some(ConflictRecord::of(conflict));
            ("needs_writer", None)
        }
        Standing::Cancelled => ("cancelled", None),
    };
    Ok((word, until, serde_json::to_string(&notes)?))
}

fn failure_from_word(word: &str) -> Option<Failure> {
    use Failure::{
        Busy, Forbidden, Lost, NoConnection, NotFound, NotOurs, Redirected, Rejected, SignIn, Tls,
    };
    [NoConnection, Tls, Lost, NotOurs, Busy, SignIn, Forbidden, NotFound, Rejected, Redirected]
        .into_iter()
        .find(|failure| format!("{failure:?}") == word)
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
        (Standing::Going, _) => Some(job.created_at),
        (Standing::Waiting { until, .. }, _) => Some(*until),
        _ => None,
    }
}
