//! A query in tantivy's words.

use super::Fields;
use super::points::Weighed;
use crate::document::{Kind, SHORT, spell_beginning};
use crate::query::{Clause, Day, Name, Query, Sought};
use crate::rank::{self, Part};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query as Asked, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// All clauses at once.
pub(super) fn for_query(query: &Query, fields: Fields) -> Box<dyn Asked> {
    let one = |clause: &Clause| {
        let occur = if clause.negated { Occur::MustNot } else { Occur::Must };
        (occur, for_sought(&clause.sought, fields))
    };
    let mut asked: Vec<(Occur, Box<dyn Asked>)> = query.clauses().iter().map(one).collect();
    if asked.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        asked.push((Occur::Must, without_points(Box::new(AllQuery))));
    }
    Box::new(BooleanQuery::new(asked))
}

fn for_sought(sought: &Sought, fields: Fields) -> Box<dyn Asked> {
    let names = |kind: Kind, name: &Name| {
        without_points(for_name(fields.names, &kind.spell(&name.folded), name.open))
    };
    match sought {
        Sought::Words { words, open } => {
            let each = rank::weights(*open).iter().map(|&weight| {
                let query = for_words(weight.part, words, weight.open, fields);
                (
                    Occur::Should,
                    if weight.is_weighed() {
                        Box::new(Weighed { query, weight }) as Box<dyn Asked>
                    } else {
                        Box::new(ConstScoreQuery::new(query, weight.points(0.0)))
                    },
                )
            });
            Box::new(BooleanQuery::new(each.collect()))
        }
        Sought::Tag(name) => names(Kind::Tag, name),
        Sought::Category(name) => names(Kind::Category, name),
        Sought::Status(name) => names(Kind::Status, name),
        Sought::Blog(name) => names(Kind::Blog, name),
        Sought::Before(day) => dated(Bound::Unbounded, Bound::Excluded(date(fields, *day))),
        Sought::After(day) => dated(Bound::Included(date(fields, *day)), Bound::Unbounded),
    }
}

/// Words one behind the other in a part; when they are open, the last one is a beginning that stands anywhere in it.
fn for_words(part: Part, words: &[String], open: bool, fields: Fields) -> Box<dyn Asked> {
    let field = fields.of(part);
    match words {
        [word] if open => for_beginning(part, word, fields),
        [word] => for_name(field, word, false),
        [first @ .., last] if open => {
            let both = [for_words(part, first, false, fields), for_beginning(part, last, fields)];
            Box::new(BooleanQuery::intersection(both.into()))
        }
        _ => {
            Box::new(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(field, word)).collect()))
        }
    }
}

fn for_beginning(part: Part, beginning: &str, fields: Fields) -> Box<dyn Asked> {
    if beginning.chars().count() <= SHORT {
        for_name(fields.beginnings, &spell_beginning(part, beginning), false)
    } else {
        for_name(fields.of(part), beginning, true)
    }
}

/// A word or a name; when it is open, also longer ones.
fn for_name(field: Field, name: &str, open: bool) -> Box<dyn Asked> {
    let term = Term::from_field_text(field, name);
    if open {
        let behind = Term::from_field_text(field, &format!("{name}{}", char::MAX));
        Box::new(RangeQuery::new(Bound::Included(term), Bound::Excluded(behind)))
    } else {
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    }
}

fn date(fields: Fields, day: Day) -> Term {
    Term::from_field_i64(fields.date, day.seconds())
}

fn dated(from: Bound<Term>, to: Bound<Term>) -> Box<dyn Asked> {
    without_points(Box::new(RangeQuery::new(from, to)))
}

/// A condition that says nothing about the order.
fn without_points(query: Box<dyn Asked>) -> Box<dyn Asked> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

impl Fields {
    /// The field that holds the words of a part.
    pub(super) fn of(&self, part: Part) -> Field {
        match part {
            Part::Title => self.title,
            Part::Terms => self.terms,
            Part::Body => self.body,
        }
    }
}
