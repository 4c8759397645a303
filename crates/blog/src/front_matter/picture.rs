//! The featured picture: a text, the first of several, or a part of a map (Jekyll's and Hugo's themes).

use super::node::{Entry, Node, Value};
use super::{PICTURE_PARTS, read, spellings};

/// The node whose text names the file.
pub(super) fn home(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::Map(..) => part(node).map(|entry| &entry.value),
        Value::List(items, _) => items.iter().find(|item| item.text().is_some()),
        _ => node.text().map(|_| node),
    }
}

/// The entry of a picture map that names the file.
pub(super) fn part(node: &Node) -> Option<&Entry> {
    match &node.value {
        Value::Map(entries, _) => PICTURE_PARTS.iter().find_map(|part| read::find(entries, part)),
        _ => None,
    }
}

/// Whether this is a key for the picture.
pub(super) fn is_key(entry: &Entry) -> bool {
    spellings(&"picture").iter().any(|name| read::is_key(entry, name))
}
