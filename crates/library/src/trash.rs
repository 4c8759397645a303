//! The library's own trash: a post leaves the list, not the disk, and can come back to its place.

use crate::{Library, MAX_BYTES, file, files, lock, name, words};
use blog::PostPath;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::time::SystemTime;

/// A post in the trash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    /// What brings it back.
    pub ticket: String,
    /// Where it was.
    pub path: PostPath,
    /// Its size, bytes.
    pub size: u64,
    /// When it was thrown away; for showing and sorting only.
    pub when: SystemTime,
}

/// The names in each folder of the library, in the form in which some system takes two for one.
pub type FolderNames = HashMap<String, HashSet<String>>;

/// A post could not be moved into or out of the trash. It is where it was.
#[derive(Debug, thiserror::Error)]
pub enum TrashError {
    /// The post to throw away is gone.
    #[error("\"{path}\" is not there any more. Nothing was changed. Look for it in the list.")]
    NotThere {
        /// Where it was.
        path: PostPath,
    },
    /// Nothing in the trash has this ticket.
    #[error("This post is not in the trash any more. Nothing was changed.")]
    NoSuchTicket,
    /// The disk or the system refused.
    #[error(
        "\"{path}\" could not be moved: {}. It is where it was. Put that right, then try again.",
        words::because(source)
    )]
    Io {
        /// The post.
        path: PostPath,
        /// What the system said.
        source: io::Error,
    },
}

#[derive(Serialize, Deserialize)]
struct Record {
    path: String,
}

impl Library {
    /// Moves a post into the trash. Returns the ticket that brings it back.
    pub fn trash(&self, path: &PostPath) -> Result<String, TrashError> {
        let _turn = lock(&self.turn);
        let refused = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => TrashError::NotThere { path: path.clone() },
            _ => TrashError::Io { path: path.clone(), source },
        };
        let file = self.file(path);
        fs::symlink_metadata(&file).map_err(refused)?;
        let folder = self.own("trash");
        fs::create_dir_all(&folder).map_err(refused)?;
        let mut taken = HashSet::new();
        let ending = path.file_name().rsplit_once('.').map_or("md", |(_, ending)| ending);
        loop {
            let ticket = name::free(&taken, path.stem(), ending);
            // Asked one by one: a trash of thousands is not listed for each post that comes into it.
            if fs::symlink_metadata(folder.join(&ticket)).is_ok() {
                taken.insert(name::folded(&ticket));
                continue;
            }
            let record = folder.join(format!("{ticket}.json"));
            let text =
                serde_json::to_string(&Record { path: path.as_str().to_owned() }).map_err(io::Error::from);
            text.and_then(|text| files::write_atomically(&record, text.as_bytes())).map_err(refused)?;
            match files::rename_new(&file, &folder.join(&ticket)) {
                Ok(()) => {
                    self.echo.forget(&file);
                    self.took_away(path);
                    files::sync_folder(&folder)
                        .and_then(|()| files::sync_folder(files::folder_of(&file)))
                        .map_err(refused)?;
                    return Ok(ticket);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    taken.insert(name::folded(&ticket));
                }
                Err(error) => {
                    let _ = fs::remove_file(record);
                    return Err(refused(error));
                }
            }
        }
    }

    /// Moves a post back to its place, or beside it under a free name when the place is taken. Returns where it is now.
    pub fn restore(&self, ticket: &str) -> Result<PostPath, TrashError> {
        self.restore_among(ticket, &mut HashMap::new())
    }

    /// The same for many: `names` are those in each folder, read when the first post comes back into it.
    pub fn restore_among(&self, ticket: &str, names: &mut FolderNames) -> Result<PostPath, TrashError> {
        let _turn = lock(&self.turn);
        let Trashed { path, .. } = self.in_trash(ticket).ok_or(TrashError::NoSuchTicket)?;
        let refused = |source| TrashError::Io { path: path.clone(), source };
        let trash = self.own("trash");
        let wanted = self.file(&path);
        let folder = files::folder_of(&wanted);
        fs::create_dir_all(folder).map_err(refused)?;
        let taken = names.entry(path.folder().to_owned()).or_insert_with(|| name::taken(folder));
        let ending = path.file_name().rsplit_once('.').map_or("md", |(_, ending)| ending);
        loop {
            let name = name::free(taken, path.stem(), ending);
            taken.insert(name::folded(&name));
            let place =
                if path.folder().is_empty() { name.clone() } else { format!("{}/{name}", path.folder()) };
            let path = PostPath::new(&place).ok_or_else(|| refused(io::ErrorKind::InvalidFilename.into()))?;
            let file = folder.join(&name);
            match files::rename_new(&trash.join(ticket), &file) {
                Ok(()) => {
                    self.moved(&trash.join(ticket), &file);
                    let _ = fs::remove_file(trash.join(format!("{ticket}.json")));
                    files::sync_folder(folder).map_err(refused)?;
                    return Ok(path);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(refused(error)),
            }
        }
    }

    /// What is in the trash, by name. Files somebody else put there are not ours and not listed.
    pub fn trashed(&self) -> Vec<Trashed> {
        let entries = fs::read_dir(self.own("trash")).into_iter().flatten().flatten();
        let mut trashed: Vec<Trashed> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                self.in_trash(name.strip_suffix(".json")?)
            })
            .collect();
        trashed.sort_by(|a, b| a.ticket.cmp(&b.ticket));
        trashed
    }

    /// The text of a post in the trash, as well as it can be shown.
    pub fn trashed_text(&self, ticket: &str) -> Option<String> {
        let file = self.own("trash").join(self.in_trash(ticket)?.ticket);
        file::read_file(&file, MAX_BYTES).ok().map(|bytes| file::decode(&bytes).0)
    }

    /// Removes a post in the trash for ever.
    pub fn discard(&self, ticket: &str) -> Result<(), TrashError> {
        let _turn = lock(&self.turn);
        let Trashed { path, .. } = self.in_trash(ticket).ok_or(TrashError::NoSuchTicket)?;
        let trash = self.own("trash");
        let gone = fs::remove_file(trash.join(ticket));
        let gone = gone.and_then(|()| files::remove(&trash.join(format!("{ticket}.json"))));
        gone.map_err(|source| TrashError::Io { path, source })
    }

    fn in_trash(&self, ticket: &str) -> Option<Trashed> {
        // A ticket is a file's name and leads nowhere else.
        let ticket = PostPath::new(ticket).filter(|name| name.folder().is_empty())?.as_str().to_owned();
        let folder = self.own("trash");
        let record = folder.join(format!("{ticket}.json"));
        let size = fs::symlink_metadata(folder.join(&ticket)).ok()?.len();
        let when =
            fs::metadata(&record).and_then(|record| record.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let Record { path } = serde_json::from_str(&files::read_text(&record).ok()??).ok()?;
        Some(Trashed { ticket, path: PostPath::new(&path)?, size, when })
    }
}
