//! What posts there are, each read: for whom the whole library is the question. A list that must be there at once is kept
//! by the `catalogue` crate, which walks, compares stamps and reads only what changed.

use crate::summary::{PostSummary, summarise};
use crate::walk::{Found, Skipped};
use crate::{Library, MAX_BYTES, OpenError, ReadError, file};
use blog::PostPath;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Reading waits for the disk more than for the processor.
const READERS: usize = 8;

/// What the library holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// All posts, by path.
    pub posts: Vec<PostSummary>,
    /// What looks like a post but is none, or could not be looked at.
    pub skipped: Vec<Skipped>,
}

impl Library {
    /// Reads all posts (`*.md`, `*.markdown`). A file that cannot be read is listed with the reason in
    /// [`PostSummary::unreadable`]. An error only when the library folder itself cannot be listed.
    pub fn scan(&self) -> Result<Scan, OpenError> {
        let walk = self.walk()?;
        let mut posts: Vec<PostSummary> = self.summaries(&walk.posts).into_iter().flatten().collect();
        posts.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Scan { posts, skipped: walk.skipped })
    }

    /// The summaries of files that a walk found, in their order, read by several threads when there are many; `None` for
    /// one that is not there any more.
    pub fn summaries(&self, found: &[Found]) -> Vec<Option<PostSummary>> {
        in_parallel(found, |found| self.summary_of(found))
    }

    /// One post's summary, read now.
    pub fn summary(&self, path: &PostPath) -> Result<PostSummary, ReadError> {
        let metadata = fs::metadata(self.file(path)).map_err(|error| file::NoBytes::Io(error).at(path))?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile { path: path.clone() });
        }
        let found = Found::of(path.clone(), &metadata);
        self.summary_of(&found).ok_or_else(|| ReadError::NotThere { path: path.clone() })
    }

    fn summary_of(&self, found: &Found) -> Option<PostSummary> {
        let read = match file::read_file(&self.file(&found.path), MAX_BYTES) {
            Err(file::NoBytes::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => return None,
            read => read.map_err(|error| error.at(&found.path).to_string()),
        };
        Some(summarise(found, read.as_deref()))
    }
}

/// `work` done for all items, in order, by several threads when there are many.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if items.len() < 2 * READERS {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let one = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..READERS).map(|_| scope.spawn(one)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
