//! Older states of a post, for getting them back: each text once, by its hash, and one small file for each time it was kept.
//!
//! Everything of a post lies in one folder of its own, so nothing ever has to look through the whole store. Two programs,
//! and two computers that share the folder, may write at once: no file is ever changed after it was written, and every
//! name is made of what the file holds. A post with a key is found by it wherever it goes; one without is found by its
//! place, and a renaming takes its versions along. Time is shown and is a lower limit for keeping; it decides nothing else.

mod entry;
mod folder;
mod limits;

pub use limits::{DAYS, NEWEST};

use crate::{Library, MAX_BYTES, PostFile, file, words};
use blog::{ContentHash, Fields, PostKey, PostPath};
use folder::Folder;
use std::io;
use std::time::SystemTime;

/// A text could not be kept. Nothing else was changed.
#[derive(Debug, thiserror::Error)]
#[error(
    "A version of \"{path}\" could not be kept: {}. The post itself is as it was.",
    words::because(source)
)]
pub struct KeepError {
    /// The post.
    pub path: PostPath,
    /// What the system said.
    pub source: io::Error,
}

/// Why a version cannot be shown. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum VersionError {
    /// There is none of this name.
    #[error("This version of \"{path}\" is not there any more. Nothing was changed. Choose another one.")]
    NotThere {
        /// The post.
        path: PostPath,
    },
    /// Its text is not what was kept.
    #[error(
        "The text of this version of \"{path}\" is damaged on the disk. It stays where it is, and nothing was changed. Choose another version."
    )]
    Damaged {
        /// The post.
        path: PostPath,
    },
    /// The disk or the system refused.
    #[error(
        "This version of \"{path}\" could not be read: {}. Nothing was changed. Put that right, then try again.",
        words::because(source)
    )]
    Io {
        /// The post.
        path: PostPath,
        /// What the system said.
        source: io::Error,
    },
}

/// Why a text was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// It was in the file for a while, or before much of it was taken out.
    Saved,
    /// It was sent to a blog.
    Published,
    /// It came from a blog.
    Pulled,
    /// It was made of two sides.
    Merged,
    /// Another text took its place.
    Replaced,
    /// It was the other side when the writer chose.
    OtherSide,
    /// It is an older version that was brought back.
    Restored,
    /// An earlier Copydesk kept it and did not write down why.
    Unknown,
}

impl Why {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::Saved,
        Self::Published,
        Self::Pulled,
        Self::Merged,
        Self::Replaced,
        Self::OtherSide,
        Self::Restored,
        Self::Unknown,
    ];

    /// The word in entries and for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Published => "published",
            Self::Pulled => "pulled",
            Self::Merged => "merged",
            Self::Replaced => "replaced",
            Self::OtherSide => "other-side",
            Self::Restored => "restored",
            Self::Unknown => "kept",
        }
    }

    /// Reads the word back; a word of a later Copydesk is [`Self::Unknown`].
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|why| why.word() == word).unwrap_or(Self::Unknown)
    }

    /// Whether the text was exchanged with a blog: such versions are never thinned out.
    pub fn is_exchange(self) -> bool {
        matches!(self, Self::Published | Self::Pulled)
    }
}

/// A text to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewVersion<'a> {
    /// The post.
    pub path: &'a PostPath,
    /// The file's bytes, mark and line ends included.
    pub bytes: &'a [u8],
    /// Why.
    pub why: Why,
    /// The blog it was exchanged with.
    pub blog: Option<&'a str>,
    /// Now.
    pub at: SystemTime,
    /// A name of this computer's own that no other one has.
    pub by: &'a str,
}

/// A kept text, without the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Names it among the versions of its post.
    pub id: String,
    /// Hash of its bytes.
    pub hash: ContentHash,
    /// Where the post lay then.
    pub path: PostPath,
    /// Why it was kept.
    pub why: Why,
    /// The blog it was exchanged with.
    pub blog: Option<String>,
    /// When it was kept, by the clock of that computer.
    pub at: SystemTime,
    /// The computer that kept it; empty when that was not written down.
    pub by: String,
    /// Words of its body.
    pub words: usize,
    /// Size of its file, bytes.
    pub bytes: u64,
}

impl Library {
    /// Keeps a text as a version of this post and thins out old ones. A text that is the newest version already is not
    /// kept once more, unless it was exchanged with a blog. Returns the version's name.
    pub fn keep(&self, new: &NewVersion<'_>) -> Result<String, KeepError> {
        let refused = |source| KeepError { path: new.path.clone(), source };
        let text = String::from_utf8_lossy(new.bytes);
        let folder = match Fields::read(&text).key.or_else(|| self.key_of(new.path)) {
            Some(key) => {
                let own = self.versions_of_key(&key);
                // What was kept before the post had its key follows it now.
                self.versions_at(new.path).move_into(&own).map_err(refused)?;
                own
            }
            None => self.versions_at(new.path),
        };
        folder.keep(new, &text).map_err(refused)
    }

    /// The versions of a post, newest first; entries that make no sense and texts that have not arrived yet are left out.
    pub fn versions(&self, path: &PostPath) -> Vec<Version> {
        let mut versions: Vec<Version> =
            self.version_folders(path).into_iter().flat_map(|folder| folder.list(path).versions).collect();
        versions.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.id.cmp(&a.id)));
        versions.dedup_by(|a, b| a.id == b.id);
        versions
    }

    /// The newest text of a post that two computers kept, each by itself: both had it in their file, so both went on from it
    /// or from something later. `None` where that is not certain.
    pub fn common_version(&self, path: &PostPath) -> Option<PostFile> {
        let versions = self.versions(path);
        let elsewhere = |one: &Version| {
            let other =
                |other: &&Version| other.hash == one.hash && other.by != one.by && !other.by.is_empty();
            !one.by.is_empty() && versions.iter().any(|version| other(&version))
        };
        let common = versions.iter().find(|version| elsewhere(version))?;
        self.version(path, &common.id).ok().map(|(_, file)| file)
    }

    /// A version with its text, checked against its hash.
    pub fn version(&self, path: &PostPath, id: &str) -> Result<(Version, PostFile), VersionError> {
        let not_there = || VersionError::NotThere { path: path.clone() };
        for folder in self.version_folders(path) {
            let Some(version) = folder.list(path).versions.into_iter().find(|version| version.id == id)
            else {
                continue;
            };
            let file = folder.content(&version).ok_or_else(not_there)?;
            let bytes = file::read_file(&file, MAX_BYTES).map_err(|error| match error {
                file::NoBytes::Io(source) => VersionError::Io { path: path.clone(), source },
                _ => VersionError::Damaged { path: path.clone() },
            })?;
            if ContentHash::of(&bytes) != version.hash {
                return Err(VersionError::Damaged { path: path.clone() });
            }
            return Ok((version, PostFile::of(path, &bytes)));
        }
        Err(not_there())
    }

    /// Takes the versions of a post without a key along to its new place. What cannot be moved stays readable at the old
    /// one; a renaming never fails for it.
    pub(crate) fn versions_follow(&self, from: &PostPath, to: &PostPath) {
        let target = self.key_of(to).map_or_else(|| self.versions_at(to), |key| self.versions_of_key(&key));
        let _stays_at_the_old_place = self.versions_at(from).move_into(&target);
    }

    fn version_folders(&self, path: &PostPath) -> Vec<Folder> {
        let by_key = self.key_of(path).map(|key| self.versions_of_key(&key));
        by_key.into_iter().chain([self.versions_at(path)]).collect()
    }

    fn key_of(&self, path: &PostPath) -> Option<PostKey> {
        Fields::read(&self.read(path).ok()?.text).key
    }

    fn versions_of_key(&self, key: &PostKey) -> Folder {
        // No path of a post ends like this: a key has no dot.
        Folder(self.own("versions").join("keyed").join(key.as_str()))
    }

    fn versions_at(&self, path: &PostPath) -> Folder {
        Folder(path.as_str().split('/').fold(self.own("versions"), |folder, part| folder.join(part)))
    }
}
