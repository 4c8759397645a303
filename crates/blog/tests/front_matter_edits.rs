//! Edits of front matter touch the lines of their own key and nothing else.
#![cfg(test)]

use blog::front_matter::{EditError, edit, edit_remote};
use blog::{FieldValue, Fields, RemoteId};

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

fn list(items: &[&str]) -> FieldValue {
    FieldValue::List(items.iter().map(|item| (*item).to_owned()).collect())
}

/// The block after the edit, for texts made of a block and a body.
fn edited(yaml: &str, key: &str, value: &FieldValue) -> Result<String, EditError> {
    let whole = format!("---\n{yaml}---\n\nBody\n");
    let after = edit(&whole, key, value)?.apply(&whole);
    Ok(after.strip_prefix("---\n").unwrap().strip_suffix("---\n\nBody\n").unwrap().to_owned())
}

#[test]
fn a_text_is_set_in_the_style_that_is_there() {
    for (yaml, key, value, expected) in [
        ("title: Old\n", "title", "New", "title: New\n"),
        ("title: Old # why\n", "title", "New", "title: New # why\n"),
        ("title: 'Old'\n", "title", "It's", "title: 'It''s'\n"),
        ("title: \"Old\"\n", "title", "New", "title: \"New\"\n"),
        ("title: Old\n", "title", "a: b", "title: \"a: b\"\n"),
        ("title: Old\n", "title", "2024", "title: \"2024\"\n"),
        ("title: Old\n", "title", "", "title: \"\"\n"),
        ("title:\n", "title", "New", "title: New\n"),
        ("title: # none yet\n", "title", "New", "title: New # none yet\n"),
        ("title: ~\nslug: s\n", "title", "New", "title: New\nslug: s\n"),
        ("title  :   Old  \n", "title", "New", "title  :   New  \n"),
        ("Title: Old\n", "title", "New", "Title: New\n"),
        ("\"title\": Old\n", "title", "New", "\"title\": New\n"),
        ("title: One\n  two\nslug: s\n", "title", "New", "title: New\nslug: s\n"),
        ("title: &t Old\n", "title", "New", "title: &t New\n"),
        ("title: !!str 5\n", "title", "New", "title: New\n"),
        ("x: &t a\ntitle: *t\n", "title", "New", "x: &t a\ntitle: New\n"),
        ("title: [a]\n", "title", "New", "title: New\n"),
        ("title:\n  - a\n  - b # c\nslug: s\n", "title", "New", "title: New # c\nslug: s\n"),
        ("title: # keep\n  - a\nslug: s\n", "title", "New", "title: New # keep\nslug: s\n"),
        ("  title: Old\n  slug: s\n", "title", "New", "  title: New\n  slug: s\n"),
        ("{title: Old, slug: s}\n", "title", "New, newer", "{title: \"New, newer\", slug: s}\n"),
        ("{slug: s}\n", "title", "New", "{slug: s, title: New}\n"),
        ("slug: s\n", "title", "New", "slug: s\ntitle: New\n"),
        ("  slug: s\n", "title", "New", "  slug: s\n  title: New\n"),
        ("slug: s\n# end\n\n", "title", "New", "slug: s\n# end\n\ntitle: New\n"),
        ("", "title", "New", "title: New\n"),
        ("# nothing\n", "title", "New", "# nothing\ntitle: New\n"),
        ("title: Old\n", "title", "caf\u{e9} \u{1f600}", "title: caf\u{e9} \u{1f600}\n"),
        ("date: 2024-01-05\n", "date", "2026-11-23 10:00", "date: 2026-11-23 10:00\n"),
        ("a: 1\n", "date", "2026-11-23T10:00:00", "a: 1\ndate: 2026-11-23T10:00:00\n"),
        ("date: \"2024-01-05\"\n", "date", "2026-11-23", "date: \"2026-11-23\"\n"),
        ("description: old # seo\n", "excerpt", "new", "description: new # seo\n"),
        ("summary: s\ndescription: d\n", "excerpt", "new", "summary: s\ndescription: new\n"),
        ("cover: a.png\n", "picture", "b.png", "cover: b.png\n"),
        (
            "cover:\n  image: a.png\n  alt: x # y\n",
            "picture",
            "b.png",
            "cover:\n  image: b.png\n  alt: x # y\n",
        ),
        ("image: {src: a.png, alt: x}\n", "picture", "b.png", "image: {src: b.png, alt: x}\n"),
        ("copydesk-id: 00\n", "copydesk-id", "0001020304050607", "copydesk-id: \"0001020304050607\"\n"),
        (
            "excerpt: |\n  One\n\n  two\nslug: s\n",
            "excerpt",
            "A\n\n\nb",
            "excerpt: |\n  A\n\n\n  b\nslug: s\n",
        ),
        (
            "excerpt: >-  # note\n    One\n    two\n",
            "excerpt",
            "A b\nc",
            "excerpt: >-  # note\n    A b\n\n    c\n",
        ),
        ("excerpt: |\nslug: s\n", "excerpt", "A", "excerpt: |\n  A\nslug: s\n"),
        ("excerpt: |\n  One\nslug: s\n", "excerpt", "", "excerpt: \"\"\nslug: s\n"),
        ("excerpt: | # note\n  One\nslug: s\n", "excerpt", "", "excerpt: \"\" # note\nslug: s\n"),
        ("excerpt: |\n  One\n", "excerpt", " indented", "excerpt: \" indented\"\n"),
        ("excerpt: One\n", "excerpt", "A\nb", "excerpt: \"A\\nb\"\n"),
    ] {
        assert_eq!(edited(yaml, key, &text(value)).as_deref(), Ok(expected), "{yaml:?} {key} {value:?}");
    }
}

#[test]
fn a_list_is_set_in_the_style_that_is_there() {
    for (yaml, items, expected) in [
        ("tags: [a, 'b c'] # t\n", &["a", "b c", "d"][..], "tags: [a, 'b c', d] # t\n"),
        ("tags: ['a', 'b']\n", &["a", "x", "b"], "tags: ['a', 'x', 'b']\n"),
        ("tags: [a, b, c]\n", &["a", "c"], "tags: [a, c]\n"),
        ("tags: [a, b]\n", &["b"], "tags: [b]\n"),
        ("tags: [a, b]\n", &["a"], "tags: [a]\n"),
        ("tags: [a]\n", &["x"], "tags: [x]\n"),
        ("tags: [a]\n", &[], "tags: []\n"),
        ("tags: []\n", &["a", "2024", "x, y"], "tags: [a, \"2024\", \"x, y\"]\n"),
        ("tags: [\n  a, # one\n  b\n]\n", &["a", "b", "c"], "tags: [\n  a, # one\n  b, c\n]\n"),
        ("tags:\n  - a # one\n  - b\nx: 1\n", &["a", "b", "c"], "tags:\n  - a # one\n  - b\n  - c\nx: 1\n"),
        ("tags:\n- a\n- b # two\n", &["x", "b"], "tags:\n- x\n- b # two\n"),
        ("tags:\n- a # one\n- b # two\n", &["b"], "tags:\n- b # two\n"),
        ("tags:\n- a # one\n- b # two\n", &["c", "b"], "tags:\n- c # one\n- b # two\n"),
        ("tags:\n- b\n", &["a", "b"], "tags:\n- a\n- b\n"),
        ("tags:\n  - \"a\"\n  - \"b\"\n", &["a", "c", "b"], "tags:\n  - \"a\"\n  - \"c\"\n  - \"b\"\n"),
        ("tags: # mine\n  - a\n  - b\nx: 1\n", &[], "tags: [] # mine\nx: 1\n"),
        ("tags:\n  - a\n\n# above x\nx: 1\n", &["a", "b"], "tags:\n  - a\n  - b\n\n# above x\nx: 1\n"),
        ("tags: travel\n", &["food"], "tags: food\n"),
        ("tags: travel\n", &["travel", "food"], "tags: [travel, food]\n"),
        ("tags: a, b\n", &["a", "b", "c d"], "tags: a, b, c d\n"),
        ("tags: \"a, b\"\n", &["a"], "tags: \"a\"\n"),
        ("tags: a, b\n", &["a, x", "b"], "tags: [\"a, x\", b]\n"),
        ("tags:\n", &["a"], "tags: [a]\n"),
        ("tags: {a: b}\n", &["a"], "tags: [a]\n"),
        ("keywords: [k]\n", &["k", "l"], "keywords: [k, l]\n"),
        ("x: 1\n", &["a"], "x: 1\ntags: [a]\n"),
        ("tags: [[a, b], c]\n", &["a", "c"], "tags: [a, c]\n"),
        ("tags: [ a , b ]\n", &["a", " c ", ""], "tags: [ a , c ]\n"),
    ] {
        assert_eq!(edited(yaml, "tags", &list(items)).as_deref(), Ok(expected), "{yaml:?} {items:?}");
    }
}

#[test]
fn names_with_texts_stand_in_braces() {
    let value =
        FieldValue::Map(vec![("mood".into(), "calm".into()), ("a key".into(), "2026, no: \"x\"\n".into())]);
    let written = "custom_fields: {mood: calm, \"a key\": \"2026, no: \\\"x\\\"\\n\"}\n";
    for (yaml, expected) in [
        ("a: 1\n", format!("a: 1\n{written}")),
        ("custom_fields: {mood: wild}\nb: 2\n", format!("{written}b: 2\n")),
        ("custom_fields:\n  mood: wild # not yet\n  year: 2026\nb: 2\n", format!("{written}b: 2\n")),
        (written, written.to_owned()),
    ] {
        assert_eq!(edited(yaml, "custom_fields", &value), Ok(expected), "{yaml}");
    }
}

#[test]
fn the_status_is_set_in_the_words_of_the_file() {
    for (yaml, status, expected) in [
        ("status: draft # x\n", "published", "status: published # x\n"),
        ("draft: true # x\n", "published", "draft: false # x\n"),
        ("draft: True\n", "published", "draft: False\n"),
        ("draft: no\n", "draft", "draft: yes\n"),
        ("draft: true\n", "draft", "draft: true\n"),
        // What a yes or no cannot say stands beside it, and goes when the yes or no says it all again.
        ("draft: true # x\ntitle: t\n", "pending", "draft: true # x\ntitle: t\nstatus: pending\n"),
        ("draft: true # x\ntitle: t\nstatus: pending\n", "published", "draft: false # x\ntitle: t\n"),
        ("status: private\npublished: false\n", "draft", "published: false\n"),
        ("published: false\n", "published", "published: true\n"),
        ("published: true\n", "draft", "published: false\n"),
        ("published: false\n", "private", "published: false\nstatus: private\n"),
        ("published: 2024-01-05\n", "draft", "published: 2024-01-05\nstatus: draft\n"),
        ("draft: true\nstatus: pending\n", "private", "draft: true\nstatus: private\n"),
        ("title: t\n", "scheduled", "title: t\nstatus: scheduled\n"),
    ] {
        let after = edited(yaml, "status", &text(status));
        assert_eq!(after.as_deref(), Ok(expected), "{yaml:?} {status}");
        let read = Fields::read(&format!("---\n{expected}---\n")).status;
        assert_eq!(read, blog::Status::from_word(status), "{expected:?}");
    }
    for (yaml, on, expected) in [
        ("comments: open\n", false, "comments: closed\n"),
        ("comments: 'yes'\n", false, "comments: 'no'\n"),
        ("x: 1\n", true, "x: 1\ncomments: true\n"),
        ("comments:\n", true, "comments: true\n"),
    ] {
        assert_eq!(edited(yaml, "comments", &FieldValue::Flag(on)).as_deref(), Ok(expected), "{yaml:?}");
    }
}

#[test]
fn a_key_is_taken_out_with_its_lines() {
    for (yaml, key, expected) in [
        ("title: t\nslug: s # x\ndate: 2024-01-05\n", "slug", "title: t\ndate: 2024-01-05\n"),
        ("slug: s\n", "slug", ""),
        ("tags:\n  - a\n  - b\n\n# note\nx: 1\n", "tags", "\n# note\nx: 1\n"),
        ("excerpt: |\n  One\n\n  two\n\nx: 1\n", "excerpt", "\nx: 1\n"),
        ("{a: 1, slug: s, b: 2}\n", "slug", "{a: 1, b: 2}\n"),
        ("{a: 1, slug: s}\n", "slug", "{a: 1}\n"),
        ("slug:\nx: 1\n", "slug", "x: 1\n"),
        ("x: 1\n", "slug", "x: 1\n"),
        ("draft: true\nx: 1\n", "status", "x: 1\n"),
        ("excerpt: e\ndescription: d\n", "excerpt", "excerpt: \"\"\ndescription: d\n"),
    ] {
        assert_eq!(edited(yaml, key, &FieldValue::Absent).as_deref(), Ok(expected), "{yaml:?} {key}");
    }
}

#[test]
fn the_number_on_a_blog_is_noted() {
    for (yaml, blog, id, expected) in [
        ("title: t\n", "example.org", Some(12), "title: t\nwordpress:\n  example.org: 12\n"),
        ("", "127.0.0.1:8714", Some(1), "wordpress:\n  \"127.0.0.1:8714\": 1\n"),
        (
            "wordpress:\n  example.org: 12 # x\nz: 1\n",
            "example.org",
            Some(13),
            "wordpress:\n  example.org: 13 # x\nz: 1\n",
        ),
        (
            "wordpress:\n    example.org: 12 # x\n\nz: 1\n",
            "example.test",
            Some(7),
            "wordpress:\n    example.org: 12 # x\n    example.test: 7\n\nz: 1\n",
        ),
        (
            "wordpress: {example.org: 12}\n",
            "example.test",
            Some(7),
            "wordpress: {example.org: 12, example.test: 7}\n",
        ),
        ("wordpress: {}\n", "example.test", Some(7), "wordpress: {example.test: 7}\n"),
        ("wordpress: # x\nz: 1\n", "example.test", Some(7), "wordpress: # x\n  example.test: 7\nz: 1\n"),
        ("wordpress: 5\n", "example.test", Some(7), "wordpress: {example.test: 7}\n"),
        ("wordpress:\n  a.test: 1\n  b.test: 2\nz: 1\n", "a.test", None, "wordpress:\n  b.test: 2\nz: 1\n"),
        ("wordpress:\n  a.test: 1\nz: 1\n", "a.test", None, "z: 1\n"),
        ("wordpress: {a.test: 1, b.test: 2}\n", "b.test", None, "wordpress: {a.test: 1}\n"),
        ("z: 1\n", "a.test", None, "z: 1\n"),
        ("{z: 1}\n", "a.test", Some(3), "{z: 1, wordpress: {a.test: 3}}\n"),
    ] {
        let whole = format!("---\n{yaml}---\nBody\n");
        let after = edit_remote(&whole, blog, id.map(RemoteId)).unwrap().apply(&whole);
        assert_eq!(after, format!("---\n{expected}---\nBody\n"), "{yaml:?} {blog} {id:?}");
        let noted =
            Fields::read(&after).remotes.into_iter().find(|(name, _)| name == blog).map(|(_, id)| id.0);
        assert_eq!(noted, id, "{expected:?}");
    }
}

#[test]
fn a_block_is_made_when_there_is_none() {
    for (before, after) in [
        ("Body\n", "---\ntitle: T\n---\nBody\n"),
        ("", "---\ntitle: T\n---\n"),
        ("# Body\r\nx\r\n", "---\r\ntitle: T\r\n---\r\n# Body\r\nx\r\n"),
        ("---\r\n---\r\nx", "---\r\ntitle: T\r\n---\r\nx"),
    ] {
        assert_eq!(edit(before, "title", &text("T")).unwrap().apply(before), after);
        assert!(edit("Body\n", "title", &FieldValue::Absent).unwrap().is_empty());
    }
}

#[test]
fn what_cannot_be_edited_safely_is_refused_with_a_sentence() {
    for (whole, says) in [
        ("---\nslug: s\ntitle: a: b\n---\n", "Line 3"),
        ("---\ntitle: x\ntitle: y\n---\n", "Line 3"),
        ("---\ntitle: &t x\nother: *t\n---\n", "Line 3"),
        ("---\ntitle: x\n\nText\n", "not closed"),
        ("+++\nslug = 's'\ntitle = x\n+++\n", "Line 3"),
        ("{\n\"title\": x}\n", "Line 2"),
        ("---js\n{}\n---\n", "does not run"),
        ("---\n- a\n---\n", "Line 2"),
        ("---\n? title\n: x\n---\n", "edited here"),
    ] {
        for value in [text("New"), FieldValue::Absent] {
            match edit(whole, "title", &value) {
                Err(error) => assert!(error.to_string().contains(says), "{whole:?}: {error}"),
                // An explicit `? key` can be set and removed where that reads back; never anything else.
                Ok(edit) => assert!(whole.contains('?'), "{:?}", edit.apply(whole)),
            }
        }
    }
}

#[test]
fn an_edit_replaces_no_more_than_it_must() {
    let whole = "---\ntitle: Hello you\n---\n";
    let found = edit(whole, "title", &text("Hello there")).unwrap();
    assert_eq!((&whole[found.range.clone()], found.insert.as_str()), ("you", "there"));
    assert!(edit(whole, "title", &text("Hello you")).unwrap().is_empty());
}
