//! The program ends without a word: what was typed comes back, and never over a file that changed meanwhile.

use app::wire::Nothing;
use app::wire::editor::{OutsideNews, Side};
use app::wire::events::AppEvent;
use app::wire::library::{OnePost, OpenLibrary};
use app::wire::unsaved::Restored;
use std::fs;
use tests::desk::Desk;

fn one(path: &str) -> OnePost {
    OnePost { path: path.to_owned() }
}

/// Posts of which unsaved text was found.
fn found(desk: &Desk) -> Vec<String> {
    desk.app.list_unsaved(Nothing {}).unwrap().into_iter().map(|view| view.path).collect()
}

/// A post with text that is kept and not saved; then the program is killed.
fn killed_while_typing(file: &str, typed: &str) -> Desk {
    let desk = Desk::new().outside("a.md", file).outside("b.md", "other\n").open("a.md").types("a.md", typed);
    desk.app.keep_unsaved();
    desk.killed()
}

#[test]
fn unsaved_text_comes_back_into_the_post_it_was_typed_in() {
    let desk = killed_while_typing("\u{feff}one\r\n", "two\nthree\n");
    assert_eq!(desk.file("a.md"), "\u{feff}one\r\n", "it was not saved");
    assert_eq!(found(&desk), ["a.md"]);
    assert_eq!(desk.opened("b.md").restored, None);
    let opened = desk.opened("a.md");
    assert_eq!(opened.restored, Some(Restored::Back { lines: 2 }));
    assert_eq!(opened.text, "one\ntwo\nthree\n");
    assert!(found(&desk).is_empty(), "it is open now");
    let desk = desk.open("a.md");
    assert_eq!(desk.opened("a.md").restored, None, "said once");
    let desk = desk.types("a.md", "four\n").saves("a.md");
    assert_eq!(desk.file("a.md"), "\u{feff}one\r\ntwo\r\nthree\r\nfour\r\n");
    let desk = desk.killed();
    assert!(found(&desk).is_empty(), "the file holds it");
}

#[test]
fn what_came_back_survives_the_next_kill_too() {
    let desk = killed_while_typing("one\n", "two\n").open("a.md").killed();
    assert_eq!(desk.opened("a.md").text, "one\ntwo\n");
    let desk = desk.open("a.md").types("a.md", "three\n");
    desk.app.keep_unsaved();
    assert_eq!(desk.killed().opened("a.md").text, "one\ntwo\nthree\n");
}

#[test]
fn a_file_that_changed_meanwhile_is_not_overwritten() {
    for (keep, in_file, kept) in
        [(Side::Mine, "one\ntwo\n", "one\nelsewhere\n"), (Side::Theirs, "one\nelsewhere\n", "one\ntwo\n")]
    {
        let desk = killed_while_typing("one\n", "two\n").outside("a.md", "one\nelsewhere\n");
        let opened = desk.opened("a.md");
        assert_eq!(opened.restored, Some(Restored::Both { theirs: "one\nelsewhere\n".to_owned() }));
        assert_eq!(opened.text, "one\ntwo\n");
        let mut desk = desk.open("a.md").saves("a.md");
        assert_eq!(desk.file("a.md"), "one\nelsewhere\n", "nothing is written until the writer chose");
        // Killed before the choice: the same question stands again.
        desk = desk.killed();
        assert!(matches!(desk.opened("a.md").restored, Some(Restored::Both { .. })));
        desk = desk.open("a.md");
        desk.chooses("a.md", keep);
        let desk = desk.saves("a.md");
        assert_eq!(desk.file("a.md"), in_file);
        assert!(desk.versions("a.md").contains(&kept.to_owned()), "{:?}", desk.versions("a.md"));
        assert!(found(&desk.killed()).is_empty());
    }
}

#[test]
fn text_of_a_file_that_is_gone_is_offered_as_a_new_file() {
    let desk = killed_while_typing("one\n", "two\n");
    fs::remove_file(desk.library().join("a.md")).unwrap();
    assert!(!desk.app.list_unsaved(Nothing {}).unwrap()[0].is_there);
    assert_eq!(desk.opened("a.md").restored, Some(Restored::Gone));
    assert!(!desk.library().join("a.md").exists(), "not by itself");
    let desk = desk.open("a.md").saves("a.md");
    assert_eq!(desk.file("a.md"), "one\ntwo\n");
}

#[test]
fn what_the_writer_does_not_want_becomes_a_version() {
    let desk = killed_while_typing("one\n", "two\n");
    desk.app.put_away_unsaved(one("a.md")).unwrap();
    assert!(found(&desk).is_empty());
    assert_eq!(desk.opened("a.md").restored, None);
    assert!(desk.versions("a.md").contains(&"one\ntwo\n".to_owned()));
}

#[test]
fn what_is_saved_closed_or_thrown_away_is_given_up() {
    let desk = Desk::new();
    let desk = ["a.md", "b.md", "c.md", "d.md"]
        .into_iter()
        .fold(desk, |desk, path| desk.outside(path, "one\n").open(path).types(path, "two\n"));
    desk.app.keep_unsaved();
    let desk = desk.saves("a.md");
    desk.app.close_post(one("b.md")).unwrap();
    desk.app.trash_post(one("c.md")).unwrap();
    fs::remove_file(desk.library().join("a.md")).unwrap();
    fs::remove_file(desk.library().join("b.md")).unwrap();
    desk.app.keep_unsaved();
    assert_eq!(found(&desk.killed()), ["d.md"], "what was safe in its file is nobody's business any more");
}

#[test]
fn a_save_between_two_looks_leaves_no_older_text_behind() {
    // The journal holds "two", the file gets "two three", and the program ends before the journal hears of it.
    let desk = Desk::new().outside("a.md", "one\n").open("a.md").types("a.md", "two\n");
    desk.app.keep_unsaved();
    let desk = desk.types("a.md", "three\n").saves("a.md").killed();
    assert!(found(&desk).is_empty(), "an older text than the file's is no news");
    assert_eq!(desk.opened("a.md").restored, None);
}

#[test]
fn what_cannot_be_saved_is_kept() {
    // A conflict that was not decided, and a library that is left for another one.
    let mut desk = Desk::new().outside("a.md", "one\n").open("a.md").types("a.md", "two\n");
    desk = desk.outside("a.md", "elsewhere\n");
    assert!(matches!(desk.looks_outside("a.md"), OutsideNews::Both { .. }));
    let other = desk.home().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("a.md"), "in another library\n").unwrap();
    desk.app.open_library(OpenLibrary { folder: other.display().to_string() }).unwrap();
    assert!(found(&desk).is_empty(), "nothing of another library");
    assert_eq!(desk.opened("a.md").restored, None);
    let library = desk.library().display().to_string();
    desk.app.open_library(OpenLibrary { folder: library }).unwrap();
    let opened = desk.opened("a.md");
    assert_eq!(opened.restored, Some(Restored::Both { theirs: "elsewhere\n".to_owned() }));
    assert_eq!(opened.text, "one\ntwo\n");
    assert_eq!(desk.file("a.md"), "elsewhere\n");
}

#[test]
fn a_journal_that_cannot_be_written_is_said_once_and_typing_goes_on() {
    let desk = Desk::new();
    let data = desk.home().join("data");
    let _ = fs::remove_dir_all(&data);
    fs::write(&data, "a file where the folder should be").unwrap();
    let mut desk = desk.outside("a.md", "one\n").open("a.md");
    for word in ["two", "three", "four"] {
        desk = desk.types("a.md", word);
        desk.app.keep_unsaved();
    }
    assert_eq!(notices(&desk).len(), 1, "{:?}", notices(&desk));
    desk = desk.saves("a.md");
    assert_eq!(desk.file("a.md"), "one\ntwothreefour");
    // Put right, it is kept again; broken again, it is said again.
    fs::remove_file(&data).unwrap();
    desk = desk.types("a.md", "five");
    desk.app.keep_unsaved();
    assert_eq!(notices(&desk).len(), 1);
    assert_eq!(desk.killed().opened("a.md").text, "one\ntwothreefourfive");
}

#[test]
fn a_damaged_journal_is_said_and_replaced() {
    let desk = Desk::new().outside("a.md", "one\n");
    fs::create_dir_all(desk.home().join("data")).unwrap();
    fs::write(desk.home().join("data/journal.sqlite"), "no database, but long enough to be read as one")
        .unwrap();
    let desk = desk.open("a.md").types("a.md", "two\n");
    desk.app.keep_unsaved();
    assert_eq!(notices(&desk).len(), 1, "{:?}", notices(&desk));
    assert!(desk.home().join("data/journal.sqlite.damaged").exists());
    assert_eq!(desk.killed().opened("a.md").text, "one\ntwo\n");
}

#[test]
fn the_command_line_is_told_of_unsaved_text_and_takes_none() {
    let window =
        Desk::new().outside("a.md", "one\n").outside("b.md", "b\n").open("a.md").types("a.md", "two\n");
    window.app.keep_unsaved();
    let command = window.command_line();
    let said = command.app.unsaved_elsewhere(&one("a.md")).unwrap();
    assert!(said.contains("a.md") && said.contains("safe"), "{said}");
    assert_eq!(command.app.unsaved_elsewhere(&one("b.md")), None);
    assert!(found(&command).is_empty(), "the window is running");
    assert_eq!(command.opened("a.md").restored, None);
    let window = window.saves("a.md");
    assert_eq!(command.app.unsaved_elsewhere(&one("a.md")), None);
    drop(window);
}

fn notices(desk: &Desk) -> Vec<String> {
    let text = |event| match event {
        AppEvent::Notice { text } => Some(text),
        _ => None,
    };
    desk.heard().into_iter().filter_map(text).collect()
}
