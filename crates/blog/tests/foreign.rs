//! Posts of other programs, as those programs write them: what Copydesk reads, and the lines that an edit changes.
#![cfg(test)]

use blog::front_matter::{edit, edit_remote};
use blog::{FieldValue, Fields, FrontMatter, RemoteId, Severity, Status};

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

fn list(items: &[&str]) -> FieldValue {
    FieldValue::List(items.iter().map(|item| (*item).to_owned()).collect())
}

/// The lines that an edit takes out and puts in, as a writer would see them in a comparison.
fn changed(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let trim = |lines: &[String]| lines.iter().map(|line| line.trim_end().to_owned()).collect();
    (trim(&old[head..old.len() - tail]), trim(&new[head..new.len() - tail]))
}

/// One edit: the field, its value, the lines that go, the lines that come.
type Row<'a> = (&'a str, FieldValue, &'a [&'a str], &'a [&'a str]);

#[track_caller]
fn check(post: &str, rows: &[Row<'_>]) {
    for ending in ["\n", "\r\n"] {
        let post = post.replace('\n', ending);
        for (key, value, gone, come) in rows {
            let after = edit(&post, key, value).unwrap_or_else(|error| panic!("{key}: {error}")).apply(&post);
            let (old, new) = changed(&post, &after);
            assert_eq!(
                (old, new),
                (
                    gone.iter().map(|l| (*l).to_owned()).collect(),
                    come.iter().map(|l| (*l).to_owned()).collect()
                ),
                "{key} {value:?}\n{after}"
            );
            assert!(
                ending == "\n" || !after.replace("\r\n", "").contains('\n'),
                "one kind of line end: {after:?}"
            );
            let again = edit(&after, key, value).unwrap();
            assert!(again.is_empty(), "set twice is set once: {key} {value:?} {again:?}\n{after}");
            assert_eq!(after[FrontMatter::of(&after).body], post[FrontMatter::of(&post).body]);
        }
    }
}

const HUGO_TOML: &str = "+++
# The harbour series, part two
title = 'Winter light in the harbour'
date = 2026-01-07T18:30:00+01:00
publishDate = 2026-01-09T08:00:00+01:00
lastmod = 2026-01-08
expiryDate = 2030-01-01
draft = true # until Monday
description = \"What the sea does at four o'clock\"
tags = [\"sea\", \"light\"]
categories = [
  \"Walks\", # the long ones
  \"North\",
]
featured_image = 'sea.jpg'
weight = 10
aliases = ['/old/harbour/']

[params]
mood = \"calm\"

[[resources]]
src = 'sea.jpg'
+++

The sea.
";

#[test]
fn hugo_in_toml() {
    let fields = Fields::read(HUGO_TOML);
    assert_eq!(fields.problems, []);
    assert_eq!(fields.title.as_deref(), Some("Winter light in the harbour"));
    assert_eq!(fields.publish_date().as_deref(), Some("2026-01-07T18:30:00+01:00"));
    assert_eq!(fields.status, Some(Status::Draft));
    assert_eq!(fields.excerpt.as_deref(), Some("What the sea does at four o'clock"));
    assert_eq!(fields.tags, Some(vec!["sea".into(), "light".into()]));
    assert_eq!(fields.categories, Some(vec!["Walks".into(), "North".into()]));
    assert_eq!(fields.picture.as_deref(), Some("sea.jpg"));
    check(
        HUGO_TOML,
        &[
            (
                "title",
                text("It's \"calm\""),
                &["title = 'Winter light in the harbour'"],
                &["title = \"It's \\\"calm\\\"\""],
            ),
            ("title", text("Calm"), &["title = 'Winter light in the harbour'"], &["title = 'Calm'"]),
            ("date", text("2026-02-01"), &["date = 2026-01-07T18:30:00+01:00"], &["date = 2026-02-01"]),
            (
                "date",
                text("2026-02-01 10:00"),
                &["date = 2026-01-07T18:30:00+01:00"],
                &["date = \"2026-02-01 10:00\""],
            ),
            (
                "status",
                text("published"),
                &["draft = true # until Monday"],
                &["draft = false # until Monday"],
            ),
            ("status", text("pending"), &[], &["status = \"pending\""]),
            (
                "tags",
                list(&["sea", "2026", "light"]),
                &["tags = [\"sea\", \"light\"]"],
                &["tags = [\"sea\", \"2026\", \"light\"]"],
            ),
            ("categories", list(&["Walks", "South"]), &["  \"North\","], &["  \"South\","]),
            (
                "excerpt",
                text("Two\nlines"),
                &["description = \"What the sea does at four o'clock\""],
                &["description = \"Two\\nlines\""],
            ),
            ("picture", text("b.jpg"), &["featured_image = 'sea.jpg'"], &["featured_image = 'b.jpg'"]),
            // A new field stands among the others, not in a section below them.
            ("slug", text("winter-light"), &[], &["slug = \"winter-light\""]),
            ("order", text("3"), &[], &["order = 3"]),
            (
                "custom_fields",
                FieldValue::Map(vec![("mood".into(), "calm".into()), ("a key".into(), "x".into())]),
                &[],
                &["custom_fields = { mood = \"calm\", \"a key\" = \"x\" }"],
            ),
            ("excerpt", FieldValue::Absent, &["description = \"What the sea does at four o'clock\""], &[]),
        ],
    );
    let noted = edit_remote(HUGO_TOML, "example.org", Some(RemoteId(12))).unwrap().apply(HUGO_TOML);
    assert_eq!(changed(HUGO_TOML, &noted).1, ["wordpress = { \"example.org\" = 12 }"]);
    let both = edit_remote(&noted, "example.test", Some(RemoteId(3))).unwrap().apply(&noted);
    assert_eq!(Fields::read(&both).remotes.len(), 2, "{both}");
    let one = edit_remote(&both, "example.test", None).unwrap().apply(&both);
    assert_eq!(one, noted);
    assert_eq!(edit_remote(&one, "example.org", None).unwrap().apply(&one), HUGO_TOML);
}

#[test]
fn zola_keeps_its_taxonomies() {
    let post = "+++\ntitle = \"A walk\"\n\n[taxonomies]\ntags = [\"sea\"]\ncategories = [\"Walks\"]\n\n[extra]\ntags = 1\n+++\nText\n";
    let fields = Fields::read(post);
    assert_eq!((fields.tags, fields.categories), (Some(vec!["sea".into()]), Some(vec!["Walks".into()])));
    check(
        post,
        &[
            ("tags", list(&["sea", "light"]), &["tags = [\"sea\"]"], &["tags = [\"sea\", \"light\"]"]),
            ("categories", FieldValue::Absent, &["categories = [\"Walks\"]"], &[]),
            ("date", text("2026-11-23"), &[], &["date = 2026-11-23"]),
        ],
    );
}

const HUGO_JSON: &str = "{
\t\"title\": \"A quiet week\",
\t\"date\": \"2026-03-02T09:00:00Z\",
\t\"draft\": false,
\t\"summary\": \"caf\\u00e9 \\/ \\ud83d\\ude00\",
\t\"tags\": [\"rest\", \"tea\"],
\t\"images\": [\"a.jpg\", \"b.jpg\"],
\t\"weight\": 5
}

Tea.
";

#[test]
fn hugo_in_json() {
    let fields = Fields::read(HUGO_JSON);
    assert_eq!(fields.problems, []);
    assert_eq!(fields.title.as_deref(), Some("A quiet week"));
    assert_eq!((fields.status, fields.picture.as_deref()), (Some(Status::Published), Some("a.jpg")));
    assert_eq!(fields.excerpt.as_deref(), Some("café / \u{1f600}"));
    check(
        HUGO_JSON,
        &[
            (
                "title",
                text("It's \"calm\""),
                &["\t\"title\": \"A quiet week\","],
                &["\t\"title\": \"It's \\\"calm\\\"\","],
            ),
            ("status", text("draft"), &["\t\"draft\": false,"], &["\t\"draft\": true,"]),
            ("tags", list(&["rest"]), &["\t\"tags\": [\"rest\", \"tea\"],"], &["\t\"tags\": [\"rest\"],"]),
            (
                "picture",
                text("c.jpg"),
                &["\t\"images\": [\"a.jpg\", \"b.jpg\"],"],
                &["\t\"images\": [\"c.jpg\", \"b.jpg\"],"],
            ),
            ("slug", text("quiet"), &[], &["\t\"slug\": \"quiet\","]),
            ("copydesk-id", text("0001020304050607"), &[], &["\t\"copydesk-id\": \"0001020304050607\","]),
            ("excerpt", FieldValue::Absent, &["\t\"summary\": \"caf\\u00e9 \\/ \\ud83d\\ude00\","], &[]),
        ],
    );
    for (post, expected) in [
        ("{\"title\": \"x\"}\nText", "{\"slug\": \"s\", \"title\": \"x\"}\nText"),
        ("{}\nText", "{\"slug\": \"s\"}\nText"),
        (
            "---json\n{\n  \"title\": \"x\"\n}\n---\nText",
            "---json\n{\n  \"slug\": \"s\",\n  \"title\": \"x\"\n}\n---\nText",
        ),
    ] {
        assert_eq!(edit(post, "slug", &text("s")).unwrap().apply(post), expected);
        let noted = edit_remote(post, "example.org", Some(RemoteId(7))).unwrap().apply(post);
        assert_eq!(Fields::read(&noted).remotes, [("example.org".to_owned(), RemoteId(7))], "{noted}");
    }
}

const JEKYLL: &str = "---
layout: post
title:  \"Bread, once more\"
date:   2026-02-11 07:15:00 +0100
categories: kitchen bread
tags: flour water
permalink: /kitchen/:title/
published: false
image:
  path: /assets/loaf.jpg
  height: 400
author: [ann, bob]
---
Flour.
";

#[test]
fn jekyll() {
    let fields = Fields::read(JEKYLL);
    assert_eq!(fields.problems, []);
    assert_eq!(fields.categories, Some(vec!["kitchen".into(), "bread".into()]));
    assert_eq!(fields.tags, Some(vec!["flour".into(), "water".into()]));
    assert_eq!((fields.status, fields.picture.as_deref()), (Some(Status::Draft), Some("/assets/loaf.jpg")));
    assert_eq!(fields.publish_date().as_deref(), Some("2026-02-11T07:15:00+01:00"));
    check(
        JEKYLL,
        &[
            (
                "categories",
                list(&["kitchen", "rye"]),
                &["categories: kitchen bread"],
                &["categories: kitchen rye"],
            ),
            (
                "categories",
                list(&["kitchen", "slow bread"]),
                &["categories: kitchen bread"],
                &["categories: [kitchen, slow bread]"],
            ),
            ("tags", list(&["flour"]), &["tags: flour water"], &["tags: flour"]),
            ("status", text("published"), &["published: false"], &["published: true"]),
            ("picture", text("/assets/b.jpg"), &["  path: /assets/loaf.jpg"], &["  path: /assets/b.jpg"]),
            ("title", text("Rye"), &["title:  \"Bread, once more\""], &["title:  \"Rye\""]),
            ("status", text("scheduled"), &[], &["status: scheduled"]),
        ],
    );
    let single = "---\nlayout: post\ncategory: Slow bread\n---\n";
    assert_eq!(Fields::read(single).categories, Some(vec!["Slow bread".into()]));
    check(
        single,
        &[("categories", list(&["Rye bread"]), &["category: Slow bread"], &["category: Rye bread"])],
    );
}

const HEXO: &str = "---
title: Two weeks by train
date: 2026-11-05 10:20:30
updated: 2026-11-06 08:00:00
tags: one
categories:
- [Travel, Italy]
- [Travel, \"South Tyrol\"]
- Food
comments: false
---
Trains.
";

#[test]
fn hexo() {
    let fields = Fields::read(HEXO);
    assert_eq!(fields.problems, []);
    assert_eq!(fields.publish_date().as_deref(), Some("2026-11-05T10:20:30"));
    assert_eq!(
        fields.categories,
        Some(vec!["Travel > Italy".into(), "Travel > South Tyrol".into(), "Food".into()])
    );
    assert_eq!((fields.tags, fields.comments), (Some(vec!["one".into()]), Some(false)));
    check(
        HEXO,
        &[
            (
                "categories",
                list(&["Travel > Rome", "Travel > South Tyrol", "Food"]),
                &["- [Travel, Italy]"],
                &["- [Travel, Rome]"],
            ),
            (
                "categories",
                list(&["Travel > Italy", "Travel > South Tyrol", "Food", "Rest"]),
                &[],
                &["- Rest"],
            ),
            ("categories", list(&["Travel > South Tyrol", "Food"]), &["- [Travel, Italy]"], &[]),
            ("tags", list(&["one two"]), &["tags: one"], &["tags: one two"]),
            ("tags", list(&["one", "two"]), &["tags: one"], &["tags: [one, two]"]),
            ("comments", FieldValue::Flag(true), &["comments: false"], &["comments: true"]),
        ],
    );
    let nested = "---\ncategories:\n- - Travel\n  - Italy\n- Food\n---\n";
    assert_eq!(Fields::read(nested).categories, Some(vec!["Travel > Italy".into(), "Food".into()]));
    check(nested, &[("categories", list(&["Travel > Italy", "Rest"]), &["- Food"], &["- Rest"])]);
}

const OBSIDIAN: &str = "---
aliases: [Tea notes, \"Notes on tea\"]
alias: tea
cssclasses:
  - wide
tags:
  - \"#kitchen/tea\"
  - \"#2026\"
banner: \"[[tea.png]]\"
related: \"[[Bread|the bread]]\"
---
See [[Bread]], [[Bread#Rye|rye]] and ![[tea.png|200]].
";

#[test]
fn obsidian() {
    let fields = Fields::read(OBSIDIAN);
    assert_eq!(fields.problems, []);
    assert_eq!(fields.tags, Some(vec!["kitchen/tea".into(), "2026".into()]));
    check(
        OBSIDIAN,
        &[
            ("tags", list(&["kitchen/tea", "rest"]), &["  - \"#2026\""], &["  - \"#rest\""]),
            ("tags", list(&["kitchen/tea", "2026", "rest"]), &[], &["  - \"#rest\""]),
            ("title", text("Tea"), &[], &["title: Tea"]),
        ],
    );
    let old = "---\ntags: \"#tea #bread\"\n---\n";
    assert_eq!(Fields::read(old).tags, Some(vec!["tea".into(), "bread".into()]));
    check(old, &[("tags", list(&["tea", "rye"]), &["tags: \"#tea #bread\""], &["tags: \"#tea #rye\""])]);
}

const PANDOC: &str = "---
title: |
  The long road:
  a report
author:
- name: Ann Example
  affiliation: A press
- Bob
lang: en-GB
keywords:
- roads
- null
- no
- 2024
- 2026-11-05
abstract: >
  Kept as it is.
...

The road.
";

#[test]
fn pandoc_and_zettlr() {
    let fields = Fields::read(PANDOC);
    assert_eq!(fields.problems, []);
    assert_eq!(fields.title.as_deref(), Some("The long road:\na report"));
    assert_eq!(fields.author.as_deref(), Some("Ann Example"));
    let keywords = ["roads", "null", "no", "2024", "2026-11-05"].map(str::to_owned).to_vec();
    assert_eq!(fields.tags, Some(keywords));
    assert_eq!(&PANDOC[FrontMatter::of(PANDOC).body], "\nThe road.\n");
    check(
        PANDOC,
        &[
            ("title", text("The road"), &["  The long road:", "  a report"], &["  The road"]),
            ("tags", list(&["roads", "null", "no", "2024"]), &["- 2026-11-05"], &[]),
            ("status", text("draft"), &[], &["status: draft"]),
        ],
    );
}

#[test]
fn eleventy() {
    let post = "---\nlayout: base.njk\ntitle: Small things\ndate: Last Modified\ntags:\n  - post\n  - small\neleventyExcludeFromCollections: true\n---\nText\n";
    let fields = Fields::read(post);
    assert_eq!(
        (fields.problems.len(), fields.date),
        (0, None),
        "a word for a date found out elsewhere is none"
    );
    check(
        post,
        &[
            ("date", text("2026-11-23"), &["date: Last Modified"], &["date: 2026-11-23"]),
            ("tags", list(&["post", "tiny"]), &["  - small"], &["  - tiny"]),
        ],
    );
    let script = "---js\n{ title: \"x\" }\n---\nText\n";
    let fields = Fields::read(script);
    assert_eq!((fields.problems.len(), fields.problems[0].severity), (1, Severity::Blocking));
    assert_eq!(&script[FrontMatter::of(script).body], "Text\n");
    assert!(edit(script, "title", &text("y")).is_err());
}

/// What makes no sense is said with its line, blocks publishing where it must, and hides nothing else.
#[test]
fn one_bad_line_hides_no_other() {
    for (post, line, says) in [
        ("---\ntitle: T\ndate: 2026-02-30\n---\n", 3, "not a date"),
        ("+++\ntitle = 'T'\ndate = 2026-02-30\n+++\n", 3, "TOML"),
        ("+++\ntitle = 'T'\ndate = '2026-02-30'\n+++\n", 3, "not a date"),
        ("{\n\"title\": \"T\",\n\"date\": \"2026-02-30\"\n}\n", 3, "not a date"),
        ("---\ntitle: T\ntitle: U\n---\n", 3, "stands twice"),
        ("+++\ntitle = 'T'\ntitle = 'U'\n+++\n", 3, "TOML"),
        ("{\n\"title\": \"T\",\n\"title\": \"U\"\n}\n", 3, "stands twice"),
        ("+++\ntitle = 'T'\nmood = calm\n+++\n", 3, "TOML"),
        ("---\ntitle: T\n\tmood: calm\n---\n", 3, "tab"),
    ] {
        let fields = Fields::read(post);
        let found: Vec<_> = fields.problems.iter().map(|problem| (problem.severity, problem.line)).collect();
        assert_eq!(found, [(Severity::Blocking, line)], "{post:?} {:?}", fields.problems);
        assert!(fields.problems[0].message.contains(says), "{:?}", fields.problems);
        assert_eq!(fields.title.as_deref(), Some("T"), "{post:?}");
    }
}
