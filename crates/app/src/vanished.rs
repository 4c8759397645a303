//! Many posts are not there any more, or the folder itself: the writer is told, and asked, and the folder is looked at until
//! they are back.
//!
//! Which posts are believed gone is decided by the library; here it is said, and followed. Meanwhile the list keeps its
//! rows and nothing new is written.

use crate::shelf::{Shelf, whole};
use crate::wire::Nothing;
use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use crate::wire::library::VanishedView;
use crate::{App, lock};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often is looked whether they are back; ten times as long as the look took, where that is longer.
const LOOK: Duration = Duration::from_secs(2);

/// What was said of posts that are not there.
#[derive(Default)]
pub struct Told {
    view: Option<VanishedView>,
    /// Somebody waits for them.
    is_awaited: bool,
}

impl Shelf {
    /// Posts that are not there and not believed gone, for the window.
    pub fn vanished(&self) -> Option<VanishedView> {
        let vanished = self.library.vanished()?;
        Some(VanishedView {
            posts: whole(vanished.posts),
            of: whole(vanished.of),
            with_folder: vanished.with_folder,
        })
    }
}

impl App {
    /// See [`crate::wire::Commands::believe_vanished`].
    pub fn believe_vanished(self: &Arc<Self>, _: Nothing) -> Result<Nothing, WireError> {
        let shelf = self.shelf()?;
        shelf.library.believe_vanished();
        self.follow(&shelf, Duration::ZERO);
        self.tell_vanished(&shelf);
        Ok(Nothing {})
    }

    /// Says what is not there, when that is news, and begins to wait for it.
    pub(crate) fn tell_vanished(self: &Arc<Self>, shelf: &Arc<Shelf>) {
        let view = shelf.vanished();
        let mut told = lock(&shelf.told);
        if told.view != view {
            told.view = view;
            self.ports.events.send(AppEvent::Vanished { vanished: view });
        }
        if view.is_none() || std::mem::replace(&mut told.is_awaited, true) {
            return;
        }
        let (app, shelf) = (Arc::downgrade(self), Arc::clone(shelf));
        let wait = move || {
            let mut pause = LOOK;
            loop {
                std::thread::sleep(pause);
                let Some(app) = app.upgrade().filter(|_| !shelf.is_closed()) else { return };
                let begun = Instant::now();
                app.bring_up_to_date(&shelf);
                pause = LOOK.max(begun.elapsed() * 10);
                if shelf.library.vanished().is_none() {
                    lock(&shelf.told).is_awaited = false;
                    // The folder may be another one than that which was watched.
                    app.watch(&shelf);
                    return;
                }
            }
        };
        // Without a thread the next look at the folder finds them.
        let _ = std::thread::Builder::new().name("vanished".into()).spawn(wait);
    }
}
