//! Names in a list: tags and categories as the tools write them.
//!
//! Separated by commas; in Jekyll by blanks; with a `#` before each in Obsidian; one below another as a list in the
//! list in Hexo, which is `Travel > Italy` here.

use super::node::{Entry, Node, Value};
use super::read::{follow, is_key};
use granit_parser::StructureStyle;
use std::collections::HashMap;

/// The most names read from one list: no file of a person comes near.
const MAX_NAMES: usize = 1000;
/// What stands between a category and the one below it.
const BELOW: &str = " > ";

/// How the names under a key are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// A list in the list is one name below another.
    pub nested: bool,
    /// A text without commas holds several names, with blanks between them.
    pub blanks: bool,
}

impl Manner {
    /// The manner of this entry's key in a block with these entries. A block with `layout` is Jekyll's, whose plural keys
    /// take blanks; elsewhere a text with blanks is one name.
    pub fn of(entry: &Entry, entries: &[Entry]) -> Self {
        let is = |name: &str| is_key(entry, name);
        let jekyll = entries.iter().any(|entry| is_key(entry, "layout"));
        Self {
            nested: is("categories") || is("category"),
            blanks: jekyll && (is("categories") || is("tags")),
        }
    }

    /// What stands between the names of a text; `None` when it is a single name.
    pub fn between(self, text: &str) -> Option<char> {
        let mut words = text.split_whitespace();
        let marked = !self.nested && text.contains('#') && words.clone().all(|word| word.starts_with('#'));
        if text.contains(',') {
            Some(',')
        } else {
            let several = words.nth(1).is_some() && !(self.nested && text.contains(BELOW));
            (several && (self.blanks || marked)).then_some(' ')
        }
    }

    /// A name without the mark that Obsidian allows before a tag.
    pub fn name(self, text: &str) -> &str {
        let text = text.trim();
        if self.nested { text } else { text.strip_prefix('#').unwrap_or(text).trim() }
    }

    /// The name that an item of a list says; `None` for what says several, or none.
    pub fn item(self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Scalar(text, _) => Some(self.name(text).to_owned()).filter(|name| !name.is_empty()),
            Value::List(items, _) if self.nested => {
                let parts: Vec<&str> = items.iter().filter_map(Node::text).map(str::trim).collect();
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                (!parts.is_empty()).then(|| parts.join(BELOW))
            }
            _ => None,
        }
    }

    /// The names that an item like the ones in `beside` would be written with: `["Travel", "Italy"]` where lists stand in
    /// the list, else `None`.
    pub fn steps<'n>(self, name: &'n str, beside: &[Node]) -> Option<Vec<&'n str>> {
        let is_list =
            |node: &Node| matches!(node.value, Value::List(_, StructureStyle::Flow | StructureStyle::Block));
        let below = self.nested && name.contains(BELOW) && beside.iter().any(is_list);
        below.then(|| name.split(BELOW).map(str::trim).collect())
    }

    /// Whether tags stand with their `#` here.
    pub fn marks(self, beside: &[Node]) -> bool {
        !self.nested
            && !beside.is_empty()
            && beside.iter().all(|node| node.text().is_some_and(|text| text.trim().starts_with('#')))
    }
}

/// The names in a list, in a text or in a single one; `None` when there is no value at all.
pub(super) fn names(node: &Node, manner: Manner, anchors: &HashMap<String, Node>) -> Option<Vec<String>> {
    fn collect(node: &Node, manner: Manner, anchors: &HashMap<String, Node>, names: &mut Vec<String>) {
        match &node.value {
            _ if names.len() >= MAX_NAMES => {}
            Value::Scalar(..) => names.extend(manner.item(node)),
            Value::List(items, _) if manner.nested && items.iter().all(|item| item.text().is_some()) => {
                names.extend(manner.item(node));
            }
            Value::List(items, _) => items.iter().for_each(|item| collect(item, manner, anchors, names)),
            Value::Alias(name) => {
                if let Some(node) = anchors.get(name) {
                    collect(node, manner, anchors, names);
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
    match (&node.value, node.text()) {
        (_, Some(text)) => {
            let parts: Vec<&str> = match manner.between(text) {
                Some(between) => text.split(between).collect(),
                None => vec![text],
            };
            found.extend(
                parts.into_iter().map(|part| manner.name(part).to_owned()).filter(|name| !name.is_empty()),
            );
        }
        (Value::List(items, _), _) => {
            items.iter().for_each(|item| collect(item, manner, anchors, &mut found))
        }
        _ => collect(node, manner, anchors, &mut found),
    }
    found.truncate(MAX_NAMES);
    Some(found)
}
