//! Which of the many saves of an open post is kept as a version. Pure.
//!
//! The text in the file is kept before the first save replaces it, then every ten minutes of writing, and whenever a save
//! would take much of it out; then the fullest text since the last version is kept, however slowly it was deleted.

use std::time::{Duration, SystemTime};

/// The least time between two versions of a text that only grows.
const STEP: Duration = Duration::from_secs(10 * 60);
/// How many bytes may go before it counts as much.
const MUCH: usize = 400;

/// How far the last version of a post is off.
#[derive(Default)]
pub struct Distance {
    kept: Option<SystemTime>,
    /// The longest text that was in the file since then.
    fullest: String,
}

impl Distance {
    /// `old` in the file is about to be replaced by `new`. Returns what is to be kept of what was there.
    pub fn before(&mut self, old: &str, new: &str, now: SystemTime) -> Option<String> {
        if old.len() >= self.fullest.len() {
            old.clone_into(&mut self.fullest);
        }
        // A clock that was set back makes a version more.
        let is_far = self
            .kept
            .is_none_or(|kept| now.duration_since(kept).is_ok_and(|gone| gone >= STEP) || kept > now);
        let lost = self.fullest.len().saturating_sub(new.len());
        let is_much = lost >= MUCH || (lost > 0 && lost * 5 >= self.fullest.len());
        if !is_far && !is_much {
            return None;
        }
        self.kept = Some(now);
        let fullest = std::mem::take(&mut self.fullest);
        let kept = if is_much { fullest } else { old.to_owned() };
        // Nothing but blanks is worth nothing.
        Some(kept).filter(|text| !text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saves_are_kept_at_distances_and_before_a_loss() {
        let long = "word ".repeat(400);
        let at = |minutes: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + minutes * 60);
        let mut distance = Distance::default();
        for (name, old, new, minute, expected) in [
            ("the first save of a session", "one", "one two", 0, Some("one")),
            ("soon after", "one two", "one two three", 1, None),
            ("ten minutes later", "one two three", &*long, 10, Some("one two three")),
            ("writing on", &long, &format!("{long}more"), 11, None),
            ("a little goes", &format!("{long}more"), &long[..1900], 12, None),
            ("much goes, in steps", &long[..1900], &long[..1500], 13, Some(&*format!("{long}more"))),
            ("a little more", &long[..1500], &long[..1400], 14, None),
            ("everything", &long[..1400], "", 15, Some(&long[..1500])),
            ("from nothing", "", "new", 40, None),
            ("the clock was set back", "new", "newer", 5, Some("new")),
            ("a fifth of a short text", "newer text", "newer", 6, Some("newer text")),
        ] {
            assert_eq!(distance.before(old, new, at(minute)).as_deref(), expected, "{name}");
        }
    }
}
