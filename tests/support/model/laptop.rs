//! A whole Copydesk at one end of the wire: the real core on real files, under the test's clock, with a witness. It waits
//! by letting the clock pass, does what a patient person would (signs in again, presses again), and can be killed.

use super::line::{PASSWORD, USER};
use super::witness::{Wanted, Witness};
use super::{Blog, Dice, Time};
use crate::desk::request;
use app::wire::Nothing;
use app::wire::accounts::{AddAccount, MarkupView, TransportWish};
use app::wire::error::WireError;
use app::wire::publishing::{JobState, JobView, PlanView, Publish};
use app::{App, Folders, InMemory, NoEvents, Ports};
use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// What a writer does: a file as it is now, and the press.
#[derive(Clone, Debug, Default)]
pub struct Press {
    /// The file.
    pub path: String,
    /// All of it, front matter and text; written before the press unless it is there. Empty: the file as it is.
    pub file: String,
    /// As the wire says it: `published`, `draft`, ...
    pub status: &'static str,
    /// What shall come of it.
    pub wanted: Wanted,
}

/// The panic that stands for the end of the process.
pub struct Killed;

/// Called at every crash point.
type AtPoint = Box<dyn FnMut(&'static str) + Send>;

/// A laptop.
pub struct Laptop {
    home: tempfile::TempDir,
    library: PathBuf,
    time: Time,
    keyring: Arc<InMemory>,
    at_point: Arc<Mutex<AtPoint>>,
    /// Hears what it says.
    pub witness: Arc<Witness>,
    app: Option<Arc<App>>,
    account: String,
    presses: HashMap<String, Press>,
    dice: Dice,
    /// How often it was killed.
    pub kills: usize,
}

/// Longer than a confirmed press is held back, so that it can be stopped.
const HOLD: Duration = Duration::from_secs(61);

/// How long a person keeps trying before the test gives up.
const TRIES: usize = 1_000;

impl Laptop {
    /// A laptop with the folder `library`, connected to the blog on a calm line.
    pub fn new(blog: &Blog, library: &Path, seed: u64) -> Self {
        quiet_kills();
        let mut laptop = Self {
            home: home(),
            library: library.to_owned(),
            time: blog.world(|world| world.time.clone()),
            keyring: Arc::default(),
            at_point: Arc::new(Mutex::new(Box::new(|_| {}))),
            witness: Arc::new(Witness::of(blog.eye())),
            app: None,
            account: String::new(),
            presses: HashMap::new(),
            dice: Dice::new(seed),
            kills: 0,
        };
        laptop.start();
        let added = laptop.app().add_account(AddAccount {
            address: blog.url.clone(),
            user: USER.to_owned(),
            password: PASSWORD.to_owned(),
            name: String::new(),
            markup: MarkupView::Blocks,
            allow_http: false,
            certificate: String::new(),
            transport: TransportWish::Auto,
        });
        laptop.account = added.unwrap_or_else(|error| panic!("{error} {}", error.hint)).account.id;
        laptop
    }

    fn start(&mut self) {
        static SYSTEM: OnceLock<Ports> = OnceLock::new();
        let system = SYSTEM
            .get_or_init(|| Ports::of_system(Arc::new(NoEvents)).expect("this system has a home folder"));
        let folder = |name: &str| self.home.path().join(name);
        let (point, dice) = (Arc::clone(&self.at_point), Mutex::new(self.dice.clone()));
        self.dice.roll(2);
        let ports = Ports {
            clock: Arc::new(self.time.clone()),
            random: Arc::new(move || {
                let mut dice = dice.lock().unwrap_or_else(PoisonError::into_inner);
                [(); 8].map(|()| dice.roll(256) as u8)
            }),
            events: self.witness.clone(),
            folders: Folders { config: folder("config"), data: folder("data"), cache: folder("cache") },
            keyring: Ok(self.keyring.clone()),
            save_after: Duration::from_secs(3600),
            network: Arc::new(|| Ok(Arc::clone(impatient()))),
            crash_point: Some(Arc::new(move |name| {
                (point.lock().unwrap_or_else(PoisonError::into_inner))(name)
            })),
            ..system.clone()
        };
        let app = App::open(ports);
        app.open_for_command(Some(&self.library)).expect("the library opens");
        self.app = Some(app);
    }

    /// The core.
    pub fn app(&self) -> &Arc<App> {
        self.app.as_ref().expect("it runs")
    }

    /// Its process ends without a word, and it is started again.
    pub fn restart(&mut self) {
        self.app = None;
        self.start();
    }

    /// The same after a new installation: the outbox is gone, with all that waited in it.
    pub fn loses_its_outbox(&mut self) {
        self.app = None;
        let _ = fs::remove_dir_all(self.home.path().join("data"));
        self.start();
    }

    /// From now on this happens at every point at which a crash must not matter.
    pub fn at_points(&self, work: impl FnMut(&'static str) + Send + 'static) {
        *self.at_point.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(work);
    }

    /// Writes a file of the library.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.library.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a file");
    }

    /// A file of the library.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.library.join(path)).unwrap_or_default()
    }

    /// Everything in the outbox.
    pub fn jobs(&self) -> Vec<JobView> {
        self.app().list_outbox(Nothing {}).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Presses until the press is in the outbox: looks at the plan, confirms it, and tries again when either fails.
    pub fn press(&mut self, blog: &Blog, press: &Press) -> JobView {
        if !press.file.is_empty() {
            self.write(&press.path, &press.file);
        }
        self.presses.insert(press.path.clone(), Press { file: String::new(), ..press.clone() });
        let mut last = None;
        for _ in 0..TRIES {
            blog.mend();
            match self.try_press(press) {
                Ok(job) => return job,
                Err(error) => {
                    assert!(!error.message.is_empty() && !error.hint.is_empty(), "{error:?}");
                    last = Some(error);
                    self.wait(blog);
                }
            }
        }
        panic!("the press never gets into the outbox: {last:?}");
    }

    /// What a press would do.
    pub fn plan(&self, press: &Press) -> Result<PlanView, WireError> {
        self.app().plan_publish(request(&press.path, &self.account, press.status))
    }

    /// One plan, one press.
    pub fn try_press(&self, press: &Press) -> Result<JobView, WireError> {
        let request = request(&press.path, &self.account, press.status);
        let plan = self.app().plan_publish(request.clone())?;
        if let Some(refusal) = plan.refusals.first() {
            return Err(WireError::input(refusal.clone(), "It is in the plan."));
        }
        let job = self.app().publish(Publish { request, fingerprint: plan.fingerprint })?;
        self.witness.expect(&job.id, press.wanted.clone());
        self.time.pass(HOLD);
        Ok(job)
    }

    fn wait(&mut self, blog: &Blog) {
        self.time.pass(Duration::from_millis(500 + 100 * self.dice.roll(300) as u64));
        blog.catch_up();
    }

    /// Runs what is due, once; true when it was killed meanwhile.
    pub fn work(&mut self) -> bool {
        self.is_killed_by(|app| app.run_due())
    }

    fn is_killed_by(&mut self, work: impl FnOnce(&App)) -> bool {
        self.witness.mark();
        let app = Arc::clone(self.app());
        match catch_unwind(AssertUnwindSafe(|| work(&app))) {
            Ok(()) => false,
            Err(payload) if payload.is::<Killed>() => {
                drop(app);
                self.kills += 1;
                self.restart();
                true
            }
            Err(payload) => std::panic::resume_unwind(payload),
        }
    }

    /// Lets everything come to its end: the outbox runs whenever something is due, a refused press is pressed again, the
    /// person signs in again. Stops at what only a choice of the writer can solve.
    pub fn settle(&mut self, blog: &Blog) {
        for _ in 0..TRIES {
            blog.mend();
            blog.catch_up();
            if self.work() {
                continue;
            }
            let jobs = self.jobs();
            let Some(job) =
                jobs.iter().rev().find(|job| !matches!(job.state, JobState::Done | JobState::Cancelled))
            else {
                return self.sweep(blog);
            };
            match job.state {
                JobState::NeedsSignIn => {
                    self.is_killed_by(|app| drop(app.run_outbox(Nothing {})));
                }
                JobState::Rejected => {
                    let again = self.presses.get(&job.path).cloned().expect("it was pressed here");
                    self.press(blog, &again);
                }
                JobState::NeedsWriter => return,
                _ => {}
            }
            self.wait(blog);
        }
        panic!("it does not come to an end: {:#?}", self.jobs());
    }

    /// Long enough for every stalled request to have landed, and for the late look at what they left; a look that the line
    /// breaks is made again, until there is nothing more to look for.
    fn sweep(&mut self, blog: &Blog) {
        for round in 0..TRIES {
            self.time.pass(Duration::from_secs(11 * 60));
            blog.mend();
            blog.catch_up();
            let before = blog.heard().len();
            let killed = self.work();
            if round >= 3 && !killed && blog.heard().len() == before {
                return;
            }
        }
    }
}

/// In memory where the system offers it: hundreds of outboxes are synced to it, and what a disk keeps is proven elsewhere.
fn home() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder")
}

/// As [`Laptop`]'s own folders.
pub fn folder() -> tempfile::TempDir {
    home()
}

/// Gives up soon. One for all laptops: making one takes longer than a whole run.
fn impatient() -> &'static Arc<wordpress::Http> {
    static HTTP: OnceLock<Arc<wordpress::Http>> = OnceLock::new();
    let options = wordpress::Options {
        connect: Duration::from_secs(5),
        idle: Duration::from_millis(700),
        call: Duration::from_secs(5),
        upload_answer: Duration::from_millis(700),
        body_limit: 256 << 10,
        ..wordpress::Options::default()
    };
    HTTP.get_or_init(|| Arc::new(wordpress::Http::with(options).expect("a network")))
}

/// Silences the panics that stand for kills; any other keeps its message.
fn quiet_kills() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.payload().is::<Killed>() {
                before(info);
            }
        }));
    });
}
