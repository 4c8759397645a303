//! WordPress over XML-RPC, by its own methods `wp.*`: the same nouns as over REST.
//!
//! One method, one exchange, as far as XML-RPC can: its writes answer with a number or "yes", so what was written is read
//! afterwards. When only the reading fails, the outcome is not known, whatever the failure. It never retries.

mod comments;
mod request;
mod response;
mod rights;
mod search;
mod write;

use super::blogs;
use super::fault::Refusal;
use super::line::Line;
use blog::{
    Answered, Author, BlogClient, ClientError, Comment, CommentId, CommentListing, CommentStatus, Comments,
    Failure, Identity, Listed, Listing, MediaUpload, PostFields, PostKind, RemoteId, RemoteMedia, RemotePost,
    Rights, Site, Taxonomy, Term, TermId, Token, Typesetter,
};
use std::sync::{Arc, OnceLock};

/// The most pages of terms that are listed: 10,000 terms. A term beyond is still found by its name.
const MAX_PAGES: usize = 100;

/// Speaks `wp.*`.
pub struct Wp {
    line: Arc<Line>,
    is_admin: bool,
    /// Whether this is one blog of a network.
    of_many: bool,
    known: OnceLock<Known>,
    /// What the blog says of itself, and whether new posts are open to comments and to announced links.
    options: OnceLock<(Site, (bool, bool))>,
}

/// Who is signed in, once known.
#[derive(Clone, Copy)]
struct Known {
    user_id: u64,
    rights: Rights,
}

impl Wp {
    /// Asks which blog it is. Proves the sign-in, and that the server speaks `wp.*`.
    pub fn meet(line: Arc<Line>) -> Result<Self, Refusal> {
        let told = line.ask(&request::blogs(&line.caller()))?;
        let blog = line.read(told, blogs::read).and_then(|blogs| blogs::ours(blogs, &line.caller().url));
        let blog = blog.map_err(Refusal::Other)?;
        line.note_blog(&blog.id);
        Ok(Self {
            is_admin: blog.is_admin,
            of_many: blog.of_many,
            line,
            known: OnceLock::new(),
            options: OnceLock::new(),
        })
    }

    /// Who is signed in; asked for once.
    fn known(&self) -> Result<Known, ClientError> {
        match self.known.get() {
            Some(known) => Ok(*known),
            None => self.who().map(|identity| Known { user_id: identity.user_id, rights: identity.rights }),
        }
    }

    /// Whether lists leave out what others wrote. Until it is known, they may.
    fn is_shown_less(&self) -> bool {
        !self.known.get().is_some_and(|known| known.rights.edit_others)
    }

    /// What the blog says of itself; asked for once.
    fn options(&self) -> Result<&(Site, (bool, bool)), ClientError> {
        if let Some(options) = self.options.get() {
            return Ok(options);
        }
        let options = self.line.get(&request::options(&self.line.caller()), response::options)?;
        Ok(self.options.get_or_init(|| options))
    }
}

/// The term of exactly this name, letter case aside: below `parent`, or without one at the top rather than below another,
/// older rather than newer.
fn of_name(terms: Vec<Term>, name: &str, parent: Option<TermId>) -> Option<Term> {
    let wanted = name.to_lowercase();
    let below = |term: &Term| parent.is_none() || term.parent == parent;
    let same = terms.into_iter().filter(|term| term.name.to_lowercase() == wanted && below(term));
    same.min_by_key(|term| (term.parent.is_some(), term.id))
}

impl BlogClient for Wp {
    fn identity(&self) -> Result<Identity, ClientError> {
        self.who()
    }

    fn site(&self) -> Result<Site, ClientError> {
        let (site, _) = self.options()?.clone();
        let asked = request::formats(&self.line.caller());
        // Only a convenience: a server that does not tell offers none.
        let formats = self.line.get(&asked, response::formats).unwrap_or_default();
        Ok(Site { formats, ..site })
    }

    fn create_shell(&self, kind: PostKind, title: &str, token: &Token) -> Result<RemotePost, ClientError> {
        self.shell(kind, title, token)
    }

    fn find_shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        self.shells(kind, token)
    }

    fn tells_shells_apart(&self) -> bool {
        false
    }

    fn read_post(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError> {
        self.read(kind, id).map(|read| read.post)
    }

    fn write_post(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        seen: Option<&str>,
    ) -> Result<RemotePost, ClientError> {
        self.write(kind, id, fields, seen)
    }

    fn trash_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.trash(kind, id)
    }

    fn delete_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.delete(kind, id)
    }

    fn list_posts(&self, listing: &Listing) -> Result<Listed, ClientError> {
        self.known()?;
        let one = listing.status.map(|status| [status]);
        let statuses = one.as_ref().map_or(search::OUTSIDE_TRASH, |one| one.as_slice());
        let asked =
            request::posts(&self.line.caller(), listing.kind, statuses, listing.page, request::Width::Whole);
        let (posts, full) = self.line.get_at(&asked, response::posts)?;
        Ok(Listed { total: None, more: self.may_follow(listing.page, posts.len(), full), posts })
    }

    fn edits(&self, _kind: PostKind, id: RemoteId) -> Result<Vec<u64>, ClientError> {
        let asked = request::revisions(&self.line.caller(), id);
        match self.line.get(&asked, response::revisions) {
            // 401 is how a blog says that it keeps none.
            Err(error) if matches!(error.failure, Failure::Forbidden | Failure::NotFound) => Ok(Vec::new()),
            answer => answer,
        }
    }

    fn find_page(&self, slug: &str) -> Result<Option<RemoteId>, ClientError> {
        self.known()?;
        self.page(slug)
    }

    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        self.files(stem)
    }

    fn read_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.file(id)
    }

    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError> {
        let asked = request::upload_media(&self.line.caller(), media);
        self.line.upload(&asked, media.bytes.len(), progress, response::file)
    }

    fn finish_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        // There is nothing like it here, and no upload answers with a number when it fails.
        self.file(id)
    }

    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError> {
        let mut all = Vec::new();
        for page in 1..=MAX_PAGES {
            let asked = request::list_terms(&self.line.caller(), taxonomy, page);
            let (terms, more) = self.line.get(&asked, response::terms)?;
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
        let search = request::search_terms(&self.line.caller(), taxonomy, name);
        let (terms, _) = self.line.get(&search, response::terms)?;
        // Looked for first: people who may not create categories may still use them.
        if let Some(term) = of_name(terms, name, parent) {
            return Ok(term);
        }
        let asked = request::create_term(&self.line.caller(), taxonomy, name, parent);
        match self.line.get(&asked, response::made) {
            Ok(id) => {
                let made = request::read_term(&self.line.caller(), taxonomy, TermId(id));
                self.line.get(&made, response::term)
            }
            // It came to be meanwhile, or the search passed it over: the blog does not say which one it is.
            Err(error) if error.failure == Failure::Rejected => {
                of_name(self.list_terms(taxonomy)?, name, parent).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    fn list_authors(&self) -> Result<Vec<Author>, ClientError> {
        let me = self.who()?;
        if !me.rights.edit_others {
            return Ok(vec![Author { id: me.user_id, login: me.login, name: me.display_name }]);
        }
        let caller = self.line.caller();
        match self.line.get(&request::authors(&caller), response::authors) {
            Err(error) if error.failure == Failure::Forbidden => {
                self.line.get(&request::everybody(&caller), response::authors)
            }
            answer => answer,
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
        self.line.is_public(url)
    }

    fn typesetter(&self) -> &dyn Typesetter {
        self.line.setter()
    }
}
