//! The preview: what changed on the page since the last text.
//!
//! A whole parse is cheap, sanitising and laying out a page is not. So the text is parsed on every change, but only
//! blocks that are new, or that depend on something that changed, are rendered again; the page gets the smallest
//! splice of its list of elements. A block's HTML is determined by its source and by its *context*: the ids of its
//! headings, the numbers of its footnotes, the targets of its reference links, the addresses of its pictures.

use crate::document::{BlockKind, Finds, Footnote, Spanned};
use crate::foreign::masked;
use crate::html::{write, write_footnotes};
use crate::raw;
use crate::reader::Reader;
use crate::sanitize::{PICTURE_SCHEME, builder, clean};
use pulldown_cmark::{Event, LinkType, Tag};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// One element of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Sanitised HTML: exactly one element, `<div class="block">`.
    pub html: Arc<str>,
    /// The bytes of the body it stands for, up to the next block's: together they are the whole text.
    pub range: Range<usize>,
}

/// How the page's list of elements changes. Ranges of elements that stay may shift, but keep their length and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splice {
    /// Index of the first element concerned.
    pub at: usize,
    /// How many elements go.
    pub removed: usize,
    /// What comes in their place.
    pub inserted: Vec<Rendered>,
}

/// The page as last sent.
pub struct Preview {
    allowed: ammonia::Builder<'static>,
    body: String,
    shown: Vec<Shown>,
}

struct Shown {
    range: Range<usize>,
    html: Arc<str>,
    /// Counted from where the block starts.
    finds: Arc<Finds>,
    context: Box<str>,
    is_notes: bool,
}

impl Shown {
    fn made(&self) -> Made {
        (self.html.clone(), self.finds.clone())
    }
}

impl Default for Preview {
    fn default() -> Self {
        Self::new()
    }
}

impl Preview {
    /// An empty page. Its pictures come from http, https, `data:` and [`crate::PICTURE_SCHEME`].
    pub fn new() -> Self {
        Self { allowed: builder(Some(PICTURE_SCHEME)), body: String::new(), shown: Vec::new() }
    }

    /// Takes the new body and says how the page changes. `picture` gives the address of a local picture, named as the
    /// text names it; `None` leaves the name as it is. It is asked for every picture, every time: it should answer from memory.
    pub fn update(&mut self, body: &str, picture: &dyn Fn(&str) -> Option<String>) -> Splice {
        let page = Pass::new(self, body, picture).run();
        let same = |a: &Shown, b: &Shown| {
            Arc::ptr_eq(&a.html, &b.html) && self.body[a.range.clone()] == body[b.range.clone()]
        };
        let at = self.shown.iter().zip(&page).take_while(|(a, b)| same(a, b)).count();
        let rest = self.shown.len().min(page.len()) - at;
        let tail =
            self.shown.iter().rev().zip(page.iter().rev()).take(rest).take_while(|(a, b)| same(a, b)).count();
        let splice = Splice {
            at,
            removed: self.shown.len() - at - tail,
            inserted: page[at..page.len() - tail]
                .iter()
                .map(|shown| Rendered { html: shown.html.clone(), range: shown.range.clone() })
                .collect(),
        };
        self.shown = page;
        self.body.clear();
        self.body.push_str(body);
        splice
    }

    /// What is found in each block, with the byte of the body from which its ranges count. Notes are counted with the
    /// block of notes; where they are defined elsewhere, their ranges are empty.
    pub fn finds(&self) -> impl Iterator<Item = (usize, &Finds)> {
        self.shown.iter().map(|shown| (shown.range.start, &*shown.finds))
    }

    /// The whole page as it stands, for a frame that starts anew.
    pub fn page(&self) -> Vec<Rendered> {
        self.shown.iter().map(|s| Rendered { html: s.html.clone(), range: s.range.clone() }).collect()
    }
}

/// A block's HTML and what is found in it.
type Made = (Arc<str>, Arc<Finds>);

/// One reading of a new body against the page as it was.
struct Pass<'p> {
    old: &'p Preview,
    body: &'p str,
    place: &'p dyn Fn(&str) -> Option<String>,
    /// Bytes at both ends that the old and the new body share.
    head: usize,
    tail: usize,
    /// Old elements in the changed middle, by source and context: several places may have changed at once.
    middle: HashMap<(&'p str, &'p str), Made>,
    page: Vec<Shown>,
}

impl<'p> Pass<'p> {
    fn new(old: &'p Preview, body: &'p str, place: &'p dyn Fn(&str) -> Option<String>) -> Self {
        let (a, b) = (old.body.as_bytes(), body.as_bytes());
        let head = common_head(a, b);
        let most = a.len().min(b.len()) - head;
        let tail = common_tail(&a[a.len() - most..], &b[b.len() - most..]);
        let changed = |s: &&Shown| !s.is_notes && s.range.end > head && s.range.start < a.len() - tail;
        let entry = |s: &'p Shown| ((&old.body[s.range.clone()], &*s.context), s.made());
        let middle = old.shown.iter().filter(changed).map(entry).collect();
        Self { old, body, place, head, tail, middle, page: Vec::with_capacity(old.shown.len() + 8) }
    }

    fn run(mut self) -> Vec<Shown> {
        let masked = masked(self.body);
        let mut reader = masked
            .as_ref()
            .map_or_else(|| Reader::new(self.body), |masked| Reader::masked(self.body, masked));
        let (mut events, mut ahead) = (Vec::new(), Vec::new());
        // A block's extent is known when the next block begins, so reading runs one block ahead.
        let mut waiting: Option<(BlockKind, usize, usize)> = None;
        while let Some((kind, range)) = reader.next(&mut ahead) {
            let start = if waiting.is_none() { 0 } else { self.line_start(range.start) };
            if let Some((kind, begun, _)) = waiting {
                self.block(kind, begun..start, &events);
            }
            waiting = Some((kind, start, range.end));
            std::mem::swap(&mut events, &mut ahead);
        }
        let last_end = waiting.map_or(0, |(_, _, end)| end);
        let (notes, unused) = reader.footnotes();
        let definitions =
            notes.iter().map(|note| note.range.start).chain(unused.iter().map(|range| range.start));
        let end = if notes.is_empty() {
            self.body.len()
        } else {
            let first = definitions.filter(|&start| start >= last_end).min();
            first.map_or(self.body.len(), |start| if waiting.is_none() { 0 } else { self.line_start(start) })
        };
        if let Some((kind, begun, _)) = waiting {
            self.block(kind, begun..end, &events);
        }
        if !notes.is_empty() {
            self.notes(end..self.body.len(), &notes);
        }
        self.page
    }

    fn line_start(&self, at: usize) -> usize {
        self.body[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    fn block(&mut self, kind: BlockKind, range: Range<usize>, events: &[Spanned<'_>]) {
        let mut context = String::new();
        add_shape(&mut context, kind, events);
        add_context(&mut context, events, self.place);
        let (html, finds) = self.known(&range, &context).unwrap_or_else(|| {
            let (mut html, mut finds) = (String::new(), Finds::default());
            write(&mut html, events, self.place);
            finds.add(self.body, events);
            (self.element(&html), Arc::new(finds.counted_from(range.start)))
        });
        self.page.push(Shown { range, html, finds, context: context.into(), is_notes: false });
    }

    fn notes(&mut self, range: Range<usize>, notes: &[Footnote<'_>]) {
        let mut context = String::new();
        for note in notes {
            context.push_str(&format!(
                "{} {} {}\0",
                note.references,
                note.range.len(),
                &self.body[note.range.clone()]
            ));
            add_context(&mut context, &note.events, self.place);
        }
        let known = self.old.shown.last().filter(|shown| shown.is_notes && *shown.context == *context);
        let (html, finds) = known.map(Shown::made).unwrap_or_else(|| {
            let (mut html, mut finds) = (String::new(), Finds::default());
            write_footnotes(&mut html, notes, self.place);
            notes.iter().for_each(|note| finds.add(self.body, &note.events));
            (self.element(&html), Arc::new(finds.nowhere()))
        });
        self.page.push(Shown { range, html, finds, context: context.into(), is_notes: true });
    }

    /// What was made earlier from the same source in the same context.
    fn known(&self, range: &Range<usize>, context: &str) -> Option<Made> {
        let source = &self.body[range.clone()];
        let then = if range.start < self.head {
            Some(range.start)
        } else {
            (range.start + self.tail >= self.body.len())
                .then(|| range.start + self.old.body.len() - self.body.len())
        };
        then.and_then(|start| self.old.shown.binary_search_by_key(&start, |shown| shown.range.start).ok())
            .map(|found| &self.old.shown[found])
            .filter(|shown| {
                !shown.is_notes && *shown.context == *context && self.old.body[shown.range.clone()] == *source
            })
            .map(Shown::made)
            .or_else(|| self.middle.get(&(source, context)).cloned())
    }

    fn element(&self, html: &str) -> Arc<str> {
        format!("<div class=\"block\">{}</div>", clean(&self.old.allowed, html)).into()
    }
}

/// How many bytes both begin with.
fn common_head(a: &[u8], b: &[u8]) -> usize {
    let whole = a.chunks_exact(64).zip(b.chunks_exact(64)).take_while(|(a, b)| a == b).count() * 64;
    whole + a[whole..].iter().zip(&b[whole..]).take_while(|(a, b)| a == b).count()
}

/// How many bytes both end with.
fn common_tail(a: &[u8], b: &[u8]) -> usize {
    let whole = a.rchunks_exact(64).zip(b.rchunks_exact(64)).take_while(|(a, b)| a == b).count() * 64;
    let (a, b) = (&a[..a.len() - whole], &b[..b.len() - whole]);
    whole + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// What the neighbours made of a block: the same indented line is code on its own and text after a footnote or in a list.
fn add_shape(context: &mut String, kind: BlockKind, events: &[Spanned<'_>]) {
    let count = u32::try_from(events.len()).ok().and_then(char::from_u32);
    context.extend([char::from(kind as u8), count.unwrap_or(char::REPLACEMENT_CHARACTER)]);
}

/// What a block's HTML depends on besides its own source.
fn add_context(context: &mut String, events: &[Spanned<'_>], place: &dyn Fn(&str) -> Option<String>) {
    let mut add = |kind: char, what: &str| {
        context.push(kind);
        context.push_str(what);
        context.push('\0');
    };
    for (event, _) in events {
        match event {
            Event::Start(Tag::Heading { id: Some(id), .. }) => add('#', id),
            Event::FootnoteReference(reference) => add('^', reference),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) if is_reference(*link_type) => {
                add('[', dest_url);
                add('"', title);
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                if is_reference(*link_type) {
                    add('[', dest_url);
                    add('"', title);
                }
                add('!', place(dest_url).as_deref().unwrap_or_default());
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                raw::pictures(html, |src, _| add('!', place(&src).as_deref().unwrap_or_default()));
            }
            _ => {}
        }
    }
}

fn is_reference(link: LinkType) -> bool {
    !matches!(link, LinkType::Inline | LinkType::Autolink | LinkType::Email)
}
