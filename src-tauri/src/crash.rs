//! A door for the tests that kill: `COPYDESK_CRASH_AT=saved:3` ends the process, as `kill -9` does, when it passes the point
//! `saved` for the third time; `*` is any point.
//!
//! Debug builds only: the module is compiled under `debug_assertions`, so a program that is handed to people has no such door.
//! It is the system's own kill that ends the process, not an abort: nothing is flushed, no destructor runs, no handler sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is to be called at every point of a publication, when the environment asks for it.
pub fn asked_for() -> Option<Arc<dyn Fn(&'static str) + Send + Sync>> {
    let (name, count) = read(&std::env::var("COPYDESK_CRASH_AT").ok()?)?;
    let left = AtomicUsize::new(count);
    Some(Arc::new(move |point| {
        if (name == "*" || name == point) && left.fetch_sub(1, Ordering::SeqCst) == 1 {
            end();
        }
    }))
}

/// `name:number`.
fn read(wish: &str) -> Option<(String, usize)> {
    let (name, number) = wish.rsplit_once(':')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    Some((name.to_owned(), number))
}

/// Ends this process now, from outside of it.
#[cfg(unix)]
fn end() -> ! {
    let _killed = std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
    loop {
        std::thread::park();
    }
}

/// Ends this process now.
#[cfg(not(unix))]
fn end() -> ! {
    std::process::abort()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_wish_names_a_point_and_how_often_it_is_passed() {
        for (wish, expected) in [
            ("saved:3", Some(("saved", 3))),
            ("create answered:1", Some(("create answered", 1))),
            ("*:12", Some(("*", 12))),
            ("saved", None),
            ("saved:0", None),
            ("saved:soon", None),
            ("", None),
        ] {
            assert_eq!(read(wish), expected.map(|(name, number)| (name.to_owned(), number)), "{wish}");
        }
    }
}
