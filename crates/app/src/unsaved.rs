//! Text that is not in its file yet goes into the journal half a second after a key, whether or not the file can be
//! written; after a crash it is there.
//!
//! One thread of its own: a key never waits for the disk. What cannot be kept is said once, and typing goes on. A row is
//! given up only when the file holds the text or the writer threw it away; what an earlier run left is
//! `commands/unsaved.rs`'s business.

use crate::after_keys::{AfterKeys, Gathered, gather};
use crate::buffer::Unsaved;
use crate::wire::events::AppEvent;
use crate::{App, lock};
use blog::PostPath;
use library::journal::{self, Journal, JournalError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

/// The journal, opened when it is first needed, and the thread that writes it.
pub struct JournalRoom {
    file: PathBuf,
    journal: Mutex<Option<Arc<Journal>>>,
    thread: AfterKeys,
    /// Held while texts of the open library are kept: a library is not closed in between.
    turn: Mutex<()>,
    /// The last try failed, and that was said.
    is_failing: AtomicBool,
}

impl JournalRoom {
    /// A room whose journal lies in this file.
    pub fn at(file: PathBuf) -> Self {
        Self {
            file,
            journal: Mutex::default(),
            thread: AfterKeys::default(),
            turn: Mutex::default(),
            is_failing: AtomicBool::default(),
        }
    }

    /// Something may have to be kept or given up.
    pub fn touch(&self) {
        self.thread.touch();
    }

    /// Where it lies.
    pub fn file(&self) -> &Path {
        &self.file
    }

    fn stop(&self) {
        self.thread.stop();
    }
}

/// Starts the thread. It holds the app weakly, so that dropping the app ends it.
pub fn start(app: &Arc<App>) {
    let (weak, pause) = (Arc::downgrade(app), app.ports.keep_after);
    app.unsaved.thread.start("journal", move |keys| work(&weak, keys, pause));
}

fn work(app: &Weak<App>, keys: &Receiver<()>, pause: Duration) {
    // A person who types without a pause must not keep the journal from being written.
    while gather(keys, pause, pause) == Gathered::Due {
        let Some(app) = app.upgrade() else { return };
        app.keep_unsaved();
    }
}

impl App {
    /// Keeps what is unsaved of every open post, and gives up what its file holds.
    pub fn keep_unsaved(&self) {
        let _turn = lock(&self.unsaved.turn);
        self.keep_all();
    }

    fn keep_all(&self) {
        let Ok(shelf) = self.shelf() else { return };
        let root = shelf.library.root();
        let buffers: Vec<_> = lock(&self.buffers).values().cloned().collect();
        let mut open = Vec::new();
        let mut refused = None;
        for buffer in &buffers {
            let (path, text) = {
                let buffer = lock(buffer);
                (buffer.path().clone(), buffer.unsaved())
            };
            let kept = match text {
                Some(text) => self.journal().and_then(|journal| journal.keep(root, &self.entry(&path, text))),
                None => self.if_open(|journal| journal.saved(root, &path)),
            };
            refused = refused.or(kept.err());
            open.push(path);
        }
        refused = refused.or(self.if_open(|journal| journal.retain(root, &open)).err());
        self.tell_kept(refused);
    }

    /// The text that is about to be written into the file of a post: what the journal holds of it must not be older.
    pub(crate) fn catch_up(&self, root: &Path, path: &PostPath, text: Unsaved) {
        // What goes wrong here is said by the thread, which tries the same.
        let _ = self.if_open(|journal| journal.catch_up(root, &self.entry(path, text)));
    }

    /// The post is not open any more; its file holds its text, or lies in the trash.
    pub(crate) fn forget_unsaved(&self, path: &PostPath) {
        if let Ok(shelf) = self.shelf() {
            let _ = self.if_open(|journal| journal.forget(shelf.library.root(), path));
        }
    }

    /// Closes the open library: saves what can be saved, and leaves the rest in the journal for its next opening.
    pub(crate) fn leave_library(&self) {
        self.save_all();
        let _turn = lock(&self.unsaved.turn);
        self.keep_all();
        self.keep_sessions();
        lock(&self.buffers).clear();
        if let Ok(shelf) = self.shelf() {
            let left = self.if_open(|journal| journal.leave(shelf.library.root()));
            self.tell_kept(left.err());
        }
    }

    /// Keeps what could not be saved and ends the thread.
    pub(crate) fn close_journal(&self) {
        self.unsaved.stop();
        self.keep_unsaved();
        lock(&self.unsaved.journal).take();
    }

    /// The journal, opened when it is not yet.
    pub(crate) fn journal(&self) -> Result<Arc<Journal>, JournalError> {
        let mut known = lock(&self.unsaved.journal);
        if let Some(journal) = &*known {
            return Ok(Arc::clone(journal));
        }
        let journal = Arc::new(Journal::open(&self.unsaved.file)?);
        *known = Some(Arc::clone(&journal));
        drop(known);
        if journal.was_damaged() {
            self.ports.events.send(AppEvent::Notice { text: DAMAGED.to_owned() });
        }
        Ok(journal)
    }

    fn if_open(&self, work: impl FnOnce(&Journal) -> Result<(), JournalError>) -> Result<(), JournalError> {
        let journal = lock(&self.unsaved.journal).clone();
        journal.map_or(Ok(()), |journal| work(&journal))
    }

    fn entry(&self, path: &PostPath, text: Unsaved) -> journal::Unsaved {
        let Unsaved { text, form, expected: base, .. } = text;
        journal::Unsaved { path: path.clone(), text, form, base, at: self.ports.clock.now() }
    }

    /// Says once that nothing can be kept; a damaged journal is opened anew the next time, which sets it aside.
    fn tell_kept(&self, refused: Option<JournalError>) {
        let was_failing = self.unsaved.is_failing.swap(refused.is_some(), Ordering::SeqCst);
        let Some(error) = refused else { return };
        if error.is_damage() {
            lock(&self.unsaved.journal).take();
            self.unsaved.touch();
        } else if !was_failing {
            self.ports.events.send(AppEvent::Notice { text: error.to_string() });
        }
    }
}

const DAMAGED: &str = "The file that keeps unsaved text for the case of a crash was damaged. It is set aside in Copydesk's data folder, and a new one is in use. Your posts are not affected.";
