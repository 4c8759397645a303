//! A thread that acts once keys have come to rest: saving has one, and the journal of unsaved text has one.
//!
//! It waits and nothing else; what is to be done is its owner's business. No wall clock: it counts the time between keys.

use crate::lock;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The thread, and the way to wake it. Nothing runs before [`AfterKeys::start`].
#[derive(Default)]
pub struct AfterKeys {
    wake: Mutex<Option<Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl AfterKeys {
    /// Starts the thread, which hears of keys until [`AfterKeys::stop`] or until this is dropped.
    pub fn start(&self, name: &str, work: impl FnOnce(&Receiver<()>) + Send + 'static) {
        let (wake, keys) = channel();
        *lock(&self.wake) = Some(wake);
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || work(&keys));
        *lock(&self.thread) = thread.ok();
    }

    /// A key was pressed, or something else may have to be done.
    pub fn touch(&self) {
        if let Some(wake) = lock(&self.wake).as_ref() {
            let _ = wake.send(());
        }
    }

    /// Ends the thread and waits for it.
    pub fn stop(&self) {
        lock(&self.wake).take();
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
    }
}

/// What waiting for keys came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gathered {
    /// Some were pressed, and it is time to act.
    Due,
    /// Some were pressed, and no more will come.
    Last,
    /// None were pressed, and none will be.
    Nothing,
}

/// Waits for keys until none came for `quiet`, or `longest` is over since the first one.
pub fn gather(keys: &Receiver<()>, quiet: Duration, longest: Duration) -> Gathered {
    if keys.recv().is_err() {
        return Gathered::Nothing;
    }
    let first = Instant::now();
    loop {
        match keys.recv_timeout(quiet.min(longest.saturating_sub(first.elapsed()))) {
            Ok(()) if first.elapsed() < longest => {}
            Ok(()) | Err(RecvTimeoutError::Timeout) => return Gathered::Due,
            Err(RecvTimeoutError::Disconnected) => return Gathered::Last,
        }
    }
}
