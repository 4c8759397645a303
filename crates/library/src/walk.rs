//! The walk through the folder: which files are posts by their names, and what only looks like one. Nothing is read.
//!
//! Folders that begin with a dot and `node_modules` are not looked into; links to folders are followed once, never up or
//! in a circle. What looks like a post and is none is listed with the reason, not dropped.

use crate::template::is_template_folder;
use crate::{Library, OpenError, files};
use blog::PostPath;
use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders deeper than this are not looked into.
const MAX_DEPTH: usize = 64;

/// Something in the library folder that is not listed as a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place in the library, as well as it can be shown.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// What changes when a file changes: a digest of its size and time, and on Unix also of the file itself and the time of
/// its last change. Two that are equal belong to the same state of a file, for all practical purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(pub u64);

impl Stamp {
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let nanos = modified.map_or(0, |since| since.as_nanos() as u64);
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            [metadata.ino(), metadata.ctime() as u64, metadata.ctime_nsec() as u64]
        };
        #[cfg(not(unix))]
        let identity = [0; 3];
        let [a, b, c] = identity;
        // FNV-1a over whole numbers, each spread over all bits before the next one comes.
        Self([metadata.len(), nanos, a, b, c].into_iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, number| {
            let mixed = (hash ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed ^ (mixed >> 29)
        }))
    }
}

/// A file with a post's name, looked at from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its place in the library.
    pub path: PostPath,
    /// What tells whether it is still the same.
    pub stamp: Stamp,
    /// When it was last written.
    pub modified: SystemTime,
    /// Size, bytes.
    pub size: u64,
}

impl Found {
    pub(crate) fn of(path: PostPath, metadata: &Metadata) -> Self {
        Self {
            path,
            stamp: Stamp::of(metadata),
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            size: metadata.len(),
        }
    }
}

/// What a walk through the folder finds.
#[derive(Debug, Default)]
pub struct Walk {
    /// The posts, in no order.
    pub posts: Vec<Found>,
    /// What looks like a post but is none, or could not be looked at; by place.
    pub skipped: Vec<Skipped>,
    /// Temporary files of Copydesk's own.
    pub(crate) leftovers: Vec<PathBuf>,
}

impl Library {
    /// Walks through the folder without reading a file. An error only when the library folder itself cannot be listed.
    pub fn walk(&self) -> Result<Walk, OpenError> {
        let gone = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => OpenError::NotThere(self.root.clone()),
            _ => OpenError::Unreadable { folder: self.root.clone(), source },
        };
        self.listed(fs::read_dir(&self.root).map_err(gone))?;
        let mut walk = walk(&self.root);
        self.set_copies_apart(&mut walk.posts);
        Ok(walk)
    }

    /// A post's file as a walk would find it; `None` when a walk would not: it is gone, no file, in a hidden folder, or a
    /// conflict file of a post that is there.
    pub fn find(&self, path: &PostPath) -> Option<Found> {
        let mut folders = path.folder().split('/');
        let hidden = folders.clone().any(is_hidden) || folders.next().is_some_and(is_template_folder);
        if hidden || !is_post_name(path.file_name()) || path.file_name().starts_with('.') {
            return None;
        }
        if self.is_copy(path) {
            return None;
        }
        let metadata = fs::metadata(self.file(path)).ok().filter(Metadata::is_file)?;
        Some(Found::of(path.clone(), &metadata))
    }
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
                if is_hidden(&name) || (depth == 0 && is_template_folder(&name)) {
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
                        walk.posts.push(Found::of(path, &metadata));
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
