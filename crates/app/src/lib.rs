//! Everything a front end may ask of Copydesk, without knowing any front end.
//!
//! [`App`] has one method per command of [`wire::Commands`]. All of them block and may be called from any thread; a
//! window calls them from worker threads, the command line directly. Nothing here knows Tauri.

mod accounts;
mod after_keys;
mod buffer;
mod bulk;
mod commands;
mod copies;
mod darkroom;
mod error;
mod export;
mod fields;
mod git;
mod import;
mod inward;
mod jobs;
mod outbox;
mod pictures;
mod ports;
mod pull;
mod relink;
mod renaming;
mod rows;
mod sample;
mod saving;
mod schedules;
mod searching;
mod seat;
mod settings;
mod shelf;
mod template;
mod text;
mod turn;
mod unsaved;
mod vanished;
mod versions;
mod view;
pub mod wire;

pub use commands::connecting::hand_over;
pub use commands::desk;
pub use credentials::{CredentialStore, InMemory};
pub use jiff::tz::TimeZone;
pub use markdown::PICTURE_SCHEME;
pub use pictures::Picture;
pub use ports::{Clock, EventSink, Folders, Network, NoEvents, Ports};
pub use seat::open_elsewhere;

use accounts::Accounts;
use blog::PostPath;
use buffer::Buffer;
use bulk::Undos;
use commands::connecting::Approvals;
use darkroom::Darkroom;
use library::Seat;
use outbox::OutboxRoom;
use saving::Autosave;
use settings::Settings;
use shelf::Shelf;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use turn::Turn;
use unsaved::JournalRoom;
use versions::Versions;
use wire::error::WireError;

/// The core: one person's library, accounts and outbox.
pub struct App {
    ports: Ports,
    accounts: Accounts,
    settings: Mutex<Settings>,
    shelf: Mutex<Option<Arc<Shelf>>>,
    buffers: Mutex<HashMap<PostPath, Arc<Mutex<Buffer>>>>,
    autosave: Autosave,
    unsaved: JournalRoom,
    seat: Mutex<Option<Seat>>,
    outbox: OutboxRoom,
    approvals: Mutex<Approvals>,
    darkroom: Darkroom,
    versions: Versions,
    pulls: Turn,
    carrying: Turn,
    undos: Undos,
}

impl App {
    /// The core over these ports. Reads settings and accounts; opens no library, no keyring item and no connection yet.
    pub fn open(ports: Ports) -> Arc<Self> {
        let settings = Mutex::new(settings::read_settings(&ports.folders.config));
        let accounts =
            Accounts::read(ports.folders.config.clone(), ports.keyring.clone(), Arc::clone(&ports.network));
        let outbox = OutboxRoom::at(ports.folders.data.join("outbox.sqlite"));
        let unsaved = JournalRoom::at(ports.folders.data.join("journal.sqlite"));
        let app = Arc::new(Self {
            accounts,
            settings,
            outbox,
            darkroom: Darkroom::default(),
            autosave: Autosave::default(),
            unsaved,
            seat: Mutex::default(),
            shelf: Mutex::default(),
            buffers: Mutex::default(),
            approvals: Mutex::default(),
            versions: Versions::default(),
            pulls: Turn::default(),
            carrying: Turn::default(),
            undos: Undos::default(),
            ports,
        });
        saving::start(&app);
        unsaved::start(&app);
        app
    }

    /// Saves what is unsaved and ends the threads; what cannot be saved is kept for the next start, at which what waits in
    /// the outbox goes on. Returns the errors of posts that could not be saved.
    pub fn shut_down(&self) -> Vec<WireError> {
        self.stand_up();
        let errors = self.save_all();
        self.keep_sessions();
        self.autosave.stop();
        self.close_journal();
        self.outbox.stop();
        if let Some(shelf) = lock(&self.shelf).as_ref() {
            shelf.search.close();
        }
        errors
    }

    fn shelf(&self) -> Result<Arc<Shelf>, WireError> {
        lock(&self.shelf).clone().ok_or_else(|| {
            WireError::input(
                "No library is open.",
                "Choose the folder that holds your posts, or give it with --library.",
            )
        })
    }
}

/// Milliseconds since 1970, as JavaScript counts them.
fn milliseconds(time: std::time::SystemTime) -> f64 {
    time.duration_since(std::time::UNIX_EPOCH).map_or(0.0, |since| since.as_millis() as f64)
}

/// A lock whose holder panicked still guards whole values here: every change is made in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
