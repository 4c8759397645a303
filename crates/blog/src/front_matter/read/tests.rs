use super::*;

fn read(yaml: &str) -> Fields {
    Fields::read(&format!("---\n{yaml}\n---\nText\n"))
}

#[test]
fn texts_are_read_as_written() {
    for (yaml, title) in [
        ("title: Hello", Some("Hello")),
        ("title: \"Hello: you\" # c", Some("Hello: you")),
        ("title: 'it''s'", Some("it's")),
        ("title: no", Some("no")),
        ("title: 2024", Some("2024")),
        ("title: 1.0", Some("1.0")),
        ("Title: Hello", Some("Hello")),
        ("title: |\n  One\n  two\n", Some("One\ntwo")),
        ("title: >-\n  One\n  two", Some("One two")),
        ("title: One\n  two", Some("One two")),
        ("x: &t Hello\ntitle: *t", Some("Hello")),
        ("title: !!str 5", Some("5")),
        ("title: caf\u{e9} 日本 \u{1f600}", Some("café 日本 \u{1f600}")),
        ("{title: Hello, draft: true}", Some("Hello")),
        ("title:", None),
        ("title: null", None),
        ("title: ~", None),
        ("title: \"\"", None),
        ("# title: no", None),
        ("title: *nowhere", None),
        ("title: [a]", None),
    ] {
        assert_eq!(read(yaml).title.as_deref(), title, "{yaml:?}");
    }
}

#[test]
fn lists_are_read_as_all_tools_write_them() {
    for (yaml, tags) in [
        ("tags: [a, b]", Some(vec!["a", "b"])),
        ("tags:\n  - a # x\n  - 'b c'", Some(vec!["a", "b c"])),
        ("tags:\n- a\n-\n- b", Some(vec!["a", "b"])),
        ("tags: travel", Some(vec!["travel"])),
        ("tags: a, b c,,", Some(vec!["a", "b c"])),
        (
            "tags: [null, no, 2024, 2024-01-05, true, 1.0]",
            Some(vec!["null", "no", "2024", "2024-01-05", "true", "1.0"]),
        ),
        ("tags: [[a, b], c]", Some(vec!["a", "b", "c"])),
        ("tag: a", Some(vec!["a"])),
        ("keywords: [a]", Some(vec!["a"])),
        ("keywords: [k]\ntags: [t]", Some(vec!["t"])),
        ("x: &l [a, b]\ntags: *l", Some(vec!["a", "b"])),
        ("tags: []", Some(vec![])),
        ("tags:", None),
        ("tags: {a: b}", None),
    ] {
        let expected = tags.map(|tags| tags.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(read(yaml).tags, expected, "{yaml:?}");
    }
    assert_eq!(read("category: Travel").categories, Some(vec!["Travel".to_owned()]));
}

#[test]
fn the_status_is_read_as_all_tools_write_it() {
    for (yaml, status, problems) in [
        ("status: draft", Some(Status::Draft), 0),
        ("status: Publish", Some(Status::Published), 0),
        ("status: future", Some(Status::Scheduled), 0),
        ("draft: true", Some(Status::Draft), 0),
        ("draft: no", Some(Status::Published), 0),
        ("draft: false\nstatus: pending", Some(Status::Pending), 0),
        ("published: false", Some(Status::Draft), 0),
        ("published: true", Some(Status::Published), 0),
        ("published: 2024-01-05", None, 0),
        ("status: live", None, 1),
        ("draft: perhaps", Some(Status::Draft), 1),
        ("status:", None, 0),
        ("title: x", None, 0),
    ] {
        let fields = read(yaml);
        assert_eq!((fields.status, fields.problems.len()), (status, problems), "{yaml:?}");
        assert!(fields.problems.iter().all(|problem| problem.severity == Severity::Warning));
    }
}

#[test]
fn the_other_fields_are_read() {
    let fields = read(concat!(
        "slug: s\ndate: 2026-11-23 10:00 +0100\ndescription: short\nimage:\n  path: media/a.png\n  alt: x\n",
        "comments: closed\ncopydesk-id: 0001020304050607\nwordpress:\n  example.org: 12\n  127.0.0.1:8714: \"7\"\n",
    ));
    assert_eq!(fields.slug.as_deref(), Some("s"));
    assert_eq!(fields.publish_date().as_deref(), Some("2026-11-23T10:00:00+01:00"));
    assert_eq!(fields.excerpt.as_deref(), Some("short"));
    assert_eq!(fields.picture.as_deref(), Some("media/a.png"));
    assert_eq!(fields.comments, Some(false));
    assert_eq!(fields.key, PostKey::new("0001020304050607"));
    let remotes = [("example.org".to_owned(), RemoteId(12)), ("127.0.0.1:8714".to_owned(), RemoteId(7))];
    assert_eq!(fields.remotes, remotes);
    assert_eq!(fields.problems, []);
}

#[test]
fn a_fault_blocks_with_its_line_and_the_rest_is_read() {
    for (yaml, line) in [
        ("title: My post: a tale\nslug: s\ndate: 2026-11-23", 2),
        ("slug: s\ntitle: \"open\ndate: 2026-11-23", 3),
        ("slug: s\ntags: [a, b\ndate: 2026-11-23", 3),
        ("slug: s\ndate: 2026-11-23\nno colon here", 4),
        ("slug: s\ntitle: @home\ndate: 2026-11-23", 3),
        ("slug: s\nlist:\n  - a\n b: c\ndate: 2026-11-23", 5),
        ("slug: s\nx: a\u{0}b\ndate: 2026-11-23", 3),
        ("slug: s\nslug: t\ndate: 2026-11-23", 3),
    ] {
        let fields = read(yaml);
        let found: Vec<_> = fields.problems.iter().map(|problem| (problem.severity, problem.line)).collect();
        assert_eq!(found, [(Severity::Blocking, line)], "{yaml:?} {:?}", fields.problems);
        assert_eq!(
            (fields.slug.as_deref(), fields.date.as_deref()),
            (Some("s"), Some("2026-11-23")),
            "{yaml:?}"
        );
    }
    for (yaml, severity, line) in [
        ("title: x\ndate: tomorrow", Severity::Blocking, 3),
        ("date: {{ now }}", Severity::Blocking, 2),
        ("just a text", Severity::Blocking, 2),
        ("- a\n- list", Severity::Blocking, 2),
        ("copydesk-id: 12", Severity::Warning, 2),
        ("wordpress: 12", Severity::Blocking, 2),
        ("wordpress:\n  example.org: none", Severity::Blocking, 3),
        ("comments: perhaps", Severity::Warning, 2),
    ] {
        let fields = read(yaml);
        let found: Vec<_> = fields.problems.iter().map(|problem| (problem.severity, problem.line)).collect();
        assert_eq!(found, [(severity, line)], "{yaml:?} {:?}", fields.problems);
    }
    for text in ["---js\n{ title: 'x' }\n---\n", "{\"title\": }\n", "---\ntitle: x\n\nText\n"] {
        let fields = Fields::read(text);
        assert_eq!(fields.problems.len(), 1, "{text:?}");
        assert_eq!(fields.problems[0].severity, Severity::Blocking, "{text:?}");
    }
}
