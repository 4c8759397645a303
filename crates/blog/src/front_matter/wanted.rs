//! The value an edit is to leave behind: how it is spelled where nothing stands yet, and whether a node says it.

use super::names::{Manner, names};
use super::node::{Entry, Node, Value};
use super::{FieldValue, Grammar, date, picture, read};
use granit_parser::ScalarStyle;

/// What is to stand there, in the file's terms.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    /// `bare`: a date, number or truth value that goes without quotes.
    Text {
        text: String,
        bare: bool,
    },
    Flag(bool),
    List(Vec<String>),
    Map(Vec<(String, String)>),
}

impl Wanted {
    /// `None` for a value that is to be absent.
    pub fn of(key: &str, value: &FieldValue) -> Option<Self> {
        match value {
            FieldValue::Absent => None,
            FieldValue::Flag(on) => Some(Self::Flag(*on)),
            FieldValue::List(items) => {
                let manner = Manner { nested: key == "categories", blanks: false };
                let items = items.iter().map(|item| manner.name(item)).filter(|item| !item.is_empty());
                Some(Self::List(items.map(str::to_owned).collect()))
            }
            FieldValue::Map(pairs) => Some(Self::Map(pairs.clone())),
            FieldValue::Text(text) => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                let bare = match key {
                    "date" => date::normal(&text).is_some(),
                    "order" => text.trim().parse::<i64>().is_ok(),
                    _ => false,
                };
                Some(Self::Text { bare, text })
            }
        }
    }

    /// As a value without a model.
    pub fn alone(&self, grammar: Grammar, flow: bool) -> String {
        match self {
            Self::Text { text, bare: true } => grammar.bare(text),
            Self::Text { text, .. } => grammar.spell(text, ScalarStyle::Plain, flow),
            Self::Flag(on) => on.to_string(),
            Self::List(items) => grammar.list(items, ScalarStyle::Plain),
            Self::Map(pairs) => grammar.map(pairs),
        }
    }

    /// Whether the entry, one of a block with these entries, reads as this.
    pub fn is_said_by(&self, entry: &Entry, entries: &[Entry]) -> bool {
        let anchors = read::anchors(entries);
        let followed = read::follow(&entry.value, &anchors);
        let home = if picture::is_key(entry) { picture::home(followed) } else { Some(followed) };
        match self {
            Self::Text { text, .. } if text.is_empty() => {
                home.is_none_or(|node| node.is_null() || node.text() == Some(""))
            }
            Self::Text { text, .. } => home
                .and_then(Node::text)
                .is_some_and(|found| found.trim_end_matches('\n') == text.trim_end_matches('\n')),
            Self::Flag(on) => followed.text().and_then(read::flag) == Some(*on),
            Self::List(items) => {
                names(followed, Manner::of(entry, entries), &anchors).as_ref() == Some(items)
            }
            Self::Map(pairs) => match &followed.value {
                Value::Map(entries, _) => {
                    let said = entries.iter().map(|entry| entry.key.text().zip(entry.value.text()));
                    said.eq(pairs.iter().map(|(key, value)| Some((key.as_str(), value.as_str()))))
                }
                _ => false,
            },
        }
    }
}
