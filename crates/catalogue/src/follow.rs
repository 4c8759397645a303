//! Following the files: all of them in the background, or a few that are known to have changed. Whether those that are not
//! there are gone is for the library to say.

use crate::entry::Brief;
use crate::{Catalogue, lock};
use blog::{PostKey, PostPath};
use library::{Exchange, Found, OpenError, PostSummary, exchange_name};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// So many files are read before they are put into the list together.
const CHUNK: usize = 500;

/// How far the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files read.
    pub done: usize,
    /// Files to be read.
    pub of: usize,
}

impl Catalogue {
    /// Walks through the folder and reads what changed since it was read last, newest first; `told` hears of every part
    /// that is in the list, and may end it there. An error only when the library's folder itself cannot be listed: then nothing is changed.
    pub fn bring_up_to_date(&self, told: &dyn Fn(Progress) -> ControlFlow<()>) -> Result<(), OpenError> {
        let _walking = lock(&self.walking);
        lock(&self.held).round += 1;
        let walk = self.library.walk()?;
        let mut fresh: Vec<Found> = {
            let mut held = lock(&self.held);
            if held.skipped != walk.skipped {
                held.skipped = walk.skipped;
                held.changing(0);
            }
            walk.posts.into_iter().filter(|found| !held.saw(found)).collect()
        };
        fresh.sort_unstable_by(|a, b| {
            Reverse(a.modified).cmp(&Reverse(b.modified)).then_with(|| a.path.cmp(&b.path))
        });
        let known = self.counts().all;
        let arrived = fresh.iter().filter(|found| !self.has(&found.path)).count();
        let mut done = 0;
        for chunk in fresh.chunks(CHUNK) {
            self.read(chunk);
            done += chunk.len();
            if told(Progress { done, of: fresh.len() }).is_break() {
                return Ok(());
            }
        }
        let missing = lock(&self.held).unseen();
        self.forget(&self.library.believed_missing(&missing, known, arrived));
        self.take_pins();
        self.read_exchanges();
        Ok(())
    }

    /// Looks at these files: read when they changed, forgotten when they are gone. Whether anything in the list is different now.
    pub fn look(&self, paths: &[PostPath]) -> bool {
        let before = lock(&self.held).generation;
        let mut gone = Vec::new();
        let mut fresh = Vec::new();
        for path in paths {
            match self.library.find(path) {
                Some(found) if !lock(&self.held).saw(&found) => fresh.push(found),
                Some(_) => {}
                None => gone.push(path.clone()),
            }
        }
        let known = self.counts().all;
        let arrived = fresh.iter().filter(|found| !self.has(&found.path)).count();
        self.read(&fresh);
        gone.retain(|path| self.has(path));
        if !gone.is_empty() {
            self.forget(&self.library.believed_gone(&gone, known, arrived));
        }
        self.take_pins();
        lock(&self.held).generation != before
    }

    /// What was exchanged with a blog for the post of this key is not what it was.
    pub fn exchanged(&self, key: &PostKey, blog: &str) {
        self.read_exchange(&exchange_name(key, blog));
    }

    /// Reads files and puts them into the list, all at once; those that vanished meanwhile leave it.
    fn read(&self, found: &[Found]) {
        if found.is_empty() {
            return;
        }
        let _reading = lock(&self.reading);
        let summaries = self.library.summaries(found);
        let gone: Vec<PostPath> = found
            .iter()
            .zip(&summaries)
            .filter(|(_, read)| read.is_none())
            .map(|(found, _)| found.path.clone())
            .collect();
        let there: Vec<PostSummary> = summaries.into_iter().flatten().collect();
        let exchanges = library::in_parallel(&there, |summary| self.exchanges_of(summary));
        let read: Vec<(PostSummary, Vec<Exchange>)> = there.into_iter().zip(exchanges).collect();
        let changed = self.stored(|store| store.put(&read));
        let mut held = lock(&self.held);
        held.changing(read.len());
        for (at, (summary, exchanges)) in read.iter().enumerate() {
            let differs = || exchanges.iter().any(|exchange| exchange.source != summary.source);
            let changed =
                changed.as_ref().and_then(|changed| changed.get(at).copied()).unwrap_or_else(differs);
            held.put(&Brief::of(summary, changed));
        }
        drop(held);
        self.forget(&gone);
    }

    fn exchanges_of(&self, summary: &PostSummary) -> Vec<Exchange> {
        let Some(key) = &summary.key else { return Vec::new() };
        let blogs = summary.remotes.iter();
        blogs.filter_map(|(blog, _)| self.library.exchange(&exchange_name(key, blog))).collect()
    }

    fn forget(&self, gone: &[PostPath]) {
        let known: Vec<PostPath> = gone.iter().filter(|path| self.has(path)).cloned().collect();
        if known.is_empty() {
            return;
        }
        self.stored(|store| store.remove(&known));
        lock(&self.held).remove(&known);
    }

    /// Records that another computer wrote: they came with the folder, and no post changed.
    fn read_exchanges(&self) {
        let mut known = self.stored(|store| store.exchanges()).unwrap_or_default();
        let mut fresh = HashSet::new();
        for (name, stamp) in self.library.exchanges() {
            if known.remove(&name) != Some(stamp) {
                fresh.insert(name);
            }
        }
        for name in fresh.into_iter().chain(known.into_keys()) {
            self.read_exchange(&name);
        }
    }

    fn read_exchange(&self, name: &str) {
        let now = self.library.exchange(name);
        let news = self.stored(|store| store.exchanged(name, now.as_ref())).unwrap_or_default();
        if news.is_empty() {
            return;
        }
        let mut held = lock(&self.held);
        for (path, changed) in news {
            held.change([path], |_, entry| entry.changed_here = changed);
        }
    }
}
