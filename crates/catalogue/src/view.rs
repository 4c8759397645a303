//! What is asked of the list, and what comes back: a page of it.

use crate::standing::{Filter, Place, Standing};
use blog::PostPath;
use std::cmp::Ordering;
use std::sync::Arc;
use std::time::SystemTime;

/// By what the list is in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Key {
    /// When the file was last written.
    #[default]
    Changed,
    /// The title, case and accents aside.
    Title,
    /// The post's own date; its file's where it has none.
    Date,
    /// Words of the text.
    Words,
}

/// An order of the list. Equal posts stand by path in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub key: Key,
    /// Newest, longest or last letter first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: Key::Changed, descending: true }
    }
}

impl Sort {
    pub(crate) fn directed(self, ordering: Ordering) -> Ordering {
        if self.descending { ordering.reverse() } else { ordering }
    }
}

/// Which posts, in which order. Pinned ones stand first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The part of the library.
    pub place: Place,
    /// What is looked for in it.
    pub filter: Option<Filter>,
    /// The order.
    pub sort: Sort,
    /// Words that title, tags or file name hold, all of them, case and accents aside.
    pub query: String,
    /// Only these, in this order, pinned or not: what a search found, best first. Sort and query do not count then.
    pub among: Option<Arc<[PostPath]>>,
}

/// A post as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its place.
    pub path: PostPath,
    /// Its title.
    pub title: String,
    /// The first words of its text.
    pub first_words: String,
    /// When its file was last written.
    pub modified: SystemTime,
    /// Words of the text.
    pub words: u32,
    /// Its tags.
    pub tags: Vec<String>,
    /// Where it stands.
    pub standing: Standing,
    /// The date in its front matter, as written.
    pub date: Option<String>,
    /// Why it cannot be edited, if so.
    pub unreadable: Option<String>,
    /// Whether it stands first.
    pub is_pinned: bool,
    /// Whether its twin was seen to differ from what was last exchanged.
    pub changed_there: bool,
    /// Whether another post has its address part.
    pub same_address: bool,
    /// Whether some systems would take another file for this one.
    pub same_name: bool,
}

/// A part of a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Which state of the catalogue this is.
    pub generation: u64,
    /// How many posts the whole view has.
    pub total: usize,
    /// The rows asked for.
    pub rows: Vec<Row>,
    /// Where the posts asked for stand in the view.
    pub found: Vec<Option<usize>>,
}

/// How many posts there are, by place and by filter (of all posts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub all: usize,
    /// By place.
    pub drafts: usize,
    /// By place.
    pub scheduled: usize,
    /// By place.
    pub published: usize,
    /// By filter, in the order of [`Filter::ALL`].
    pub filters: [usize; Filter::ALL.len()],
    /// Things in the folder that look like posts and are none.
    pub skipped: usize,
}

impl Counts {
    /// How many a filter finds in the whole library.
    pub fn of(&self, filter: Filter) -> usize {
        Filter::ALL.iter().position(|one| *one == filter).map_or(0, |at| self.filters[at])
    }
}
