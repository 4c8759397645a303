//! A parsed post: its blocks, and what was found in them on the way.

use crate::delimiter::{Side, delimiters, pairs};
use crate::foreign::masked;
use crate::raw;
use crate::reader::Reader;
use crate::words::Counter;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};
use std::ops::Range;

/// One parser event with the bytes of the text it came from.
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// What a top-level block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Running text; a picture alone is a paragraph with one picture.
    Paragraph,
    /// A heading of any level.
    Heading,
    /// A list of any kind.
    List,
    /// A block quotation.
    Quote,
    /// A code block.
    Code,
    /// A table.
    Table,
    /// A thematic break.
    Rule,
    /// Raw HTML.
    Html,
    /// A block that only WordPress knows, between its comments, as the blog holds it. One piece of HTML.
    Foreign,
}

impl BlockKind {
    pub(crate) fn of(event: &Event<'_>) -> Self {
        match event {
            Event::Start(Tag::Heading { .. }) => Self::Heading,
            Event::Start(Tag::List(_)) => Self::List,
            Event::Start(Tag::BlockQuote(_)) => Self::Quote,
            Event::Start(Tag::CodeBlock(_)) => Self::Code,
            Event::Start(Tag::Table(_)) => Self::Table,
            Event::Start(Tag::HtmlBlock) | Event::Html(_) => Self::Html,
            Event::Rule => Self::Rule,
            _ => Self::Paragraph,
        }
    }
}

/// A top-level block.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    /// What it is.
    pub kind: BlockKind,
    /// Its own source, in bytes of the body.
    pub range: Range<usize>,
    /// What it holds. Headings always carry an id here; a footnote reference carries its number (see [`footnote_number`]).
    pub events: Vec<Spanned<'a>>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
    /// Its anchor, unique in the post unless the writer chose one twice.
    pub id: String,
    /// Whether the writer chose the anchor (`{#id}`).
    pub chosen: bool,
    /// Where it stands, in bytes of the body.
    pub range: Range<usize>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as resolved by Markdown (references looked up, escapes undone). `mailto:` is added to e-mail links.
    pub target: String,
    /// Where it stands, in bytes of the body.
    pub range: Range<usize>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// The picture as the text names it (Markdown escapes and entities undone, percent signs as they are).
    pub src: String,
    /// Text for people who do not see it.
    pub alt: String,
    /// Its title, which is published as the caption of a picture standing alone.
    pub title: String,
    /// Where it stands, in bytes of the body. For raw HTML, the tag's piece of HTML.
    pub range: Range<usize>,
}

/// A footnote that the text refers to.
#[derive(Clone, Debug)]
pub struct Footnote<'a> {
    /// The writer's label.
    pub label: String,
    /// 1 and up, in the order of first references.
    pub number: usize,
    /// How often the text refers to it.
    pub references: usize,
    /// Where it is defined, in bytes of the body.
    pub range: Range<usize>,
    /// What it says.
    pub events: Vec<Spanned<'a>>,
}

/// A parsed body.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// What was parsed.
    pub text: &'a str,
    /// Top-level blocks in order, without footnote definitions.
    pub blocks: Vec<Block<'a>>,
    /// Footnotes in the order of their numbers.
    pub footnotes: Vec<Footnote<'a>>,
    /// Footnote definitions nothing refers to: they are not published.
    pub unused_footnotes: Vec<Range<usize>>,
    /// Headings, those in quotes and lists too.
    pub headings: Vec<Heading>,
    /// Links.
    pub links: Vec<Link>,
    /// Pictures, those in raw HTML too.
    pub media: Vec<Media>,
    /// Words of prose: code blocks and raw HTML do not count, a Chinese or Japanese character counts as one.
    pub words: usize,
}

impl Document<'_> {
    /// Minutes to read it at 230 words a minute, at least one when there is anything to read.
    pub fn minutes(&self) -> usize {
        self.words.div_ceil(230)
    }

    /// The same, its events held by themselves and not by the text that was read.
    fn with_own_events(self, text: &str) -> Document<'_> {
        let own = |events: Vec<Spanned<'_>>| -> Vec<Spanned<'static>> {
            events.into_iter().map(|(event, range)| (event.into_static(), range)).collect()
        };
        let blocks = self.blocks.into_iter().map(|block| Block { events: own(block.events), ..block });
        let footnotes = self.footnotes.into_iter().map(|note| Footnote { events: own(note.events), ..note });
        Document { text, blocks: blocks.collect(), footnotes: footnotes.collect(), ..self }
    }
}

/// Reads a post's body (without front matter). Whatever can be typed parses; time is linear in its length.
pub fn parse(text: &str) -> Document<'_> {
    match masked(text) {
        None => read(text, Reader::new(text)),
        Some(masked) => read(text, Reader::masked(text, &masked)).with_own_events(text),
    }
}

fn read<'m>(text: &'m str, mut reader: Reader<'m>) -> Document<'m> {
    let (mut blocks, mut events) = (Vec::new(), Vec::new());
    while let Some((kind, range)) = reader.next(&mut events) {
        blocks.push(Block { kind, range, events: std::mem::take(&mut events) });
    }
    let (footnotes, unused_footnotes) = reader.footnotes();
    let mut finds = Finds::default();
    for events in blocks.iter().map(|block| &block.events).chain(footnotes.iter().map(|note| &note.events)) {
        finds.add(text, events);
    }
    let Finds { headings, links, media, words, .. } = finds;
    Document { text, blocks, footnotes, unused_footnotes, headings, links, media, words }
}

/// What is found in a stretch of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finds {
    /// Headings, those in quotes and lists too.
    pub headings: Vec<Heading>,
    /// Links.
    pub links: Vec<Link>,
    /// Pictures, those in raw HTML too.
    pub media: Vec<Media>,
    /// Comments that open a block of the blog which is closed nowhere: they are not published.
    pub unclosed: Vec<Range<usize>>,
    /// Words of prose, as [`Document::words`] counts them.
    pub words: usize,
}

impl Finds {
    /// Adds what these events of `text` hold. Ranges are theirs.
    pub(crate) fn add(&mut self, text: &str, events: &[Spanned<'_>]) {
        let mut counter = Counter::default();
        for (at, (event, range)) in events.iter().enumerate() {
            counter.event(event);
            let range = range.clone();
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let title = plain(inside(&events[at..]));
                    let id = id.as_deref().unwrap_or_default().to_owned();
                    let attributes = text[range.clone()].rsplit_once('{').map(|(_, attributes)| attributes);
                    let chosen = attributes.is_some_and(|attributes| attributes.contains(&format!("#{id}")));
                    self.headings.push(Heading {
                        level: level_number(*level),
                        text: title,
                        id,
                        chosen,
                        range,
                    });
                }
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    let mailto = if *link_type == LinkType::Email { "mailto:" } else { "" };
                    self.links.push(Link { target: format!("{mailto}{dest_url}"), range });
                }
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let alt = plain(inside(&events[at..]));
                    self.media.push(Media {
                        src: dest_url.to_string(),
                        alt,
                        title: title.to_string(),
                        range,
                    });
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    raw::pictures(html, |src, alt| {
                        self.media.push(Media { src, alt, title: String::new(), range: range.clone() });
                    });
                    if let Some(comment) = unclosed(html) {
                        // In a list the lines lack their indent: then the piece as a whole is meant.
                        let verbatim = html.len() == range.len();
                        let end = if verbatim { range.start + comment.len() } else { range.end };
                        self.unclosed.push(range.start..end);
                    }
                }
                _ => {}
            }
        }
        self.words += counter.words();
    }

    /// The same with all ranges counted from `start`, so that they hold when text before it changes.
    pub(crate) fn counted_from(mut self, start: usize) -> Self {
        let ranges = self.headings.iter_mut().map(|heading| &mut heading.range);
        let ranges = ranges.chain(self.links.iter_mut().map(|link| &mut link.range));
        let ranges = ranges.chain(self.media.iter_mut().map(|media| &mut media.range));
        for range in ranges.chain(&mut self.unclosed) {
            *range = range.start - start..range.end - start;
        }
        self
    }

    /// The same without places: for notes, which are defined anywhere.
    pub(crate) fn nowhere(mut self) -> Self {
        self.headings.iter_mut().for_each(|heading| heading.range = 0..0);
        self.links.iter_mut().for_each(|link| link.range = 0..0);
        self.media.iter_mut().for_each(|media| media.range = 0..0);
        self.unclosed.clear();
        self
    }
}

/// The comment at the head of this HTML, when it opens a block of the blog and nothing closes it.
fn unclosed(html: &str) -> Option<&str> {
    let delimiters = html.starts_with("<!--").then(|| delimiters(html))?;
    let first = delimiters.first().filter(|first| first.range.start == 0 && first.side == Side::Opens)?;
    pairs(&delimiters)[0].is_none().then(|| &html[first.range.clone()])
}

/// What stands between the first event, a start, and the end that belongs to it.
pub fn inside<'e, 'a>(events: &'e [Spanned<'a>]) -> &'e [Spanned<'a>] {
    let mut depth = 0usize;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth <= 1 => return &events[1..at],
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    events.get(1..).unwrap_or_default()
}

/// The events one node at a time: a leaf, or everything from a start to its end.
pub fn nodes<'e, 'a>(events: &'e [Spanned<'a>]) -> impl Iterator<Item = &'e [Spanned<'a>]> {
    let mut rest = events;
    std::iter::from_fn(move || {
        let (first, _) = rest.first()?;
        let length =
            if matches!(first, Event::Start(_)) { (inside(rest).len() + 2).min(rest.len()) } else { 1 };
        let (node, after) = rest.split_at(length);
        rest = after;
        Some(node)
    })
}

/// A picture that stands on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The picture as the text names it.
    pub src: String,
    /// Text for people who do not see it.
    pub alt: String,
    /// What stands below it: the title in `![alt](src "title")`; empty for none.
    pub caption: String,
    /// Where a click on it leads.
    pub link: Option<String>,
}

/// The pictures of a paragraph that holds nothing else than pictures, each on a line of its own; `None` for any other.
pub fn figures(paragraph: &[Spanned<'_>]) -> Option<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut line_ended = true;
    for node in nodes(paragraph) {
        match &node[0].0 {
            Event::SoftBreak | Event::HardBreak if !line_ended => line_ended = true,
            Event::Start(Tag::Image { .. }) if line_ended => {
                figures.push(figure(node, None)?);
                line_ended = false;
            }
            Event::Start(Tag::Link { dest_url, .. }) if line_ended => {
                figures.push(figure(inside(node), Some(dest_url.to_string()))?);
                line_ended = false;
            }
            _ => return None,
        }
    }
    (!figures.is_empty()).then_some(figures)
}

fn figure(node: &[Spanned<'_>], link: Option<String>) -> Option<Figure> {
    let Some((Event::Start(Tag::Image { dest_url, title, .. }), _)) = node.first() else { return None };
    let content = inside(node);
    (content.len() + 2 == node.len()).then(|| Figure {
        src: dest_url.to_string(),
        alt: plain(content),
        caption: title.to_string(),
        link,
    })
}

/// The text of these events without markup; line breaks become blanks.
pub fn plain(events: &[Spanned<'_>]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                text.push(' ')
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The number of a footnote from what its reference carries: `3`, or `3-2` for the second reference to it.
pub fn footnote_number(reference: &str) -> &str {
    reference.split('-').next().unwrap_or(reference)
}

pub(crate) fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}
