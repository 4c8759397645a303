//! What posts the library holds, found at once.
//!
//! The files are the truth; this is what is known of them, kept so that a list of a hundred thousand posts is there when
//! the window is. A compact entry per post is in memory, the rest in a file of the cache folder that may be deleted at any
//! time. [`Catalogue::bring_up_to_date`] walks through the folder in the background and reads only what changed;
//! [`Catalogue::look`] takes single files, from the watcher or after a save. It refuses to change a post, to know what
//! the outbox does (it is told, as marks), and to fail because its own file is damaged.

mod entry;
mod fold;
mod follow;
mod held;
mod standing;
mod store;
mod view;

pub use fold::fold;
pub use follow::Progress;
pub use standing::{Filter, Mark, Place, Standing};
pub use store::Linked;
pub use view::{Counts, Key, Page, Row, Sort, View};

use blog::{ContentHash, PostKey, PostPath, Status};
use held::Held;
use library::{Library, Skipped, Stamp};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;

/// The posts of one library. Cheap to ask from any thread.
#[derive(Debug)]
pub struct Catalogue {
    library: Arc<Library>,
    held: Mutex<Held>,
    /// `None` only where SQLite refuses even memory.
    store: Mutex<Option<Store>>,
    /// One walk at a time.
    walking: Mutex<()>,
    /// What is read is put in its place before the next is read: an older reading never comes last.
    reading: Mutex<()>,
}

/// The folder in which everything that can be had again from a library's files is kept.
pub fn cache_folder(cache: &Path, library: &Library) -> PathBuf {
    let root = ContentHash::of(library.root().as_os_str().as_encoded_bytes());
    cache.join("libraries").join(root.short())
}

impl Catalogue {
    /// The posts as they were known last; nothing is read from the library. `folder` is made when missing; without one,
    /// and where it cannot be written, all is kept in memory for this run.
    pub fn open(library: Arc<Library>, folder: Option<&Path>) -> Self {
        let folder = folder.filter(|folder| library::files::make_folder(folder).is_ok());
        let file = folder.map(|folder| folder.join("catalogue.sqlite"));
        let mut store = Store::open(file.as_deref());
        let mut held = Held::default();
        if let Ok(store) = &mut store {
            held.changing(usize::MAX);
            if store.each(|brief| held.put(&brief)).is_err() {
                held = Held::default();
                store.begin_anew();
            }
        }
        let catalogue = Self {
            library,
            held: Mutex::new(held),
            store: Mutex::new(store.ok()),
            walking: Mutex::default(),
            reading: Mutex::default(),
        };
        catalogue.take_pins();
        catalogue
    }

    /// The library.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Part of a view: `count` rows from `offset` on, and where these posts stand in it.
    pub fn page(&self, view: &View, offset: usize, count: usize, find: &[Option<PostPath>]) -> Page {
        let mut held = lock(&self.held);
        let slots = held.view(view);
        let doubled = held.doubled();
        let shown = slots.iter().skip(offset).take(count);
        let rows: Vec<Row> = shown.filter_map(|slot| held.row(held.entry(*slot)?, &doubled)).collect();
        let found = find.iter().map(|path| held.place_of(path.as_ref()?, &slots)).collect();
        let page = Page { generation: held.generation, total: slots.len(), rows, found };
        drop(held);
        Page { rows: page.rows.into_iter().map(|row| self.with_detail(row)).collect(), ..page }
    }

    /// The rows of these posts, as far as they are known.
    pub fn rows(&self, paths: &[PostPath]) -> Vec<Row> {
        let mut held = lock(&self.held);
        let doubled = held.doubled();
        let rows: Vec<Row> =
            paths.iter().filter_map(|path| held.row(held.find(path.as_str())?, &doubled)).collect();
        drop(held);
        rows.into_iter().map(|row| self.with_detail(row)).collect()
    }

    fn with_detail(&self, row: Row) -> Row {
        let detail = self.stored(|store| store.detail(row.path.as_str())).flatten().unwrap_or_default();
        Row { first_words: detail.first_words, date: detail.date, unreadable: detail.unreadable, ..row }
    }

    /// How many posts there are.
    pub fn counts(&self) -> Counts {
        lock(&self.held).counts()
    }

    /// A number that grows with every change.
    pub fn generation(&self) -> u64 {
        lock(&self.held).generation
    }

    /// Whether this post is known.
    pub fn has(&self, path: &PostPath) -> bool {
        lock(&self.held).find(path.as_str()).is_some()
    }

    /// All posts with the stamps of their files, as they were when they were read last.
    pub fn stamps(&self) -> Vec<(PostPath, Stamp)> {
        let held = lock(&self.held);
        held.all().filter_map(|entry| Some((PostPath::new(entry.path())?, entry.stamp))).collect()
    }

    /// What looks like a post and is none, as the last walk found it.
    pub fn skipped(&self) -> Vec<Skipped> {
        lock(&self.held).skipped.clone()
    }

    /// What the outbox says of posts, in the place of what it said before. Whether that is news.
    pub fn mark(&self, marks: HashMap<PostPath, Mark>) -> bool {
        lock(&self.held).mark(marks)
    }

    /// Whether the twins of posts were seen to differ from what was last exchanged. Whether that is news.
    pub fn saw_there(&self, seen: &[(PostPath, bool)]) -> bool {
        lock(&self.held).changed_there(seen)
    }

    /// Asks the library again which posts stand first. Whether that is news.
    pub fn take_pins(&self) -> bool {
        let pinned = self.library.pinned().into_iter().collect();
        lock(&self.held).pin(pinned)
    }

    /// The posts with this key, as their files said when they were read last.
    pub fn with_key(&self, key: &PostKey) -> Vec<Linked> {
        self.stored(|store| store.linked("post_key = ?", key.as_str())).unwrap_or_default()
    }

    /// The posts with this status in their front matter.
    pub fn with_status(&self, status: Status) -> Vec<Linked> {
        self.stored(|store| store.linked("status = ?", status.word())).unwrap_or_default()
    }

    /// All posts, as they are looked for from a blog.
    pub fn linked(&self) -> Vec<Linked> {
        self.stored(|store| store.linked("path <> ?", "")).unwrap_or_default()
    }

    /// The hash of what the writer wrote in a post, as it was read last.
    pub fn source(&self, path: &PostPath) -> Option<ContentHash> {
        self.stored(|store| store.source(path)).flatten()
    }

    /// Asks the store. One that turns out to be damaged is begun anew, and every file will be read again.
    fn stored<T>(&self, ask: impl FnOnce(&mut Store) -> rusqlite::Result<T>) -> Option<T> {
        let mut store = lock(&self.store);
        let error = match ask(store.as_mut()?) {
            Ok(answer) => return Some(answer),
            Err(error) => error,
        };
        if matches!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
        ) {
            store.as_mut()?.begin_anew();
            drop(store);
            lock(&self.held).doubt();
        }
        None
    }
}

/// A lock that a panic elsewhere cannot poison: what it guards is valid after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
