//! What is found, in which order, from memory and from disk.

use crate::desk::{Desk, path, post};
use blog::Status;
use search::{Document, Query, hit};

fn library() -> Vec<Document> {
    let day = |year: i64, month: i64| ((year - 1970) * 365 + month * 30) * 86_400;
    let recipes = Document {
        title: "Rhubarb cake".into(),
        tags: vec!["Recipes".into(), "Spring time".into()],
        categories: vec!["Kitchen".into()],
        status: Status::Published,
        blogs: vec!["food.example.org/blog".into()],
        date: day(2025, 5),
        ..post("cake.md", "Butter, sugar and rhubarb from the garden. Bake it slowly.")
    };
    let garden = Document {
        title: "The garden in autumn".into(),
        tags: vec!["garden".into()],
        categories: vec!["Out of doors".into()],
        date: day(2026, 10),
        ..post("autumn.md", "Leaves everywhere. The café was closed, so tea at home.")
    };
    let letter = Document {
        title: "A letter".into(),
        tags: vec!["Garden design".into()],
        status: Status::Scheduled,
        date: day(2026, 12),
        ..post(
            "letter.md",
            "Dear gardeners, die Straße ist naß. Ένα γράμμα από την Αθήνα. Ёлка и снег. 日本の秋は美しい。한국어는 재미있다.",
        )
    };
    let long = Document {
        title: "Notes".into(),
        date: day(2024, 1),
        ..post(
            "notes.md",
            &format!("garden garden garden {} state-of-the-art tools", "filler text ".repeat(50)),
        )
    };
    vec![recipes, garden, letter, long]
}

const QUERIES: [(&str, &[&str]); 48] = [
    ("garden ", &["autumn", "letter", "notes", "cake"]),
    ("gard", &["autumn", "letter", "cake", "notes"]),
    ("GARDEN rhubarb ", &["cake"]),
    ("gardeners ", &["letter"]),
    ("gardener ", &[]),
    ("gardener", &["letter"]),
    ("\"garden in autumn\" ", &["autumn"]),
    ("\"garden autumn\" ", &[]),
    ("\"garden in aut", &["autumn"]),
    ("\"sugar and rhu", &["cake"]),
    ("\"recipes spring\" ", &[]),
    ("\"spring time\" ", &["cake"]),
    ("cafe ", &["autumn"]),
    ("CAFÉ ", &["autumn"]),
    ("strasse ", &["letter"]),
    ("Straße nass ", &["letter"]),
    ("αθηνα ", &["letter"]),
    ("ΓΡΑΜΜΑ ", &["letter"]),
    ("елка ", &["letter"]),
    ("日本 ", &["letter"]),
    ("本の秋", &["letter"]),
    ("秋本 ", &[]),
    ("한국 ", &["letter"]),
    ("state-of-the-art ", &["notes"]),
    ("\"state of\" ", &["notes"]),
    ("tag:garden ", &["autumn"]),
    ("tag:garden", &["letter", "autumn"]),
    ("tag:\"garden design\"", &["letter"]),
    ("tag:\"GARDEN  Design\" ", &["letter"]),
    ("tag:recipes rhubarb ", &["cake"]),
    ("tag:recipes leaves ", &[]),
    ("category:kitchen ", &["cake"]),
    ("category:\"out of doors\" ", &["autumn"]),
    ("category:out ", &[]),
    ("status:draft ", &["autumn", "notes"]),
    ("status:publish ", &["cake"]),
    ("status:sch", &["letter"]),
    ("blog:food.example.org/blog ", &["cake"]),
    ("blog:example ", &["cake"]),
    ("blog:exam", &["cake"]),
    ("blog:other ", &[]),
    ("after:2026 ", &["letter", "autumn"]),
    ("after:2026 before:2026-12 ", &["autumn"]),
    ("before:2026 ", &["cake", "notes"]),
    ("-garden ", &[]),
    ("-tag:garden garden ", &["letter", "notes", "cake"]),
    ("-status:draft ", &["letter", "cake"]),
    ("garden -\"in autumn\" -category:kitchen ", &["letter", "notes"]),
];

#[test]
fn queries_find_what_they_say_from_memory_and_from_disk() {
    let desk = Desk::holding(library());
    let check = |place: &str| {
        for (query, expected) in QUERIES {
            assert_eq!(desk.find(query), expected, "{query:?} {place}");
        }
    };
    check("from memory");
    desk.index.settle().unwrap();
    check("from disk");
}

#[test]
fn titles_come_before_tags_and_tags_before_texts() {
    let title = Document { title: "On winter".into(), ..post("title.md", "Nothing else.") };
    let begun = Document { title: "Winters".into(), ..post("begun.md", "Nothing else.") };
    let tag = Document { tags: vec!["winter".into()], date: 9, ..post("tag.md", "Nothing else.") };
    let much = Document { date: 99, ..post("much.md", &"winter ".repeat(200)) };
    let once = Document { date: 999, ..post("once.md", &format!("winter {}", "other words ".repeat(300))) };
    let desk = Desk::holding([once, much, tag, begun, title]);
    for place in ["from memory", "from disk"] {
        assert_eq!(desk.find("winter"), ["title", "begun", "tag", "much", "once"], "{place}");
        desk.index.settle().unwrap();
    }
}

#[test]
fn among_equals_the_newest_comes_first() {
    let desk = Desk::holding(
        (0..50).map(|n| Document { date: n * 37 % 50, ..post(&format!("{n:02}.md"), "The same text.") }),
    );
    let dates = |found: Vec<String>| -> Vec<i64> {
        found.iter().map(|stem| stem.parse::<i64>().unwrap() * 37 % 50).collect()
    };
    let newest_first: Vec<i64> = (0..50).rev().collect();
    assert_eq!(dates(desk.find("same ")), newest_first);
    desk.index.settle().unwrap();
    assert_eq!(dates(desk.find("same ")), newest_first);
}

#[test]
fn hits_come_with_marks_and_the_number_of_all() {
    let desk = Desk::holding((0..40).map(|n| post(&format!("{n}.md"), "Über die Straße, über den Fluß.")));
    let query = Query::parse("uber fluss ");
    let (paths, total) = desk.index.best(&query, 30).unwrap();
    assert_eq!((paths.len(), total), (30, 40));
    let snippet = hit(&query, &desk.page(&paths[0])).snippet;
    let marked: Vec<&str> = snippet.marks.iter().map(|mark| &snippet.text[mark.clone()]).collect();
    assert_eq!(marked, ["Über", "über", "Fluß"]);
}

#[test]
fn a_file_that_did_not_change_is_not_put_in_again() {
    let mut desk = Desk::holding(library());
    desk.index.settle().unwrap();
    assert_eq!(desk.catch_up(), []);
    desk.posts.get_mut(&path("cake.md")).unwrap().stamp = 7;
    desk.posts.remove(&path("autumn.md"));
    let new = post("new.md", "new");
    desk.posts.insert(new.path.clone(), new);
    assert_eq!(desk.catch_up(), [path("cake.md"), path("new.md")]);
    assert_eq!(desk.find("autumn "), [""; 0], "what is gone is not found");
    desk.index.settle().unwrap();
    assert_eq!(desk.find("autumn "), [""; 0]);
    assert_eq!(desk.catch_up(), []);
}

#[test]
fn hostile_queries_are_answered() {
    let desk = Desk::holding(library());
    desk.index.settle().unwrap();
    for query in [
        "x".repeat(10_000),
        "a ".repeat(5_000),
        "\"a b ".repeat(2_000),
        "-a ".repeat(3_000),
        "tag:* * -* \"*\" ".into(),
        "a* b* c* d* e*".into(),
        "\"the (.*) [".into(),
        "\u{0}\u{ffff}\u{10ffff}".into(),
    ] {
        let query = Query::parse(&query);
        for path in desk.index.best(&query, 30).unwrap().0 {
            hit(&query, &desk.page(&path));
        }
    }
}
