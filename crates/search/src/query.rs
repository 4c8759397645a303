//! What a person typed, understood. Never an error: what is no operator is a word, what is no word is passed over.
//!
//! `garden "two words" gard* tag:recipes category:"on the road" status:draft blog:example.org before:2026-11 after:2026
//! -word -tag:old`. All clauses must hold. The last word typed is also a beginning of longer words, because it may not be
//! finished; a word that excludes is always whole, because nothing may vanish that was not named.

mod day;
mod read;

pub use day::Day;

use std::fmt;

/// A query: clauses that must all hold. An empty one asks for nothing in particular.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    clauses: Vec<Clause>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Whether it must not hold.
    pub negated: bool,
    /// What is looked for.
    pub sought: Sought,
    /// As it was typed, without operator, quotes and minus.
    pub typed: String,
}

/// What a clause looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// Folded words, one behind the other, in title, text, tags, categories or file name. When the last is a beginning, it need not
    /// follow the others yet: the phrase is not finished.
    Words {
        /// At least one.
        words: Vec<String>,
        /// Whether the last one is a beginning.
        open: bool,
    },
    /// A tag.
    Tag(Name),
    /// A category.
    Category(Name),
    /// Where a post stands.
    Status(Name),
    /// A blog that a post is on, or a word of its address.
    Blog(Name),
    /// Dated before the beginning of this day, month or year.
    Before(Day),
    /// Dated at or after its beginning.
    After(Day),
}

/// A name that is compared as a whole, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The folded name.
    pub folded: String,
    /// Whether it is a beginning of the name.
    pub open: bool,
}

impl Query {
    /// Reads what was typed.
    pub fn parse(text: &str) -> Self {
        Self { clauses: read::clauses(text) }
    }

    /// The conditions, in the order in which they were typed.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Whether nothing is asked: the field is empty, or holds nothing but marks.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }
}

impl Sought {
    /// The operator that asks for it; `None` for words.
    pub fn operator(&self) -> Option<&'static str> {
        Some(match self {
            Self::Words { .. } => return None,
            Self::Tag(_) => "tag",
            Self::Category(_) => "category",
            Self::Status(_) => "status",
            Self::Blog(_) => "blog",
            Self::Before(_) => "before",
            Self::After(_) => "after",
        })
    }

    /// Whether longer words or names count too.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Words { open, .. } => *open,
            Self::Tag(name) | Self::Category(name) | Self::Status(name) | Self::Blog(name) => name.open,
            Self::Before(_) | Self::After(_) => false,
        }
    }
}

/// As it can be typed again, with a blank behind it so that it means the same.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clauses.iter().try_for_each(|clause| write!(f, "{clause} "))
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.negated { "-" } else { "" };
        let operator = self.sought.operator().map(|operator| format!("{operator}:")).unwrap_or_default();
        let star = if self.sought.is_open() { "*" } else { "" };
        write!(f, "{minus}{operator}\"{}\"{star}", self.typed)
    }
}
