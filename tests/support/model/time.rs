//! The time of a test: it passes when the test says so, for the blog and for every laptop alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock that is set by hand. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct Time(Arc<AtomicU64>);

/// Monday, 23 November 2026, 8 o'clock.
const START: u64 = 1_795_420_800_000;

impl Default for Time {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(START)))
    }
}

impl Time {
    /// Milliseconds since 1970.
    pub fn millis(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Back to the beginning, for another run.
    pub fn reset(&self) {
        self.0.store(START, Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as u64, Ordering::SeqCst);
    }

    /// `2026-11-23T08:00:00`, UTC, this many seconds from now.
    pub fn stamp(&self, ahead: i64) -> String {
        let at =
            jiff::Timestamp::from_second(self.millis() as i64 / 1000 + ahead).expect("a time of our days");
        at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

impl app::Clock for Time {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.millis())
    }
}
