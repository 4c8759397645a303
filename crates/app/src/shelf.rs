//! The open library: its folder, what is known of its posts, and who follows the files.
//!
//! The list is there at once, as it was known last; one thread brings it up to date behind the writer's back, and again
//! whenever more happened in the folder than can be told apart. Single files follow within moments.

use crate::searching::Searching;
use crate::vanished::Told;
use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use crate::wire::library::{LibraryView, PostState, ReadingView};
use crate::{App, lock};
use blog::PostPath;
use catalogue::Catalogue;
use jiff::tz::TimeZone;
use library::{Change, Library, OpenError, Watch};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A library that nothing is known of is waited for so long: most are read by then, and come up whole.
const AT_ONCE: Duration = Duration::from_millis(300);
/// Fewer files than this are read before anybody could read how far it is.
const WORTH_TELLING: usize = 2_000;
/// The window comes to the front often; the folder is looked at for it no more often than this.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);
/// So many changed files are looked at before the next ones.
const TOGETHER: usize = 500;

/// An open library.
pub struct Shelf {
    /// The folder.
    pub library: Arc<Library>,
    /// What is known of its posts.
    pub catalogue: Catalogue,
    /// Where its posts are looked for by their words.
    pub(crate) search: Searching,
    watch: Mutex<Option<Watch>>,
    /// What the outbox says of posts, where it says something.
    pub(crate) jobs: Mutex<HashMap<PostPath, PostState>>,
    reading: Mutex<Option<ReadingView>>,
    walk: Mutex<Walk>,
    /// What was said of posts that are not there.
    pub(crate) told: Mutex<Told>,
    /// When the folder was opened, or looked at because the window came to the front.
    looked: Mutex<Instant>,
    pub(crate) closed: AtomicBool,
    tidied: AtomicBool,
}

/// The walk through the folder that goes on behind the writer's back.
#[derive(Default)]
struct Walk {
    is_on: bool,
    /// Something happened that the present walk may have passed already.
    again: bool,
}

impl Shelf {
    /// A library that was just opened, not watched yet; `cache` is the system's folder for what can be had again.
    pub fn new(library: Library, cache: &Path, zone: TimeZone) -> Self {
        let library = Arc::new(library);
        let folder = catalogue::cache_folder(cache, &library);
        Self {
            catalogue: Catalogue::open(Arc::clone(&library), Some(&folder)),
            search: Searching::new(folder.join("search"), zone),
            library,
            watch: Mutex::default(),
            jobs: Mutex::default(),
            reading: Mutex::default(),
            walk: Mutex::default(),
            told: Mutex::default(),
            looked: Mutex::new(Instant::now()),
            closed: AtomicBool::default(),
            tidied: AtomicBool::default(),
        }
    }

    /// Nothing is followed any more: another library is open.
    fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.search.close();
        let watch = lock(&self.watch).take();
        drop(watch);
    }

    /// Whether another library is open.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    /// Whether a walk is to be begun; otherwise the present one is followed by another.
    fn begins_walk(&self) -> bool {
        let mut walk = lock(&self.walk);
        walk.again = walk.is_on;
        !std::mem::replace(&mut walk.is_on, true)
    }

    fn ends_walk(&self) -> bool {
        let mut walk = lock(&self.walk);
        walk.is_on = std::mem::take(&mut walk.again);
        !walk.is_on
    }
}

impl App {
    /// Opens a folder as the library, watches it, and brings its list up to date in the background.
    pub(crate) fn open_shelf(self: &Arc<Self>, folder: &Path) -> Result<LibraryView, WireError> {
        let shelf = self.put_shelf(folder)?;
        self.watch(&shelf);
        let wait = shelf.catalogue.counts().all == 0;
        self.follow(&shelf, if wait { AT_ONCE } else { Duration::ZERO });
        Ok(self.library_view(&shelf))
    }

    /// Follows what other programs do to the library, instead of whatever followed it before.
    pub(crate) fn watch(self: &Arc<Self>, shelf: &Shelf) {
        let app = Arc::downgrade(self);
        let watch = shelf.library.watch(Box::new(move |changes| {
            if let Some(app) = app.upgrade() {
                app.heard(&changes);
            }
        }));
        let refused = watch.as_ref().ok().and_then(|watch| watch.refused().map(str::to_owned));
        let before = std::mem::replace(&mut *lock(&shelf.watch), watch.ok());
        drop(before);
        if let Some(why) = refused {
            let text = format!(
                "Changes by other programs are looked for every ten seconds here, because {why}. Nothing is lost: each save compares with the file first."
            );
            self.ports.events.send(AppEvent::Notice { text });
        }
    }

    /// The window came to the front: other programs may have been at work, and not everything they do is heard of.
    pub fn came_to_front(self: &Arc<Self>) {
        let Ok(shelf) = self.shelf() else { return };
        let is_soon = {
            let mut looked = lock(&shelf.looked);
            let is_soon = looked.elapsed() < BETWEEN_LOOKS;
            if !is_soon {
                *looked = Instant::now();
            }
            is_soon
        };
        if !is_soon {
            self.heard(&[Change::Rescan]);
        }
    }

    /// Opens a folder as the library of one command: nothing is followed, and the list is as it was known last until
    /// [`App::look_again`].
    pub(crate) fn open_shelf_unwatched(&self, folder: &Path) -> Result<LibraryView, WireError> {
        let shelf = self.put_shelf(folder)?;
        Ok(self.library_view(&shelf))
    }

    fn put_shelf(&self, folder: &Path) -> Result<Arc<Shelf>, WireError> {
        let library = Library::open(folder)
            .map_err(|error| WireError::input(error.to_string(), "Your files were not touched."))?
            .with_spare_folder(&self.ports.folders.data.join("rescue"));
        let shelf = Arc::new(Shelf::new(library, &self.ports.folders.cache, self.ports.zone.clone()));
        self.leave_library();
        // Closing waits for the watcher, and the watcher may be asking which library is open.
        let before = lock(&self.shelf).replace(Arc::clone(&shelf));
        if let Some(before) = before {
            before.close();
        }
        self.take_jobs(&shelf);
        Ok(shelf)
    }

    fn library_view(&self, shelf: &Shelf) -> LibraryView {
        let folder = shelf.library.root();
        LibraryView {
            name: folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned(),
            folder: folder.display().to_string(),
            read_only: shelf.library.read_only_reason(),
            vanished: shelf.vanished(),
            counts: self.counts(shelf),
        }
    }

    /// Walks through the open library here and now: for whom the list must be whole, and the command line has no later.
    pub fn look_again(&self) -> Result<(), WireError> {
        let shelf = self.shelf()?;
        let before = shelf.catalogue.generation();
        let walked = shelf.catalogue.bring_up_to_date(&|_| ControlFlow::Continue(()));
        walked.map_err(|error| WireError::other(error.to_string(), "Your files were not touched."))?;
        if self.take_jobs(&shelf) || shelf.catalogue.generation() != before {
            self.tell_library(&shelf);
        }
        Ok(())
    }

    /// Walks through the folder here and now, and says what is not there.
    pub(crate) fn bring_up_to_date(self: &Arc<Self>, shelf: &Arc<Shelf>) {
        let before = shelf.catalogue.generation();
        let _: Result<(), OpenError> = shelf.catalogue.bring_up_to_date(&|_| ControlFlow::Continue(()));
        if shelf.catalogue.generation() != before {
            self.tell_library(shelf);
        }
        self.tell_vanished(shelf);
    }

    /// Walks through the folder in the background, and waits so long for the end of it.
    pub(crate) fn follow(self: &Arc<Self>, shelf: &Arc<Shelf>, wait: Duration) {
        if !shelf.begins_walk() {
            return;
        }
        let (done, ended) = channel();
        let (weak, shelf) = (Arc::downgrade(self), Arc::clone(shelf));
        let walk = move || {
            loop {
                let told = |progress: catalogue::Progress| {
                    let worth = progress.of >= WORTH_TELLING && progress.done < progress.of;
                    let reading =
                        worth.then(|| ReadingView { done: whole(progress.done), of: whole(progress.of) });
                    if let Some(app) = weak.upgrade() {
                        app.tell_reading(&shelf, reading);
                    }
                    if shelf.closed.load(Ordering::SeqCst) {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                };
                // A folder that is not there now leaves the list as it was known, and the writer is told.
                let _: Result<(), OpenError> = shelf.catalogue.bring_up_to_date(&told);
                if let Some(app) = weak.upgrade() {
                    app.take_jobs(&shelf);
                    app.tell_reading(&shelf, None);
                    app.tell_vanished(&shelf);
                    app.index(&shelf);
                }
                if shelf.ends_walk() {
                    break;
                }
            }
            if let Some(app) = weak.upgrade() {
                app.tidy_up(&shelf);
            }
            let _nobody_waits_any_more = done.send(());
        };
        let thread = std::thread::Builder::new().name("catalogue".into()).spawn(walk);
        if thread.is_ok() && !wait.is_zero() {
            let _: Result<(), RecvTimeoutError> = ended.recv_timeout(wait);
        }
    }

    /// Tidies up after a crash, once for each opening; says what was found now that is in no post. The next start says it
    /// again.
    fn tidy_up(&self, shelf: &Shelf) {
        if shelf.tidied.swap(true, Ordering::SeqCst) {
            return;
        }
        let before = shelf.library.rescued();
        let kept = shelf.library.sweep(self.ports.clock.now()).kept;
        if kept != before
            && let Some(text) = rescued_words(&kept)
        {
            self.ports.events.send(AppEvent::Notice { text });
        }
    }

    /// Looks at these posts again, and tells when the list is not what it was.
    pub(crate) fn refresh(&self, paths: &[PostPath]) {
        let Ok(shelf) = self.shelf() else { return };
        let before = shelf.catalogue.generation();
        for some in paths.chunks(TOGETHER) {
            shelf.catalogue.look(some);
        }
        shelf.search.take(&shelf, paths);
        if self.take_jobs(&shelf) || shelf.catalogue.generation() != before {
            self.tell_library(&shelf);
        }
    }

    /// What was exchanged with a blog for this post is not what it was.
    pub(crate) fn exchanged(&self, key: &blog::PostKey, blog: &str) {
        let Ok(shelf) = self.shelf() else { return };
        let before = shelf.catalogue.generation();
        shelf.catalogue.exchanged(key, blog);
        if shelf.catalogue.generation() != before {
            self.tell_library(&shelf);
        }
    }

    fn tell_reading(&self, shelf: &Arc<Shelf>, reading: Option<ReadingView>) {
        *lock(&shelf.reading) = reading;
        let is_open = lock(&self.shelf).as_ref().is_some_and(|open| Arc::ptr_eq(open, shelf));
        if is_open {
            self.tell_library(shelf);
        }
    }

    pub(crate) fn tell_library(&self, shelf: &Shelf) {
        let reading = *lock(&shelf.reading);
        let generation = shelf.catalogue.generation() as f64;
        let (counts, indexing) = (self.counts(shelf), shelf.search.progress());
        self.ports.events.send(AppEvent::LibraryChanged { generation, counts, reading, indexing });
    }

    /// What the watcher heard: open posts are told, the list follows.
    fn heard(self: &Arc<Self>, changes: &[Change]) {
        let open: Vec<PostPath> = lock(&self.buffers).keys().cloned().collect();
        for path in open {
            let concerned = changes.iter().any(|change| match change {
                Change::Written { path: changed } | Change::Gone { path: changed } => *changed == path,
                Change::Rescan => true,
            });
            if concerned {
                self.ports.events.send(AppEvent::Outside { path: path.as_str().to_owned() });
            }
        }
        let paths: Vec<PostPath> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Written { path } | Change::Gone { path } => Some(path.clone()),
                Change::Rescan => None,
            })
            .collect();
        self.refresh(&paths);
        let Ok(shelf) = self.shelf() else { return };
        self.tell_vanished(&shelf);
        if changes.contains(&Change::Rescan) {
            self.follow(&shelf, Duration::ZERO);
        }
    }
}

/// What is said of texts that a crash left behind.
pub(crate) fn rescued_words(rescued: &[PathBuf]) -> Option<String> {
    let folder = rescued.first()?.parent()?.display().to_string();
    Some(format!(
        "A save that broke off left a text that is in no post. It is safe in \"{folder}\": look at it, then move it to where it belongs or delete it."
    ))
}

/// A count for the window.
pub(crate) fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
