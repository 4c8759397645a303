//! Which blocks of a text belong to which blocks of the content that stands for it.
//!
//! The text is put into the blog's markup again and laid beside the content. What readers see alike belongs together; what
//! stands between such places in equal number does too, in its order; what is left over on both sides belongs together as
//! a whole. So a list that became two blocks, or two pictures of one paragraph, stay one thing.

use super::Exchanged;
use crate::align::align;
use blog::{ContentBlock, PictureMap, Rendered, Typesetter};
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::ops::Range;

/// A text beside its content.
pub struct Tied {
    /// The text in the blog's markup, block by block; the footnotes count as the block behind the last.
    pub rendered: Vec<String>,
    /// The content by its blocks.
    pub pieces: Vec<ContentBlock>,
    /// What belongs together, in the order of both. Every piece is in one tie, and every block that says something.
    pub ties: Vec<Tie>,
}

/// Blocks of a text and the blocks of the content that they are; either may be none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// In the text.
    pub blocks: Range<usize>,
    /// In the content.
    pub pieces: Range<usize>,
}

/// A body as [`Tied::rendered`] has it.
pub fn with_notes(rendered: Rendered) -> Vec<String> {
    let mut blocks = rendered.blocks;
    blocks.push(rendered.notes);
    blocks
}

/// Lays what was exchanged beside each other.
pub fn tie(typesetter: &dyn Typesetter, base: &Exchanged<'_>, pictures: &PictureMap) -> Tied {
    let rendered = with_notes(typesetter.render(base.body, pictures, base.content));
    let pieces = typesetter.split(base.content);
    // What each block became, and whose each of these is.
    let (mut seen, mut owners) = (Vec::new(), Vec::new());
    for (owner, block) in rendered.iter().enumerate() {
        for piece in typesetter.split(block) {
            seen.push(piece.seen);
            owners.push(owner);
        }
    }
    let there: Vec<&String> = pieces.iter().map(|piece| &piece.seen).collect();
    let pairs = align(&seen.iter().collect::<Vec<_>>(), &there);
    let mut ties: Vec<Tie> = Vec::new();
    let mut from = (0, 0);
    for (i, j) in pairs.into_iter().chain([(seen.len(), pieces.len())]) {
        between(&owners, from.0..i, from.1..j, &mut ties);
        if i < seen.len() {
            add(&owners, i..i + 1, j..j + 1, &mut ties);
        }
        from = (i + 1, j + 1);
    }
    Tied { rendered, pieces, ties }
}

/// For each of the old parts its twin among the new ones: by their order, and what is left over wherever it was moved to.
pub fn twins<T: Eq + Hash>(new: &[T], old: &[T]) -> Vec<Option<usize>> {
    let (mut twins, mut free) = (vec![None; old.len()], vec![true; new.len()]);
    for (i, j) in align(new, old) {
        (twins[j], free[i]) = (Some(i), false);
    }
    let mut moved: HashMap<&T, VecDeque<usize>> = HashMap::new();
    for (i, part) in new.iter().enumerate().filter(|(i, _)| free[*i]) {
        moved.entry(part).or_default().push_back(i);
    }
    for (j, twin) in twins.iter_mut().enumerate().filter(|(_, twin)| twin.is_none()) {
        *twin = moved.get_mut(&old[j]).and_then(VecDeque::pop_front);
    }
    twins
}

/// What stands between two places that are seen alike.
fn between(owners: &[usize], here: Range<usize>, there: Range<usize>, ties: &mut Vec<Tie>) {
    if here.len() == there.len() {
        here.zip(there).for_each(|(i, j)| add(owners, i..i + 1, j..j + 1, ties));
    } else {
        add(owners, here, there, ties);
    }
}

fn add(owners: &[usize], here: Range<usize>, there: Range<usize>, ties: &mut Vec<Tie>) {
    if here.is_empty() {
        let at = ties.last().map_or(0, |tie| tie.blocks.end);
        return ties.push(Tie { blocks: at..at, pieces: there });
    }
    let mut tie = Tie { blocks: owners[here.start]..owners[here.end - 1] + 1, pieces: there };
    // A block that became several blocks is not taken apart.
    while ties.last().is_some_and(|last| last.blocks.end > tie.blocks.start) {
        if let Some(last) = ties.pop() {
            tie = Tie {
                blocks: last.blocks.start.min(tie.blocks.start)..tie.blocks.end,
                pieces: last.pieces.start..tie.pieces.end,
            };
        }
    }
    ties.push(tie);
}
