//! A YAML block as a tree that remembers where each part stands in the text.
//!
//! Scalars keep the spelling they have (`no`, `2024`, `null` stay text), aliases are never expanded, nesting is
//! capped: nothing a file can contain makes this slow or deep. Reading stops at the first fault; [`parse_leniently`]
//! then reads field by field, so that one bad line does not hide the others.

use super::fence;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, options};
use std::ops::Range;

/// Front matter beyond this size is not read, bytes.
pub(super) const MAX_BYTES: usize = 1 << 20;
const MAX_NESTING: usize = 64;
/// A block with as many bad lines is not read any further.
const MAX_FAULTS: usize = 20;

/// One value, with its place in the whole text of the post.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub value: Value,
    /// Where its tag or anchor starts, or else its content.
    pub start: usize,
    /// The content. For a block scalar the text below its header, for a block collection from first to last child.
    pub at: Range<usize>,
    /// The name after `&`.
    pub anchor: Option<String>,
}

/// What a value is, as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Nothing stands there.
    Nothing,
    Scalar(String, ScalarStyle),
    List(Vec<Node>, StructureStyle),
    Map(Vec<Entry>, StructureStyle),
    /// `*name`.
    Alias(String),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub key: Node,
    pub value: Node,
}

/// Equal when they say the same in the same spelling; the place does not count.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.anchor == other.anchor
    }
}

impl Node {
    /// The scalar's text; `None` for collections, aliases and nothing.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is said: no value, `null` or `~`.
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Nothing => true,
            Value::Scalar(text, ScalarStyle::Plain) => {
                matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    /// Whether it is written over several lines with `|` or `>`.
    pub fn is_block_scalar(&self) -> bool {
        matches!(self.value, Value::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded))
    }

    /// This node and all below it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Node)) {
        visit(self);
        match &self.value {
            Value::List(items, _) => items.iter().for_each(|item| item.walk(visit)),
            Value::Map(entries, _) => entries.iter().for_each(|entry| {
                entry.key.walk(visit);
                entry.value.walk(visit);
            }),
            _ => {}
        }
    }
}

/// A line that does not parse.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    /// Byte range in the whole text.
    pub at: Range<usize>,
    /// What is wrong there, in plain words, no full stop.
    pub message: String,
}

/// The fields of the YAML that stands at `yaml` in `text`, and how the block is written.
pub(super) fn parse(text: &str, yaml: Range<usize>) -> Result<(Vec<Entry>, StructureStyle), Fault> {
    if yaml.len() > MAX_BYTES {
        let first = fence::line_at(text, yaml.start);
        return Err(Fault { at: first, message: "the block is longer than 1 MB".to_owned() });
    }
    let mut reader = Reader::new(text, yaml.clone());
    let mut root = None;
    while let Some((event, at)) = reader.next()? {
        match event {
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {}
            _ if root.is_some() => return Err(reader.fault(at.start, "a second block starts here")),
            event => root = Some(reader.node(event, at)?),
        }
    }
    match root {
        None => Ok((Vec::new(), StructureStyle::Block)),
        Some(node) if node.is_null() => Ok((Vec::new(), StructureStyle::Block)),
        Some(Node { value: Value::Map(entries, style), .. }) => Ok((entries, style)),
        Some(node) => Err(reader.fault(node.start, "this is not a field (`name: value`)")),
    }
}

/// All fields that can be read, and the faults of the others.
pub(super) fn parse_leniently(text: &str, yaml: Range<usize>) -> (Vec<Entry>, Vec<Fault>) {
    let whole = match parse(text, yaml.clone()) {
        Ok((entries, _)) => return (entries, Vec::new()),
        Err(fault) => fault,
    };
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    if yaml.len() <= MAX_BYTES {
        for chunk in chunks(text, yaml) {
            match parse(text, chunk) {
                Ok((found, _)) => entries.extend(found),
                Err(fault) => faults.push(fault),
            }
            if faults.len() >= MAX_FAULTS {
                break;
            }
        }
    }
    if faults.is_empty() {
        faults.push(whole);
    }
    (entries, faults)
}

/// The block cut where a line starts with something that can be a key.
fn chunks(text: &str, yaml: Range<usize>) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    let mut at = yaml.start;
    while at < yaml.end {
        let line = fence::line_at(text, at);
        let goes_on = text[line.clone()].starts_with([' ', '\t', '\r', '\n', '#', '-', '}', ']']);
        match chunks.last_mut() {
            Some(last) if goes_on => last.end = line.end,
            _ => chunks.push(line.clone()),
        }
        at = line.end;
    }
    chunks
}

struct Reader<'t> {
    events: Parser<'t, StrInput<'t>>,
    text: &'t str,
    yaml: Range<usize>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, yaml: Range<usize>) -> Self {
        let options = options! {
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            emit_comments: false,
            flow_nesting_limit: MAX_NESTING,
            block_nesting_limit: MAX_NESTING,
        };
        Self { events: Parser::new_from_str_with_options(&text[yaml.clone()], options), text, yaml }
    }

    fn next(&mut self) -> Result<Option<(Event<'t>, Place)>, Fault> {
        match self.events.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => {
                let at = span.byte_range().unwrap_or_default();
                let base = self.yaml.start;
                let tag = span.tag_start().and_then(|mark| mark.byte_offset()).map(|at| at + base);
                Ok(Some((event, Place { start: at.start + base, end: at.end + base, tag })))
            }
            Some(Err(error)) => {
                let at = self.yaml.start + error.marker().byte_offset().unwrap_or(0);
                Err(self.fault(at, &in_plain_words(&error)))
            }
        }
    }

    /// The fault's line: where the parser noticed it, or the last written line when it only noticed at the end.
    fn fault(&self, at: usize, message: &str) -> Fault {
        let written = self.yaml.start + self.text[self.yaml.clone()].trim_end().len();
        let mut at = at.clamp(self.yaml.start, written.max(self.yaml.start));
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = fence::line_at(self.text, fence::line_start(self.text, at));
        let length = self.text[line.clone()].trim_end().len();
        Fault { at: line.start..line.start + length, message: message.to_owned() }
    }

    fn node(&mut self, event: Event<'t>, place: Place) -> Result<Node, Fault> {
        let mut start = place.tag.map_or(place.start, |tag| tag.min(place.start));
        let mut end = place.end;
        let mut anchor = None;
        if matches!(self.events.peek(), Some(Ok((Event::Anchor(..), _))))
            && let Some((Event::Anchor(_, name), at)) = self.next()?
        {
            start = start.min(at.start);
            anchor = Some(name.into_owned());
        }
        let value = match event {
            Event::Scalar(_, ScalarStyle::Plain, ..) if place.start == place.end => Value::Nothing,
            Event::Scalar(text, style, ..) => Value::Scalar(text.into_owned(), style),
            Event::Alias(_) => Value::Alias(self.text[place.start + 1..place.end].to_owned()),
            Event::UnresolvedAlias(name) => Value::Alias(name.into_owned()),
            Event::SequenceStart(style, ..) => {
                let mut items = Vec::new();
                let close = loop {
                    match self.part()? {
                        (Event::SequenceEnd, at) => break at,
                        (event, at) => items.push(self.node(event, at)?),
                    }
                };
                let last = items.last().map_or(place.end, |item: &Node| item.at.end);
                end = if style == StructureStyle::Flow { close.end } else { last };
                Value::List(items, style)
            }
            Event::MappingStart(style, ..) => {
                let mut entries: Vec<Entry> = Vec::new();
                let close = loop {
                    let key = match self.part()? {
                        (Event::MappingEnd, at) => break at,
                        (event, at) => self.node(event, at)?,
                    };
                    let (event, at) = self.part()?;
                    entries.push(Entry { key, value: self.node(event, at)? });
                };
                let last = entries.last().map_or(place.end, |entry| entry.value.at.end.max(entry.key.at.end));
                end = if style == StructureStyle::Flow { close.end } else { last };
                Value::Map(entries, style)
            }
            _ => return Err(self.fault(place.start, "this does not belong here")),
        };
        Ok(Node { value, start, at: place.start..end, anchor })
    }

    fn part(&mut self) -> Result<(Event<'t>, Place), Fault> {
        match self.next()? {
            Some(part) => Ok(part),
            None => Err(self.fault(self.yaml.end, "the block ends too early")),
        }
    }
}

struct Place {
    start: usize,
    end: usize,
    tag: Option<usize>,
}

fn in_plain_words(error: &ScanError) -> String {
    match error.kind() {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            "there is a second `: ` in it; put the text in quotes".to_owned()
        }
        ErrorKind::UnclosedQuotedScalar => "a quotation mark is not closed".to_owned(),
        ErrorKind::UnclosedFlowCollection { open } => format!("the `{open}` is not closed"),
        ErrorKind::UnexpectedEofFlowSequence | ErrorKind::ExpectedFlowSequenceSeparator => {
            "the list in `[ ]` is not finished".to_owned()
        }
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::ExpectedFlowMappingSeparator => {
            "the map in `{ }` is not finished".to_owned()
        }
        ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation => {
            "it is indented with a tab; use blanks".to_owned()
        }
        ErrorKind::RecursionLimitExceeded => "it is nested too deeply".to_owned(),
        ErrorKind::SimpleKeyExpected => "there is no `:` after the name".to_owned(),
        ErrorKind::UnexpectedCharacter { character } => {
            format!("the character `{}` needs quotes", character.escape_debug())
        }
        _ => format!("YAML says: {}", error.info()),
    }
}
