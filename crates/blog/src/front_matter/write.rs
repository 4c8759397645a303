//! Edits of one key. Each is worked out as a replacement of a byte range, tried on a copy, read back, and refused
//! when the value does not come out as asked or anything else would read differently.

use super::block::{Block, Change};
use super::wanted::Wanted;
use super::yaml::{Entry, Value};
use super::{FieldValue, PICTURE_PARTS, fence, plain, read, spellings};
use crate::RemoteId;
use std::ops::Range;

/// A replacement in a post's text: the smallest one that does the change. Pure; whoever owns the text applies it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to take out.
    pub range: Range<usize>,
    /// What to put there.
    pub insert: String,
}

impl Edit {
    /// The text with this edit made. The range must lie in `text`.
    pub fn apply(&self, text: &str) -> String {
        format!("{}{}{}", &text[..self.range.start], self.insert, &text[self.range.end..])
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.range.is_empty() && self.insert.is_empty()
    }

    /// This replacement without what stays the same at its ends.
    pub(super) fn least(text: &str, range: Range<usize>, insert: String) -> Self {
        let old = &text[range.clone()];
        let same = |(a, b): &(char, char)| a == b;
        let head: usize = old.chars().zip(insert.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
        let (old, new) = (&old[head..], &insert[head..]);
        let tail: usize =
            old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
        Self { range: range.start + head..range.end - tail, insert: new[..new.len() - tail].to_owned() }
    }
}

/// Why a field was not written. The text is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The block does not parse.
    #[error(
        "Line {line} of the post cannot be read: {message}. Nothing was changed. Repair that line first."
    )]
    Unreadable {
        /// 1-based line in the whole text.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// It is TOML or JSON, or its end is missing.
    #[error("{0}")]
    Foreign(String),
    /// Another field repeats this one by an alias.
    #[error(
        "Line {line} of the post repeats `{key}` by an alias. Nothing was changed. Edit the two by hand."
    )]
    Shared {
        /// The field.
        key: String,
        /// Where the alias stands.
        line: usize,
    },
    /// No edit was found that changes this field and nothing else.
    #[error(
        "`{key}` is written in a way that cannot be edited here. Nothing was changed. Edit it in the text itself."
    )]
    Refused {
        /// The field.
        key: String,
    },
}

/// The edit that sets `key` to `value`, in the words and the style that the file uses: `excerpt` edits a
/// `description`, `status` a `draft: true`. Makes the block when there is none.
pub fn edit(text: &str, key: &str, value: &FieldValue) -> Result<Edit, EditError> {
    let wanted = Wanted::of(key, value);
    let Some(block) = Block::open(text)? else {
        return Ok(new_block(
            text,
            wanted.map(|wanted| format!("{}: {}", plain::key(key), wanted.alone(false))),
        ));
    };
    let refused = || EditError::Refused { key: key.to_owned() };
    let (index, change) = block.change(key, wanted);
    let Some(index) = index else {
        let Change::Set(wanted) = change else { return Ok(Edit::default()) };
        let line = format!("{}: {}", plain::key(key), wanted.alone(block.is_flow()));
        let reads = |entries: &[Entry]| {
            read::find(entries, key).is_some_and(|entry| wanted.is_said_by(&entry.value, entries))
        };
        return block.first_good([block.add(&block.entries, None, &line)], &[key], reads).ok_or_else(refused);
    };
    let entry = &block.entries[index];
    block.refuse_if_shared(index)?;
    let name = entry.key.text().unwrap_or(key);
    let done = match change {
        Change::Set(wanted) => {
            let home = home_of_text(entry);
            if wanted.is_said_by(&home.value, &block.entries) {
                return Ok(Edit { range: home.value.at.start..home.value.at.start, insert: String::new() });
            }
            let reads = |entries: &[Entry]| {
                let entry = entries.iter().find(|entry| read::is_key(entry, name));
                entry.is_some_and(|entry| wanted.is_said_by(&home_of_text(entry).value, entries))
            };
            block.first_good(block.set(home, &wanted), &[name], reads)
        }
        Change::Replace(wanted) => {
            let reads = |entries: &[Entry]| {
                read::find(entries, key).is_some_and(|entry| wanted.is_said_by(&entry.value, entries))
            };
            let line = format!("{key}: {}", wanted.alone(block.is_flow()));
            let range = entry.key.start..block.end(entry);
            block.first_good([(range, line)], &[name, key], reads)
        }
        Change::Remove => {
            let gone = |entries: &[Entry]| {
                read::find(entries, key).is_none() && !entries.iter().any(|e| read::is_key(e, name))
            };
            block.first_good([block.remove(&block.entries, index)], &[name], gone)
        }
    };
    done.ok_or_else(refused)
}

/// The edit that notes under `wordpress` which number the post has on `blog`, or takes the note out.
pub fn edit_remote(text: &str, blog: &str, id: Option<RemoteId>) -> Result<Edit, EditError> {
    const KEY: &str = "wordpress";
    let line = id.map(|id| format!("{}: {id}", plain::key(blog)));
    let eol = fence::line_end(text);
    let Some(block) = Block::open(text)? else {
        return Ok(new_block(text, line.map(|line| format!("{KEY}:{eol}  {line}"))));
    };
    let position = block.entries.iter().position(|entry| read::is_key(entry, KEY));
    let attempt = match (position, &line) {
        (None, None) => return Ok(Edit::default()),
        (None, Some(line)) if block.is_flow() => {
            block.add(&block.entries, None, &format!("{KEY}: {{{line}}}"))
        }
        (None, Some(line)) => {
            let indent = block.indent(&block.entries);
            block.add(&block.entries, None, &format!("{KEY}:{eol}{indent}  {line}"))
        }
        (Some(index), _) => {
            block.refuse_if_shared(index)?;
            let entry = &block.entries[index];
            match (&entry.value.value, &line) {
                (Value::Map(inner, style), _) => {
                    let known = inner.iter().position(|entry| entry.key.text() == Some(blog));
                    match (known, id, &line) {
                        (None, None, _) | (None, Some(_), None) => return Ok(Edit::default()),
                        (Some(_), None, _) if inner.len() == 1 => block.remove(&block.entries, index),
                        (Some(known), None, _) => block.remove_styled(inner, known, *style),
                        (Some(known), Some(id), _) => {
                            let wanted = Wanted::Text { text: id.to_string(), bare: true };
                            block.set(&inner[known], &wanted).into_iter().next().unwrap_or_default()
                        }
                        (None, Some(_), Some(line)) => block.add(inner, Some(&entry.value), line),
                    }
                }
                (_, None) => block.remove(&block.entries, index),
                (Value::Nothing, Some(line)) if !block.is_flow() => {
                    let at = block.written_end(fence::line_start(text, entry.key.at.start));
                    (at..at, format!("{eol}{}  {line}", block.indent(&block.entries)))
                }
                (_, Some(line)) => block.whole(entry, &format!("{{{line}}}")),
            }
        }
    };
    let reads = |entries: &[Entry]| {
        let found = entries.iter().find(|entry| read::is_key(entry, KEY)).map(|entry| &entry.value.value);
        let mut numbers: Vec<(&str, &str)> = match found {
            Some(Value::Map(inner, _)) => {
                inner.iter().filter_map(|e| Some((e.key.text()?, e.value.text()?))).collect()
            }
            _ => Vec::new(),
        };
        let is = numbers.iter().find(|(name, _)| *name == blog).and_then(|(_, number)| number.parse().ok());
        numbers.retain(|(name, _)| *name != blog);
        is == id.map(|id| id.0) && numbers == block.other_remotes(blog)
    };
    block.first_good([attempt], &[KEY], reads).ok_or(EditError::Refused { key: KEY.to_owned() })
}

/// A block made for a text that has none. The body stays as it is.
fn new_block(text: &str, line: Option<String>) -> Edit {
    let eol = fence::line_end(text);
    let insert = line.map_or_else(String::new, |line| format!("---{eol}{line}{eol}---{eol}"));
    Edit { range: 0..0, insert }
}

/// The entry whose value is the text: the entry itself, or the part of a picture map that names the file.
fn home_of_text(entry: &Entry) -> &Entry {
    match &entry.value.value {
        Value::Map(inner, _) if spellings(&"picture").iter().any(|name| read::is_key(entry, name)) => {
            PICTURE_PARTS.iter().find_map(|part| read::find(inner, part)).unwrap_or(entry)
        }
        _ => entry,
    }
}
