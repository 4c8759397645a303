//! Our points in tantivy's words: a query whose scores are turned into the points of a [`rank::Weight`].

use super::Fields;
use crate::rank::{self, Part};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Score, SeekDangerResult, SegmentReader, Term};

/// BM25 outside of the index, exactly as tantivy has it for what is in it.
pub(crate) struct Bm25(Bm25Weight);

impl Bm25 {
    /// For this many words one behind the other, in this part.
    pub fn of(part: Part, words: usize) -> Self {
        let term = Term::from_field_text(Field::from_field_id(0), "");
        let weight = Bm25Weight::for_terms(&part, &vec![term; words.max(1)]);
        Self(weight.unwrap_or_else(|_| Bm25Weight::for_one_term_without_explain(1, 1, 1.0)))
    }

    /// When they stand so often in so many words.
    pub fn score(&self, count: u32, length: u32) -> Score {
        self.0.score(FieldNormReader::fieldnorm_to_id(length), count)
    }
}

/// The fixed statistics of one part, whatever field is asked for.
impl Bm25StatisticsProvider for Part {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(rank::usual_length(*self) * rank::POSTS)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(rank::POSTS)
    }

    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(rank::POSTS_WITH_A_WORD)
    }
}

/// The fixed statistics of all parts.
impl Bm25StatisticsProvider for Fields {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let part = [Part::Title, Part::Terms].into_iter().find(|part| self.of(*part) == field);
        part.unwrap_or(Part::Body).total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Part::Body.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Part::Body.doc_freq(term)
    }
}

/// A query that finds the same posts and gives them a weight's points.
#[derive(Debug)]
pub(super) struct Weighed {
    pub query: Box<dyn Query>,
    pub weight: rank::Weight,
}

impl Clone for Weighed {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone(), weight: self.weight }
    }
}

impl Query for Weighed {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(Weighing { inner: self.query.weight(scoring)?, weight: self.weight }))
    }
}

struct Weighing {
    inner: Box<dyn Weight>,
    weight: rank::Weight,
}

impl Weight for Weighing {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(Points { inner: self.inner.scorer(reader, 1.0)?, weight: self.weight }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.inner.explain(reader, doc)
    }
}

struct Points {
    inner: Box<dyn Scorer>,
    weight: rank::Weight,
}

impl Scorer for Points {
    fn score(&mut self) -> Score {
        self.weight.points(self.inner.score())
    }
}

impl DocSet for Points {
    fn advance(&mut self) -> DocId {
        self.inner.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.inner.seek(target)
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        self.inner.seek_danger(target)
    }

    fn fill_buffer(&mut self, buffer: &mut [DocId; COLLECT_BLOCK_BUFFER_LEN]) -> usize {
        self.inner.fill_buffer(buffer)
    }

    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}
