//! Many posts at once and back again, copies, templates, the trash, several libraries.

use app::wire::Nothing;
use app::wire::editor::OutsideNews;
use app::wire::library::{CreatePost, ListView, OnePost, OpenLibrary, PlaceName, SortName, SortView};
use app::wire::managing::{
    BulkDone, BulkEdit, BulkWhat, ChosenPosts, DiscardTrashed, FromTemplate, SaveTemplate, UndoBulk,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tests::desk::Desk;

/// The writer's files below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            if name.starts_with(".copydesk") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

fn differing(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> usize {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names.into_iter().filter(|name| before.get(*name) != after.get(*name)).count()
}

fn edit(desk: &Desk, paths: &[&str], what: BulkWhat) -> BulkDone {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    desk.app.edit_posts(BulkEdit { posts: ChosenPosts::Paths { paths }, what }).unwrap()
}

fn undo(desk: &Desk, done: &BulkDone) -> BulkDone {
    desk.app.undo_edit(UndoBulk { undo: done.undo.clone().unwrap() }).unwrap()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn odd_library() -> Desk {
    Desk::new()
        .outside("plain.md", "Only text.\n")
        .outside("bom.md", b"\xef\xbb\xbf---\r\ntitle: A\r\ntags: [a]\r\n---\r\nx\r\n")
        .outside("2026/quoted.md", "---\n# mine\ntitle:   'A'  # quoted\ntags:\n- one\n- Two\nstatus: published\nwordpress:\n  example.org: 7\n---\nno newline")
        .outside("toml.md", "+++\ntitle = \"T\"\ntags = [\"x\"]\n+++\nbody\n")
        .outside("broken.md", "---\ntitle: [\n---\nx\n")
        .outside("latin.md", b"caf\xe9")
        .outside("linked.md", "See [the plain one](plain.md) and [it](2026/quoted.md).\n")
}

const ODD: [&str; 7] =
    ["plain.md", "bom.md", "2026/quoted.md", "toml.md", "broken.md", "latin.md", "linked.md"];

#[test]
fn every_change_of_many_posts_is_taken_back_to_the_byte() {
    let whats = [
        BulkWhat::AddTags { names: names(&["Sea", "two"]) },
        BulkWhat::RemoveTags { names: names(&["TWO", "a", "x"]) },
        BulkWhat::AddCategories { names: names(&["Travel > Italy"]) },
        BulkWhat::SetCategories { names: names(&["Only"]) },
        BulkWhat::SetStatus { status: "private".into() },
        BulkWhat::Trash,
        BulkWhat::Move { folder: "2026".into() },
    ];
    let (mut wrong, mut of) = (0, 0);
    for what in whats {
        let desk = odd_library();
        let before = files(&desk.library());
        let done = edit(&desk, &ODD, what.clone());
        assert!(done.done >= 2, "{what:?}: {done:?}");
        assert_eq!(u64::from(done.done + done.same + done.left), ODD.len() as u64, "{what:?}: {done:?}");
        assert_ne!(files(&desk.library()), before);
        let back = undo(&desk, &done);
        assert_eq!((back.done, back.left), (done.done, 0), "{what:?}: {back:?}");
        let after = files(&desk.library());
        if differing(&before, &after) > 0 {
            println!(
                "{what:?}: {:?}",
                before
                    .keys()
                    .chain(after.keys())
                    .filter(|name| before.get(*name) != after.get(*name))
                    .collect::<Vec<_>>()
            );
        }
        wrong += differing(&before, &after);
        of += before.len();
        let again = desk.app.undo_edit(UndoBulk { undo: done.undo.clone().unwrap() });
        assert!(again.is_err(), "once is enough");
    }
    println!("{wrong} of {of} files differ after undo");
    assert_eq!(wrong, 0);
}

#[test]
fn what_cannot_be_changed_is_named_and_what_is_on_a_blog_is_said() {
    let desk = odd_library();
    let done = edit(
        &desk,
        &[&ODD[..], &["gone.md", "../out.md"]].concat(),
        BulkWhat::AddTags { names: names(&["Sea"]) },
    );
    assert_eq!((done.done, done.left), (5, 4), "{done:?}");
    let left: Vec<&str> = done.reasons.iter().map(|left| left.path.as_str()).collect();
    assert_eq!(left, ["broken.md", "latin.md", "gone.md", "../out.md"]);
    assert!(done.reasons.iter().all(|left| left.why.len() > 10), "{:?}", done.reasons);
    assert!(desk.file("2026/quoted.md").contains("status: published"));
    let done = edit(&desk, &ODD, BulkWhat::SetStatus { status: "draft".into() });
    assert!(done.said.contains("1 of them is on a blog and stays there"), "{}", done.said);
    assert!(desk.app.list_outbox(Nothing {}).unwrap().is_empty(), "nothing is sent");
}

#[test]
fn a_post_that_was_changed_since_stays_as_it_is() {
    let desk = odd_library();
    let done = edit(&desk, &["plain.md", "bom.md"], BulkWhat::AddTags { names: names(&["Sea"]) });
    let desk = desk.outside("plain.md", "Somebody else was here.\n");
    let back = undo(&desk, &done);
    assert_eq!((back.done, back.left), (1, 1), "{back:?}");
    assert_eq!(back.reasons[0].path, "plain.md");
    assert_eq!(desk.file("plain.md"), "Somebody else was here.\n");
    assert_eq!(desk.bytes("bom.md"), b"\xef\xbb\xbf---\r\ntitle: A\r\ntags: [a]\r\n---\r\nx\r\n");
}

#[test]
fn an_open_post_is_saved_first_and_takes_the_change_like_one_from_outside() {
    let mut desk = odd_library().open("plain.md").types("plain.md", "More.\n");
    let done = edit(&desk, &["plain.md"], BulkWhat::AddTags { names: names(&["Sea"]) });
    assert_eq!(done.done, 1, "{done:?}");
    assert_eq!(desk.file("plain.md"), "---\ntags: [Sea]\n---\nOnly text.\nMore.\n");
    assert!(matches!(desk.looks_outside("plain.md"), OutsideNews::Changed { .. }));
    assert_eq!(desk.text("plain.md"), "---\ntags: [Sea]\n---\nOnly text.\nMore.\n");
    undo(&desk, &done);
    assert!(matches!(desk.looks_outside("plain.md"), OutsideNews::Changed { .. }));
    assert_eq!(desk.text("plain.md"), "Only text.\nMore.\n");
    assert_eq!(desk.file("plain.md"), "Only text.\nMore.\n");
}

#[test]
fn an_open_post_is_followed_to_where_it_lies() {
    let desk = odd_library().open("plain.md");
    let done = edit(&desk, &["plain.md", "bom.md"], BulkWhat::Move { folder: "2026".into() });
    let open: Vec<_> = done.open.iter().map(|open| (open.from.as_str(), open.to.as_deref())).collect();
    assert_eq!(open, [("plain.md", Some("2026/plain.md"))]);
    let back = undo(&desk, &done);
    let open: Vec<_> = back.open.iter().map(|open| (open.from.as_str(), open.to.as_deref())).collect();
    assert_eq!(open, [("2026/plain.md", Some("plain.md"))]);
    let gone = edit(&desk, &["plain.md"], BulkWhat::Trash);
    assert_eq!((gone.open.len(), gone.open[0].to.as_deref()), (1, None));
}

#[test]
fn all_of_a_view_are_meant_without_naming_them() {
    let mut desk = Desk::new();
    for n in 0..30 {
        let status = if n % 3 == 0 { "published" } else { "draft" };
        desk = desk.outside(&format!("{n}.md"), format!("---\ntitle: P{n}\nstatus: {status}\n---\n"));
    }
    assert_eq!(desk.rows().len(), 30);
    let sort = SortView { key: SortName::Title, descending: false };
    let view = ListView { place: PlaceName::Drafts, filter: None, sort, query: String::new() };
    let posts = ChosenPosts::All { view, except: vec!["1.md".into()] };
    let done =
        desk.app.edit_posts(BulkEdit { posts, what: BulkWhat::AddTags { names: names(&["x"]) } }).unwrap();
    assert_eq!((done.done, done.left), (19, 0), "{done:?}");
    assert!(!desk.file("1.md").contains("tags") && !desk.file("3.md").contains("tags"));
    assert!(desk.file("2.md").contains("tags: [x]"));
}

#[test]
fn hundreds_of_posts_are_changed_and_taken_back_at_once() {
    let count = 400;
    let mut desk = Desk::new();
    for n in 0..count {
        desk = desk.outside(
            &format!("{}/post-{n}.md", n % 7),
            format!("---\ntitle: Post {n}\ntags: [a]  # {n}\n---\nBody {n}.\n"),
        );
    }
    let before = files(&desk.library());
    let paths: Vec<&str> = before.keys().map(String::as_str).collect();
    let done = edit(&desk, &paths, BulkWhat::AddTags { names: names(&["many"]) });
    assert_eq!((done.done, done.left), (count, 0), "{:?}", done.reasons);
    assert_eq!(differing(&before, &files(&desk.library())), count as usize);
    undo(&desk, &done);
    let wrong = differing(&before, &files(&desk.library()));
    println!("{wrong} of {count} files differ after undo");
    assert_eq!(wrong, 0);
    let gone = edit(&desk, &paths[..100], BulkWhat::Trash);
    assert_eq!(gone.done, 100);
    assert_eq!(desk.app.list_trash(Nothing {}).unwrap().count, 100);
    undo(&desk, &gone);
    assert_eq!(differing(&before, &files(&desk.library())), 0);
}

#[test]
fn a_copy_is_a_draft_of_its_own() {
    let desk = Desk::new().outside(
        "2026/a.md",
        "---\ntitle: A\nslug: a\nstatus: published\ncopydesk-id: 0123456789abcdef\nwordpress:\n  example.org: 7\n---\n![](media/a.png)\n",
    );
    for name in ["2026/copy-of-a.md", "2026/copy-of-a.md"] {
        let row = desk.app.duplicate_post(OnePost { path: "2026/a.md".into() }).unwrap();
        assert_eq!(row.path, name, "a copy that nobody touched is not made twice");
        assert_eq!(desk.file(&row.path), "---\ntitle: Copy of A\nstatus: draft\n---\n![](media/a.png)\n");
    }
}

#[test]
fn templates_are_files_that_are_no_posts() {
    let desk = Desk::new()
        .outside("a.md", "---\ntitle: A\ntags: [diary]\n---\n## Morning\n")
        .outside("templates/Default.md", "---\ntitle: {{title}}\ntags: [new]\n---\n{{title}}\n");
    assert_eq!(desk.rows().len(), 1, "templates are not listed as posts");
    let saved = desk.app.save_template(SaveTemplate { path: "a.md".into(), name: "Diary".into() }).unwrap();
    assert_eq!((saved.path.as_str(), saved.is_default), ("templates/Diary.md", false));
    assert!(
        desk.app.save_template(SaveTemplate { path: "a.md".into(), name: "diary".into() }).is_err(),
        "never over another"
    );
    for bad in ["", "a/b", "con"] {
        assert!(
            desk.app.save_template(SaveTemplate { path: "a.md".into(), name: bad.into() }).is_err(),
            "{bad:?}"
        );
    }
    let all: Vec<String> =
        desk.app.list_templates(Nothing {}).unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(all, ["Default", "Diary"]);
    let row = desk
        .app
        .create_from_template(FromTemplate { template: "diary".into(), title: "One: two".into() })
        .unwrap();
    assert_eq!(
        desk.file(&row.path),
        "---\ntitle: \"One: two\"\ntags: [diary]\nstatus: draft\n---\n## Morning\n"
    );
    let row = desk.app.create_post(CreatePost { title: "New".into() }).unwrap();
    assert_eq!(
        desk.file(&row.path),
        "---\ntitle: New\ntags: [new]\nstatus: draft\n---\nNew\n",
        "Default is what new posts begin with"
    );
    assert!(
        desk.app
            .create_from_template(FromTemplate { template: "gone".into(), title: String::new() })
            .is_err()
    );
}

#[test]
fn the_trash_is_there_after_a_restart_and_is_emptied_only_when_told() {
    let desk =
        Desk::new().outside("a.md", "---\ntitle: First\n---\n").outside("b.md", "b").outside("sub/c.md", "c");
    for path in ["a.md", "b.md", "sub/c.md"] {
        desk.app.trash_post(OnePost { path: path.into() }).unwrap();
    }
    let desk = desk.restart();
    let view = desk.app.list_trash(Nothing {}).unwrap();
    let titles: std::collections::BTreeSet<&str> = view.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!((view.count, titles), (3, ["First", "b", "c"].into()));
    let ticket = |title: &str| view.rows.iter().find(|row| row.title == title).unwrap().ticket.clone();
    let left = desk.app.discard_trashed(DiscardTrashed { tickets: vec![ticket("b")] }).unwrap();
    assert_eq!(left.count, 2);
    assert!(desk.app.discard_trashed(DiscardTrashed { tickets: vec!["../../a.md".into()] }).is_err());
    let desk = desk.outside("a.md", "another");
    let back = app::wire::library::Trashed { ticket: ticket("First"), title: String::new() };
    assert_eq!(desk.app.restore_post(back).unwrap().path, "a-2.md", "beside what is there now");
    assert_eq!(desk.file("a.md"), "another");
    let empty = desk.app.discard_trashed(DiscardTrashed { tickets: vec![] }).unwrap();
    assert_eq!((empty.count, empty.rows.len()), (0, 0));
    assert!(desk.app.list_trash(Nothing {}).unwrap().rows.is_empty());
}

#[test]
fn libraries_are_remembered_with_their_open_posts() {
    let desk = Desk::new().outside("a.md", "a").outside("b.md", "b").open("b.md").types("b.md", " typed");
    let (first, second) = (desk.library(), desk.home().join("Second"));
    fs::create_dir_all(&second).unwrap();
    fs::write(second.join("c.md"), "c").unwrap();
    let open =
        |folder: &Path| desk.app.open_library(OpenLibrary { folder: folder.display().to_string() }).unwrap();
    open(&second);
    desk.app.open_post(OnePost { path: "c.md".into() }).unwrap();
    assert_eq!(desk.file("b.md"), "b typed", "what was typed is saved before");
    let all = desk.app.list_libraries(Nothing {}).unwrap();
    let seen: Vec<_> =
        all.iter().map(|row| (row.name.as_str(), row.is_open, row.is_there, row.post.as_deref())).collect();
    assert_eq!(seen, [("Second", true, true, None), ("library", false, true, Some("b.md"))]);
    open(&first);
    fs::remove_dir_all(&second).unwrap();
    let all = desk.app.list_libraries(Nothing {}).unwrap();
    assert_eq!((all[1].is_there, all[1].post.as_deref()), (false, Some("c.md")));
    let left = desk.app.forget_library(OpenLibrary { folder: all[1].folder.clone() }).unwrap();
    assert_eq!(left.len(), 1);
}
