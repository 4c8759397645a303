//! One window for one library: a second one on the same folder calls the first to the front and says so.
//!
//! Only windows sit; the command line works beside them. Where the lock cannot be had for another reason (a data folder
//! that cannot be written), the library opens as ever: saves compare with the file either way.

use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use crate::wire::library::LibraryView;
use crate::{App, Folders, lock, sample, settings};
use blog::PostPath;
use library::{Library, Seat};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long another window has for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks whether it answered.
const LOOK: Duration = Duration::from_millis(20);

impl App {
    /// Opens a folder as the library of this window, unless it is that of another one.
    pub(crate) fn open_seated(self: &Arc<Self>, folder: &Path) -> Result<LibraryView, WireError> {
        let has_seat = |root: &Path| lock(&self.seat).as_ref().is_some_and(|seat| seat.root() == root);
        // What cannot be opened is said by the opening itself.
        let root = Library::open(folder).ok().map(|library| library.root().to_owned());
        let wanted = root.filter(|root| !has_seat(root));
        let seat = wanted.map(|root| self.sit_down(&root)).transpose()?.flatten();
        let view = self.open_shelf(folder)?;
        if seat.is_some() {
            *lock(&self.seat) = seat;
        }
        Ok(view)
    }

    fn sit_down(self: &Arc<Self>, root: &Path) -> Result<Option<Seat>, WireError> {
        let folder = seats(&self.ports.folders);
        let app = Arc::downgrade(self);
        let on_call = move |post: String| {
            if let Some(app) = app.upgrade() {
                app.called(&post);
            }
        };
        match Seat::take(&folder, root, Box::new(on_call)) {
            Ok(Some(seat)) => Ok(Some(seat)),
            Ok(None) => {
                let _shown = Seat::call(&folder, root, "");
                Err(WireError::input(elsewhere(root), "Go on there, or close that window and try again."))
            }
            Err(_) => Ok(None),
        }
    }

    /// Somebody started Copydesk with this library once more, perhaps with a post.
    fn called(&self, post: &str) {
        let shelf = self.shelf();
        let post = PostPath::new(post).filter(|post| shelf.is_ok_and(|shelf| shelf.library.has_file(post)));
        self.ports.events.send(AppEvent::Called { post: post.map(|post| post.as_str().to_owned()) });
    }

    /// The library is free for the next window, while this one still saves.
    pub fn stand_up(&self) {
        lock(&self.seat).take();
    }
}

/// Whether another window has the library that a start with these arguments would open. Then that window is called to the
/// front, with the post that was asked for, and the answer is the sentence that says so.
pub fn open_elsewhere(folders: &Folders, library: Option<&Path>, post: Option<&Path>) -> Option<String> {
    let remembered = || settings::read_settings(&folders.config).library;
    let folder = library.map(Path::to_owned).or_else(remembered);
    let folder = folder.unwrap_or_else(|| sample::sample_folder(&folders.data));
    let root = Library::open(&folder).ok()?.root().to_owned();
    let say = match post {
        Some(post) => {
            let real = std::path::absolute(post).ok()?;
            // A post of another folder opens that folder, which is another window's business.
            let inside = real.strip_prefix(&root).or_else(|_| real.strip_prefix(&folder)).ok()?;
            inside.to_string_lossy().replace('\\', "/")
        }
        None => String::new(),
    };
    let seats = seats(folders);
    if !Seat::is_taken(&seats, &root) || Seat::call(&seats, &root, &say).is_err() {
        return None;
    }
    let called = Instant::now();
    // A window that is just closing frees its seat; one that hangs has it, and its library with it.
    while Seat::is_called(&seats, &root) && called.elapsed() < PATIENCE {
        if !Seat::is_taken(&seats, &root) {
            return None;
        }
        std::thread::sleep(LOOK);
    }
    Some(elsewhere(&root))
}

fn seats(folders: &Folders) -> PathBuf {
    folders.data.join("windows")
}

fn elsewhere(root: &Path) -> String {
    let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
    format!("The library \"{name}\" is open in another window of Copydesk, which was called to the front.")
}
