//! The tie between a post here and its twin on one blog.

use crate::{PostKey, RemotePost};
use std::fmt;

/// A post's or picture's number on a blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RemoteId(pub u64);

impl fmt::Display for RemoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What was last exchanged with a blog for one post: the base of the next comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The post.
    pub key: PostKey,
    /// The blog, as [`crate::Account::blog`] names it.
    pub blog: String,
    /// The twin as the blog last answered it.
    pub base: RemotePost,
    /// The Markdown text (whole file body) that made `base`, so that a merge can be done by block.
    pub body: String,
    /// Hash of all that was sent (text, fields, pictures): equal means nothing changed here.
    pub sent: crate::ContentHash,
    /// Hash of the file's own text and fields when it was sent, without pictures: cheap enough to be asked for every row of a list.
    pub source: crate::ContentHash,
}

/// The slug a new post carries on the blog until it is complete: derived from the blog and the post's key, so
/// that whoever asks later, on whichever laptop, finds the same shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// `cd-` and 16 hex digits for this post on this blog.
    pub fn of(blog: &str, key: &PostKey) -> Self {
        let hash = crate::ContentHash::of(format!("{blog}\n{}", key.as_str()).as_bytes());
        Self(format!("cd-{}", hash.short()))
    }

    /// The token as a slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
