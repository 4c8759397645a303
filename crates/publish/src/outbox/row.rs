//! How a job is written into its row, and read back. A row that does not read back is damaged, never guessed at.

use super::record::{ConflictRecord, PostRecord, PublicationRecord, SnapshotRecord};
use super::{Job, JobId, OutboxError, Phase, Standing, Trouble};
use blog::{Failure, RemoteId};
use jiff::Timestamp;
use rusqlite::Row;
use serde::{Deserialize, Serialize};

/// What must be known to go on after a crash, beyond the phase.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Notes {
    /// Tries since something last went forward: sets the back-off.
    pub(crate) attempts: u32,
    /// The picture whose sending may have arrived.
    pub(crate) sending: Option<String>,
    /// When it was sent, in milliseconds.
    pub(crate) sent_at: i64,
    /// The number under which the blog stored it before it failed.
    pub(crate) attachment: Option<u64>,
    /// How often the blog was asked to finish it.
    pub(crate) finish_tries: u32,
    /// The place was reserved by this job.
    pub(crate) created: bool,
    /// An answer to the creation was lost: a stalled request may still make another draft.
    pub(crate) create_unknown: bool,
    /// Hash of the blog's version right before the first write.
    pub(crate) before: Option<String>,
    /// A write was sent that may have arrived.
    pub(crate) written: bool,
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
    /// Number of the named author, once asked for.
    pub(crate) author: Option<u64>,
    /// Number of the named page above, once asked for.
    pub(crate) parent: Option<u64>,
    /// What was named and could not be had, as told to the writer.
    #[serde(alias = "terms_left_out")]
    pub(crate) left_out: Vec<String>,
    /// The post's revisions right before the first write, where the blog keeps any.
    pub(crate) edits: Option<Vec<u64>>,
    /// How many writes were sent.
    pub(crate) writes: u32,
    /// How often the blog said that the post was another version by then.
    pub(crate) overtaken: u32,
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
            sent_at: self.sent_at,
            attachment: self.attachment,
            finish_tries: self.finish_tries,
            created: self.created,
            create_unknown: self.create_unknown,
            ..Self::default()
        }
    }
}

/// In the order of [`Raw::from_row`].
pub(super) const COLUMNS: &str = "id, snapshot, base, phase, standing, wait_until, remote_id, touched, cancel_asked, notes, runner, created_at, hold_until";

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

    pub(super) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(phase, _)| *phase == self).map_or("queued", |(_, word)| word)
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(phase, _)| *phase)
    }
}

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
    hold_until: Option<i64>,
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
            hold_until: row.get(12)?,
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
            hold_until: self.hold_until.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            running,
            notes,
        })
    }
}

/// The standing's word, its time, and the notes as JSON with what the standing carries.
pub(super) fn written(job: &Job) -> Result<(&'static str, Option<i64>, String), OutboxError> {
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
        Blocked, Busy, Changed, Forbidden, Lost, NoConnection, NotFound, NotOurs, Redirected, Rejected,
        SignIn, Tls,
    };
    let all = [
        NoConnection,
        Tls,
        Lost,
        NotOurs,
        Busy,
        SignIn,
        Forbidden,
        NotFound,
        Rejected,
        Redirected,
        Blocked,
        Changed,
    ];
    all.into_iter().find(|failure| format!("{failure:?}") == word)
}
