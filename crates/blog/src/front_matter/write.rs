//! Edits of one key. Each is worked out as a replacement of a byte range, tried on a copy, read back, and refused
//! when the value does not come out as asked or anything else would read differently.

use super::block::{Block, Change};
use super::node::{Entry, Value};
use super::spot::Spot;
use super::wanted::Wanted;
use super::{FieldValue, Grammar, fence, picture, read};
use crate::{RemoteId, Status};
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
    /// It is a program, or its end is missing.
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
        let grammar = Grammar::Yaml;
        return Ok(new_block(text, wanted.map(|wanted| grammar.field(key, &wanted.alone(grammar, false)))));
    };
    if key == "status"
        && wanted.as_ref().is_some_and(is_draft_or_public)
        && block.switch().is_some()
        && block.entries.iter().any(|entry| read::is_key(entry, key))
    {
        return in_their_words(text, key, value);
    }
    let refused = || EditError::Refused { key: key.to_owned() };
    let (spot, change) = block.change(key, wanted);
    let Some(spot) = spot else {
        let Change::Set(wanted) = change else { return Ok(Edit::default()) };
        let line = block.grammar.field(key, &wanted.alone(block.grammar, block.is_flow()));
        let reads = |entries: &[Entry]| {
            read::find(entries, key).is_some_and(|entry| wanted.is_said_by(entry, entries))
        };
        return block.first_good([block.add(&block.entries, None, &line)], &[key], reads).ok_or_else(refused);
    };
    let entry = spot.entry();
    block.refuse_if_shared(spot)?;
    let name = entry.key.text().unwrap_or(key);
    let done = match change {
        Change::Set(wanted) => {
            let home =
                if picture::is_key(entry) { picture::part(&entry.value).unwrap_or(entry) } else { entry };
            if wanted.is_said_by(entry, &block.entries) {
                return Ok(Edit { range: home.value.at.start..home.value.at.start, insert: String::new() });
            }
            let reads = |entries: &[Entry]| {
                let spots = Spot::all(key, entries, spot.style);
                let among = spots.iter().map(|spot| spot.entry()).chain(entries);
                let found = among.into_iter().find(|entry| read::is_key(entry, name));
                found.is_some_and(|entry| wanted.is_said_by(entry, entries))
            };
            block.first_good(block.set(home, &wanted), &[name], reads)
        }
        Change::Remove => {
            let gone = |entries: &[Entry]| {
                read::find(entries, key).is_none() && !entries.iter().any(|e| read::is_key(e, name))
            };
            block.first_good([block.remove(spot)], &[name], gone)
        }
    };
    done.ok_or_else(refused)
}

fn is_draft_or_public(wanted: &Wanted) -> bool {
    let status = match wanted {
        Wanted::Text { text, .. } => Status::from_word(text),
        _ => None,
    };
    matches!(status, Some(Status::Draft | Status::Published))
}

/// What the other tool's yes or no says fully is said by that alone: our own key, which was there for what it cannot say,
/// goes.
fn in_their_words(text: &str, key: &str, value: &FieldValue) -> Result<Edit, EditError> {
    let block = Block::open(text)?;
    let ours = block.as_ref().and_then(|block| {
        let index = block.entries.iter().position(|entry| read::is_key(entry, key))?;
        let spot = *Spot::all(key, &block.entries, block.style()).first()?;
        block.refuse_if_shared(spot).ok()?;
        let gone = |entries: &[Entry]| !entries.iter().any(|entry| read::is_key(entry, key));
        block.first_good([block.remove(Spot { index, ..spot })], &[key], gone)
    });
    let without = ours.ok_or_else(|| EditError::Refused { key: key.to_owned() })?.apply(text);
    let done = edit(&without, key, value)?.apply(&without);
    Ok(Edit::least(text, 0..text.len(), done))
}

/// The edit that notes under `wordpress` which number the post has on `blog`, or takes the note out.
pub fn edit_remote(text: &str, blog: &str, id: Option<RemoteId>) -> Result<Edit, EditError> {
    const KEY: &str = "wordpress";
    let eol = fence::line_end(text);
    let Some(block) = Block::open(text)? else {
        let line = id.map(|id| format!("{KEY}:{eol}  {}", Grammar::Yaml.field(blog, &id.to_string())));
        return Ok(new_block(text, line));
    };
    let grammar = block.grammar;
    let line = id.map(|id| grammar.field(blog, &id.to_string()));
    // The note in braces, which stands in one line.
    let braced = |line: &str| match grammar {
        Grammar::Toml => format!("{{ {line} }}"),
        _ => format!("{{{line}}}"),
    };
    let is_spread = grammar == Grammar::Yaml && !block.is_flow();
    let position = block.entries.iter().position(|entry| read::is_key(entry, KEY));
    let attempt = match (position, &line) {
        (None, None) => return Ok(Edit::default()),
        (None, Some(line)) if !is_spread => {
            block.add(&block.entries, None, &grammar.field(KEY, &braced(line)))
        }
        (None, Some(line)) => {
            let indent = block.indent(&block.entries);
            block.add(&block.entries, None, &format!("{KEY}:{eol}{indent}  {line}"))
        }
        (Some(index), _) => {
            let spot = Spot { among: &block.entries, index, style: block.style() };
            block.refuse_if_shared(spot)?;
            let entry = spot.entry();
            match (&entry.value.value, &line) {
                (Value::Map(inner, style), _) => {
                    let known = inner.iter().position(|entry| entry.key.text() == Some(blog));
                    match (known, id, &line) {
                        (None, None, _) | (None, Some(_), None) => return Ok(Edit::default()),
                        (Some(_), None, _) if inner.len() == 1 => block.remove(spot),
                        (Some(known), None, _) => {
                            block.remove(Spot { among: inner, index: known, style: *style })
                        }
                        (Some(known), Some(id), _) => {
                            let wanted = Wanted::Text { text: id.to_string(), bare: true };
                            block.set(&inner[known], &wanted).into_iter().next().unwrap_or_default()
                        }
                        (None, Some(_), Some(line)) => block.add(inner, Some(&entry.value), line),
                    }
                }
                (_, None) => block.remove(spot),
                (Value::Nothing, Some(line)) if is_spread => {
                    let at = block.written_end(fence::line_start(text, entry.key.at.start));
                    (at..at, format!("{eol}{}  {line}", block.indent(&block.entries)))
                }
                (_, Some(line)) => block.whole(entry, &braced(line)),
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
