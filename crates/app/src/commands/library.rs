//! The list: new posts, names, the trash.

use crate::App;
use crate::lock;
use crate::wire::Nothing;
use crate::wire::error::WireError;
use crate::wire::library::{CreatePost, OnePost, PinPosts, PostRow, Trashed};
use blog::PostPath;
use std::path::PathBuf;

impl App {
    /// See [`crate::wire::Commands::create_post`].
    pub fn create_post(&self, args: CreatePost) -> Result<PostRow, WireError> {
        let title = args.title.trim();
        self.put_post(&self.new_text(title)?, title)
    }

    /// See [`crate::wire::Commands::trash_post`].
    pub fn trash_post(&self, args: OnePost) -> Result<Trashed, WireError> {
        let path = post_path(&args.path)?;
        let title = self.row(&path)?.title;
        let buffer = lock(&self.buffers).get(&path).cloned();
        if let Some(buffer) = buffer {
            self.save_buffer(&buffer)?;
            lock(&self.buffers).remove(&path);
            self.forget_unsaved(&path);
        }
        let ticket = self.shelf()?.library.trash(&path).map_err(refused)?;
        self.refresh(&[path]);
        Ok(Trashed { ticket, title })
    }

    /// See [`crate::wire::Commands::restore_post`].
    pub fn restore_post(&self, args: Trashed) -> Result<PostRow, WireError> {
        let path = self.shelf()?.library.restore(&args.ticket).map_err(refused)?;
        self.row(&path)
    }

    /// See [`crate::wire::Commands::pin_posts`].
    pub fn pin_posts(&self, args: PinPosts) -> Result<Nothing, WireError> {
        let paths = args.paths.iter().map(|path| post_path(path)).collect::<Result<Vec<_>, _>>()?;
        let shelf = self.shelf()?;
        shelf.library.pin(&paths, args.pinned).map_err(refused)?;
        if shelf.catalogue.take_pins() {
            self.tell_library(&shelf);
        }
        Ok(Nothing {})
    }

    /// Where a post's file lies.
    pub fn file_of(&self, args: OnePost) -> Result<PathBuf, WireError> {
        let path = post_path(&args.path)?;
        Ok(self.shelf()?.library.file(&path))
    }
}

/// A path as a front end gave it.
pub(crate) fn post_path(path: &str) -> Result<PostPath, WireError> {
    PostPath::new(path).ok_or_else(|| {
        WireError::input(
            format!("\"{path}\" is not a file inside the library."),
            "Choose a post of the list.",
        )
    })
}

/// A refusal of the library, whose words already say what happened and what to do.
pub(crate) fn refused(error: impl std::fmt::Display) -> WireError {
    WireError::input(error.to_string(), "Your text was not changed.")
}
