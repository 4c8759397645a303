//! Three versions of a text become one: what was exchanged with the blog, what stands here, what stands there.
//!
//! The text is merged by passages, which are its blocks and the definitions between them, never by lines or letters: a
//! paragraph that both sides changed is a question for the writer, not for us. What only one side changed is taken, what both
//! changed alike is taken once, and everything else is kept from both sides until somebody chooses. No word of either side
//! is lost. Pure.

pub(crate) mod text;

use crate::align::align;
use std::ops::Range;
use text::{Ends, Text, line_end, same_line_ends};

/// A stretch of the merged text, without the blank lines around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Unchanged, or changed alike on both sides.
    Same(String),
    /// Changed here only; empty where something was taken out.
    Here(String),
    /// Changed there only; empty where something was taken out.
    There(String),
    /// Changed on both sides, each in its way.
    Both {
        /// As it was exchanged.
        base: String,
        /// As it stands here.
        here: String,
        /// As it stands there.
        there: String,
    },
}

/// What of a [`Chunk::Both`] goes into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// What stands here.
    Here,
    /// What stands there.
    There,
    /// What stands here, and after it what stands there.
    Both,
}

/// A merged text, perhaps with questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The stretches in order.
    pub chunks: Vec<Chunk>,
    /// The blank lines before each chunk, and after the last.
    gaps: Vec<String>,
    /// The blank lines before the first chunk that says something.
    head: String,
    line_end: &'static str,
}

impl Merged {
    /// How many chunks ask for a choice. None: the merge is clear, and [`Self::text`] does not ask.
    pub fn conflicts(&self) -> usize {
        self.chunks.iter().filter(|chunk| matches!(chunk, Chunk::Both { .. })).count()
    }

    /// The whole text. `choose` is asked once for each [`Chunk::Both`], by its index in `chunks`.
    pub fn text(&self, mut choose: impl FnMut(usize) -> Take) -> String {
        let paragraph = self.line_end.repeat(2);
        let (mut text, mut begun) = (String::new(), false);
        for (at, (chunk, gap)) in self.chunks.iter().zip(&self.gaps).enumerate() {
            let parts: &[&String] = match chunk {
                Chunk::Same(text) | Chunk::Here(text) | Chunk::There(text) => &[text],
                Chunk::Both { here, there, .. } => match choose(at) {
                    Take::Here => &[here],
                    Take::There => &[there],
                    Take::Both => &[here, there],
                },
            };
            for (first, part) in parts.iter().filter(|part| !part.is_empty()).enumerate() {
                text.push_str(match (begun, first) {
                    (false, _) => &self.head,
                    // What was left out may have been what ended the paragraph before.
                    (true, 0) if !gap.is_empty() => gap,
                    _ => &paragraph,
                });
                text.push_str(part);
                begun = true;
            }
        }
        text.push_str(self.gaps.last().map_or("", String::as_str));
        text
    }
}

/// Merges what changed `here` and `there` since `base`. Line ends are as they are here.
///
/// Changes beside each other are two changes; two insertions at the same place are a question.
pub fn merge(base: &str, here: &str, there: &str) -> Merged {
    let (base, there) = (same_line_ends(base, here), same_line_ends(there, here));
    let line_end = line_end(here).or(line_end(&base)).or(line_end(&there)).unwrap_or("\n");
    let texts = Texts { base: Text::of(&base), here: Text::of(here), there: Text::of(&there), line_end };
    texts.finish(&texts.pieces())
}

/// One change of one side: these passages of the base became those.
struct Hunk {
    base: Range<usize>,
    side: Range<usize>,
}

fn hunks(base: &Text<'_>, side: &Text<'_>) -> Vec<Hunk> {
    let pairs = align(&base.words, &side.words);
    let (mut hunks, mut from) = (Vec::new(), (0, 0));
    for (i, j) in pairs.into_iter().chain([(base.words.len(), side.words.len())]) {
        if i > from.0 || j > from.1 {
            hunks.push(Hunk { base: from.0..i, side: from.1..j });
        }
        from = (i + 1, j + 1);
    }
    hunks
}

/// Whether two changes concern the same passages. Beside each other is not the same; two insertions at one place are.
fn touches(region: &Range<usize>, hunk: &Range<usize>) -> bool {
    match (region.is_empty(), hunk.is_empty()) {
        (true, true) => region.start == hunk.start,
        (true, false) => hunk.start < region.start && region.start < hunk.end,
        (false, true) => region.start < hunk.start && hunk.start < region.end,
        (false, false) => region.start < hunk.end && hunk.start < region.end,
    }
}

/// What a side made of a region of the base, given where the side stood before it.
fn span(hunks: &[Hunk], region: &Range<usize>, start: usize) -> Range<usize> {
    let added: usize = hunks.iter().map(|hunk| hunk.side.len()).sum();
    let gone: usize = hunks.iter().map(|hunk| hunk.base.len()).sum();
    start..start + region.len() + added - gone
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Here,
    There,
    Both,
}

/// A chunk by its passages in each text.
struct Piece {
    kind: Kind,
    base: Range<usize>,
    here: Range<usize>,
    there: Range<usize>,
}

impl Piece {
    fn is_empty(&self) -> bool {
        match self.kind {
            Kind::Same | Kind::Here => self.here.is_empty(),
            Kind::There => self.there.is_empty(),
            Kind::Both => false,
        }
    }

    fn ends(&self, end: impl Fn(&Range<usize>) -> usize) -> Ends {
        let end = |range| (!Range::is_empty(range)).then(|| end(range));
        Ends { base: end(&self.base), here: end(&self.here), there: end(&self.there) }
    }
}

struct Texts<'t> {
    base: Text<'t>,
    here: Text<'t>,
    there: Text<'t>,
    line_end: &'static str,
}

impl Texts<'_> {
    fn pieces(&self) -> Vec<Piece> {
        let (ours, theirs) = (hunks(&self.base, &self.here), hunks(&self.base, &self.there));
        let (mut i, mut j) = (0, 0);
        let (mut pieces, mut base, mut here, mut there) = (Vec::new(), 0, 0, 0);
        let same = |pieces: &mut Vec<Piece>, count: usize, base: usize, here: usize, there: usize| {
            pieces.push(Piece {
                kind: Kind::Same,
                base: base..base + count,
                here: here..here + count,
                there: there..there + count,
            });
        };
        loop {
            let next = [ours.get(i), theirs.get(j)].into_iter().flatten().map(|hunk| hunk.base.clone());
            let Some(mut region) = next.min_by_key(|base| (base.start, base.end)) else { break };
            let (from_i, from_j) = (i, j);
            loop {
                let hunk = if let Some(hunk) = ours.get(i).filter(|hunk| touches(&region, &hunk.base)) {
                    i += 1;
                    hunk
                } else if let Some(hunk) = theirs.get(j).filter(|hunk| touches(&region, &hunk.base)) {
                    j += 1;
                    hunk
                } else {
                    break;
                };
                region = region.start.min(hunk.base.start)..region.end.max(hunk.base.end);
            }
            let count = region.start - base;
            same(&mut pieces, count, base, here, there);
            let ours = span(&ours[from_i..i], &region, here + count);
            let theirs = span(&theirs[from_j..j], &region, there + count);
            (base, here, there) = (region.end, ours.end, theirs.end);
            match (i > from_i, j > from_j) {
                (true, true) => self.changed_twice(&mut pieces, region, ours, theirs),
                (true, false) => {
                    pieces.push(Piece { kind: Kind::Here, base: region, here: ours, there: theirs })
                }
                _ => pieces.push(Piece { kind: Kind::There, base: region, here: ours, there: theirs }),
            }
        }
        same(&mut pieces, self.base.words.len() - base, base, here, there);
        pieces.retain(|piece| piece.kind != Kind::Same || !piece.here.is_empty());
        pieces
    }

    /// Both sides changed this region: what they agree on at its ends is settled.
    fn changed_twice(
        &self,
        pieces: &mut Vec<Piece>,
        base: Range<usize>,
        here: Range<usize>,
        there: Range<usize>,
    ) {
        let (ours, theirs) = (&self.here.words[here.clone()], &self.there.words[there.clone()]);
        let head = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
        let rest = ours.len().min(theirs.len()) - head;
        let tail = ours.iter().rev().zip(theirs.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        let none = base.start..base.start;
        let alike = |here, there| Piece { kind: Kind::Same, base: none.clone(), here, there };
        let question = (here.start + head..here.end - tail, there.start + head..there.end - tail);
        pieces.push(alike(here.start..question.0.start, there.start..question.1.start));
        let last = alike(question.0.end..here.end, question.1.end..there.end);
        if !question.0.is_empty() || !question.1.is_empty() {
            pieces.push(Piece { kind: Kind::Both, base, here: question.0, there: question.1 });
        }
        pieces.push(last);
    }

    fn finish(&self, pieces: &[Piece]) -> Merged {
        let (mut chunks, mut gaps, mut head) = (Vec::new(), Vec::new(), None);
        let mut last = Ends::at(0, 0, 0);
        for piece in pieces {
            let gap = self.gap(&last, &piece.ends(|range| range.start));
            if !piece.is_empty() {
                head.get_or_insert_with(|| gap.clone());
                last = piece.ends(|range| range.end);
            }
            gaps.push(gap);
            chunks.push(match piece.kind {
                Kind::Same => Chunk::Same(self.unchanged(piece)),
                Kind::Here => Chunk::Here(self.here.stretch(&piece.here).to_owned()),
                Kind::There => Chunk::There(self.there.stretch(&piece.there).to_owned()),
                Kind::Both => Chunk::Both {
                    base: self.base.stretch(&piece.base).to_owned(),
                    here: self.here.stretch(&piece.here).to_owned(),
                    there: self.there.stretch(&piece.there).to_owned(),
                },
            });
        }
        gaps.push(self.gap(&last, &self.end()));
        Merged { chunks, gaps, head: head.unwrap_or_default(), line_end: self.line_end }
    }

    /// Passages that say the same on all sides, with the blank lines of the side that changed these.
    fn unchanged(&self, piece: &Piece) -> String {
        let mut text = String::new();
        for (n, here) in piece.here.clone().enumerate() {
            if n > 0 {
                let base = (n < piece.base.len()).then_some(piece.base.start + n);
                let place = Ends { base, here: Some(here), there: Some(piece.there.start + n) };
                text.push_str(&self.gap(&place, &place));
            }
            text.push_str(self.here.words[here]);
        }
        text
    }

    fn end(&self) -> Ends {
        Ends::at(self.base.words.len(), self.here.words.len(), self.there.words.len())
    }

    /// The blank lines between two passages: as the side has them that changed them, ours if both did. Passages that are
    /// neighbours on no side get one blank line.
    fn gap(&self, before: &Ends, after: &Ends) -> String {
        let between = |text: &Text<'_>, before: Option<usize>, after: Option<usize>| {
            before.filter(|_| before == after).map(|at| text.gap(at).to_owned())
        };
        let base = between(&self.base, before.base, after.base);
        let here = between(&self.here, before.here, after.here);
        let there = between(&self.there, before.there, after.there);
        match (here, there) {
            (Some(here), Some(there)) if base.as_ref() == Some(&here) => there,
            (Some(gap), _) | (None, Some(gap)) => gap,
            (None, None) if *before == Ends::at(0, 0, 0) => self.here.gap(0).to_owned(),
            (None, None) if *after == self.end() => self.here.gap(self.here.words.len()).to_owned(),
            (None, None) => self.line_end.repeat(2),
        }
    }
}
