//! What the core asks of whoever runs it: the time, chance, folders, a keyring, and somewhere to send news.
//!
//! Nothing below this crate reads a clock, an environment variable or a random source by itself; front ends and
//! tests hand in what they want the core to see.

use crate::wire::events::AppEvent;
use blog::ClientError;
use credentials::CredentialStore;
use etcetera::AppStrategy;
use jiff::tz::TimeZone;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use wordpress::Http;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, by the wall clock. Shown and written down, never used to decide which text is newer.
    fn now(&self) -> SystemTime;
}

/// Hears what happens.
pub trait EventSink: Send + Sync {
    /// Takes one piece of news; must not block.
    fn send(&self, event: AppEvent);
}

/// How the one door to the network is opened.
pub type Network = Arc<dyn Fn() -> Result<Arc<Http>, ClientError> + Send + Sync>;

/// The folders of this person's account on this machine.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Accounts (without secrets) and settings.
    pub config: PathBuf,
    /// The outbox; survives power loss, belongs to this machine.
    pub data: PathBuf,
    /// Whatever may be deleted at any time.
    pub cache: PathBuf,
}

impl Folders {
    /// The platform's own (XDG on Linux, where `XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `XDG_CACHE_HOME` move everything).
    /// `None` when the system does not say where the person's home is.
    pub fn of_system() -> Option<Self> {
        let names = etcetera::AppStrategyArgs {
            top_level_domain: "org".into(),
            author: "copydesk".into(),
            app_name: "copydesk".into(),
        };
        let strategy = etcetera::app_strategy::choose_native_strategy(names).ok()?;
        Some(Self { config: strategy.config_dir(), data: strategy.data_dir(), cache: strategy.cache_dir() })
    }
}

/// Everything the core needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The time zone of the writer's computer, in which times are shown.
    pub zone: TimeZone,
    /// Eight random bytes.
    pub random: Arc<dyn Fn() -> [u8; 8] + Send + Sync>,
    /// Where news goes.
    pub events: Arc<dyn EventSink>,
    /// Where things are kept.
    pub folders: Folders,
    /// The system's keyring, or why there is none.
    pub keyring: Result<Arc<dyn CredentialStore>, String>,
    /// What a local picture's address in the preview begins with, e.g. `copydesk-media://localhost/`.
    pub picture_base: String,
    /// How long after the last key a post is saved.
    pub save_after: Duration,
    /// How long after a key its text is in the journal, whether or not the typing went on.
    pub keep_after: Duration,
    /// Opens the door to the network; called once, when it is first needed.
    pub network: Network,
    /// Called at every point of a publication at which a crash must not matter; only tests hand one in.
    pub crash_point: Option<Arc<dyn Fn(&'static str) + Send + Sync>>,
}

impl Ports {
    /// The real ones of this system. The error says that the home folder is unknown.
    pub fn of_system(events: Arc<dyn EventSink>) -> Result<Self, String> {
        let folders = Folders::of_system().ok_or(
            "This system does not say where your home folder is, so there is no place for settings. Set HOME and start again.",
        )?;
        let keyring = credentials::OsKeyring::open()
            .map(|store| Arc::new(store) as Arc<dyn CredentialStore>)
            .map_err(|error| error.to_string());
        Ok(Self {
            clock: Arc::new(SystemClock),
            zone: TimeZone::system(),
            random: Arc::new(random_bytes),
            events,
            folders,
            keyring,
            picture_base: picture_base().to_owned(),
            save_after: Duration::from_secs(1),
            keep_after: Duration::from_millis(500),
            network: Arc::new(|| Http::new().map(Arc::new)),
            crash_point: None,
        })
    }
}

/// WebView2 serves own schemes as `http://<scheme>.localhost`; WebKit as `<scheme>://localhost`.
fn picture_base() -> &'static str {
    if cfg!(windows) { "http://copydesk-media.localhost/" } else { "copydesk-media://localhost/" }
}

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// The standard library's hasher keys come from the system's random source; two of them give eight bytes.
fn random_bytes() -> [u8; 8] {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish().to_le_bytes()
}

/// News for nobody: the command line reads results instead.
pub struct NoEvents;

impl EventSink for NoEvents {
    fn send(&self, _: AppEvent) {}
}
