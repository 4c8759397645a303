//! Killed at any moment, a save leaves the old text or the new one, and what was acknowledged stays.
#![cfg(unix)]

use crate::desk::{Desk, Dice, again, child_folder, is_long, path};
use library::{FileForm, Library};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, SystemTime};

/// A text that shows whether it is whole: its number, as many lines, and the number again.
fn numbered(n: usize) -> String {
    let lines = format!("line of text number {n}\n").repeat(20 + n % 400);
    format!("begin {n}\n{lines}end {n}\n")
}

/// The number of a whole text.
fn number_of(text: &str) -> Option<usize> {
    let number = text.strip_prefix("begin ")?.split('\n').next()?.parse().ok()?;
    (text == numbered(number)).then_some(number)
}

/// The child: saves for ever, and says each number once its save is acknowledged.
fn save_for_ever(folder: &Path) {
    let library = Library::open(folder).unwrap();
    let file = library.read(&path("a.md")).unwrap();
    let (mut hash, first) = (file.hash, number_of(&file.text).unwrap() + 1);
    println!("started");
    for n in first.. {
        hash = library.save(&file.path, &numbered(n), FileForm::default(), &hash).unwrap();
        println!("saved {n}");
    }
}

/// Kills the child and returns the last number that it had said, if it came that far.
fn last_acknowledged(child: &mut Child, after: Duration) -> Option<usize> {
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.ends_with("started\n") {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "the child must start");
    }
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    // The last line may be cut off by the kill.
    let whole = rest.rfind('\n').map_or("", |end| &rest[..end]);
    whole.lines().filter_map(|line| line.strip_prefix("saved ")?.parse().ok()).next_back()
}

/// What killed saves left behind.
#[derive(Default)]
struct Toll {
    saves: usize,
    empty: usize,
    torn: usize,
    /// Acknowledged, but neither it nor a later text is whole in the file or in the rescue folder.
    lost: usize,
}

fn kill_often(test: &str, desk: &Desk, kills: usize) -> Toll {
    let mut dice = Dice(0x5eed_0002);
    let mut toll = Toll::default();
    let mut before = 0;
    for _ in 0..kills {
        let mut child = again(&[], test, desk.library.root()).stdout(Stdio::piped()).spawn().unwrap();
        let acknowledged = last_acknowledged(&mut child, Duration::from_micros(dice.below(15_000)));
        toll.saves += acknowledged.map_or(0, |last| last - before);
        let floor = acknowledged.unwrap_or(before);
        let text = String::from_utf8_lossy(&desk.bytes("a.md")).into_owned();
        toll.empty += usize::from(text.is_empty());
        let mut found = number_of(&text);
        if found.is_none() {
            toll.torn += 1;
            let rescued = fs::read_dir(desk.place(".copydesk/rescue")).into_iter().flatten().flatten();
            found = rescued.filter_map(|entry| number_of(&fs::read_to_string(entry.path()).ok()?)).max();
            desk.put("a.md", numbered(found.unwrap_or(floor)));
        }
        // What was acknowledged, or the one save that was under way.
        toll.lost += usize::from(!found.is_some_and(|found| (floor..=floor + 1).contains(&found)));
        before = found.unwrap_or(floor);
        let _ = fs::remove_dir_all(desk.place(".copydesk"));
    }
    toll
}

#[test]
fn a_kill_leaves_a_whole_file() {
    if let Some(folder) = child_folder() {
        return save_for_ever(&folder);
    }
    let desk = Desk::new();
    desk.put("a.md", numbered(0));
    let kills = if is_long() { 10_000 } else { 500 };
    let toll = kill_often("crashing::a_kill_leaves_a_whole_file", &desk, kills);
    println!(
        "{} empty, {} torn, {} acknowledged and lost in {kills} kills through {} saves",
        toll.empty, toll.torn, toll.lost, toll.saves
    );
    assert_eq!((toll.empty, toll.torn, toll.lost), (0, 0, 0));
    assert!(toll.saves > kills / 10, "the kills must come while it saves");

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
    let kills = if is_long() { 2_000 } else { 200 };
    let toll = kill_often("crashing::a_kill_while_writing_in_place_loses_nothing", &desk, kills);
    println!(
        "{} acknowledged and lost in {kills} kills while writing in place ({} torn, {} of them empty; the old text was rescued)",
        toll.lost, toll.torn, toll.empty
    );
    assert_eq!(toll.lost, 0);
}
