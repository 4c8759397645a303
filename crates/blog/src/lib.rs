//! The nouns of blogging, and the one trait through which a blog is spoken to.
//!
//! Everything else in Copydesk is written in these words. This crate performs no I/O, knows no JSON but what stands at
//! the head of a post, and no WordPress: it refuses any dependency that could open a file or a socket.

pub mod account;
pub mod client;
pub mod comment;
pub mod front_matter;
pub mod media;
pub mod picture_kind;
pub mod post;
pub mod problem;
pub mod publication;
pub mod remote;
pub mod revision;
pub mod secret;
pub mod slug;
mod source;
pub mod status;
pub mod taxonomy;
mod typesetter;

pub use account::{
    Account, AccountId, Allowed, Author, Endpoint, Identity, Markup, Rights, Site, SiteClock, Transport,
};
pub use client::{BlogClient, ClientError, Failure, Listed, Listing};
pub use comment::{Answered, Comment, CommentId, CommentListing, CommentStatus, Comments};
pub use front_matter::{FieldValue, Fields, FrontMatter};
pub use media::{MediaUpload, PictureMap, RemoteMedia};
pub use picture_kind::PictureKind;
pub use post::{PostKey, PostKind, PostPath};
pub use problem::{Problem, Severity};
pub use publication::{Publication, RemoteId, Token};
pub use remote::{CustomField, PostFields, RemotePost};
pub use revision::{ContentHash, Revision};
pub use secret::Secret;
pub use source::{hash_of_source, source_hash};
pub use status::Status;
pub use taxonomy::{Taxonomy, Term, TermId};
pub use typesetter::{ContentBlock, ImportedBlock, Rendered, Typesetter, imported_body};
