//! Everything that is the writer's in a folder: posts, pictures and whatever lies beside them.
//!
//! Hidden files and folders belong to other programs (git, Obsidian) and are not looked into, nor is `node_modules`. Links
//! are followed as the list of posts follows them: to files, and once to folders outside, never in a circle.

use crate::walk::{Skipped, is_hidden, leads_elsewhere, post_path};
use crate::{Library, OWN_FOLDER, files, words};
use blog::PostPath;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Folders deeper than this are not looked into.
const MAX_DEPTH: usize = 64;

/// The files of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// All files, by place.
    pub files: Vec<PostPath>,
    /// What is none, has no name that every system takes, or could not be looked at.
    pub skipped: Vec<Skipped>,
}

impl Library {
    /// All files of the library. `with_records`: also what Copydesk keeps of the exchange with blogs.
    pub fn contents(&self, with_records: bool) -> Contents {
        let mut contents = contents_of(&self.root);
        if with_records {
            let records = contents_of(&self.own("publications"));
            let within = records.files.iter().map(|file| format!("{OWN_FOLDER}/publications/{file}"));
            contents.files.extend(within.filter_map(|place| PostPath::new(&place)));
        }
        contents
    }
}

/// The files of any folder that the person chose, relative to it. An error when it cannot be listed.
pub fn foreign_contents(folder: &Path) -> io::Result<Contents> {
    fs::read_dir(folder)?;
    Ok(contents_of(&folder.canonicalize()?))
}

/// Where a file of [`foreign_contents`] lies.
pub fn foreign_file(folder: &Path, place: &PostPath) -> PathBuf {
    place.as_str().split('/').fold(folder.to_owned(), |folder, part| folder.join(part))
}

/// A file of any place, to be read from its beginning to its end and never as a whole: an export of another program.
pub fn open_foreign(file: &Path) -> io::Result<io::BufReader<File>> {
    if !files::is_file(file) {
        let there = fs::metadata(file).map(|_| io::ErrorKind::InvalidInput.into());
        return Err(there.unwrap_or_else(|error| error));
    }
    Ok(io::BufReader::with_capacity(1 << 18, File::open(file)?))
}

fn contents_of(root: &Path) -> Contents {
    let mut found = Contents::default();
    let mut linked = HashSet::new();
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                if folder != root {
                    found.skip(
                        root,
                        &folder,
                        format!("This folder cannot be read: {}.", words::because(&error)),
                    );
                }
                continue;
            }
        };
        for entry in entries.flatten() {
            let file = entry.path();
            if is_hidden(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            match fs::metadata(&file) {
                Ok(metadata) if metadata.is_dir() => {
                    let new = kind.is_dir() || leads_elsewhere(root, &file, &mut linked);
                    if new && depth < MAX_DEPTH {
                        folders.push((file, depth + 1));
                    }
                }
                Ok(metadata) if metadata.is_file() => match post_path(root, &file) {
                    Some(path) => found.files.push(path),
                    None => found.skip(root, &file, "Its name cannot be used on every system.".to_owned()),
                },
                Ok(_) => found.skip(root, &file, "This is not a file.".to_owned()),
                Err(error) => {
                    found.skip(root, &file, format!("It cannot be read: {}.", words::because(&error)));
                }
            }
        }
    }
    found.files.sort();
    found.skipped.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

impl Contents {
    fn skip(&mut self, root: &Path, file: &Path, reason: String) {
        let place = file.strip_prefix(root).unwrap_or(file).display().to_string();
        self.skipped.push(Skipped { place, reason });
    }
}
