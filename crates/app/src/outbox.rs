//! The room where presses go out: one thread that runs what is due. How a job looks from outside is `jobs`.
//!
//! What is due, what may be repeated and what is true are the `publish` crate's decisions; here they get a client, the
//! post's file, and an audience.

use crate::fields::FieldSet;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use crate::wire::publishing::JobView;
use crate::{App, lock};
use ::pictures::Rules;
use blog::{Publication, RemoteId};
use jiff::{SignedDuration, Timestamp};
use library::Library;
use publish::{Collected, JobId, Outbox, OutboxError, Outcome, Picture, Progress, Snapshot};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long the thread sleeps at most: a laptop that was asleep looks again soon after.
const NAP: Duration = Duration::from_secs(30);

/// When to ask again after scheduled posts whose blog did not answer.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// When to ask again after they were answered: a window may stay open for days.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(6);

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

    /// Where the jobs that are being run stand.
    pub(crate) fn progress(&self) -> MutexGuard<'_, HashMap<JobId, Progress>> {
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
        let _ = app.upgrade().map(|app| outbox.clear_finished(app.timestamp()));
    }
    let mut look_at = None;
    loop {
        let Some(strong) = app.upgrade() else { return };
        strong.run_due();
        let now = strong.timestamp();
        if look_at.is_none_or(|at| at <= now) {
            let again = if strong.look_after_schedules() { LOOK_AGAIN } else { ASK_AGAIN };
            look_at = Some(now.checked_add(again).unwrap_or(Timestamp::MAX));
        }
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

    /// Puts a press into the outbox; when this returns it is on disk. Nothing of it leaves before `hold` is over.
    pub(crate) fn enqueue(
        &self,
        snapshot: &Snapshot,
        collected: &Collected,
        base: Option<&Publication>,
        hold: Duration,
    ) -> Result<JobView, WireError> {
        let outbox = self.outbox.get()?;
        let now = self.timestamp();
        let until = now.checked_add(hold).ok().filter(|_| !hold.is_zero());
        let id = outbox
            .enqueue_held(snapshot, base, &collected.bytes, now, until)
            .map_err(|error| broken(&error))?;
        let view = self.job_view(&outbox, &outbox.job(id).map_err(|error| broken(&error))?);
        self.outbox.wake();
        Ok(view)
    }

    /// Runs everything that is due, one after the other: what the outbox's thread does whenever it wakes. What is due is asked
    /// anew each time: a refused sign-in, a pause or a press during one run changes what comes next.
    pub fn run_due(&self) {
        let Ok(outbox) = self.outbox.get() else { return };
        let mut tried = HashSet::new();
        let mut next =
            || outbox.due(self.timestamp()).unwrap_or_default().into_iter().find(|id| tried.insert(*id));
        while let Some(id) = next() {
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
        self.refresh(&self.places_of(&job.snapshot));
        Ok(outcome)
    }

    pub(crate) fn tell_job(&self, outbox: &Outbox, id: JobId, watch: &mut dyn FnMut(&JobView)) {
        if let Ok(job) = outbox.job(id) {
            let view = self.job_view(outbox, &job);
            watch(&view);
            self.ports.events.send(AppEvent::Job { job: view });
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
            app.write_fields(library, snapshot, &sets)?;
            if let Some(path) = app.file_of_job(library, snapshot) {
                app.commit_published(library, &path, snapshot);
            }
            Ok(())
        })?;
        self.app.exchanged(&snapshot.key, &snapshot.blog);
        Ok(())
    }

    fn crash_point(&mut self, name: &'static str) {
        if let Some(crash) = &self.app.ports.crash_point {
            crash(name);
        }
    }
}

/// The outbox itself failed; its words already say what is safe and what to do.
pub(crate) fn broken(error: &OutboxError) -> WireError {
    let code = if matches!(error, OutboxError::NoJob(_)) { ErrorCode::Input } else { ErrorCode::Other };
    WireError::new(code, error.to_string(), "Nothing was sent.")
}
