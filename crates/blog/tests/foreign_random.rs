//! TOML and JSON put together at random and edited at random: no line of another field changes, and the value reads back.
//! Whatever stands between the fences, reading and editing end, and nothing hostile is slow.
#![cfg(test)]

use blog::front_matter::{edit, edit_remote};
use blog::{FieldValue, Fields, FrontMatter, RemoteId};
use std::time::{Duration, Instant};

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// A field as Hugo's writers have it: our name for it, and its lines. The first group stands above the sections.
const TOML: [&[(&str, &str)]; 2] = [
    &[
        ("title", "title = \"Winter light\" # working title\n"),
        ("title", "title = 'C:\\plain'\n"),
        ("title", "\"title\" = \"\"\"\nOver\nlines\"\"\"\n"),
        ("date", "date = 2026-01-07T18:30:00+01:00\n"),
        ("date", "Date = '2026-01-07'\n"),
        ("date", "publishDate = 2026-01-07\n"),
        ("status", "draft = true # until Monday\n"),
        ("status", "status = 'pending'\n"),
        ("tags", "tags = ['sea', 'light']\n"),
        ("tags", "keywords = [\n  \"sea\", # blue\n  \"light\",\n]\n"),
        ("categories", "categories = \"Walks\"\n"),
        ("categories", "categories = [[\"Travel\", \"Norway\"], \"Food\"]\n"),
        ("excerpt", "description = 'What the sea does'\n"),
        ("picture", "images = ['a.jpg', \"b.jpg\"]\n"),
        ("picture", "cover.image = 'a.jpg'\n"),
        ("picture", "cover = { image = \"a.jpg\", alt = 'sea' }\n"),
        ("comments", "comments = false\n"),
        ("weight", "weight = 0x0a\n"),
        ("float", "ratio = 1_000.5e3\n"),
        ("aliases", "aliases = ['/old/']\n"),
        ("wordpress", "wordpress = { \"example.org\" = 12 }\n"),
        ("deep", "site.params.\"a b\".deep = [1, [2, {x = 3}]]\n"),
        ("#", "# a comment = here\n"),
        ("#", "\n"),
    ],
    &[
        ("params", "[params]\nmood = 'calm'\ntags = 5\n"),
        ("resources", "[[resources]]\nsrc = 'a.jpg'\n[[resources]]\nsrc = 'b.jpg'\n"),
        ("tags", "[taxonomies]\ntags = ['sea']\n"),
        ("menu", "[menu.main]\nweight = 3 # first\n"),
        ("#", "\n# below\n"),
    ],
];

const JSON: &[(&str, &str)] = &[
    ("title", "\"title\": \"Winter \\\"light\\\" \\u00e9\""),
    ("date", "\"date\": \"2026-01-07T18:30:00Z\""),
    ("status", "\"draft\": true"),
    ("status", "\"status\" : \"pending\""),
    ("tags", "\"tags\": [\"sea\", \"light\"]"),
    ("tags", "\"keywords\": [\n    \"sea\",\n    \"light\"\n  ]"),
    ("categories", "\"category\": \"Walks\""),
    ("excerpt", "\"summary\": \"a } { ] [ , : b\""),
    ("picture", "\"images\": [\"a.jpg\"]"),
    ("picture", "\"cover\": { \"image\": \"a.jpg\", \"alt\": null }"),
    ("comments", "\"comments\": false"),
    ("weight", "\"weight\": -1.5e3"),
    ("params", "\"params\": {\n    \"tags\": [1, {\"x\": null}]\n  }"),
    ("wordpress", "\"wordpress\": { \"example.org\": 12 }"),
];

/// A post, and the lines of each field in it.
fn toml(dice: &mut Dice, eol: &str) -> (String, Vec<(&'static str, &'static str)>) {
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for group in TOML {
        for _ in 0..dice.below(9) {
            let part = group[dice.below(group.len())];
            if part.0 == "#" || parts.iter().all(|(name, _)| *name != part.0) {
                parts.push(part);
            }
        }
    }
    let block: String = parts.iter().map(|(_, lines)| lines.replace('\n', eol)).collect();
    (format!("+++{eol}{block}+++{eol}{eol}Text{eol}"), parts)
}

fn json(dice: &mut Dice, eol: &str) -> (String, Vec<(&'static str, &'static str)>) {
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for _ in 0..dice.below(9) {
        let part = JSON[dice.below(JSON.len())];
        if parts.iter().all(|(name, _)| *name != part.0) {
            parts.push(part);
        }
    }
    let fields: Vec<String> = parts.iter().map(|(_, lines)| format!("\n  {lines}")).collect();
    let end = if parts.is_empty() { "" } else { "\n" };
    (format!("{{{}{end}}}\n\nText\n", fields.join(",")).replace('\n', eol), parts)
}

fn value(dice: &mut Dice, key: &str) -> FieldValue {
    if dice.below(8) == 0 {
        return FieldValue::Absent;
    }
    let texts = [
        "New",
        "it's",
        "a \"b\" \\ c",
        "no",
        "2024",
        "# x",
        "é 日本 \u{1f600}",
        "two\nlines",
        "tab\tin",
        "",
        "'",
        "\u{7}\u{85}",
        "[a]",
        "= :",
    ];
    match key {
        "tags" | "categories" => {
            let names = ["sea", "one", "two words", "2024", "a, b", "日本", "it's", "\"q\"", "Travel > Rome"];
            FieldValue::List((0..dice.below(4)).map(|_| dice.one(&names).to_owned()).collect())
        }
        "status" => FieldValue::Text(dice.one(&["draft", "published", "pending", "private"]).to_owned()),
        "comments" => FieldValue::Flag(dice.below(2) == 0),
        "date" => {
            FieldValue::Text(dice.one(&["2026-11-23", "2026-11-23T10:00:00Z", "2026-11-23 10:00"]).to_owned())
        }
        _ => FieldValue::Text(dice.one(&texts).to_owned()),
    }
}

/// What our reader says about a field, as a value that could be set.
fn said(text: &str, key: &str) -> Option<FieldValue> {
    let fields = Fields::read(text);
    match key {
        "title" => fields.title.map(FieldValue::Text),
        "slug" => fields.slug.map(FieldValue::Text),
        "date" => fields.date.map(FieldValue::Text),
        "excerpt" => fields.excerpt.map(FieldValue::Text),
        "picture" => fields.picture.map(FieldValue::Text),
        "tags" => fields.tags.map(FieldValue::List),
        "categories" => fields.categories.map(FieldValue::List),
        "comments" => fields.comments.map(FieldValue::Flag),
        "status" => fields.status.map(|status| FieldValue::Text(status.word().to_owned())),
        other => panic!("{other}"),
    }
}

fn as_read(value: &FieldValue) -> Option<FieldValue> {
    match value {
        FieldValue::Absent => None,
        FieldValue::Text(text) => {
            Some(text.trim()).filter(|text| !text.is_empty()).map(|text| FieldValue::Text(text.to_owned()))
        }
        value => Some(value.clone()),
    }
}

/// Lines of the old text that are not in the new one. The comma that JSON wants between fields belongs to no line.
fn gone<'t>(old: &'t str, new: &'t str) -> Vec<&'t str> {
    let line = |line: &'t str| line.trim_end_matches(['\r', '\n', ',']);
    let lines = |text: &'t str| text.split_inclusive(['\n', '\r']).map(line).collect::<Vec<_>>();
    let (old, new) = (lines(old), lines(new));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    old[head..old.len() - tail].to_vec()
}

#[test]
fn an_edit_of_toml_or_json_leaves_all_other_lines_alone() {
    const TRIES: usize = 5_000;
    const KEYS: [&str; 9] =
        ["title", "slug", "date", "excerpt", "picture", "tags", "categories", "comments", "status"];
    let mut dice = Dice(0x5eed_0007);
    let (mut edits, mut lines, mut touched, mut misread) = (0, 0, 0, 0);
    for _ in 0..TRIES {
        let is_toml = dice.below(2) == 0;
        let eol = dice.one(&["\n", "\r\n"]);
        let (post, parts) = if is_toml { toml(&mut dice, eol) } else { json(&mut dice, eol) };
        let key = dice.one(&KEYS);
        let value = value(&mut dice, key);
        let edit = edit(&post, key, &value).unwrap_or_else(|error| panic!("{key} {value:?} {error}\n{post}"));
        let after = edit.apply(&post);
        edits += 1;
        let own: String = parts.iter().filter(|(name, _)| *name == key).map(|(_, lines)| *lines).collect();
        let own: Vec<&str> = own.lines().map(|line| line.trim().trim_end_matches(',')).collect();
        lines += post.lines().count();
        let others: Vec<&str> = gone(&post, &after)
            .into_iter()
            .filter(|line| !own.contains(&line.trim()) && !matches!(line.trim(), "" | "{}" | "}"))
            .collect();
        touched += others.len();
        assert!(others.is_empty(), "{key} {value:?} {others:?}\n{post}\n{after}");
        let reads = said(&after, key) == as_read(&value);
        misread += usize::from(!reads);
        assert!(reads, "{key} {value:?} {:?}\n{post}\n{after}", said(&after, key));
        assert_eq!(after[FrontMatter::of(&after).body], post[FrontMatter::of(&post).body]);
        let noted = edit_remote(&post, "example.test", Some(RemoteId(7))).unwrap().apply(&post);
        assert_eq!(Fields::read(&noted).remotes.len(), Fields::read(&post).remotes.len() + 1, "{noted}");
        let back = edit_remote(&noted, "example.test", None).unwrap().apply(&noted);
        assert_eq!(back.replace(eol, ""), post.replace(eol, ""), "{noted}");
    }
    println!("{touched} of {lines} other lines changed in {edits} edits, {misread} misread");
}

#[test]
fn any_toml_and_json_at_all_is_read() {
    const TRIES: usize = 5_000;
    const PIECES: [&str; 30] = [
        "\n",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        ":",
        "=",
        " = ",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        "#",
        "'",
        "\"",
        "'''",
        "\"\"\"",
        "\\",
        "title",
        "tags",
        "draft",
        "2026-02-30",
        "1",
        "true",
        "\u{0}",
        "é",
    ];
    let mut dice = Dice(0x5eed_0008);
    let mut edited = 0;
    for _ in 0..TRIES {
        let (open, close) =
            dice.one(&[&("+++\n", "\n+++\n"), &("{\"a\":", "}\n"), &("---json\n{", "}\n---\n")]);
        let mut text = (*open).to_owned();
        for _ in 0..dice.below(25) {
            text.push_str(dice.one(&PIECES));
        }
        text.push_str(close);
        text.push_str("Body");
        let fields = Fields::read(&text);
        assert!(fields.problems.iter().all(|problem| text.get(problem.range.clone()).is_some()), "{text:?}");
        let key = dice.one(&["title", "tags", "status", "date", "picture"]);
        let value = value(&mut dice, key);
        if FrontMatter::of(&text).block.is_some()
            && let Ok(edit) = edit(&text, key, &value)
        {
            edited += 1;
            let after = edit.apply(&text);
            assert_eq!(said(&after, key), as_read(&value), "{text:?} {after:?}");
            assert_eq!(after[FrontMatter::of(&after).body], text[FrontMatter::of(&text).body]);
        }
        drop(edit_remote(&text, "example.org", Some(RemoteId(1))));
    }
    println!("0 panics in {TRIES} random blocks, {edited} edited");
}

#[test]
fn hostile_toml_and_json_is_quick() {
    let repeat = |piece: &str, times: usize| piece.repeat(times);
    for (what, block) in [
        ("deep brackets", format!("+++\na = {}{}\n+++\n", repeat("[", 50_000), repeat("]", 50_000))),
        ("open brackets", format!("+++\na = {}\n+++\n", repeat("[", 200_000))),
        ("deep tables", format!("+++\na = {}\n+++\n", repeat("{a=", 50_000))),
        ("a deep key", format!("+++\n{}a = 1\n+++\n", repeat("a.", 100_000))),
        ("a deep head", format!("+++\n[{}a]\n+++\n", repeat("a.", 100_000))),
        (
            "many keys",
            format!("+++\n{}+++\n", (0..50_000).map(|n| format!("k{n} = {n}\n")).collect::<String>()),
        ),
        (
            "many sections",
            format!("+++\n{}+++\n", (0..50_000).map(|n| format!("[s{n}]\n")).collect::<String>()),
        ),
        ("many tables", format!("+++\n{}+++\n", repeat("[[t]]\n", 100_000))),
        ("many faults", format!("+++\n{}+++\n", repeat("a b c\n", 100_000))),
        ("one key", format!("+++\n{}+++\n", repeat("title = 'x'\n", 50_000))),
        ("a huge key", format!("+++\n{} = 1\n+++\n", repeat("k", 900_000))),
        ("an endless quote", format!("+++\ntitle = \"\"\"{}\n+++\n", repeat("x\n", 300_000))),
        ("a long list", format!("+++\ntags = [{}]\n+++\n", repeat("'t', ", 100_000))),
        ("more than a megabyte", format!("+++\n{}+++\n", repeat("# x\n", 300_000))),
        ("json: deep lists", format!("{{\"a\": {}{}}}\n", repeat("[", 50_000), repeat("]", 50_000))),
        ("json: deep objects", format!("{}1{}\n", repeat("{\"a\":", 50_000), repeat("}", 50_000))),
        ("json: open brackets", format!("{{\"a\": {}\n", repeat("[", 200_000))),
        (
            "json: many keys",
            format!("{{{}\"z\": 1}}\n", (0..50_000).map(|n| format!("\"k{n}\": {n},\n")).collect::<String>()),
        ),
        ("json: one key", format!("{{{}\"title\": 1}}\n", repeat("\"title\": 1,", 50_000))),
    ] {
        let text = format!("{block}Body\n");
        let start = Instant::now();
        let fields = Fields::read(&text);
        assert!(fields.tags.is_none_or(|tags| tags.len() <= 1000) && fields.problems.len() <= 20, "{what}");
        drop(edit(&text, "slug", &FieldValue::Text("s".into())));
        drop(edit(&text, "tags", &FieldValue::List(vec!["x".into()])));
        // No benchmark: even a slow machine in a debug build is far below; an explosion is not.
        assert!(start.elapsed() < Duration::from_secs(60), "{what}: {:?}", start.elapsed());
        println!("{what}: {:?}", start.elapsed());
    }
}
