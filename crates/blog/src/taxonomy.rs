//! Categories and tags.

/// One of WordPress's two built-in ways to sort posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Taxonomy {
    /// A tree; every published post has at least one.
    Category,
    /// A flat list.
    Tag,
}

impl Taxonomy {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Tag => "tag",
        }
    }
}

/// A term's number on its blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(pub u64);

/// A category or a tag as the blog knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its number on the blog.
    pub id: TermId,
    /// Its name, entities decoded.
    pub name: String,
    /// Its address part.
    pub slug: String,
    /// The category above it, if any.
    pub parent: Option<TermId>,
}
