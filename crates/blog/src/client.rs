//! How Copydesk speaks to a blog, whatever the blog speaks.
//!
//! The trait is as wide as the publishing protocol needs: each method is one exchange, none of them retries,
//! none decides. Whether an exchange may be repeated is the publisher's business, so every error says whether
//! the request may have arrived.

use crate::{
    Identity, MediaUpload, PictureMap, RemoteId, RemoteMedia, Revision, Status, Taxonomy, Term, TermId, Token,
};
use std::time::Duration;

/// A post as a blog holds it, raw fields only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemotePost {
    /// Its number.
    pub id: RemoteId,
    /// Where it stands.
    pub status: Status,
    /// Where readers find it (for a draft, where it will be previewed).
    pub url: String,
    /// Its address part; empty for a draft that was never given one.
    pub slug: String,
    /// Raw title.
    pub title: String,
    /// Raw content: block markup or HTML, as stored.
    pub content: String,
    /// Raw excerpt.
    pub excerpt: String,
    /// `2026-11-23T10:00:00`, UTC; `None` while a draft's date floats.
    pub date_gmt: Option<String>,
    /// `modified_gmt` as given; only ever compared for inequality.
    pub modified_gmt: String,
    /// Categories, ascending.
    pub categories: Vec<TermId>,
    /// Tags, ascending.
    pub tags: Vec<TermId>,
    /// The featured picture.
    pub featured: Option<RemoteId>,
    /// Whether readers may comment.
    pub comments_open: bool,
}

impl RemotePost {
    /// The fingerprint used to see whether the blog's side changed: everything but the address and the clock.
    pub fn revision(&self) -> Revision {
        let compared = format!(
            "{}\0{}\0{}\0{}\0{}\0{:?}\0{:?}\0{:?}\0{:?}\0{}",
            self.status,
            self.slug,
            self.title,
            self.content,
            self.excerpt,
            self.date_gmt,
            self.categories,
            self.tags,
            self.featured,
            self.comments_open
        );
        Revision {
            modified_gmt: self.modified_gmt.clone(),
            content: crate::ContentHash::of(compared.as_bytes()),
        }
    }
}

/// What to set on a remote post, each absolutely. `None` means: do not send, leave as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostFields {
    /// Title.
    pub title: Option<String>,
    /// Text in the blog's markup.
    pub content: Option<String>,
    /// Excerpt; an empty one clears it.
    pub excerpt: Option<String>,
    /// Address part; empty lets the blog make one from the title.
    pub slug: Option<String>,
    /// Where it should stand.
    pub status: Option<Status>,
    /// Date and time: with an offset or `Z` an instant, without one the blog's own clock. Seconds are required.
    pub date: Option<String>,
    /// Categories.
    pub categories: Option<Vec<TermId>>,
    /// Tags; an empty list clears them.
    pub tags: Option<Vec<TermId>>,
    /// Featured picture; `Some(None)` removes it.
    pub featured: Option<Option<RemoteId>>,
    /// Whether readers may comment.
    pub comments_open: Option<bool>,
}

/// Why an exchange did not give what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No connection came about (no network, name not found, refused): nothing was sent.
    NoConnection,
    /// The secure connection could not be trusted: nothing was sent.
    Tls,
    /// The connection broke or timed out after the request may have been sent.
    Lost,
    /// An answer came, but not from the blog's interface (HTML, empty, unreadable, too long).
    NotOurs,
    /// 408, 425, 429 or 5xx: later.
    Busy,
    /// 401: user name or password not accepted, or the server drops the `Authorization` header.
    SignIn,
    /// 403: signed in, but not allowed.
    Forbidden,
    /// 404 or 410: there is no such thing.
    NotFound,
    /// Any other 4xx: the blog read it and said no.
    Rejected,
    /// The blog sends us to another origin or from https to http; not followed.
    Redirected,
}

impl Failure {
    /// Whether the request may have been carried out although no usable answer came.
    pub fn may_have_arrived(self) -> bool {
        matches!(self, Self::Lost | Self::NotOurs | Self::Busy)
    }

    /// Whether waiting and trying again can help without anybody doing anything.
    pub fn passes_by_itself(self) -> bool {
        matches!(self, Self::NoConnection | Self::Tls | Self::Lost | Self::NotOurs | Self::Busy)
    }
}

/// A failed exchange with a blog.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ClientError {
    /// What kind of failure, for decisions.
    pub failure: Failure,
    /// What happened, one plain sentence for the writer.
    pub message: String,
    /// The raw detail (status, code, first line of the answer), never a secret.
    pub detail: String,
    /// When the blog said to come back.
    pub retry_after: Option<Duration>,
}

impl ClientError {
    /// An error of this kind.
    pub fn new(failure: Failure, message: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { failure, message: message.into(), detail: detail.into(), retry_after: None }
    }
}

/// Speaks to one blog as one user. Each method is one exchange (a listing may page); none retries.
pub trait BlogClient: Send + Sync {
    /// Who we are and what we may do. Proves the sign-in.
    fn identity(&self) -> Result<Identity, ClientError>;

    /// Creates an empty draft that carries `token` as its slug. Not repeatable: an unknown outcome is resolved by [`Self::find_shells`].
    fn create_shell(&self, title: &str, token: &Token) -> Result<RemotePost, ClientError>;

    /// All own posts in every status (trash too) whose slug is the token or the token made unique by the blog
    /// (`token-2` … `token-4`), ascending by id. An empty list is a recognised "none".
    fn find_shells(&self, token: &Token) -> Result<Vec<RemotePost>, ClientError>;

    /// One post, raw.
    fn read_post(&self, id: RemoteId) -> Result<RemotePost, ClientError>;

    /// Sets fields absolutely; repeatable. Returns the post as the blog then holds it.
    fn write_post(&self, id: RemoteId, fields: &PostFields) -> Result<RemotePost, ClientError>;

    /// Puts a post into the blog's trash; already there is fine.
    fn trash_post(&self, id: RemoteId) -> Result<(), ClientError>;

    /// Media whose name begins with `stem` (which carries the content hash), ascending by id.
    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError>;

    /// Sends a picture. Not repeatable: an unknown outcome is resolved by [`Self::find_media`]. `progress` gets bytes sent so far.
    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError>;

    /// All terms of a taxonomy, paged through.
    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError>;

    /// The term of this name, created when missing; repeatable (WordPress answers the existing one).
    fn ensure_term(&self, taxonomy: Taxonomy, name: &str) -> Result<Term, ClientError>;

    /// Whether the address answers 200 to a reader without sign-in (a published post, a picture).
    fn is_public(&self, url: &str) -> Result<bool, ClientError>;

    /// The Markdown body in this account's markup, its local pictures replaced by their place on the blog. Pure.
    fn body(&self, markdown: &str, pictures: &PictureMap) -> String;
}
