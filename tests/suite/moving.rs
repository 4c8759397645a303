//! Posts get other names and folders, and what leads to them follows.

use app::wire::editor::OutsideNews;
use app::wire::events::AppEvent;
use app::wire::library::OnePost;
use app::wire::moving::{LinksView, MovePost, MovedPost};
use app::wire::settings::SettingsView;
use tests::desk::Desk;

fn moves(desk: &Desk, path: &str, to: &str, relink: bool) -> MovedPost {
    let asked = MovePost { path: path.to_owned(), to: to.to_owned(), relink };
    desk.app.move_post(asked).unwrap_or_else(|error| panic!("{path} -> {to}: {error}"))
}

fn links(desk: &Desk, path: &str) -> (u32, u32) {
    let LinksView { links, posts } = desk.app.links_to(OnePost { path: path.to_owned() }).unwrap();
    (links, posts)
}

fn leaves(desk: &Desk, path: &str) {
    desk.app.close_post(OnePost { path: path.to_owned() }).unwrap();
}

/// A small library in which posts speak of one another, as other programs left it: with marks, line ends and all.
fn desk() -> Desk {
    Desk::new()
        .outside(
            "old.md",
            "---\ntitle: Old\npicture: media/p.png\n---\n\n![p](media/p.png) [a](trips/a.md)\n",
        )
        .outside("media/p.png", "picture")
        .outside(
            "trips/a.md",
            "\u{feff}---\r\ntitle: A\r\n---\r\n[o](../old.md#part) and [[old|it]].\r\n`[o](../old.md)`",
        )
        .outside("b.md", "[x]: <old.md>\n\n[x] [[Old]]\n")
        .outside("c.md", "Nothing of old.md here.\n")
        .outside("latin.md", b"[caf\xe9](old.md)\n")
}

#[test]
fn links_follow_a_post_into_another_folder_and_back() {
    let desk = desk();
    let files = ["old.md", "trips/a.md", "b.md", "c.md", "latin.md"];
    let before: Vec<_> = files.map(|file| desk.bytes(file)).into();
    assert_eq!(links(&desk, "old.md"), (4, 2));
    let moved = moves(&desk, "old.md", "2026/new one", true);
    assert_eq!((moved.row.path.as_str(), moved.links, moved.posts), ("2026/new one.md", 4, 2));
    assert_eq!(moved.missed, [""; 0]);
    assert_eq!(
        desk.file("trips/a.md"),
        "\u{feff}---\r\ntitle: A\r\n---\r\n[o](../2026/new%20one.md#part) and [[new one|it]].\r\n`[o](../old.md)`"
    );
    assert_eq!(desk.file("b.md"), "[x]: <2026/new one.md>\n\n[x] [[new one]]\n");
    assert_eq!(
        desk.file("2026/new one.md"),
        "---\ntitle: Old\npicture: ../media/p.png\n---\n\n![p](../media/p.png) [a](../trips/a.md)\n"
    );
    assert_eq!(desk.bytes("latin.md"), before[4], "what is not UTF-8 is not touched");
    // Undo is the way back. Only what named the post in other letters (`[[Old]]`) comes back in its own.
    let back = moves(&desk, "2026/new one.md", "old", true);
    assert_eq!((back.links, back.posts), (4, 2));
    for (file, before) in files.iter().zip(&before).filter(|(file, _)| **file != "b.md") {
        assert_eq!(desk.bytes(file), *before, "{file}");
    }
    assert_eq!(desk.file("b.md"), "[x]: <old.md>\n\n[x] [[old]]\n");
}

#[test]
fn an_open_post_takes_new_links_as_one_change_and_goes_on_under_its_new_name() {
    let mut desk = desk().open("b.md").types("b.md", "more").open("old.md").types("old.md", "!");
    let moved = moves(&desk, "old.md", "trips/new", true);
    assert_eq!((moved.links, moved.posts, moved.missed.len()), (4, 2, 0));
    assert_eq!(
        desk.file("b.md"),
        "[x]: <trips/new.md>\n\n[x] [[new]]\nmore",
        "what was typed is saved first"
    );
    assert!(matches!(desk.looks_outside("b.md"), OutsideNews::Changed { .. }));
    assert_eq!(desk.text("b.md"), desk.file("b.md"));
    let heard = desk.heard();
    for path in ["b.md", "trips/new.md"] {
        assert!(
            heard.iter().any(|event| matches!(event, AppEvent::Outside { path: of } if of == path)),
            "{path}"
        );
    }
    let mut desk = desk.open("trips/new.md");
    assert!(matches!(desk.looks_outside("trips/new.md"), OutsideNews::Changed { .. }));
    let desk = desk.types("trips/new.md", "?").saves("trips/new.md");
    assert!(desk.file("trips/new.md").ends_with("[a](a.md)\n!?"), "{}", desk.file("trips/new.md"));
    assert!(!desk.library().join("old.md").exists());
}

#[test]
fn links_stay_when_the_writer_leaves_them() {
    let desk = desk();
    let before = desk.bytes("b.md");
    let moved = moves(&desk, "old.md", "new.md", false);
    assert_eq!((moved.row.path.as_str(), moved.links), ("new.md", 0), "the ending may be typed or not");
    assert_eq!(desk.bytes("b.md"), before);
    for (to, says) in [
        ("b", "already a file"),
        ("", "not a name"),
        ("../x", "not a name"),
        ("aux", "Windows keeps"),
        (".copydesk/x", "dot or a blank"),
    ] {
        let asked = MovePost { path: "new.md".to_owned(), to: to.to_owned(), relink: true };
        let error = desk.app.move_post(asked).unwrap_err();
        assert!(
            error.message.contains(says) && error.to_string().contains("othing was changed"),
            "{to}: {error}"
        );
    }
}

#[test]
fn a_text_that_cannot_be_written_is_named() {
    let desk = desk();
    let file = desk.library().join("b.md");
    let mut rights = std::fs::metadata(&file).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&file, rights).unwrap();
    let moved = moves(&desk, "old.md", "new", true);
    assert_eq!((moved.links, moved.posts, moved.missed.len()), (2, 1, 1));
    assert!(moved.missed[0].contains("b.md") && moved.missed[0].contains("read-only"), "{:?}", moved.missed);
    assert_eq!(desk.file("b.md"), "[x]: <old.md>\n\n[x] [[Old]]\n");
}

#[test]
fn a_new_post_gets_its_name_when_it_is_left() {
    let mut desk = Desk::new().outside("slow-bread.md", "taken").open("slow-bread.md");
    let create = |desk: &Desk| {
        desk.app.create_post(app::wire::library::CreatePost { title: String::new() }).unwrap().path
    };
    let path = create(&desk);
    assert_eq!(path, "untitled.md");
    desk = desk.open(&path);
    leaves(&desk, &path);
    assert!(desk.library().join("untitled.md").exists(), "without a title it stays");
    desk = desk.open(&path);
    std::fs::write(desk.library().join("untitled.md"), "---\ntitle: Slow bread\n---\n").unwrap();
    desk.looks_outside(&path);
    desk = desk.types(&path, "Flour.\n");
    leaves(&desk, &path);
    assert_eq!(desk.file("slow-bread-2.md"), "---\ntitle: Slow bread\n---\nFlour.\n");
    assert_eq!(desk.file("slow-bread.md"), "taken");
    assert!(!desk.library().join("untitled.md").exists());
}

#[test]
fn names_follow_the_slug_only_when_the_writer_wants_it() {
    let desk = Desk::new()
        .outside("a.md", "---\ntitle: A\nslug: slow-bread\n---\n")
        .outside("b.md", "[a](a.md)\n")
        .open("a.md");
    leaves(&desk, "a.md");
    assert!(desk.library().join("a.md").exists());
    desk.app.set_settings(SettingsView { names_follow: true, ..SettingsView::default() }).unwrap();
    let desk = desk.open("a.md");
    leaves(&desk, "a.md");
    assert!(!desk.library().join("a.md").exists());
    assert_eq!(
        (desk.file("b.md").as_str(), desk.row("slow-bread.md").title.as_str()),
        ("[a](slow-bread.md)\n", "A")
    );
}
