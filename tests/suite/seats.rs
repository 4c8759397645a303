//! One window for one library; the command line works beside it.

use app::open_elsewhere;
use app::wire::events::AppEvent;
use app::wire::library::OpenLibrary;
use std::fs;
use std::time::{Duration, Instant};
use tests::desk::Desk;

fn opening(desk: &Desk) -> OpenLibrary {
    OpenLibrary { folder: desk.library().display().to_string() }
}

/// Waits for the call that comes next.
fn called(desk: &Desk, before: usize) -> Option<String> {
    let begun = Instant::now();
    loop {
        let calls: Vec<_> = desk
            .heard()
            .into_iter()
            .filter_map(|event| match event {
                AppEvent::Called { post } => Some(post),
                _ => None,
            })
            .collect();
        if let Some(call) = calls.get(before) {
            return call.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "not called");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_second_window_says_so_and_calls_the_first() {
    let first = Desk::new().outside("a note.md", "one");
    let second = first.another();
    let refused = second.app.open_library(opening(&first)).unwrap_err();
    assert!(refused.message.contains("open in another window"), "{refused:?}");
    assert_eq!(called(&first, 0), None);

    // A start with the same folder, and with a post in it.
    let folders = app::Folders {
        config: first.home().join("config"),
        data: first.home().join("data"),
        cache: first.home().join("cache"),
    };
    let (library, post) = (first.library(), first.library().join("a note.md"));
    assert!(open_elsewhere(&folders, Some(&library), None).is_some());
    assert_eq!(called(&first, 1), None);
    assert!(open_elsewhere(&folders, None, Some(&post)).is_some(), "it is the library last opened");
    assert_eq!(called(&first, 2).as_deref(), Some("a note.md"));
    let elsewhere = first.home().join("elsewhere.md");
    fs::write(&elsewhere, "another folder").unwrap();
    assert_eq!(open_elsewhere(&folders, None, Some(&elsewhere)), None);

    // Another library in the second window is fine, and then that one is taken.
    let other = first.home().join("other");
    fs::create_dir(&other).unwrap();
    second.app.open_library(OpenLibrary { folder: other.display().to_string() }).unwrap();
    assert!(first.app.open_library(OpenLibrary { folder: other.display().to_string() }).is_err());
    first.app.open_library(opening(&first)).unwrap();

    // Whoever leaves a library or ends frees it.
    first.app.shut_down();
    assert_eq!(open_elsewhere(&folders, Some(&library), None), None);
    second.app.open_library(opening(&first)).unwrap();
    assert_eq!(open_elsewhere(&folders, Some(&other), None), None);
}

#[test]
fn the_command_line_works_beside_the_window() {
    let window = Desk::new().outside("a.md", "one").open("a.md");
    let command = window.command_line();
    let command = command.open("a.md").types("a.md", " two").saves("a.md");
    assert_eq!(window.file("a.md"), "one two");
    drop(command);
    let refused = window.types("a.md", "!").try_save("a.md").unwrap_err();
    assert!(refused.message.contains("changed by another program"), "{refused:?}");
}
