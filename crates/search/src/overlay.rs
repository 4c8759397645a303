//! What is not committed yet: posts put in and taken out, answered for from memory by the rule of the index.
//!
//! It hides what the index says of the same posts, so that none is found twice or in an old state.

use crate::document::{Folded, Key, Kind};
use crate::engine::Bm25;
use crate::query::{Query, Sought};
use crate::rank::{self, Part, Rank};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Posts that wait for being committed.
#[derive(Clone, Default)]
pub(crate) struct Overlay {
    entries: HashMap<Key, Entry>,
    serial: u64,
}

#[derive(Clone)]
struct Entry {
    serial: u64,
    /// `None` when the post was taken out.
    post: Option<Arc<Folded>>,
}

impl Overlay {
    /// A post in its present state; `None` when it is gone.
    pub fn set(&mut self, key: Key, post: Option<Folded>) {
        self.serial += 1;
        self.entries.insert(key, Entry { serial: self.serial, post: post.map(Arc::new) });
    }

    /// What is known here of a post: the stamp of its file, or that it is gone.
    pub fn stamp(&self, key: Key) -> Option<Option<u64>> {
        self.entries.get(&key).map(|entry| entry.post.as_ref().map(|post| post.stamp))
    }

    /// The number of the last change.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The posts for which the index does not answer.
    pub fn keys(&self) -> HashSet<Key> {
        self.entries.keys().copied().collect()
    }

    /// The posts, and the keys of those that are gone.
    pub fn each(&self) -> impl Iterator<Item = (Key, Option<&Folded>)> {
        self.entries.iter().map(|(key, entry)| (*key, entry.post.as_deref()))
    }

    /// Forgets what was committed, as far as it has not changed again since.
    pub fn forget(&mut self, committed: &Self) {
        self.entries
            .retain(|key, entry| committed.entries.get(key).is_none_or(|done| done.serial != entry.serial));
    }

    /// The posts that a query finds, in no order.
    pub fn find(&self, query: &Query) -> Vec<(Rank, Arc<Folded>)> {
        if self.is_empty() {
            return Vec::new();
        }
        let scales = Scales::of(query);
        let posts = self.entries.values().filter_map(|entry| entry.post.as_ref());
        posts.filter_map(|post| Some((scales.rank(query, post)?, Arc::clone(post)))).collect()
    }
}

/// BM25 for each clause of a query, in title and text.
struct Scales(Vec<Option<(Bm25, Bm25)>>);

impl Scales {
    fn of(query: &Query) -> Self {
        let both = |words: &[String]| (Bm25::of(Part::Title, words.len()), Bm25::of(Part::Body, words.len()));
        let one = |sought: &Sought| match sought {
            Sought::Words { words, .. } => Some(both(words)),
            _ => None,
        };
        Self(query.clauses().iter().map(|clause| one(&clause.sought)).collect())
    }

    /// The post's place among those that are found; `None` when it is not.
    fn rank(&self, query: &Query, post: &Folded) -> Option<Rank> {
        let mut points = 0.0;
        for (clause, scales) in query.clauses().iter().zip(&self.0) {
            match (self.points(&clause.sought, scales.as_ref(), post), clause.negated) {
                (Some(more), false) => points += more,
                (None, true) => {}
                _ => return None,
            }
        }
        Some(Rank { points: points as u32, date: post.date, key: post.key.0 })
    }

    fn points(&self, sought: &Sought, scales: Option<&(Bm25, Bm25)>, post: &Folded) -> Option<f32> {
        let named = |kind: Kind, name: &crate::query::Name| {
            let sought = kind.spell(&name.folded);
            let matches = |one: &String| *one == sought || (name.open && one.starts_with(&sought));
            post.names.iter().any(matches).then_some(0.0)
        };
        match sought {
            Sought::Words { words, open } => worded(words, *open, scales?, post),
            Sought::Tag(name) => named(Kind::Tag, name),
            Sought::Category(name) => named(Kind::Category, name),
            Sought::Status(name) => named(Kind::Status, name),
            Sought::Blog(name) => named(Kind::Blog, name),
            Sought::Before(day) => (post.date < day.seconds()).then_some(0.0),
            Sought::After(day) => (post.date >= day.seconds()).then_some(0.0),
        }
    }
}

/// The points that a clause of words gives a post; `None` when they stand nowhere in it.
fn worded(words: &[String], open: bool, scales: &(Bm25, Bm25), post: &Folded) -> Option<f32> {
    let points = rank::weights(open).iter().filter_map(|weight| {
        let lanes = post.lanes(weight.part);
        let holds = |words: &[String]| {
            lanes.iter().map(|lane| (lane, lane.count(words))).find(|(_, count)| *count > 0)
        };
        if let Some((last, first)) = words.split_last().filter(|_| weight.open) {
            let is_there =
                lanes.iter().any(|lane| lane.begins(last)) && (first.is_empty() || holds(first).is_some());
            return is_there.then(|| weight.points(0.0));
        }
        let (lane, count) = holds(words)?;
        let scale = if weight.part == Part::Title { &scales.0 } else { &scales.1 };
        Some(if weight.is_weighed() {
            weight.points(scale.score(count, lane.len()))
        } else {
            weight.points(0.0)
        })
    });
    points.fold(None, |sum, more| Some(sum.unwrap_or(0.0) + more))
}
