//! What the command line asks beyond the window's commands: files by their real path, renderings, and work done in the
//! foreground.

use crate::App;
use crate::commands::library::refused;
use crate::pictures::Beside;
use crate::settings::markup;
use crate::view::derived;
use crate::wire::accounts::MarkupView;
use crate::wire::editor::Derived;
use crate::wire::error::WireError;
use crate::wire::library::{LibraryView, OnePost, OpenLibrary, PostRow};
use blog::{FrontMatter, Markup, PictureMap, PostPath};
use library::PostFile;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `render` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendering {
    /// The preview's HTML.
    Html,
    /// What a blog stores.
    Markup(MarkupView),
}

/// A post with everything that is known of it here.
pub struct Known {
    /// Its row.
    pub row: PostRow,
    /// Its fields, words and problems.
    pub view: Derived,
}

impl App {
    /// The folder of the library last opened, if any.
    pub fn last_library(&self) -> Option<PathBuf> {
        crate::lock(&self.settings).library.clone()
    }

    /// Opens this library, or the one last opened, or the sample library. Remembers nothing.
    pub fn open_for_command(self: &Arc<Self>, folder: Option<&Path>) -> Result<LibraryView, WireError> {
        match folder.map(Path::to_path_buf).or_else(|| self.last_library()) {
            Some(folder) => self.open_shelf_unwatched(&folder),
            None => self.open_shelf_unwatched(&crate::sample::sample_library(&self.ports.folders.data)?),
        }
    }

    /// Opens this folder as the library and remembers it, as a window started with `--library` does.
    pub fn open_and_remember(self: &Arc<Self>, folder: &Path) -> Result<LibraryView, WireError> {
        self.open_library(OpenLibrary { folder: folder.display().to_string() })
    }

    /// The post in this file: a real path, or one inside the open library. A file of another folder opens that folder
    /// as the library of this command.
    pub fn post_in(self: &Arc<Self>, file: &Path) -> Result<OnePost, WireError> {
        if let Ok(shelf) = self.shelf()
            && !file.is_absolute()
            && let Some(path) = PostPath::new(&file.to_string_lossy().replace('\\', "/"))
            && shelf.library.has_file(&path)
        {
            return Ok(OnePost { path: path.as_str().to_owned() });
        }
        let real =
            std::path::absolute(file).ok().filter(|real| library::files::is_file(real)).ok_or_else(|| {
                WireError::input(
                    format!("There is no file \"{}\".", file.display()),
                    "Check the path. Nothing was changed.",
                )
            })?;
        if let Ok(shelf) = self.shelf()
            && let Ok(inside) = real.strip_prefix(shelf.library.root())
            && let Some(path) = PostPath::new(&inside.to_string_lossy().replace('\\', "/"))
        {
            return Ok(OnePost { path: path.as_str().to_owned() });
        }
        let folder = real.parent().unwrap_or(Path::new("."));
        self.open_shelf_unwatched(folder)?;
        let name = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(OnePost { path: name })
    }

    /// The post's body in another form; local pictures keep their names.
    pub fn render(&self, post: &OnePost, as_what: Rendering) -> Result<String, WireError> {
        let file = self.post_file(post)?;
        let body = &file.text[FrontMatter::of(&file.text).body];
        let pictures = PictureMap::new();
        Ok(match as_what {
            Rendering::Html => markdown::page(&markdown::parse(body), &|_| None),
            Rendering::Markup(view) => match markup(view) {
                Markup::Blocks => wordpress::markup::blocks(body, &pictures),
                Markup::Classic => wordpress::markup::classic(body, &pictures),
            },
        })
    }

    /// Everything known of a post here; asks no blog.
    pub fn known(&self, post: &OnePost) -> Result<Known, WireError> {
        let shelf = self.shelf()?;
        let file = self.post_file(post)?;
        let path = file.path.clone();
        let beside = Beside::new(&shelf.library, &path, &self.ports.picture_base);
        let mut preview = markdown::Preview::new();
        preview.update(&file.text[FrontMatter::of(&file.text).body], &|_| None);
        Ok(Known { row: self.row(&path)?, view: derived(&path, &file.text, &preview, &beside) })
    }

    fn post_file(&self, post: &OnePost) -> Result<PostFile, WireError> {
        let path = crate::commands::library::post_path(&post.path)?;
        self.shelf()?.library.read(&path).map_err(refused)
    }
}
