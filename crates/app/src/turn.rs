//! Long work of one kind: one at a time, and each can be stopped.

use crate::lock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

/// Whose turn it is.
#[derive(Default)]
pub(crate) struct Turn {
    turn: Mutex<()>,
    stop: AtomicBool,
}

impl Turn {
    /// Waits for the work before, and begins one that nobody has stopped yet.
    pub fn begin(&self) -> MutexGuard<'_, ()> {
        let turn = lock(&self.turn);
        self.stop.store(false, Ordering::SeqCst);
        turn
    }

    /// Ends the work that is on its way after the piece it is at.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}
