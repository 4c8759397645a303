//! What other programs do is noticed, our own saves are not taken for it. Real events of the real system.

use crate::desk::{Desk, path};
use library::{Change, FileForm, Watch};
use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The longest an event may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long nothing must come to count as silence: several times the settling of the watcher.
const SILENCE: Duration = Duration::from_millis(900);

struct Ear {
    _watch: Watch,
    heard: Receiver<Vec<Change>>,
}

impl Ear {
    fn on(desk: &Desk) -> Self {
        let (send, heard) = channel();
        let watch = desk.library.watch(Box::new(move |changes| drop(send.send(changes)))).unwrap();
        Self { _watch: watch, heard }
    }

    /// Waits until all these changes came; others may come too.
    fn hears(&self, what: &str, wanted: &[Change]) -> Vec<Change> {
        let (start, mut all) = (Instant::now(), Vec::new());
        while !wanted.iter().all(|change| all.contains(change)) {
            let left = PATIENCE.saturating_sub(start.elapsed());
            match self.heard.recv_timeout(left) {
                Ok(changes) => all.extend(changes),
                Err(_) => panic!("{what}: wanted {wanted:?}, heard {all:?}"),
            }
        }
        all
    }

    fn hears_nothing(&self, what: &str) {
        if let Ok(changes) = self.heard.recv_timeout(SILENCE) {
            panic!("{what}: {changes:?}");
        }
    }

    fn settle(&self) {
        while self.heard.recv_timeout(SILENCE).is_ok() {}
    }
}

fn written(name: &str) -> Change {
    Change::Written { path: path(name) }
}

fn gone(name: &str) -> Change {
    Change::Gone { path: path(name) }
}

#[test]
fn what_other_programs_do_is_noticed() {
    let desk = Desk::new();
    desk.put("a.md", "one");
    desk.put("sub/b.md", "b");
    let ear = Ear::on(&desk);
    desk.put("a.md", "two");
    ear.hears("written in place", &[written("a.md")]);
    desk.put(".tmp", "three");
    fs::rename(desk.place(".tmp"), desk.place("a.md")).unwrap();
    ear.hears("replaced", &[written("a.md")]);
    fs::rename(desk.place("a.md"), desk.place("a.md~")).unwrap();
    desk.put("a.md", "four");
    fs::remove_file(desk.place("a.md~")).unwrap();
    ear.hears("renamed away and written anew", &[written("a.md")]);
    desk.put("sub/b.md", "more");
    ear.hears("in a folder", &[written("sub/b.md")]);
    fs::rename(desk.place("a.md"), desk.place("c.md")).unwrap();
    ear.hears("renamed", &[gone("a.md"), written("c.md")]);
    fs::remove_file(desk.place("c.md")).unwrap();
    ear.hears("deleted", &[gone("c.md")]);
    desk.put("c.md", "");
    ear.hears("an empty file", &[written("c.md")]);
}

#[test]
fn new_and_renamed_folders_ask_for_a_scan_and_stay_watched() {
    let desk = Desk::new();
    desk.put("old/a.md", "a");
    desk.put("old/deep/f.md", "f");
    let ear = Ear::on(&desk);
    desk.put("new/c.md", "written before the folder could be watched");
    ear.hears("a new folder", &[Change::Rescan]);
    ear.settle();
    desk.put("new/d.md", "d");
    ear.hears("in the new folder", &[written("new/d.md")]);
    fs::rename(desk.place("old"), desk.place("renamed")).unwrap();
    ear.hears("a renamed folder", &[Change::Rescan]);
    ear.settle();
    desk.put("renamed/e.md", "e");
    let heard = ear.hears("under the folder's new name", &[written("renamed/e.md")]);
    assert_eq!(heard, [written("renamed/e.md")], "and under that name only");
    desk.put("renamed/deep/f.md", "more");
    let heard = ear.hears("in a folder below it", &[written("renamed/deep/f.md")]);
    assert_eq!(heard, [written("renamed/deep/f.md")], "and under that name only");
    fs::remove_dir_all(desk.place("renamed")).unwrap();
    ear.hears("a deleted folder", &[Change::Rescan]);
}

#[test]
fn what_was_written_here_is_no_news() {
    let desk = Desk::new();
    desk.put("a.md", "one");
    let ear = Ear::on(&desk);
    ear.settle();
    let mut hash = desk.read("a.md").hash;
    for text in ["two", "three", "four"] {
        hash = desk.library.save(&path("a.md"), text, FileForm::default(), &hash).unwrap();
    }
    let created = desk.library.create("Created", "x").unwrap().path;
    desk.library.read(&created).unwrap();
    ear.hears_nothing("own saves, creations and reads");
    desk.put("a.md", "two");
    ear.hears("an older text of ours, put back by another program", &[written("a.md")]);
    for ignored in [".git/x.md", "notes.txt", "media/a.png", ".b.md.swp"] {
        desk.put(ignored, "x");
    }
    let heard = ear.hears("a folder was made", &[Change::Rescan]);
    assert_eq!(heard.iter().filter(|change| **change != Change::Rescan).count(), 0, "{heard:?}");
    desk.put("media/a.png", "y");
    desk.put("notes.txt", "y");
    ear.settle();
    desk.put("media/a.png", "z");
    ear.hears_nothing("files that are no posts");
}

/// What `git checkout` does to a library of ten thousand posts: each file is removed and written anew.
#[test]
fn a_checkout_of_ten_thousand_files_is_one_scan() {
    const FILES: usize = 10_000;
    let desk = Desk::new();
    let name = |n: usize| format!("{:02}/post-{n:05}.md", n % 40);
    for n in 0..FILES {
        desk.put(&name(n), format!("# Post {n}\n\nOn the one branch.\n"));
    }
    let ear = Ear::on(&desk);
    ear.settle();
    for n in 0..FILES {
        fs::remove_file(desk.place(&name(n))).unwrap();
        desk.put(&name(n), format!("# Post {n}\n\nOn the other branch, {n}.\n"));
    }
    let done = Instant::now();
    let (mut calls, mut looked, mut scans) = (0, 0, 0);
    let mut last = Duration::ZERO;
    while let Ok(changes) = ear.heard.recv_timeout(Duration::from_secs(3)) {
        calls += 1;
        let these = changes.iter().filter(|change| **change == Change::Rescan).count();
        looked += changes.len() - these;
        if these > 0 {
            (scans, last) = (scans + these, done.elapsed());
        }
    }
    println!(
        "{FILES} files: {calls} calls, {looked} files looked at one by one, {scans} scans, the last {last:?} after the last file"
    );
    // A scan that is asked for after the last file was written sees all of them.
    assert!(scans >= 1 && last > Duration::ZERO, "a scan is asked for at the end");
    assert!(calls < 40 && looked < 500, "not file by file: {calls} calls, {looked} looks");
}

/// A hundred posts that another program deletes are heard of at once, so that they can be judged together.
#[test]
fn many_that_go_are_told_together() {
    let desk = Desk::new();
    let name = |n: usize| format!("post-{n:03}.md");
    for n in 0..150 {
        desk.put(&name(n), "words");
    }
    let ear = Ear::on(&desk);
    ear.settle();
    for n in 0..100 {
        fs::remove_file(desk.place(&name(n))).unwrap();
    }
    let mut calls = Vec::new();
    while let Ok(changes) = ear.heard.recv_timeout(Duration::from_secs(2)) {
        calls.push(changes.len());
    }
    println!("100 deleted posts were heard of in {} calls: {calls:?}", calls.len());
    assert_eq!(calls.iter().sum::<usize>(), 100);
    assert!(calls.len() <= 3, "{calls:?}");
}

/// How long after a file was closed its change is heard; printed, not asserted.
#[test]
fn a_change_is_heard_soon() {
    let desk = Desk::new();
    desk.put("a.md", "zero");
    let ear = Ear::on(&desk);
    ear.settle();
    let mut waits: Vec<Duration> = (0..40)
        .map(|n| {
            desk.put("a.md", format!("text {n}"));
            let closed = Instant::now();
            ear.hears("a change", &[written("a.md")]);
            let wait = closed.elapsed();
            std::thread::sleep(Duration::from_millis(60));
            wait
        })
        .collect();
    waits.sort();
    println!(
        "a change is heard after {:?} at p50, {:?} at p95, {:?} at most",
        waits[20], waits[38], waits[39]
    );
}
