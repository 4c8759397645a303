//! From the blog to the text.

use super::Exchanged;
use super::tie::{Tie, Tied, tie, twins, with_notes};
use crate::merge::text::line_end;
use blog::{ImportedBlock, PictureMap, Typesetter, imported_body};
use markdown::{BlockKind, Document, Passage, events::Event, parse, passages};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A comment keeps two lists apart that would otherwise run together; it is not published.
const APART: &str = "<!-- -->";

/// The text for `content`: blocks that readers see as they saw them in `base` keep the writer's own words, the others are
/// read from the content. Definitions and comments of the writer stay. A picture whose address is in `pictures` is named as
/// it is named there.
pub fn body(
    typesetter: &dyn Typesetter,
    base: Exchanged<'_>,
    content: &str,
    pictures: &PictureMap,
) -> String {
    if content == base.content {
        return base.body.to_owned();
    }
    let imported = typesetter.import(content, pictures);
    let document = parse(base.body);
    let tied = tie(typesetter, &base, pictures);
    if tied.rendered.len() != document.blocks.len() + 1 {
        return imported_body(&imported);
    }
    let seen: Vec<String> = typesetter.split(content).into_iter().map(|piece| piece.seen).collect();
    if seen.len() != imported.len() {
        return imported_body(&imported);
    }
    let passages = passages(&document);
    let places = (0..passages.len()).filter(|&at| passages[at].block.is_some()).collect();
    let weave = Weave {
        base: &base,
        document: &document,
        passages: &passages,
        tied: &tied,
        imported: &imported,
        places,
    };
    let woven = weave.woven(&seen);
    let rendered = with_notes(typesetter.render(&woven.text, pictures, content));
    let sees = |content: &str| -> Vec<String> {
        typesetter.split(content).into_iter().map(|piece| piece.seen).collect()
    };
    let comes_out = |(text, said): (&String, &Said)| match said {
        Said::Nothing => true,
        Said::Own(block) => *text == tied.rendered[*block] || sees(text) == sees(&tied.rendered[*block]),
        Said::Read(pieces) => sees(text) == seen[pieces.clone()],
    };
    // In company Markdown may say something else than alone.
    if rendered.len() == woven.said.len() && rendered.iter().zip(&woven.said).all(comes_out) {
        woven.text
    } else {
        imported_body(&imported)
    }
}

struct Weave<'w> {
    base: &'w Exchanged<'w>,
    document: &'w Document<'w>,
    passages: &'w [Passage],
    tied: &'w Tied,
    imported: &'w [ImportedBlock],
    /// The passage of each block.
    places: Vec<usize>,
}

/// One thing of the new text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// A passage of the writer.
    Own(usize),
    /// A block read from the blog.
    Read(usize),
}

/// What a block of the new text must say.
enum Said {
    /// Whatever: it is not published.
    Nothing,
    /// What this block said in the base.
    Own(usize),
    /// What these pieces of the content say.
    Read(Range<usize>),
}

/// A text, and what each of its blocks must say; the footnotes come last.
#[derive(Default)]
struct Woven {
    text: String,
    said: Vec<Said>,
}

impl Weave<'_> {
    fn woven(&self, seen: &[String]) -> Woven {
        // The line above the footnotes is not one of the writer's lines.
        let is_note = |tie: &&Tie| tie.blocks.contains(&self.document.blocks.len());
        let notes = self.tied.ties.iter().find(is_note).map(|tie| tie.pieces.clone()).unwrap_or_default();
        let old: Vec<(bool, &String)> = self
            .tied
            .pieces
            .iter()
            .enumerate()
            .map(|(at, piece)| (notes.contains(&at), &piece.seen))
            .collect();
        let new: Vec<(bool, &String)> = self.imported.iter().map(|block| block.notes).zip(seen).collect();
        let twins = twins(&new, &old);
        // Where each piece of the base stands now.
        let kept = |tie: &Tie| {
            let first = twins[tie.pieces.start];
            let follows =
                |(n, at): (usize, usize)| twins[at].is_some() && twins[at] == first.map(|first| first + n);
            tie.pieces.clone().enumerate().all(follows).then_some(first).flatten()
        };
        let mut places: HashMap<usize, &Tie> = HashMap::new();
        for tie in self.tied.ties.iter().filter(|tie| !tie.pieces.is_empty() && !tie.blocks.is_empty()) {
            places.extend(kept(tie).map(|at| (at, tie)));
        }
        let numbers_stay = self.numbers_stay(&places);
        if !numbers_stay {
            places.retain(|_, tie| !tie.blocks.clone().any(|block| self.refers(block)));
        }
        self.joined(&self.with_loose(self.units(&places), &places, numbers_stay), numbers_stay)
    }

    /// Whether the footnotes are those of the base, and blocks read anew name them as the writer does.
    fn numbers_stay(&self, places: &HashMap<usize, &Tie>) -> bool {
        let notes = self.document.blocks.len();
        if self.tied.rendered[notes].is_empty() {
            return self.imported.iter().all(|block| !block.notes);
        }
        let by_number = self.document.footnotes.iter().all(|note| note.label == note.number.to_string());
        let reads_none = || {
            let units = self.units(places);
            let mut read = units.iter().filter_map(|unit| match unit {
                Unit::Read(at) => Some(&self.imported[*at].markdown),
                Unit::Own(_) => None,
            });
            !read.any(|markdown| markdown.contains("[^"))
        };
        places.values().any(|tie| tie.blocks.contains(&notes)) && (by_number || reads_none())
    }

    /// Whether a block refers to a footnote, or is the footnotes.
    fn refers(&self, block: usize) -> bool {
        let is_reference = |event: &Event<'_>| matches!(event, Event::FootnoteReference(_));
        self.document
            .blocks
            .get(block)
            .is_none_or(|block| block.events.iter().any(|(event, _)| is_reference(event)))
    }

    /// The content in its order: the writer's words where a tie stands that stayed, else what was read.
    fn units(&self, places: &HashMap<usize, &Tie>) -> Vec<Unit> {
        let (mut units, mut at) = (Vec::new(), 0);
        while at < self.imported.len() {
            match places.get(&at) {
                Some(tie) => {
                    let own = tie.blocks.clone().filter_map(|block| self.places.get(block));
                    units.extend(own.map(|passage| Unit::Own(*passage)));
                    at += tie.pieces.len();
                }
                None => {
                    if !self.imported[at].markdown.is_empty() {
                        units.push(Unit::Read(at));
                    }
                    at += 1;
                }
            }
        }
        units
    }

    /// The same with what is not on the blog: definitions, comments, blocks that the blog took out. Each stays behind the
    /// passage that it stood behind, or before the next one that stayed.
    fn with_loose(&self, units: Vec<Unit>, places: &HashMap<usize, &Tie>, numbers_stay: bool) -> Vec<Unit> {
        let mut is_own = vec![false; self.passages.len()];
        units.iter().for_each(|unit| {
            if let Unit::Own(passage) = unit {
                is_own[*passage] = true
            }
        });
        let mut replaced = vec![false; self.document.blocks.len() + 1];
        let stay: HashSet<usize> = places.values().map(|tie| tie.pieces.start).collect();
        let gone = |tie: &&Tie| !tie.pieces.is_empty() && !stay.contains(&tie.pieces.start);
        for block in self.tied.ties.iter().filter(gone).flat_map(|tie| tie.blocks.clone()) {
            replaced[block] = !self.tied.rendered[block].is_empty();
        }
        let notes: HashSet<usize> = self.document.footnotes.iter().map(|note| note.range.start).collect();
        let is_note = |passage: &Passage| notes.contains(&passage.range.start);
        let mut after: HashMap<usize, Vec<usize>> = HashMap::new();
        let (mut before, mut waiting, mut last) = (HashMap::<usize, Vec<usize>>::new(), Vec::new(), None);
        for (at, passage) in self.passages.iter().enumerate() {
            if is_own[at] {
                before.insert(at, std::mem::take(&mut waiting));
                last = Some(at);
            } else if passage.block.map_or(!numbers_stay && is_note(passage), |block| replaced[block]) {
                last = None;
            } else {
                match last {
                    Some(own) => after.entry(own).or_default().push(at),
                    None => waiting.push(at),
                }
            }
        }
        let mut all = Vec::new();
        for unit in units {
            let Unit::Own(own) = unit else {
                all.push(unit);
                continue;
            };
            all.extend(before.remove(&own).into_iter().flatten().map(Unit::Own));
            all.push(unit);
            all.extend(after.remove(&own).into_iter().flatten().map(Unit::Own));
        }
        all.extend(waiting.into_iter().map(Unit::Own));
        all
    }

    fn joined(&self, units: &[Unit], numbers_stay: bool) -> Woven {
        let text = self.base.body;
        let end_of_line = line_end(text).unwrap_or("\n");
        let mut woven = Woven::default();
        let mut last: Option<Unit> = None;
        for &unit in units {
            let own_neighbours = matches!((last, unit), (Some(Unit::Own(a)), Unit::Own(b)) if a + 1 == b);
            let gap = match (last, unit) {
                (None, _) => text[..self.passages.first().map_or(0, |first| first.range.start)].to_owned(),
                (_, Unit::Own(at)) if own_neighbours => {
                    text[self.passages[at - 1].range.end..self.passages[at].range.start].to_owned()
                }
                _ => end_of_line.repeat(2),
            };
            woven.text.push_str(&gap);
            let both_read = matches!((last, unit), (Some(Unit::Read(_)), Unit::Read(_)));
            let bullet = last.and_then(|last| self.bullet(last));
            if !own_neighbours && !both_read && bullet.is_some() && bullet == self.bullet(unit) {
                woven.text.push_str(APART);
                woven.text.push_str(&gap);
                woven.said.push(Said::Nothing);
            }
            match unit {
                Unit::Own(at) => {
                    woven.text.push_str(&text[self.passages[at].range.clone()]);
                    woven.said.extend(self.passages[at].block.map(Said::Own));
                }
                Unit::Read(at) => {
                    let block = &self.imported[at];
                    let markdown = block.markdown.replace("\r\n", "\n").replace('\n', end_of_line);
                    woven.text.push_str(&markdown);
                    if !block.notes {
                        woven.said.push(Said::Read(at..at + 1));
                    }
                }
            }
            last = Some(unit);
        }
        match self.passages.last() {
            Some(passage) => woven.text.push_str(&text[passage.range.end..]),
            None => woven.text.push_str(end_of_line),
        }
        let notes = self.imported.partition_point(|block| !block.notes);
        woven.said.push(if numbers_stay {
            Said::Own(self.document.blocks.len())
        } else {
            Said::Read(notes..self.imported.len())
        });
        woven
    }

    /// What marks the entries of a list; `None` for what is no list.
    fn bullet(&self, unit: Unit) -> Option<char> {
        let first = |document: &Document<'_>, block: usize| {
            let block = document.blocks.get(block).filter(|block| block.kind == BlockKind::List)?;
            document.text[block.range.start..].trim_start().chars().find(|c| !c.is_ascii_digit())
        };
        match unit {
            Unit::Own(at) => first(self.document, self.passages[at].block?),
            Unit::Read(at) => first(&parse(&self.imported[at].markdown), 0),
        }
    }
}
