//! What can go wrong: the index cannot be used, and the posts are safe.

/// The index gives no answer. Nothing was lost: it can be made anew from the posts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// Another Copydesk writes into a folder whose index this one cannot read.
    #[error(
        "Another Copydesk is using the search index. Your posts are safe. Titles are searched until it has finished."
    )]
    InUse,
    /// The files of the index do not hold together any more.
    #[error("The search index is damaged ({0}). Your posts are safe. It is made anew.")]
    Damaged(String),
}
