//! Rows Creating, Created and Sweep: exactly one post for this token, and no empty drafts left behind.

use super::{Done, Outcome, Run, Shown, backoff};
use crate::StepState;
use crate::outbox::{OutboxError, Phase};
use crate::payload::{carries, is_shell};
use blog::{ClientError, RemotePost, Status};
use jiff::{SignedDuration, Timestamp};

/// How long after a lost answer a stalled request may still make a draft: longer than any server's time limit.
const STALLED: SignedDuration = SignedDuration::from_mins(10);

impl Run<'_> {
    /// Row Creating: find the token, and only when the blog says that it has none, create.
    pub(super) fn creating(&mut self) -> Done {
        self.tell(Shown::Reserve, StepState::Running);
        let post = match self.lowest_live()? {
            Some(post) => post,
            None => self.create()?,
        };
        self.ports.crash_point("place known");
        self.job.remote_id = Some(post.id);
        self.job.notes.created = true;
        let line = format!("The post's place is reserved (number {}).", post.id);
        self.present = is_shell(&post, &self.job.snapshot.token()).then_some(post);
        self.advance(Phase::Created, Some(&line))?;
        self.tell(Shown::Reserve, StepState::Done);
        Ok(())
    }

    /// The oldest post with our token that nobody put into the trash.
    fn lowest_live(&mut self) -> Done<Option<RemotePost>> {
        let token = self.job.snapshot.token();
        let found = self.client.find_shells(self.job.snapshot.kind, &token)?;
        Ok(found
            .into_iter()
            .filter(|post| post.status != Status::Trashed && carries(post, &token))
            .min_by_key(|post| post.id))
    }

    fn create(&mut self) -> Done<RemotePost> {
        let was_unknown = std::mem::replace(&mut self.job.notes.create_unknown, true);
        self.save(None)?;
        let token = self.job.snapshot.token();
        let snapshot = &self.job.snapshot;
        // WordPress refuses a draft without any text, so an untitled post starts with its file's name.
        let title =
            if snapshot.title.trim().is_empty() { snapshot.path.stem() } else { snapshot.title.as_str() };
        let answer = self.client.create_shell(snapshot.kind, title, &token);
        self.ports.crash_point("create answered");
        match answer {
            Ok(post) => {
                self.job.notes.create_unknown = was_unknown;
                if post.slug == token.as_str() && self.client.tells_shells_apart() {
                    return Ok(post);
                }
                // Made unique, or nobody knows: an earlier try or another computer may have come first. The oldest is the
                // one for everybody.
                Ok(self.lowest_live()?.filter(|lowest| lowest.id < post.id).unwrap_or(post))
            }
            Err(error) => {
                self.job.notes.create_unknown = was_unknown || error.failure.may_have_arrived();
                Err(error.into())
            }
        }
    }

    /// Row Created: the number goes into the post's front matter. When another laptop's is there meanwhile, that post is the
    /// one for everybody, and ours is an extra draft for the sweep.
    pub(super) fn created(&mut self) -> Done {
        let id = self.id()?;
        let line = match self.ports.record_id(&self.job.snapshot, id) {
            Ok(holds) if holds == id => None,
            Ok(holds) => {
                self.job.remote_id = Some(holds);
                if let Err(error) = self.trash_extra_shells() {
                    self.job.remote_id = Some(id);
                    return Err(error.into());
                }
                self.job.notes.created = false;
                self.present = None;
                Some(format!("Another computer made the post meanwhile (number {holds}); that one is used."))
            }
            Err(why) => Some(format!("The number could not be written into the post's file yet ({why}).")),
        };
        self.ports.crash_point("id recorded");
        self.advance(Phase::Checking, line.as_deref())
    }

    /// Row Sweep. What it finds changes nothing for readers, so a failure here only means looking again later.
    pub(super) fn sweep(&mut self) -> Done {
        let now = self.ports.now();
        if self.job.notes.created || self.base().is_none() {
            self.job.notes.sweep_at = match self.trash_extra_shells() {
                Ok(_) if !self.job.notes.create_unknown => None,
                _ => later(now, STALLED),
            };
        }
        self.advance(Phase::Done, None)
    }

    /// A finished job looks once more for what a stalled request left.
    pub(super) fn late_sweep(&mut self) -> Result<Outcome, OutboxError> {
        let now = self.ports.now();
        let swept = self.trash_extra_shells();
        let notes = &mut self.job.notes;
        let line = match &swept {
            Ok(trashed) => {
                notes.sweep_at = None;
                (*trashed > 0).then(|| {
                    format!("Put {trashed} empty drafts of a broken connection into the blog's trash.")
                })
            }
            Err(_) => {
                let delay = backoff(notes.attempts, self.ports.jitter());
                notes.attempts = notes.attempts.saturating_add(1);
                notes.sweep_at = later(now, SignedDuration::try_from(delay).unwrap_or(STALLED));
                None
            }
        };
        self.outbox.save(&self.lease, &self.job, now, line.as_deref())?;
        Ok(Outcome::Swept { trashed: swept.unwrap_or(0) })
    }

    /// Only drafts that carry our token, hold nothing, and are not the post itself; into the trash, never further.
    fn trash_extra_shells(&mut self) -> Result<usize, ClientError> {
        let token = self.job.snapshot.token();
        let shells = self.client.find_shells(self.job.snapshot.kind, &token)?;
        let extra =
            shells.iter().filter(|post| Some(post.id) != self.job.remote_id && is_shell(post, &token));
        let mut trashed = 0;
        for post in extra {
            self.client.trash_post(post.kind, post.id)?;
            trashed += 1;
        }
        Ok(trashed)
    }
}

fn later(now: Timestamp, delay: SignedDuration) -> Option<i64> {
    now.checked_add(delay).ok().map(Timestamp::as_millisecond)
}
