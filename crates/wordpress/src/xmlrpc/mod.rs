//! WordPress over XML-RPC, the older of its two interfaces, and the only one where REST is closed.
//!
//! From the wire up: [`envelope`] looks an answer over, [`values`] reads and writes its types, [`call`] builds a question
//! and [`fault`] says what no answer means; [`line`] carries them, and [`blogs`] tells which of several blogs is meant. Two dialects are spoken
//! over it: [`wp`], WordPress's own methods, and [`older`], what there was before them and what other servers have. Which
//! one a server speaks is asked once, with the sign-in.

mod blogs;
mod call;
mod envelope;
mod fault;
mod line;
mod older;
mod values;
mod wp;

use crate::Http;
use blog::{
    Account, Answered, Author, BlogClient, ClientError, Comment, CommentId, CommentListing, CommentStatus,
    Comments, Failure, Identity, Listed, Listing, MediaUpload, PostFields, PostKind, RemoteId, RemoteMedia,
    RemotePost, Secret, Site, Taxonomy, Term, TermId, Token, Typesetter,
};
use fault::Refusal;
use line::Line;
use older::Older;
use std::sync::{Arc, OnceLock};
use wp::Wp;

/// One user on one blog, over XML-RPC.
pub struct XmlRpcClient {
    line: Arc<Line>,
    /// The dialect the server speaks, once known.
    dialect: OnceLock<Box<dyn BlogClient>>,
}

impl XmlRpcClient {
    /// A client for this account. Nothing is sent yet. Fails when the account's endpoint is no http address.
    pub fn new(http: Arc<Http>, account: &Account, secret: Secret) -> Result<Self, ClientError> {
        Ok(Self { line: Arc::new(Line::new(http, account, secret)?), dialect: OnceLock::new() })
    }

    /// What the server speaks; asked for once.
    fn speak(&self) -> Result<&dyn BlogClient, ClientError> {
        if let Some(dialect) = self.dialect.get() {
            return Ok(dialect.as_ref());
        }
        let dialect: Box<dyn BlogClient> = match Wp::meet(Arc::clone(&self.line)) {
            Ok(wp) => Box::new(wp),
            // No such method: every server says it with another number, none of them one of WordPress's.
            Err(Refusal::Fault(fault))
                if fault.code == fault::NO_METHOD || fault.meaning() == Failure::Rejected =>
            {
                match Older::meet(Arc::clone(&self.line)) {
                    Ok(older) => Box::new(older),
                    Err(Refusal::Fault(_)) => return Err(fault.error_as(Failure::Blocked)),
                    Err(refusal) => return Err(refusal.into_error()),
                }
            }
            Err(refusal) => return Err(refusal.into_error()),
        };
        // Another thread may have been first; it heard the same.
        Ok(self.dialect.get_or_init(|| dialect).as_ref())
    }
}

impl BlogClient for XmlRpcClient {
    fn identity(&self) -> Result<Identity, ClientError> {
        self.speak()?.identity()
    }

    fn site(&self) -> Result<Site, ClientError> {
        self.speak()?.site()
    }

    fn create_shell(&self, kind: PostKind, title: &str, token: &Token) -> Result<RemotePost, ClientError> {
        self.speak()?.create_shell(kind, title, token)
    }

    fn find_shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        self.speak()?.find_shells(kind, token)
    }

    fn tells_shells_apart(&self) -> bool {
        false
    }

    fn read_post(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError> {
        self.speak()?.read_post(kind, id)
    }

    fn write_post(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        seen: Option<&str>,
    ) -> Result<RemotePost, ClientError> {
        self.speak()?.write_post(kind, id, fields, seen)
    }

    fn trash_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.speak()?.trash_post(kind, id)
    }

    fn delete_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.speak()?.delete_post(kind, id)
    }

    fn list_posts(&self, listing: &Listing) -> Result<Listed, ClientError> {
        self.speak()?.list_posts(listing)
    }

    fn edits(&self, kind: PostKind, id: RemoteId) -> Result<Vec<u64>, ClientError> {
        self.speak()?.edits(kind, id)
    }

    fn find_page(&self, slug: &str) -> Result<Option<RemoteId>, ClientError> {
        self.speak()?.find_page(slug)
    }

    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        self.speak()?.find_media(stem)
    }

    fn read_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.speak()?.read_media(id)
    }

    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError> {
        self.speak()?.upload_media(media, progress)
    }

    fn finish_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.speak()?.finish_media(id)
    }

    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError> {
        self.speak()?.list_terms(taxonomy)
    }

    fn ensure_term(
        &self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Term, ClientError> {
        self.speak()?.ensure_term(taxonomy, name, parent)
    }

    fn list_authors(&self) -> Result<Vec<Author>, ClientError> {
        self.speak()?.list_authors()
    }

    fn list_comments(&self, listing: &CommentListing) -> Result<Comments, ClientError> {
        self.speak()?.list_comments(listing)
    }

    fn read_comment(&self, id: CommentId) -> Result<Comment, ClientError> {
        self.speak()?.read_comment(id)
    }

    fn reply(&self, post: RemoteId, parent: CommentId, text: &str) -> Result<Answered, ClientError> {
        self.speak()?.reply(post, parent, text)
    }

    fn set_comment(&self, id: CommentId, status: CommentStatus) -> Result<Comment, ClientError> {
        self.speak()?.set_comment(id, status)
    }

    fn is_public(&self, url: &str) -> Result<bool, ClientError> {
        self.line.is_public(url)
    }

    fn typesetter(&self) -> &dyn Typesetter {
        self.line.setter()
    }
}

#[cfg(test)]
mod tests;
