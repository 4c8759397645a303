//! All posts in memory, and the orders, views and counts made of them, each kept until something changes.

use crate::entry::{Brief, Entry, Terms, digest, time};
use crate::fold::fold;
use crate::standing::{Filter, Mark, Place};
use crate::view::{Counts, Key, Row, Sort, View};
use blog::PostPath;
use hashbrown::HashTable;
use library::{Found, Skipped, Stamp};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many views are kept: the one in sight, and those looked into on the way.
const VIEWS: usize = 4;
/// Up to so many changes, an order is mended; beyond, it is made anew when it is next asked for.
const MENDED: usize = 64;

/// All posts.
#[derive(Debug, Default)]
pub(crate) struct Held {
    slots: Vec<Option<Entry>>,
    free: Vec<u32>,
    by_path: HashTable<u32>,
    terms: Terms,
    orders: HashMap<Sort, Vec<u32>>,
    views: Vec<(View, Arc<[u32]>)>,
    counted: Option<Counts>,
    doubled: Option<Arc<Doubled>>,
    marks: HashMap<PostPath, Mark>,
    there: HashSet<PostPath>,
    pinned: HashSet<PostPath>,
    pub skipped: Vec<Skipped>,
    pub generation: u64,
    pub round: u32,
}

/// Digests that more than one post has.
#[derive(Debug, Default)]
pub(crate) struct Doubled {
    addresses: HashSet<u64>,
    names: HashSet<u64>,
}

impl Doubled {
    pub fn address(&self, entry: &Entry) -> bool {
        self.addresses.contains(&entry.address)
    }

    pub fn name(&self, entry: &Entry) -> bool {
        self.names.contains(&entry.name)
    }
}

impl Held {
    fn slot(&self, path: &str) -> Option<u32> {
        let is_it = |slot: &u32| self.entry(*slot).is_some_and(|entry| entry.path() == path);
        self.by_path.find(digest(path), is_it).copied()
    }

    pub fn entry(&self, slot: u32) -> Option<&Entry> {
        self.slots.get(slot as usize)?.as_ref()
    }

    pub fn find(&self, path: &str) -> Option<&Entry> {
        self.entry(self.slot(path)?)
    }

    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.slots.iter().flatten()
    }

    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// A post as it is shown, but for what is on the disk.
    pub fn row(&self, entry: &Entry, doubled: &Doubled) -> Option<Row> {
        Some(Row {
            path: PostPath::new(entry.path())?,
            title: entry.title().to_owned(),
            first_words: String::new(),
            modified: time(entry.modified),
            words: entry.words,
            tags: entry.tags.iter().map(|tag| self.terms.name(*tag).to_owned()).collect(),
            standing: entry.standing(),
            date: None,
            unreadable: None,
            is_pinned: entry.is_pinned,
            changed_there: entry.changed_there,
            same_address: doubled.address(entry),
            same_name: doubled.name(entry),
        })
    }

    /// Where a post stands in a view.
    pub fn place_of(&self, path: &PostPath, view: &[u32]) -> Option<usize> {
        let slot = self.slot(path.as_str())?;
        view.iter().position(|other| *other == slot)
    }

    /// Notes that a walk saw the post; false when it is to be read.
    pub fn saw(&mut self, found: &Found) -> bool {
        let round = self.round;
        let Some(slot) = self.slot(found.path.as_str()) else { return false };
        let Some(entry) = self.slots[slot as usize].as_mut() else { return false };
        entry.round = round;
        entry.stamp == found.stamp
    }

    /// The posts that the present walk did not see.
    pub fn unseen(&self) -> Vec<PostPath> {
        let unseen = self.all().filter(|entry| entry.round != self.round);
        unseen.filter_map(|entry| PostPath::new(entry.path())).collect()
    }

    /// Puts a post in the place of what was known of it; [`Held::changing`] comes before.
    pub fn put(&mut self, brief: &Brief<'_>) {
        let path = brief.path;
        let mut entry = Entry::of(brief, &mut self.terms);
        entry.round = self.round;
        entry.mark = self.marks.get(path).copied();
        entry.changed_there = self.there.contains(path);
        entry.is_pinned = self.pinned.contains(path);
        let slot = match self.slot(path.as_str()) {
            Some(slot) => {
                self.unplace(slot);
                self.slots[slot as usize] = Some(entry);
                slot
            }
            None => {
                let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
                if slot as usize == self.slots.len() {
                    self.slots.push(Some(entry))
                } else {
                    self.slots[slot as usize] = Some(entry)
                }
                let slots = &self.slots;
                let hash_of =
                    |slot: &u32| slots[*slot as usize].as_ref().map_or(0, |entry| digest(entry.path()));
                self.by_path.insert_unique(digest(path.as_str()), slot, hash_of);
                slot
            }
        };
        self.enplace(slot);
    }

    pub fn remove(&mut self, paths: &[PostPath]) {
        self.changing(paths.len());
        for path in paths {
            let Some(slot) = self.slot(path.as_str()) else { continue };
            self.unplace(slot);
            let found = self.by_path.find_entry(digest(path.as_str()), |other| *other == slot);
            if let Ok(place) = found {
                place.remove();
            }
            self.slots[slot as usize] = None;
            self.free.push(slot);
        }
    }

    /// Changes one thing of some posts that no order depends on.
    pub fn change(
        &mut self,
        paths: impl IntoIterator<Item = PostPath>,
        change: impl Fn(&PostPath, &mut Entry),
    ) {
        self.changing(0);
        for path in paths {
            if let Some(entry) = self.slot(path.as_str()).and_then(|slot| self.slots[slot as usize].as_mut())
            {
                change(&path, entry);
            }
        }
    }

    /// What the outbox says of posts, in the place of what it said before. Whether that is news.
    pub fn mark(&mut self, marks: HashMap<PostPath, Mark>) -> bool {
        if marks == self.marks {
            return false;
        }
        let concerned: HashSet<PostPath> = self.marks.keys().chain(marks.keys()).cloned().collect();
        self.change(concerned, |path, entry| entry.mark = marks.get(path).copied());
        self.marks = marks;
        true
    }

    /// Whether posts were seen to have changed on a blog. Whether that is news.
    pub fn changed_there(&mut self, seen: &[(PostPath, bool)]) -> bool {
        let news: Vec<_> =
            seen.iter().filter(|(path, changed)| self.there.contains(path) != *changed).collect();
        for (path, changed) in &news {
            if *changed {
                self.there.insert(path.clone())
            } else {
                self.there.remove(path)
            };
            self.change([path.clone()], |_, entry| entry.changed_there = *changed);
        }
        !news.is_empty()
    }

    /// The posts that stand first, in the place of those that did. Whether that is news.
    pub fn pin(&mut self, pinned: HashSet<PostPath>) -> bool {
        if pinned == self.pinned {
            return false;
        }
        let concerned: HashSet<PostPath> = self.pinned.union(&pinned).cloned().collect();
        self.change(concerned, |path, entry| entry.is_pinned = pinned.contains(path));
        self.pinned = pinned;
        true
    }

    /// Nothing that was read is believed any more.
    pub fn doubt(&mut self) {
        for entry in self.slots.iter_mut().flatten() {
            entry.stamp = Stamp(0);
        }
    }

    /// So many posts are about to change.
    pub fn changing(&mut self, count: usize) {
        self.generation += 1;
        self.views.clear();
        self.counted = None;
        self.doubled = None;
        if count > MENDED {
            self.orders.clear();
        }
    }

    fn unplace(&mut self, slot: u32) {
        let mut orders = std::mem::take(&mut self.orders);
        for (sort, order) in &mut orders {
            if let Ok(at) = self.place_in(*sort, order, slot) {
                order.remove(at);
            }
        }
        self.orders = orders;
    }

    fn enplace(&mut self, slot: u32) {
        let mut orders = std::mem::take(&mut self.orders);
        for (sort, order) in &mut orders {
            let (Ok(at) | Err(at)) = self.place_in(*sort, order, slot);
            order.insert(at, slot);
        }
        self.orders = orders;
    }

    fn place_in(&self, sort: Sort, order: &[u32], slot: u32) -> Result<usize, usize> {
        let title = |slot: u32| self.entry(slot).map(|entry| fold(entry.title())).unwrap_or_default();
        let own = if sort.key == Key::Title { title(slot) } else { String::new() };
        order.binary_search_by(|other| match sort.key {
            Key::Title => sort.directed(title(*other).cmp(&own)).then_with(|| self.by_path(*other, slot)),
            _ => self.compare(sort, *other, slot),
        })
    }

    fn by_path(&self, a: u32, b: u32) -> Ordering {
        self.entry(a).map(Entry::path).cmp(&self.entry(b).map(Entry::path))
    }

    fn compare(&self, sort: Sort, a: u32, b: u32) -> Ordering {
        let number = |slot: u32| {
            self.entry(slot).map_or(0, |entry| match sort.key {
                Key::Changed | Key::Title => entry.modified,
                Key::Date => entry.dated(),
                Key::Words => i64::from(entry.words),
            })
        };
        sort.directed(number(a).cmp(&number(b))).then_with(|| self.by_path(a, b))
    }

    fn order(&mut self, sort: Sort) -> &[u32] {
        if !self.orders.contains_key(&sort) {
            let mut order: Vec<u32> =
                (0..self.slots.len() as u32).filter(|slot| self.entry(*slot).is_some()).collect();
            if sort.key == Key::Title {
                let titles: Vec<String> = self
                    .slots
                    .iter()
                    .map(|entry| entry.as_ref().map(|entry| fold(entry.title())).unwrap_or_default())
                    .collect();
                let title = |slot: u32| titles[slot as usize].as_str();
                order.sort_unstable_by(|a, b| {
                    sort.directed(title(*a).cmp(title(*b))).then_with(|| self.by_path(*a, *b))
                });
            } else {
                order.sort_unstable_by(|a, b| self.compare(sort, *a, *b));
            }
            self.orders.insert(sort, order);
        }
        self.orders.get(&sort).map_or(&[], Vec::as_slice)
    }

    /// The posts of a view, in order.
    pub fn view(&mut self, view: &View) -> Arc<[u32]> {
        if let Some((_, slots)) = self.views.iter().find(|(known, _)| known == view) {
            return Arc::clone(slots);
        }
        let doubled = self.doubled();
        let slots: Arc<[u32]> = match &view.among {
            Some(paths) => {
                let there = paths.iter().filter_map(|path| self.slot(path.as_str()));
                there.filter(|slot| self.fits(view, *slot, &doubled)).collect()
            }
            None => {
                let order = self.order(view.sort).to_vec();
                let tags = if view.query.is_empty() { Vec::new() } else { self.terms.folded() };
                let query = fold(&view.query);
                let words: Vec<&str> = query.split_whitespace().collect();
                let shown = |slot: &u32| self.fits(view, *slot, &doubled) && self.holds(*slot, &words, &tags);
                let is_pinned = |slot: &u32| self.entry(*slot).is_some_and(|entry| entry.is_pinned);
                let (first, rest): (Vec<u32>, Vec<u32>) =
                    order.into_iter().filter(shown).partition(is_pinned);
                first.into_iter().chain(rest).collect()
            }
        };
        if self.views.len() == VIEWS {
            self.views.remove(0);
        }
        self.views.push((view.clone(), Arc::clone(&slots)));
        slots
    }

    fn fits(&self, view: &View, slot: u32, doubled: &Doubled) -> bool {
        self.entry(slot).is_some_and(|entry| {
            let in_place = view.place == Place::All || entry.standing().place() == view.place;
            in_place && view.filter.is_none_or(|filter| is_found(entry, filter, doubled))
        })
    }

    fn holds(&self, slot: u32, words: &[&str], tags: &[String]) -> bool {
        let Some(entry) = self.entry(slot) else { return false };
        words.is_empty() || {
            let (title, path) = (fold(entry.title()), fold(entry.path()));
            let tagged = |word: &str| entry.tags.iter().any(|tag| tags[*tag as usize].contains(word));
            words.iter().all(|word| title.contains(word) || path.contains(word) || tagged(word))
        }
    }

    /// Which addresses and names more than one post has.
    pub fn doubled(&mut self) -> Arc<Doubled> {
        if let Some(doubled) = &self.doubled {
            return Arc::clone(doubled);
        }
        let twice = |mut digests: Vec<u64>| {
            digests.sort_unstable();
            digests.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
        };
        let doubled = Arc::new(Doubled {
            addresses: twice(self.all().map(|entry| entry.address).filter(|address| *address != 0).collect()),
            names: twice(self.all().map(|entry| entry.name).collect()),
        });
        self.doubled = Some(Arc::clone(&doubled));
        doubled
    }

    pub fn counts(&mut self) -> Counts {
        if let Some(counts) = self.counted {
            return counts;
        }
        let doubled = self.doubled();
        let mut counts = Counts { all: self.len(), skipped: self.skipped.len(), ..Counts::default() };
        for entry in self.all() {
            match entry.standing().place() {
                Place::Scheduled => counts.scheduled += 1,
                Place::Published => counts.published += 1,
                Place::Drafts | Place::All => counts.drafts += 1,
            }
            for (count, filter) in counts.filters.iter_mut().zip(Filter::ALL) {
                *count += usize::from(is_found(entry, filter, &doubled));
            }
        }
        self.counted = Some(counts);
        counts
    }
}

fn is_found(entry: &Entry, filter: Filter, doubled: &Doubled) -> bool {
    match filter {
        Filter::ChangedHere => entry.changed_here,
        Filter::ChangedThere => entry.changed_there,
        Filter::Conflicts => entry.mark == Some(Mark::Conflict),
        Filter::Untagged => entry.tags.is_empty() && !entry.is_unreadable,
        Filter::NoPicture => !entry.has_picture && !entry.is_unreadable,
        Filter::Unreadable => entry.is_unreadable,
        Filter::Doubled => doubled.address(entry) || doubled.name(entry),
    }
}
