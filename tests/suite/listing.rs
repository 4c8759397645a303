//! The list as a front end asks for it: pages, neighbours, pins, what is no post, and files that come and go meanwhile.

use app::wire::Nothing;
use app::wire::events::AppEvent;
use app::wire::library::{
    FilterName, ListPosts, ListView, NeighbourOf, OnePost, PinPosts, PlaceName, PostRow, PostState,
    SomePosts, SortName, SortView,
};
use std::fs;
use tests::desk::Desk;

fn by_title() -> ListView {
    ListView {
        place: PlaceName::All,
        filter: None,
        sort: SortView { key: SortName::Title, descending: false },
        query: String::new(),
    }
}

fn names(rows: &[PostRow]) -> String {
    rows.iter().map(|row| row.path.trim_end_matches(".md")).collect::<Vec<_>>().join(" ")
}

fn listed(desk: &Desk, view: ListView) -> String {
    names(&desk.app.list_posts(ListPosts { view, offset: 0, count: 100, find: Vec::new() }).unwrap().rows)
}

fn some() -> Desk {
    let desk = Desk::new()
        .outside("a.md", "---\ntitle: Apple\ntags: [fruit]\n---\n![](a.png)")
        .outside("b.md", "---\ntitle: Bread\nstatus: published\n---\n")
        .outside("c.md", "---\ntitle: cress\ntags: [green]\n---\n")
        .outside("d.md", "---\ntitle: Dill\nslug: c\n---\n");
    desk.rows();
    desk
}

#[test]
fn a_view_comes_in_pages_with_the_places_of_the_posts_that_are_asked_for() {
    let desk = some();
    let page = |offset, count| {
        let find = vec!["c.md".to_owned(), "none.md".to_owned(), "../out.md".to_owned()];
        desk.app.list_posts(ListPosts { view: by_title(), offset, count, find }).unwrap()
    };
    let middle = page(1, 2);
    assert_eq!((names(&middle.rows).as_str(), middle.total, middle.offset), ("b c", 4, 1));
    assert_eq!(middle.found, [Some(2), None, None]);
    assert_eq!((middle.counts.all, middle.counts.drafts, middle.counts.published), (4, 3, 1));
    assert!(page(9, 5).rows.is_empty());
    assert_eq!(listed(&desk, ListView { filter: Some(FilterName::Untagged), ..by_title() }), "b d");
    assert_eq!(listed(&desk, ListView { place: PlaceName::Published, ..by_title() }), "b");
    let doubled = desk.app.list_posts(ListPosts {
        view: ListView { filter: Some(FilterName::Doubled), ..by_title() },
        offset: 0,
        count: 9,
        find: Vec::new(),
    });
    let doubled = doubled.unwrap().rows;
    assert_eq!(names(&doubled), "c d");
    assert!(doubled[0].note.as_deref().is_some_and(|note| note.contains("same address part")), "{doubled:?}");
}

#[test]
fn neighbours_end_at_the_ends_and_begin_at_the_first() {
    let desk = some();
    for (path, after, expected) in [
        (Some("a.md"), true, Some("b.md")),
        (Some("d.md"), true, None),
        (Some("b.md"), false, Some("a.md")),
        (Some("a.md"), false, None),
        (None, true, Some("a.md")),
        (Some("gone.md"), false, Some("a.md")),
    ] {
        let asked = NeighbourOf { view: by_title(), path: path.map(str::to_owned), after };
        let found = desk.app.neighbour(asked).unwrap().map(|row| row.path);
        assert_eq!(found.as_deref(), expected, "{path:?} {after}");
    }
}

#[test]
fn pinned_posts_stand_first_also_for_another_computer_that_has_the_folder() {
    let desk = some();
    desk.app.pin_posts(PinPosts { paths: vec!["d.md".into()], pinned: true }).unwrap();
    assert_eq!(listed(&desk, by_title()), "d a b c");
    assert!(fs::read_to_string(desk.library().join(".copydesk/pinned.json")).unwrap().contains("d.md"));
    let told = desk.heard().iter().filter(|event| matches!(event, AppEvent::LibraryChanged { .. })).count();
    assert!(told > 0, "the window asks again");
    let desk = desk.restart();
    assert_eq!(listed(&desk, by_title()), "d a b c");
    desk.app.pin_posts(PinPosts { paths: vec!["d.md".into()], pinned: false }).unwrap();
    assert_eq!(listed(&desk, by_title()), "a b c d");
}

/// The list says what it knew; opening says what is so.
#[test]
fn a_file_that_vanishes_between_list_and_opening_is_told_in_a_sentence_and_leaves_the_list() {
    let desk = some();
    fs::remove_file(desk.library().join("b.md")).unwrap();
    let error = desk.app.open_post(OnePost { path: "b.md".into() }).unwrap_err();
    assert!(error.message.contains("b.md"), "{error:?}");
    assert_eq!(names(&desk.rows()).split(' ').count(), 3);
    assert!(desk.app.rows_of(SomePosts { paths: vec!["b.md".into()] }).unwrap().is_empty());
}

#[test]
fn empty_files_are_posts_and_what_only_looks_like_one_is_named_with_the_reason() {
    let desk = some().outside("empty.md", "");
    fs::create_dir(desk.library().join("folder.md")).unwrap();
    let row = desk.row("empty.md");
    assert_eq!((row.title.as_str(), row.words, row.state), ("empty", 0, PostState::Draft));
    let skipped = desk.app.list_skipped(Nothing {}).unwrap();
    assert_eq!((skipped.len(), skipped[0].place.as_str()), (1, "folder.md"));
    assert_eq!(desk.page(0, 1).counts.skipped, 1);
}

/// What was known is there before anything is read again, and a cache that is no cache any more costs nothing but reading.
#[test]
fn a_restart_has_the_list_at_once_and_a_lost_cache_is_made_again() {
    let desk = some();
    let cache = desk.home().join("cache");
    let desk = desk.restart();
    assert_eq!(desk.page(0, 10).total, 4);
    fs::remove_dir_all(&cache).unwrap();
    let desk = desk.restart();
    assert_eq!(names(&desk.rows()).split(' ').count(), 4);
}
