//! Older or other states of a post, kept when the writer chooses one of two: nothing is thrown away by a choice.

use crate::{Library, files, words};
use blog::{ContentHash, PostPath};
use std::io;
use std::path::PathBuf;

/// A text could not be kept. Nothing else was changed.
#[derive(Debug, thiserror::Error)]
#[error(
    "The other version of \"{path}\" could not be kept: {}. Both are as they were. Put that right, then choose again.",
    words::because(source)
)]
pub struct KeepError {
    /// The post.
    pub path: PostPath,
    /// What the system said.
    pub source: io::Error,
}

impl Library {
    /// Keeps a text as a version of this post, under a name made of its content: the same text is kept once. Returns
    /// where it lies.
    pub fn keep_version(&self, path: &PostPath, text: &str) -> Result<PathBuf, KeepError> {
        let folder = path.as_str().split('/').fold(self.own("versions"), |folder, part| folder.join(part));
        let file = folder.join(format!("{}.md", ContentHash::of(text.as_bytes()).short()));
        match files::write_atomically(&file, text.as_bytes()) {
            Ok(()) => Ok(file),
            Err(source) => Err(KeepError { path: path.clone(), source }),
        }
    }

    /// The kept versions of a post, newest first.
    pub fn versions(&self, path: &PostPath) -> Vec<PathBuf> {
        let folder = path.as_str().split('/').fold(self.own("versions"), |folder, part| folder.join(part));
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let dated = entries.filter_map(|entry| Some((entry.metadata().ok()?, entry.path())));
        let mut files: Vec<_> = dated
            .filter(|(metadata, path)| {
                metadata.is_file() && path.extension().is_some_and(|ending| ending == "md")
            })
            .map(|(metadata, path)| (metadata.modified().ok(), path))
            .collect();
        files.sort_by(|a, b| b.cmp(a));
        files.into_iter().map(|(_, path)| path).collect()
    }
}
