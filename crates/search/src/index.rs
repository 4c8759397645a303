//! The index of one library: put posts in, take them out, find them.

use crate::committer::{self, Shared};
use crate::document::{Document, Folded, Key};
use crate::engine::Engine;
use crate::engine::View;
use crate::error::SearchError;
use crate::overlay::Overlay;
use crate::query::Query;
use crate::rank::Rank;
use crate::snippet::{Marked, marked, snippet};
use blog::PostPath;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is kept in the index, and how words are folded: an index of another kind is not read. Raise the number when
/// `fold` or the fields change.
const KIND: &str = "words-1";
/// How the folders of all kinds begin.
const KINDS: &str = "words-";

/// An index. Dropping it ends its thread; what was not committed yet is put in again at the next start, because it is
/// [outdated](Index::catch_up) then.
pub struct Index {
    shared: Arc<Shared>,
    kept: Kept,
}

/// Where an index lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In its folder, as it was.
    AsItWas,
    /// In its folder, empty: there was none, or it was damaged.
    Anew,
    /// In memory, empty: the folder cannot be written to.
    InMemory,
}

/// What of a post is shown when it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its title.
    pub title: Marked,
    /// The passage of its text that says most.
    pub snippet: Marked,
}

/// What a query meets in a post.
pub fn hit(query: &Query, page: &Page) -> Hit {
    Hit { title: marked(query, &page.title), snippet: snippet(query, &page.body) }
}

/// A post as it is shown: handed in by whoever may read files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its text as prose, as it was put in.
    pub body: String,
}

impl Index {
    /// Opens the index in this folder of the cache, or makes it. One that is damaged, or of another kind, is made anew.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let place = folder.join(KIND);
        forget_other_kinds(folder);
        let kept = if place.is_dir() { Kept::AsItWas } else { Kept::Anew };
        match std::fs::create_dir_all(&place) {
            Err(_) => Self::over(Engine::in_memory()?, Kept::InMemory),
            Ok(()) => Engine::open(&place)
                .and_then(|engine| Self::over(engine, kept))
                .or_else(|_| Self::anew(folder)),
        }
    }

    /// Makes the index in this folder anew, whatever is there.
    pub fn anew(folder: &Path) -> Result<Self, SearchError> {
        let place = folder.join(KIND);
        if Engine::is_in_use(&place) {
            return Err(SearchError::InUse);
        }
        let made = std::fs::remove_dir_all(&place).and_then(|()| std::fs::create_dir_all(&place));
        match made.ok().and_then(|()| Engine::open(&place).ok()) {
            Some(engine) => Self::over(engine, Kept::Anew),
            None => Self::over(Engine::in_memory()?, Kept::InMemory),
        }
    }

    fn over(engine: Engine, kept: Kept) -> Result<Self, SearchError> {
        let shared = Arc::new(Shared::new(engine)?);
        let own = Arc::clone(&shared);
        let started = std::thread::Builder::new().name("search".into()).spawn(move || committer::run(&own));
        started.map_err(|error| SearchError::Damaged(error.to_string()))?;
        Ok(Self { shared, kept })
    }

    /// Where it lies.
    pub fn kept(&self) -> Kept {
        self.kept
    }

    /// How many posts can be found, about: those not committed yet are counted as new.
    pub fn len(&self) -> usize {
        let state = self.shared.state();
        state.view.len() + state.overlay.len()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts a post in, in place of what was known of it; it is found from now on. Nothing happens when it [is in](Index::has)
    /// as its file is now.
    pub fn put(&self, document: &Document) -> Result<(), SearchError> {
        if !self.has(&document.path, document.stamp)? {
            let folded = Folded::of(document);
            self.shared.change(|overlay| overlay.set(folded.key, Some(folded)));
        }
        Ok(())
    }

    /// Whether a post is in as its file is now.
    pub fn has(&self, path: &PostPath, stamp: u64) -> Result<bool, SearchError> {
        let key = Key::of(path);
        let (view, overlay) = self.now()?;
        let known = match overlay.stamp(key) {
            Some(known) => known,
            None => view.stamp(key)?,
        };
        Ok(known == Some(stamp))
    }

    /// Takes a post out; it is not found from now on.
    pub fn remove(&self, path: &PostPath) {
        self.shared.change(|overlay| overlay.set(Key::of(path), None));
    }

    /// Compares with what is in the library now, with the stamps of the files: posts that are not there any more are taken
    /// out, and the paths of those that must be put in (new, or changed) come back, in the order given.
    pub fn catch_up(
        &self,
        posts: impl IntoIterator<Item = (PostPath, u64)>,
    ) -> Result<Vec<PostPath>, SearchError> {
        let (view, overlay) = self.now()?;
        let mut known = view.stamps()?;
        for (key, post) in overlay.each() {
            match post {
                Some(post) => known.insert(key, post.stamp),
                None => known.remove(&key),
            };
        }
        drop(overlay);
        let differs = |(path, stamp): &(PostPath, u64)| known.remove(&Key::of(path)) != Some(*stamp);
        let changed = posts.into_iter().filter(differs).map(|(path, _)| path).collect();
        if !known.is_empty() {
            self.shared.change(|overlay| known.into_keys().for_each(|key| overlay.set(key, None)));
        }
        Ok(changed)
    }

    /// Waits while too much is uncommitted; whoever puts in many asks before each.
    pub fn wait_for_room(&self) {
        self.shared.wait_for_room();
    }

    /// Commits all that was put in and taken out, and waits for it.
    pub fn settle(&self) -> Result<(), SearchError> {
        self.shared.settle()
    }

    /// A number that is another one after everything that was put in or taken out here.
    pub fn generation(&self) -> u64 {
        self.shared.state().overlay.serial()
    }

    /// The best posts that a query finds, best first, and how many there are. An empty query finds none.
    pub fn best(&self, query: &Query, limit: usize) -> Result<(Vec<PostPath>, usize), SearchError> {
        self.ranked(query, Some(limit))
    }

    /// All posts that a query finds, best first.
    pub fn paths(&self, query: &Query) -> Result<Vec<PostPath>, SearchError> {
        self.ranked(query, None).map(|(paths, _)| paths)
    }

    fn ranked(&self, query: &Query, limit: Option<usize>) -> Result<(Vec<PostPath>, usize), SearchError> {
        if query.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let (view, overlay) = self.now()?;
        let hidden: HashSet<Key> = overlay.keys();
        let (committed, total) = view.find(query, limit, hidden)?;
        let fresh = overlay.find(query);
        let total = total + fresh.len();
        let mut ranked: Vec<(Rank, Result<usize, PostPath>)> =
            committed.iter().enumerate().map(|(at, placed)| (placed.rank, Ok(at))).collect();
        ranked.extend(fresh.into_iter().map(|(rank, post)| (rank, Err(post.path.clone()))));
        ranked.sort_unstable_by_key(|(rank, _)| Reverse(*rank));
        ranked.truncate(limit.unwrap_or(usize::MAX));
        let wanted: Vec<_> =
            ranked.iter().filter_map(|(_, one)| one.as_ref().ok().map(|at| committed[*at])).collect();
        let mut stored = view.paths(&wanted)?.into_iter();
        let path = |(_, one): (Rank, Result<usize, PostPath>)| match one {
            Ok(_) => PostPath::new(&stored.next()?),
            Err(path) => Some(path),
        };
        Ok((ranked.into_iter().filter_map(path).collect(), total))
    }

    /// Index and overlay as they belong together now.
    fn now(&self) -> Result<(View, Arc<Overlay>), SearchError> {
        let state = self.shared.state();
        match &state.failed {
            Some(error) => Err(error.clone()),
            None => Ok((state.view.clone(), Arc::clone(&state.overlay))),
        }
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

/// Takes away indexes of other kinds; one that cannot be taken away does no harm.
fn forget_other_kinds(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let other = |name: &str| name.starts_with(KINDS) && name != KIND;
    let others: Vec<PathBuf> = entries
        .filter(|entry| other(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect();
    for other in others {
        let _ = std::fs::remove_dir_all(other);
    }
}
