//! What comes first: titles, then tags and categories, then texts; among equals the newest.
//!
//! The points of a post depend on the post and on the query, never on the other posts. So a post that was just saved and
//! one that was committed long ago are ordered by the same rule, whichever place answers for it, and nothing moves because
//! another post was deleted. Texts are weighed by BM25 with fixed statistics: what it says about how often and in how long
//! a text a word stands is wanted, what it says about rare words is not, because all words must be there anyway.
//! Points are whole numbers below 2^24, so that adding them as floats is exact in any order.

/// A part of a post in which words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Title,
    Terms,
    Body,
}

/// How much it counts that a clause's words stand in a part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weight {
    /// Where they stand.
    pub part: Part,
    /// Whether the last word may be longer.
    pub open: bool,
    /// For being there at all.
    base: f32,
    /// For each point of BM25.
    scale: f32,
    /// Never more than this beyond the base.
    most: f32,
}

const TITLE: Weight = Weight { part: Part::Title, open: false, base: 1_000.0, scale: 20.0, most: 500.0 };
const TITLE_BEGUN: Weight = Weight { part: Part::Title, open: true, base: 800.0, scale: 0.0, most: 0.0 };
const TERM: Weight = Weight { part: Part::Terms, open: false, base: 120.0, scale: 0.0, most: 0.0 };
const TERM_BEGUN: Weight = Weight { part: Part::Terms, open: true, base: 80.0, scale: 0.0, most: 0.0 };
const BODY: Weight = Weight { part: Part::Body, open: false, base: 4.0, scale: 4.0, most: 60.0 };
const BODY_BEGUN: Weight = Weight { part: Part::Body, open: true, base: 1.0, scale: 0.0, most: 0.0 };

/// All that counts for whole words, and for a last word that may be longer. What holds for the whole word holds for its
/// beginning too, and both count.
pub(crate) fn weights(open: bool) -> &'static [Weight] {
    const WHOLE: [Weight; 3] = [TITLE, TERM, BODY];
    const BEGUN: [Weight; 6] = [TITLE, TITLE_BEGUN, TERM, TERM_BEGUN, BODY, BODY_BEGUN];
    if open { &BEGUN } else { &WHOLE }
}

impl Weight {
    /// Whether more than being there counts.
    pub fn is_weighed(&self) -> bool {
        self.scale > 0.0
    }

    /// The points, from those of BM25.
    pub fn points(&self, bm25: f32) -> f32 {
        self.base + (bm25 * self.scale).round().min(self.most)
    }
}

/// The words of a usual title and a usual text, for BM25.
pub(crate) fn usual_length(part: Part) -> u64 {
    match part {
        Part::Title => 8,
        Part::Terms => 4,
        Part::Body => 600,
    }
}

/// How many posts there are, and how many have a word, as far as BM25 is concerned.
pub(crate) const POSTS: u64 = 1_000;
pub(crate) const POSTS_WITH_A_WORD: u64 = 10;

/// The place of a post among those that were found, the best one greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub points: u32,
    pub date: i64,
    /// Puts equals in an order that is the same each time.
    pub key: u64,
}
