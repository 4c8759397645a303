//! Keys in, files and preview out.

use app::wire::editor::{FieldInput, FieldName, SetField};
use app::wire::error::ErrorCode;
use app::wire::events::AppEvent;
use app::wire::library::{CreatePost, OnePost, PostState};
use app::wire::moving::MovePost;
use tests::desk::Desk;

#[test]
fn what_is_typed_is_previewed_and_saved() {
    let desk =
        Desk::new().outside("a.md", "# Hello\n\nOne.\n").open("a.md").types("a.md", "\nTwo **words**.\n");
    assert!(desk.preview("a.md").contains("<strong>words</strong>"), "{}", desk.preview("a.md"));
    assert_eq!(desk.file("a.md"), "# Hello\n\nOne.\n", "nothing is written before it is time");
    let desk = desk.saves("a.md");
    assert_eq!(desk.file("a.md"), "# Hello\n\nOne.\n\nTwo **words**.\n");
    assert!(
        desk.heard()
            .iter()
            .any(|event| matches!(event, AppEvent::Saved { path, version: 1, .. } if path == "a.md"))
    );
}

#[test]
fn closing_the_window_saves() {
    let desk = Desk::new().outside("a.md", "One.").open("a.md").types("a.md", " Two.").restart();
    assert_eq!(desk.file("a.md"), "One. Two.");
}

#[test]
fn bytes_that_were_not_touched_do_not_change() {
    let odd: [(&str, &[u8]); 8] = [
        ("bom", b"\xef\xbb\xbf---\ntitle: A\n---\nx"),
        ("crlf", b"---\r\ntitle: A\r\n---\r\nx\r\n"),
        ("mixed", b"a\r\nb\nc\rd"),
        ("no final newline", b"a"),
        ("empty", b""),
        ("emoji", "😀 a\u{301}\n".as_bytes()),
        ("comments", b"---\n# mine\ntitle:   'A'  # quoted\nzeta: [1,  2]\n---\nx\n"),
        ("tabs and blanks", b"\t\n  \n\n"),
    ];
    for (what, bytes) in odd {
        let desk = Desk::new().outside("a.md", bytes).open("a.md").saves("a.md");
        assert_eq!(desk.bytes("a.md"), bytes, "{what}: opened and saved");
        let end = desk.text("a.md").encode_utf16().count() as u32;
        let change =
            |from, to, insert: &str| app::wire::editor::Change { from, to, insert: insert.to_owned() };
        let desk = desk
            .types("a.md", "!")
            .saves("a.md")
            .changes("a.md", vec![change(end, end + 1, "")])
            .saves("a.md");
        assert_eq!(desk.bytes("a.md"), bytes, "{what}: typed and taken back");
    }
}

#[test]
fn a_field_changes_its_own_line_only() {
    let text = "---\n# kept\ntitle: 'Old'   # kept too\ntags: [a,   b]\nother: {x: 1}\n---\nBody\n";
    let mut desk = Desk::new().outside("a.md", text).open("a.md");
    let set = |field, value| SetField { path: "a.md".to_owned(), version: 0, field, value };
    let changes = desk.app.set_field(set(FieldName::Title, FieldInput::Text("New: one".to_owned()))).unwrap();
    desk.try_changes("a.md", changes).unwrap();
    let desk = desk.saves("a.md");
    assert_eq!(desk.file("a.md"), text.replace("'Old'", "'New: one'"));
}

#[test]
fn an_editor_that_lost_step_is_told() {
    let mut desk = Desk::new().outside("a.md", "abc").open("a.md").types("a.md", "d");
    let late = desk.app.edit_post(app::wire::editor::EditPost {
        path: "a.md".to_owned(),
        version: 0,
        changes: vec![],
    });
    assert_eq!(late.unwrap_err().code, ErrorCode::OutOfStep);
    let far = desk
        .try_changes("a.md", vec![app::wire::editor::Change { from: 99, to: 99, insert: "x".to_owned() }]);
    assert_eq!(far.unwrap_err().code, ErrorCode::OutOfStep);
}

#[test]
fn new_posts_are_files_with_the_title_s_name() {
    let desk = Desk::new();
    let titles = ["Über Straßen", "Über Straßen", "", "a/b: c?"];
    let paths: Vec<String> = titles
        .iter()
        .map(|title| desk.app.create_post(CreatePost { title: (*title).to_owned() }).unwrap().path)
        .collect();
    assert_eq!(paths, ["uber-strassen.md", "uber-strassen-2.md", "untitled.md", "a-b-c.md"]);
    assert_eq!(desk.row("uber-strassen-2.md").title, "Über Straßen");
    assert_eq!(desk.row("untitled.md").state, PostState::Draft);
}

#[test]
fn renaming_keeps_what_is_unsaved_and_refuses_to_overwrite() {
    let desk = Desk::new().outside("a.md", "A").outside("b.md", "B").open("a.md").types("a.md", "!");
    let taken = desk.app.move_post(MovePost { path: "a.md".to_owned(), to: "b".to_owned(), relink: false });
    assert!(taken.unwrap_err().message.contains("b.md"));
    let row =
        desk.app.move_post(MovePost { path: "a.md".to_owned(), to: "c".to_owned(), relink: false }).unwrap();
    assert_eq!(row.row.path, "c.md");
    assert_eq!((desk.file("b.md").as_str(), desk.file("c.md").as_str()), ("B", "A!"));
}

#[test]
fn a_post_comes_back_from_the_trash() {
    let desk = Desk::new().outside("a.md", "# A\n").open("a.md").types("a.md", "more");
    let trashed = desk.app.trash_post(OnePost { path: "a.md".to_owned() }).unwrap();
    assert_eq!(trashed.title, "A");
    assert!(desk.rows().is_empty());
    let row = desk.app.restore_post(trashed).unwrap();
    assert_eq!(row.path, "a.md");
    assert_eq!(desk.file("a.md"), "# A\nmore");
}

#[test]
fn what_is_not_text_opens_read_only_and_is_never_written() {
    for (what, bytes) in
        [("Latin-1", &b"caf\xe9"[..]), ("UTF-16", &b"\xff\xfea\0b\0"[..]), ("NUL", &b"a\0b"[..])]
    {
        let mut desk = Desk::new().outside("a.md", bytes).open("a.md");
        let reason = desk.opened("a.md").read_only.unwrap_or_else(|| panic!("{what} opened for writing"));
        assert!(reason.contains("editable copy"), "{what}: {reason}");
        assert!(matches!(desk.row("a.md").state, PostState::Unreadable { .. }), "{what}");
        let refused = desk
            .try_changes("a.md", vec![app::wire::editor::Change { from: 0, to: 0, insert: "x".to_owned() }]);
        assert!(refused.is_err(), "{what}");
        assert_eq!(desk.bytes("a.md"), bytes, "{what}");
    }
}

#[test]
fn pictures_beside_a_post_are_shown_and_nothing_else_is() {
    let png = b"\x89PNG\r\n\x1a\n rest";
    let desk = Desk::new()
        .outside("2026/a.md", "![A](media/x%20y.png)\n\n![B](../../secret.png)\n\n![C](gone.png)\n")
        .outside("2026/media/x y.png", png)
        .outside("notes.txt", "secret")
        .open("2026/a.md");
    let html = desk.preview("2026/a.md");
    assert!(html.contains("copydesk-media://localhost/2026/media/x%20y.png"), "{html}");
    assert_eq!(desk.app.picture("/2026/media/x%20y.png").unwrap().bytes, png);
    for bad in
        ["/notes.txt", "/../secret.png", "/2026/../../secret.png", "/%2e%2e/secret.png", "//etc/x.png", ""]
    {
        assert!(desk.app.picture(bad).is_err(), "{bad}");
    }
    let problems = desk.opened("2026/a.md").view.problems;
    assert!(problems.iter().any(|problem| problem.message.contains("gone.png")), "{problems:?}");
}

#[test]
fn links_open_only_where_links_lead() {
    let desk = Desk::new();
    for (link, opens) in [
        ("https://example.org/a?b#c", true),
        ("http://example.org", true),
        ("mailto:me@example.org", true),
        ("javascript:alert(1)", false),
        ("file:///etc/passwd", false),
        ("JaVaScRiPt:alert(1)", false),
        ("data:text/html,x", false),
        ("smb://host/share", false),
        ("relative.html", false),
    ] {
        assert_eq!(desk.app.check_link(link).is_ok(), opens, "{link}");
    }
}
