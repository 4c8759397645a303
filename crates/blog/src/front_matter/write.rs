//! Edits of one key. Each is worked out as a replacement of a byte range, tried on a copy, read back, and refused
//! when the value does not come out as asked or anything else would read differently.

use super::yaml::{self, Entry, Node, Value};
use super::{FieldValue, FrontMatter, PICTURE_PARTS, date, fence, plain, read, spellings};
use crate::{RemoteId, Status};
use granit_parser::{ScalarStyle, StructureStyle};
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
    fn least(text: &str, range: Range<usize>, insert: String) -> Self {
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

/// What is to stand there, in the file's terms.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    /// `bare`: a date, number or truth value that goes without quotes.
    Text {
        text: String,
        bare: bool,
    },
    Flag(bool),
    List(Vec<String>),
}

impl Wanted {
    /// `None` for a value that is to be absent.
    fn of(key: &str, value: &FieldValue) -> Option<Self> {
        match value {
            FieldValue::Absent => None,
            FieldValue::Flag(on) => Some(Self::Flag(*on)),
            FieldValue::List(items) => {
                let items = items.iter().map(|item| item.trim()).filter(|item| !item.is_empty());
                Some(Self::List(items.map(str::to_owned).collect()))
            }
            FieldValue::Text(text) => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                Some(Self::Text { bare: key == "date" && date::normal(&text).is_some(), text })
            }
        }
    }

    /// As a value without a model.
    fn alone(&self, flow: bool) -> String {
        match self {
            Self::Text { text, bare: true } => text.trim().to_owned(),
            Self::Text { text, .. } => plain::spell(text, ScalarStyle::Plain, flow),
            Self::Flag(on) => on.to_string(),
            Self::List(items) => plain::flow_list(items, ScalarStyle::Plain),
        }
    }

    /// Whether the node reads as this.
    fn is_said_by(&self, node: &Node, entries: &[Entry]) -> bool {
        let anchors = read::anchors(entries);
        let followed = read::follow(node, &anchors);
        match self {
            Self::Text { text, .. } if text.is_empty() => followed.is_null() || followed.text() == Some(""),
            Self::Text { text, .. } => followed
                .text()
                .is_some_and(|found| found.trim_end_matches('\n') == text.trim_end_matches('\n')),
            Self::Flag(on) => followed.text().and_then(read::flag) == Some(*on),
            Self::List(items) => read::names(followed, &anchors).as_ref() == Some(items),
        }
    }
}

/// What happens to the entry that carries the field.
enum Change {
    Set(Wanted),
    /// Key and value make room for the field's own name.
    Replace(Wanted),
    Remove,
}

type Attempt = (Range<usize>, String);

/// The parsed block of a text.
struct Block<'t> {
    text: &'t str,
    yaml: Range<usize>,
    entries: Vec<Entry>,
    style: StructureStyle,
}

impl<'t> Block<'t> {
    /// The block; `None` when the text has none.
    fn open(text: &'t str) -> Result<Option<Self>, EditError> {
        let front = FrontMatter::of(text);
        if let Some(oddity) = front.oddity {
            return Err(EditError::Foreign(read::oddity_message(oddity)));
        }
        let Some(yaml) = front.yaml else { return Ok(None) };
        let unreadable = |at: usize, message: String| EditError::Unreadable {
            line: fence::line_number(text, at),
            message,
        };
        let (entries, style) = yaml::parse(text, yaml.clone()).map_err(|fault| {
            let fault = yaml::parse_leniently(text, yaml.clone()).1.into_iter().next().unwrap_or(fault);
            unreadable(fault.at.start, fault.message)
        })?;
        Ok(Some(Self { text, yaml, entries, style }))
    }

    fn is_flow(&self) -> bool {
        self.style == StructureStyle::Flow
    }

    /// Which entry carries the field, and what happens to it.
    fn change(&self, key: &str, wanted: Option<Wanted>) -> (Option<usize>, Change) {
        let position = |name: &str| self.entries.iter().position(|entry| read::is_key(entry, name));
        let spelled: Vec<usize> = spellings(&key).iter().filter_map(|name| position(name)).collect();
        if key == "status" && spelled.is_empty() {
            let truth = |index: &usize| self.entries[*index].value.text().and_then(read::flag).is_some();
            let draft = position("draft");
            let flag = draft.or_else(|| position("published").filter(truth));
            if let Some(index) = flag {
                let status = match &wanted {
                    Some(Wanted::Text { text, .. }) => Status::from_word(text),
                    _ => None,
                };
                return (
                    Some(index),
                    match (wanted, status) {
                        (None, _) => Change::Remove,
                        (_, Some(Status::Draft)) => Change::Set(Wanted::Flag(draft.is_some())),
                        (_, Some(Status::Published)) => Change::Set(Wanted::Flag(draft.is_none())),
                        (Some(wanted), _) => Change::Replace(wanted),
                    },
                );
            }
        }
        let index = spelled.first().copied();
        match wanted {
            Some(wanted) => (index, Change::Set(wanted)),
            // An empty text in front of another tool's spelling keeps that one from counting, and keeps its line.
            None if spelled.len() > 1 => {
                (index, Change::Set(Wanted::Text { text: String::new(), bare: false }))
            }
            None => (index, Change::Remove),
        }
    }

    fn refuse_if_shared(&self, index: usize) -> Result<(), EditError> {
        let key = self.entries[index].key.text().unwrap_or_default().to_owned();
        let mut own = Vec::new();
        self.entries[index].value.walk(&mut |node| own.extend(node.anchor.clone()));
        let (mut alias, mut twice) = (None, None);
        for (_, entry) in self.entries.iter().enumerate().filter(|(other, _)| *other != index) {
            entry.value.walk(&mut |node| match &node.value {
                Value::Alias(name) if own.contains(name) => alias = Some(node.start),
                _ => {}
            });
            if entry.key.text() == Some(&key) {
                twice = Some(entry.key.start);
            }
        }
        let line = |at: usize| fence::line_number(self.text, at);
        match (alias, twice) {
            (Some(at), _) => Err(EditError::Shared { key, line: line(at) }),
            (_, Some(at)) => Err(EditError::Unreadable {
                line: line(at),
                message: format!("`{key}` stands there a second time"),
            }),
            _ => Ok(()),
        }
    }

    /// The first attempt that reads back as asked and leaves all keys but `touched` and the body as they are.
    fn first_good(
        &self,
        attempts: impl IntoIterator<Item = Attempt>,
        touched: &[&str],
        reads: impl Fn(&[Entry]) -> bool,
    ) -> Option<Edit> {
        let others = |entries: &[Entry]| -> Vec<Entry> {
            let is_touched = |entry: &Entry| touched.iter().any(|name| read::is_key(entry, name));
            entries.iter().filter(|entry| !is_touched(entry)).cloned().collect()
        };
        let before = others(&self.entries);
        let body = &self.text[FrontMatter::of(self.text).body];
        attempts.into_iter().map(|(range, insert)| Edit::least(self.text, range, insert)).find(|edit| {
            let text = edit.apply(self.text);
            let front = FrontMatter::of(&text);
            let Some(Ok((entries, _))) = front.yaml.map(|yaml| yaml::parse(&text, yaml)) else {
                return false;
            };
            text[front.body] == *body && others(&entries) == before && reads(&entries)
        })
    }

    /// The indentation of a map's keys.
    fn indent(&self, entries: &[Entry]) -> &'t str {
        let Some(first) = entries.first() else { return "" };
        let indent = &self.text[fence::line_start(self.text, first.key.start)..first.key.start];
        if indent.trim().is_empty() { indent } else { "" }
    }

    /// Where the written part of a line ends, before its line end.
    fn written_end(&self, line_start: usize) -> usize {
        let line = &self.text[fence::line_at(self.text, line_start)];
        line_start + line.trim_end_matches(['\r', '\n']).len()
    }

    /// After the colon.
    fn colon(&self, entry: &Entry) -> usize {
        let after = &self.text[entry.key.at.end..self.yaml.end];
        entry.key.at.end + after.find(':').map_or(0, |i| i + 1)
    }

    /// Where the value's last written byte is.
    fn end(&self, entry: &Entry) -> usize {
        self.last(&entry.value).max(self.colon(entry))
    }

    fn last(&self, node: &Node) -> usize {
        match &node.value {
            Value::Nothing => node.start,
            Value::List(items, StructureStyle::Block) => {
                items.last().map_or(node.at.start, |item| self.last(item))
            }
            Value::Map(entries, StructureStyle::Block) => {
                entries.last().map_or(node.at.start, |entry| self.end(entry))
            }
            _ if node.is_block_scalar() => self.text[..node.at.end].trim_end().len(),
            _ => node.at.end,
        }
    }

    /// Puts a line into a map: the root, or the one that is `parent`.
    fn add(&self, entries: &[Entry], parent: Option<&Node>, line: &str) -> Attempt {
        let eol = fence::line_end(self.text);
        let flow =
            parent.map_or(self.is_flow(), |node| matches!(node.value, Value::Map(_, StructureStyle::Flow)));
        match (entries.last(), parent) {
            (Some(last), _) if flow => (self.end(last)..self.end(last), format!(", {line}")),
            (None, Some(parent)) => (parent.at.clone(), format!("{{{line}}}")),
            (Some(last), Some(_)) => {
                let at = self.written_end(fence::line_start(self.text, self.end(last)));
                (at..at, format!("{eol}{}{line}", self.indent(entries)))
            }
            (_, None) => (self.yaml.end..self.yaml.end, format!("{}{line}{eol}", self.indent(entries))),
        }
    }

    fn remove(&self, entries: &[Entry], index: usize) -> Attempt {
        self.remove_styled(entries, index, self.style)
    }

    /// Takes an entry out: its lines, or in `{ }` its part with one comma.
    fn remove_styled(&self, entries: &[Entry], index: usize, style: StructureStyle) -> Attempt {
        let entry = &entries[index];
        let range = match (style, index.checked_sub(1), entries.get(index + 1)) {
            (StructureStyle::Block, ..) => {
                let last = fence::line_at(self.text, fence::line_start(self.text, self.end(entry)));
                fence::line_start(self.text, entry.key.start)..last.end
            }
            (_, _, Some(next)) => entry.key.start..next.key.start,
            (_, Some(before), None) => self.end(&entries[before])..self.end(entry),
            (_, None, None) => entry.key.start..self.end(entry),
        };
        (range, String::new())
    }

    /// The ways to set an entry's value, best first.
    fn set(&self, entry: &Entry, wanted: &Wanted) -> Vec<Attempt> {
        let node = &entry.value;
        let mut attempts = Vec::new();
        let style = match node.value {
            Value::Scalar(_, style) => style,
            _ => ScalarStyle::Plain,
        };
        let flow = self.is_flow();
        let rendered = match wanted {
            Wanted::List(items) => {
                attempts.extend(self.set_list(entry, items));
                plain::flow_list(items, style)
            }
            Wanted::Flag(on) => {
                let word = like_the_word(node.text().unwrap_or_default(), *on);
                if style == ScalarStyle::Plain { word } else { plain::spell(&word, style, flow) }
            }
            Wanted::Text { text, bare: true } if style == ScalarStyle::Plain => text.trim().to_owned(),
            Wanted::Text { text, .. } => {
                if node.is_block_scalar() && !text.trim().is_empty() {
                    attempts.push(self.block_scalar(entry, text, style));
                }
                plain::spell(text, style, flow)
            }
        };
        let is_block = node.is_block_scalar()
            || matches!(
                node.value,
                Value::List(_, StructureStyle::Block) | Value::Map(_, StructureStyle::Block)
            );
        if !is_block && node.value != Value::Nothing {
            let start = if node.anchor.is_some() { node.at.start } else { node.start };
            attempts.push((start..node.at.end, rendered.clone()));
        }
        attempts.push(self.whole(entry, &rendered));
        attempts
    }

    /// The whole value in one line; a comment after the key or a block header stays.
    fn whole(&self, entry: &Entry, rendered: &str) -> Attempt {
        let from = self.colon(entry);
        let end = self.end(entry);
        let key_line = from..self.written_end(fence::line_start(self.text, from));
        let comment = if end > key_line.end || entry.value.is_block_scalar() {
            let rest = &self.text[key_line.clone()];
            rest.find(" #").map_or("", |at| &rest[at..])
        } else {
            ""
        };
        let end = if comment.is_empty() { end } else { end.max(key_line.end) };
        (from..end, format!(" {rendered}{comment}"))
    }

    /// A text below its `|` or `>`, in the indentation that is there.
    fn block_scalar(&self, entry: &Entry, text: &str, style: ScalarStyle) -> Attempt {
        let eol = fence::line_end(self.text);
        let header = fence::line_at(self.text, fence::line_start(self.text, self.colon(entry)));
        let at = &entry.value.at;
        let first = fence::line_start(self.text, at.start);
        let own = &self.text[first..at.start];
        let key_indent = entry.key.start - fence::line_start(self.text, entry.key.start);
        let written = self.last(&entry.value);
        let empty = written <= header.end || !own.trim().is_empty() || own.is_empty();
        let indent = if empty { " ".repeat(key_indent + 2) } else { own.to_owned() };
        let text = text.trim_end_matches('\n');
        let between = if style == ScalarStyle::Folded { eol.repeat(2) } else { eol.to_owned() };
        let lines: Vec<String> = text
            .split('\n')
            .map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") })
            .collect();
        let lines = lines.join(&between);
        if empty { (header.end..header.end, lines + eol) } else { (header.end..written, lines) }
    }

    /// The ways to set a list that keep its style: only the items that differ are touched.
    fn set_list(&self, entry: &Entry, items: &[String]) -> Vec<Attempt> {
        let node = &entry.value;
        match &node.value {
            Value::Scalar(text, style) if !node.is_block_scalar() => {
                let commas = text.contains(',') || items.len() <= 1;
                let holds = commas && !items.is_empty() && items.iter().all(|item| !item.contains(','));
                let joined = items.join(", ");
                holds
                    .then(|| (node.start..node.at.end, plain::spell(&joined, *style, self.is_flow())))
                    .into_iter()
                    .collect()
            }
            Value::List(old, style) if !old.is_empty() && !items.is_empty() => {
                let head = old.iter().zip(items).take_while(|(old, new)| says(old, new)).count();
                let tail = old[head..]
                    .iter()
                    .rev()
                    .zip(items[head..].iter().rev())
                    .take_while(|(old, new)| says(old, new));
                let tail = tail.count();
                let new = &items[head..items.len() - tail];
                match style {
                    StructureStyle::Flow => vec![self.flow_items(old, head..old.len() - tail, new)],
                    StructureStyle::Block => self.block_items(entry, old, head..old.len() - tail, new, items),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Replaces some items between brackets.
    fn flow_items(&self, old: &[Node], changed: Range<usize>, new: &[String]) -> Attempt {
        let style = common_style(old);
        let new: Vec<String> = new.iter().map(|item| plain::spell(item, style, true)).collect();
        let joined = new.join(", ");
        let before = changed.start.checked_sub(1).map(|i| old[i].at.end);
        let after = old.get(changed.end).map(|node| node.start);
        match (changed.is_empty(), new.is_empty(), before, after) {
            (false, false, ..) => (old[changed.start].start..old[changed.end - 1].at.end, joined),
            (false, true, Some(before), _) => (before..old[changed.end - 1].at.end, String::new()),
            (false, true, None, Some(after)) => (old[changed.start].start..after, String::new()),
            (true, false, Some(before), _) => (before..before, format!(", {joined}")),
            (true, false, None, Some(after)) => (after..after, format!("{joined}, ")),
            _ => Attempt::default(),
        }
    }

    /// Replaces some `- item` lines; failing that, writes all of them anew below the key.
    fn block_items(
        &self,
        entry: &Entry,
        old: &[Node],
        changed: Range<usize>,
        new: &[String],
        all: &[String],
    ) -> Vec<Attempt> {
        let eol = fence::line_end(self.text);
        let line_of = |node: &Node| fence::line_at(self.text, fence::line_start(self.text, node.start));
        let dash = |node: &Node| &self.text[line_of(node).start..node.start];
        let lead = dash(&old[0]);
        let has_dash = lead.trim() == "-";
        let lead = if has_dash { lead } else { "  - " };
        let style = common_style(old);
        let lines = |items: &[String]| -> String {
            items.iter().map(|item| format!("{lead}{}{eol}", plain::spell(item, style, false))).collect()
        };
        let mut attempts = Vec::new();
        if has_dash {
            let (first, last) = (old.get(changed.start), changed.end.checked_sub(1).and_then(|i| old.get(i)));
            match (first, last) {
                (Some(item), _) if changed.len() == 1 && new.len() == 1 && item.text().is_some() => {
                    attempts.push((item.start..item.at.end, plain::spell(&new[0], style, false)));
                }
                (Some(first), Some(last)) if !changed.is_empty() => {
                    let end = fence::line_at(self.text, fence::line_start(self.text, self.last(last))).end;
                    attempts.push((line_of(first).start..end, lines(new)));
                }
                (Some(first), _) => attempts.push((line_of(first).start..line_of(first).start, lines(new))),
                (None, Some(last)) => {
                    let end = fence::line_at(self.text, fence::line_start(self.text, self.last(last))).end;
                    attempts.push((end..end, lines(new)));
                }
                (None, None) => {}
            }
        }
        let key_line = fence::line_at(self.text, fence::line_start(self.text, entry.key.start));
        let last = fence::line_at(self.text, fence::line_start(self.text, self.end(entry)));
        attempts.push((key_line.end..last.end, lines(all)));
        attempts
    }

    /// The numbers noted for other blogs.
    fn other_remotes(&self, blog: &str) -> Vec<(&str, &str)> {
        let entry = self.entries.iter().find(|entry| read::is_key(entry, "wordpress"));
        match entry.map(|entry| &entry.value.value) {
            Some(Value::Map(inner, _)) => {
                let numbers = inner.iter().filter_map(|e| Some((e.key.text()?, e.value.text()?)));
                numbers.filter(|(name, _)| *name != blog).collect()
            }
            _ => Vec::new(),
        }
    }
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

fn says(node: &Node, text: &str) -> bool {
    node.text().is_some_and(|found| found.trim() == text)
}

/// The style that all these items share, plain when they differ.
fn common_style(items: &[Node]) -> ScalarStyle {
    let mut styles = items.iter().map(|item| match item.value {
        Value::Scalar(_, style) => style,
        _ => ScalarStyle::Plain,
    });
    let first = styles.next().unwrap_or(ScalarStyle::Plain);
    if styles.all(|style| style == first) { first } else { ScalarStyle::Plain }
}

/// Yes or no in the words that stand there.
fn like_the_word(old: &str, on: bool) -> String {
    const PAIRS: [(&str, &str); 4] = [("true", "false"), ("yes", "no"), ("on", "off"), ("open", "closed")];
    let lower = old.trim().to_ascii_lowercase();
    let pair = PAIRS.into_iter().find(|(yes, no)| lower == *yes || lower == *no).unwrap_or(PAIRS[0]);
    let word = if on { pair.0 } else { pair.1 };
    let mut letters = old.trim().chars();
    match (letters.next().is_some_and(char::is_uppercase), letters.next().is_some_and(char::is_uppercase)) {
        (true, true) => word.to_ascii_uppercase(),
        (true, false) => word[..1].to_ascii_uppercase() + &word[1..],
        _ => word.to_owned(),
    }
}
