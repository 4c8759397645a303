//! When the blog's post is not the one last exchanged: what happened there, and what the writer may say to it.

use crate::Field;
use blog::{RemoteId, RemotePost};

/// What happened on the blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Somebody changed these fields there since the last exchange.
    Changed(Vec<Field>),
    /// The post is there, but nothing is known here of what was last exchanged, and it is not what would be sent.
    NeverExchanged,
    /// It lies in the blog's trash.
    Trashed,
    /// It is not there any more.
    Gone,
    /// The number belongs to a page where a post was meant, or the other way round.
    OtherKind,
}

/// A conflict: nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The post in question.
    pub id: RemoteId,
    /// What happened.
    pub kind: ConflictKind,
    /// The blog's present version, where there is one.
    pub remote: Option<Box<RemotePost>>,
}

impl Conflict {
    /// Whether replacing the blog's version may be offered ([`crate::Consent::Overwrite`] with its revision).
    pub fn may_overwrite(&self) -> bool {
        matches!(self.kind, ConflictKind::Changed(_) | ConflictKind::NeverExchanged)
    }

    /// Whether publishing as a new post may be offered ([`crate::Consent::AsNew`]).
    pub fn may_publish_as_new(&self) -> bool {
        matches!(self.kind, ConflictKind::Trashed | ConflictKind::Gone | ConflictKind::OtherKind)
    }

    /// What happened, one sentence.
    pub fn sentence(&self) -> String {
        match &self.kind {
            ConflictKind::Changed(fields) if *fields == [Field::Author] => {
                "The post was given to another author on the blog since it was last sent from here.".into()
            }
            ConflictKind::Changed(fields) => {
                let words: Vec<&str> = fields.iter().map(|field| field.word()).collect();
                format!(
                    "The post was changed on the blog since it was last sent from here ({}).",
                    words.join(", ")
                )
            }
            ConflictKind::NeverExchanged => {
                "The blog has a version of this post that this computer has never seen.".into()
            }
            ConflictKind::Trashed => "The post lies in the blog's trash.".into(),
            ConflictKind::Gone => format!("The blog has no post number {} any more.", self.id),
            ConflictKind::OtherKind => {
                let there = self.remote.as_ref().map(|post| post.kind).unwrap_or_default();
                format!("Number {} is a {there} on the blog, and a {} here.", self.id, there.other())
            }
        }
    }
}
