//! A library for tests, and its catalogue.

use blog::PostPath;
use catalogue::{Catalogue, Key, Page, Sort, View};
use library::Library;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// A library, and the place of its catalogue.
pub struct Desk {
    pub folder: TempDir,
    pub cache: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder"), cache: TempDir::new().expect("a folder") }
    }

    pub fn library(&self) -> Arc<Library> {
        Arc::new(Library::open(self.folder.path()).expect("a library"))
    }

    pub fn open(&self) -> Catalogue {
        Catalogue::open(self.library(), Some(self.cache.path()))
    }

    pub fn put(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a file");
        file
    }

    pub fn cache_file(&self) -> PathBuf {
        self.cache.path().join("catalogue.sqlite")
    }
}

pub fn walk(catalogue: &Catalogue) {
    catalogue.bring_up_to_date(&|_| ControlFlow::Continue(())).expect("the folder is there");
}

pub fn all(catalogue: &Catalogue, view: &View) -> Page {
    catalogue.page(view, 0, usize::MAX, &[])
}

pub fn by_path() -> View {
    View { sort: Sort { key: Key::Words, descending: false }, ..View::default() }
}

pub fn post(path: &str) -> PostPath {
    PostPath::new(path).expect("a path")
}

/// The paths of a page.
pub fn paths(page: &Page) -> Vec<&str> {
    page.rows.iter().map(|row| row.path.as_str()).collect()
}

/// A small reproducible random source (xorshift).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides
    }
}
