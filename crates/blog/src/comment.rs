//! What readers wrote under a post, and the writer's answers to it.
//!
//! Other people's words: they may hold HTML, control characters and lies. They are carried as the blog holds them; whoever
//! shows them takes out what a screen must not obey.

use crate::RemoteId;
use std::fmt;

/// The number of a comment on its blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentId(pub u64);

impl fmt::Display for CommentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a comment stands. WordPress calls `Held` "hold" and `Approved` "approve" or "approved".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommentStatus {
    /// Waits for somebody who may approve it.
    Held,
    /// Readers see it.
    Approved,
    /// Taken for spam.
    Spam,
    /// In the blog's trash.
    Trashed,
}

impl CommentStatus {
    /// The word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Approved => "approved",
            Self::Spam => "spam",
            Self::Trashed => "trashed",
        }
    }
}

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// The post or page under which it stands.
    pub post: RemoteId,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// The name its writer gave, entities decoded.
    pub author: String,
    /// When, UTC without a zone; empty when the blog does not say.
    pub date_gmt: String,
    /// As the blog holds it: HTML.
    pub text: String,
    /// Where it stands.
    pub status: CommentStatus,
    /// Its address.
    pub url: String,
}

/// Which comments to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentListing {
    /// Those that stand so; `None`: held and approved ones.
    pub status: Option<CommentStatus>,
    /// Those under this post; `None`: under all.
    pub post: Option<RemoteId>,
    /// From 1.
    pub page: usize,
}

/// One page of comments, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// The comments.
    pub comments: Vec<Comment>,
    /// Whether another page may follow.
    pub more: bool,
}

/// What became of an answer to a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is a comment now.
    Made(Comment),
    /// The same words by the same person stood under that comment before: an earlier try had arrived.
    AlreadyThere,
}
