//! The parsed block of a text, and where in it a replacement has to go. Works out replacements, makes none.

use super::node::{Entry, Node, Value};
use super::spot::{self, Spot};
use super::wanted::Wanted;
use super::write::{Edit, EditError};
use super::{FrontMatter, Grammar, fence, picture, read};
use crate::Status;
use granit_parser::{ScalarStyle, StructureStyle};
use std::ops::Range;

/// What happens to the entry that carries the field.
pub(super) enum Change {
    Set(Wanted),
    Remove,
}

/// A replacement that may be tried: where, and what to put there.
pub(super) type Attempt = (Range<usize>, String);

/// The parsed block of a text.
pub(super) struct Block<'t> {
    pub text: &'t str,
    pub grammar: Grammar,
    block: Range<usize>,
    pub entries: Vec<Entry>,
    style: StructureStyle,
}

impl<'t> Block<'t> {
    /// The block; `None` when the text has none.
    pub fn open(text: &'t str) -> Result<Option<Self>, EditError> {
        let front = FrontMatter::of(text);
        if let Some(oddity) = front.oddity {
            return Err(EditError::Foreign(read::oddity_message(oddity)));
        }
        let (Some(block), grammar) = (front.block, front.grammar) else { return Ok(None) };
        let unreadable = |at: usize, message: String| EditError::Unreadable {
            line: fence::line_number(text, at),
            message,
        };
        let (entries, style) = grammar.parse(text, block.clone()).map_err(|fault| {
            let fault = grammar.parse_leniently(text, block.clone()).1.into_iter().next().unwrap_or(fault);
            unreadable(fault.at.start, fault.message)
        })?;
        Ok(Some(Self { text, grammar, block, entries, style }))
    }

    /// Whether its fields stand in lines or in braces.
    pub fn style(&self) -> StructureStyle {
        self.style
    }

    pub fn is_flow(&self) -> bool {
        self.style == StructureStyle::Flow
    }

    /// Which entry carries the field, and what happens to it.
    pub fn change(&self, key: &str, wanted: Option<Wanted>) -> (Option<Spot<'_>>, Change) {
        let all = Spot::all(key, &self.entries, self.style);
        if key == "status"
            && all.is_empty()
            && let Some((spot, is_draft)) = self.switch()
        {
            let status = match &wanted {
                Some(Wanted::Text { text, .. }) => Status::from_word(text),
                _ => None,
            };
            return match (wanted, status) {
                (None, _) => (Some(spot), Change::Remove),
                (_, Some(Status::Draft)) => (Some(spot), Change::Set(Wanted::Flag(is_draft))),
                (_, Some(Status::Published)) => (Some(spot), Change::Set(Wanted::Flag(!is_draft))),
                // What a yes or no cannot say stands beside it; the other tool's word stays for the other tool.
                (Some(wanted), _) => (None, Change::Set(wanted)),
            };
        }
        let first = all.first().copied();
        match wanted {
            Some(wanted) => (first, Change::Set(wanted)),
            // An empty text in front of another tool's spelling keeps that one from counting, and keeps its line.
            None if all.len() > 1 => (first, Change::Set(Wanted::Text { text: String::new(), bare: false })),
            None => (first, Change::Remove),
        }
    }

    /// The yes or no by which another tool says whether a post is public, and whether yes means a draft.
    pub fn switch(&self) -> Option<(Spot<'_>, bool)> {
        let named = |name: &str| {
            let index = self.entries.iter().position(|entry| read::is_key(entry, name))?;
            Some(Spot { among: &self.entries, index, style: self.style })
        };
        let truth = |spot: &Spot<'_>| spot.entry().value.text().and_then(read::flag).is_some();
        let draft = named("draft").map(|spot| (spot, true));
        draft.or_else(|| Some((named("published").filter(truth)?, false)))
    }

    pub fn refuse_if_shared(&self, spot: Spot<'_>) -> Result<(), EditError> {
        let key = spot.entry().key.text().unwrap_or_default().to_owned();
        let mut own = Vec::new();
        spot.entry().value.walk(&mut |node| own.extend(node.anchor.clone()));
        let (mut alias, mut twice) = (None, None);
        for (_, entry) in spot.among.iter().enumerate().filter(|(other, _)| *other != spot.index) {
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
    pub fn first_good(
        &self,
        attempts: impl IntoIterator<Item = Attempt>,
        touched: &[&str],
        reads: impl Fn(&[Entry]) -> bool,
    ) -> Option<Edit> {
        let before = spot::without(&self.entries, touched);
        let body = &self.text[FrontMatter::of(self.text).body];
        attempts.into_iter().map(|(range, insert)| Edit::least(self.text, range, insert)).find(|edit| {
            let text = edit.apply(self.text);
            let front = FrontMatter::of(&text);
            let Some(Ok((entries, _))) = front.block.map(|block| front.grammar.parse(&text, block)) else {
                return false;
            };
            text[front.body] == *body && spot::without(&entries, touched) == before && reads(&entries)
        })
    }

    /// The indentation of a map's keys.
    pub fn indent(&self, entries: &[Entry]) -> &'t str {
        let Some(first) = entries.first() else { return "" };
        let indent = &self.text[fence::line_start(self.text, first.key.start)..first.key.start];
        if indent.trim().is_empty() { indent } else { "" }
    }

    /// Where the written part of a line ends, before its line end.
    pub fn written_end(&self, line_start: usize) -> usize {
        let line = &self.text[fence::line_at(self.text, line_start)];
        line_start + line.trim_end_matches(['\r', '\n']).len()
    }

    /// After the colon, or the equals sign. The head of a section has none.
    fn colon(&self, entry: &Entry) -> usize {
        let after = &self.text[entry.key.at.end..self.block.end];
        entry.key.at.end
            + after.find(self.grammar.separator()).filter(|_| !self.is_section(entry)).map_or(0, |i| i + 1)
    }

    /// Whether it is one of TOML's tables below a `[head]`, and not a field among the others.
    fn is_section(&self, entry: &Entry) -> bool {
        let spread = matches!(
            entry.value.value,
            Value::Map(_, StructureStyle::Block) | Value::List(_, StructureStyle::Block)
        );
        let line = &self.text[fence::line_at(self.text, fence::line_start(self.text, entry.key.start))];
        self.grammar == Grammar::Toml && spread && line.trim_start().starts_with('[')
    }

    /// Where the value's last written byte is.
    pub fn end(&self, entry: &Entry) -> usize {
        self.last(&entry.value).max(self.colon(entry))
    }

    pub fn last(&self, node: &Node) -> usize {
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
    pub fn add(&self, entries: &[Entry], parent: Option<&Node>, line: &str) -> Attempt {
        let eol = fence::line_end(self.text);
        let flow =
            parent.map_or(self.is_flow(), |node| matches!(node.value, Value::Map(_, StructureStyle::Flow)));
        let line_of = |at: usize| fence::line_at(self.text, fence::line_start(self.text, at));
        match (entries.first(), entries.last(), parent) {
            // Above the others, where it can have a line of its own: below them, the last one would need a comma.
            (Some(first), ..) if flow && self.grammar == Grammar::Json => {
                let indent = &self.text[line_of(first.key.start).start..first.key.start];
                let gap = if indent.trim().is_empty() { format!("{eol}{indent}") } else { " ".to_owned() };
                (first.key.start..first.key.start, format!("{line},{gap}"))
            }
            (_, Some(last), _) if flow => (self.end(last)..self.end(last), format!(", {line}")),
            (_, None, None) if self.grammar == Grammar::Json => (self.block.clone(), format!("{{{line}}}")),
            (_, None, Some(parent)) => (parent.at.clone(), format!("{{{line}}}")),
            (_, Some(last), Some(_)) => {
                let at = self.written_end(fence::line_start(self.text, self.end(last)));
                (at..at, format!("{eol}{}{line}", self.indent(entries)))
            }
            // What stands below the head of a section would belong to that.
            (_, _, None) if entries.iter().any(|entry| self.is_section(entry)) => {
                let own = entries.iter().filter(|entry| !self.is_section(entry));
                let last = own.map(|entry| self.end(entry)).max();
                let at = last.map_or(self.block.start, |end| line_of(end).end);
                (at..at, format!("{line}{eol}"))
            }
            (_, _, None) => (self.block.end..self.block.end, format!("{}{line}{eol}", self.indent(entries))),
        }
    }

    /// Takes an entry out: its lines, or in `{ }` its part with one comma.
    pub fn remove(&self, spot: Spot<'_>) -> Attempt {
        let Spot { among: entries, index, style } = spot;
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
    pub fn set(&self, entry: &Entry, wanted: &Wanted) -> Vec<Attempt> {
        let node = &entry.value;
        let mut attempts = Vec::new();
        let style = match node.value {
            Value::Scalar(_, style) => style,
            _ => ScalarStyle::Plain,
        };
        let (flow, grammar) = (self.is_flow(), self.grammar);
        if let Wanted::Text { text, .. } = wanted
            && picture::is_key(entry)
            && let Value::List(..) = node.value
            && let Some((item, style)) = picture::home(node).and_then(|item| match item.value {
                Value::Scalar(_, style) => Some((item, style)),
                _ => None,
            })
        {
            attempts.push((item.start..item.at.end, grammar.spell(text, style, true)));
        }
        let rendered = match wanted {
            Wanted::List(items) => {
                attempts.extend(self.set_list(entry, items));
                grammar.list(items, style)
            }
            Wanted::Map(pairs) => grammar.map(pairs),
            Wanted::Flag(on) => {
                let word = like_the_word(node.text().unwrap_or_default(), *on);
                if style == ScalarStyle::Plain { word } else { grammar.spell(&word, style, flow) }
            }
            Wanted::Text { text, bare: true } if style == ScalarStyle::Plain => grammar.bare(text),
            Wanted::Text { text, .. } => {
                if node.is_block_scalar() && !text.trim().is_empty() {
                    attempts.push(self.block_scalar(entry, text, style));
                }
                grammar.spell(text, style, flow)
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
    pub fn whole(&self, entry: &Entry, rendered: &str) -> Attempt {
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

    /// The numbers noted for other blogs.
    pub fn other_remotes(&self, blog: &str) -> Vec<(&str, &str)> {
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
