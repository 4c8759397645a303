//! New posts. None ever takes the place of a file that is there.

use crate::file::FileForm;
use crate::name::{self, NameError};
use crate::{Library, PostFile, files, lock, words};
use blog::{ContentHash, PostPath};
use std::io;
use std::path::Path;

/// Why a post was not created or renamed. All files are as they were.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The name cannot be used.
    #[error(transparent)]
    Name(#[from] NameError),
    /// There is already a file of this name, or of one that some systems take for the same.
    #[error("There is already a file called \"{name}\" there. Nothing was changed. Choose another name.")]
    Taken {
        /// The name.
        name: String,
    },
    /// Many posts are not there, or the folder itself: a new file would lie where a drive is connected.
    #[error(
        "No new post is written, because many posts of the library are not there now. Nothing was changed. Connect the drive that the folder is on, or say that the posts were deleted."
    )]
    LibraryGone,
    /// The post to rename is gone.
    #[error("\"{path}\" is not there any more. Nothing was changed. Look for it in the list.")]
    NotThere {
        /// Where it was.
        path: PostPath,
    },
    /// The disk or the system refused.
    #[error(
        "\"{name}\" could not be written: {}. Nothing else was changed. Put that right, then try again.",
        words::because(source)
    )]
    Io {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Library {
    /// Writes a new post into the library folder, under a name made from its title (`-2`, `-3` when taken).
    pub fn create(&self, title: &str, text: &str) -> Result<PostFile, CreateError> {
        let _turn = lock(&self.turn);
        if !self.takes_new_files() {
            return Err(CreateError::LibraryGone);
        }
        let mut taken = name::taken(&self.root);
        // A post `a.markdown` takes the name `a.md` too: their addresses would be the same.
        taken.extend(
            taken.clone().iter().filter_map(|name| Some(format!("{}.md", name.strip_suffix(".markdown")?))),
        );
        let stem = blog::slug::slug(title);
        let form = FileForm::default();
        loop {
            let name = name::free(&taken, &stem, "md");
            let refused = |source| CreateError::Io { name: name.clone(), source };
            let path = PostPath::new(&name).ok_or_else(|| refused(io::ErrorKind::InvalidFilename.into()))?;
            match self.put_new(&self.file(&path), form.bytes(text).as_slice()) {
                Ok(hash) => return Ok(PostFile { path, text: text.to_owned(), form, hash, read_only: None }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    taken.insert(name::folded(&name));
                }
                Err(error) => return Err(refused(error)),
            }
        }
    }

    /// Writes a file that must not exist, known to the watcher as our own.
    pub(crate) fn put_new(&self, file: &Path, bytes: &[u8]) -> io::Result<ContentHash> {
        let folder = files::folder_of(file);
        let target = folder.canonicalize()?.join(file.file_name().unwrap_or_default());
        let hash = ContentHash::of(bytes);
        let temporary = files::written_in(folder, bytes)?;
        let known = self.echo.note(&target, &hash);
        let done = temporary.persist_noclobber(file).map_err(|refused| refused.error);
        match done.and_then(|_| files::sync_folder(folder)) {
            Ok(()) => Ok(hash),
            Err(error) => {
                self.echo.take_back(&target, known);
                Err(error)
            }
        }
    }
}
