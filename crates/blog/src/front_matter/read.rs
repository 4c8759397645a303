//! Front matter into loose values. What makes no sense becomes a problem with its line; nothing is refused.

use super::yaml::{self, Entry, Node, Value};
use super::{Fields, FrontMatter, Oddity, PICTURE_PARTS, date, fence, spellings};
use crate::{PostKey, Problem, RemoteId, Severity, Status};
use std::collections::HashMap;
use std::ops::Range;

/// The most names read from one list, and the most problems listed: no file of a person comes near.
const MAX_NAMES: usize = 1000;
const MAX_PROBLEMS: usize = 20;

/// Reads the fields of a post's whole text.
pub(super) fn fields(text: &str) -> Fields {
    let front = FrontMatter::of(text);
    let mut reading = Reading { text, entries: Vec::new(), anchors: HashMap::new(), problems: Vec::new() };
    if let Some(oddity) = front.oddity {
        reading.problem(Severity::Blocking, fence::line_at(text, 0), oddity_message(oddity));
    }
    if let Some(yaml) = front.yaml {
        let (entries, faults) = yaml::parse_leniently(text, yaml);
        for fault in faults.into_iter().take(MAX_PROBLEMS) {
            reading.problem(Severity::Blocking, fault.at, format!(
                "This line of the front matter cannot be read: {}. The post can be edited; repair the line to publish it.",
                fault.message
            ));
        }
        reading.take(entries);
    }
    reading.fields()
}

/// What is said about front matter that is not YAML.
pub(super) fn oddity_message(oddity: Oddity) -> String {
    let (what, remedy) = match oddity {
        Oddity::Toml => (
            "is TOML (between +++ lines), which Copydesk does not read",
            "write it as YAML between --- lines",
        ),
        Oddity::Json => ("is JSON, which Copydesk does not read", "write it as YAML between --- lines"),
        Oddity::Unclosed => ("is not closed", "put a line with --- below the last field"),
    };
    format!(
        "The front matter {what}. The post can be edited and nothing in it is changed; to publish it, {remedy}."
    )
}

/// The names in a list, in a comma-separated text or in a single one; `None` when there is no value at all.
pub(super) fn names(node: &Node, anchors: &HashMap<String, Node>) -> Option<Vec<String>> {
    fn collect(node: &Node, anchors: &HashMap<String, Node>, names: &mut Vec<String>) {
        match &node.value {
            _ if names.len() >= MAX_NAMES => {}
            Value::Scalar(text, _) if !text.trim().is_empty() => names.push(text.trim().to_owned()),
            Value::List(items, _) => items.iter().for_each(|item| collect(item, anchors, names)),
            Value::Alias(name) => {
                if let Some(node) = anchors.get(name) {
                    collect(node, anchors, names);
                }
            }
            _ => {}
        }
    }
    let node = follow(node, anchors);
    if node.is_null() {
        return None;
    }
    let mut found = Vec::new();
    match node.text() {
        Some(text) => {
            found.extend(text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned))
        }
        None => collect(node, anchors, &mut found),
    }
    found.truncate(MAX_NAMES);
    Some(found)
}

/// `true` and `false` as YAML 1.1 and people spell them, and the words for comments.
pub(super) fn flag(text: &str) -> Option<bool> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "open" => true,
        "false" | "no" | "off" | "closed" => false,
        _ => return None,
    })
}

/// The entry of this field: the first of its spellings that stands there.
pub(super) fn find<'e>(entries: &'e [Entry], field: &str) -> Option<&'e Entry> {
    spellings(&field).iter().find_map(|name| entries.iter().find(|entry| is_key(entry, name)))
}

/// Whether the entry has this key, in any case (Hugo reads keys so).
pub(super) fn is_key(entry: &Entry, name: &str) -> bool {
    entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case(name))
}

/// Anchored scalars and plain lists by name: an alias to anything larger is not followed.
pub(super) fn anchors(entries: &[Entry]) -> HashMap<String, Node> {
    let mut anchors = HashMap::new();
    let simple = |node: &Node| match &node.value {
        Value::Scalar(..) => true,
        Value::List(items, _) => items.iter().all(|item| item.text().is_some()),
        _ => false,
    };
    for entry in entries {
        entry.value.walk(&mut |node| {
            if let Some(name) = node.anchor.clone().filter(|_| simple(node)) {
                anchors.insert(name, node.clone());
            }
        });
    }
    anchors
}

/// The node itself, or the simple one its alias names.
pub(super) fn follow<'n>(node: &'n Node, anchors: &'n HashMap<String, Node>) -> &'n Node {
    match &node.value {
        Value::Alias(name) => anchors.get(name).unwrap_or(node),
        _ => node,
    }
}

pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    entries: Vec<Entry>,
    anchors: HashMap<String, Node>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    pub(super) fn problem(&mut self, severity: Severity, range: Range<usize>, message: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            let line = fence::line_number(self.text, range.start);
            self.problems.push(Problem { severity, range, line, message: message.into() });
        }
    }

    /// Keeps the entries, and complains about keys that stand twice.
    fn take(&mut self, entries: Vec<Entry>) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for entry in &entries {
            let Some(key) = entry.key.text() else { continue };
            if let Some(first) = seen.get(key) {
                if self.problems.len() >= MAX_PROBLEMS {
                    break;
                }
                let first = fence::line_number(self.text, *first);
                let message = format!(
                    "`{key}` stands twice, here and in line {first}. Keep one of them to publish the post."
                );
                self.problem(Severity::Blocking, entry.key.at.clone(), message);
                continue;
            }
            if seen.len() < MAX_NAMES {
                seen.insert(key.to_owned(), entry.key.at.start);
            }
        }
        self.anchors = anchors(&entries);
        self.entries = entries;
    }

    fn fields(mut self) -> Fields {
        let mut fields = Fields {
            title: self.text_of("title"),
            slug: self.text_of("slug"),
            status: self.status(),
            date: self.date(),
            excerpt: self.text_of("excerpt"),
            categories: self.names_of("categories"),
            tags: self.names_of("tags"),
            picture: self.picture(),
            comments: self
                .switch("comments", "`comments` should be open or closed; the blog's own setting is used."),
            kind: self.kind(),
            pings: self.switch("pings", "`pings` should be open or closed; the blog's own setting is used."),
            password: self.text_of("password"),
            format: self.format(),
            sticky: self.switch("sticky", "`sticky` should be true or false; it is not used."),
            author: self.author(),
            parent: self.text_of("parent"),
            order: self.order(),
            custom_fields: self.custom_fields(),
            key: self.key(),
            remotes: self.remotes(),
            problems: Vec::new(),
        };
        self.problems.sort_by_key(|problem| problem.range.start);
        fields.problems = self.problems;
        fields
    }

    /// The field's value; `None` when the key is missing or says nothing.
    pub(super) fn value(&self, field: &str) -> Option<Node> {
        let node = follow(&find(&self.entries, field)?.value, &self.anchors);
        (!node.is_null()).then(|| node.clone())
    }

    pub(super) fn text_of(&mut self, field: &str) -> Option<String> {
        let node = self.value(field)?;
        match node.text() {
            Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            None => {
                self.problem(
                    Severity::Warning,
                    line_of(self.text, &node),
                    format!("`{field}` should be a text; it is not used."),
                );
                None
            }
        }
    }

    fn names_of(&mut self, field: &str) -> Option<Vec<String>> {
        let node = self.value(field)?;
        if let Value::Map(..) = node.value {
            self.problem(
                Severity::Warning,
                line_of(self.text, &node),
                format!("`{field}` should be a list; it is not used."),
            );
            return None;
        }
        names(&node, &self.anchors)
    }

    fn status(&mut self) -> Option<Status> {
        if find(&self.entries, "status").is_some() {
            let node = self.value("status")?;
            let status = node.text().and_then(Status::from_word);
            if status.is_none() {
                self.problem(Severity::Warning, line_of(self.text, &node),
                    "This status is not known; draft, pending, private, scheduled and published are. The post counts as a draft.");
            }
            return status;
        }
        let flag_of = |reading: &Self, key: &str| reading.value(key).and_then(|node| flag(node.text()?));
        if let Some(node) = self.value("draft") {
            let draft = flag_of(self, "draft");
            if draft.is_none() {
                self.problem(
                    Severity::Warning,
                    line_of(self.text, &node),
                    "`draft` should be true or false. The post counts as a draft.",
                );
            }
            return Some(if draft == Some(false) { Status::Published } else { Status::Draft });
        }
        flag_of(self, "published").map(|public| if public { Status::Published } else { Status::Draft })
    }

    fn date(&mut self) -> Option<String> {
        let node = self.value("date")?;
        let written = node.text().map(str::trim).unwrap_or_default();
        if node.text().is_some() && written.is_empty() {
            return None;
        }
        if date::normal(written).is_none() {
            self.problem(
                Severity::Blocking,
                line_of(self.text, &node),
                "This is not a date. Write it like 2026-11-23 or 2026-11-23 10:00 to publish the post.",
            );
        }
        node.text().map(|_| written.to_owned())
    }

    fn picture(&mut self) -> Option<String> {
        let node = self.value("picture")?;
        let found = match &node.value {
            Value::Map(entries, _) => PICTURE_PARTS.iter().find_map(|part| find(entries, part)?.value.text()),
            Value::List(items, _) => items.iter().find_map(Node::text),
            _ => node.text(),
        };
        found.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn key(&mut self) -> Option<PostKey> {
        let node = self.value("copydesk-id")?;
        let key = node.text().and_then(|text| PostKey::new(text.trim()));
        if key.is_none() {
            self.problem(
                Severity::Warning,
                line_of(self.text, &node),
                "`copydesk-id` has 16 hex digits; this one is replaced when the post is next published.",
            );
        }
        key
    }

    fn remotes(&mut self) -> Vec<(String, RemoteId)> {
        let Some(node) = self.value("wordpress") else { return Vec::new() };
        let Value::Map(entries, _) = &node.value else {
            self.problem(Severity::Blocking, line_of(self.text, &node),
                "`wordpress` should name a blog and a number, like `example.org: 12`. Repair or remove it to publish the post.");
            return Vec::new();
        };
        let mut remotes = Vec::new();
        for entry in entries.iter().take(MAX_NAMES) {
            let id = entry.value.text().and_then(|text| text.trim().parse().ok()).filter(|id| *id > 0);
            match (entry.key.text(), id) {
                (Some(blog), Some(id)) => remotes.push((blog.to_owned(), RemoteId(id))),
                _ if entry.value.is_null() => {}
                _ => self.problem(Severity::Blocking, line_of(self.text, &entry.key),
                    "This is not the number of a post on a blog. Repair or remove the line to publish the post."),
            }
        }
        remotes
    }
}

/// The written part of the node's first line.
pub(super) fn line_of(text: &str, node: &Node) -> Range<usize> {
    let line = fence::line_at(text, fence::line_start(text, node.start));
    node.start..node.at.end.min(line.start + text[line.clone()].trim_end().len()).max(node.start)
}

#[cfg(test)]
mod tests {
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
            let found: Vec<_> =
                fields.problems.iter().map(|problem| (problem.severity, problem.line)).collect();
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
            let found: Vec<_> =
                fields.problems.iter().map(|problem| (problem.severity, problem.line)).collect();
            assert_eq!(found, [(severity, line)], "{yaml:?} {:?}", fields.problems);
        }
        for text in ["+++\ntitle = 'x'\n+++\n", "{\"title\": \"x\"}\n", "---\ntitle: x\n\nText\n"] {
            let fields = Fields::read(text);
            assert_eq!(fields.problems.len(), 1, "{text:?}");
            assert_eq!(fields.problems[0].severity, Severity::Blocking, "{text:?}");
        }
    }
}
