//! The journal of unsaved text: what it acknowledged is there after a kill, and nobody takes what is somebody else's.

use crate::desk::{Dice, again, child_folder, path, said};
use blog::ContentHash;
use library::FileForm;
use library::journal::{Journal, JournalError, LeftId, Unsaved, unsaved_anywhere};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, UNIX_EPOCH};
use tempfile::TempDir;

const KILLS: u64 = 25;

fn unsaved(name: &str, text: &str) -> Unsaved {
    Unsaved {
        path: path(name),
        text: text.to_owned(),
        form: FileForm { bom: name.starts_with("bom") },
        base: (!text.starts_with("new")).then(|| ContentHash::of(name.as_bytes())),
        at: UNIX_EPOCH + Duration::from_millis(1_700_000_000_123),
    }
}

fn at(folder: &Path) -> PathBuf {
    folder.join("data/journal.sqlite")
}

fn texts(left: &[(LeftId, Unsaved)]) -> Vec<&str> {
    left.iter().map(|(_, unsaved)| unsaved.text.as_str()).collect()
}

#[test]
fn what_is_unsaved_comes_back_until_the_file_holds_it() {
    let folder = TempDir::new().unwrap();
    let home = Path::new("/posts");
    let journal = Journal::open(&at(folder.path())).unwrap();
    for text in ["one", "one two", "öne two", "", "new, 日 and 😀\r\n"] {
        journal.keep(home, &unsaved("a.md", text)).unwrap();
    }
    journal.keep(home, &unsaved("bom/b.md", "other")).unwrap();
    journal.keep(home, &unsaved("safe.md", "saved")).unwrap();
    journal.saved(home, &path("safe.md")).unwrap();
    journal.keep(home, &unsaved("closed.md", "closed")).unwrap();
    journal.forget(home, &path("closed.md")).unwrap();
    journal.catch_up(home, &unsaved("safe.md", "not kept before, so not now")).unwrap();
    journal.catch_up(home, &unsaved("bom/b.md", "kept before, so kept anew")).unwrap();
    assert!(journal.left(home).unwrap().is_empty(), "what is open here was not left by anybody");
    drop(journal);

    let next = Journal::open(&at(folder.path())).unwrap();
    let left = next.left(home).unwrap();
    let expected = [unsaved("bom/b.md", "kept before, so kept anew"), unsaved("a.md", "new, 日 and 😀\r\n")];
    assert_eq!(left.iter().map(|(_, unsaved)| unsaved.clone()).collect::<Vec<_>>(), expected);
    assert!(!next.was_damaged());
    // What is taken over goes on as the text of an open post.
    next.adopt(home, left[1].0).unwrap();
    next.keep(home, &unsaved("a.md", "new, 日 and 😀\r\nand more")).unwrap();
    next.forget_left(left[0].0).unwrap();
    assert!(next.left(home).unwrap().is_empty());
    drop(next);
    let last = Journal::open(&at(folder.path())).unwrap();
    assert_eq!(texts(&last.left(home).unwrap()), ["new, 日 and 😀\r\nand more"]);
}

#[test]
fn a_library_that_is_left_keeps_its_unsaved_text_and_only_that() {
    let folder = TempDir::new().unwrap();
    let journal = Journal::open(&at(folder.path())).unwrap();
    for home in ["/posts", "/posts/inner", "/other"] {
        journal.keep(Path::new(home), &unsaved("a.md", &format!("in {home}"))).unwrap();
        journal.keep(Path::new(home), &unsaved("safe.md", "saved")).unwrap();
        journal.saved(Path::new(home), &path("safe.md")).unwrap();
    }
    journal.leave(Path::new("/posts")).unwrap();
    for (home, found) in [("/posts", vec!["in /posts"]), ("/posts/inner", vec![]), ("/other", vec![])] {
        assert_eq!(texts(&journal.left(Path::new(home)).unwrap()), found, "{home}");
    }
}

/// Keeps longer and longer texts of two posts in the folder's journal and says each number once it is acknowledged.
#[test]
fn child_types_until_it_is_killed() {
    let Some(folder) = child_folder() else { return };
    let journal = Journal::open(&at(&folder)).unwrap();
    let mut text = "A first paragraph that is long enough to be worth keeping whole.\n\n".repeat(200);
    for number in 0..200_000 {
        text.push_str(&format!("{number}\n"));
        journal.keep(&folder, &unsaved("a.md", &text)).unwrap();
        println!("kept {number}");
    }
}

fn child(folder: &Path) -> (Child, impl Iterator<Item = u64>) {
    let mut child = again(&[], "keeping::child_types_until_it_is_killed", folder);
    let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("kept ")?.parse().ok()))
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let (mut lost, mut dice) = (0, Dice(7));
    for _ in 0..KILLS {
        let folder = TempDir::new().unwrap();
        let (mut child, mut kept) = child(folder.path());
        let wanted = dice.below(60);
        let first = kept.by_ref().find(|number| *number >= wanted).expect("the child keeps text");
        std::thread::sleep(Duration::from_micros(dice.below(3000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = kept.last().unwrap_or(first);
        let left = Journal::open(&at(folder.path())).unwrap().left(folder.path()).unwrap();
        let found = texts(&left).first().and_then(|text| text.lines().last()?.parse::<u64>().ok());
        // One more may have been kept that nobody heard of.
        lost += u64::from(found.is_none_or(|found| found < acknowledged || found > acknowledged + 1));
    }
    println!("{lost} of {KILLS} kills lost a text that was acknowledged");
    assert_eq!(lost, 0);
}

#[test]
fn two_processes_do_not_take_each_others_text() {
    let folder = TempDir::new().unwrap();
    let here = Journal::open(&at(folder.path())).unwrap();
    here.keep(folder.path(), &unsaved("a.md", "mine")).unwrap();
    let (mut child, mut kept) = child(folder.path());
    kept.find(|number| *number >= 3).expect("the child keeps text");
    assert!(here.left(folder.path()).unwrap().is_empty(), "the other one is running: its text is its own");
    let there = Journal::open(&at(folder.path())).unwrap();
    assert!(there.left(folder.path()).unwrap().is_empty());
    assert!(unsaved_anywhere(&at(folder.path()), folder.path(), &path("a.md")).is_some());
    assert!(unsaved_anywhere(&at(folder.path()), folder.path(), &path("b.md")).is_none());
    child.kill().unwrap();
    child.wait().unwrap();
    let left = here.left(folder.path()).unwrap();
    assert!(texts(&left).len() == 1 && texts(&left)[0].starts_with("A first"), "{left:?}");
    assert!(here.left(&folder.path().join("other")).unwrap().is_empty());
    here.adopt(folder.path(), left[0].0).unwrap();
    assert!(there.left(folder.path()).unwrap().is_empty(), "whoever takes it first has it");
    there.adopt(folder.path(), left[0].0).unwrap();
    drop(there);
    drop(here);
    let last = Journal::open(&at(folder.path())).unwrap();
    assert!(texts(&last.left(folder.path()).unwrap())[0].starts_with("A first"));
    let locks = fs::read_dir(folder.path().join("data")).unwrap().flatten();
    let locks = locks.filter(|entry| entry.file_name().to_string_lossy().ends_with(".lock")).count();
    assert_eq!(locks, 1, "the lock file of the killed one is taken away");
}

#[test]
fn a_damaged_journal_is_set_aside() {
    let folder = TempDir::new().unwrap();
    let file = at(folder.path());
    let home = Path::new("/posts");
    let whole = {
        let journal = Journal::open(&file).unwrap();
        journal.keep(home, &unsaved("a.md", &"words ".repeat(20_000))).unwrap();
        drop(journal);
        fs::read(&file).unwrap()
    };
    let mut torn = whole.clone();
    torn[4096..40_000].fill(0x55);
    for (damage, bytes) in [("no database", b"no database at all, only words".to_vec()), ("torn", torn)] {
        for beside in ["journal.sqlite-wal", "journal.sqlite-shm"] {
            let _ = fs::remove_file(file.with_file_name(beside));
        }
        fs::write(&file, &bytes).unwrap();
        let journal = Journal::open(&file).unwrap_or_else(|error| panic!("{damage}: {error}"));
        assert!(journal.was_damaged(), "{damage}");
        journal.keep(home, &unsaved("a.md", "goes on")).unwrap();
        drop(journal);
        let next = Journal::open(&file).unwrap();
        assert_eq!(texts(&next.left(home).unwrap()), ["goes on"], "{damage}");
    }
    assert!(file.with_file_name("journal.sqlite.damaged").exists());
    assert!(file.with_file_name("journal.sqlite.damaged-2").exists());
}

#[test]
fn what_cannot_be_kept_says_what_is_safe() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("data"), "a file where the folder should be").unwrap();
    let refused = Journal::open(&at(folder.path())).unwrap_err().to_string();
    assert!(refused.contains("saved after each pause as ever"), "{refused}");
    fs::remove_file(folder.path().join("data")).unwrap();

    let journal = Journal::open(&at(folder.path())).unwrap();
    let home = Path::new("/posts");
    let large = "x".repeat(15 << 20);
    for name in ["1.md", "2.md", "3.md", "4.md"] {
        journal.keep(home, &unsaved(name, &large)).unwrap();
    }
    let full = journal.keep(home, &unsaved("5.md", &large)).unwrap_err();
    assert!(matches!(full, JournalError::Full), "{full}");
    journal.keep(home, &unsaved("5.md", "short")).unwrap();
    // A text that is safe in its file makes room.
    journal.saved(home, &path("1.md")).unwrap();
    journal.keep(home, &unsaved("6.md", &large)).unwrap();
    journal.keep(home, &unsaved("1.md", "typed again")).unwrap();
    for name in ["1.md", "2.md", "3.md", "4.md", "5.md", "6.md"] {
        journal.forget(home, &path(name)).unwrap();
    }
    drop(journal);
    let size = fs::metadata(at(folder.path())).unwrap().len();
    assert!(size < 1 << 20, "what is safe leaves the file: {size} bytes");
}

/// What a pause in typing costs in a long post, in bytes handed to the system; printed for the record.
#[test]
fn a_long_post_costs_little() {
    if child_folder().is_some() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let journal = Journal::open(&at(folder.path())).unwrap();
    let home = Path::new("/posts");
    let mut text = "A sentence of a long post. ".repeat(40_000);
    journal.keep(home, &unsaved("a.md", &text)).unwrap();
    let (before, pauses) = (written(), 50);
    for number in 0..pauses {
        text.insert_str(500_000, &format!("word {number} "));
        journal.keep(home, &unsaved("a.md", &text)).unwrap();
    }
    let each = (written() - before) / pauses;
    println!(
        "a post of {} kB: {each} bytes written for each of {pauses} pauses in typing",
        text.len() / 1000
    );
    assert!(!cfg!(target_os = "linux") || (each > 0 && each < 64 << 10), "{each}");
}

/// Bytes this process wrote so far; 0 where the system does not say.
fn written() -> u64 {
    let io = fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = io.lines().find_map(|line| line.strip_prefix("wchar: ")?.parse().ok());
    line.unwrap_or(0)
}

#[test]
fn a_child_that_fails_is_seen() {
    if child_folder().is_some() {
        return;
    }
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("data"), "in the way").unwrap();
    let output = again(&[], "keeping::child_types_until_it_is_killed", folder.path()).output().unwrap();
    assert!(!output.status.success(), "{}", said(&output));
}
