//! How Copydesk speaks to a blog, whatever the blog speaks.
//!
//! The trait is as wide as the publishing protocol needs: each method is one exchange, none of them retries,
//! none decides. Whether an exchange may be repeated is the publisher's business, so every error says whether
//! the request may have arrived.

use crate::{
    Answered, Author, Comment, CommentId, CommentListing, CommentStatus, Comments, Identity, MediaUpload,
    PostFields, PostKind, RemoteId, RemoteMedia, RemotePost, Site, Status, Taxonomy, Term, TermId, Token,
    Typesetter,
};
use std::time::Duration;

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
    /// This interface is switched off or closed on the blog, whoever asks: nothing was done, and the other one may work.
    Blocked,
    /// The post is not the version that was to be changed: nothing was done.
    Changed,
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// A picture that the blog stored before it failed (WordPress 5.3: `X-WP-Upload-Attachment-ID`): see [`BlogClient::finish_media`].
    pub attachment: Option<RemoteId>,
}

impl ClientError {
    /// An error of this kind.
    pub fn new(failure: Failure, message: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { failure, message: message.into(), detail: detail.into(), retry_after: None, attachment: None }
    }
}

/// Which posts to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Posts or pages.
    pub kind: PostKind,
    /// In this status only; `None`: in every status but the trash.
    pub status: Option<Status>,
    /// From 1.
    pub page: usize,
}

/// One page of a listing, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The posts, whole.
    pub posts: Vec<RemotePost>,
    /// How many there are in all, where the blog says.
    pub total: Option<usize>,
    /// Whether another page may follow. A page may be short, even empty, and still be followed.
    pub more: bool,
}

/// Speaks to one blog as one user. Each method is one exchange (a listing may page, and what has to be looked up first is
/// looked up); none retries.
///
/// Posts and pages are told apart by [`PostKind`]: a number of the other kind is [`Failure::NotFound`].
pub trait BlogClient: Send + Sync {
    /// Who we are and what we may do. Proves the sign-in.
    fn identity(&self) -> Result<Identity, ClientError>;

    /// What the blog says of itself to somebody signed in.
    fn site(&self) -> Result<Site, ClientError>;

    /// Creates an empty draft that carries `token` as its slug. Not repeatable: an unknown outcome is resolved by [`Self::find_shells`].
    fn create_shell(&self, kind: PostKind, title: &str, token: &Token) -> Result<RemotePost, ClientError>;

    /// All own posts in every status (trash too) whose slug is the token or the token made unique by the blog
    /// (`token-2` … `token-4`), ascending by id. An empty list is a recognised "none".
    fn find_shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError>;

    /// Whether a second shell under one token gets another slug, so that its answer tells of the first. Where it does not
    /// (XML-RPC), who made one has to look for others.
    fn tells_shells_apart(&self) -> bool {
        true
    }

    /// One post, raw.
    fn read_post(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError>;

    /// Sets fields absolutely; repeatable. Returns the post as the blog then holds it.
    ///
    /// `seen` is the `modified_gmt` of the version that was compared before: a blog that can refuse to change another one
    /// does so with [`Failure::Changed`] (XML-RPC; REST has no such condition and does not look at it).
    fn write_post(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        seen: Option<&str>,
    ) -> Result<RemotePost, ClientError>;

    /// Puts a post into the blog's trash; already there is fine.
    fn trash_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError>;

    /// Removes a post for ever; already gone is fine.
    fn delete_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError>;

    /// One page of the posts that this user may edit.
    fn list_posts(&self, listing: &Listing) -> Result<Listed, ClientError>;

    /// The numbers of a post's kept revisions, newest first; empty where the blog keeps none. A number that was not there
    /// before and is not the newest after a write is somebody else's work that the write came upon.
    fn edits(&self, kind: PostKind, id: RemoteId) -> Result<Vec<u64>, ClientError>;

    /// The page with this slug, to be the parent of another; the lowest number where there are several.
    fn find_page(&self, slug: &str) -> Result<Option<RemoteId>, ClientError>;

    /// Media whose name begins with `stem` (which carries the content hash), ascending by id.
    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError>;

    /// Where the picture with this number lies.
    fn read_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError>;

    /// Sends a picture. Not repeatable: an unknown outcome is resolved by [`Self::find_media`]. `progress` gets bytes sent so far.
    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError>;

    /// Lets the blog go on with the smaller sizes of a picture whose upload answered [`ClientError::attachment`]; repeatable.
    fn finish_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError>;

    /// All terms of a taxonomy, paged through.
    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError>;

    /// The term of this name below `parent` (at the top, or wherever it is, for `None`), created when missing; repeatable
    /// (WordPress answers the existing one).
    fn ensure_term(
        &self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Term, ClientError>;

    /// The people a post may be given to. One's own account alone where this user may not see the others.
    fn list_authors(&self) -> Result<Vec<Author>, ClientError>;

    /// One page of what readers wrote, for somebody who may moderate it.
    fn list_comments(&self, listing: &CommentListing) -> Result<Comments, ClientError>;

    /// One comment, raw.
    fn read_comment(&self, id: CommentId) -> Result<Comment, ClientError>;

    /// Answers a comment under a post. A second try does no harm: the blog takes the same words once, and the repetition is
    /// [`Answered::AlreadyThere`].
    fn reply(&self, post: RemoteId, parent: CommentId, text: &str) -> Result<Answered, ClientError>;

    /// Says how a comment stands; repeatable. Returns the comment as the blog then holds it.
    fn set_comment(&self, id: CommentId, status: CommentStatus) -> Result<Comment, ClientError>;

    /// Whether the address answers 200 to a reader without sign-in (a published post, a picture).
    fn is_public(&self, url: &str) -> Result<bool, ClientError>;

    /// How this account's blog writes texts down.
    fn typesetter(&self) -> &dyn Typesetter;
}
