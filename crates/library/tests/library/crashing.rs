//! Killed at any moment, a save leaves the old text or the new one.
#![cfg(unix)]

use crate::desk::{Desk, Dice, again, child_folder, path};
use library::{FileForm, Library};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

const KILLS: usize = 100;

/// A text that shows whether it is whole: its number, as many lines, and the number again.
fn numbered(n: usize) -> String {
    let lines = format!("line of text number {n}\n").repeat(20 + n % 400);
    format!("begin {n}\n{lines}end {n}\n")
}

fn is_whole(text: &str) -> bool {
    let number = text.strip_prefix("begin ").and_then(|rest| rest.split('\n').next()?.parse().ok());
    number.is_some_and(|n| text == numbered(n))
}

/// The child: saves for ever.
fn save_for_ever(folder: &Path) {
    let library = Library::open(folder).unwrap();
    let file = library.read(&path("a.md")).unwrap();
    let mut hash = file.hash;
    fs::write(folder.join("started"), "").unwrap();
    for n in 0.. {
        hash = library.save(&file.path, &numbered(n), FileForm::default(), &hash).unwrap();
    }
}

/// Kills the child `KILLS` times; returns how often the file was empty, torn, and torn without a rescued text.
fn kill_often(test: &str, desk: &Desk) -> (usize, usize, usize) {
    let mut dice = Dice(0x5eed_0002);
    let (mut empty, mut torn, mut lost) = (0, 0, 0);
    for _ in 0..KILLS {
        let _ = fs::remove_file(desk.place("started"));
        let mut child = again(&[], test, desk.library.root()).stdout(Stdio::null()).spawn().unwrap();
        while !desk.place("started").exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(dice.below(15_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let text = String::from_utf8_lossy(&desk.bytes("a.md")).into_owned();
        if !is_whole(&text) {
            empty += usize::from(text.is_empty());
            torn += 1;
            let rescued = fs::read_dir(desk.place(".copydesk/rescue")).into_iter().flatten().flatten();
            let whole =
                rescued.filter_map(|entry| fs::read_to_string(entry.path()).ok()).find(|text| is_whole(text));
            lost += usize::from(whole.is_none());
            desk.put("a.md", whole.unwrap_or_else(|| numbered(0)));
        }
        let _ = fs::remove_dir_all(desk.place(".copydesk"));
    }
    (empty, torn, lost)
}

#[test]
fn a_kill_leaves_a_whole_file() {
    if let Some(folder) = child_folder() {
        return save_for_ever(&folder);
    }
    let desk = Desk::new();
    desk.put("a.md", numbered(0));
    let (empty, torn, _) = kill_often("crashing::a_kill_leaves_a_whole_file", &desk);
    println!("{empty} empty, {torn} torn in {KILLS} kills");
    assert_eq!((empty, torn), (0, 0));

    // The janitor: leaves what may still be in use, then tidies, and keeps what is in no post.
    let leftovers = |desk: &Desk| desk.files().iter().filter(|name| name.contains(".copydesk-")).count();
    fs::write(desk.place(".copydesk-12345678.tmp"), "nowhere else").unwrap();
    fs::write(desk.place(".copydesk-87654321.tmp"), "").unwrap();
    let before = leftovers(&desk);
    assert!(before >= 2);
    assert_eq!(desk.library.sweep(SystemTime::now()).removed, 0);
    let swept = desk.library.sweep(SystemTime::now() + Duration::from_secs(2 * 60 * 60));
    assert_eq!((swept.removed, leftovers(&desk)), (before, 0));
    assert!(swept.kept.iter().any(|kept| fs::read(kept).unwrap() == b"nowhere else"));
    assert!(swept.kept.iter().all(|kept| !fs::read(kept).unwrap().is_empty()));
}

#[test]
fn a_kill_while_writing_in_place_loses_nothing() {
    if let Some(folder) = child_folder() {
        return save_for_ever(&folder);
    }
    let desk = Desk::new();
    desk.put("a.md", numbered(0));
    fs::hard_link(desk.place("a.md"), desk.place("b.md")).unwrap();
    let (empty, torn, lost) = kill_often("crashing::a_kill_while_writing_in_place_loses_nothing", &desk);
    println!(
        "{lost} lost in {KILLS} kills while writing in place ({torn} torn, {empty} empty, the old text rescued)"
    );
    assert_eq!(lost, 0);
}
