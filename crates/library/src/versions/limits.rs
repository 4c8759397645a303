//! Which versions of a post stay. Pure: a list goes in, what may go comes out.
//!
//! The newest fifty, everything of the last thirty days, and every text that was exchanged with a blog always stay; no limit
//! on space reaches below that. Of what is older, one a day stays for a year and then one a week, as long as there is room.

use super::Version;
use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How many of the newest versions of a post always stay.
pub const NEWEST: usize = 50;
/// For how many days every version stays.
pub const DAYS: u64 = 30;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How many bytes the texts may have that only thinning keeps.
const ROOM: u64 = 16 << 20;

/// The versions that may go, by their place in the list, which is newest first. A clock that was set back makes versions
/// younger, never older.
pub fn surplus(versions: &[Version], now: SystemTime) -> Vec<usize> {
    let age = |version: &Version| now.duration_since(version.at).unwrap_or_default();
    let stays = |place: usize, version: &Version| {
        place < NEWEST || age(version) < DAY * DAYS as u32 || version.why.is_exchange()
    };
    let floor: HashSet<&str> =
        versions.iter().enumerate().filter(|(at, v)| stays(*at, v)).map(|(_, v)| v.hash.as_str()).collect();
    let (mut stretches, mut thinned, mut used) = (HashSet::new(), HashSet::new(), 0);
    let mut goes = Vec::new();
    for (place, version) in versions.iter().enumerate() {
        if stays(place, version) {
            continue;
        }
        let first_of_its_time = stretches.insert(stretch(version.at, age(version)));
        let costs = if floor.contains(version.hash.as_str()) || thinned.contains(version.hash.as_str()) {
            0
        } else {
            version.bytes
        };
        if first_of_its_time && used + costs <= ROOM {
            used += costs;
            thinned.insert(version.hash.as_str());
        } else {
            goes.push(place);
        }
    }
    goes
}

/// The day or, after a year, the week that one version stands for. Fixed by the calendar, so that two computers that thin
/// out the same folder come to the same.
fn stretch(at: SystemTime, age: Duration) -> (bool, u64) {
    let day = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / DAY.as_secs();
    if age < DAY * 365 { (false, day) } else { (true, day / 7) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Why;
    use blog::{ContentHash, PostPath};

    const NOW: u64 = 1_900_000_000;

    fn version(days_ago: f64, why: Why, bytes: u64, text: usize) -> Version {
        let seconds = NOW - (days_ago * 86_400.0) as u64;
        Version {
            id: format!("{seconds}-{text}"),
            hash: ContentHash::of(text.to_string().as_bytes()),
            path: PostPath::new("a.md").unwrap(),
            why,
            blog: None,
            at: UNIX_EPOCH + Duration::from_secs(seconds),
            by: String::new(),
            words: 1,
            bytes,
        }
    }

    fn left(versions: &[Version]) -> usize {
        versions.len() - surplus(versions, UNIX_EPOCH + Duration::from_secs(NOW)).len()
    }

    #[test]
    fn the_floor_stays_and_the_rest_is_thinned() {
        let saved = |count: usize, step: f64, bytes: u64| -> Vec<Version> {
            (0..count).map(|n| version(n as f64 * step, Why::Saved, bytes, n)).collect()
        };
        for (name, versions, expected) in [
            ("none", saved(0, 1.0, 1), 0),
            ("fifty however old", saved(50, 100.0, 1), 50),
            ("a month of every ten minutes", saved(4320, 1.0 / 144.0, 1), 4320),
            ("ten a day for 60 days: a month whole, then one a day", saved(600, 0.1, 1), 330),
            ("a large month is over no limit", saved(60, 0.4, 1 << 20), 60),
            ("a month whole, then as far as there is room", saved(200, 1.0, 1 << 20), 50 + 16),
        ] {
            let found = left(&versions);
            // The day that is cut in two by "now" counts twice.
            assert!((expected..=expected + 1).contains(&found), "{name}: {found}");
        }
        let sent: Vec<Version> =
            (0..300).map(|n| version(n as f64 / 24.0 + 800.0, Why::Published, 1 << 20, n)).collect();
        assert_eq!(left(&sent), 300, "what was sent stays for ever");
        let future: Vec<Version> = (0..300)
            .map(|n| Version {
                at: UNIX_EPOCH + Duration::from_secs(NOW + 9_000_000 + n),
                ..version(0.0, Why::Saved, 1, n as usize)
            })
            .collect();
        assert_eq!(left(&future), 300, "a clock that was set back takes nothing away");
    }

    #[test]
    fn thinning_again_takes_nothing_more() {
        let mut versions: Vec<Version> =
            (0..2000).map(|n| version(n as f64 * 0.45, Why::Saved, 4000, n)).collect();
        let now = UNIX_EPOCH + Duration::from_secs(NOW);
        let gone: HashSet<usize> = surplus(&versions, now).into_iter().collect();
        let mut at = 0;
        versions.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
        assert_eq!(surplus(&versions, now), Vec::<usize>::new());
        println!("{} of 2,000 versions over 900 days stay", versions.len());
    }
}
