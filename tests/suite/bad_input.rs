//! Bad input: what a writer is told of each, that the rest of the library works, and that nothing is lost.

use app::wire::error::WireError;
use app::wire::library::{OnePost, PostState};
use std::fs;
use tests::desk::Desk;

fn open(desk: &Desk, path: &str) -> Result<String, WireError> {
    desk.app.open_post(OnePost { path: path.to_owned() }).map(|opened| opened.text)
}

/// A sentence in three parts: what happened, what is safe, what to do.
#[track_caller]
fn says(error: &WireError, words: &[&str]) {
    let whole = error.to_string();
    for word in words {
        assert!(whole.contains(word), "{word:?} is not in: {whole}");
    }
    assert!(!whole.contains('!') && whole.matches(". ").count() >= 1, "sentences: {whole}");
}

/// The post beside the bad one is listed, opens, and is saved.
#[track_caller]
fn works(desk: Desk) -> Desk {
    assert_eq!(desk.row("good.md").title, "Good");
    let before = desk.file("good.md");
    let desk = desk.open("good.md").types("good.md", ".").saves("good.md");
    assert_eq!(desk.file("good.md"), format!("{before}."));
    desk.app.close_post(OnePost { path: "good.md".to_owned() }).unwrap();
    desk
}

fn desk() -> Desk {
    Desk::new().outside("good.md", "# Good\n\nWords")
}

#[test]
fn sizes_and_kinds_of_files() {
    let desk = desk().outside("empty.md", "").outside("sub/picture.png", "p");
    assert_eq!(open(&desk, "empty.md").unwrap(), "");
    assert_eq!(desk.row("empty.md").title, "empty");
    let large = fs::File::create(desk.library().join("large.md")).unwrap();
    large.set_len(50_000_000).unwrap();
    says(&open(&desk, "large.md").unwrap_err(), &["50 MB", "Nothing was changed", "Split"]);
    assert!(matches!(desk.row("large.md").state, PostState::Unreadable { why } if why.contains("50 MB")));
    fs::create_dir(desk.library().join("folder.md")).unwrap();
    says(&open(&desk, "folder.md").unwrap_err(), &["not a file", "Nothing was changed"]);
    assert!(desk.rows().iter().all(|row| row.path != "folder.md"));
    let desk = desk.outside("gone.md", "x");
    assert_eq!(desk.row("gone.md").words, 1);
    fs::remove_file(desk.library().join("gone.md")).unwrap();
    says(
        &open(&desk, "gone.md").unwrap_err(),
        &["not there any more", "moved, renamed or deleted", "Look for it"],
    );
    works(desk);
}

#[test]
fn two_posts_with_one_slug_are_two_posts() {
    let text = |title: &str| format!("---\ntitle: {title}\nslug: same\n---\nWords\n");
    let desk = desk().outside("a.md", text("A")).outside("sub/b.md", text("B"));
    assert_eq!((desk.row("a.md").title.as_str(), desk.row("sub/b.md").title.as_str()), ("A", "B"));
    let desk = desk
        .open("a.md")
        .types("a.md", "a")
        .saves("a.md")
        .open("sub/b.md")
        .types("sub/b.md", "b")
        .saves("sub/b.md");
    assert_eq!(desk.file("a.md"), format!("{}a", text("A")));
    assert_eq!(desk.file("sub/b.md"), format!("{}b", text("B")));
    works(desk);
}

#[cfg(unix)]
#[test]
fn links_that_go_in_circles_end() {
    use std::os::unix::fs::symlink;
    let desk = desk().outside("sub/near.md", "near");
    let library = desk.library();
    symlink("..", library.join("sub/up")).unwrap();
    symlink("loop", library.join("loop")).unwrap();
    symlink("circle.md", library.join("circle.md")).unwrap();
    symlink("nowhere.md", library.join("dangling.md")).unwrap();
    let mut rows: Vec<String> = desk.rows().into_iter().map(|row| row.path).collect();
    rows.sort();
    assert_eq!(rows, ["good.md", "sub/near.md"]);
    says(&open(&desk, "dangling.md").unwrap_err(), &["not there any more"]);
    assert!(open(&desk, "circle.md").is_err());
    works(desk);
}

#[test]
fn names_that_some_system_takes_for_one() {
    // Made here as far as this system lets two such files be.
    let desk = desk()
        .outside("Cafe\u{301}.md", "decomposed")
        .outside("caf\u{e9}.md", "composed")
        .outside("CAF\u{c9}.md", "upper");
    let names: Vec<_> =
        desk.rows().into_iter().map(|row| row.path).filter(|path| path != "good.md").collect();
    for name in &names {
        let text = open(&desk, name).unwrap();
        assert_eq!(text, desk.file(name), "each name leads to its own file");
    }
    for name in names.iter().filter(|_| names.len() > 1) {
        let problems = desk.opened(name).view.problems;
        let said = problems.iter().any(|problem| problem.message.contains("have the same name"));
        assert!(said, "{name}: {problems:?}");
    }
    let created = desk.app.create_post(app::wire::library::CreatePost { title: "CAFE".to_owned() }).unwrap();
    assert!(desk.library().join(&created.path).exists() && !names.contains(&created.path));
    let asked =
        app::wire::moving::MovePost { path: "good.md".to_owned(), to: "GOOD".to_owned(), relink: false };
    assert_eq!(desk.app.move_post(asked).unwrap().row.path, "GOOD.md");
    let asked =
        app::wire::moving::MovePost { path: "GOOD.md".to_owned(), to: "Caf\u{e9}".to_owned(), relink: false };
    says(&desk.app.move_post(asked).unwrap_err(), &["already a file", "Nothing was changed", "another name"]);
    let back =
        app::wire::moving::MovePost { path: "GOOD.md".to_owned(), to: "good".to_owned(), relink: false };
    desk.app.move_post(back).unwrap();
    works(desk);
}

#[test]
fn what_the_front_matter_cannot_mean_blocks_with_its_line() {
    let bomb = {
        let mut yaml = String::from("a0: &a0 [lol, lol]\n");
        (1..30).for_each(|n| {
            yaml.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")))
        });
        yaml + "tags: *a29\n"
    };
    for (text, words) in [
        ("---\ntitle: T\ndate: 2026-02-30\n---\nWords\n".to_owned(), Some("Line 3: This is not a date")),
        (
            "+++\ntitle = 'T'\ndate = 2026-02-30\n+++\nWords\n".to_owned(),
            Some("Line 3: This line of the front matter cannot be read"),
        ),
        (
            "---\ntitle: T\nmood: a: b\n---\nWords\n".to_owned(),
            Some("Line 3: This line of the front matter cannot be read"),
        ),
        ("---\ntitle: T\ntitle: U\n---\nWords\n".to_owned(), Some("stands twice")),
        (format!("---\ntitle: T\ndeep: {}\n---\nWords\n", "[".repeat(20_000)), Some("Line 3")),
        (format!("---\ntitle: T\n{bomb}---\nWords\n"), None),
        ("---\ntitle: T\nkey: null\ntags: [no, 2024, 2026-02-30]\n---\nWords\n".to_owned(), None),
    ] {
        let desk = desk().outside("bad.md", &text);
        assert_eq!(desk.row("bad.md").title, "T");
        let opened = desk.opened("bad.md");
        assert_eq!((opened.text.as_str(), opened.read_only), (text.as_str(), None), "it can be edited");
        let blocking: Vec<_> = opened
            .view
            .problems
            .iter()
            .filter(|problem| problem.severity == app::wire::editor::SeverityView::Blocking)
            .map(|problem| format!("Line {}: {}", problem.line, problem.message))
            .collect();
        match words {
            Some(words) => assert!(blocking.iter().any(|said| said.contains(words)), "{words}: {blocking:?}"),
            None => assert_eq!(blocking, [""; 0], "{text}"),
        }
        works(desk);
    }
}

#[test]
fn what_is_not_utf8_is_shown_and_an_editable_copy_is_offered() {
    let desk = desk()
        .outside("latin.md", b"# D\xe9j\xe0 vu\n\nTr\xe8s bient\xf4t.\n")
        .outside("nul.md", b"one\0two");
    let opened = desk.opened("latin.md");
    assert_eq!(opened.text, "# Déjà vu\n\nTrès bientôt.\n");
    let why = opened.read_only.unwrap();
    assert!(
        why.contains("Windows-1252") && why.contains("stays as it is") && why.contains("editable copy"),
        "{why}"
    );
    let copy = desk.app.convert_copy(OnePost { path: "latin.md".into() }).unwrap();
    assert_eq!((copy.row.path.as_str(), copy.row.title.as_str()), ("latin (utf-8).md", "Déjà vu"));
    assert_eq!(copy.message, "This copy was read as Windows-1252; the original is untouched.");
    let copy = desk.app.convert_copy(OnePost { path: "nul.md".into() }).unwrap();
    assert!(copy.message.contains("One place in it"), "{}", copy.message);
    assert_eq!(desk.bytes("nul.md"), b"one\0two");
    says(
        &desk.app.convert_copy(OnePost { path: "good.md".into() }).unwrap_err(),
        &["UTF-8 text already", "Nothing was changed"],
    );
    let desk = desk.open("latin (utf-8).md").types("latin (utf-8).md", "Oui.").saves("latin (utf-8).md");
    assert!(desk.file("latin (utf-8).md").ends_with("Oui."));
    works(desk);
}
