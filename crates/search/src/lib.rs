//! What is looked for is found: a query language, an index on disk, and snippets with the hits marked.
//!
//! The index answers from two places as if they were one: what was committed to disk, and an overlay in memory of what
//! was put in since, so that a fresh save is found at once and no save waits for a commit. It is a cache: lost, damaged or
//! of an older kind, it is made anew from the posts. It reads no post by itself (texts are handed in) and never fails on
//! what a person types. `engine` is the only place that knows tantivy.

mod committer;
mod document;
mod engine;
mod error;
mod fold;
mod index;
mod overlay;
mod query;
mod rank;
mod snippet;

pub use document::Document;
pub use error::SearchError;
pub use index::{Hit, Index, Kept, Page, hit};
pub use query::{Clause, Day, Name, Query, Sought};
pub use snippet::Marked;
