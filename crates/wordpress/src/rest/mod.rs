//! WordPress over REST: one method, one exchange (a listing pages, a picture or term is first looked for).
//!
//! Questions are built in [`request`], answers judged in [`response`]; this file only carries one to the other with
//! the sign-in. It never retries.

pub mod json;
pub mod request;
pub mod response;

use crate::exchange::{Request, Response};
use crate::redaction::Redaction;
use crate::{Http, markup};
use blog::{
    Account, BlogClient, ClientError, Failure, Identity, Markup, MediaUpload, PictureMap, PostFields,
    RemoteId, RemoteMedia, RemotePost, Secret, Taxonomy, Term, Token,
};
use request::Root;
use std::sync::{Arc, OnceLock};
use url::Url;

/// The most pages of terms that are listed: 10,000 terms. A term beyond is still found by its name.
const MAX_PAGES: usize = 100;

/// One user on one blog, over REST.
pub struct RestClient {
    http: Arc<Http>,
    root: Root,
    user: String,
    secret: Secret,
    redaction: Redaction,
    markup: Markup,
    /// The user's number, once known.
    me: OnceLock<u64>,
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
            markup: account.markup,
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

    /// The user's number; asked for once.
    fn me(&self) -> Result<u64, ClientError> {
        match self.me.get() {
            Some(me) => Ok(*me),
            None => self.identity().map(|identity| identity.user_id),
        }
    }

    /// The term of exactly this name, letter case aside; at the top rather than below another, older rather than newer.
    fn find_term(&self, taxonomy: Taxonomy, name: &str) -> Result<Option<Term>, ClientError> {
        let wanted = name.to_lowercase();
        let (terms, _) =
            self.ask(&request::search_terms(&self.root, taxonomy, name), |r| response::terms(r, 1))?;
        let same = terms.into_iter().filter(|term| term.name.to_lowercase() == wanted);
        Ok(same.min_by_key(|term| (term.parent.is_some(), term.id)))
    }
}

impl BlogClient for RestClient {
    fn identity(&self) -> Result<Identity, ClientError> {
        let identity = self.ask(&request::identity(&self.root), response::identity)?;
        // Another thread may have been first; it learned the same.
        let _ = self.me.set(identity.user_id);
        Ok(identity)
    }

    fn create_shell(&self, title: &str, token: &Token) -> Result<RemotePost, ClientError> {
        self.ask(&request::create_shell(&self.root, title, token), |r| response::post(r, None))
    }

    fn find_shells(&self, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        let me = self.me()?;
        let mut posts = self.ask(&request::find_shells(&self.root, token, me), response::posts)?;
        posts.retain(|post| request::is_shell(&post.slug, token));
        Ok(posts)
    }

    fn read_post(&self, id: RemoteId) -> Result<RemotePost, ClientError> {
        self.ask(&request::read_post(&self.root, id), |r| response::post(r, Some(id)))
    }

    fn write_post(&self, id: RemoteId, fields: &PostFields) -> Result<RemotePost, ClientError> {
        let request = request::write_post(&self.root, id, fields)
            .map_err(|why| ClientError::new(Failure::Rejected, why, "nothing was sent"))?;
        self.ask(&request, |r| response::post(r, Some(id)))
    }

    fn trash_post(&self, id: RemoteId) -> Result<(), ClientError> {
        self.ask(&request::trash_post(&self.root, id), response::trashed)
    }

    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        let by_slug = self.ask(&request::media_by_slug(&self.root, stem), |r| response::media_of(r, stem))?;
        if !by_slug.is_empty() {
            return Ok(by_slug);
        }
        self.ask(&request::media_by_search(&self.root, stem), |r| response::media_of(r, stem))
    }

    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError> {
        self.ask_with(&request::upload_media(&self.root, media), progress, response::media)
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

    fn ensure_term(&self, taxonomy: Taxonomy, name: &str) -> Result<Term, ClientError> {
        // Looked for first: people who may not create categories may still use them.
        if let Some(term) = self.find_term(taxonomy, name)? {
            return Ok(term);
        }
        let made =
            self.ask(&request::create_term(&self.root, taxonomy, name), |r| {
                match json::Said::read(&r.body).and_then(|said| said.existing_term()) {
                    Some(existing) => Ok(Err(existing)),
                    None => response::term(r).map(Ok),
                }
            })?;
        made.or_else(|existing| self.ask(&request::read_term(&self.root, taxonomy, existing), response::term))
    }

    fn is_public(&self, url: &str) -> Result<bool, ClientError> {
        let url = Url::parse(url).map_err(|error| {
            ClientError::new(
                Failure::Rejected,
                format!("“{url}” is no address that can be looked at."),
                error.to_string(),
            )
        })?;
        let response = self.http.send(&Request::look(url), None, &mut |_| {})?;
        match response.status {
            // A blog for members only sends strangers to its sign-in page.
            200 => Ok(!response.final_url.path().ends_with("/wp-login.php")),
            401 | 403 | 404 | 410 => Ok(false),
            _ => Err(response::refusal(&response).unwrap_or_else(|| response::not_ours(&response))),
        }
    }

    fn body(&self, markdown: &str, pictures: &PictureMap) -> String {
        match self.markup {
            Markup::Blocks => markup::blocks(markdown, pictures),
            Markup::Classic => markup::classic(markdown, pictures),
        }
    }
}

#[cfg(test)]
mod tests;
