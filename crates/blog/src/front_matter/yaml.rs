//! A YAML block as a tree. Scalars keep the spelling they have (`no`, `2024`, `null` stay text), aliases are never expanded, nesting is
//! capped: nothing a file can contain makes this slow or deep. Reading stops at the first fault; [`piecewise`] then
//! reads field by field, so that one bad line does not hide the others.

use super::fence;
use super::node::{Entry, Fault, Node, Value};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, options};
use std::ops::Range;

const MAX_NESTING: usize = 64;
/// A block with as many bad lines is not read any further.
const MAX_FAULTS: usize = 20;

/// The fields of the YAML that stands at `yaml` in `text`, and how the block is written.
pub(super) fn parse(text: &str, yaml: Range<usize>) -> Result<(Vec<Entry>, StructureStyle), Fault> {
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

/// All fields that can be read when the whole cannot, and the faults of the others.
pub(super) fn piecewise(text: &str, yaml: Range<usize>) -> (Vec<Entry>, Vec<Fault>) {
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for chunk in chunks(text, yaml) {
        match parse(text, chunk.clone()) {
            Ok((found, _)) => entries.extend(found),
            Err(fault) => {
                // What stands above the bad line is read all the same.
                let above = chunk.start..fault.at.start.max(chunk.start);
                entries.extend(parse(text, above).map(|(found, _)| found).unwrap_or_default());
                faults.push(fault);
            }
        }
        if faults.len() >= MAX_FAULTS {
            break;
        }
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
                let mut at = self.yaml.start + error.marker().byte_offset().unwrap_or(0);
                if matches!(error.kind(), ErrorKind::TabInPlainScalar) {
                    // Noticed where the text began; the tab is in a line below it.
                    at = self.text[at..self.yaml.end].find('\t').map_or(at, |tab| at + tab);
                }
                Err(self.fault(at, &in_plain_words(&error)))
            }
        }
    }

    fn fault(&self, at: usize, message: &str) -> Fault {
        Fault::at(self.text, &self.yaml, at, message)
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
        ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInPlainScalar => "it is indented with a tab; use blanks".to_owned(),
        ErrorKind::RecursionLimitExceeded => "it is nested too deeply".to_owned(),
        ErrorKind::SimpleKeyExpected => "there is no `:` after the name".to_owned(),
        ErrorKind::UnexpectedCharacter { character } => {
            format!("the character `{}` needs quotes", character.escape_debug())
        }
        _ => format!("YAML says: {}", error.info()),
    }
}
