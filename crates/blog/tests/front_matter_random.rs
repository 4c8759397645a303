//! Front matter of other tools, put together at random and edited at random: all other lines stay byte for byte, the
//! value reads back, and an edit taken back leaves the file as it was. Hostile blocks are quick.
#![cfg(test)]

use blog::front_matter::{edit, edit_remote};
use blog::{FieldValue, Fields, FrontMatter, RemoteId, Severity, Status};
use std::time::{Duration, Instant};

/// One field as some tool writes it: our name for it (or its own), its lines, and whether it is spelled in the one way
/// that setting the old value again gives back.
struct Fragment(&'static str, &'static str, bool);

const FRAGMENTS: &[Fragment] = &[
    // Hugo
    Fragment("title", "title: \"Winter light in the harbour\"\n", true),
    Fragment("title", "title: Plain words here # the working title\n", true),
    Fragment("date", "date: 2026-01-07T18:30:00+01:00\n", true),
    Fragment("status", "draft: true\n", true),
    Fragment("status", "draft: False   # goes out on Monday\n", true),
    Fragment("tags", "tags: [\"sea\", \"light\"]\n", true),
    Fragment("categories", "categories:\n    - \"Walks\"\n    - \"North\"\n", true),
    Fragment("excerpt", "description: 'What the sea does at four o''clock'\n", true),
    Fragment(
        "picture",
        "cover:\n    image: media/sea.jpg # wide\n    alt: \"The sea\"\n    relative: true\n",
        true,
    ),
    Fragment("menu", "menu:\n  main:\n    weight: -10\n    params: {icon: sea, deep: [1, {a: b}]}\n", true),
    Fragment("aliases", "aliases:\n  - /old/place/\n  - /older\n", true),
    // Jekyll
    Fragment("layout", "layout: post\n", true),
    Fragment("title", "title:  'It''s two blanks'\n", true),
    Fragment("date", "date:   2026-01-07 18:30:00 +0100\n", true),
    Fragment("status", "published: false\n", true),
    Fragment("tags", "tags: walks\n", true),
    Fragment("categories", "category: Notes\n", true),
    Fragment("excerpt", "excerpt: >-\n  Folded over\n  two lines.\n", false),
    Fragment("picture", "image: {path: /assets/a.png, height: 400}\n", true),
    Fragment("permalink", "permalink: /:year/:title/\n", true),
    Fragment("comments", "comments: true\n", true),
    // Hexo
    Fragment("tags", "tags:\n- one\n- two words\n-   three # third\n", true),
    Fragment("categories", "categories:\n- [Travel, Norway]\n- Food\n", false),
    Fragment("categories", "categories: walks north\n", false),
    Fragment("tags", "tags:\n  - \"#sea\"\n  - \"#light/late\"\n", false),
    Fragment("comments", "comments: no\n", true),
    Fragment("toc", "toc: {enable: true, depth: 3}\n", true),
    // Obsidian, Zettlr and people
    Fragment("tags", "tags: sea, light, four o'clock\n", true),
    Fragment("tags", "keywords:\n  - 2024\n  - no\n  - null\n", false),
    Fragment("cssclass", "cssclass:\n", true),
    Fragment("created", "created: 2026-01-07 18:30\n", true),
    Fragment("links", "links: \"[[a note]]\"\n", true),
    Fragment("excerpt", "excerpt: |\n  First line,\n\n    indented line.\n", true),
    Fragment("excerpt", "summary: One line over\n  two lines\n", false),
    Fragment("author", "author: &me\n  name: Someone\n  site: https://example.org/#me\n", true),
    Fragment("editor", "editor: {<<: *me, role: x}\n", true),
    Fragment("slug", "slug: &s winter-light\n", true),
    Fragment("abbrlink", "abbrlink: *s\n", true),
    Fragment("emoji", "\"emoji \u{1f600}\": \"\\u00e9\\t日本\" # ü\n", true),
    Fragment("tab", "tab:\t\"tabbed\"\t# t\n", true),
    Fragment("math", "math: !custom {a: !!str 5}\n", true),
    Fragment("status", "status: draft\n", true),
    Fragment("slug", "slug: 'quoted'\n", true),
    Fragment("copydesk-id", "copydesk-id: 00ab00ab00ab00ab\n", true),
    Fragment("wordpress", "wordpress:\n  example.org: 12 # the first\n  \"127.0.0.1:80\": 3\n", true),
    Fragment("wordpress", "wordpress: {example.test: 7}\n", true),
    Fragment("text", "text: |+\n  kept\n\n\n", true),
    Fragment("#", "# a comment: with a colon\n", true),
    Fragment("#", "\n", true),
    Fragment("#", " # indented comment\n\n", true),
];

const BODIES: [&str; 5] =
    ["", "Text\n", "\n# Heading\n\n---\n\nText", "---\ntitle: not this\n---\n", "no end"];

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

/// A post made of fragments, and where each of them lies.
struct Post {
    text: String,
    parts: Vec<(&'static Fragment, std::ops::Range<usize>)>,
    yaml_end: usize,
}

fn post(dice: &mut Dice) -> Post {
    let eol = dice.one(&["\n", "\n", "\r\n", "\r"]);
    let mut parts: Vec<(&Fragment, _)> = Vec::new();
    let mut text = format!("---{eol}");
    for _ in 0..dice.below(12) {
        let fragment = &FRAGMENTS[dice.below(FRAGMENTS.len())];
        // An alias needs its anchor above it; a key stands once.
        let needs = match fragment.0 {
            "editor" => Some("&me"),
            "abbrlink" => Some("&s"),
            _ => None,
        };
        let ready = needs.is_none_or(|anchor| parts.iter().any(|(part, _)| part.1.contains(anchor)));
        let once = fragment.0 == "#" || parts.iter().all(|(part, _)| part.0 != fragment.0);
        if ready && once {
            let start = text.len();
            text.push_str(&fragment.1.replace('\n', eol));
            parts.push((fragment, start..text.len()));
        }
    }
    let yaml_end = text.len();
    text.push_str(&format!(
        "{}{eol}{}",
        dice.one(&["---", "...", "---  "]),
        dice.one(&BODIES).replace('\n', eol)
    ));
    Post { text, parts, yaml_end }
}

fn value(dice: &mut Dice, key: &str) -> FieldValue {
    if dice.below(8) == 0 {
        return FieldValue::Absent;
    }
    let texts = [
        "New words",
        "it's",
        "a: b",
        "no",
        "2024",
        "# x",
        "\"q\" \\ é 日本",
        "- a",
        "{x}",
        "two\nlines",
        "",
        "a\n\n  b\n",
        "@",
        "tab\tin",
        "null",
        "ends:",
        "[a, b]",
        "*x",
        "&x",
        "!x",
        "%x",
        "\u{1f600}",
        "x #y",
        "'",
        "---",
        "\u{7}",
    ];
    match key {
        "tags" | "categories" => {
            let names = [
                "sea",
                "light",
                "one",
                "two words",
                "2024",
                "no",
                "a, b",
                "c: d",
                "#x",
                "日本",
                "Walks",
                "it's",
            ];
            FieldValue::List((0..dice.below(5)).map(|_| dice.one(&names).to_owned()).collect())
        }
        "status" => {
            FieldValue::Text(dice.one(&["draft", "published", "pending", "scheduled", "private"]).to_owned())
        }
        "comments" => FieldValue::Flag(dice.below(2) == 0),
        "date" => FieldValue::Text(
            dice.one(&["2026-11-23", "2026-11-23T10:00:00", "2026-11-23 10:00 +0100"]).to_owned(),
        ),
        "copydesk-id" => FieldValue::Text("0001020304050607".to_owned()),
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
        "copydesk-id" => fields.key.map(|key| FieldValue::Text(key.as_str().to_owned())),
        other => panic!("{other}"),
    }
}

/// As reading gives it back: texts trimmed, empty ones nothing.
fn as_read(key: &str, value: &FieldValue) -> Option<FieldValue> {
    match value {
        FieldValue::Absent => None,
        FieldValue::Text(text) => {
            Some(text.trim()).filter(|text| !text.is_empty()).map(|text| FieldValue::Text(text.to_owned()))
        }
        // A tag is without the mark that some tools put before it.
        FieldValue::List(names) if key == "tags" => Some(FieldValue::List(
            names.iter().map(|name| name.strip_prefix('#').unwrap_or(name).to_owned()).collect(),
        )),
        value => Some(value.clone()),
    }
}

#[test]
fn an_edit_leaves_all_other_lines_alone() {
    const TRIES: usize = 5_000;
    const KEYS: [&str; 10] = [
        "title",
        "slug",
        "date",
        "excerpt",
        "picture",
        "tags",
        "categories",
        "comments",
        "status",
        "copydesk-id",
    ];
    let mut dice = Dice(0x5eed_0004);
    let (mut edits, mut refused, mut touched, mut misread, mut back, mut not_back) = (0, 0, 0, 0, 0, 0);
    for _ in 0..TRIES {
        let post = post(&mut dice);
        let key = dice.one(&KEYS);
        let value = value(&mut dice, key);
        let part = post.parts.iter().find(|(part, _)| part.0 == key);
        let edit_made = match edit(&post.text, key, &value) {
            Ok(edit) => edit,
            Err(error) => {
                let shared = post.text.contains("*s") && key == "slug";
                assert!(shared, "{error}\n{value:?}\n{}", post.text);
                refused += 1;
                continue;
            }
        };
        edits += 1;
        let after = edit_made.apply(&post.text);
        // What another tool's yes or no cannot say gets a line of its own.
        let beside = matches!(&value, FieldValue::Text(word) if key == "status" && !["draft", "published"].contains(&word.as_str()));
        let own = part.filter(|(part, _)| !beside || part.1.starts_with("status"));
        let allowed = own.map_or(post.yaml_end..post.yaml_end, |(_, range)| range.clone());
        let stays =
            after.starts_with(&post.text[..allowed.start]) && after.ends_with(&post.text[allowed.end..]);
        touched += usize::from(!stays);
        assert!(stays, "{key} {value:?}\n{}\n{after}", post.text);
        let reads = said(&after, key) == as_read(key, &value);
        misread += usize::from(!reads);
        assert!(reads, "{key} {value:?} {:?}\n{after}", said(&after, key));
        assert_eq!(after[FrontMatter::of(&after).body], post.text[FrontMatter::of(&post.text).body]);

        // And back: where the new value fits the style that was there, and the old one was spelled plainly.
        let fits = !matches!(&value, FieldValue::Text(text) if text != "New words" && key != "status" && key != "date");
        let kept = matches!(value, FieldValue::Text(_) | FieldValue::Flag(_)) && fits;
        if let (Some((Fragment(_, spelled, true), _)), true) = (part, kept) {
            let old = said(&post.text, key).unwrap_or(FieldValue::Absent);
            let again = edit(&after, key, &old).unwrap().apply(&after);
            // Reading trims what a block of lines ends with; all else comes back exactly.
            back += 1;
            not_back += usize::from(again != post.text);
            assert_eq!(again, post.text, "{spelled:?} {key} {value:?}\n{after}");
        }
    }
    println!(
        "{touched} of {edits} edits touched another line, {misread} misread; {not_back} of {back} did not come back; {refused} refused"
    );
    assert!(edits > TRIES * 9 / 10 && back > 100, "{edits} {back}");
}

#[test]
fn a_number_on_a_blog_leaves_all_other_lines_alone() {
    const TRIES: usize = 2_000;
    let mut dice = Dice(0x5eed_0005);
    for _ in 0..TRIES {
        let post = post(&mut dice);
        let blog = dice.one(&["example.org", "example.test", "127.0.0.1:80", "example.org/blog"]);
        let id = (dice.below(4) > 0).then(|| RemoteId(1 + dice.below(1000) as u64));
        let after = edit_remote(&post.text, blog, id).unwrap().apply(&post.text);
        let part = post.parts.iter().find(|(part, _)| part.0 == "wordpress");
        let allowed = part.map_or(post.yaml_end..post.yaml_end, |(_, range)| range.clone());
        assert!(
            after.starts_with(&post.text[..allowed.start]) && after.ends_with(&post.text[allowed.end..]),
            "{after}"
        );
        let mut expected = Fields::read(&post.text).remotes;
        expected.retain(|(name, _)| name != blog);
        let mut found = Fields::read(&after).remotes;
        assert_eq!(found.iter().find(|(name, _)| name == blog).map(|(_, id)| *id), id);
        found.retain(|(name, _)| name != blog);
        assert_eq!(found, expected);
    }
    println!("0 of {TRIES} notes touched another line");
}

/// Whatever stands there, reading and editing end, quickly, without a panic, and an edit changes nothing else.
#[test]
fn any_text_at_all_is_read() {
    const TRIES: usize = 5_000;
    const PIECES: [&str; 40] = [
        "---",
        "...",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "\t",
        ":",
        ": ",
        "- ",
        "?",
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        " #",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "|2-",
        "'",
        "\"",
        "%",
        "@",
        "title",
        "tags",
        "draft",
        "wordpress",
        "date",
        "x",
        "\u{0}",
        "é",
        "<<",
    ];
    let mut dice = Dice(0x5eed_0006);
    let mut edited = 0;
    for _ in 0..TRIES {
        let mut text = String::from("---\n");
        for _ in 0..dice.below(30) {
            text.push_str(dice.one(&PIECES));
        }
        text.push_str("\n---\nBody");
        let fields = Fields::read(&text);
        assert!(fields.problems.iter().all(|problem| text.get(problem.range.clone()).is_some()), "{text:?}");
        let key = dice.one(&["title", "tags", "status", "date", "picture"]);
        let value = value(&mut dice, key);
        if let Ok(edit) = edit(&text, key, &value) {
            edited += 1;
            let after = edit.apply(&text);
            assert_eq!(said(&after, key), as_read(key, &value), "{text:?} {after:?}");
            assert_eq!(after[FrontMatter::of(&after).body], text[FrontMatter::of(&text).body]);
        }
        drop(edit_remote(&text, "example.org", Some(RemoteId(1))));
    }
    println!("0 panics in {TRIES} random blocks, {edited} edited");
}

#[test]
fn hostile_blocks_are_quick() {
    let repeat = |piece: &str, times: usize| piece.repeat(times);
    let mut laughs = String::from("a0: &a0 [lol, lol, lol]\n");
    for n in 1..40 {
        let before = n - 1;
        laughs.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{before}"); 9].join(", ")));
    }
    laughs.push_str("tags: *a39\n");
    let long_list: String = (0..100_000).map(|n| format!("- tag {n}\n")).collect();
    for (what, yaml) in [
        ("a laugh", laughs),
        (
            "aliases of aliases",
            format!("k: &a [{}]\ntags: [{}]\n", repeat("x, ", 10_000), repeat("*a, ", 10_000)),
        ),
        ("deep brackets", format!("a: {}{}\n", repeat("[", 20_000), repeat("]", 20_000))),
        ("open brackets", format!("a: {}\n", repeat("[", 200_000))),
        ("deep braces", format!("a: {}\n", repeat("{a: ", 20_000))),
        ("deep dashes", format!("{}x\n", repeat("- ", 20_000))),
        ("deep blocks", (0..3000).map(|n| format!("{}a:\n", " ".repeat(n))).collect()),
        ("many keys", (0..100_000).map(|n| format!("key{n}: v\n")).collect()),
        ("many faults", repeat("a: b: c\n", 100_000)),
        ("one key", repeat("title: x\n", 50_000)),
        ("a long list", format!("tags:\n{long_list}")),
        ("a long text", format!("title: {}\n", repeat("word ", 200_000))),
        ("a long number", format!("n: {}\n", repeat("9", 500_000))),
        ("an endless quote", format!("title: \"{}\n", repeat("x\n", 300_000))),
        ("a circle", "a: &a [*a]\ntags: *a\n".to_owned()),
        ("merges", format!("a: &a {{{}}}\n{}", repeat("k: v, ", 1000), repeat("m: {<<: *a}\n", 2000))),
        ("tags", "x: !!python/object/apply:os.system [\"id\"]\ntitle: !!binary AAAA\n".to_owned()),
        ("anchors", (0..20_000).map(|n| format!("k{n}: &a{n} v\n")).collect()),
        ("more than a megabyte", repeat("title: x\n", 200_000)),
    ] {
        let text = format!("---\n{yaml}---\nBody\n");
        let start = Instant::now();
        let fields = Fields::read(&text);
        assert!(fields.tags.is_none_or(|tags| tags.len() <= 1000), "{what}");
        assert!(fields.problems.len() <= 20, "{what}");
        let made = edit(&text, "slug", &FieldValue::Text("s".into()));
        if let Ok(edit) = made {
            assert!(edit.apply(&text).contains("\nslug: s\n"), "{what}");
        }
        drop(edit(&text, "tags", &FieldValue::List(vec!["x".into()])));
        // No benchmark: even a slow machine in a debug build is far below; an explosion is not.
        assert!(start.elapsed() < Duration::from_secs(60), "{what}: {:?}", start.elapsed());
        println!("{what}: {:?}", start.elapsed());
    }
    let long = format!("---\n{}---\n", "title: x\n".repeat(200_000));
    assert_eq!(Fields::read(&long).problems.len(), 1);
    assert_eq!(Fields::read(&long).problems[0].severity, Severity::Blocking);
    assert_eq!(Fields::read("---\nstatus: draft\n---").status, Some(Status::Draft));
}
