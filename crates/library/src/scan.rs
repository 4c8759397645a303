//! What posts there are. Files are read in parallel, and again only when they changed.
//!
//! Folders that begin with a dot and `node_modules` are not looked into; links to folders are followed once, never up or
//! in a circle. What looks like a post and is none is listed with the reason, not dropped.

use crate::summary::{PostSummary, summarise};
use crate::{Library, MAX_BYTES, OpenError, ReadError, file, files, lock};
use blog::PostPath;
use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

/// Folders deeper than this are not looked into.
const MAX_DEPTH: usize = 64;
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

/// Something in the library folder that is not listed as a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place in the library, as well as it can be shown.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// What was read before: a file is read again when its stamp differs.
pub(crate) type Seen = HashMap<PostPath, (Stamp, PostSummary)>;

/// What changes when a file changes: size, time, and on Unix also the file itself and the time of its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(u64, Option<SystemTime>, Option<(u64, i64, i64)>);

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            Some((metadata.ino(), metadata.ctime(), metadata.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let identity = None;
        Self(metadata.len(), metadata.modified().ok(), identity)
    }
}

impl Library {
    /// Lists all posts (`*.md`, `*.markdown`). A file that cannot be read is listed with the reason in
    /// [`PostSummary::unreadable`]. An error only when the library folder itself cannot be listed.
    pub fn scan(&self) -> Result<Scan, OpenError> {
        let gone = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => OpenError::NotThere(self.root.clone()),
            _ => OpenError::Unreadable { folder: self.root.clone(), source },
        };
        fs::read_dir(&self.root).map_err(gone)?;
        let found = walk(&self.root);
        let mut seen = lock(&self.seen).clone();
        let files: Vec<_> =
            found.posts.into_iter().map(|found| (Stamp::of(&found.metadata), found)).collect();
        let is_fresh =
            |(stamp, found): &&(Stamp, Found)| seen.get(&found.path).is_none_or(|(old, _)| old != stamp);
        let fresh: Vec<_> = files.iter().filter(is_fresh).collect();
        let read = in_parallel(&fresh, |(stamp, found)| (stamp.clone(), summary_of(found)));
        for ((_, found), entry) in fresh.iter().zip(read) {
            seen.insert(found.path.clone(), entry);
        }
        let mut posts: Vec<_> =
            files.iter().filter_map(|(_, found)| Some(seen.get(&found.path)?.1.clone())).collect();
        posts.sort_by(|a, b| a.path.cmp(&b.path));
        if seen.len() > posts.len() {
            let there: HashSet<_> = posts.iter().map(|post| &post.path).collect();
            seen.retain(|path, _| there.contains(path));
        }
        *lock(&self.seen) = seen;
        Ok(Scan { posts, skipped: found.skipped })
    }

    /// One post's summary, read now.
    pub fn summary(&self, path: &PostPath) -> Result<PostSummary, ReadError> {
        let file = self.file(path);
        let metadata = fs::metadata(&file).map_err(|error| file::NoBytes::Io(error).at(path))?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile { path: path.clone() });
        }
        let stamp = Stamp::of(&metadata);
        let summary = summary_of(&Found { path: path.clone(), file, metadata });
        lock(&self.seen).insert(path.clone(), (stamp, summary.clone()));
        Ok(summary)
    }
}

fn summary_of(found: &Found) -> PostSummary {
    let read = file::read_file(&found.file, MAX_BYTES).map_err(|error| error.at(&found.path).to_string());
    summarise(&found.path, &found.metadata, read.as_deref())
}

/// `work` done for all items, in order, by several threads when there are many.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
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

/// A file with a post's name.
pub(crate) struct Found {
    pub path: PostPath,
    pub file: PathBuf,
    pub metadata: Metadata,
}

/// What a walk through the folder finds.
#[derive(Default)]
pub(crate) struct Walk {
    pub posts: Vec<Found>,
    pub skipped: Vec<Skipped>,
    pub leftovers: Vec<PathBuf>,
}

/// Walks through all folders of a library.
pub(crate) fn walk(root: &Path) -> Walk {
    let mut walk = Walk::default();
    let mut linked = HashSet::new();
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                walk.skip(
                    root,
                    &folder,
                    &format!("This folder cannot be read: {}.", crate::words::because(&error)),
                );
                continue;
            }
        };
        for entry in entries.flatten() {
            let (file, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if files::is_temporary(&name) {
                walk.leftovers.push(file);
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            let metadata = if kind.is_dir() { None } else { Some(fs::metadata(&file)) };
            let is_folder = kind.is_dir() || matches!(&metadata, Some(Ok(metadata)) if metadata.is_dir());
            if is_folder {
                if is_hidden(&name) {
                    continue;
                }
                let new = kind.is_dir() || leads_elsewhere(root, &file, &mut linked);
                if is_post_name(&name) {
                    walk.skip(root, &file, "This is a folder with the name of a post.");
                }
                if new && depth < MAX_DEPTH {
                    folders.push((file, depth + 1));
                }
            } else if is_post_name(&name) && !name.starts_with('.') {
                match (metadata, post_path(root, &file)) {
                    (Some(Ok(metadata)), Some(path)) if metadata.is_file() => {
                        walk.posts.push(Found { path, file, metadata });
                    }
                    (Some(Ok(metadata)), None) if metadata.is_file() => {
                        walk.skip(
                            root,
                            &file,
                            "Its name cannot be used on every system. Rename it to open it here.",
                        );
                    }
                    (Some(Err(_)), _) => {
                        walk.skip(root, &file, "This is a link to a file that is not there.")
                    }
                    _ => walk.skip(root, &file, "This is not a file."),
                }
            }
        }
    }
    walk.skipped.sort_by(|a, b| a.place.cmp(&b.place));
    walk
}

impl Walk {
    fn skip(&mut self, root: &Path, file: &Path, reason: &str) {
        let place = file.strip_prefix(root).unwrap_or(file).display().to_string();
        self.skipped.push(Skipped { place, reason: reason.to_owned() });
    }
}

/// Whether a link to a folder leads out of the library to where no other link led, and not to something around it.
pub(crate) fn leads_elsewhere(root: &Path, link: &Path, linked: &mut HashSet<PathBuf>) -> bool {
    let Ok(target) = link.canonicalize() else { return false };
    !root.starts_with(&target) && !target.starts_with(root) && linked.insert(target)
}

/// Names of folders that hold no posts.
pub(crate) fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name == "node_modules"
}

/// Whether a file of this name is a post.
pub(crate) fn is_post_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("md" | "markdown"))
}

/// The post path of a file under `root`.
pub(crate) fn post_path(root: &Path, file: &Path) -> Option<PostPath> {
    let parts: Option<Vec<&str>> = file.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    PostPath::new(&parts?.join("/"))
}
