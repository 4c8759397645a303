//! Noticing what other programs do to the folder. The one file that knows `notify`.
//!
//! Events are hints, never facts: each is checked against the disk, and what this library wrote itself is recognised by
//! its content. Where the hints are not to be trusted (new folders, renamed folders, a queue that ran over, thousands of
//! files at once) the whole folder is to be scanned again; where none may come (a network, a system that watches too
//! much already) it is to be scanned every few seconds. What a change means is for the caller to decide; nothing here
//! touches a file.

mod gathering;

use crate::echo::Echo;
use crate::file::{self, NoBytes};
use crate::walk::{is_hidden, is_post_name, post_path};
use crate::{Library, MAX_BYTES, place, vanishing, words};
use blog::{ContentHash, PostPath};
use gathering::{Due, Gathering};
use notify_debouncer_full::notify::event::{EventKind, ModifyKind, RemoveKind, RenameMode};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a file must be left alone before it is looked at.
const SETTLE: Duration = Duration::from_millis(50);
/// How often is looked which files were left alone.
const TICK: Duration = Duration::from_millis(10);
/// How often a folder is scanned whose events may not come.
const AGAIN: Duration = Duration::from_secs(10);
/// How often is looked whether the folder is still the same one: a disk that is unmounted says nothing.
const GLANCE: Duration = Duration::from_secs(2);

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

/// No thread could be had for watching. Everything else works; changes are noticed at the next save or scan.
#[derive(Debug, thiserror::Error)]
#[error("Changes by other programs cannot be noticed at once in \"{}\": {}. Nothing is lost: each save compares with the file first. Open the library again to see what changed.", folder.display(), words::because(source))]
pub struct WatchError {
    /// The library's folder.
    pub folder: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

/// Watches until it is dropped; no call comes after that.
#[derive(Debug)]
pub struct Watch {
    stop: Sender<Message>,
    thread: Option<JoinHandle<()>>,
    refused: Option<String>,
}

impl Watch {
    /// Why the folder is looked through every few seconds instead of being watched, when the system refused; a clause
    /// without a full stop.
    pub fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }
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

type Watcher = Debouncer<RecommendedWatcher, RecommendedCache>;

impl Library {
    /// Calls `on_change` from a thread of its own, less than a tenth of a second after another program left a file alone.
    /// Our own saves are not reported. Where the folder cannot be watched, or events from elsewhere may not come, it asks
    /// for a scan every ten seconds.
    pub fn watch(&self, on_change: Box<dyn Fn(Vec<Change>) + Send>) -> Result<Watch, WatchError> {
        let (send, messages) = channel();
        let (watcher, refused) = match self.watcher(send.clone()) {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(in_words(&error))),
        };
        let root = self.root.clone();
        let is_remote = place::is_remote(&root);
        let every = (watcher.is_none() || is_remote).then_some(AGAIN);
        let folder = which_folder(&root);
        let watching =
            Watching { root, folder, echo: Arc::clone(&self.echo), watcher, is_remote, every, on_change };
        let thread =
            std::thread::Builder::new().name("library-watch".into()).spawn(move || watching.run(&messages));
        let thread = thread.map_err(|source| WatchError { folder: self.root.clone(), source })?;
        Ok(Watch { stop: send, thread: Some(thread), refused })
    }

    fn watcher(&self, events: Sender<Message>) -> Result<Watcher, notify::Error> {
        let mut watcher = new_debouncer(SETTLE, Some(TICK), move |result| {
            let _ = events.send(Message::Events(result));
        })?;
        watcher.watch(&self.root, RecursiveMode::Recursive)?;
        Ok(watcher)
    }
}

/// Rings until it is dropped.
#[derive(Debug)]
pub(crate) struct Bell {
    _watcher: RecommendedWatcher,
}

/// Calls `on_event` whenever something happens in a folder of Copydesk's own, not below it; on a thread of its own.
pub(crate) fn bell(folder: &Path, on_event: Box<dyn Fn() + Send>) -> Result<Bell, notify::Error> {
    let mut watcher = notify::recommended_watcher(move |_: notify::Result<notify::Event>| on_event())?;
    notify::Watcher::watch(&mut watcher, folder, RecursiveMode::NonRecursive)?;
    Ok(Bell { _watcher: watcher })
}

/// Which folder is at this place, as far as the system says; `None`: none.
type Identity = Option<(u64, u64)>;

fn which_folder(root: &Path) -> Option<Identity> {
    let metadata = std::fs::metadata(root).ok().filter(std::fs::Metadata::is_dir)?;
    Some(vanishing::identity(&metadata))
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
    /// Which folder that is now; `None`: none.
    folder: Option<Identity>,
    echo: Arc<Echo>,
    watcher: Option<Watcher>,
    is_remote: bool,
    /// How often the folder is scanned without an event.
    every: Option<Duration>,
    on_change: Box<dyn Fn(Vec<Change>) + Send>,
}

impl Watching {
    fn run(mut self, messages: &Receiver<Message>) {
        let mut gathering = Gathering::default();
        let mut next_scan = self.every.map(|every| Instant::now() + every);
        let mut next_glance = Instant::now() + GLANCE;
        loop {
            let now = Instant::now();
            let in_time = |at: Instant| at.saturating_duration_since(now);
            let scan_in = next_scan.map(in_time);
            let pause =
                gathering.pause(now).into_iter().chain(scan_in).fold(in_time(next_glance), Duration::min);
            match messages.recv_timeout(pause) {
                Ok(Message::Events(result)) => self.gather(result, &mut gathering),
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
            if next_glance <= Instant::now() {
                self.glance(&mut gathering);
                next_glance = Instant::now() + GLANCE;
            }
            let mut due = gathering.due(Instant::now());
            due.rescan |= next_scan.is_some_and(|at| at <= Instant::now());
            let begun = Instant::now();
            let scanned = due.rescan;
            self.tell(due, &mut gathering);
            if scanned || next_scan.is_none() {
                // A library that takes long to scan is not scanned all the time.
                next_scan = self.every.map(|every| Instant::now() + every.max(begun.elapsed() * 10));
            }
        }
    }

    fn gather(&mut self, result: DebounceEventResult, gathering: &mut Gathering) {
        let hints = match result {
            Ok(events) => Hints::of(&self.root, &events),
            Err(errors) => {
                if errors.iter().any(|error| matches!(error.kind, notify::ErrorKind::MaxFilesWatch)) {
                    self.every = Some(AGAIN);
                }
                Hints { rescan: true, ..Hints::default() }
            }
        };
        if hints.watch_anew {
            self.watch_anew();
        }
        gathering.take(hints.files, hints.rescan || hints.watch_anew, Instant::now());
    }

    /// Looks whether another folder is in the place of the one that is watched, or none.
    fn glance(&mut self, gathering: &mut Gathering) {
        let now = which_folder(&self.root);
        if now != self.folder {
            self.folder = now;
            self.watch_anew();
            gathering.take([], true, Instant::now());
        }
    }

    fn watch_anew(&mut self) {
        let Some(watcher) = self.watcher.as_mut() else { return };
        let _ = watcher.unwatch(&self.root);
        let is_watched = watcher.watch(&self.root, RecursiveMode::Recursive).is_ok();
        self.every = (!is_watched || self.is_remote).then_some(AGAIN);
    }

    fn tell(&self, due: Due, gathering: &mut Gathering) {
        let mut changes: Vec<Change> =
            due.files.iter().filter_map(|file| self.look(file, gathering)).collect();
        changes.extend(due.left.iter().filter_map(|file| self.look_again(file, gathering)));
        if due.rescan {
            changes.push(Change::Rescan);
        }
        if !changes.is_empty() {
            (self.on_change)(changes);
        }
    }

    /// What is at this place now, if that is news.
    fn look(&self, file: &Path, gathering: &mut Gathering) -> Option<Change> {
        let path = post_path(&self.root, file)?;
        let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        match file::read_file(&target, MAX_BYTES) {
            Ok(bytes) if gathering.doubts(file, bytes.is_empty(), Instant::now()) => None,
            Ok(bytes) => {
                self.echo.is_news(&target, &ContentHash::of(&bytes)).then_some(Change::Written { path })
            }
            Err(NoBytes::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                gathering.leaves(file, Instant::now());
                None
            }
            Err(_) => Some(Change::Written { path }),
        }
    }

    /// What is at this place, where a moment ago nothing was.
    fn look_again(&self, file: &Path, gathering: &mut Gathering) -> Option<Change> {
        match std::fs::metadata(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.echo.forget(file);
                Some(Change::Gone { path: post_path(&self.root, file)? })
            }
            _ => self.look(file, gathering),
        }
    }
}

/// Where to look, from a batch of events.
#[derive(Debug, Default, PartialEq)]
struct Hints {
    files: BTreeSet<PathBuf>,
    rescan: bool,
    /// Folders have other names or may have been missed: the watch is set up once more.
    watch_anew: bool,
}

impl Hints {
    fn of(root: &Path, events: &[DebouncedEvent]) -> Self {
        let mut hints = Self::default();
        for event in events {
            // Events were dropped, perhaps also those of new folders.
            hints.watch_anew |= event.need_rescan();
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
            // Later events below a renamed folder carry its old name.
            self.watch_anew |= renamed;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_watched_is_scanned_again_and_again() {
        let (send, heard) = channel();
        let (stop, messages) = channel();
        let watching = Watching {
            root: PathBuf::from("/posts"),
            folder: None,
            echo: Arc::default(),
            watcher: None,
            is_remote: false,
            every: Some(Duration::from_millis(20)),
            on_change: Box::new(move |changes| drop(send.send(changes))),
        };
        let thread = std::thread::spawn(move || watching.run(&messages));
        for _ in 0..3 {
            assert_eq!(heard.recv_timeout(Duration::from_secs(20)).unwrap(), [Change::Rescan]);
        }
        stop.send(Message::Stop).unwrap();
        thread.join().unwrap();
    }

    #[test]
    fn what_ran_over_is_scanned_and_watched_anew() {
        let overflow = notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        let events = [DebouncedEvent::new(overflow, Instant::now())];
        let hints = Hints::of(Path::new("/posts"), &events);
        assert!(hints.watch_anew && hints.files.is_empty());
    }
}
