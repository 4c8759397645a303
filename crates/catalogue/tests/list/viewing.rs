//! Views: places, filters, orders, words, and pages that together are the whole.

use crate::desk::{Desk, Dice, all, paths, post, walk};
use catalogue::{Counts, Filter, Key, Mark, Place, Sort, View};
use std::collections::HashMap;

fn sorted(key: Key, descending: bool) -> View {
    View { sort: Sort { key, descending }, ..View::default() }
}

#[test]
fn orders_are_by_what_they_say_and_equal_posts_stand_by_path() {
    let desk = Desk::new();
    for (path, head, words) in [
        ("a.md", "title: Zoo\ndate: 2026-01-02\n", "one two three"),
        ("b.md", "title: äpfel\ndate: 2026-01-02 10:00 +02:00\n", "one"),
        ("c.md", "title: Apfelmus\ndate: 2027-05-05\n", "one"),
        ("d.md", "title: apfel\ndate: 2026-01-02 09:00\n", "one"),
    ] {
        desk.put(path, format!("---\n{head}---\n{words}"));
    }
    let catalogue = desk.open();
    walk(&catalogue);
    for (view, expected) in [
        (sorted(Key::Title, false), "b d c a"),
        (sorted(Key::Title, true), "a c b d"),
        (sorted(Key::Date, false), "a b d c"),
        (sorted(Key::Date, true), "c d b a"),
        (sorted(Key::Words, false), "b c d a"),
        (sorted(Key::Words, true), "a b c d"),
    ] {
        assert_eq!(paths(&all(&catalogue, &view)).join(" ").replace(".md", ""), expected, "{:?}", view.sort);
    }
}

#[test]
fn each_post_stands_in_one_place_and_filters_find_what_they_say() {
    let desk = Desk::new();
    for (path, text) in [
        ("draft.md", "---\nstatus: draft\ntags: [fog]\n---\n![](a.png)"),
        ("plain.md", "no front matter"),
        ("published.md", "---\nstatus: published\nslug: same\n---\n"),
        ("scheduled.md", "---\nstatus: scheduled\ntags: [x]\npicture: a.png\n---\n"),
        ("private.md", "---\nstatus: private\ntags: [x]\n---\n"),
        ("waiting.md", "---\nstatus: published\ntags: [x]\n---\n"),
        ("conflict.md", "---\nstatus: draft\ntags: [x]\n---\n"),
        ("sub/same.md", "---\ntags: [x]\n---\n"),
        ("one/index.md", "---\ntags: [x]\n---\n"),
        ("two/index.md", "---\ntags: [x]\n---\n"),
    ] {
        desk.put(path, text);
    }
    desk.put("latin.md", b"caf\xe9");
    let catalogue = desk.open();
    walk(&catalogue);
    let marks = HashMap::from([(post("waiting.md"), Mark::Waiting), (post("conflict.md"), Mark::Conflict)]);
    assert!(catalogue.mark(marks.clone()) && !catalogue.mark(marks), "told once, it is no news");
    assert!(catalogue.saw_there(&[(post("published.md"), true), (post("draft.md"), false)]));
    let found = |place, filter| {
        let view = View { place, filter, ..sorted(Key::Title, false) };
        let page = all(&catalogue, &view);
        let mut names: Vec<&str> =
            paths(&page).into_iter().map(|path| path.trim_end_matches(".md")).collect();
        names.sort_unstable();
        names.join(" ")
    };
    for (place, expected) in [
        (Place::Drafts, "draft latin one/index plain sub/same two/index waiting"),
        (Place::Scheduled, "scheduled"),
        (Place::Published, "conflict private published"),
    ] {
        assert_eq!(found(place, None), expected, "{place:?}");
    }
    for (filter, expected) in [
        (Filter::ChangedHere, ""),
        (Filter::ChangedThere, "published"),
        (Filter::Conflicts, "conflict"),
        (Filter::Untagged, "plain published"),
        (Filter::NoPicture, "conflict one/index plain private published sub/same two/index waiting"),
        (Filter::Unreadable, "latin"),
        (Filter::Doubled, "published sub/same"),
    ] {
        assert_eq!(found(Place::All, Some(filter)), expected, "{filter:?}");
        assert_eq!(catalogue.counts().of(filter), expected.split_whitespace().count(), "{filter:?}");
    }
    let Counts { all, drafts, scheduled, published, .. } = catalogue.counts();
    assert_eq!((all, drafts, scheduled, published), (11, 7, 1, 3));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_some_systems_take_for_one_are_both_listed_and_say_so() {
    let desk = Desk::new();
    for path in ["Fog.md", "fog.md", "caf\u{e9}.md", "cafe\u{301}.md", "alone.md"] {
        desk.put(path, "x");
    }
    let catalogue = desk.open();
    walk(&catalogue);
    let rows = all(&catalogue, &View::default()).rows;
    let odd = rows.iter().filter(|row| row.same_name).count();
    assert_eq!((rows.len(), odd), (5, 4));
}

#[test]
fn words_are_found_in_title_tags_and_file_name_case_and_accents_aside() {
    let desk = Desk::new();
    desk.put("a.md", "---\ntitle: Café naïf\n---\nhidden words");
    desk.put("trips/b.md", "---\ntitle: B\ntags: [Gärten, cafe]\n---\n");
    let catalogue = desk.open();
    walk(&catalogue);
    for (query, expected) in [
        ("cafe", "a.md trips/b.md"),
        ("CAFÉ naif", "a.md"),
        ("garten", "trips/b.md"),
        ("trips/ cafe", "trips/b.md"),
        ("hidden", ""),
        ("   ", "a.md trips/b.md"),
    ] {
        let page = all(&catalogue, &View { query: query.into(), ..sorted(Key::Title, true) });
        let mut found = paths(&page);
        found.sort_unstable();
        assert_eq!(found.join(" "), expected, "{query}");
    }
    let among = [post("trips/b.md"), post("gone.md"), post("a.md")];
    let view = View { among: Some(among.into()), query: "not asked".into(), ..View::default() };
    assert_eq!(paths(&all(&catalogue, &view)), ["trips/b.md", "a.md"], "what a search found keeps its order");
}

#[test]
fn pinned_posts_stand_first_in_every_order_and_stay_pinned_when_they_move() {
    let desk = Desk::new();
    for path in ["a.md", "b.md", "c.md"] {
        desk.put(path, "x");
    }
    let catalogue = desk.open();
    walk(&catalogue);
    let library = desk.library();
    library.pin(&[post("c.md")], true).unwrap();
    assert!(catalogue.take_pins() && !catalogue.take_pins());
    for key in [Key::Title, Key::Words, Key::Date, Key::Changed] {
        for descending in [true, false] {
            let page = all(&catalogue, &sorted(key, descending));
            assert_eq!((page.rows[0].path.as_str(), page.rows[0].is_pinned), ("c.md", true));
        }
    }
    let moved = library.rename(&post("c.md"), "z").unwrap();
    catalogue.look(&[post("c.md"), moved.clone()]);
    let catalogue = desk.open();
    assert_eq!(all(&catalogue, &sorted(Key::Title, false)).rows[0].path, moved);
    library.pin(&[moved], false).unwrap();
    catalogue.take_pins();
    assert_eq!(paths(&all(&catalogue, &sorted(Key::Title, false))), ["a.md", "b.md", "z.md"]);
}

/// Whatever changes between two pages, an order that was mended is the order that is made anew, and pages one after the
/// other are the whole.
#[test]
fn pages_one_after_the_other_are_the_whole_view() {
    const STEPS: usize = 300;
    let desk = Desk::new();
    let mut dice = Dice(11);
    let write = |n: usize, dice: &mut Dice| {
        let (title, status) = (dice.roll(50), ["draft", "published"][dice.roll(2)]);
        let tags = ["", "tags: [fog]\n"][dice.roll(2)];
        desk.put(
            &format!("{n}.md"),
            format!("---\ntitle: Title {title}\nstatus: {status}\n{tags}---\n{}", "w ".repeat(dice.roll(9))),
        );
    };
    for n in 0..150 {
        write(n, &mut dice);
    }
    let catalogue = desk.open();
    walk(&catalogue);
    let mut wrong = 0;
    for _ in 0..STEPS {
        let n = dice.roll(160);
        if dice.roll(4) == 0 {
            drop(std::fs::remove_file(desk.folder.path().join(format!("{n}.md"))));
        } else {
            write(n, &mut dice);
        }
        catalogue.look(&[post(&format!("{n}.md"))]);
        let view = View {
            place: [Place::All, Place::Drafts, Place::Published][dice.roll(3)],
            filter: [None, Some(Filter::Untagged)][dice.roll(2)],
            sort: Sort {
                key: [Key::Changed, Key::Title, Key::Date, Key::Words][dice.roll(4)],
                descending: dice.roll(2) == 0,
            },
            query: ["", "title 1"][dice.roll(2)].to_owned(),
            among: None,
        };
        let whole = all(&catalogue, &view);
        let mut together = Vec::new();
        while together.len() < whole.total {
            let page = catalogue.page(&view, together.len(), 7, &[]);
            assert!(!page.rows.is_empty());
            together.extend(page.rows);
        }
        let anew = desk.open();
        wrong += usize::from(together != whole.rows || all(&anew, &view).rows != whole.rows);
        let find = whole.rows.iter().map(|row| Some(row.path.clone())).collect::<Vec<_>>();
        let found = catalogue.page(&view, 0, 0, &find).found;
        wrong += usize::from(found != (0..whole.total).map(Some).collect::<Vec<_>>());
    }
    println!("pages: {wrong} of {STEPS} views differ from the whole, or from the same view made anew");
    assert_eq!(wrong, 0);
}
