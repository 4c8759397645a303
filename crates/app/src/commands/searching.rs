//! Looking for posts by their words, and following the files with the index.

use crate::rows::post_row;
use crate::searching::{Searching, asked};
use crate::shelf::{Shelf, whole};
use crate::wire::error::WireError;
use crate::wire::library::{ListPosts, ListView, PlaceName, SortName, SortView};
use crate::wire::searching::{FoundPost, FoundPosts, SearchPosts};
use crate::{App, lock};
use search::SearchError;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// While another program uses an index that must be made anew, it is tried again after this, so many times.
const AGAIN: Duration = Duration::from_secs(1);
const PATIENCE: u32 = 10;
/// Posts given at once.
const MOST: u32 = 100;

impl App {
    /// See [`crate::wire::Commands::search_posts`].
    pub fn search_posts(self: &Arc<Self>, args: SearchPosts) -> Result<FoundPosts, WireError> {
        let shelf = self.shelf()?;
        let (query, limit) = (args.query.trim_start(), args.limit.min(MOST));
        let Some((paths, total)) = self.found(&shelf, |search| search.best(query, limit as usize)) else {
            return self.search_titles(query, limit);
        };
        let rows = shelf.catalogue.rows(&paths);
        let there: Vec<_> = rows.iter().map(|row| row.path.clone()).collect();
        let hits = shelf.search.hits(&shelf.library, query, &there);
        let posts = rows.into_iter().zip(hits);
        Ok(FoundPosts {
            posts: posts.map(|(row, hit)| FoundPost { row: post_row(&shelf, row), hit: Some(hit) }).collect(),
            total: whole(total),
            asked: asked(query, false),
        })
    }

    fn search_titles(self: &Arc<Self>, query: &str, count: u32) -> Result<FoundPosts, WireError> {
        let sort = SortView { key: SortName::Changed, descending: true };
        let view = ListView { place: PlaceName::All, filter: None, sort, query: query.to_owned() };
        let page = self.list_posts(ListPosts { view, offset: 0, count, find: Vec::new() })?;
        let posts = page.rows.into_iter().map(|row| FoundPost { row, hit: None });
        Ok(FoundPosts { posts: posts.collect(), total: page.total, asked: asked(query, true) })
    }

    /// Asks the index; one that turns out to be damaged is made anew meanwhile.
    pub(crate) fn found<T>(
        self: &Arc<Self>,
        shelf: &Arc<Shelf>,
        ask: impl FnOnce(&Searching) -> Option<T>,
    ) -> Option<T> {
        let answer = ask(&shelf.search);
        if shelf.search.is_to_be_made_anew() {
            self.index(shelf);
        }
        answer
    }

    /// Compares the index with the library in the background, and puts in what is missing.
    pub(crate) fn index(self: &Arc<Self>, shelf: &Arc<Shelf>) {
        if !shelf.search.begins() {
            return;
        }
        let (weak, shelf) = (Arc::downgrade(self), Arc::clone(shelf));
        let follow = move || {
            let told = |_| {
                if let Some(app) = weak.upgrade().filter(|app| app.has_open(&shelf)) {
                    app.tell_library(&shelf);
                    return !shelf.closed.load(Ordering::SeqCst);
                }
                false
            };
            let mut patience = PATIENCE;
            loop {
                // What failed is tried again by the next comparison; the answers say meanwhile that only titles count.
                let done = shelf.search.catch_up(&shelf, &told);
                if done == Err(SearchError::InUse) && patience > 0 && told(None) {
                    patience -= 1;
                    std::thread::sleep(AGAIN);
                    continue;
                }
                if shelf.search.ends() {
                    break;
                }
            }
        };
        // A system that gives no thread gives no search; titles are looked at.
        let _ = std::thread::Builder::new().name("search".into()).spawn(follow);
    }

    /// Makes the index know all posts, here and now: what the command line does. `told` hears how far it is.
    pub fn index_here(&self, told: &dyn Fn(u32, u32)) -> Result<(), WireError> {
        let shelf = self.shelf()?;
        let told = |far: Option<crate::wire::library::ReadingView>| {
            if let Some(far) = far {
                told(far.done, far.of);
            }
            true
        };
        let done = shelf.search.catch_up(&shelf, &told).and_then(|()| shelf.search.settle());
        done.map_err(|error| {
            WireError::other(error.to_string(), "Only titles, tags and file names were looked at.")
        })
    }

    fn has_open(&self, shelf: &Arc<Shelf>) -> bool {
        lock(&self.shelf).as_ref().is_some_and(|open| Arc::ptr_eq(open, shelf))
    }
}
