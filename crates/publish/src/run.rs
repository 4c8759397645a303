//! Performs a job, one row of the protocol after the other, and goes on where a crash or a lost answer stopped it.
//!
//! The rules behind every line (`docs/decisions/exactly-once.md`): nothing is sent before the journal says that it may
//! have been sent; what may have been sent is not sent again before the blog was asked; readers see a change only through
//! a repeatable request on a known id; an answer counts only if it is ours.

mod create;
mod media;
mod numbers;
mod seen;
mod update;
mod upload;

use crate::outbox::{Job, JobId, Lease, Outbox, OutboxError, Phase, Standing, Trouble};
use crate::plan::{RemoteState, look};
use crate::{Conflict, ConflictKind, Consent, Picture, Progress, Snapshot, StepState};
use blog::{BlogClient, ClientError, Failure, Publication, RemoteId, RemotePost, Rights};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// What a run needs from outside.
pub trait Ports {
    /// Now.
    fn now(&self) -> Timestamp;
    /// A number from 0 to 1 drawn at random: spreads the tries of many jobs.
    fn jitter(&mut self) -> f64;
    /// Takes a sign of life; must not block.
    fn progress(&mut self, progress: &Progress);
    /// Makes a picture ready to be sent from the writer's own bytes, right before it is. The same gives the same. An error
    /// says what is wrong with the picture and what to do; the post then stays here.
    fn prepare(
        &mut self,
        snapshot: &Snapshot,
        picture: &Picture,
        original: Vec<u8>,
    ) -> Result<Vec<u8>, String>;
    /// The post's number is known: it goes into the front matter now, so that a lost outbox or another laptop finds the
    /// post. Answers the number that holds: this one, or another that came into the front matter since the press, because
    /// another laptop was quicker. An error is logged; the publication brings the number once more.
    fn record_id(&mut self, snapshot: &Snapshot, id: RemoteId) -> Result<RemoteId, String>;
    /// The exchange is complete: the base of the next one is kept. May be called again with the same; an error makes the
    /// job wait and try this again.
    fn record_publication(&mut self, snapshot: &Snapshot, publication: &Publication) -> Result<(), String>;
    /// Called at every point at which a crash must not matter. Does nothing but in tests.
    fn crash_point(&mut self, _name: &'static str) {}
}

/// How a run ended. Nothing is called published or failed while that is not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is on the blog, read back and compared; its base's status says how (published, scheduled, draft, pending, private).
    OnBlog {
        /// What to compare with next time; id, address and status are in its base.
        publication: Publication,
        /// What the blog made otherwise than asked, for the writer.
        changed_by_blog: Vec<String>,
        /// Whether the address of a public post opened for a reader; `None` when it is not public or could not be tried.
        reachable: Option<bool>,
    },
    /// The blog had exactly this already.
    Unchanged {
        /// As above.
        publication: Publication,
    },
    /// It goes on by itself; what was sent may or may not have arrived.
    Waiting {
        /// Not before.
        until: Timestamp,
        /// Why.
        trouble: Trouble,
    },
    /// The password is needed.
    NeedsSignIn {
        /// Why.
        trouble: Trouble,
    },
    /// The blog said no; readers see nothing of this press.
    Rejected {
        /// Why.
        trouble: Trouble,
    },
    /// The writer must choose.
    Conflict {
        /// What happened on the blog.
        conflict: Conflict,
    },
    /// It was taken out.
    Cancelled {
        /// An unfinished draft that stays on the blog.
        left: Option<RemoteId>,
    },
    /// Somebody else runs it, or an earlier press of the same post comes first.
    Elsewhere,
    /// It is held, or its blog is paused: nothing was sent.
    Held {
        /// The end of the hold; `None` while the blog is paused.
        until: Option<Timestamp>,
    },
    /// A late look for leftovers.
    Swept {
        /// How many empty drafts were put into the trash.
        trashed: usize,
    },
}

/// Runs a job as far as it goes now. Call it for every job of [`Outbox::due`].
pub fn run(
    id: JobId,
    client: &dyn BlogClient,
    outbox: &Outbox,
    ports: &mut dyn Ports,
) -> Result<Outcome, OutboxError> {
    let Some(lease) = outbox.take(id)? else { return Ok(Outcome::Elsewhere) };
    let job = outbox.job(id)?;
    let stopped =
        matches!(job.standing, Standing::Rejected(_) | Standing::NeedsWriter(_) | Standing::Cancelled);
    let paused = outbox.paused()?.contains(&job.snapshot.account);
    let late = job.phase == Phase::Done && job.notes.sweep_at.is_some();
    if let (true, Some(outcome)) = (stopped || (job.phase == Phase::Done && !late), job.outcome()) {
        return Ok(outcome);
    }
    let held = job.held(ports.now()).filter(|_| !late);
    if paused || held.is_some() {
        return Ok(Outcome::Held { until: held.filter(|_| !paused) });
    }
    let mut run =
        Run { client, outbox, ports, lease, job, rights: Rights::default(), present: None, shown: None };
    if late {
        return run.late_sweep();
    }
    match run.go() {
        Ok(outcome) => Ok(outcome),
        Err(stop) => run.stop(stop),
    }
}

/// Why a run does not go on.
enum Stop {
    Client(ClientError),
    /// The sign-in itself failed.
    SignIn(ClientError),
    /// The blog's answer makes further sending pointless.
    Refused(Trouble),
    Conflict(Conflict),
    /// Something on this computer.
    Here(String),
    /// Not known yet whether something arrived.
    Unknown(String, Duration),
    Cancelled,
    Paused,
    Outbox(OutboxError),
}

impl From<ClientError> for Stop {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl From<OutboxError> for Stop {
    fn from(error: OutboxError) -> Self {
        Self::Outbox(error)
    }
}

type Done<T = ()> = Result<T, Stop>;

struct Run<'a> {
    client: &'a dyn BlogClient,
    outbox: &'a Outbox,
    ports: &'a mut dyn Ports,
    lease: Lease<'a>,
    job: Job,
    rights: Rights,
    /// The blog's version as this run read it before writing.
    present: Option<RemotePost>,
    /// The step that was last told.
    shown: Option<Shown>,
}

impl Run<'_> {
    /// The state machine: each row moves the phase on, or stops.
    fn go(&mut self) -> Done<Outcome> {
        self.job.standing = Standing::Going;
        self.sign_in()?;
        loop {
            self.stop_if_asked()?;
            match self.job.phase {
                Phase::Queued => self.queued()?,
                Phase::MediaSending => self.media_sending()?,
                Phase::Creating => self.creating()?,
                Phase::Created => self.created()?,
                Phase::Checking => self.checking()?,
                Phase::Updating => self.updating()?,
                Phase::Published => self.published()?,
                Phase::Sweep => self.sweep()?,
                Phase::Done => break,
            }
        }
        Ok(self.job.outcome().unwrap_or(Outcome::Elsewhere))
    }

    /// Before anything: who we are and what we may do. Nothing is sent to a blog that does not know us.
    fn sign_in(&mut self) -> Done {
        self.rights = self.client.identity().map_err(Stop::SignIn)?.rights;
        if self.rights.write {
            return Ok(());
        }
        Err(refused("This account may not write posts on the blog.", "edit_posts is missing"))
    }

    /// Row Queued.
    fn queued(&mut self) -> Done {
        let known = self.job.base.as_ref().map(|base| base.base.id).or(self.job.snapshot.remote);
        self.job.remote_id = self.job.remote_id.or(known);
        self.job.touched = true;
        self.advance(Phase::MediaSending, None)
    }

    /// Moves on to a row, on disk, before anything of it is sent.
    fn advance(&mut self, phase: Phase, line: Option<&str>) -> Done {
        self.job.phase = phase;
        self.job.notes.attempts = 0;
        self.save(line)
    }

    fn save(&mut self, line: Option<&str>) -> Done {
        self.outbox.save(&self.lease, &self.job, self.ports.now(), line)?;
        self.ports.crash_point("saved");
        Ok(())
    }

    /// Between steps only, and never once readers may see the text.
    fn stop_if_asked(&mut self) -> Done {
        let may_stop = self.job.phase < Phase::Published && !self.job.notes.written;
        if may_stop && self.outbox.cancel_asked(self.job.id)? {
            return Err(Stop::Cancelled);
        }
        if may_stop && self.outbox.paused()?.contains(&self.job.snapshot.account) {
            return Err(Stop::Paused);
        }
        Ok(())
    }

    fn id(&self) -> Done<RemoteId> {
        self.job.remote_id.ok_or_else(|| Stop::Here("The outbox lost the post's number.".into()))
    }

    /// The base, if it is one of this very post.
    fn base(&self) -> Option<&Publication> {
        self.job.base.as_ref().filter(|base| Some(base.base.id) == self.job.remote_id)
    }

    /// Reads the post; one that is trashed, gone or of the other kind stops the job, unless the writer agreed to a new post.
    fn read_twin(&mut self) -> Done<Option<RemotePost>> {
        let (id, wanted) = (self.id()?, self.job.snapshot.kind);
        let (kind, remote) = match look(self.client, wanted, id)? {
            RemoteState::Present(post) if post.id != id => return Err(not_ours()),
            RemoteState::Present(post) if post.kind != wanted => {
                (ConflictKind::OtherKind, Some(Box::new(post)))
            }
            RemoteState::Present(post) if post.status == blog::Status::Trashed => {
                (ConflictKind::Trashed, Some(Box::new(post)))
            }
            RemoteState::Present(post) => return Ok(Some(post)),
            RemoteState::Gone | RemoteState::Absent | RemoteState::Unknown => (ConflictKind::Gone, None),
        };
        if self.job.snapshot.consent == Consent::AsNew && !self.job.notes.created {
            self.job.remote_id = None;
            self.advance(
                Phase::Creating,
                Some("The old post is not there any more; a new one is made, as agreed."),
            )?;
            return Ok(None);
        }
        Err(Stop::Conflict(Conflict { id, kind, remote }))
    }

    fn tell(&mut self, step: Shown, state: StepState) {
        self.shown = Some(step);
        let progress = self.progress(step, state, None);
        self.ports.progress(&progress);
    }

    fn progress(&self, step: Shown, state: StepState, bytes: Option<(u64, u64)>) -> Progress {
        let pictures = media::distinct(&self.job.snapshot);
        let before = pictures.len() + usize::from(numbers::are_named(&self.job.snapshot));
        let of_pictures = |what: &str, n: usize| {
            let name = pictures.get(n).map_or("", |picture| picture.reference.as_str());
            format!("{what} {} of {} ({name})", n + 1, pictures.len())
        };
        let (number, label) = match step {
            Shown::Preparing(n) => (n + 1, of_pictures("Preparing picture", n)),
            Shown::Picture(n) => (n + 1, of_pictures("Sending picture", n)),
            Shown::Finishing(n) => (n + 1, of_pictures("Letting the blog finish picture", n)),
            Shown::Numbers => (before, "Looking up categories, tags and names".into()),
            Shown::Reserve => (before + 1, "Reserving the post's place".into()),
            Shown::Compare => (before + 1, "Comparing with the blog".into()),
            Shown::Text => (before + 2, "Sending the text".into()),
            Shown::Verify => (before + 3, "Reading it back".into()),
        };
        Progress { job: self.job.id, step: number, of: before + 3, label, state, bytes }
    }

    /// Writes down what holds the job and says it.
    fn stop(&mut self, stop: Stop) -> Result<Outcome, OutboxError> {
        let standing = match stop {
            Stop::Outbox(error) => return Err(error),
            Stop::Cancelled => Standing::Cancelled,
            Stop::Paused => Standing::Going,
            Stop::Conflict(conflict) => Standing::NeedsWriter(conflict),
            Stop::Refused(trouble) => Standing::Rejected(trouble),
            Stop::SignIn(error) if matches!(error.failure, Failure::SignIn | Failure::Forbidden) => {
                Standing::NeedsSignIn(Trouble::from(&error))
            }
            Stop::Client(error) | Stop::SignIn(error) => match error.failure {
                failure if failure.passes_by_itself() => self.wait(Trouble::from(&error), error.retry_after),
                Failure::SignIn => Standing::NeedsSignIn(Trouble::from(&error)),
                _ => Standing::Rejected(Trouble::from(&error)),
            },
            Stop::Here(message) => self.wait(Trouble { failure: None, message, detail: String::new() }, None),
            Stop::Unknown(message, at_least) => self.wait(
                Trouble { failure: Some(Failure::Lost), message, detail: String::new() },
                Some(at_least),
            ),
        };
        if let Some(step) = self.shown {
            self.tell(step, StepState::Stopped);
        }
        let final_for_now =
            matches!(standing, Standing::Cancelled | Standing::Rejected(_) | Standing::NeedsWriter(_));
        self.job.standing = standing;
        let outcome = self.job.outcome().unwrap_or(Outcome::Held { until: None });
        let said = outcome.message();
        if final_for_now && self.outbox.has_later(&self.job)? {
            self.outbox.hand_over(&self.job)?;
            self.job.standing = Standing::Cancelled;
        }
        self.outbox.save(&self.lease, &self.job, self.ports.now(), Some(&said.happened))?;
        Ok(outcome)
    }

    /// 2 s, 4 s .. 10 min, the upper half at random; at least as long as the blog asked for, at most a day.
    fn wait(&mut self, trouble: Trouble, asked: Option<Duration>) -> Standing {
        let notes = &mut self.job.notes;
        let delay = backoff(notes.attempts, self.ports.jitter()).max(asked.unwrap_or_default().min(A_DAY));
        notes.attempts = notes.attempts.saturating_add(1);
        let delay = SignedDuration::try_from(delay).unwrap_or(SignedDuration::from_mins(10));
        let now = self.ports.now();
        Standing::Waiting { until: now.checked_add(delay).unwrap_or(now), trouble }
    }
}

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to wait after this many failed tries.
fn backoff(attempts: u32, jitter: f64) -> Duration {
    let full = Duration::from_secs(2u64.saturating_pow(attempts.saturating_add(1)).min(600));
    full.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

fn refused(message: &str, detail: &str) -> Stop {
    Stop::Refused(Trouble {
        failure: Some(Failure::Forbidden),
        message: message.into(),
        detail: detail.into(),
    })
}

fn not_ours() -> Stop {
    Stop::Client(ClientError::new(
        Failure::NotOurs,
        "The blog answered about another post than the one it was asked for.",
        "id differs",
    ))
}

/// The steps as a person sees them.
#[derive(Clone, Copy)]
enum Shown {
    Preparing(usize),
    Picture(usize),
    Finishing(usize),
    Numbers,
    Reserve,
    Compare,
    Text,
    Verify,
}

impl Job {
    /// How this job stands, in the words of a run; `None` while it is on its way.
    pub fn outcome(&self) -> Option<Outcome> {
        Some(match &self.standing {
            Standing::Going if self.phase == Phase::Done => {
                let publication = self.publication()?;
                if self.notes.unchanged {
                    Outcome::Unchanged { publication }
                } else {
                    Outcome::OnBlog {
                        publication,
                        changed_by_blog: self.changed_by_blog.clone(),
                        reachable: self.notes.reachable,
                    }
                }
            }
            Standing::Going => return None,
            Standing::Waiting { until, trouble } => {
                Outcome::Waiting { until: *until, trouble: trouble.clone() }
            }
            Standing::NeedsSignIn(trouble) => Outcome::NeedsSignIn { trouble: trouble.clone() },
            Standing::Rejected(trouble) => Outcome::Rejected { trouble: trouble.clone() },
            Standing::NeedsWriter(conflict) => Outcome::Conflict { conflict: conflict.clone() },
            Standing::Cancelled => Outcome::Cancelled { left: crate::outbox::left_over(self) },
        })
    }

    /// What was exchanged, once it was read back.
    pub fn publication(&self) -> Option<Publication> {
        Some(Publication {
            key: self.snapshot.key.clone(),
            blog: self.snapshot.blog.clone(),
            base: self.result.clone()?,
            body: self.snapshot.body.clone(),
            sent: self.snapshot.fingerprint(),
            source: self.snapshot.source.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_back_off_grows_to_ten_minutes() {
        for (attempts, jitter, seconds) in [
            (0, 1.0, 2.0),
            (0, 0.0, 1.0),
            (1, 1.0, 4.0),
            (8, 1.0, 512.0),
            (9, 1.0, 600.0),
            (9, 0.5, 450.0),
            (4_000_000_000, 9.0, 600.0),
        ] {
            assert_eq!(backoff(attempts, jitter).as_secs_f64(), seconds);
        }
    }
}
