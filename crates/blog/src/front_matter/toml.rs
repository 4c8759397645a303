//! TOML, as Hugo and Zola write it, as the same tree as YAML. toml_edit reads it and says where each part stands; its
//! nesting is limited there, and nothing in it can refer to anything else.

use super::node::{Entry, Fault, Node, Value};
use granit_parser::{ScalarStyle, StructureStyle};
use std::ops::Range;
use toml_edit::{Array, Document, InlineTable, Item, Key, Table};

/// A block with as many bad lines is not read any further.
const MAX_FAULTS: usize = 20;
/// How much is read altogether while bad lines are left out one after the other, bytes.
const MAX_READ: usize = 2 << 20;

/// The fields of the TOML that stands at `block` in `text`.
pub(super) fn parse(text: &str, block: Range<usize>) -> Result<Vec<Entry>, Fault> {
    read(text, &block, &text[block.clone()])
}

/// All fields that can be read when the whole cannot, and the faults: each bad line is left out in turn.
pub(super) fn piecewise(text: &str, block: Range<usize>) -> (Vec<Entry>, Vec<Fault>) {
    let mut left = text[block.clone()].to_owned();
    let mut faults: Vec<Fault> = Vec::new();
    let tries = MAX_FAULTS.min(MAX_READ / left.len().max(1));
    for _ in 0..=tries {
        match read(text, &block, &left) {
            Ok(entries) => return (entries, faults),
            Err(fault) => {
                let line = fault.at.start - block.start..fault.at.end - block.start;
                if left[line.clone()].trim().is_empty() || faults.len() >= MAX_FAULTS {
                    break;
                }
                left.replace_range(line.clone(), &" ".repeat(line.len()));
                faults.push(fault);
            }
        }
    }
    (Vec::new(), faults)
}

/// `toml` lies at `block` in `text`, or is a copy of what lies there, of the same length.
fn read(text: &str, block: &Range<usize>, toml: &str) -> Result<Vec<Entry>, Fault> {
    let tree = Tree { toml, base: block.start };
    match Document::parse(toml) {
        Ok(document) => Ok(tree.table(document.as_table())),
        Err(error) => {
            let at = block.start + error.span().map_or(0, |span| span.start);
            Err(Fault::at(text, block, at, &format!("TOML says: {}", error.message().replace('\n', ", "))))
        }
    }
}

struct Tree<'t> {
    toml: &'t str,
    base: usize,
}

impl Tree<'_> {
    fn table(&self, table: &Table) -> Vec<Entry> {
        let keyed = table.iter().filter_map(|(name, item)| Some((table.key(name)?, item)));
        keyed.map(|(key, item)| self.entry(key, item)).collect()
    }

    fn inline(&self, table: &InlineTable) -> Vec<Entry> {
        let keyed = table.iter().filter_map(|(name, _)| table.get_key_value(name));
        keyed.map(|(key, item)| self.entry(key, item)).collect()
    }

    fn entry(&self, key: &Key, item: &Item) -> Entry {
        let value = self.item(item);
        let at = self.place(key.span(), value.start);
        let name = Value::Scalar(key.get().to_owned(), ScalarStyle::Plain);
        Entry { key: Node { value: name, start: at.start, at, anchor: None }, value }
    }

    fn item(&self, item: &Item) -> Node {
        match item {
            Item::None => self.node(Value::Nothing, None),
            Item::Table(table) => {
                self.node(Value::Map(self.table(table), StructureStyle::Block), table.span())
            }
            Item::ArrayOfTables(tables) => {
                let inner = |table: &Table| {
                    self.node(Value::Map(self.table(table), StructureStyle::Block), table.span())
                };
                self.node(
                    Value::List(tables.iter().map(inner).collect(), StructureStyle::Block),
                    tables.span(),
                )
            }
            Item::Value(value) => self.value(value),
        }
    }

    fn value(&self, value: &toml_edit::Value) -> Node {
        let read = match value {
            toml_edit::Value::String(text) => {
                let quote = value.span().and_then(|span| self.toml[span].chars().next());
                let style =
                    if quote == Some('\'') { ScalarStyle::SingleQuoted } else { ScalarStyle::DoubleQuoted };
                Value::Scalar(text.value().clone(), style)
            }
            toml_edit::Value::Array(array) => Value::List(self.array(array), StructureStyle::Flow),
            toml_edit::Value::InlineTable(table) => {
                let style = if table.is_dotted() { StructureStyle::Block } else { StructureStyle::Flow };
                Value::Map(self.inline(table), style)
            }
            // Numbers, truth values and dates stay as they are spelled.
            _ => {
                let written = value.span().map_or("", |span| &self.toml[span]);
                Value::Scalar(written.to_owned(), ScalarStyle::Plain)
            }
        };
        self.node(read, value.span())
    }

    fn array(&self, array: &Array) -> Vec<Node> {
        array.iter().map(|value| self.value(value)).collect()
    }

    /// A table that is only named by the ones inside it stands where the first of them does.
    fn node(&self, value: Value, span: Option<Range<usize>>) -> Node {
        let within = match &value {
            Value::Map(entries, _) => entries.iter().map(|entry| entry.key.start).min(),
            Value::List(items, _) => items.iter().map(|item| item.start).min(),
            _ => None,
        };
        let at = self.place(span, within.unwrap_or(self.base));
        Node { value, start: at.start, at, anchor: None }
    }

    fn place(&self, span: Option<Range<usize>>, instead: usize) -> Range<usize> {
        span.map_or(instead..instead, |span| span.start + self.base..span.end + self.base)
    }
}
