//! When the system says no: the old text stays, the message says what to do, nothing is left lying about.
#![cfg(unix)]

use crate::desk::{Desk, again, child_folder, path, said, where_permissions_count};
use library::{FileForm, Library, OpenError, SaveError};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

fn allow(file: &std::path::Path, mode: u32) {
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_in_a_folder_that_takes_no_new_file_is_written_in_place() {
    if !where_permissions_count("refusing::a_file_in_a_folder_that_takes_no_new_file_is_written_in_place") {
        return;
    }
    let desk = Desk::new();
    let file = desk.put("closed/a.md", "old");
    let before = fs::metadata(&file).unwrap().ino();
    allow(&desk.place("closed"), 0o555);
    desk.rewrite("closed/a.md", "new").unwrap();
    allow(&desk.place("closed"), 0o755);
    assert_eq!(
        (desk.bytes("closed/a.md").as_slice(), fs::metadata(&file).unwrap().ino()),
        (&b"new"[..], before)
    );
    assert_eq!(desk.files(), ["closed/a.md"]);
}

#[test]
fn without_a_place_for_the_old_text_nothing_is_written_in_place() {
    if !where_permissions_count("refusing::without_a_place_for_the_old_text_nothing_is_written_in_place") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "old").unwrap();
    allow(folder.path(), 0o555);
    let library = Library::open(folder.path()).unwrap();
    assert!(library.read_only_reason().is_some_and(|why| why.contains("not allowed")));
    let file = library.read(&path("a.md")).unwrap();
    let refused = library.save(&file.path, "new", file.form, &file.hash).unwrap_err().to_string();
    assert!(refused.contains("you are not allowed to") && refused.contains("still open here"), "{refused}");
    assert_eq!(fs::read(folder.path().join("a.md")).unwrap(), b"old");
    let refused = library.create("Title", "text").unwrap_err().to_string();
    assert!(refused.contains("could not be written"), "{refused}");
    let refused = library.trash(&file.path).unwrap_err().to_string();
    assert!(refused.contains("It is where it was"), "{refused}");

    // With a folder elsewhere to put the old text, it can be saved.
    let spare = tempfile::tempdir().unwrap();
    let library = library.with_spare_folder(spare.path());
    library.save(&file.path, "new", file.form, &file.hash).unwrap();
    assert_eq!(fs::read(folder.path().join("a.md")).unwrap(), b"new");
    assert_eq!(fs::read_dir(spare.path().join("rescue")).unwrap().count(), 0);
    allow(folder.path(), 0o755);
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let desk = Desk::new();
    allow(&desk.put("a.md", "old"), 0o444);
    let refused = desk.rewrite("a.md", "new").unwrap_err();
    assert!(matches!(refused, SaveError::ReadOnly { .. }), "{refused:?}");
    assert_eq!((desk.bytes("a.md").as_slice(), desk.files().len()), (&b"old"[..], 1));
}

#[test]
fn an_unreadable_file_is_listed_with_the_reason() {
    if !where_permissions_count("refusing::an_unreadable_file_is_listed_with_the_reason") {
        return;
    }
    let desk = Desk::new();
    allow(&desk.put("secret.md", "old"), 0o000);
    allow(desk.put("closed/a.md", "old").parent().unwrap(), 0o000);
    let scan = desk.library.scan().unwrap();
    assert_eq!(scan.posts.len(), 1);
    assert!(scan.posts[0].unreadable.as_deref().is_some_and(|why| why.contains("not allowed")), "{scan:?}");
    assert_eq!((scan.posts[0].title.as_str(), scan.skipped[0].place.as_str()), ("secret", "closed"));
    allow(&desk.place("closed"), 0o755);

    let closed = tempfile::tempdir().unwrap();
    allow(closed.path(), 0o000);
    assert!(matches!(Library::open(closed.path()), Err(OpenError::Unreadable { .. })));
    allow(closed.path(), 0o755);
    assert!(matches!(Library::open(&closed.path().join("none")), Err(OpenError::NotThere(_))));
    fs::write(closed.path().join("file"), "").unwrap();
    assert!(matches!(Library::open(&closed.path().join("file")), Err(OpenError::NotAFolder(_))));
}

/// The child: fills a small disk by saving ever longer texts, in both ways of saving.
fn fill(folder: &std::path::Path) {
    let library = Library::open(folder).unwrap();
    for name in ["alone.md", "linked.md"] {
        let file = folder.join(name);
        fs::write(&file, "the old text").unwrap();
        if name == "linked.md" {
            fs::hard_link(&file, folder.join("other-name.md")).unwrap();
        }
        let read = library.read(&path(name)).unwrap();
        let huge = "words ".repeat(30_000);
        let refused =
            library.save(&read.path, &huge, FileForm::default(), &read.hash).unwrap_err().to_string();
        assert!(refused.contains("the disk is full") || refused.contains("files of this size"), "{refused}");
        assert!(refused.contains("still open here"), "{refused}");
        assert_eq!(fs::read(&file).unwrap(), b"the old text", "{name}");
        // Once there is room, the same save goes through.
        library.save(&read.path, "a shorter text", FileForm::default(), &read.hash).unwrap();
        let refused = library.create("Huge", &huge).unwrap_err().to_string();
        assert!(refused.contains("could not be written"), "{refused}");
    }
    let mut left: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.file_name()).collect();
    left.retain(|name| name != ".copydesk");
    left.sort();
    assert_eq!(left, ["alone.md", "linked.md", "other-name.md"]);
    let rescued = fs::read_dir(folder.join(".copydesk/rescue")).map_or(0, Iterator::count);
    assert_eq!(rescued, 0, "nothing had to be rescued");
}

#[test]
fn a_full_disk_leaves_the_old_text() {
    const TEST: &str = "refusing::a_full_disk_leaves_the_old_text";
    if let Some(folder) = child_folder() {
        return fill(&folder);
    }
    // Everywhere: a limit on the size of files, which breaks a write off half-way for root too.
    let folder = tempfile::tempdir().unwrap();
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\""];
    let output = again(&limited, TEST, folder.path()).output().unwrap();
    assert!(output.status.success() && said(&output).contains("1 passed"), "{}", said(&output));
    // Where this user may mount: a real disk of 100 kB.
    let folder = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=100k none \"$COPYDESK_TEST_CHILD\"";
    let may_mount = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", mount])
        .env("COPYDESK_TEST_CHILD", folder.path())
        .output()
        .is_ok_and(|output| output.status.success());
    if !cfg!(target_os = "linux") || !may_mount {
        println!("a full disk was tried by a limit on file sizes only: this user may not mount");
        return;
    }
    let script = format!("{mount} && exec \"$0\" \"$@\"");
    let mounted = ["unshare", "--mount", "--map-root-user", "sh", "-c", &script];
    let output = again(&mounted, TEST, folder.path()).output().unwrap();
    assert!(output.status.success() && said(&output).contains("1 passed"), "{}", said(&output));
    println!("a full disk was tried by a limit on file sizes and on a disk of 100 kB");
}

#[test]
fn a_folder_that_may_not_be_read_hides_no_other() {
    if !where_permissions_count("refusing::a_folder_that_may_not_be_read_hides_no_other") {
        return;
    }
    let desk = Desk::new();
    desk.put("a.md", "a");
    desk.put("closed/b.md", "b");
    allow(&desk.place("closed"), 0);
    let scan = desk.library.scan().unwrap();
    let found = desk.library.read(&path("closed/b.md")).unwrap_err().to_string();
    let moved = desk.library.move_to(&path("a.md"), &path("closed/a.md")).unwrap_err().to_string();
    allow(&desk.place("closed"), 0o755);
    let posts: Vec<_> = scan.posts.iter().map(|post| post.path.as_str()).collect();
    assert_eq!(posts, ["a.md"]);
    assert_eq!(scan.skipped.len(), 1);
    assert_eq!(scan.skipped[0].place, "closed");
    assert!(scan.skipped[0].reason.contains("cannot be read: you are not allowed to"), "{:?}", scan.skipped);
    for said in [found, moved] {
        assert!(said.contains("you are not allowed to") && said.contains("Nothing"), "{said}");
    }
    assert_eq!((desk.bytes("a.md"), desk.bytes("closed/b.md")), (b"a".to_vec(), b"b".to_vec()));
}
