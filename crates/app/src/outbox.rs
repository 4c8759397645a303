//! The room where presses go out: one thread that runs what is due, and how each job looks from outside.
//!
//! What is due, what may be repeated and what is true are the `publish` crate's decisions; here they get a client, the
//! post's file, and an audience.

use crate::fields::FieldSet;
use crate::rows::Shelf;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use crate::wire::publishing::{JobState, JobView, LogLine, MessageView};
use crate::{App, lock};
use ::pictures::Rules;
use blog::{Publication, RemoteId, Status};
use jiff::Timestamp;
use library::Library;
use publish::{
    Collected, Job, JobId, Outbox, OutboxError, Outcome, Phase, Picture, Progress, Snapshot, Standing,
};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long the thread sleeps at most: a laptop that was asleep looks again soon after.
const NAP: Duration = Duration::from_secs(30);

/// The outbox and the thread that empties it.
pub struct OutboxRoom {
    file: PathBuf,
    outbox: OnceLock<Arc<Outbox>>,
    progress: Mutex<HashMap<JobId, Progress>>,
    wake: Mutex<Option<Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl OutboxRoom {
    /// The room over this file; nothing is opened yet.
    pub fn at(file: PathBuf) -> Self {
        Self {
            file,
            outbox: OnceLock::new(),
            progress: Mutex::default(),
            wake: Mutex::default(),
            thread: Mutex::default(),
        }
    }

    /// The outbox, opened when first needed.
    pub fn get(&self) -> Result<Arc<Outbox>, WireError> {
        if let Some(outbox) = self.outbox.get() {
            return Ok(Arc::clone(outbox));
        }
        let folder = self.file.parent().unwrap_or(Path::new("."));
        library::files::make_folder(folder).map_err(|error| broken(&OutboxError::from(error)))?;
        let outbox = Outbox::open(&self.file).map_err(|error| broken(&error))?;
        Ok(Arc::clone(self.outbox.get_or_init(|| Arc::new(outbox))))
    }

    /// Looks for due jobs now.
    pub fn wake(&self) {
        if let Some(wake) = lock(&self.wake).as_ref() {
            let _ = wake.send(());
        }
    }

    /// Ends the thread. A job in the middle of an exchange is left to the next start, which asks the blog first.
    pub fn stop(&self) {
        lock(&self.wake).take();
        lock(&self.thread).take();
    }

    fn progress(&self) -> MutexGuard<'_, HashMap<JobId, Progress>> {
        lock(&self.progress)
    }
}

/// Starts the thread that runs what is due, now and whenever something becomes due. Once is enough.
pub fn start(app: &Arc<App>) {
    let mut thread = lock(&app.outbox.thread);
    if thread.is_some() {
        return;
    }
    let (wake, calls) = channel();
    *lock(&app.outbox.wake) = Some(wake);
    let weak = Arc::downgrade(app);
    *thread = std::thread::Builder::new().name("outbox".into()).spawn(move || work(&weak, &calls)).ok();
}

fn work(app: &Weak<App>, calls: &Receiver<()>) {
    if let Some(outbox) = app.upgrade().and_then(|app| app.outbox.get().ok()) {
        let _ = outbox.clear_finished();
    }
    loop {
        let Some(strong) = app.upgrade() else { return };
        strong.run_due();
        let pause = strong.pause();
        drop(strong);
        match calls.recv_timeout(pause) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

impl App {
    /// The time as the publisher counts it.
    pub(crate) fn timestamp(&self) -> Timestamp {
        Timestamp::try_from(self.ports.clock.now()).unwrap_or_default()
    }

    /// Puts a press into the outbox; when this returns it is on disk.
    pub(crate) fn enqueue(
        &self,
        snapshot: &Snapshot,
        collected: &Collected,
        base: Option<&Publication>,
    ) -> Result<JobView, WireError> {
        let outbox = self.outbox.get()?;
        let id = outbox
            .enqueue(snapshot, base, &collected.bytes, self.timestamp())
            .map_err(|error| broken(&error))?;
        let view = self.job_view(&outbox, &outbox.job(id).map_err(|error| broken(&error))?);
        self.outbox.wake();
        Ok(view)
    }

    /// Runs everything that is due, one after the other: what the outbox's thread does whenever it wakes.
    pub fn run_due(&self) {
        let Ok(outbox) = self.outbox.get() else { return };
        for id in outbox.due(self.timestamp()).unwrap_or_default() {
            let _ = self.run_job(id, &mut |_| {});
        }
    }

    /// Runs one job as far as it goes now. `watch` sees each sign of life; everybody else hears it as news.
    pub(crate) fn run_job(&self, id: JobId, watch: &mut dyn FnMut(&JobView)) -> Result<Outcome, WireError> {
        let outbox = self.outbox.get()?;
        let job = outbox.job(id).map_err(|error| broken(&error))?;
        let account = self.accounts.find(job.snapshot.account.as_str())?;
        let client = self.accounts.client(&account)?;
        let mut at_work = AtWork { app: self, outbox: &outbox, watch };
        let outcome = publish::run(id, &*client, &outbox, &mut at_work).map_err(|error| broken(&error))?;
        if let Some(line) = self.accounts.remember_switch(&account.id) {
            let _told_at_least_in_settings = outbox.note(id, self.timestamp(), &line);
        }
        self.outbox.progress().remove(&id);
        self.tell_job(&outbox, id, watch);
        self.refresh_rows();
        Ok(outcome)
    }

    /// All jobs as a front end sees them, oldest first.
    pub(crate) fn job_views(&self) -> Result<Vec<JobView>, WireError> {
        let outbox = self.outbox.get()?;
        let jobs = outbox.jobs().map_err(|error| broken(&error))?;
        Ok(jobs.iter().map(|job| self.job_view(&outbox, job)).collect())
    }

    /// The newest job of each post of the open library.
    pub(crate) fn newest_jobs(&self, shelf: &Shelf) -> HashMap<String, JobView> {
        let root = shelf.library.root().display().to_string();
        let Ok(outbox) = self.outbox.get() else { return HashMap::new() };
        let jobs = outbox.jobs().unwrap_or_default();
        let here = jobs.iter().filter(|job| job.snapshot.library == root && !job.is_finished());
        here.map(|job| (job.snapshot.path.as_str().to_owned(), self.job_view(&outbox, job))).collect()
    }

    fn tell_job(&self, outbox: &Outbox, id: JobId, watch: &mut dyn FnMut(&JobView)) {
        if let Ok(job) = outbox.job(id) {
            let view = self.job_view(outbox, &job);
            watch(&view);
            self.ports.events.send(AppEvent::Job { job: view });
        }
    }

    pub(crate) fn job_view(&self, outbox: &Outbox, job: &Job) -> JobView {
        let progress = self.outbox.progress().get(&job.id).cloned();
        let outcome = job.outcome();
        let (bytes_sent, bytes_total) =
            progress.as_ref().and_then(|progress| progress.bytes).unwrap_or_default();
        let account = self.accounts.find(job.snapshot.account.as_str());
        JobView {
            id: job.id.to_string(),
            path: job.snapshot.path.as_str().to_owned(),
            title: if job.snapshot.title.is_empty() {
                job.snapshot.path.stem().to_owned()
            } else {
                job.snapshot.title.clone()
            },
            account: account.map_or_else(|_| job.snapshot.blog.clone(), |account| account.name),
            state: state(job),
            label: progress.as_ref().map_or_else(|| label(job), |progress| progress.label.clone()),
            step: progress.as_ref().map_or(0, |progress| progress.step as u32),
            of: progress.as_ref().map_or(0, |progress| progress.of as u32),
            bytes_sent: bytes_sent as f64,
            bytes_total: bytes_total as f64,
            message: outcome
                .as_ref()
                .filter(|outcome| is_worth_words(outcome))
                .map(|outcome| message_view(outcome.message())),
            url: job.result.as_ref().map(|post| post.url.clone()),
            log: outbox.log(job.id).unwrap_or_default().iter().map(log_line).collect(),
        }
    }

    /// How long nothing will be due.
    fn pause(&self) -> Duration {
        let next = self.outbox.get().ok().and_then(|outbox| outbox.next_due().ok().flatten());
        let wait = next.map(|at| at.as_millisecond().saturating_sub(self.timestamp().as_millisecond()));
        wait.map_or(NAP, |wait| {
            Duration::from_millis(u64::try_from(wait).unwrap_or(0)).clamp(Duration::from_millis(200), NAP)
        })
    }

    /// Runs `work` on the library a job belongs to, whether or not it is the open one.
    fn in_library(
        &self,
        snapshot: &Snapshot,
        work: impl FnOnce(&App, &Library) -> Result<(), WireError>,
    ) -> Result<(), String> {
        let said = |error: WireError| error.message;
        match self.shelf() {
            Ok(shelf) if shelf.library.root() == Path::new(&snapshot.library) => {
                work(self, &shelf.library).map_err(said)
            }
            _ => {
                let library =
                    Library::open(Path::new(&snapshot.library)).map_err(|error| error.to_string())?;
                work(self, &library).map_err(said)
            }
        }
    }
}

/// What a run needs of this room.
struct AtWork<'a> {
    app: &'a App,
    outbox: &'a Outbox,
    watch: &'a mut dyn FnMut(&JobView),
}

impl publish::Ports for AtWork<'_> {
    fn now(&self) -> Timestamp {
        self.app.timestamp()
    }

    fn jitter(&mut self) -> f64 {
        f64::from((self.app.ports.random)()[0]) / 255.0
    }

    fn progress(&mut self, progress: &Progress) {
        let before = self.app.outbox.progress().insert(progress.job, progress.clone());
        // Bytes come in chunks of a few kilobytes; a hundredth of the picture is news.
        let hundredth = |progress: &Progress| progress.bytes.map(|(sent, total)| sent * 100 / total.max(1));
        let is_news = before.is_none_or(|before| {
            (before.step, before.state) != (progress.step, progress.state)
                || hundredth(&before) != hundredth(progress)
        });
        if is_news {
            self.app.tell_job(self.outbox, progress.job, self.watch);
        }
    }

    fn prepare(
        &mut self,
        snapshot: &Snapshot,
        picture: &Picture,
        original: Vec<u8>,
    ) -> Result<Vec<u8>, String> {
        let rules = Rules { edge: snapshot.picture_edge };
        let ready = self.app.darkroom.prepare(&picture.hash, &original, rules);
        // A copy: the room keeps its own, so that a second try prepares nothing again.
        ready.map(|ready| ready.bytes.clone()).map_err(|problem| problem.sentence(&picture.reference))
    }

    fn record_id(&mut self, snapshot: &Snapshot, id: RemoteId) -> Result<RemoteId, String> {
        let sets = [FieldSet::post_key(&snapshot.key), FieldSet::Remote(snapshot.blog.clone(), id)];
        let mut holds = id;
        self.app.in_library(snapshot, |app, library| {
            let other = app.remote_in_file(library, snapshot).filter(|known| Some(*known) != snapshot.remote);
            holds = other.unwrap_or(id);
            if holds == id { app.write_fields(library, snapshot, &sets) } else { Ok(()) }
        })?;
        Ok(holds)
    }

    fn record_publication(&mut self, snapshot: &Snapshot, publication: &Publication) -> Result<(), String> {
        let sets = [
            FieldSet::Remote(snapshot.blog.clone(), publication.base.id),
            FieldSet::status(publication.base.status),
        ];
        self.app.in_library(snapshot, |app, library| {
            library.record_publication(publication).map_err(crate::commands::refused)?;
            app.write_fields(library, snapshot, &sets)
        })?;
        if let Ok(shelf) = self.app.shelf() {
            shelf.forget_comparisons();
        }
        Ok(())
    }

    fn crash_point(&mut self, name: &'static str) {
        if let Some(crash) = &self.app.ports.crash_point {
            crash(name);
        }
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

fn state(job: &Job) -> JobState {
    match &job.standing {
        _ if job.phase == Phase::Done => JobState::Done,
        _ if job.running => JobState::Running,
        Standing::Going if job.phase == Phase::Queued => JobState::Queued,
        Standing::Going | Standing::Waiting { .. } => JobState::Waiting,
        Standing::NeedsSignIn(_) => JobState::NeedsSignIn,
        Standing::Rejected(_) => JobState::Rejected,
        Standing::NeedsWriter(_) => JobState::NeedsWriter,
        Standing::Cancelled => JobState::Cancelled,
    }
}

fn label(job: &Job) -> String {
    match &job.standing {
        _ if job.phase == Phase::Done => match job.result.as_ref().map(|post| post.status) {
            Some(Status::Published) => "Published".to_owned(),
            Some(status) => format!("On the blog as {status}"),
            None => "Done".to_owned(),
        },
        Standing::Going => job.phase.label().to_owned(),
        Standing::Waiting { .. } => "Waiting".to_owned(),
        Standing::NeedsSignIn(_) => "Sign-in needed".to_owned(),
        Standing::Rejected(_) => "The blog said no".to_owned(),
        Standing::NeedsWriter(_) => "Your choice is needed".to_owned(),
        Standing::Cancelled => "Taken out".to_owned(),
    }
}

fn message_view(message: publish::Message) -> MessageView {
    MessageView { happened: message.happened, safe: message.safe, next: message.next, detail: message.detail }
}

fn log_line(line: &publish::LogLine) -> LogLine {
    LogLine { at_ms: line.at.as_millisecond() as f64, text: line.text.clone() }
}

/// The outbox itself failed; its words already say what is safe and what to do.
pub(crate) fn broken(error: &OutboxError) -> WireError {
    let code = if matches!(error, OutboxError::NoJob(_)) { ErrorCode::Input } else { ErrorCode::Other };
    WireError::new(code, error.to_string(), "Nothing was sent.")
}
