//! What is on the shelf: listing, new posts, names, the trash, pictures, publications.

use crate::desk::{Desk, path};
use blog::{ContentHash, CustomField, PostKey, PostKind, Publication, RemoteId, RemotePost, Status, TermId};
use library::{CreateError, PublicationError, TrashError};
use std::fs;

#[test]
fn posts_are_listed_with_what_their_files_say() {
    let desk = Desk::new();
    desk.put("2026/trip.md", "---\ntitle: A trip\nstatus: published\ndate: 2026-11-23\ntags: [a, b]\ncopydesk-id: 0001020304050607\nwordpress:\n  example.org: 12\n---\n\nWe went *there*.\n");
    desk.put("heading.markdown", "# From the heading\n\nText.\n");
    desk.put("plain.MD", "");
    desk.put("broken.md", "---\ntitle: a: b\n---\nx\n");
    desk.put("latin.md", b"caf\xe9");
    for ignored in [
        ".hidden.md",
        ".git/a.md",
        "node_modules/p/readme.md",
        ".copydesk/versions/x.md",
        "notes.txt",
        "a.md~",
    ] {
        desk.put(ignored, "x");
    }
    fs::create_dir(desk.place("folder.md")).unwrap();
    let scan = desk.library.scan().unwrap();
    let rows: Vec<_> =
        scan.posts.iter().map(|post| (post.path.as_str(), post.title.as_str(), post.words)).collect();
    let expected = [
        ("2026/trip.md", "A trip", 3),
        ("broken.md", "broken", 1),
        ("heading.markdown", "From the heading", 4),
        ("latin.md", "latin", 1),
        ("plain.MD", "plain", 0),
    ];
    assert_eq!(rows, expected);
    let trip = &scan.posts[0];
    assert_eq!((trip.status, trip.date.as_deref()), (Some(Status::Published), Some("2026-11-23")));
    assert_eq!((trip.first_words.as_str(), trip.tags.len(), trip.problems), ("We went there.", 2, 0));
    assert_eq!((trip.key.clone(), trip.remotes.len()), (PostKey::new("0001020304050607"), 1));
    assert_eq!(trip.hash, Some(ContentHash::of(&desk.bytes("2026/trip.md"))));
    assert_eq!(scan.posts[1].problems, 1);
    assert!(scan.posts[3].unreadable.as_deref().is_some_and(|why| why.contains("UTF-8")));
    let skipped: Vec<_> = scan.skipped.iter().map(|skipped| skipped.place.as_str()).collect();
    assert_eq!(skipped, ["folder.md"]);
}

#[test]
fn a_second_scan_sees_every_change() {
    let desk = Desk::new();
    for n in 0..50 {
        desk.put(&format!("{n:02}.md"), format!("post {n}"));
    }
    assert_eq!(desk.library.scan().unwrap(), desk.library.scan().unwrap());
    desk.put("07.md", "# Seven");
    desk.rewrite("08.md", "# Eight").unwrap();
    fs::remove_file(desk.place("09.md")).unwrap();
    fs::rename(desk.place("10.md"), desk.place("99.md")).unwrap();
    let scan = desk.library.scan().unwrap();
    let title = |name: &str| {
        scan.posts.iter().find(|post| post.path.as_str() == name).map(|post| post.title.as_str())
    };
    assert_eq!((title("07.md"), title("08.md"), title("09.md")), (Some("Seven"), Some("Eight"), None));
    assert_eq!((title("10.md"), title("99.md"), scan.posts.len()), (None, Some("99"), 49));
    desk.put("07.md", "# Now");
    assert_eq!(desk.library.summary(&path("07.md")).unwrap().title, "Now");
    drop(fs::remove_dir_all(desk.place("")));
    assert!(desk.library.scan().is_err(), "a folder that went away is not an empty library");
}

#[cfg(unix)]
#[test]
fn links_and_strange_files_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    let elsewhere = Desk::new();
    elsewhere.put("linked/far.md", "far");
    elsewhere.put("linked/deep/farther.md", "farther");
    desk.put("sub/near.md", "near");
    for (target, link) in [
        (".", "sub/circle"),
        ("..", "sub/up"),
        ("sub", "again"),
        ("/", "world"),
        ("none", "dangling.md"),
        ("sub/near.md", "also.md"),
    ] {
        symlink(target, desk.place(link)).unwrap();
    }
    symlink(elsewhere.place("linked"), desk.place("other")).unwrap();
    symlink(elsewhere.place("linked"), desk.place("other-again")).unwrap();
    symlink(desk.place(""), elsewhere.place("linked/back")).unwrap();
    desk.put("back\\slash.md", "x");
    fs::write(desk.place("").join(std::ffi::OsStr::from_bytes(b"\xff.md")), "x").unwrap();
    let status = std::process::Command::new("mkfifo").arg(desk.place("pipe.md")).status().unwrap();
    assert!(status.success());
    let scan = desk.library.scan().unwrap();
    let mut titles: Vec<_> = scan.posts.iter().map(|post| post.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["also", "far", "farther", "near"]);
    let skipped: Vec<_> = scan.skipped.iter().map(|skipped| skipped.place.as_str()).collect();
    assert_eq!(skipped, ["back\\slash.md", "dangling.md", "pipe.md", "\u{fffd}.md"]);
    assert!(desk.library.read(&path("pipe.md")).is_err(), "a pipe is not waited for");
}

#[test]
fn a_new_post_takes_no_other_name() {
    let desk = Desk::new();
    let names: Vec<_> = ["My first trip", "My first trip", "MY FIRST TRIP!", "Caf\u{e9}", ""]
        .iter()
        .map(|title| desk.library.create(title, "text").unwrap().path.as_str().to_owned())
        .collect();
    assert_eq!(names, ["my-first-trip.md", "my-first-trip-2.md", "my-first-trip-3.md", "cafe.md", "post.md"]);
    desk.put("Other.MD", "x");
    desk.put("third.markdown", "x");
    assert_eq!(desk.library.create("other", "").unwrap().path.as_str(), "other-2.md");
    assert_eq!(desk.library.create("third", "").unwrap().path.as_str(), "third-2.md");
    let file = desk.library.create("read back", "---\ntitle: x\n---\n").unwrap();
    assert_eq!(desk.library.read(&file.path).unwrap(), file);
}

#[test]
fn a_post_gets_another_name() {
    let desk = Desk::new();
    desk.put("2026/a.md", "a");
    desk.put("2026/taken.md", "t");
    let rename = |from: &str, to: &str| desk.library.rename(&path(from), to);
    assert_eq!(rename("2026/a.md", "b").unwrap(), path("2026/b.md"));
    assert_eq!(rename("2026/b.md", "B").unwrap(), path("2026/B.md"));
    assert_eq!(rename("2026/B.md", "B").unwrap(), path("2026/B.md"));
    for taken in ["taken", "TAKEN"] {
        assert!(matches!(rename("2026/B.md", taken), Err(CreateError::Taken { .. })), "{taken}");
    }
    for bad in ["", "a/b", "..", "con", "a:b"] {
        assert!(matches!(rename("2026/B.md", bad), Err(CreateError::Name(_))), "{bad}");
    }
    assert!(matches!(rename("none.md", "x"), Err(CreateError::NotThere { .. })));
    assert_eq!((desk.bytes("2026/B.md"), desk.bytes("2026/taken.md")), (b"a".to_vec(), b"t".to_vec()));
}

#[test]
fn a_post_moves_to_another_folder() {
    let desk = Desk::new();
    desk.put("a.md", "a");
    desk.put("Trips/there.md", "t");
    desk.put("file", "f");
    for (from, to, expected) in [
        ("a.md", "2026/spring/b.md", "2026/spring/b.md"),
        ("2026/spring/b.md", "2026/spring/b.md", "2026/spring/b.md"),
        // A folder that some system takes for the same is the same here too.
        ("2026/spring/b.md", "trips/b.md", "Trips/b.md"),
        ("Trips/b.md", "Trips/B.markdown", "Trips/B.markdown"),
        ("Trips/B.markdown", "a.md", "a.md"),
    ] {
        assert_eq!(desk.library.move_to(&path(from), &path(to)).unwrap(), path(expected), "{from} -> {to}");
        assert_eq!(desk.bytes(expected), b"a");
        assert!(from == expected || !desk.place(from).exists());
    }
    let refused =
        |from: &str, to: &str| desk.library.move_to(&path(from), &path(to)).unwrap_err().to_string();
    for (from, to, says) in [
        ("a.md", "Trips/THERE.md", "already a file"),
        ("a.md", "file/a.md", "a file, not a folder"),
        ("a.md", ".git/a.md", "begins or ends with a dot"),
        ("a.md", "node_modules/a.md", "not listed"),
        ("a.md", "2026/aux/a.md", "Windows keeps"),
        ("a.md", "2026/a.txt", "ends in .md"),
        ("none.md", "b.md", "not there any more"),
    ] {
        let said = refused(from, to);
        assert!(said.contains(says) && said.contains("Nothing"), "{from} -> {to}: {said}");
    }
    assert_eq!((desk.bytes("a.md"), desk.bytes("Trips/there.md")), (b"a".to_vec(), b"t".to_vec()));
}

#[test]
fn a_file_that_is_not_utf8_gets_an_editable_copy() {
    let desk = Desk::new();
    let long = format!("{}.md", "日".repeat(66));
    let latin = b"---\r\ntitle: Caf\xe9\r\n---\r\nD\xe9j\xe0 vu, tr\xe8s bient\xf4t.\r\n";
    for (name, bytes, copy, text, encoding, marked) in [
        (
            "trips/a.md",
            &latin[..],
            "trips/a (utf-8).md",
            "---\r\ntitle: Café\r\n---\r\nDéjà vu, très bientôt.\r\n",
            "Windows-1252",
            0,
        ),
        (
            "trips/a.md",
            latin,
            "trips/a (utf-8)-2.md",
            "---\r\ntitle: Café\r\n---\r\nDéjà vu, très bientôt.\r\n",
            "Windows-1252",
            0,
        ),
        ("b.markdown", b"\xff\xfeh\0i\0", "b (utf-8).markdown", "hi", "UTF-16", 0),
        ("c.md", b"one\0two", "c (utf-8).md", "one\u{fffd}two", "UTF-8", 1),
        (&long, b"\xff\xfe\x00", &format!("{} (utf-8).md", "日".repeat(60)), "\u{fffd}", "UTF-16", 1),
    ] {
        desk.put(name, bytes);
        let why = desk.read(name).read_only.unwrap();
        assert!(why.contains("editable copy"), "{why}");
        let converted = desk.library.convert_copy(&path(name)).unwrap();
        assert_eq!(converted.file, desk.read(copy), "{name}");
        assert_eq!((converted.file.text.as_str(), converted.encoding.as_str()), (text, encoding));
        assert_eq!((converted.marked, converted.file.read_only), (marked, None));
        assert_eq!(desk.bytes(name), bytes, "the original is untouched");
    }
    desk.put("plain.md", "plain");
    assert!(desk.library.convert_copy(&path("plain.md")).unwrap_err().to_string().contains("already"));
    assert!(desk.library.convert_copy(&path("none.md")).unwrap_err().to_string().contains("not there"));
}

#[test]
fn the_trash_gives_back_what_it_took() {
    let desk = Desk::new();
    let mut tickets = Vec::new();
    for text in ["one", "two", "three"] {
        desk.put("sub/a.md", text);
        tickets.push(desk.library.trash(&path("sub/a.md")).unwrap());
    }
    assert!(!desk.place("sub/a.md").exists());
    assert_eq!(desk.library.trashed().len(), 3);
    fs::remove_dir(desk.place("sub")).unwrap();
    assert_eq!(desk.library.restore(&tickets[1]).unwrap(), path("sub/a.md"));
    assert_eq!(desk.library.restore(&tickets[0]).unwrap(), path("sub/a-2.md"));
    assert_eq!((desk.bytes("sub/a.md"), desk.bytes("sub/a-2.md")), (b"two".to_vec(), b"one".to_vec()));
    assert!(matches!(desk.library.restore(&tickets[0]), Err(TrashError::NoSuchTicket)));
    assert!(matches!(desk.library.restore("../../etc/passwd"), Err(TrashError::NoSuchTicket)));
    assert!(matches!(desk.library.trash(&path("none.md")), Err(TrashError::NotThere { .. })));
    assert_eq!(desk.library.trashed()[0].path, path("sub/a.md"));
}

#[test]
fn a_picture_lies_beside_its_post_once() {
    let desk = Desk::new();
    for (post, name, bytes, expected) in [
        ("a.md", "Dot Picture.PNG", &b"dot"[..], "media/dot-picture.png"),
        ("a.md", "again.png", b"dot", "media/dot-picture.png"),
        ("a.md", "dot picture.png", b"other", "media/dot-picture-2.png"),
        ("2026/b.md", "x.jpeg", b"dot", "2026/media/x.jpeg"),
        ("a.md", "noending", b"n", "media/noending.png"),
        ("a.md", "../../evil.p/ng", b"e", "media/evil.png"),
        ("a.md", "", b"nameless", "media/post.png"),
    ] {
        let found = desk.library.add_picture(&path(post), name, bytes).unwrap();
        assert_eq!(found, path(expected), "{name}");
        assert_eq!(desk.library.read_bytes(&found).unwrap(), bytes);
        assert!(desk.library.has_file(&found));
    }
}

#[test]
fn a_publication_reads_back_and_a_damaged_one_says_so() {
    let desk = Desk::new();
    let publication = |blog: &str, n: u64| Publication {
        key: PostKey::from_random([1; 8]),
        blog: blog.to_owned(),
        base: RemotePost {
            id: RemoteId(n),
            status: Status::Scheduled,
            url: "https://example.org/?p=1".into(),
            slug: "s".into(),
            title: "T \u{2028} \"q\"".into(),
            content: "<!-- wp:paragraph -->".into(),
            excerpt: String::new(),
            date_gmt: Some("2026-11-23T10:00:00".into()),
            modified_gmt: "2026-11-23T10:00:01".into(),
            categories: vec![TermId(1)],
            tags: vec![TermId(2), TermId(3)],
            featured: Some(RemoteId(u64::MAX)),
            comments_open: true,
            password: "sesame".into(),
            parent: Some(RemoteId(3)),
            custom_fields: Some(vec![CustomField { key: "mood".into(), value: "calm".into() }]),
            ..RemotePost::empty(PostKind::Page, RemoteId(5))
        },
        body: "Text\r\n".into(),
        sent: ContentHash::of(b"sent"),
        source: ContentHash::of(b"source"),
    };
    let blogs = ["example.org", "example.org/blog", "example.org_blog", "127.0.0.1:8714", "EXAMPLE.org"];
    for (n, blog) in (1..).zip(blogs) {
        let written = publication(blog, n);
        assert_eq!(desk.library.publication(&written.key, blog).unwrap(), None, "{blog}");
        desk.library.record_publication(&written).unwrap();
        assert_eq!(desk.library.publication(&written.key, blog).unwrap(), Some(written));
    }
    assert_eq!(fs::read_dir(desk.place(".copydesk/publications")).unwrap().count(), blogs.len());
    let file = desk.place(".copydesk/publications").join("0101010101010101-example.org.json");
    let whole = fs::read_to_string(&file).unwrap();
    for damage in [
        "",
        "{}",
        "null",
        &whole[..whole.len() / 2],
        &whole.replace("scheduled", "?"),
        &whole.replace("0101", "0202"),
        "\u{0}",
    ] {
        fs::write(&file, damage).unwrap();
        let found = desk.library.publication(&PostKey::from_random([1; 8]), "example.org");
        assert!(matches!(found, Err(PublicationError::Damaged { .. })), "{damage:?} {found:?}");
    }
}
