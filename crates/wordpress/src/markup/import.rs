//! A blog's content as Markdown, block by block, without loss.
//!
//! For each block Markdown is proposed, rendered again by the writers of this module, and taken only when readers see the
//! same ([`seen`]); then the whole is rendered once more, because blocks can run together in Markdown. A block that does not
//! pass stands for itself, byte for byte.

use super::split::{has_blocks, parts, without_comments};
use super::{autop, render, seen};
use blog::{ImportedBlock, Markup, PictureMap, RemoteId, RemoteMedia, imported_body};
use markdown::{BlockKind, Care, Reading, Side, delimiters, from_html, picture_classes};
use std::collections::HashMap;
use std::ops::Range;

/// How often the whole is looked at block by block. After that everything from the first block on that does not come out
/// stands for itself.
const ROUNDS: usize = 8;

/// The content as Markdown. A picture whose address is in `pictures` is named as it is named there.
pub fn import(content: &str, pictures: &PictureMap) -> Vec<ImportedBlock> {
    let source = Source::of(content, pictures);
    let has_notes =
        source.pieces.last().is_some_and(|last| content[last.range.clone()].contains("id=\"fn-1\""));
    [true, false]
        .into_iter()
        .filter(|notes| has_notes || !notes)
        .filter_map(|notes| source.read(notes))
        .find(|blocks| source.comes_back(blocks))
        .unwrap_or_else(|| source.as_it_stands())
}

/// The pictures that content shows, by their addresses, with the numbers that its classes tell.
pub fn pictures_of(content: &str) -> PictureMap {
    let numbered = |(src, classes): (String, String)| {
        let number = classes.split_ascii_whitespace().find_map(|class| class.strip_prefix("wp-image-"))?;
        let id = RemoteId(number.parse().ok()?);
        Some((src.clone(), RemoteMedia { id, url: src }))
    };
    picture_classes(content).into_iter().filter_map(numbered).collect()
}

struct Piece<'c> {
    range: Range<usize>,
    /// Name of the block; `None` for text outside of blocks.
    name: Option<&'c str>,
    seen: String,
}

struct Source<'c> {
    content: &'c str,
    markup: Markup,
    pieces: Vec<Piece<'c>>,
    /// Where pictures lie, by their names in the text.
    pictures: PictureMap,
    /// Their names, by where they lie.
    names: HashMap<String, String>,
}

/// How a piece is written: ever more carefully, at last as it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Markdown(Care),
    Html,
    AsItStands,
}

impl Way {
    fn next(self) -> Self {
        match self {
            Self::Markdown(Care::Little) => Self::Markdown(Care::Tags),
            Self::Markdown(Care::Tags) => Self::Markdown(Care::Much),
            Self::Markdown(Care::Much) => Self::Html,
            Self::Html | Self::AsItStands => Self::AsItStands,
        }
    }
}

impl<'c> Source<'c> {
    fn of(content: &'c str, pictures: &PictureMap) -> Self {
        let markup = if has_blocks(content) { Markup::Blocks } else { Markup::Classic };
        let pieces = pieces_of(content, markup).into_iter().map(|(range, name)| {
            let seen = seen_of(&content[range.clone()], markup);
            Piece { range, name, seen }
        });
        let names = pictures.iter().map(|(name, media)| (media.url.clone(), name.clone())).collect();
        let mut all = pictures_of(content);
        all.extend(pictures.iter().map(|(name, media)| (name.clone(), media.clone())));
        Self { content, markup, pieces: pieces.collect(), pictures: all, names }
    }

    fn text(&self, piece: &Piece<'_>) -> &'c str {
        &self.content[piece.range.clone()]
    }

    /// The pieces with the last ones as footnotes or not; `None` when it does not come out.
    fn read(&self, notes: bool) -> Option<Vec<ImportedBlock>> {
        let bodies = self.pieces.len().checked_sub(if notes { 2 } else { 0 })?;
        let mut ways = vec![Way::Markdown(Care::Little); bodies];
        let definitions = if notes { self.definitions(bodies)? } else { String::new() };
        let mut written: Vec<Option<String>> = vec![None; bodies];
        for round in 0..ROUNDS + 2 {
            let mut after_list = false;
            for at in 0..bodies {
                let other = after_list && !other_bullets(written[at - 1].as_deref());
                let text = match written[at].take() {
                    Some(text) => text,
                    None => self.written(&self.pieces[at], &mut ways[at], notes, other),
                };
                after_list = is_list(&text);
                written[at] = Some(text);
            }
            let wrong = self.wrong(&written, &definitions);
            if wrong.is_empty() {
                return Some(self.blocks(written, definitions));
            }
            let all = wrong[0]..if round < ROUNDS { wrong[0] } else { bodies };
            for at in wrong.into_iter().chain(all) {
                if at == bodies {
                    return None;
                }
                ways[at] = if round < ROUNDS { ways[at].next() } else { Way::AsItStands };
                written[at] = None;
            }
        }
        None
    }

    /// The definitions of the footnotes, when the last two pieces are a line and them.
    fn definitions(&self, bodies: usize) -> Option<String> {
        let (line, list) = (&self.pieces[bodies], &self.pieces[bodies + 1]);
        let is_line = self.text(line).contains("<hr");
        is_line
            .then(|| self.read_html(&self.html(list), Care::Little, true, false))
            .flatten()
            .filter(|text| text.starts_with("[^"))
    }

    fn html(&self, piece: &Piece<'_>) -> String {
        let text = self.text(piece);
        match self.markup {
            Markup::Blocks => without_comments(text, &delimiters(text)),
            Markup::Classic => autop::paragraphs(text),
        }
    }

    /// A piece in the first way that comes out, from `way` on.
    fn written(&self, piece: &Piece<'_>, way: &mut Way, notes: bool, other_bullets: bool) -> String {
        loop {
            let proposed = match *way {
                Way::Markdown(care) => self.markdown(piece, care, notes, other_bullets),
                Way::Html => self.own_html(piece),
                Way::AsItStands => return self.carried(piece),
            };
            // Alone, a reference to a footnote is none: the look at the whole decides.
            let passes = |text: &String| (notes && text.contains("[^")) || self.passes(text, piece);
            match proposed.filter(passes) {
                Some(text) => return text,
                None => *way = way.next(),
            }
        }
    }

    fn markdown(&self, piece: &Piece<'_>, care: Care, notes: bool, other_bullets: bool) -> Option<String> {
        if piece.name == Some("html")
            || (self.markup == Markup::Classic && autop::has_blank_lines(self.text(piece)))
        {
            return None;
        }
        if matches!(piece.name, Some("more" | "nextpage")) || piece.name.is_none() {
            let html = self.html(piece);
            let html = html.trim();
            if html.starts_with("<!--") && html.ends_with("-->") && !html.contains('\n') {
                return Some(html.to_owned());
            }
        }
        self.read_html(&self.html(piece), care, notes, other_bullets)
    }

    fn read_html(&self, html: &str, care: Care, notes: bool, other_bullets: bool) -> Option<String> {
        let picture = |src: &str| self.names.get(src).cloned();
        let bare_items = self.markup == Markup::Blocks;
        from_html(html, &Reading { care, picture: &picture, notes, bare_items, other_bullets })
    }

    /// The piece's HTML, when it is one block of HTML in Markdown too.
    fn own_html(&self, piece: &Piece<'_>) -> Option<String> {
        if piece.name.is_some_and(|name| name != "html") {
            return None;
        }
        let html = match self.markup {
            Markup::Blocks => self.html(piece),
            Markup::Classic => self.text(piece).to_owned(),
        };
        Some(html.trim_matches('\n').to_owned())
    }

    /// The piece as it stands, as a block of its own in the text.
    fn carried(&self, piece: &Piece<'_>) -> String {
        match piece.name {
            Some(_) => self.text(piece).to_owned(),
            None => freeform(self.text(piece)),
        }
    }

    fn passes(&self, text: &str, piece: &Piece<'_>) -> bool {
        let blocks = render(text, &self.pictures, self.markup).blocks;
        // What shows nothing must not become a comment of the writer's, which is not published.
        let [block] = blocks.as_slice() else { return false };
        pieces_of(block, self.markup).len() == 1 && seen_of(block, self.markup) == piece.seen
    }

    /// Which pieces do not come out when all are put together; the number of pieces stands for the footnotes.
    fn wrong(&self, written: &[Option<String>], definitions: &str) -> Vec<usize> {
        let texts = written.iter().flatten().map(String::as_str).chain([definitions]);
        let whole = render(&texts.collect::<Vec<_>>().join("\n\n"), &self.pictures, self.markup);
        let is_wrong = |at: &usize| {
            whole.blocks.get(*at).is_none_or(|block| seen_of(block, self.markup) != self.pieces[*at].seen)
        };
        let fits = whole.blocks.len() == written.len();
        let mut wrong: Vec<usize> = (0..written.len()).filter(is_wrong).collect();
        if !fits {
            // Behind the first that ran together with another nothing can be said.
            let first = wrong.first().copied().unwrap_or(written.len().saturating_sub(1));
            wrong = (first.saturating_sub(1)..(first + 1).min(written.len())).collect();
        }
        if let Some(last) = self.pieces.get(written.len()..).filter(|last| !last.is_empty() && fits) {
            let content = &self.content[last[0].range.start..last[last.len() - 1].range.end];
            if seen_of(&whole.notes, self.markup) != seen_of(content, self.markup) {
                wrong.push(written.len());
            }
        }
        wrong
    }

    fn blocks(&self, written: Vec<Option<String>>, definitions: String) -> Vec<ImportedBlock> {
        let bodies = written.len();
        let texts = written.into_iter().flatten();
        let mut blocks: Vec<ImportedBlock> = texts
            .zip(&self.pieces)
            .map(|(markdown, piece)| ImportedBlock { range: piece.range.clone(), markdown, notes: false })
            .collect();
        for (at, piece) in self.pieces.iter().enumerate().skip(bodies) {
            let markdown = if at + 1 == self.pieces.len() { definitions.clone() } else { String::new() };
            blocks.push(ImportedBlock { range: piece.range.clone(), markdown, notes: true });
        }
        blocks
    }

    /// Whether the content made from these blocks falls into the same pieces again. Half a comment in one piece may swallow
    /// what is written behind it.
    fn comes_back(&self, blocks: &[ImportedBlock]) -> bool {
        let content = render(&imported_body(blocks), &self.pictures, self.markup).whole();
        let again = pieces_of(&content, self.markup);
        again.len() == self.pieces.len()
            && again
                .into_iter()
                .zip(&self.pieces)
                .all(|((range, _), piece)| seen_of(&content[range], self.markup) == piece.seen)
    }

    fn as_it_stands(&self) -> Vec<ImportedBlock> {
        let block = |piece: &Piece<'_>| ImportedBlock {
            range: piece.range.clone(),
            markdown: self.carried(piece),
            notes: false,
        };
        self.pieces.iter().map(block).collect()
    }
}

/// Where the pieces of content stand, and the names of those that are blocks.
fn pieces_of(content: &str, markup: Markup) -> Vec<(Range<usize>, Option<&str>)> {
    match markup {
        Markup::Blocks => {
            let parts = parts(content).into_iter();
            parts.map(|part| (part.range, part.opening.map(|opening| opening.name))).collect()
        }
        Markup::Classic => autop::pieces(content).into_iter().map(|range| (range, None)).collect(),
    }
}

fn seen_of(content: &str, markup: Markup) -> String {
    match markup {
        Markup::Blocks => seen::of_blocks(content),
        Markup::Classic => seen::of_classic(content),
    }
}

fn is_list(text: &str) -> bool {
    markdown::parse(text).blocks.first().is_some_and(|block| block.kind == BlockKind::List)
}

/// Text outside of blocks as a block. Comments in it that open or close such a block without a counterpart get one, so that
/// the block ends where it shall.
fn freeform(text: &str) -> String {
    let (mut open, mut unopened) = (0usize, 0usize);
    for delimiter in delimiters(text).iter().filter(|delimiter| delimiter.name == "freeform") {
        match delimiter.side {
            Side::Opens => open += 1,
            Side::Closes if open == 0 => unopened += 1,
            Side::Closes => open -= 1,
            Side::Alone => {}
        }
    }
    let opening = "<!-- wp:freeform -->".repeat(unopened + 1);
    let closing = "<!-- /wp:freeform -->".repeat(open + 1);
    format!("{opening}\n{text}\n{closing}")
}

/// Whether a list has the bullets of one that follows another.
fn other_bullets(text: Option<&str>) -> bool {
    let text = text.unwrap_or_default();
    text.starts_with('*') || text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(')')
}
