//! From the text to the blog.

use super::Exchanged;
use super::tie::{Tie, Tied, tie, twins, with_notes};
use blog::{PictureMap, Typesetter};
use markdown::picture_sources;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The content to send for `body`: blocks that say what they said in `base` keep the blog's own bytes, wherever they were
/// moved to; the others are written anew. Without a base all of it is.
pub fn content(
    typesetter: &dyn Typesetter,
    base: Option<Exchanged<'_>>,
    body: &str,
    pictures: &PictureMap,
) -> String {
    let present = base.map_or("", |base| base.content);
    let rendered = typesetter.render(body, pictures, present);
    let Some(base) = base else { return rendered.whole() };
    let weave = Weave {
        tied: tie(typesetter, &base, pictures),
        present,
        addresses: pictures.values().map(|media| media.url.as_str()).collect(),
        new: with_notes(rendered),
    };
    weave.content()
}

struct Weave<'w> {
    tied: Tied,
    present: &'w str,
    /// Where the pictures of the text lie now.
    addresses: HashSet<&'w str>,
    new: Vec<String>,
}

/// A stretch of the content to send.
enum Stretch {
    /// These pieces as the blog has them.
    Kept(Range<usize>),
    /// A block of the new text.
    Written(usize),
}

impl Weave<'_> {
    fn content(&self) -> String {
        let twins = twins(&self.tied.rendered, &self.new);
        // The tie that begins with a block.
        let begins: HashMap<usize, usize> = (self.tied.ties.iter().enumerate())
            .filter(|(_, tie)| !tie.blocks.is_empty())
            .map(|(at, tie)| (tie.blocks.start, at))
            .collect();
        let says_something = |at: &usize| !self.new[*at].is_empty();
        let order: Vec<usize> = (0..self.new.len()).filter(says_something).collect();
        let (mut stretches, mut kept, mut at) = (Vec::new(), HashSet::new(), 0);
        while at < order.len() {
            let tie = twins[order[at]].and_then(|twin| begins.get(&twin)).copied().filter(|tie| {
                let tie = &self.tied.ties[*tie];
                let mut twins = order[at..].iter().map(|&new| twins[new]);
                self.blocks(tie).all(|block| twins.next() == Some(Some(block))) && self.has_pictures(tie)
            });
            match tie {
                Some(tie) => {
                    at += self.blocks(&self.tied.ties[tie]).count();
                    kept.insert(tie);
                    stretches.push((Some(tie), Stretch::Kept(self.tied.ties[tie].pieces.clone())));
                }
                None => {
                    stretches.push((None, Stretch::Written(order[at])));
                    at += 1;
                }
            }
        }
        self.joined(self.with_strangers(stretches, &kept))
    }

    /// The blocks of a tie that say something.
    fn blocks<'t>(&'t self, tie: &'t Tie) -> impl Iterator<Item = usize> + 't {
        tie.blocks.clone().filter(|&block| !self.tied.rendered[block].is_empty())
    }

    /// Whether the blog shows the pictures from where they lie now: a picture of the same name may have other bytes.
    fn has_pictures(&self, tie: &Tie) -> bool {
        let shown = |block: usize| picture_sources(&self.tied.rendered[block]);
        let mut wanted =
            tie.blocks.clone().flat_map(shown).filter(|src| self.addresses.contains(src.as_str()));
        let there: HashSet<String> =
            tie.pieces.clone().flat_map(|at| picture_sources(self.piece(at..at + 1))).collect();
        wanted.all(|src| there.contains(&src))
    }

    /// What the blog has put between our blocks stays where it is: behind its neighbour, or before the next one.
    fn with_strangers(
        &self,
        stretches: Vec<(Option<usize>, Stretch)>,
        kept: &HashSet<usize>,
    ) -> Vec<Stretch> {
        let (mut behind, mut before) = (HashMap::<usize, usize>::new(), HashMap::<usize, Vec<usize>>::new());
        let mut waiting = Vec::new();
        for (at, tie) in self.tied.ties.iter().enumerate() {
            if kept.contains(&at) {
                before.insert(at, std::mem::take(&mut waiting));
            } else if tie.blocks.is_empty() {
                match at.checked_sub(1).filter(|last| kept.contains(last)) {
                    Some(last) => {
                        behind.insert(last, at);
                    }
                    None => waiting.push(at),
                }
            }
        }
        let stranger = |at: usize| Stretch::Kept(self.tied.ties[at].pieces.clone());
        let mut all = Vec::new();
        for (tie, stretch) in stretches {
            all.extend(tie.and_then(|tie| before.remove(&tie)).into_iter().flatten().map(stranger));
            all.push(stretch);
            all.extend(tie.and_then(|tie| behind.remove(&tie)).map(stranger));
        }
        all.extend(waiting.into_iter().map(stranger));
        all
    }

    fn piece(&self, pieces: Range<usize>) -> &str {
        let range = |at: usize| &self.tied.pieces[at].range;
        if pieces.is_empty() {
            ""
        } else {
            &self.present[range(pieces.start).start..range(pieces.end - 1).end]
        }
    }

    /// The stretches one after the other, with the blog's own blanks where neighbours stayed neighbours.
    fn joined(&self, stretches: Vec<Stretch>) -> String {
        let count = self.tied.pieces.len();
        let mut content = String::new();
        let (mut begun, mut last) = (false, Some(0));
        for stretch in stretches {
            let (text, first, end) = match &stretch {
                Stretch::Kept(pieces) if pieces.is_empty() => continue,
                Stretch::Kept(pieces) => (self.piece(pieces.clone()), Some(pieces.start), Some(pieces.end)),
                Stretch::Written(at) => (self.new[*at].as_str(), None, None),
            };
            match first.filter(|_| first == last) {
                Some(at) => content.push_str(self.blanks(at)),
                None if begun => content.push_str("\n\n"),
                None => {}
            }
            content.push_str(text);
            (begun, last) = (true, end);
        }
        if last == Some(count) {
            content.push_str(self.blanks(count));
        }
        content
    }

    /// What stands before a piece; the number of pieces asks for the end.
    fn blanks(&self, before: usize) -> &str {
        let start = before.checked_sub(1).map_or(0, |last| self.tied.pieces[last].range.end);
        &self.present
            [start..self.tied.pieces.get(before).map_or(self.present.len(), |piece| piece.range.start)]
    }
}
