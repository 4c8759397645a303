//! Takes from the index what was found: the best posts and how many there are, paths, stamps.

use crate::document::Key;
use crate::rank::Rank;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

/// A post that was found, and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    pub rank: Rank,
    address: DocAddress,
}

/// Collects the best posts, or all.
pub(super) struct Best {
    pub limit: Option<usize>,
    pub hidden: Arc<HashSet<Key>>,
}

pub(super) struct BestOfSegment {
    segment: SegmentOrdinal,
    limit: Option<usize>,
    hidden: Arc<HashSet<Key>>,
    keys: Column<u64>,
    dates: Column<i64>,
    kept: BinaryHeap<Reverse<Placed>>,
    all: Vec<Placed>,
    total: usize,
}

impl Collector for Best {
    type Fruit = (Vec<Placed>, usize);
    type Child = BestOfSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<BestOfSegment> {
        Ok(BestOfSegment {
            segment,
            limit: self.limit,
            hidden: Arc::clone(&self.hidden),
            keys: reader.fast_fields().u64("key")?,
            dates: reader.fast_fields().i64("date")?,
            kept: BinaryHeap::new(),
            all: Vec::new(),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<(Vec<Placed>, usize)>) -> tantivy::Result<(Vec<Placed>, usize)> {
        let total = fruits.iter().map(|(_, total)| total).sum();
        Ok((fruits.into_iter().flat_map(|(placed, _)| placed).collect(), total))
    }
}

impl SegmentCollector for BestOfSegment {
    type Fruit = (Vec<Placed>, usize);

    fn collect(&mut self, doc: DocId, score: Score) {
        let key = self.keys.first(doc).unwrap_or_default();
        if !self.hidden.is_empty() && self.hidden.contains(&Key(key)) {
            return;
        }
        self.total += 1;
        let date = self.dates.first(doc).unwrap_or_default();
        let rank = Rank { points: score as u32, date, key };
        let placed = Placed { rank, address: DocAddress::new(self.segment, doc) };
        let Some(limit) = self.limit else { return self.all.push(placed) };
        if self.kept.len() < limit {
            self.kept.push(Reverse(placed));
        } else if let Some(mut worst) = self.kept.peek_mut().filter(|worst| worst.0 < placed) {
            *worst = Reverse(placed);
        }
    }

    fn harvest(mut self) -> (Vec<Placed>, usize) {
        self.all.extend(self.kept.into_iter().map(|Reverse(placed)| placed));
        (self.all, self.total)
    }
}

/// The paths of these posts, in their order.
pub(super) fn paths(searcher: &Searcher, placed: &[Placed]) -> tantivy::Result<Vec<String>> {
    let mut paths = vec![String::new(); placed.len()];
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let Some(column) = reader.fast_fields().str("path")? else { continue };
        let mut here: Vec<(u64, usize)> = placed
            .iter()
            .enumerate()
            .filter(|(_, placed)| placed.address.segment_ord == segment)
            .filter_map(|(at, placed)| Some((column.term_ords(placed.address.doc_id).next()?, at)))
            .collect();
        // The paths lie in blocks, in their own order: one pass through the blocks.
        here.sort_unstable();
        let mut places = here.iter().map(|(_, at)| *at);
        let ords: Vec<u64> = here.iter().map(|(ord, _)| *ord).collect();
        column.dictionary().sorted_ords_to_term_cb(&ords, |path| {
            if let Some(at) = places.next() {
                paths[at] = String::from_utf8_lossy(path).into_owned();
            }
        })?;
    }
    Ok(paths)
}

/// The stamp of each post's file.
pub(super) fn stamps(searcher: &Searcher) -> tantivy::Result<HashMap<Key, u64>> {
    let mut stamps = HashMap::new();
    for reader in searcher.segment_readers() {
        let (keys, column) = (reader.fast_fields().u64("key")?, reader.fast_fields().u64("stamp")?);
        for doc in reader.doc_ids_alive() {
            if let (Some(key), Some(stamp)) = (keys.first(doc), column.first(doc)) {
                stamps.insert(Key(key), stamp);
            }
        }
    }
    Ok(stamps)
}

/// The stamp of the file of the post with this key.
pub(super) fn stamp(searcher: &Searcher, key: Term) -> tantivy::Result<Option<u64>> {
    for reader in searcher.segment_readers() {
        let postings = reader.inverted_index(key.field())?.read_postings(&key, IndexRecordOption::Basic)?;
        let Some(mut postings) = postings else { continue };
        while postings.doc() != TERMINATED {
            if !reader.is_deleted(postings.doc()) {
                return Ok(reader.fast_fields().u64("stamp")?.first(postings.doc()));
            }
            postings.advance();
        }
    }
    Ok(None)
}
