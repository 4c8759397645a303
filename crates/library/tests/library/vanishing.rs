//! A folder that is not there any more: nothing is written in its place, and its posts are not believed deleted.

use crate::desk::{Desk, again, child_folder, path, said};
use blog::PostPath;
use library::{Change, CreateError, FileForm, Library, SaveError, Vanished};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

const POSTS: usize = 120;

fn filled() -> Desk {
    let desk = Desk::new();
    for n in 0..POSTS {
        desk.put(&format!("posts/{n:03}.md"), format!("Post {n}"));
    }
    desk
}

fn paths(range: std::ops::Range<usize>) -> Vec<PostPath> {
    range.map(|n| path(&format!("{n:03}.md"))).collect()
}

#[test]
fn nothing_is_written_where_a_drive_was() {
    for what in ["the folder is gone", "an empty folder is in its place"] {
        let desk = filled();
        let library = Library::open(&desk.place("posts")).unwrap();
        fs::rename(desk.place("posts"), desk.place("unplugged")).unwrap();
        if what.starts_with("an empty") {
            fs::create_dir(desk.place("posts")).unwrap();
        }
        assert!(!library.is_there(), "{what}");
        let saved = library.write_new(&path("000.md"), "typed", FileForm::default());
        assert!(matches!(saved, Err(SaveError::LibraryGone { .. })), "{what}: {saved:?}");
        let deep = library.write_new(&path("deep/down/000.md"), "typed", FileForm::default());
        assert!(matches!(deep, Err(SaveError::LibraryGone { .. })), "{what}: {deep:?}");
        let created = library.create("New", "typed");
        assert!(matches!(created, Err(CreateError::LibraryGone)), "{what}: {created:?}");
        let left = fs::read_dir(desk.place("posts")).map(|all| all.count()).unwrap_or(0);
        assert_eq!(left, 0, "{what}: nothing is put there");
        let all = paths(0..POSTS);
        assert!(library.believed_gone(&all, POSTS, 0).is_empty(), "{what}");
        assert_eq!(
            library.vanished(),
            Some(Vanished { posts: POSTS, of: POSTS, with_folder: true }),
            "{what}"
        );

        let _ = fs::remove_dir(desk.place("posts"));
        fs::rename(desk.place("unplugged"), desk.place("posts")).unwrap();
        assert!(library.is_there(), "{what}");
        assert!(library.believed_missing(&[], POSTS, 0).is_empty());
        assert_eq!(library.vanished(), None, "{what}: all are back");
        library.write_new(&path("new.md"), "typed", FileForm::default()).unwrap();
    }
}

#[test]
fn many_that_go_are_held_until_the_writer_says_so() {
    let desk = filled();
    let library = Library::open(&desk.place("posts")).unwrap();
    let gone = paths(0..60);
    for post in &gone {
        fs::remove_file(desk.place(&format!("posts/{post}"))).unwrap();
    }
    assert!(library.believed_gone(&gone, POSTS, 0).is_empty());
    assert_eq!(library.vanished(), Some(Vanished { posts: 60, of: POSTS, with_folder: false }));
    let refused = library.write_new(&gone[0], "typed", FileForm::default()).unwrap_err();
    assert!(refused.to_string().contains("kept for the case of a crash"), "{refused}");
    // Most are back: few enough are missing to be believed.
    for post in &gone[..50] {
        desk.put(&format!("posts/{post}"), "back");
    }
    assert_eq!(library.believed_missing(&gone[50..], POSTS, 0).len(), 10);
    assert_eq!(library.vanished(), None);
    // And when the writer says that they were deleted, they were.
    let gone = paths(0..50);
    assert!(library.believed_missing(&gone, 110, 0).is_empty());
    library.believe_vanished();
    assert_eq!(library.vanished(), None);
    assert_eq!(library.believed_missing(&gone, 110, 0).len(), 50);
}

#[test]
fn what_copydesk_moves_and_throws_away_is_believed() {
    let desk = filled();
    let library = Library::open(&desk.place("posts")).unwrap();
    for post in paths(0..40) {
        library.trash(&post).unwrap();
    }
    for post in paths(40..80) {
        library.move_to(&post, &path(&format!("sub/{post}"))).unwrap();
    }
    assert_eq!(library.believed_gone(&paths(0..80), POSTS, 40).len(), 80);
    assert_eq!(library.vanished(), None);
}

/// The child, on a disk of its own: the disk goes while its library is open, and comes back.
fn unmount(disk: &Path) {
    let fill = || (0..POSTS).for_each(|n| fs::write(disk.join(format!("{n:03}.md")), "words").unwrap());
    fill();
    let library = Library::open(disk).unwrap();
    let (send, heard) = channel();
    let _watch = library.watch(Box::new(move |changes| drop(send.send(changes)))).unwrap();
    let run = |program: &str, words: &[&str]| {
        assert!(Command::new(program).args(words).arg(disk).status().unwrap().success(), "{program}");
    };
    run("umount", &[]);
    let mut told = false;
    while !told {
        let changes = heard.recv_timeout(Duration::from_secs(20)).expect("the watcher hears of it");
        told = changes.contains(&Change::Rescan);
    }
    assert!(library.believed_missing(&paths(0..POSTS), POSTS, 0).is_empty());
    assert!(library.vanished().is_some_and(|vanished| vanished.with_folder));
    assert!(library.write_new(&path("000.md"), "typed", FileForm::default()).is_err());
    assert_eq!(fs::read_dir(disk).unwrap().count(), 0, "nothing lies where the disk was");
    run("mount", &["-t", "tmpfs", "none"]);
    fill();
    assert!(library.is_there() && library.believed_missing(&[], POSTS, 0).is_empty());
    assert_eq!(library.vanished(), None);
}

#[test]
fn a_disk_that_is_unmounted_takes_no_post_along() {
    const TEST: &str = "vanishing::a_disk_that_is_unmounted_takes_no_post_along";
    if let Some(folder) = child_folder() {
        return unmount(&folder);
    }
    let folder = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs none \"$COPYDESK_TEST_CHILD\"";
    let unshare = ["unshare", "--mount", "--map-root-user", "sh", "-c"];
    let may_mount = Command::new(unshare[0])
        .args(&unshare[1..])
        .arg(mount)
        .env("COPYDESK_TEST_CHILD", folder.path())
        .output()
        .is_ok_and(|output| output.status.success());
    if !cfg!(target_os = "linux") || !may_mount {
        println!(
            "a disk that is unmounted was tried by another folder in its place only: this user may not mount"
        );
        return;
    }
    let script = format!("{mount} && exec \"$0\" \"$@\"");
    let output = again(&[&unshare[..], &[&script]].concat(), TEST, folder.path()).output().unwrap();
    assert!(output.status.success() && said(&output).contains("1 passed"), "{}", said(&output));
    println!("a disk was unmounted while its library was open");
}
