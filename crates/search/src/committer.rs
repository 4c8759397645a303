//! The thread that commits: what was put in and taken out, many at a time, after a moment of quiet.
//!
//! A commit costs 50 to 60 ms and a buffer of 15 MB, so no save waits for one, and the buffer is given back when there is
//! nothing to write. Programs take turns: the index is locked for as long as one of them writes.

use crate::engine::{Engine, View, Writer};
use crate::error::SearchError;
use crate::overlay::Overlay;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long nothing must change before it is committed.
const QUIET: Duration = Duration::from_millis(500);
/// The longest that anything waits when changes do not end.
const LONGEST: Duration = Duration::from_secs(5);
/// So many are committed at once; the overlay does not grow beyond.
pub(crate) const MOST: usize = 500;
/// How long the buffer is kept when nothing is to be written.
const IDLE: Duration = Duration::from_secs(2);
/// Nothing is to be done until something changes.
const LONG: Duration = Duration::from_secs(3_600);
/// When another program writes, it is tried again after this.
const AGAIN: Duration = Duration::from_secs(1);

/// What the index and its thread share.
pub(crate) struct Shared {
    pub engine: Engine,
    state: Mutex<State>,
    changed: Condvar,
    committed: Condvar,
}

/// Index and overlay as they belong together.
pub(crate) struct State {
    pub view: View,
    pub overlay: Arc<Overlay>,
    /// When the oldest and the newest uncommitted change came.
    waiting: Option<(Instant, Instant)>,
    hurry: bool,
    stopping: bool,
    in_use: bool,
    /// Why nothing can be committed any more.
    pub failed: Option<SearchError>,
}

impl Shared {
    pub fn new(engine: Engine) -> Result<Self, SearchError> {
        let state = State {
            view: engine.view()?,
            overlay: Arc::default(),
            waiting: None,
            hurry: false,
            stopping: false,
            in_use: false,
            failed: None,
        };
        Ok(Self { engine, state: Mutex::new(state), changed: Condvar::new(), committed: Condvar::new() })
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the overlay; it is committed later.
    pub fn change(&self, change: impl FnOnce(&mut Overlay)) {
        let mut state = self.state();
        change(Arc::make_mut(&mut state.overlay));
        let now = Instant::now();
        state.waiting = Some((state.waiting.map_or(now, |(oldest, _)| oldest), now));
        self.changed.notify_all();
    }

    /// Waits until fewer than [`MOST`] changes are uncommitted, or nothing can be committed.
    pub fn wait_for_room(&self) {
        let mut state = self.state();
        while state.overlay.len() >= MOST && state.failed.is_none() && !state.in_use && !state.stopping {
            state = self.committed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Commits all that is there and waits for it.
    pub fn settle(&self) -> Result<(), SearchError> {
        let mut state = self.state();
        state.hurry = true;
        self.changed.notify_all();
        while !state.overlay.is_empty() && state.failed.is_none() && !state.in_use {
            state = self.committed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.hurry = false;
        match &state.failed {
            Some(error) => Err(error.clone()),
            None if state.overlay.is_empty() => Ok(()),
            None => Err(SearchError::InUse),
        }
    }

    /// Ends the thread, soon.
    pub fn stop(&self) {
        self.state().stopping = true;
        self.changed.notify_all();
        self.committed.notify_all();
    }
}

/// Commits until it is stopped or the index fails.
pub(crate) fn run(shared: &Shared) {
    let mut writer = None;
    while let Some(turn) = next(shared, writer.is_some()) {
        let done = match turn {
            Turn::Commit(overlay) => commit(shared, &mut writer, &overlay),
            Turn::Rest => writer.take().map_or(Ok(()), Engine::close),
        };
        if let Err(error) = done {
            shared.state().failed = Some(error);
            shared.committed.notify_all();
            return;
        }
    }
}

enum Turn {
    /// These changes.
    Commit(Arc<Overlay>),
    /// Nothing to write for a while.
    Rest,
}

/// Waits for the next turn; `None` when it is over.
fn next(shared: &Shared, writing: bool) -> Option<Turn> {
    let mut state = shared.state();
    let mut idle = false;
    loop {
        let wait = match state.waiting {
            _ if state.stopping => return None,
            None if idle => return Some(Turn::Rest),
            None if writing => IDLE,
            None => LONG,
            Some((oldest, newest)) => {
                let left =
                    QUIET.saturating_sub(newest.elapsed()).min(LONGEST.saturating_sub(oldest.elapsed()));
                if left.is_zero() || state.hurry || state.overlay.len() >= MOST {
                    return Some(Turn::Commit(Arc::clone(&state.overlay)));
                }
                left
            }
        };
        let was_idle = state.waiting.is_none();
        let timeout;
        (state, timeout) = shared.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner);
        idle = writing && was_idle && timeout.timed_out();
    }
}

fn commit(shared: &Shared, writer: &mut Option<Writer>, overlay: &Overlay) -> Result<(), SearchError> {
    if writer.is_none() {
        *writer = shared.engine.writer()?;
    }
    let Some(writer) = writer else {
        let mut state = shared.state();
        state.in_use = true;
        shared.committed.notify_all();
        drop(shared.changed.wait_timeout_while(state, AGAIN, |state| !state.stopping));
        return Ok(());
    };
    for (key, post) in overlay.each() {
        match post {
            Some(post) => shared.engine.put(writer, post)?,
            None => shared.engine.remove(writer, key),
        }
    }
    shared.engine.commit(writer)?;
    let view = shared.engine.view()?;
    // Both at once: a post is in the one or in the other, never in both or in none.
    let mut state = shared.state();
    state.view = view;
    Arc::make_mut(&mut state.overlay).forget(overlay);
    state.in_use = false;
    let newest = state.waiting.map(|(_, newest)| newest);
    state.waiting = newest.filter(|_| !state.overlay.is_empty()).map(|newest| (newest, newest));
    shared.committed.notify_all();
    Ok(())
}
