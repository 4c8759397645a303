//! The search index of the open library: fed by saves, by what the watcher hears and by a comparison after each walk;
//! asked by the list, the palette and the command line.
//!
//! Files are read here and handed in as prose. While the index is made for the first time, titles are looked at instead,
//! and the answer says so. Nothing here is ever an error for the writer: a damaged index is made anew.

use crate::shelf::Shelf;
use crate::wire::library::ReadingView;
use crate::wire::searching::{AskedView, ClauseView, HitView, MarkView, MarkedView};
use crate::{lock, text};
use blog::{Fields, FrontMatter, PostPath};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use library::Library;
use search::{Document, Index, Kept, Marked, Page, Query, SearchError};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// With fewer missing posts than this, an index that was kept is asked while they are put in.
const FEW: usize = 1_000;
/// So often an index is made anew in one run.
const TRIES: u32 = 3;
/// How many posts are put in before it is told how far it is.
const STRIDE: usize = 250;

/// The index of one library.
pub struct Searching {
    folder: PathBuf,
    zone: TimeZone,
    state: Mutex<State>,
    /// One post at a time is read and put in, so that an older reading never comes last.
    turn: Mutex<()>,
}

#[derive(Default)]
struct State {
    index: Option<Arc<Index>>,
    /// Whether the index knows all posts, but for a few.
    is_complete: bool,
    is_damaged: bool,
    tries: u32,
    progress: Option<ReadingView>,
    /// The last answer: scrolling asks for it again and again.
    last: Option<Answer>,
    is_on: bool,
    again: bool,
}

#[derive(Clone)]
struct Answer {
    query: String,
    generation: u64,
    paths: Arc<[PostPath]>,
}

impl Searching {
    /// The index in this folder, not opened yet. Dates are in the clock of `zone`.
    pub fn new(folder: PathBuf, zone: TimeZone) -> Self {
        Self { folder, zone, state: Mutex::default(), turn: Mutex::default() }
    }

    /// Whether a comparison is to be begun; otherwise the present one is followed by another.
    pub fn begins(&self) -> bool {
        let mut state = lock(&self.state);
        state.again = state.is_on;
        !std::mem::replace(&mut state.is_on, true)
    }

    /// Whether the comparison that ended was the last one.
    pub fn ends(&self) -> bool {
        let mut state = lock(&self.state);
        state.is_on = std::mem::take(&mut state.again);
        !state.is_on
    }

    /// How far the making of the index is; `None` when nothing is missing.
    pub fn progress(&self) -> Option<ReadingView> {
        lock(&self.state).progress
    }

    /// Opens the index and puts in what it does not know yet; `told` hears how far it is and may end it.
    pub fn catch_up(
        &self,
        shelf: &Shelf,
        told: &dyn Fn(Option<ReadingView>) -> bool,
    ) -> Result<(), SearchError> {
        let index = self.opened()?;
        let missing =
            index.catch_up(shelf.catalogue.stamps().into_iter().map(|(path, stamp)| (path, stamp.0)));
        let missing = self.heeded(missing)?;
        let is_complete = index.kept() == Kept::AsItWas && missing.len() < FEW;
        lock(&self.state).is_complete |= is_complete;
        for (done, path) in missing.iter().enumerate() {
            index.wait_for_room();
            if done % STRIDE == 0 && !is_complete && !self.tell(Some((done, missing.len())), told) {
                return Ok(());
            }
            self.heeded(self.put(&index, shelf, path))?;
        }
        lock(&self.state).is_complete = true;
        self.tell(None, told);
        Ok(())
    }

    fn tell(&self, far: Option<(usize, usize)>, told: &dyn Fn(Option<ReadingView>) -> bool) -> bool {
        let progress = far
            .map(|(done, of)| ReadingView { done: crate::shelf::whole(done), of: crate::shelf::whole(of) });
        lock(&self.state).progress = progress;
        told(progress)
    }

    /// Everything that was put in is on the disk when this returns.
    pub fn settle(&self) -> Result<(), SearchError> {
        let index = lock(&self.state).index.clone();
        index.map_or(Ok(()), |index| self.heeded(index.settle()))
    }

    /// Looks at these posts again: put in as they are now, or taken out. What fails is made good by the next comparison.
    pub fn take(&self, shelf: &Shelf, paths: &[PostPath]) {
        let Some(index) = lock(&self.state).index.clone() else { return };
        for path in paths {
            if paths.len() > FEW {
                index.wait_for_room();
            }
            let _: Result<(), SearchError> = self.heeded(self.put(&index, shelf, path));
        }
    }

    /// The posts that a query finds, best first; `None` when only titles can be looked at now.
    pub fn paths(&self, query: &str) -> Option<Arc<[PostPath]>> {
        let index = self.complete()?;
        let generation = index.generation();
        let last = lock(&self.state).last.clone();
        if let Some(known) = last.filter(|known| known.generation == generation && known.query == query) {
            return Some(known.paths);
        }
        let paths: Arc<[PostPath]> = self.heeded(index.paths(&Query::parse(query))).ok()?.into();
        let answer = Answer { query: query.to_owned(), generation, paths: Arc::clone(&paths) };
        lock(&self.state).last = Some(answer);
        Some(paths)
    }

    /// How many posts a query finds, and the best of them; `None` when only titles can be looked at now.
    pub fn best(&self, query: &str, limit: usize) -> Option<(Vec<PostPath>, usize)> {
        let index = self.complete()?;
        self.heeded(index.best(&Query::parse(query), limit)).ok()
    }

    /// What of these posts a query finds, in their order; nothing of one that cannot be read.
    pub fn hits(&self, library: &Library, query: &str, paths: &[PostPath]) -> Vec<HitView> {
        let query = Query::parse(query);
        library::in_parallel(paths, |path| {
            let page = page(library, path);
            page.map_or_else(HitView::default, |page| {
                let hit = search::hit(&query, &page);
                HitView { title: marked(hit.title), snippet: marked(hit.snippet) }
            })
        })
    }

    /// Lets go of the index: the program ends, or another library is open.
    pub fn close(&self) {
        let mut state = lock(&self.state);
        (state.index, state.is_complete, state.last) = (None, false, None);
    }

    fn complete(&self) -> Option<Arc<Index>> {
        let state = lock(&self.state);
        state.index.clone().filter(|_| state.is_complete)
    }

    fn opened(&self) -> Result<Arc<Index>, SearchError> {
        let (known, is_damaged) = {
            let state = lock(&self.state);
            (state.index.clone(), state.is_damaged)
        };
        if let Some(index) = known {
            return Ok(index);
        }
        let index = if is_damaged { Index::anew(&self.folder) } else { Index::open(&self.folder) };
        let index = Arc::new(index?);
        let mut state = lock(&self.state);
        (state.index, state.is_damaged) = (Some(Arc::clone(&index)), false);
        Ok(index)
    }

    /// Whatever the index says, it is made anew when it says that it is damaged.
    fn heeded<T>(&self, answer: Result<T, SearchError>) -> Result<T, SearchError> {
        if let Err(SearchError::Damaged(_)) = &answer {
            let mut state = lock(&self.state);
            (state.index, state.is_damaged, state.is_complete) = (None, true, false);
            state.tries += 1;
        }
        answer
    }

    /// Whether the index is to be made anew; after a few times in one run that helps no more.
    pub fn is_to_be_made_anew(&self) -> bool {
        let state = lock(&self.state);
        state.is_damaged && state.tries < TRIES
    }

    /// Reads a post and puts it in, or takes it out when it is gone.
    fn put(&self, index: &Index, shelf: &Shelf, path: &PostPath) -> Result<(), SearchError> {
        let _turn = lock(&self.turn);
        let library = &shelf.library;
        let Some(found) = library.find(path) else {
            // What the list keeps although its file is away (a folder that was unplugged) is kept here too.
            if !shelf.catalogue.has(path) {
                index.remove(path);
            }
            return Ok(());
        };
        if index.has(path, found.stamp.0)? {
            return Ok(());
        }
        // What cannot be read is found by its name at least.
        let text = library.read(path).map(|file| file.text).unwrap_or_default();
        let fields = Fields::of_post(path, &text);
        let Page { title, body } = page_of(&text, &fields, path);
        let written = Timestamp::try_from(found.modified).unwrap_or(Timestamp::UNIX_EPOCH);
        let own_clock = || written.as_second() + i64::from(self.zone.to_offset(written).seconds());
        index.put(&Document {
            date: fields.moment().unwrap_or_else(own_clock),
            status: fields.status.unwrap_or_default(),
            blogs: fields.remotes.into_iter().map(|(blog, _)| blog).collect(),
            tags: fields.tags.unwrap_or_default(),
            categories: fields.categories.unwrap_or_default(),
            path: path.clone(),
            stamp: found.stamp.0,
            title,
            body,
        })
    }
}

/// How a query was understood.
pub fn asked(query: &str, titles_only: bool) -> AskedView {
    let query = Query::parse(query);
    let clauses = query.clauses().iter().map(|clause| ClauseView {
        operator: clause.sought.operator().map(str::to_owned),
        text: clause.typed.clone(),
        negated: clause.negated,
    });
    AskedView { clauses: clauses.collect(), titles_only }
}

fn page(library: &Library, path: &PostPath) -> Option<Page> {
    let text = library.read(path).ok()?.text;
    Some(page_of(&text, &Fields::of_post(path, &text), path))
}

fn page_of(text: &str, fields: &Fields, path: &PostPath) -> Page {
    let body = &text[FrontMatter::of(text).body];
    Page { title: library::title_of(fields, body, path), body: markdown::prose(body) }
}

fn marked(marked: Marked) -> MarkedView {
    let units = |byte: usize| text::units(&marked.text[..byte]);
    let marks =
        marked.marks.iter().map(|mark| MarkView { from: units(mark.start), to: units(mark.end) }).collect();
    MarkedView { marks, text: marked.text }
}
