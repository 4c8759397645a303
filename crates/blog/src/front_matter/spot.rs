//! Where a field stands: among the fields of the block itself, or in the table of taxonomies.

use super::node::{Entry, Value};
use super::{TAXONOMIES, read, spellings};
use granit_parser::StructureStyle;

/// An entry with its neighbours.
#[derive(Clone, Copy)]
pub(super) struct Spot<'b> {
    pub among: &'b [Entry],
    pub index: usize,
    /// Whether they stand in lines or in braces.
    pub style: StructureStyle,
}

impl<'b> Spot<'b> {
    pub fn entry(self) -> &'b Entry {
        &self.among[self.index]
    }

    /// All places of the field, the one that counts first.
    pub fn all(field: &str, entries: &'b [Entry], style: StructureStyle) -> Vec<Self> {
        let within = |among: &'b [Entry], style| {
            let named = |name: &&str| among.iter().position(|entry| read::is_key(entry, name));
            let found: Vec<usize> = spellings(&field).iter().filter_map(named).collect();
            found.into_iter().map(move |index| Self { among, index, style })
        };
        let mut all: Vec<Self> = within(entries, style).collect();
        if let Some((inner, style)) = taxonomies(field, entries) {
            all.extend(within(inner, style));
        }
        all
    }
}

/// The table of taxonomies, for a field that may stand in it.
pub(super) fn taxonomies<'e>(field: &str, entries: &'e [Entry]) -> Option<(&'e [Entry], StructureStyle)> {
    let held = matches!(field, "tags" | "categories");
    let entry = entries.iter().find(|entry| held && read::is_key(entry, TAXONOMIES))?;
    match &entry.value.value {
        Value::Map(inner, style) => Some((inner, *style)),
        _ => None,
    }
}

/// The entries without those of these names, in the block itself and in its taxonomies.
pub(super) fn without(entries: &[Entry], names: &[&str]) -> Vec<Entry> {
    let kept = |entry: &&Entry| !names.iter().any(|name| read::is_key(entry, name));
    let inner = |entry: &Entry| match &entry.value.value {
        Value::Map(inner, style) if read::is_key(entry, TAXONOMIES) => {
            let mut entry = entry.clone();
            entry.value.value = Value::Map(inner.iter().filter(kept).cloned().collect(), *style);
            entry
        }
        _ => entry.clone(),
    };
    entries.iter().filter(kept).map(inner).collect()
}
