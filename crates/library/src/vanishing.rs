//! Whether posts that are not there any more are to be believed gone.
//!
//! A drive that is pulled out, a share that is not connected and a sync that broke off all look as if the writer had deleted
//! the library. So when many posts go at once, or the folder itself does, they are held: they stay in the list, nothing new
//! is written where they were, and the writer is asked. They come off the list when the writer says so, and all is as
//! before when they are back. What Copydesk takes away itself, and what came back under another name, is believed.

use crate::{Library, OpenError, lock};
use blog::PostPath;
use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

/// More posts than this at once are not believed.
const MANY: usize = 20;
/// Nor is a larger part of the library than this, in percent, from [`SOME`] posts on.
const PART: usize = 30;
/// As many posts as a person deletes by hand, one after the other.
const SOME: usize = 3;
/// What goes within this time went at once.
const AT_ONCE: Duration = Duration::from_secs(10);

/// Posts that are not there and not believed gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vanished {
    /// How many.
    pub posts: usize,
    /// Of how many.
    pub of: usize,
    /// Whether the library's folder itself is gone, or another, empty one is in its place.
    pub with_folder: bool,
}

/// What is remembered of posts that went.
#[derive(Debug, Default)]
pub(crate) struct Vanishing {
    /// Taken away by Copydesk, or said by the writer to be deleted.
    ours: HashSet<PostPath>,
    /// Believed lately: when, and how many.
    lately: Vec<(Instant, usize)>,
    held: BTreeSet<PostPath>,
    of: usize,
    folder_gone: bool,
}

impl Vanishing {
    /// These posts of the `known` ones are not there; `arrived` new ones are. Returns those that are believed gone.
    fn judge(&mut self, gone: &[PostPath], known: usize, arrived: usize, now: Instant) -> Vec<PostPath> {
        let (mut believed, others): (Vec<PostPath>, Vec<PostPath>) =
            gone.iter().cloned().partition(|path| self.ours.remove(path));
        self.lately.retain(|(at, _)| now.duration_since(*at) < AT_ONCE);
        let lately: usize = self.lately.iter().map(|(_, count)| count).sum();
        let held: BTreeSet<PostPath> = self.held.iter().cloned().chain(others).collect();
        let total = (held.len() + lately).saturating_sub(arrived);
        let of = known + lately;
        let is_much = total > MANY || (total >= SOME && total * 100 > of * PART);
        if self.folder_gone || is_much {
            (self.held, self.of) = (held, known);
            return believed;
        }
        // What came under another name is no loss, and does not count for the next ones either.
        if held.len() > arrived {
            self.lately.push((now, held.len() - arrived));
        }
        self.held.clear();
        believed.extend(held);
        believed
    }
}

impl Library {
    /// A few posts of the `known` ones were looked at and are not there, while `arrived` new ones are: which of them are
    /// to be believed gone.
    pub fn believed_gone(&self, gone: &[PostPath], known: usize, arrived: usize) -> Vec<PostPath> {
        let folder_gone = !self.is_there();
        let mut vanishing = lock(&self.vanishing);
        vanishing.folder_gone = folder_gone;
        vanishing.judge(gone, known, arrived, Instant::now())
    }

    /// The same for all posts that a walk through the folder did not find: what was held and is there again is not held any
    /// more.
    pub fn believed_missing(&self, missing: &[PostPath], known: usize, arrived: usize) -> Vec<PostPath> {
        lock(&self.vanishing).held.clear();
        self.believed_gone(missing, known, arrived)
    }

    /// Posts that are not there and not believed gone.
    pub fn vanished(&self) -> Option<Vanished> {
        let vanishing = lock(&self.vanishing);
        let (posts, with_folder) = (vanishing.held.len(), vanishing.folder_gone);
        (posts > 0 || with_folder).then_some(Vanished { posts, of: vanishing.of, with_folder })
    }

    /// The writer says that they were deleted: the next look believes it.
    pub fn believe_vanished(&self) {
        let mut vanishing = lock(&self.vanishing);
        let held = std::mem::take(&mut vanishing.held);
        vanishing.ours.extend(held);
    }

    /// Copydesk took this post away itself.
    pub(crate) fn took_away(&self, path: &PostPath) {
        lock(&self.vanishing).ours.insert(path.clone());
    }

    /// Notes whether the folder could be listed; hands the answer on.
    pub(crate) fn listed<T>(&self, listing: Result<T, OpenError>) -> Result<T, OpenError> {
        lock(&self.vanishing).folder_gone =
            matches!(listing, Err(OpenError::NotThere(_) | OpenError::NotAFolder(_)));
        listing
    }

    /// Whether the folder is the one that was opened. An empty one in its place is where a drive was connected.
    pub fn is_there(&self) -> bool {
        let Ok(metadata) = std::fs::metadata(&self.root) else { return false };
        let is_same = metadata.is_dir() && identity(&metadata) == self.identity;
        // A folder that was put back by another program is as good, when it holds something.
        is_same
            || (metadata.is_dir() && std::fs::read_dir(&self.root).is_ok_and(|mut all| all.next().is_some()))
    }

    /// Whether new files may be put into the folder now.
    pub(crate) fn takes_new_files(&self) -> bool {
        self.is_there() && lock(&self.vanishing).held.is_empty()
    }
}

/// Which folder it is, whatever its name; `None` where the system does not say.
#[cfg(unix)]
pub(crate) fn identity(folder: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((folder.dev(), folder.ino()))
}

/// Which folder it is; not said here.
#[cfg(not(unix))]
pub(crate) fn identity(_: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(range: std::ops::Range<usize>) -> Vec<PostPath> {
        range.map(|n| PostPath::new(&format!("{n:04}.md")).unwrap()).collect()
    }

    #[test]
    fn many_at_once_are_not_believed() {
        let now = Instant::now();
        for (what, gone, known, arrived, believed) in [
            ("one of three", 1, 3, 0, true),
            ("two of two", 2, 2, 0, true),
            ("three of three", 3, 3, 0, false),
            ("three of ten", 3, 10, 0, true),
            ("four of ten", 4, 10, 0, false),
            ("twenty of many", 20, 1000, 0, true),
            ("twenty-one of many", 21, 1000, 0, false),
            ("a folder with another name", 500, 1000, 500, true),
            ("most of it under another name", 500, 1000, 490, true),
            ("half of it under another name", 500, 1000, 250, false),
        ] {
            let mut vanishing = Vanishing::default();
            let judged = vanishing.judge(&names(0..gone), known, arrived, now);
            assert_eq!(judged.len(), if believed { gone } else { 0 }, "{what}");
            assert_eq!(vanishing.held.len(), if believed { 0 } else { gone }, "{what}");
        }
    }

    #[test]
    fn one_after_the_other_counts_together_for_ten_seconds() {
        let (mut vanishing, start) = (Vanishing::default(), Instant::now());
        for (at, expected) in [(0, 10), (4, 10), (8, 0), (9, 0)] {
            let judged = vanishing.judge(
                &names(at * 10..at * 10 + 10),
                1000,
                0,
                start + Duration::from_secs(at as u64),
            );
            assert_eq!(judged.len(), expected, "after {at} seconds");
        }
        assert_eq!(vanishing.held.len(), 20, "what is held stays held");
        let mut slow = Vanishing::default();
        for step in 0..50 {
            let judged =
                slow.judge(&names(step..step + 1), 1000, 0, start + Duration::from_secs(step as u64));
            assert_eq!(judged.len(), 1, "one each second is a person at work");
        }
    }

    #[test]
    fn what_copydesk_takes_away_is_believed() {
        let (mut vanishing, now) = (Vanishing::default(), Instant::now());
        vanishing.ours.extend(names(0..100));
        assert_eq!(vanishing.judge(&names(0..102), 110, 0, now).len(), 102);
        vanishing.folder_gone = true;
        assert!(vanishing.judge(&names(102..103), 10, 0, now).is_empty(), "the folder is not there at all");
    }
}
