//! How the outbox's jobs look from outside: a state, a line in words, what to tell the writer, and the log.

use crate::App;
use crate::outbox::broken;
use crate::shelf::Shelf;
use crate::wire::error::WireError;
use crate::wire::publishing::{JobState, JobView, LogLine, MessageView};
use blog::{AccountId, SiteClock, Status, source_hash};
use jiff::Timestamp;
use publish::{Job, JobId, Outbox, Outcome, Phase, Standing, date};
use std::collections::HashMap;

/// What stops a job that nothing of its own stops.
struct Around {
    paused: bool,
    needs_sign_in: bool,
}

impl App {
    /// All jobs as a front end sees them, oldest first.
    pub(crate) fn job_views(&self) -> Result<Vec<JobView>, WireError> {
        let outbox = self.outbox.get()?;
        let jobs = outbox.jobs().map_err(|error| broken(&error))?;
        Ok(jobs.iter().map(|job| self.job_view(&outbox, job)).collect())
    }

    /// The newest unfinished job of each post of the open library, and whether the post was changed since it was pressed.
    pub(crate) fn newest_jobs(&self, shelf: &Shelf) -> HashMap<String, (JobView, bool)> {
        let root = shelf.library.root().display().to_string();
        let Ok(outbox) = self.outbox.get() else { return HashMap::new() };
        let jobs = outbox.open_jobs().unwrap_or_default();
        let here = jobs.iter().filter(|job| job.snapshot.library == root && !job.is_finished());
        let changed = |job: &Job| {
            let file = shelf.library.read(&job.snapshot.path);
            file.is_ok_and(|file| source_hash(&file.text) != job.snapshot.source)
        };
        here.map(|job| (job.snapshot.path.as_str().to_owned(), (self.job_view(&outbox, job), changed(job))))
            .collect()
    }

    /// How many posts are on their way right now, or go out within moments: what a writer who closes the window should
    /// know. Those that wait for the line, the blog or the writer are not among them.
    pub fn in_flight(&self) -> usize {
        let Ok(outbox) = self.outbox.get() else { return 0 };
        let jobs = outbox.open_jobs().unwrap_or_default();
        let moving = [JobState::Queued, JobState::Held, JobState::Running];
        jobs.iter().filter(|job| moving.contains(&self.job_view(&outbox, job).state)).count()
    }

    /// The names of the blogs for which nothing is sent now.
    pub fn paused_blogs(&self) -> Vec<String> {
        let paused = self.outbox.get().ok().and_then(|outbox| outbox.paused().ok()).unwrap_or_default();
        let accounts = self.accounts.all();
        accounts
            .into_iter()
            .filter(|account| paused.contains(&account.id))
            .map(|account| account.name)
            .collect()
    }

    /// A time on the writer's clock: `14:02`, and with its day when that is not today.
    pub fn local_time(&self, at_ms: f64) -> String {
        let at =
            Timestamp::from_millisecond(at_ms as i64).unwrap_or_default().to_zoned(self.ports.zone.clone());
        let today = self.timestamp().to_zoned(self.ports.zone.clone()).date();
        at.strftime(if at.date() == today { "%H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
    }

    /// The same to the second: `14:02:05`.
    pub fn local_time_to_the_second(&self, at_ms: f64) -> String {
        let at = Timestamp::from_millisecond(at_ms as i64).unwrap_or_default();
        at.to_zoned(self.ports.zone.clone()).strftime("%H:%M:%S").to_string()
    }

    /// Whether a job is still held.
    pub fn is_held(&self, id: &str) -> bool {
        let job = JobId::from_text(id).and_then(|id| self.outbox.get().ok()?.job(id).ok());
        job.is_some_and(|job| !job.is_finished() && job.held(self.timestamp()).is_some())
    }

    pub(crate) fn job_view(&self, outbox: &Outbox, job: &Job) -> JobView {
        let progress = self.outbox.progress().get(&job.id).cloned();
        let (bytes_sent, bytes_total) =
            progress.as_ref().and_then(|progress| progress.bytes).unwrap_or_default();
        let account = self.accounts.find(job.snapshot.account.as_str()).ok();
        let clock = account.as_ref().map(|account| account.clock.clone()).unwrap_or_default();
        let state = state(job, self.timestamp(), &around(outbox, &job.snapshot.account));
        let outcome = match state {
            JobState::Paused => Some(Outcome::Held { until: None }),
            _ => job.outcome().filter(is_worth_words),
        };
        JobView {
            id: job.id.to_string(),
            path: job.snapshot.path.as_str().to_owned(),
            title: if job.snapshot.title.is_empty() {
                job.snapshot.path.stem().to_owned()
            } else {
                job.snapshot.title.clone()
            },
            account: account.map_or_else(|| job.snapshot.blog.clone(), |account| account.name),
            account_id: job.snapshot.account.as_str().to_owned(),
            state,
            hold_until_ms: job.hold_until.filter(|_| state == JobState::Held).map(milliseconds),
            label: progress
                .as_ref()
                .map_or_else(|| self.label(job, state, &clock), |progress| progress.label.clone()),
            step: progress.as_ref().map_or(0, |progress| progress.step as u32),
            of: progress.as_ref().map_or(0, |progress| progress.of as u32),
            bytes_sent: bytes_sent as f64,
            bytes_total: bytes_total as f64,
            message: outcome.map(|outcome| message_view(outcome.message_in(&clock, &self.ports.zone))),
            url: job.result.as_ref().map(|post| post.url.clone()),
            log: outbox.log(job.id).unwrap_or_default().iter().map(log_line).collect(),
        }
    }

    fn label(&self, job: &Job, state: JobState, clock: &SiteClock) -> String {
        match state {
            JobState::Done => match job.result.as_ref().map(|post| (post.status, &post.date_gmt)) {
                Some((Status::Published, _)) => "Published".to_owned(),
                Some((Status::Scheduled, Some(at))) => match date::instant(at) {
                    Some(at) => {
                        format!("Scheduled for {}", date::shown_here_too(at, clock, &self.ports.zone))
                    }
                    None => "Scheduled".to_owned(),
                },
                Some((status, _)) => format!("On the blog as {status}"),
                None => "Done".to_owned(),
            },
            JobState::Held => job.hold_until.map_or_else(String::new, |until| {
                format!("Goes out at {}", self.local_time_to_the_second(milliseconds(until)))
            }),
            JobState::Paused => "Paused".to_owned(),
            JobState::NeedsSignIn => "Sign-in needed".to_owned(),
            JobState::Rejected => "The blog said no".to_owned(),
            JobState::NeedsWriter => "Your choice is needed".to_owned(),
            JobState::Cancelled => "Taken out".to_owned(),
            JobState::Waiting if job.standing == Standing::Going => "Waits for the sign-in".to_owned(),
            JobState::Waiting => "Waiting".to_owned(),
            JobState::Queued | JobState::Running => job.phase.label().to_owned(),
        }
    }
}

/// What concerns all jobs of an account.
fn around(outbox: &Outbox, account: &AccountId) -> Around {
    Around {
        paused: outbox.paused().unwrap_or_default().contains(account),
        needs_sign_in: outbox.need_sign_in().unwrap_or_default().contains(account),
    }
}

fn state(job: &Job, now: Timestamp, around: &Around) -> JobState {
    match &job.standing {
        _ if job.phase == Phase::Done => JobState::Done,
        _ if job.running => JobState::Running,
        Standing::NeedsSignIn(_) => JobState::NeedsSignIn,
        Standing::Rejected(_) => JobState::Rejected,
        Standing::NeedsWriter(_) => JobState::NeedsWriter,
        Standing::Cancelled => JobState::Cancelled,
        Standing::Going | Standing::Waiting { .. } if around.paused => JobState::Paused,
        Standing::Going if around.needs_sign_in => JobState::Waiting,
        Standing::Going if job.held(now).is_some() => JobState::Held,
        Standing::Going if job.phase == Phase::Queued => JobState::Queued,
        Standing::Going | Standing::Waiting { .. } => JobState::Waiting,
    }
}

/// Whether there is more to say than that it worked.
fn is_worth_words(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::OnBlog { changed_by_blog, reachable, .. } => {
            !changed_by_blog.is_empty() || *reachable == Some(false)
        }
        Outcome::Unchanged { .. } => false,
        _ => true,
    }
}

fn message_view(message: publish::Message) -> MessageView {
    MessageView { happened: message.happened, safe: message.safe, next: message.next, detail: message.detail }
}

fn log_line(line: &publish::LogLine) -> LogLine {
    LogLine { at_ms: milliseconds(line.at), text: line.text.clone() }
}

fn milliseconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64
}
