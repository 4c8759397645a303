//! Saving a post by compare-and-swap: what is on the disk is only replaced while it is what was read.
//!
//! Refuses to write over anything else, and acknowledges only what the disk has confirmed. How the bytes get there
//! is [`crate::replace`]'s business.

use crate::file::{self, NoBytes, decode};
use crate::replace::{self, Obstacle};
use crate::{FileForm, Library, MAX_BYTES, PostFile, ReadError, files, lock, words};
use blog::{ContentHash, PostPath};
use std::io;
use std::path::{Path, PathBuf};

/// Why a post was not saved. The text stays with the caller; the file is whole, and except where a variant says
/// otherwise it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another program wrote the file since it was read. Nothing was written.
    #[error("\"{}\" was changed by another program while it was open here. Both versions are safe: yours is still open, the other one is in the file. Choose which one to keep.", now.path)]
    ChangedOutside {
        /// What the file holds now.
        now: Box<PostFile>,
    },
    /// The file is gone. Nothing was written.
    #[error(
        "\"{path}\" is not there any more: another program moved or deleted it. Your text is still open here. Save it again as a new file, or close it."
    )]
    Vanished {
        /// Where it was.
        path: PostPath,
    },
    /// Many posts are not there, or the folder itself: a new file would lie where a drive is connected.
    #[error(
        "\"{path}\" is not written, because many posts of the library are not there now. Your text is still open here and is kept for the case of a crash. Connect the drive that the folder is on, or say that the posts were deleted."
    )]
    LibraryGone {
        /// The file.
        path: PostPath,
    },
    /// The file is marked read-only.
    #[error(
        "\"{path}\" is marked read-only, so nothing was written. Your text is still open here. Take the mark off the file, or save the text under another name."
    )]
    ReadOnly {
        /// The file.
        path: PostPath,
    },
    /// What is in the file cannot be shown as text, so it must not be replaced by what was shown.
    #[error(
        "\"{path}\" is not UTF-8 text, so nothing was written. To change it here, make an editable copy."
    )]
    NotText {
        /// The file.
        path: PostPath,
    },
    /// The text is larger than a post can be.
    #[error("The text is larger than {} MB, so nothing was written. It is still open here; split it into several posts.", MAX_BYTES >> 20)]
    TooLarge,
    /// The disk or the system refused; the old text is in the file.
    #[error(
        "\"{path}\" could not be saved: {}. Your text is still open here, and the file holds the text of the last save. Put that right; it is saved again with the next change.",
        words::because(source)
    )]
    Io {
        /// The file.
        path: PostPath,
        /// What the system said.
        source: io::Error,
    },
    /// The file could only be written in place, and that broke off half-way.
    #[error("\"{path}\" could not be written to its end: {}. Your text is still open here, and the text of the last save is in \"{}\". Put that right, then save again.", words::because(source), kept.display())]
    HalfWritten {
        /// The file.
        path: PostPath,
        /// Where the old text is.
        kept: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Library {
    /// Writes `text` into the post, provided that the file still holds what hashes to `expected`. Returns the new hash
    /// once the disk has confirmed it. A file that holds exactly this text already is confirmed whatever was expected.
    /// Links are followed; mode, owner, extended attributes and hard links of the file stay.
    pub fn save(
        &self,
        path: &PostPath,
        text: &str,
        form: FileForm,
        expected: &ContentHash,
    ) -> Result<ContentHash, SaveError> {
        let _turn = lock(&self.turn);
        let bytes = form.bytes(text);
        if bytes.len() as u64 > MAX_BYTES {
            return Err(SaveError::TooLarge);
        }
        let io = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => SaveError::Vanished { path: path.clone() },
            _ => SaveError::Io { path: path.clone(), source },
        };
        let target = self.file(path).canonicalize().map_err(io)?;
        let present = file::read_file(&target, MAX_BYTES).map_err(|error| unreadable(error, path))?;
        let (found, hash) = (ContentHash::of(&present), ContentHash::of(&bytes));
        if found == hash {
            replace::confirm(&target).map_err(io)?;
            self.echo.note(&target, &hash);
            return Ok(hash);
        }
        if found != *expected {
            return Err(SaveError::ChangedOutside { now: Box::new(PostFile::of(path, &present)) });
        }
        if decode(&present).2.is_some() {
            return Err(SaveError::NotText { path: path.clone() });
        }
        if target.metadata().map_err(io)?.permissions().readonly() {
            return Err(SaveError::ReadOnly { path: path.clone() });
        }
        let known = self.echo.note(&target, &hash);
        match replace::replace(&target, &present, &bytes, &self.rescue_folders()) {
            Ok(()) => Ok(hash),
            Err(obstacle) => {
                self.echo.take_back(&target, known);
                Err(match obstacle {
                    Obstacle::Changed => self.changed(path, &target),
                    Obstacle::Io(source) => io(source),
                    Obstacle::HalfWritten { kept, source } => {
                        SaveError::HalfWritten { path: path.clone(), kept, source }
                    }
                })
            }
        }
    }

    /// Writes a post that must not exist yet (its file vanished while it was open), with its folders.
    /// [`SaveError::ChangedOutside`] when there is a file.
    pub fn write_new(&self, path: &PostPath, text: &str, form: FileForm) -> Result<ContentHash, SaveError> {
        let _turn = lock(&self.turn);
        let bytes = form.bytes(text);
        if bytes.len() as u64 > MAX_BYTES {
            return Err(SaveError::TooLarge);
        }
        if !self.takes_new_files() {
            return Err(SaveError::LibraryGone { path: path.clone() });
        }
        let io = |source| SaveError::Io { path: path.clone(), source };
        let file = self.file(path);
        let folder = files::folder_of(&file);
        std::fs::create_dir_all(folder).map_err(io)?;
        let target = folder.canonicalize().map_err(io)?.join(path.file_name());
        let hash = ContentHash::of(&bytes);
        let known = self.echo.note(&target, &hash);
        let written = files::written_in(folder, &bytes).and_then(|temporary| {
            temporary.persist_noclobber(&file).map_err(|refused| refused.error)?;
            files::sync_folder(folder)
        });
        written.map(|()| hash).map_err(|error| {
            self.echo.take_back(&target, known);
            if error.kind() == io::ErrorKind::AlreadyExists { self.changed(path, &file) } else { io(error) }
        })
    }

    /// What stands in the way now.
    fn changed(&self, path: &PostPath, target: &Path) -> SaveError {
        match file::read_file(target, MAX_BYTES) {
            Ok(bytes) => SaveError::ChangedOutside { now: Box::new(PostFile::of(path, &bytes)) },
            Err(error) => unreadable(error, path),
        }
    }

    /// Where the old bytes of a file can be put safe while it is written in place, best first.
    pub(crate) fn rescue_folders(&self) -> Vec<PathBuf> {
        let own = self.own("rescue");
        std::iter::once(own).chain(self.spare.as_ref().map(|folder| folder.join("rescue"))).collect()
    }
}

fn unreadable(error: NoBytes, path: &PostPath) -> SaveError {
    match error.at(path) {
        ReadError::NotThere { path } => SaveError::Vanished { path },
        ReadError::Io { path, source } => SaveError::Io { path, source },
        ReadError::NotAFile { path } | ReadError::TooLarge { path, .. } => SaveError::NotText { path },
    }
}
