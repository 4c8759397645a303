//! Saving by itself: one second after the last key, and at the latest five seconds after the first unsaved one.
//!
//! One thread waits for edits; every save goes through the library's compare-and-swap. Nothing is decided by the wall
//! clock.

use crate::after_keys::{AfterKeys, Gathered, gather};
use crate::buffer::{Buffer, Due};
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use crate::{App, lock, milliseconds};
use blog::PostPath;
use library::SaveError;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

/// The longest a person can type without a pause before the text is saved anyway.
const LONGEST: Duration = Duration::from_secs(5);

/// The thread that saves.
#[derive(Default)]
pub struct Autosave {
    thread: AfterKeys,
    /// One save at a time: a second one must see what the first one wrote.
    turn: Mutex<()>,
}

impl Autosave {
    /// A key was pressed.
    pub fn touch(&self) {
        self.thread.touch();
    }

    /// Ends the thread and waits for it.
    pub fn stop(&self) {
        self.thread.stop();
    }
}

/// Starts the thread. It holds the app weakly, so that dropping the app ends it.
pub fn start(app: &Arc<App>) {
    let (weak, quiet) = (Arc::downgrade(app), app.ports.save_after);
    app.autosave.thread.start("autosave", move |keys| wait(&weak, keys, quiet));
}

fn wait(app: &Weak<App>, keys: &Receiver<()>, quiet: Duration) {
    loop {
        let gathered = gather(keys, quiet, LONGEST);
        let Some(app) = app.upgrade().filter(|_| gathered != Gathered::Nothing) else { return };
        app.save_all();
        if gathered == Gathered::Last {
            return;
        }
    }
}

impl App {
    /// Saves every open post that has something unsaved. Returns the errors, which were also sent as events.
    pub fn save_all(&self) -> Vec<WireError> {
        let buffers: Vec<_> = lock(&self.buffers).values().cloned().collect();
        buffers.iter().filter_map(|buffer| self.save_buffer(buffer).err()).collect()
    }

    /// Saves one open post if it has something unsaved. The text stays in the buffer whatever happens.
    pub(crate) fn save_buffer(&self, buffer: &Mutex<Buffer>) -> Result<(), WireError> {
        let _turn = lock(&self.autosave.turn);
        let shelf = self.shelf()?;
        let (path, due) = {
            let mut buffer = lock(buffer);
            (buffer.path().clone(), buffer.due())
        };
        let unsaved = match due {
            Due::Nothing => return Ok(()),
            Due::Announce(version) => {
                self.tell_saved(&path, version);
                return Ok(());
            }
            Due::Write(unsaved) => unsaved,
        };
        self.catch_up(shelf.library.root(), &path, unsaved.clone());
        if unsaved.expected.is_some() {
            self.keep_before_save(&shelf.library, &path, &unsaved.text);
        }
        let saved = match &unsaved.expected {
            Some(expected) => shelf.library.save(&path, &unsaved.text, unsaved.form, expected),
            None => shelf.library.write_new(&path, &unsaved.text, unsaved.form),
        };
        match saved {
            Ok(hash) => {
                let version = unsaved.version;
                lock(buffer).written(unsaved, hash);
                self.unsaved.touch();
                self.tell_saved(&path, version);
                self.refresh(&[path]);
                Ok(())
            }
            Err(error) => {
                let error = save_error(&error);
                let path = path.as_str().to_owned();
                let event = if error.code == ErrorCode::ChangedOutside {
                    AppEvent::Outside { path }
                } else {
                    AppEvent::NotSaved { path, error: error.clone() }
                };
                self.ports.events.send(event);
                Err(error)
            }
        }
    }
}

impl App {
    /// A key was pressed in an open post: it will be kept and saved.
    pub(crate) fn typed(&self) {
        self.autosave.touch();
        self.unsaved.touch();
    }

    fn tell_saved(&self, path: &PostPath, version: u32) {
        let at_ms = milliseconds(self.ports.clock.now());
        self.ports.events.send(AppEvent::Saved { path: path.as_str().to_owned(), version, at_ms });
    }
}

/// A save that did not happen, in the writer's words.
pub(crate) fn save_error(error: &SaveError) -> WireError {
    let code = match error {
        SaveError::ChangedOutside { .. } | SaveError::Vanished { .. } => ErrorCode::ChangedOutside,
        _ => ErrorCode::Other,
    };
    WireError::new(
        code,
        error.to_string(),
        "Your text is still open here, and the file is as it was. It is saved again with the next change.",
    )
}
