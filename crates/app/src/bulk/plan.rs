//! What becomes of one post's text when something is done to many. Pure.

use crate::fields::{FieldSet, set_all};
use crate::wire::managing::BulkWhat;
use blog::{FieldValue, Fields, Status};

/// What is to be done to one post.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Planned {
    /// Its text becomes this. `is_public`: it is on a blog, where nothing changes by this.
    Write { text: String, is_public: bool },
    /// It says so already.
    Same,
    /// It stays as it is, and why.
    Refused(String),
}

/// The text after it.
pub(crate) fn plan(text: &str, what: &BulkWhat) -> Planned {
    let fields = Fields::read(text);
    let (tags, categories) =
        (fields.tags.clone().unwrap_or_default(), fields.categories.clone().unwrap_or_default());
    let set = match what {
        BulkWhat::AddTags { names } => list("tags", &tags, added(&tags, names)),
        BulkWhat::RemoveTags { names } => list("tags", &tags, without(&tags, names)),
        BulkWhat::AddCategories { names } => list("categories", &categories, added(&categories, names)),
        BulkWhat::RemoveCategories { names } => list("categories", &categories, without(&categories, names)),
        BulkWhat::SetCategories { names } => list("categories", &categories, added(&[], names)),
        BulkWhat::SetStatus { status } => match Status::from_word(status) {
            None | Some(Status::Trashed) => {
                return Planned::Refused(format!("\"{status}\" is no status of a post."));
            }
            Some(Status::Scheduled) if fields.publish_date().is_none() => {
                return Planned::Refused("It has no date at which it could go public.".to_owned());
            }
            Some(status) => (fields.status != Some(status)).then(|| FieldSet::status(status)),
        },
        BulkWhat::Move { .. } | BulkWhat::Trash => None,
    };
    let Some(set) = set else { return Planned::Same };
    match set_all(text, &[set]) {
        Ok(new) if new == text => Planned::Same,
        Ok(text) => {
            let is_status = matches!(what, BulkWhat::SetStatus { .. });
            Planned::Write { text, is_public: is_status && !fields.remotes.is_empty() }
        }
        Err(error) => Planned::Refused(error.to_string()),
    }
}

fn list(key: &'static str, was: &[String], is: Vec<String>) -> Option<FieldSet> {
    let value = if is.is_empty() { FieldValue::Absent } else { FieldValue::List(is.clone()) };
    (was != is).then_some(FieldSet::Field(key, value))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The list with the names that it does not have in any case of letters.
fn added(list: &[String], names: &[String]) -> Vec<String> {
    let mut all = list.to_vec();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if !all.iter().any(|known| same(known, name)) {
            all.push(name.to_owned());
        }
    }
    all
}

fn without(list: &[String], names: &[String]) -> Vec<String> {
    list.iter().filter(|known| !names.iter().any(|name| same(known, name))).cloned().collect()
}

/// What was done, in one sentence or two.
pub(crate) fn say(what: &BulkWhat, done: u32, unchanged: u32, left: u32) -> String {
    let quoted = |names: &[String]| {
        names.iter().map(|name| format!("“{}”", name.trim())).collect::<Vec<_>>().join(", ")
    };
    let many = posts(done, "has", "have");
    let mut said = match what {
        BulkWhat::AddTags { names } if names.len() == 1 => format!("{many} the tag {} now.", quoted(names)),
        BulkWhat::AddTags { names } => format!("{many} the tags {} now.", quoted(names)),
        BulkWhat::RemoveTags { names } | BulkWhat::RemoveCategories { names } => {
            format!("{} {} no more.", posts(done, "has", "have"), quoted(names))
        }
        BulkWhat::AddCategories { names } | BulkWhat::SetCategories { names } if !names.is_empty() => {
            let kind = if names.len() == 1 { "category" } else { "categories" };
            format!("{many} the {kind} {} now.", quoted(names))
        }
        BulkWhat::AddCategories { .. } | BulkWhat::SetCategories { .. } => format!("{many} no category now."),
        BulkWhat::SetStatus { status } => format!("{} {status} here now.", posts(done, "is", "are")),
        BulkWhat::Move { folder } if folder.trim_matches('/').is_empty() => {
            format!("{} in the library’s own folder now.", posts(done, "lies", "lie"))
        }
        BulkWhat::Move { folder } => {
            format!("{} in “{}” now.", posts(done, "lies", "lie"), folder.trim_matches('/'))
        }
        BulkWhat::Trash => format!("{} in the trash.", posts(done, "is", "are")),
    };
    if done == 0 {
        said = "No post was changed.".to_owned();
    }
    if unchanged > 0 {
        said += &format!(" {} so already.", posts(unchanged, "was", "were"));
    }
    if left > 0 {
        said += &format!(
            " {} left as {}.",
            posts(left, "was", "were"),
            if left == 1 { "it is" } else { "they are" }
        );
    }
    said
}

/// `1 post has`, `2 posts have`.
pub(crate) fn posts(count: u32, one: &str, many: &str) -> String {
    if count == 1 { format!("1 post {one}") } else { format!("{count} posts {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_the_lines_of_the_field_change() {
        let add = |tags: &[&str]| BulkWhat::AddTags { names: names(tags) };
        let remove = |tags: &[&str]| BulkWhat::RemoveTags { names: names(tags) };
        let status = |status: &str| BulkWhat::SetStatus { status: status.into() };
        let set = |categories: &[&str]| BulkWhat::SetCategories { names: names(categories) };
        for (text, what, expected) in [
            (
                "---\n# mine\ntags: [a]  # kept\nx: 1\n---\nbody",
                add(&["b", " A "]),
                Some("---\n# mine\ntags: [a, b]  # kept\nx: 1\n---\nbody"),
            ),
            ("---\ntags: [a, B]\n---\n", add(&["b", "A"]), None),
            ("body only\r\n", add(&["b"]), Some("---\r\ntags: [b]\r\n---\r\nbody only\r\n")),
            ("---\ntags: [a, B]\n---\n", remove(&["b"]), Some("---\ntags: [a]\n---\n")),
            ("---\ntitle: x\ntags: [a]\n---\n", remove(&["a"]), Some("---\ntitle: x\n---\n")),
            ("body", remove(&["a"]), None),
            ("---\ncategories: [A, B]\n---\n", set(&["C > D"]), Some("---\ncategories: [C > D]\n---\n")),
            ("---\ntitle: x\ncategories: [A]\n---\n", set(&[]), Some("---\ntitle: x\n---\n")),
            ("---\nstatus: published\n---\n", status("draft"), Some("---\nstatus: draft\n---\n")),
            ("---\nstatus: draft\n---\n", status("draft"), None),
            ("", add(&["  "]), None),
        ] {
            match (plan(text, &what), expected) {
                (Planned::Write { text: new, .. }, Some(expected)) => {
                    assert_eq!(new, expected, "{text:?} {what:?}")
                }
                (Planned::Same, None) => {}
                (planned, _) => panic!("{text:?} {what:?}: {planned:?}"),
            }
        }
        for (text, what, why) in [
            ("---\ntitle: [\n---\n", add(&["a"]), ""),
            ("x", status("gone"), "no status"),
            ("x", status("trashed"), "no status"),
            ("x", status("scheduled"), "no date"),
        ] {
            let Planned::Refused(said) = plan(text, &what) else {
                panic!("{text:?} {what:?} is not refused")
            };
            assert!(said.contains(why), "{said}");
        }
        let there = "---\nstatus: published\nwordpress:\n  example.org: 7\n---\n";
        assert!(matches!(plan(there, &status("draft")), Planned::Write { is_public: true, .. }));
        assert!(matches!(plan(there, &add(&["x"])), Planned::Write { is_public: false, .. }));
    }

    #[test]
    fn what_was_done_is_said() {
        for (what, counts, said) in [
            (BulkWhat::AddTags { names: names(&["sea"]) }, (12, 0, 0), "12 posts have the tag “sea” now."),
            (BulkWhat::Trash, (1, 0, 2), "1 post is in the trash. 2 posts were left as they are."),
            (
                BulkWhat::SetCategories { names: vec![] },
                (2, 1, 0),
                "2 posts have no category now. 1 post was so already.",
            ),
            (
                BulkWhat::Move { folder: "2026/".into() },
                (2, 0, 1),
                "2 posts lie in “2026” now. 1 post was left as it is.",
            ),
            (
                BulkWhat::SetStatus { status: "draft".into() },
                (0, 3, 0),
                "No post was changed. 3 posts were so already.",
            ),
        ] {
            assert_eq!(say(&what, counts.0, counts.1, counts.2), said);
        }
    }
}
