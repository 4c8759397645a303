//! The fields that few posts have: type, pings, password, format, sticky, author, parent, order, custom fields.
//!
//! Other tools use some of these words for things of their own. What is no value WordPress knows is left to them.

use super::FORMATS;
use super::node::{Node, Value};
use super::read::{Reading, find, flag, line_of};
use crate::{CustomField, PostKind, Severity};

/// The most custom fields read: no post of a person comes near.
const MAX_CUSTOM: usize = 100;

impl Reading<'_> {
    pub(super) fn kind(&mut self) -> PostKind {
        let node = self.value("type");
        node.as_ref().and_then(Node::text).and_then(PostKind::from_word).unwrap_or_default()
    }

    /// A yes or no; `complaint` is said when it is neither.
    pub(super) fn switch(&mut self, field: &str, complaint: &str) -> Option<bool> {
        let node = self.value(field)?;
        let on = flag(node.text()?);
        if on.is_none() {
            self.problem(Severity::Warning, line_of(self.text, &node), complaint);
        }
        on
    }

    pub(super) fn format(&mut self) -> Option<String> {
        let node = self.value("format")?;
        let word = node.text()?.trim().to_ascii_lowercase();
        if FORMATS.contains(&word.as_str()) {
            return Some(word);
        }
        let message = format!(
            "WordPress does not know this format, so it is not used. It knows {}.",
            FORMATS.join(", ")
        );
        self.problem(Severity::Hint, line_of(self.text, &node), message);
        None
    }

    /// The first of several: WordPress knows one.
    pub(super) fn author(&mut self) -> Option<String> {
        let node = self.value("author")?;
        let named = |node: &Node| match &node.value {
            Value::Map(entries, _) => {
                ["login", "name"].iter().find_map(|part| Some(find(entries, part)?.value.text()?.to_owned()))
            }
            _ => node.text().map(str::to_owned),
        };
        let first = match &node.value {
            Value::List(items, _) => items.iter().find_map(named),
            _ => named(&node),
        };
        first.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
    }

    pub(super) fn order(&mut self) -> Option<i64> {
        let node = self.value("order")?;
        let number = node.text().and_then(|text| text.trim().parse().ok());
        if number.is_none() {
            self.problem(
                Severity::Warning,
                line_of(self.text, &node),
                "`order` should be a whole number; it is not used.",
            );
        }
        number
    }

    pub(super) fn custom_fields(&mut self) -> Option<Vec<CustomField>> {
        let node = self.value("custom_fields")?;
        let Value::Map(entries, _) = &node.value else {
            self.problem(
                Severity::Warning,
                line_of(self.text, &node),
                "`custom_fields` should be names with texts, like `mood: calm`; it is not used.",
            );
            return None;
        };
        let mut fields = Vec::new();
        for entry in entries.iter().take(MAX_CUSTOM) {
            let text = if entry.value.is_null() { Some("") } else { entry.value.text() };
            match (entry.key.text().map(str::trim), text) {
                (Some(key), Some(value)) if !key.is_empty() && !key.starts_with('_') => {
                    fields.push(CustomField { key: key.to_owned(), value: value.to_owned() });
                }
                _ => self.problem(
                    Severity::Warning,
                    line_of(self.text, &entry.key),
                    "A custom field has a name that does not begin with _ and one text; this one is not used.",
                ),
            }
        }
        Some(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Fields;
    use super::*;

    fn read(yaml: &str) -> Fields {
        Fields::read(&format!("---\n{yaml}\n---\nText\n"))
    }

    #[test]
    fn what_wordpress_knows_is_read() {
        let fields = read(concat!(
            "type: Page\npings: closed\npassword: 'open: sesame'\nformat: Quote\nsticky: yes\nauthor: [ann, bob]\n",
            "parent: about\nmenu_order: 3\ncustom_fields:\n  mood: calm\n  gone:\n  year: 2026\n",
        ));
        assert_eq!(fields.kind, PostKind::Page);
        assert_eq!((fields.pings, fields.sticky, fields.order), (Some(false), Some(true), Some(3)));
        assert_eq!(fields.password.as_deref(), Some("open: sesame"));
        assert_eq!(fields.format.as_deref(), Some("quote"));
        assert_eq!(fields.author.as_deref(), Some("ann"));
        assert_eq!(fields.parent.as_deref(), Some("about"));
        let custom: Vec<_> =
            fields.custom_fields.iter().flatten().map(|f| (f.key.as_str(), f.value.as_str())).collect();
        assert_eq!(custom, [("mood", "calm"), ("gone", ""), ("year", "2026")]);
        assert_eq!(fields.problems, []);
    }

    #[test]
    fn other_tools_words_stay_theirs() {
        for (yaml, problems) in [
            ("type: posts", 0),
            ("type: [a]", 0),
            ("format: markdown", 1),
            ("author: {name: Ann}", 0),
            ("author: []", 0),
            ("order: first", 1),
            ("sticky: perhaps", 1),
            ("custom_fields: calm", 1),
            ("custom_fields: {_edit_lock: 1, a: [1], '': x}", 3),
        ] {
            let fields = read(yaml);
            assert_eq!(fields.problems.len(), problems, "{yaml}: {:?}", fields.problems);
            assert!(fields.problems.iter().all(|problem| problem.severity != Severity::Blocking));
            assert_eq!((fields.kind, fields.format, fields.order), (PostKind::Post, None, None), "{yaml}");
        }
        assert_eq!(read("author: {name: Ann}").author.as_deref(), Some("Ann"));
        assert_eq!(
            read("author:\n- name: Ann\n  affiliation: a press\n- Bob").author.as_deref(),
            Some("Ann")
        );
    }
}
