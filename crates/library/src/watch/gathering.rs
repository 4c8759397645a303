//! From events to looks: which files are looked at now, which later, and when there is so much that the whole folder is
//! scanned instead. Pure but for the time, which is handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// So many files at once are a checkout or a sync: one scan is quicker than as many looks.
const MANY: usize = 200;
/// A burst is over when nothing came for so long.
const CALM: Duration = Duration::from_millis(150);
/// A burst that does not end is scanned in between.
const LONGEST: Duration = Duration::from_secs(2);
/// Files that are gone are told together, when no more went for so long: a program that replaces a file takes it away for a
/// moment, and one that takes many away should be heard at once.
const LEAVING: Duration = Duration::from_millis(300);
/// An empty file is most likely about to be written; it is believed when it stays so for this long.
const DOUBT: Duration = Duration::from_millis(200);

/// What waits to be looked at.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    files: BTreeMap<PathBuf, Instant>,
    rescan: bool,
    burst: Option<Burst>,
    /// Files that were found empty once.
    doubted: BTreeSet<PathBuf>,
    /// Files that were not there; looked at once more when no more go.
    leaving: Option<Leaving>,
}

/// Files that came without a pause between them; no more are remembered than make many.
#[derive(Debug)]
struct Burst {
    files: BTreeSet<PathBuf>,
    since: Instant,
    last: Instant,
}

impl Burst {
    fn is_large(&self) -> bool {
        self.files.len() > MANY
    }
}

/// Files that are not there, the first and the last time that one more was found.
#[derive(Debug)]
struct Leaving {
    files: BTreeSet<PathBuf>,
    since: Instant,
    last: Instant,
}

impl Leaving {
    fn due(&self) -> Instant {
        (self.last + LEAVING).min(self.since + LONGEST)
    }
}

/// What to do now.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    pub files: Vec<PathBuf>,
    /// Files that were not there: what is still so is to be told, all of it together.
    pub left: Vec<PathBuf>,
    pub rescan: bool,
}

impl Gathering {
    /// Something happened to these files, or to more than can be named.
    pub fn take(&mut self, files: impl IntoIterator<Item = PathBuf>, rescan: bool, now: Instant) {
        self.rescan |= rescan;
        let is_on = |burst: &Burst| now.duration_since(burst.last) < CALM || burst.is_large();
        let burst = self.burst.take().filter(is_on);
        let mut burst = burst.unwrap_or(Burst { files: BTreeSet::new(), since: now, last: now });
        burst.last = now;
        for file in files {
            if !burst.is_large() {
                burst.files.insert(file.clone());
                self.files.insert(file, now);
            }
        }
        if burst.is_large() {
            self.files.clear();
        }
        self.burst = Some(burst);
    }

    /// What a look found: whether to look once more before it is believed.
    pub fn doubts(&mut self, file: &Path, is_empty: bool, now: Instant) -> bool {
        if self.doubted.remove(file) || !is_empty {
            return false;
        }
        self.doubted.insert(file.to_owned());
        self.files.insert(file.to_owned(), now + DOUBT);
        true
    }

    /// A file is not there.
    pub fn leaves(&mut self, file: &Path, now: Instant) {
        let new = || Leaving { files: BTreeSet::new(), since: now, last: now };
        let leaving = self.leaving.get_or_insert_with(new);
        leaving.last = now;
        leaving.files.insert(file.to_owned());
    }

    /// What is due; it waits no longer.
    pub fn due(&mut self, now: Instant) -> Due {
        if let Some(burst) = self.burst.as_mut().filter(|burst| burst.is_large()) {
            let is_over = now.duration_since(burst.last) >= CALM;
            if !is_over && now.duration_since(burst.since) < LONGEST {
                return Due::default();
            }
            self.rescan = false;
            if is_over {
                self.burst = None;
            } else {
                burst.since = now;
            }
            return Due { rescan: true, ..Due::default() };
        }
        let due = self.files.iter().filter(|(_, at)| **at <= now).map(|(file, _)| file.clone());
        let files: Vec<PathBuf> = due.collect();
        for file in &files {
            self.files.remove(file);
        }
        let left = self.leaving.take_if(|leaving| leaving.due() <= now);
        let left = left.map(|left| left.files.into_iter().collect()).unwrap_or_default();
        Due { files, left, rescan: std::mem::take(&mut self.rescan) }
    }

    /// How long nothing will be due; `None`: until something happens.
    pub fn pause(&self, now: Instant) -> Option<Duration> {
        let burst = self.burst.as_ref().filter(|burst| burst.is_large());
        let burst = burst.map(|burst| (burst.last + CALM).min(burst.since + LONGEST));
        let left = self.leaving.as_ref().map(Leaving::due);
        let next = self.files.values().copied().chain(burst).chain(left).min();
        next.map(|next| next.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(range: std::ops::Range<usize>) -> Vec<PathBuf> {
        range.map(|n| PathBuf::from(format!("{n:06}.md"))).collect()
    }

    #[test]
    fn few_files_are_looked_at_at_once_and_doubtful_ones_again() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        gathering.take(names(0..3), false, start);
        assert_eq!(gathering.pause(start), Some(Duration::ZERO));
        assert_eq!(gathering.due(start), Due { files: names(0..3), ..Due::default() });
        assert_eq!(gathering.pause(start), None);
        assert!(gathering.doubts(Path::new("a.md"), true, start));
        assert_eq!(gathering.due(start + DOUBT / 2), Due::default());
        assert_eq!(gathering.pause(start), Some(DOUBT));
        assert_eq!(gathering.due(start + DOUBT).files.len(), 1);
        assert!(!gathering.doubts(Path::new("a.md"), true, start + DOUBT), "empty twice is empty");
        gathering.take([], true, start);
        assert_eq!(gathering.due(start), Due { rescan: true, ..Due::default() });
        assert_eq!(gathering.due(start), Due::default());
    }

    #[test]
    fn ten_thousand_files_are_one_scan() {
        let (mut gathering, mut now) = (Gathering::default(), Instant::now());
        let (mut looked, mut scans) = (0, 0);
        for batch in 0..100 {
            gathering.take(names(batch * 100..(batch + 1) * 100), false, now);
            let due = gathering.due(now);
            looked += due.files.len();
            scans += usize::from(due.rescan);
            now += Duration::from_millis(10);
        }
        assert_eq!((looked, scans), (MANY, 0));
        assert!(gathering.pause(now).is_some_and(|pause| pause <= CALM));
        now += CALM;
        assert_eq!(gathering.due(now), Due { rescan: true, ..Due::default() });
        assert_eq!(gathering.pause(now), None, "and then it is over");
        gathering.take(names(0..1), false, now);
        assert_eq!(gathering.due(now).files.len(), 1);
    }

    #[test]
    fn files_that_go_are_told_together() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        let mut now = start;
        for file in names(0..5) {
            gathering.leaves(&file, now);
            now += LEAVING / 2;
            assert_eq!(gathering.due(now), Due::default());
        }
        assert_eq!(gathering.pause(now), Some(LEAVING / 2));
        assert_eq!(gathering.due(now + LEAVING / 2), Due { left: names(0..5), ..Due::default() });
        assert_eq!(gathering.pause(now), None);
        gathering.leaves(Path::new("a.md"), start);
        gathering.leaves(Path::new("b.md"), start + LONGEST);
        assert_eq!(gathering.due(start + LONGEST).left.len(), 2, "nor do they wait for ever");
    }

    #[test]
    fn one_file_that_changes_all_the_time_is_no_burst() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        for step in 0..1000 {
            let now = start + Duration::from_millis(20) * step;
            gathering.take(names(0..1), false, now);
            assert_eq!(gathering.due(now), Due { files: names(0..1), ..Due::default() });
        }
    }

    #[test]
    fn a_burst_that_does_not_end_is_scanned_in_between() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        let mut scans = 0;
        for step in 0..100 {
            let now = start + Duration::from_millis(100) * step;
            gathering.take(names(0..300), false, now);
            scans += usize::from(gathering.due(now).rescan);
        }
        assert!((3..=5).contains(&scans), "{scans} scans in ten seconds");
    }
}
