//! Groups the parser's events into top-level blocks, one at a time.
//!
//! The preview must not keep the events of a megabyte of text, and the publisher must see the same blocks as the
//! preview. So both read through here, and everything that depends on more than the block itself is settled here:
//! heading ids, footnote numbers, the nesting cap.

use crate::dialect::{MAX_NESTING, nests, nests_end, options};
use crate::document::{BlockKind, Footnote, Spanned, plain};
use crate::foreign::Masked;
use crate::raw::tags;
use pulldown_cmark::{CowStr, Event, OffsetIter, Parser, Tag, TagEnd};
use std::collections::{HashMap, VecDeque};
use std::ops::Range;

/// Reads a text block by block.
pub(crate) struct Reader<'a> {
    text: &'a str,
    source: OffsetIter<'a>,
    /// Heading ids given so far, and up to which number each was tried with a suffix.
    ids: HashMap<String, usize>,
    notes: Notes<'a>,
    /// Where foreign blocks stand that are still to come, the last first.
    foreign: Vec<Range<usize>>,
    /// Blocks that were looked at ahead of their turn.
    ahead: VecDeque<Read<'a>>,
}

struct Read<'a> {
    kind: BlockKind,
    range: Range<usize>,
    events: Vec<Spanned<'a>>,
}

/// How many blocks an HTML element that was left open may hold.
const MAX_HELD: usize = 60;

/// Elements that writers open in one HTML block and close in another, with Markdown between.
const HOLDERS: [&str; 24] = [
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Footnotes: what was defined where, and which number each got when the text first referred to it.
#[derive(Default)]
struct Notes<'a> {
    defined: HashMap<String, Definition<'a>>,
    numbers: HashMap<String, usize>,
    order: Vec<(String, usize)>,
}

struct Definition<'a> {
    label: String,
    range: Range<usize>,
    events: Vec<Spanned<'a>>,
}

impl<'a> Reader<'a> {
    /// Reads a text without foreign blocks.
    pub fn new(text: &'a str) -> Self {
        let source = Parser::new_ext(text, options()).into_offset_iter();
        let (foreign, ahead) = (Vec::new(), VecDeque::new());
        Self { text, source, ids: HashMap::new(), notes: Notes::default(), foreign, ahead }
    }

    /// Reads a text with foreign blocks.
    pub fn masked(text: &'a str, masked: &'a Masked) -> Self {
        let source = Parser::new_ext(&masked.text, options()).into_offset_iter();
        let foreign = masked.blocks.iter().rev().cloned().collect();
        Self { text, source, foreign, ..Self::new("") }
    }

    /// The next block's kind and own source range; its events replace what is in `out`. An HTML block that leaves an
    /// element open takes the blocks up to the HTML block that closes it: they are one element of the page.
    pub fn next(&mut self, out: &mut Vec<Spanned<'a>>) -> Option<(BlockKind, Range<usize>)> {
        let (kind, range) = match self.ahead.pop_front() {
            Some(mut block) => {
                std::mem::swap(out, &mut block.events);
                (block.kind, block.range)
            }
            None => self.read(out)?,
        };
        if kind != BlockKind::Html {
            return Some((kind, range));
        }
        let mut end = range.end;
        if let Some(count) = self.held(out) {
            for block in self.ahead.drain(..count) {
                end = block.range.end;
                out.extend(block.events);
            }
        }
        Some((kind, range.start..end))
    }

    /// How many of the following blocks belong into the element that this HTML block leaves open.
    fn held(&mut self, html: &[Spanned<'a>]) -> Option<usize> {
        let mut open = Vec::new();
        follow(&mut open, html)?;
        if open.is_empty() {
            return None;
        }
        for count in 0..MAX_HELD {
            if count == self.ahead.len() {
                let mut events = Vec::new();
                let (kind, range) = self.read(&mut events)?;
                self.ahead.push_back(Read { kind, range, events });
            }
            if self.ahead[count].kind == BlockKind::Foreign {
                return None;
            }
            if self.ahead[count].kind == BlockKind::Html {
                follow(&mut open, &self.ahead[count].events)?;
                if open.is_empty() {
                    return Some(count + 1);
                }
            }
        }
        None
    }

    fn read(&mut self, out: &mut Vec<Spanned<'a>>) -> Option<(BlockKind, Range<usize>)> {
        out.clear();
        let mut head = None;
        let (mut depth, mut nesting) = (0usize, 0usize);
        // Footnote definitions being read: they leave the place where they stand and gather at the end.
        let mut open: Vec<Definition<'a>> = Vec::new();
        let mut heading = None;
        let mut raw = None;
        for (mut event, range) in self.source.by_ref() {
            if depth == 0 && !matches!(event, Event::Start(Tag::FootnoteDefinition(_))) {
                head = Some((BlockKind::of(&event), range.clone()));
            }
            let mut keep = true;
            match &event {
                Event::Start(tag) => {
                    depth += 1;
                    nesting += usize::from(nests(tag));
                    keep = nesting <= MAX_NESTING || !(nests(tag) || matches!(tag, Tag::Item));
                }
                Event::End(tag) => {
                    depth -= 1;
                    keep = nesting <= MAX_NESTING || !(nests_end(tag) || matches!(tag, TagEnd::Item));
                    nesting -= usize::from(nests_end(tag));
                }
                _ => {}
            }
            if !keep {
                event = Event::SoftBreak;
            }
            match &mut event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    open.push(Definition { label: label.to_string(), range, events: Vec::new() });
                    continue;
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some(definition) = open.pop() {
                        self.notes.defined.entry(normalized(&definition.label)).or_insert(definition);
                    }
                    continue;
                }
                Event::FootnoteReference(label) if open.is_empty() => *label = self.notes.refer(label).into(),
                _ => {}
            }
            let target = open.last_mut().map_or(&mut *out, |note| &mut note.events);
            match &event {
                Event::Start(Tag::Heading { .. }) => heading = Some(target.len()),
                Event::Start(Tag::HtmlBlock) => raw = Some(target.len() + 1),
                Event::End(TagEnd::HtmlBlock) => {
                    if let Some(start) = raw.take() {
                        join_html(self.text, target, start);
                    }
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some(start) = heading.take() {
                        name_heading(&mut self.ids, &mut target[start..]);
                    }
                }
                _ => {}
            }
            target.push((event, range));
            if depth == 0 && open.is_empty() {
                break;
            }
        }
        let (kind, range) = head?;
        Some(match self.foreign.pop_if(|block| block.start == range.start) {
            Some(block) => {
                if let Some((event, range)) = out.get_mut(1) {
                    *event = Event::Html(CowStr::Borrowed(&self.text[block.clone()]));
                    *range = block.clone();
                }
                (BlockKind::Foreign, block)
            }
            None => (kind, range),
        })
    }

    /// The footnotes the text refers to, in the order of their numbers, and the ranges of those it never refers to.
    /// Call it when [`Self::next`] has returned `None`.
    pub fn footnotes(mut self) -> (Vec<Footnote<'a>>, Vec<Range<usize>>) {
        let mut notes = Vec::new();
        // A footnote may refer to another one: the list grows while it is walked.
        while let Some((key, _)) = self.notes.order.get(notes.len()).cloned() {
            let Some(mut definition) = self.notes.defined.remove(&key) else { break };
            for (event, _) in &mut definition.events {
                if let Event::FootnoteReference(label) = event {
                    *label = self.notes.refer(label).into();
                }
            }
            notes.push(Footnote {
                label: definition.label,
                number: notes.len() + 1,
                references: 0,
                range: definition.range,
                events: definition.events,
            });
        }
        for (note, (_, references)) in notes.iter_mut().zip(&self.notes.order) {
            note.references = *references;
        }
        let mut unused: Vec<_> =
            self.notes.defined.into_values().map(|definition| definition.range).collect();
        unused.sort_by_key(|range| range.start);
        (notes, unused)
    }
}

impl Notes<'_> {
    /// The number of the footnote, and from the second reference on which reference this is: `3`, `3-2`.
    fn refer(&mut self, label: &str) -> String {
        let key = normalized(label);
        let number = *self.numbers.entry(key).or_insert_with_key(|key| {
            self.order.push((key.clone(), 0));
            self.order.len()
        });
        let references = &mut self.order[number - 1].1;
        *references += 1;
        if *references == 1 { number.to_string() } else { format!("{number}-{references}") }
    }
}

/// Follows which holders an HTML block opens and closes; `None` when it is more than holders, too many, or in disorder.
fn follow(open: &mut Vec<String>, events: &[Spanned<'_>]) -> Option<()> {
    for (event, _) in events {
        let Event::Html(html) = event else { continue };
        for tag in tags(html) {
            if tag.closing {
                (open.pop()? == tag.name).then_some(())?;
            } else if tag.opens() {
                open.push(tag.name);
            }
        }
    }
    (open.len() <= 16 && open.iter().all(|name| HOLDERS.contains(&name.as_str()))).then_some(())
}

/// The parser gives raw HTML line by line; a tag may span lines.
fn join_html<'a>(text: &'a str, events: &mut Vec<Spanned<'a>>, start: usize) {
    let lines = &events[start..];
    let (Some((_, first)), Some((_, last))) = (lines.first(), lines.last()) else { return };
    let range = first.start..last.end;
    let together = lines.windows(2).all(|pair| pair[0].1.end == pair[1].1.start);
    let verbatim = together
        && lines.iter().all(|(event, range)| matches!(event, Event::Html(html) if html.len() == range.len()));
    let html = if verbatim {
        CowStr::Borrowed(&text[range.clone()])
    } else {
        let pieces = lines.iter().filter_map(|(event, _)| match event {
            Event::Html(html) | Event::InlineHtml(html) | Event::Text(html) => Some(&**html),
            _ => None,
        });
        pieces.collect::<String>().into()
    };
    events.truncate(start);
    events.push((Event::Html(html), range));
}

/// Labels match whatever their case.
fn normalized(label: &str) -> String {
    label.to_lowercase()
}

/// Gives a heading without an id one made from its text; an id the writer chose is kept.
fn name_heading(ids: &mut HashMap<String, usize>, events: &mut [Spanned<'_>]) {
    let Some(((Event::Start(Tag::Heading { id, .. }), _), content)) = events.split_first_mut() else {
        return;
    };
    match id {
        Some(chosen) => {
            ids.entry(chosen.to_string()).or_insert(0);
        }
        None => *id = Some(unique(ids, anchor(&plain(content))).into()),
    }
}

/// Lower case, letters and digits of any script, the rest single dashes.
fn anchor(text: &str) -> String {
    let mut anchor = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            anchor.extend(c.to_lowercase());
        } else if (c.is_whitespace() || c == '-') && !anchor.is_empty() && !anchor.ends_with('-') {
            anchor.push('-');
        }
    }
    anchor.truncate(anchor.trim_end_matches('-').len());
    if anchor.is_empty() { "section".to_owned() } else { anchor }
}

fn unique(ids: &mut HashMap<String, usize>, wanted: String) -> String {
    // Footnotes use `fn-1` and `fnref-1`.
    let footnote = wanted.starts_with("fn-") || wanted.starts_with("fnref-");
    let wanted = if footnote { format!("section-{wanted}") } else { wanted };
    let Some(&tried) = ids.get(&wanted) else {
        ids.insert(wanted.clone(), 0);
        return wanted;
    };
    let (mut n, mut id) = (tried, wanted.clone());
    while ids.contains_key(&id) {
        n += 1;
        id = format!("{wanted}-{n}");
    }
    ids.insert(wanted, n);
    ids.insert(id.clone(), 0);
    id
}
