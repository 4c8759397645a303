//! Comments under a blog's posts. For the command line only: the window has no place for them, so these types have no
//! TypeScript twins and their methods no line in [`super::Commands`].

/// How a comment stands, or shall stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentState {
    /// Waits for approval.
    Held,
    /// Readers see it.
    Approved,
    /// Taken for spam.
    Spam,
    /// In the blog's trash.
    Trashed,
}

/// Asks for one page of comments, newest first.
#[derive(Clone, Debug)]
pub struct ListComments {
    /// The account's stable name.
    pub account: String,
    /// Those that stand so; `None`: held and approved ones.
    pub state: Option<CommentState>,
    /// Those under this post of the library; `None`: under all posts of the blog.
    pub path: Option<String>,
    /// From 1.
    pub page: u32,
}

/// One page of comments.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentPage {
    /// The comments; perhaps none although more follow.
    pub comments: Vec<CommentView>,
    /// Whether another page may follow.
    pub more: bool,
}

/// One comment, in other people's words: whoever shows it takes out what a screen must not obey.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentView {
    /// Its number.
    pub id: u64,
    /// The number of the post under which it stands.
    pub post: u64,
    /// The number of the comment that it answers.
    pub parent: Option<u64>,
    /// The name its writer gave.
    pub author: String,
    /// When, UTC without a zone; may be empty.
    pub date: String,
    /// As the blog holds it: HTML.
    pub text: String,
    /// How it stands.
    pub state: CommentState,
    /// Its address.
    pub url: String,
}

/// Answers a comment.
#[derive(Clone, Debug)]
pub struct ReplyToComment {
    /// The account's stable name.
    pub account: String,
    /// The number of the comment.
    pub id: u64,
    /// The answer.
    pub text: String,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplyView {
    /// The answer as a comment; `None` when it was there already.
    pub comment: Option<CommentView>,
}

/// Says how a comment shall stand.
#[derive(Clone, Debug)]
pub struct ModerateComment {
    /// The account's stable name.
    pub account: String,
    /// The number of the comment.
    pub id: u64,
    /// How.
    pub state: CommentState,
}
