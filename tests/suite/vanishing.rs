//! A folder that is unplugged while it is open: nothing leaves the list, nothing is written in its place.

use app::wire::Nothing;
use app::wire::events::AppEvent;
use app::wire::library::VanishedView;
use std::fs;
use std::time::{Duration, Instant};
use tests::desk::Desk;

const POSTS: usize = 150;

fn filled() -> Desk {
    let desk =
        (0..POSTS).fold(Desk::new(), |desk, n| desk.outside(&format!("{n:03}.md"), format!("Post {n}")));
    assert_eq!(desk.rows().len(), POSTS);
    // What was written before may still be reported; only what comes now counts.
    std::thread::sleep(Duration::from_millis(600));
    desk
}

/// Waits until this was the last that was said of posts that are not there.
fn says(desk: &Desk, what: &str, wanted: Option<VanishedView>) {
    let begun = Instant::now();
    loop {
        let said = desk.heard().into_iter().rev().find_map(|event| match event {
            AppEvent::Vanished { vanished } => Some(vanished),
            _ => None,
        });
        if said == Some(wanted) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}: {said:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// As many rows as the list has, without another look at the folder.
fn listed(desk: &Desk) -> u32 {
    desk.page(0, 1).total
}

#[test]
fn a_drive_that_is_pulled_out_takes_no_post_along() {
    let desk = filled().open("000.md").types("000.md", " and more");
    let (library, away) = (desk.library(), desk.home().join("unplugged"));
    fs::rename(&library, &away).unwrap();
    fs::create_dir(&library).unwrap();
    let count = POSTS as u32;
    says(&desk, "unplugged", Some(VanishedView { posts: count, of: count, with_folder: true }));
    assert_eq!(listed(&desk), count);
    // The file is gone, and then it is not written anew.
    let mut desk = desk;
    let _first_try = desk.try_save("000.md");
    desk.looks_outside("000.md");
    let refused = desk.try_save("000.md").unwrap_err();
    assert!(refused.message.contains("many posts of the library are not there"), "{refused:?}");
    assert_eq!(fs::read_dir(&library).unwrap().count(), 0, "nothing is put where the drive was");
    // Connected again, all is as it was, by itself.
    fs::remove_dir(&library).unwrap();
    fs::rename(&away, &library).unwrap();
    says(&desk, "connected", None);
    assert_eq!(listed(&desk), count);
    desk.looks_outside("000.md");
    let desk = desk.saves("000.md");
    assert_eq!(desk.file("000.md"), "Post 0 and more");
    // And what happens there is heard of again.
    let before = desk.heard().len();
    let desk = desk.outside("000.md", "Post 0, changed elsewhere");
    let begun = Instant::now();
    while !desk.heard()[before..].iter().any(|event| matches!(event, AppEvent::Outside { .. })) {
        assert!(begun.elapsed() < Duration::from_secs(30), "the folder is watched again");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn many_deleted_posts_stay_in_the_list_until_the_writer_says_so() {
    let desk = filled();
    for n in 0..120 {
        fs::remove_file(desk.library().join(format!("{n:03}.md"))).unwrap();
    }
    says(&desk, "deleted", Some(VanishedView { posts: 120, of: 150, with_folder: false }));
    assert_eq!(listed(&desk), 150);
    assert_eq!(desk.rows().len(), 150, "another look changes nothing");
    desk.app.believe_vanished(Nothing {}).unwrap();
    says(&desk, "believed", None);
    assert_eq!(desk.rows().len(), 30);
}

#[test]
fn a_few_deleted_posts_and_a_renamed_folder_ask_nothing() {
    let mut desk = filled();
    for n in 0..5 {
        fs::remove_file(desk.library().join(format!("{n:03}.md"))).unwrap();
    }
    let begun = Instant::now();
    while listed(&desk) != 145 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", listed(&desk));
        std::thread::sleep(Duration::from_millis(20));
    }
    for n in 5..100 {
        let name = format!("{n:03}.md");
        fs::create_dir_all(desk.library().join("old")).unwrap();
        fs::rename(desk.library().join(&name), desk.library().join("old").join(&name)).unwrap();
    }
    assert_eq!(desk.rows().len(), 145);
    desk = desk.outside("new.md", "# New");
    assert_eq!(desk.rows().len(), 146);
    assert!(!desk.heard().iter().any(|event| matches!(event, AppEvent::Vanished { .. })));
}
