//! The core as the window holds it: opened beside the web view so that neither waits for the other, closed once.

use app::App;
use app::wire::error::WireError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long no call may be under way before the window counts as having said everything.
const QUIET: Duration = Duration::from_millis(60);

/// How long to wait for quiet when the window closes.
const PATIENCE: Duration = Duration::from_secs(2);

/// The core, as soon as it is open.
#[derive(Clone, Default)]
pub struct Desk(Arc<Inner>);

#[derive(Default)]
struct Inner {
    app: OnceLock<Result<Arc<App>, WireError>>,
    calls: AtomicUsize,
    asked: AtomicBool,
    closed: AtomicBool,
}

impl Desk {
    /// Starts opening the core on a thread of its own.
    pub fn open(open: impl FnOnce() -> Result<Arc<App>, WireError> + Send + 'static) -> Self {
        let desk = Self::default();
        let inner = desk.0.clone();
        std::thread::spawn(move || inner.app.set(open()).is_ok());
        desk
    }

    /// The core; waits until it is open. Why it cannot be opened is the answer to every call.
    pub fn app(&self) -> Result<Arc<App>, WireError> {
        self.0.app.wait().clone()
    }

    /// The core, if it is open by now.
    pub fn opened(&self) -> Option<&Arc<App>> {
        self.0.app.get().and_then(|app| app.as_ref().ok())
    }

    /// Runs one call of the window away from its thread.
    pub async fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Arc<App>) -> Result<R, WireError> + Send + 'static,
    ) -> Result<R, WireError> {
        let desk = self.clone();
        self.0.calls.fetch_add(1, Ordering::SeqCst);
        let done = tauri::async_runtime::spawn_blocking(move || desk.app().and_then(|app| work(&app))).await;
        self.0.calls.fetch_sub(1, Ordering::SeqCst);
        done.unwrap_or_else(|broken| Err(crate::commands::defect(&broken)))
    }

    /// How many posts are on their way while the window is being closed: to be asked about once. Closing it again while the
    /// question stands is an answer too, in case the page cannot give one.
    pub fn asks_before_closing(&self) -> Option<u32> {
        if self.0.asked.swap(true, Ordering::SeqCst) {
            return None;
        }
        let app = self.0.app.get().and_then(|app| app.as_ref().ok());
        let sending = app.map_or(0, |app| app.in_flight());
        u32::try_from(sending).ok().filter(|sending| *sending > 0)
    }

    /// The writer waits: the next time the window is closed, the question is asked again.
    pub fn stays_open(&self) {
        self.0.asked.store(false, Ordering::SeqCst);
    }

    /// Saves everything and stops. What the window was just sending arrives first: its last keys are saved too.
    pub fn close(&self) {
        if self.0.closed.swap(true, Ordering::SeqCst) {
            return;
        }
        if let Some(app) = self.opened() {
            app.stand_up();
        }
        let begun = Instant::now();
        let mut quiet_since = Instant::now();
        while quiet_since.elapsed() < QUIET && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
            if self.0.calls.load(Ordering::SeqCst) > 0 {
                quiet_since = Instant::now();
            }
        }
        if let Ok(app) = self.app() {
            // A post that could not be saved was told while the window was there; its text is kept for the next start.
            let _told_already = app.shut_down();
        }
    }
}
