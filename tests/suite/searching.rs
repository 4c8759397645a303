//! What is in the files is found: at once after a save, after another program wrote, after a restart, whatever happened to
//! the index.

use app::wire::library::{ListPosts, ListView, OnePost, PlaceName, SortName, SortView};
use app::wire::moving::MovePost;
use app::wire::searching::{FoundPosts, SearchPosts};
use std::fs;
use std::time::{Duration, Instant};
use tests::desk::Desk;

fn search(desk: &Desk, query: &str) -> FoundPosts {
    desk.app.search_posts(SearchPosts { query: query.to_owned(), limit: 30 }).unwrap()
}

/// Paths of what is found.
fn found(desk: &Desk, query: &str) -> Vec<String> {
    let found = search(desk, query);
    assert!(!found.asked.titles_only, "texts are searched");
    found.posts.into_iter().map(|post| post.row.path).collect()
}

/// The desk when everything that is in the folder now was read.
fn read(desk: Desk) -> Desk {
    desk.app.look_again().unwrap();
    let end = Instant::now() + Duration::from_secs(30);
    // The one that was closed may still hold the folder for a moment.
    while desk.app.index_here(&|_, _| ()).is_err() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    desk
}

#[test]
fn a_post_is_found_by_its_words_in_its_present_state() {
    let desk = Desk::new()
        .outside("a.md", "---\ntitle: The Garden\ntags: [trees]\n---\n\nSome *plums* and a [pear](https://example.org/quince).\n")
        .outside("b.md", "# Soup\n\nFrom the garden.\n")
        .open("a.md");
    let mut desk = read(desk);
    assert_eq!(found(&desk, "garden"), ["a.md", "b.md"], "titles first");
    assert_eq!(found(&desk, "plum"), ["a.md"]);
    assert_eq!(found(&desk, "quince "), [""; 0], "addresses are not read");
    assert_eq!(found(&desk, "tag:trees pear "), ["a.md"]);
    desk = desk.types("a.md", "and one medlar ").saves("a.md");
    assert_eq!(found(&desk, "medlar "), ["a.md"], "at once after the save");
    desk.app.move_post(MovePost { path: "a.md".into(), to: "orchard".into(), relink: false }).unwrap();
    assert_eq!(found(&desk, "medlar "), ["orchard.md"]);
    let gone = desk.app.trash_post(OnePost { path: "orchard.md".into() }).unwrap();
    assert_eq!(found(&desk, "medlar "), [""; 0]);
    desk.app.restore_post(gone).unwrap();
    assert_eq!(found(&desk, "medlar ").len(), 1);
}

#[test]
fn after_a_restart_what_changed_meanwhile_is_found() {
    let desk = read(Desk::new().outside("a.md", "first words\n").outside("b.md", "to be removed\n"));
    assert_eq!(found(&desk, "first "), ["a.md"]);
    let library = desk.library();
    let desk = {
        let closed = desk;
        fs::write(library.join("a.md"), "other words\n").unwrap();
        fs::remove_file(library.join("b.md")).unwrap();
        fs::write(library.join("c.md"), "new words\n").unwrap();
        closed.restart()
    };
    let desk = read(desk);
    assert_eq!(found(&desk, "other "), ["a.md"]);
    assert_eq!(found(&desk, "first "), [""; 0]);
    assert_eq!(found(&desk, "new "), ["c.md"]);
}

#[test]
fn marks_are_counted_as_the_window_counts() {
    let desk = Desk::new().outside("a.md", "---\ntitle: \"🎄 Über\"\n---\n\n🎄 Die Straße\n\nüber 日本\n");
    let desk = read(desk);
    let hit = search(&desk, "uber strasse 日本 ").posts.remove(0).hit.unwrap();
    let cut = |view: &app::wire::searching::MarkedView| -> Vec<String> {
        let units: Vec<u16> = view.text.encode_utf16().collect();
        view.marks
            .iter()
            .map(|mark| String::from_utf16(&units[mark.from as usize..mark.to as usize]).unwrap())
            .collect()
    };
    assert_eq!(cut(&hit.title), ["Über"]);
    assert_eq!(
        (hit.snippet.text.as_str(), cut(&hit.snippet)),
        ("🎄 Die Straße über 日本", vec!["Straße".into(), "über".into(), "日本".into()])
    );
}

#[test]
fn the_list_shows_what_is_found_best_first_and_narrowed() {
    let desk = Desk::new()
        .outside("a.md", "---\nstatus: published\n---\n\nA tree.\n")
        .outside("b.md", "---\ntitle: Tree\n---\n\nText.\n")
        .outside("c.md", "Nothing.\n");
    let desk = read(desk);
    let page = |place| {
        let sort = SortView { key: SortName::Title, descending: false };
        let view = ListView { place, filter: None, sort, query: "tree".into() };
        desk.app.list_posts(ListPosts { view, offset: 0, count: 50, find: vec!["a.md".into()] }).unwrap()
    };
    let all = page(PlaceName::All);
    assert_eq!(all.rows.iter().map(|row| row.path.as_str()).collect::<Vec<_>>(), ["b.md", "a.md"]);
    assert_eq!((all.total, all.found, all.hits.len()), (2, vec![Some(1)], 2));
    assert_eq!(all.hits[1].snippet.text, "A tree.");
    assert_eq!(page(PlaceName::Drafts).total, 1);
}

#[test]
fn a_damaged_index_is_made_anew_by_itself() {
    let desk = read(Desk::new().outside("a.md", "some words\n"));
    assert_eq!(found(&desk, "some "), ["a.md"]);
    let mut folders = vec![desk.home().join("cache")];
    let mut damaged = 0;
    let desk = {
        let closed = desk;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let inside = entry.path().to_string_lossy().contains("search");
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else if inside && entry.metadata().unwrap().len() > 0 {
                    fs::write(entry.path(), b"rubbish").unwrap();
                    damaged += 1;
                }
            }
        }
        closed.restart()
    };
    assert!(damaged > 3, "{damaged} files damaged");
    let desk = read(desk);
    assert_eq!(found(&desk, "some "), ["a.md"]);
}
