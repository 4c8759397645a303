//! WordPress over REST: one method, one exchange (a listing pages, a picture or term is first looked for).
//!
//! Questions are built in [`request`], answers judged in [`response`]; this file only carries one to the other with
//! the sign-in. It never retries.

mod comments;
pub mod json;
pub mod request;
pub mod response;

use crate::Http;
use crate::exchange::{Request, Response};
use crate::facts::is_shell;
use crate::look::is_public;
use crate::markup::Setter;
use crate::redaction::Redaction;
use blog::{
    Account, Answered, Author, BlogClient, ClientError, Comment, CommentId, CommentListing, CommentStatus,
    Comments, Failure, Identity, Listed, Listing, MediaUpload, PostFields, PostKind, RemoteId, RemoteMedia,
    RemotePost, Rights, Secret, Site, Taxonomy, Term, TermId, Token, Typesetter,
};
use request::Root;
use std::sync::{Arc, OnceLock};

/// The most pages of terms that are listed: 10,000 terms. A term beyond is still found by its name.
const MAX_PAGES: usize = 100;

/// One user on one blog, over REST.
pub struct RestClient {
    http: Arc<Http>,
    root: Root,
    user: String,
    secret: Secret,
    redaction: Redaction,
    setter: Setter,
    /// The user's number and rights, once known.
    me: OnceLock<(u64, Rights)>,
}

impl RestClient {
    /// A client for this account. Nothing is sent yet. Fails when the account's endpoint is no http address.
    pub fn new(http: Arc<Http>, account: &Account, secret: Secret) -> Result<Self, ClientError> {
        let root = Root::parse(&account.endpoint.url).ok_or_else(|| {
            let message = format!(
                "The account “{}” has no usable address for its blog's interface. Connect the blog again.",
                account.name
            );
            ClientError::new(Failure::Rejected, message, &account.endpoint.url)
        })?;
        Ok(Self {
            http,
            root,
            user: account.user.clone(),
            redaction: Redaction::of(&account.user, &secret),
            secret,
            setter: Setter(account.markup),
            me: OnceLock::new(),
        })
    }

    /// Asks with the sign-in, and judges the answer.
    fn ask<T>(
        &self,
        request: &Request,
        judge: impl FnOnce(&Response) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        self.ask_with(request, &mut |_| {}, judge)
    }

    fn ask_with<T>(
        &self,
        request: &Request,
        progress: &mut dyn FnMut(u64),
        judge: impl FnOnce(&Response) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        let answer = self.http.send(request, Some((&self.user, &self.secret)), progress);
        answer.and_then(|response| judge(&response)).map_err(|error| self.redaction.clean(error))
    }

    /// The user's number and rights; asked for once.
    fn me(&self) -> Result<(u64, Rights), ClientError> {
        match self.me.get() {
            Some(me) => Ok(*me),
            None => self.identity().map(|identity| (identity.user_id, identity.rights)),
        }
    }

    /// The term of exactly this name, letter case aside: below `parent`, or without one at the top rather than below
    /// another, older rather than newer.
    fn find_term(
        &self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Option<Term>, ClientError> {
        let wanted = name.to_lowercase();
        let (terms, _) =
            self.ask(&request::search_terms(&self.root, taxonomy, name), |r| response::terms(r, 1))?;
        let below = |term: &Term| parent.is_none() || term.parent == parent;
        let same = terms.into_iter().filter(|term| term.name.to_lowercase() == wanted && below(term));
        Ok(same.min_by_key(|term| (term.parent.is_some(), term.id)))
    }
}

impl BlogClient for RestClient {
    fn identity(&self) -> Result<Identity, ClientError> {
        let identity = self.ask(&request::identity(&self.root), response::identity)?;
        // Another thread may have been first; it learned the same.
        let _ = self.me.set((identity.user_id, identity.rights));
        Ok(identity)
    }

    fn site(&self) -> Result<Site, ClientError> {
        let site = self.ask(&request::index(&self.root), response::site)?;
        // Only a convenience: a server that refuses the verb offers no formats.
        let formats = self.ask(&request::post_schema(&self.root), |r| Ok(response::formats(r)));
        Ok(Site { formats: formats.unwrap_or_default(), ..site })
    }

    fn create_shell(&self, kind: PostKind, title: &str, token: &Token) -> Result<RemotePost, ClientError> {
        self.ask(&request::create_shell(&self.root, kind, title, token), |r| response::post(r, None))
    }

    fn find_shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        let (me, _) = self.me()?;
        let mut posts = self.ask(&request::find_shells(&self.root, kind, token, me), response::posts)?;
        posts.retain(|post| is_shell(&post.slug, token));
        Ok(posts)
    }

    fn read_post(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError> {
        self.ask(&request::read_post(&self.root, kind, id), |r| response::post(r, Some(id)))
    }

    fn write_post(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        _seen: Option<&str>,
    ) -> Result<RemotePost, ClientError> {
        let request = request::write_post(&self.root, kind, id, fields)
            .map_err(|why| ClientError::new(Failure::Rejected, why, "nothing was sent"))?;
        self.ask(&request, |r| response::post(r, Some(id)))
    }

    fn trash_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.ask(&request::trash_post(&self.root, kind, id), response::trashed)
    }

    fn delete_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.ask(&request::delete_post(&self.root, kind, id), response::deleted)
    }

    fn list_posts(&self, listing: &Listing) -> Result<Listed, ClientError> {
        let (me, rights) = self.me()?;
        let author = (!rights.edit_others).then_some(me);
        self.ask(&request::list_posts(&self.root, listing, author), |r| response::listed(r, listing.page))
    }

    fn edits(&self, kind: PostKind, id: RemoteId) -> Result<Vec<u64>, ClientError> {
        self.ask(&request::edits(&self.root, kind, id), response::edits)
    }

    fn find_page(&self, slug: &str) -> Result<Option<RemoteId>, ClientError> {
        let pages = self.ask(&request::pages_by_slug(&self.root, slug), response::posts)?;
        Ok(pages.first().map(|page| page.id))
    }

    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        let by_slug = self.ask(&request::media_by_slug(&self.root, stem), |r| response::media_of(r, stem))?;
        if !by_slug.is_empty() {
            return Ok(by_slug);
        }
        self.ask(&request::media_by_search(&self.root, stem), |r| response::media_of(r, stem))
    }

    fn read_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.ask(&request::read_media(&self.root, id), response::media)
    }

    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError> {
        self.ask_with(&request::upload_media(&self.root, media), progress, response::media)
    }

    fn finish_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.ask(&request::finish_media(&self.root, id), response::media)
    }

    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError> {
        let mut all = Vec::new();
        for page in 1..=MAX_PAGES {
            let (terms, more) =
                self.ask(&request::list_terms(&self.root, taxonomy, page), |r| response::terms(r, page))?;
            all.extend(terms);
            if !more {
                break;
            }
        }
        Ok(all)
    }

    fn ensure_term(
        &self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Term, ClientError> {
        // Looked for first: people who may not create categories may still use them.
        if let Some(term) = self.find_term(taxonomy, name, parent)? {
            return Ok(term);
        }
        let made =
            self.ask(&request::create_term(&self.root, taxonomy, name, parent), |r| match json::Said::read(
                &r.body,
            )
            .and_then(|said| said.existing_term())
            {
                Some(existing) => Ok(Err(existing)),
                None => response::term(r).map(Ok),
            })?;
        made.or_else(|existing| self.ask(&request::read_term(&self.root, taxonomy, existing), response::term))
    }

    fn list_authors(&self) -> Result<Vec<Author>, ClientError> {
        match self.ask(&request::authors(&self.root), response::authors)? {
            Some(authors) => Ok(authors),
            None => {
                let Identity { user_id, display_name, login, .. } = self.identity()?;
                Ok(vec![Author { id: user_id, login, name: display_name }])
            }
        }
    }

    fn list_comments(&self, listing: &CommentListing) -> Result<Comments, ClientError> {
        self.comments(listing)
    }

    fn read_comment(&self, id: CommentId) -> Result<Comment, ClientError> {
        self.comment(id)
    }

    fn reply(&self, post: RemoteId, parent: CommentId, text: &str) -> Result<Answered, ClientError> {
        self.answer(post, parent, text)
    }

    fn set_comment(&self, id: CommentId, status: CommentStatus) -> Result<Comment, ClientError> {
        self.moderate(id, status)
    }

    fn is_public(&self, url: &str) -> Result<bool, ClientError> {
        is_public(&self.http, url)
    }

    fn typesetter(&self) -> &dyn Typesetter {
        &self.setter
    }
}

#[cfg(test)]
mod tests;
