//! Everything out as one file, and many files in: byte for byte, and never over what is there.

use blog::PostPath;
use library::{ArchiveError, Brought, Library, foreign_contents, open_foreign};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

fn path(text: &str) -> PostPath {
    PostPath::new(text).unwrap()
}

fn unzipped(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .map(|name| {
            let mut bytes = Vec::new();
            zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

#[test]
fn a_zip_holds_the_writers_files_byte_for_byte() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("posts");
    let noise: Vec<u8> = (0u32..200_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let files: [(&str, &[u8]); 7] = [
        ("a.md", b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nx"),
        ("2026/\u{65e5}\u{672c} \u{1f600}.md", "日本".as_bytes()),
        ("2026/media/stage.jpg", &noise),
        ("caf\u{e9}.txt", b""),
        ("no ending", b"x"),
        ("not-text.md", b"\xff\xfe\x00"),
        ("long name with blanks", b"x"),
    ];
    for (name, bytes) in files {
        put(&root, name, bytes);
    }
    for hidden in
        [".git/config", ".copydesk/versions/a", ".copydesk/trash/b.md", "node_modules/x.js", ".obsidian/x"]
    {
        put(&root, hidden, b"hidden");
    }
    put(&root, ".copydesk/publications/0123456789abcdef-example.org.json", b"{}");
    let library = Library::open(&root).unwrap();
    let place = home.path().join("all.zip");
    for records in [false, true] {
        let contents = library.contents(records);
        assert_eq!(contents.skipped, []);
        assert_eq!(library.archive(&place, true, &contents.files, |_| true).unwrap(), []);
        let found = unzipped(&place);
        let differing =
            files.iter().filter(|(name, bytes)| found.get(*name).map(Vec::as_slice) != Some(bytes));
        let differing = differing.count();
        println!("{differing} of {} files differ in the zip", files.len());
        assert_eq!(differing, 0);
        assert_eq!(found.len(), files.len() + usize::from(records), "{:?}", found.keys());
    }
    let before = fs::read(&place).unwrap();
    let all = library.contents(false).files;
    assert!(matches!(library.archive(&place, false, &all, |_| true), Err(ArchiveError::Taken(_))));
    let mut count = 0;
    let stopped = library.archive(&place, true, &all, |_| {
        count += 1;
        count < 4
    });
    assert!(matches!(stopped, Err(ArchiveError::Stopped)));
    assert_eq!(fs::read(&place).unwrap(), before, "what was there stays");
    let skipped = library.archive(&place, true, &[path("gone.md"), path("a.md")], |_| true).unwrap();
    assert_eq!(skipped.iter().map(|skipped| skipped.place.as_str()).collect::<Vec<_>>(), ["gone.md"]);
    assert_eq!(unzipped(&place).len(), 1, "a file that is gone meanwhile is named, and the others are kept");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2, "nothing else is left behind");
}

#[test]
fn files_come_in_beside_what_is_there_and_never_twice() {
    let home = tempfile::tempdir().unwrap();
    put(home.path(), "A.md", b"one");
    put(home.path(), "b.markdown", b"one");
    let library = Library::open(home.path()).unwrap();
    for round in 1..=2 {
        let mut intake = library.intake();
        for (place, bytes, lies) in [
            ("a.md", "two", "a-2.md"),
            ("A.md", "one", "A.md"),
            ("b.md", "x", "b-2.md"),
            ("new/deep/c.md", "c", "new/deep/c.md"),
            ("new/deep/c.md", "d", "new/deep/c-2.md"),
            ("new/picture", "p", "new/picture"),
            ("new/picture", "q", "new/picture-2"),
        ] {
            let brought = intake.bring(&path(place), bytes.as_bytes()).unwrap();
            let is_new = round == 1 && place != "A.md";
            let expected = if is_new { Brought::New(path(lies)) } else { Brought::Same(path(lies)) };
            assert_eq!(brought, expected, "{place}, round {round}");
            assert_eq!(fs::read_to_string(home.path().join(lies)).unwrap(), bytes);
        }
    }
    assert_eq!(fs::read(home.path().join("A.md")).unwrap(), b"one");
}

#[test]
fn a_foreign_folder_is_listed_and_a_foreign_file_is_read() {
    let home = tempfile::tempdir().unwrap();
    put(home.path(), "a/b.md", b"x");
    put(home.path(), ".hidden/c.md", b"x");
    assert_eq!(foreign_contents(home.path()).unwrap().files, [path("a/b.md")]);
    assert!(foreign_contents(&home.path().join("gone")).is_err());
    let mut text = String::new();
    open_foreign(&home.path().join("a/b.md")).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "x");
    assert!(open_foreign(home.path()).is_err());
    assert!(open_foreign(&home.path().join("gone")).is_err());
}
