//! The folder of posts: what is in it, reading and saving them, noticing what other programs do.
//!
//! This is the only crate that touches post files. The file is the truth: nothing here is an index that could
//! disagree with it, and all that Copydesk adds lies under `.copydesk` and can be deleted without losing a post.
//! A save never overwrites what was not read (see `docs/decisions/saving-a-file.md`), and nothing here decides by
//! the clock. It refuses to know what a blog is, how Markdown looks, and who is asking.

mod archive;
mod contents;
mod convert;
mod copies;
mod echo;
mod encoding;
mod file;
pub mod files;
pub mod git;
mod in_place;
mod intake;
mod janitor;
pub mod journal;
mod moving;
mod name;
mod new;
mod outgoing;
mod picture;
mod pinned;
mod place;
mod publication;
mod replace;
mod save;
mod scan;
mod seat;
mod summary;
mod template;
mod trash;
mod vanishing;
mod versions;
mod walk;
mod watch;
mod words;

pub use archive::ArchiveError;
pub use contents::{Contents, foreign_contents, foreign_file, open_foreign};
pub use convert::{ConvertError, Converted};
pub use copies::{ConflictCopy, CopiedBy, conflict_copy_of};
pub use file::{FileForm, MAX_BYTES, PostFile, ReadError};
pub use intake::{Brought, Intake};
pub use janitor::Swept;
pub use name::NameError;
pub use new::CreateError;
pub use outgoing::{Outgoing, OutgoingFolder};
pub use picture::PictureError;
pub use pinned::PinError;
pub use publication::{Exchange, PublicationError, exchange_name};
pub use save::SaveError;
pub use scan::{Scan, in_parallel};
pub use seat::Seat;
pub use summary::{PostSummary, title_of};
pub use trash::{FolderNames, TrashError, Trashed};
pub use vanishing::Vanished;
pub use versions::{DAYS, KeepError, NEWEST, NewVersion, Version, VersionError, Why};
pub use walk::{Found, Skipped, Stamp, Walk};
pub use watch::{Change, Watch, WatchError};

use blog::PostPath;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

/// Copydesk's own folder inside the library.
const OWN_FOLDER: &str = ".copydesk";

/// An open folder of posts. Cheap to share between threads; saves through one library wait for each other.
#[derive(Debug)]
pub struct Library {
    root: PathBuf,
    spare: Option<PathBuf>,
    turn: Mutex<()>,
    disputed: Mutex<std::collections::BTreeSet<PostPath>>,
    echo: Arc<echo::Echo>,
    /// The folder as it was opened, to know it again.
    identity: Option<(u64, u64)>,
    vanishing: Mutex<vanishing::Vanishing>,
}

/// Why a folder cannot be a library. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is nothing at this place.
    #[error("The folder \"{}\" is not there. Nothing was changed. Connect the drive it is on, or choose another folder.", .0.display())]
    NotThere(PathBuf),
    /// It is a file.
    #[error("\"{}\" is a file, not a folder. Nothing was changed. Choose the folder that holds your posts.", .0.display())]
    NotAFolder(PathBuf),
    /// It cannot be listed.
    #[error("The folder \"{}\" cannot be read: {}. Nothing was changed. Allow reading it, or choose another folder.", folder.display(), words::because(source))]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Library {
    /// Opens a folder that holds posts. Writes nothing; links in the path are resolved once, now.
    pub fn open(root: &Path) -> Result<Self, OpenError> {
        let unreadable = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => OpenError::NotThere(root.to_owned()),
            io::ErrorKind::NotADirectory => OpenError::NotAFolder(root.to_owned()),
            _ => OpenError::Unreadable { folder: root.to_owned(), source },
        };
        let root = root.canonicalize().map_err(unreadable)?;
        if !root.is_dir() {
            return Err(OpenError::NotAFolder(root));
        }
        std::fs::read_dir(&root).map_err(unreadable)?;
        let identity = vanishing::identity(&std::fs::metadata(&root).map_err(unreadable)?);
        Ok(Self {
            root,
            spare: None,
            turn: Mutex::default(),
            disputed: Mutex::default(),
            echo: Arc::default(),
            identity,
            vanishing: Mutex::default(),
        })
    }

    /// Also uses this folder (the app's data folder) to put an old text safe while it is replaced, for libraries that
    /// cannot take Copydesk's own folder.
    pub fn with_spare_folder(mut self, folder: &Path) -> Self {
        self.spare = Some(folder.to_owned());
        self
    }

    /// The folder, its links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file of the library lies on this machine.
    pub fn file(&self, path: &PostPath) -> PathBuf {
        path.as_str().split('/').fold(self.root.clone(), |folder, part| folder.join(part))
    }

    /// Whether there is a file (a picture, say) at this place.
    pub fn has_file(&self, path: &PostPath) -> bool {
        self.file(path).is_file()
    }

    /// `None` when new files can be put into the folder, otherwise a sentence that says why not.
    pub fn read_only_reason(&self) -> Option<String> {
        let refused = files::temporary_in(&self.root).err()?;
        Some(format!(
            "Nothing can be written into the folder \"{}\": {}. Posts can be read; to change them, allow writing there.",
            self.root.display(),
            words::because(&refused)
        ))
    }

    /// Copydesk's own place for this kind of thing.
    fn own(&self, kind: &str) -> PathBuf {
        self.root.join(OWN_FOLDER).join(kind)
    }
}

/// A lock that a panic elsewhere cannot poison: what it guards is valid after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
