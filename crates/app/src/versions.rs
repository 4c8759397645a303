//! When a text becomes a version, and what happens when it cannot: nothing here ever stands in the way of a save.
//!
//! What is replaced by a choice of the writer is kept before anything is changed, and without that nothing is changed. What
//! is kept by itself (saves at distances, what was sent) is kept if it can be; that it cannot is said once.

mod distance;

use crate::buffer::Buffer;
use crate::wire::events::AppEvent;
use crate::{App, lock};
use blog::PostPath;
use distance::Distance;
use library::{FileForm, KeepError, Library, NewVersion, Why};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is remembered of the open posts' versions.
#[derive(Default)]
pub(crate) struct Versions {
    distances: Mutex<HashMap<PostPath, Distance>>,
    /// Since something could be kept last, it was said that nothing can.
    said: AtomicBool,
}

impl App {
    /// Keeps a text as a version of this post. For what is about to be replaced: an error must stop that.
    pub(crate) fn keep_text(
        &self,
        library: &Library,
        path: &PostPath,
        (text, form): (&str, FileForm),
        why: Why,
        blog: Option<&str>,
    ) -> Result<(), KeepError> {
        let (bytes, at, by) = (form.bytes(text), self.ports.clock.now(), self.device());
        library.keep(&NewVersion { path, bytes: &bytes, why, blog, at, by: &by }).map(|_| ())
    }

    /// The same for what is kept by itself: that it cannot be kept is said once, and nothing else changes.
    pub(crate) fn keep_if_possible(
        &self,
        library: &Library,
        path: &PostPath,
        text: (&str, FileForm),
        why: Why,
        blog: Option<&str>,
    ) {
        match self.keep_text(library, path, text, why, blog) {
            Ok(()) => self.versions.said.store(false, Ordering::SeqCst),
            Err(error) => {
                if !self.versions.said.swap(true, Ordering::SeqCst) {
                    let text = format!(
                        "{error} Posts are saved as ever; versions are kept again as soon as that is put right."
                    );
                    self.ports.events.send(AppEvent::Notice { text });
                }
            }
        }
    }

    /// A save is about to replace what is in the file: keeps that when the last version is some way off.
    pub(crate) fn keep_before_save(&self, library: &Library, path: &PostPath, new: &str) {
        let Ok(old) = library.read(path) else { return };
        if old.read_only.is_some() {
            return;
        }
        let now = self.ports.clock.now();
        let due = lock(&self.versions.distances).entry(path.clone()).or_default().before(&old.text, new, now);
        if let Some(text) = due {
            self.keep_if_possible(library, path, (&text, old.form), Why::Saved, None);
        }
    }

    /// The post is being closed: what was written to it in this session is kept, whoever writes its file next. The next
    /// save is a first one again.
    pub(crate) fn keep_session(&self, library: &Library, buffer: &Mutex<Buffer>) {
        let (path, text, form) = {
            let buffer = lock(buffer);
            (buffer.path().clone(), buffer.file_text(), buffer.form())
        };
        let was_written = lock(&self.versions.distances).remove(&path).is_some();
        if was_written && !text.trim().is_empty() {
            self.keep_if_possible(library, &path, (&text, form), Why::Saved, None);
        }
    }

    /// The same for all open posts.
    pub(crate) fn keep_sessions(&self) {
        let Ok(shelf) = self.shelf() else { return };
        let buffers: Vec<_> = lock(&self.buffers).values().cloned().collect();
        buffers.iter().for_each(|buffer| self.keep_session(&shelf.library, buffer));
        lock(&self.versions.distances).clear();
    }

    /// A name for this computer that no other one has, drawn once.
    fn device(&self) -> String {
        let known = lock(&self.settings).device.clone();
        known.unwrap_or_else(|| {
            let drawn: String = (self.ports.random)().iter().map(|byte| format!("{byte:02x}")).collect();
            self.remember(|settings| {
                settings.device.get_or_insert(drawn.clone());
            });
            lock(&self.settings).device.clone().unwrap_or(drawn)
        })
    }
}
