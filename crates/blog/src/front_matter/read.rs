//! Front matter into loose values. What makes no sense becomes a problem with its line; nothing is refused.

use super::names::{Manner, names};
use super::node::{Entry, Node, Value};
use super::{Fields, FrontMatter, Oddity, date, fence, picture, spellings, spot};
use crate::{PostKey, Problem, RemoteId, Severity, Status};
use std::collections::HashMap;
use std::ops::Range;

/// The most keys that are compared, and the most problems listed: no file of a person comes near.
const MAX_NAMES: usize = 1000;
const MAX_PROBLEMS: usize = 20;

/// Reads the fields of a post's whole text.
pub(super) fn fields(text: &str) -> Fields {
    let front = FrontMatter::of(text);
    let mut reading = Reading { text, entries: Vec::new(), anchors: HashMap::new(), problems: Vec::new() };
    if let Some(oddity) = front.oddity {
        reading.problem(Severity::Blocking, fence::line_at(text, 0), oddity_message(oddity));
    }
    if let Some(block) = front.block {
        let (entries, faults) = front.grammar.parse_leniently(text, block);
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

/// What is said about a head that cannot be read.
pub(super) fn oddity_message(oddity: Oddity) -> String {
    let (what, remedy) = match oddity {
        Oddity::Script => (
            "is a program (between ---js lines), which Copydesk does not run",
            "write it as YAML between --- lines",
        ),
        Oddity::Unclosed => ("is not closed", "put a line with its mark (--- or +++) below the last field"),
    };
    format!(
        "The front matter {what}. The post can be edited and nothing in it is changed; to publish it, {remedy}."
    )
}

/// `true` and `false` as YAML 1.1 and people spell them, and the words for comments.
pub(super) fn flag(text: &str) -> Option<bool> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "open" => true,
        "false" | "no" | "off" | "closed" => false,
        _ => return None,
    })
}

/// The entry of this field: the first of its spellings that stands there, or in the table of taxonomies.
pub(super) fn find<'e>(entries: &'e [Entry], field: &str) -> Option<&'e Entry> {
    let among = |entries: &'e [Entry]| {
        spellings(&field).iter().find_map(|name| entries.iter().find(|entry| is_key(entry, name)))
    };
    among(entries).or_else(|| among(spot::taxonomies(field, entries)?.0))
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
        let manner = Manner::of(find(&self.entries, field)?, &self.entries);
        names(&node, manner, &self.anchors)
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
        // Words of Eleventy that stand for a date it finds out by itself.
        let is_left_open = ["last modified", "created", "git last modified", "git created"]
            .iter()
            .any(|word| written.eq_ignore_ascii_case(word));
        if node.text().is_some() && (written.is_empty() || is_left_open) {
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
        let found = picture::home(&node).and_then(Node::text);
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
mod tests;
