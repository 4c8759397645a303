//! Noticing what other programs do to the folder. The one file that knows `notify`.
//!
//! Events are hints, never facts: each is checked against the disk, and what this library wrote itself is recognised by
//! its content. Where the hints are not to be trusted (new folders, renamed folders, a queue that ran over) the whole
//! folder is to be scanned again. What a change means is for the caller to decide; nothing here touches a file.

use crate::echo::Echo;
use crate::file::{self, NoBytes};
use crate::scan::{is_hidden, is_post_name, post_path};
use crate::{Library, MAX_BYTES, words};
use blog::{ContentHash, PostPath};
use notify_debouncer_full::notify::event::{EventKind, ModifyKind, RemoveKind, RenameMode};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a file must be left alone before it is looked at.
const SETTLE: Duration = Duration::from_millis(200);

/// What another program did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A post was created or changed; it holds something that this library did not write.
    Written {
        /// Where it lies.
        path: PostPath,
    },
    /// A post was deleted or moved away.
    Gone {
        /// Where it was.
        path: PostPath,
    },
    /// More happened than can be told apart: scan the library.
    Rescan,
}

/// A folder cannot be watched. Everything else works; changes are noticed at the next save or scan.
#[derive(Debug, thiserror::Error)]
#[error("Changes by other programs cannot be noticed at once in \"{}\": {reason}. Nothing is lost: each save compares with the file first. Open the library again to see what changed.", folder.display())]
pub struct WatchError {
    /// The library's folder.
    pub folder: PathBuf,
    /// What the system said.
    pub reason: String,
}

/// Watches until it is dropped; no call comes after that.
#[derive(Debug)]
pub struct Watch {
    stop: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.stop.send(Message::Stop);
        let own = |thread: &JoinHandle<()>| thread.thread().id() == std::thread::current().id();
        if let Some(thread) = self.thread.take().filter(|thread| !own(thread)) {
            let _ = thread.join();
        }
    }
}

enum Message {
    Events(DebounceEventResult),
    Stop,
}

impl Library {
    /// Calls `on_change` from a thread of its own, about 200 ms after another program left a file alone. Our own saves
    /// are not reported.
    pub fn watch(&self, on_change: Box<dyn Fn(Vec<Change>) + Send>) -> Result<Watch, WatchError> {
        let refused = |reason: String| WatchError { folder: self.root.clone(), reason };
        let (send, messages) = channel();
        let events = send.clone();
        let mut debouncer = new_debouncer(SETTLE, None, move |result| {
            let _ = events.send(Message::Events(result));
        })
        .map_err(|error| refused(in_words(&error)))?;
        debouncer.watch(&self.root, RecursiveMode::Recursive).map_err(|error| refused(in_words(&error)))?;
        let watching =
            Watching { root: self.root.clone(), echo: Arc::clone(&self.echo), debouncer, on_change };
        let thread =
            std::thread::Builder::new().name("library-watch".into()).spawn(move || watching.run(&messages));
        let thread = thread.map_err(|error| refused(words::because(&error)))?;
        Ok(Watch { stop: send, thread: Some(thread) })
    }
}

fn in_words(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::Io(error) => words::because(error),
        notify::ErrorKind::MaxFilesWatch => "the system watches too many folders already".to_owned(),
        _ => error.to_string(),
    }
}

struct Watching {
    root: PathBuf,
    echo: Arc<Echo>,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    on_change: Box<dyn Fn(Vec<Change>) + Send>,
}

impl Watching {
    fn run(mut self, messages: &Receiver<Message>) {
        while let Ok(Message::Events(result)) = messages.recv() {
            let hints = match result {
                Ok(events) => Hints::of(&self.root, &events),
                Err(_) => Hints { rescan: true, ..Hints::default() },
            };
            if hints.folder_renamed {
                // Later events below a renamed folder carry its old name: watch anew.
                let _ = self.debouncer.unwatch(&self.root);
                let _ = self.debouncer.watch(&self.root, RecursiveMode::Recursive);
            }
            let mut changes: Vec<Change> = hints.files.iter().filter_map(|file| self.look(file)).collect();
            if hints.rescan || hints.folder_renamed {
                changes.push(Change::Rescan);
            }
            if !changes.is_empty() {
                (self.on_change)(changes);
            }
        }
    }

    /// What is at this place now, if that is news.
    fn look(&self, file: &Path) -> Option<Change> {
        let path = post_path(&self.root, file)?;
        let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        let mut read = file::read_file(&target, MAX_BYTES);
        if matches!(&read, Ok(bytes) if bytes.is_empty()) {
            // Most likely somebody is about to write: an empty file is believed only when it stays so.
            std::thread::sleep(SETTLE);
            read = file::read_file(&target, MAX_BYTES);
        }
        match read {
            Ok(bytes) => {
                self.echo.is_news(&target, &ContentHash::of(&bytes)).then_some(Change::Written { path })
            }
            Err(NoBytes::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                self.echo.forget(&target);
                Some(Change::Gone { path })
            }
            Err(_) => Some(Change::Written { path }),
        }
    }
}

/// Where to look, from a batch of events.
#[derive(Debug, Default, PartialEq)]
struct Hints {
    files: BTreeSet<PathBuf>,
    rescan: bool,
    folder_renamed: bool,
}

impl Hints {
    fn of(root: &Path, events: &[DebouncedEvent]) -> Self {
        let mut hints = Self::default();
        for event in events {
            hints.rescan |= event.need_rescan();
            if matches!(event.kind, EventKind::Access(_)) {
                continue;
            }
            for path in event.paths.iter().filter(|path| is_ours(root, path)) {
                hints.take(root, event.kind, path);
            }
        }
        hints
    }

    fn take(&mut self, root: &Path, kind: EventKind, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let renamed = matches!(kind, EventKind::Modify(ModifyKind::Name(_)));
        let left = matches!(kind, EventKind::Modify(ModifyKind::Name(RenameMode::From)));
        if path == root {
            self.rescan |= renamed || matches!(kind, EventKind::Remove(_));
        } else if path.is_dir() {
            // Files may have been put into a new folder before it was watched.
            self.rescan |= matches!(kind, EventKind::Create(_));
            self.folder_renamed |= renamed;
        } else if is_post_name(&name) {
            self.files.insert(path.to_owned());
        } else if matches!(kind, EventKind::Remove(RemoveKind::Folder)) || (left && !name.contains('.')) {
            self.rescan = true;
        }
    }
}

/// Whether a path lies in a part of the library that holds posts.
fn is_ours(root: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else { return false };
    !inside.iter().any(|part| is_hidden(&part.to_string_lossy()))
}
