//! Servers without `wp.*`: what there was before, `metaWeblog.*`, `mt.*` and `blogger.*`.
//!
//! One text with title, categories, tags, slug, excerpt, date and pictures can be published, changed and read this way.
//! What cannot be said is not guessed: pages, finding a picture again, making a category, a trash. An edit is dangerous
//! here, because silence changes things (see [`request::Kept`]), so each one begins with reading.

mod request;
mod response;

use super::blogs;
use super::fault::Refusal;
use super::line::{Line, unknown};
use crate::facts::{PAGE, is_shell};
use blog::{
    Answered, Author, BlogClient, ClientError, Comment, CommentId, CommentListing, CommentStatus, Comments,
    Failure, Identity, Listed, Listing, MediaUpload, PostFields, PostKind, RemoteId, RemoteMedia, RemotePost,
    Rights, Site, Status, Taxonomy, Term, TermId, Token, Typesetter,
};
use request::Kept;
use response::Read;
use std::sync::{Arc, Mutex, PoisonError};

/// How many of the newest posts are looked through for a shell: there is no paging.
const MOST: usize = 500;

/// Speaks the older methods.
pub struct Older {
    line: Arc<Line>,
    title: String,
    /// The categories as they were last listed.
    categories: Mutex<Vec<Term>>,
}

impl Older {
    /// Asks which blog it is. Proves the sign-in, and that the server speaks the older methods.
    pub fn meet(line: Arc<Line>) -> Result<Self, Refusal> {
        let told = line.ask(&request::blogs(&line.caller()))?;
        let blog = line.read(told, blogs::read).and_then(|blogs| blogs::ours(blogs, &line.caller().url));
        let blog = blog.map_err(Refusal::Other)?;
        line.note_blog(&blog.id);
        Ok(Self { line, title: blog.title, categories: Mutex::default() })
    }

    /// One post, whole: with its categories' numbers, and where it stands when only its address tells.
    fn read(&self, id: RemoteId) -> Result<Read, ClientError> {
        let read = self.line.get_at(&request::read_post(&self.line.caller(), id), response::post)?;
        if read.post.id == id {
            return self.completed(read);
        }
        let message = "The blog answered about another post.";
        Err(ClientError::new(Failure::NotOurs, message, format!("asked for {id}, got {}", read.post.id)))
    }

    fn completed(&self, mut read: Read) -> Result<Read, ClientError> {
        read.post.categories = self.category_ids(&read.categories)?;
        if !read.has_status {
            let public = !read.post.url.is_empty() && self.line.is_public(&read.post.url)?;
            read.post.status = if public { Status::Published } else { Status::Draft };
        }
        Ok(read)
    }

    fn list_categories(&self) -> Result<Vec<Term>, ClientError> {
        let terms = self.line.get(&request::categories(&self.line.caller()), response::categories)?;
        self.categories.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&terms);
        Ok(terms)
    }

    /// What a question about the known categories gives; asked again when something is missing there.
    fn known<T>(&self, find: impl Fn(&[Term]) -> Option<T>) -> Result<Option<T>, ClientError> {
        let known = self.categories.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match find(&known) {
            Some(found) => Ok(Some(found)),
            None => Ok(find(&self.list_categories()?)),
        }
    }

    /// Numbers of categories, ascending; one that was removed meanwhile has none.
    fn category_ids(&self, names: &[String]) -> Result<Vec<TermId>, ClientError> {
        let mut ids = Vec::new();
        for name in names {
            ids.extend(self.known(|terms| terms.iter().find(|term| term.name == *name).map(|term| term.id))?);
        }
        ids.sort_unstable();
        Ok(ids)
    }

    fn category_names(&self, ids: &[TermId]) -> Result<Vec<String>, ClientError> {
        let mut names = Vec::new();
        for id in ids {
            let name =
                self.known(|terms| terms.iter().find(|term| term.id == *id).map(|term| term.name.clone()))?;
            names.push(name.ok_or_else(|| {
                let message = format!("The blog has no category with the number {} any more.", id.0);
                ClientError::new(Failure::Rejected, message, "nothing was sent")
            })?);
        }
        Ok(names)
    }

    fn posts(&self, newest: usize) -> Result<Vec<Read>, ClientError> {
        self.line.get_at(&request::recent(&self.line.caller(), newest), response::posts)
    }
}

/// There are no pages here.
fn posts_only(kind: PostKind) -> Result<(), ClientError> {
    match kind {
        PostKind::Post => Ok(()),
        PostKind::Page => Err(cannot("pages")),
    }
}

fn cannot(what: &str) -> ClientError {
    let message = format!(
        "This blog speaks only the older methods of XML-RPC, which have no word for {what}. Nothing was sent; do this on \
         the blog itself, or have its REST interface opened."
    );
    ClientError::new(Failure::Rejected, message, "metaWeblog")
}

impl BlogClient for Older {
    fn identity(&self) -> Result<Identity, ClientError> {
        let caller = self.line.caller();
        let (user_id, display_name) = match self.line.ask(&request::user(&caller)) {
            Ok(told) => self.line.read(told, response::user)?,
            // Not every server has this one, and the sign-in was proven before.
            Err(Refusal::Fault(fault)) if fault.meaning() == Failure::Blocked => (0, String::new()),
            Err(refusal) => return Err(refusal.into_error()),
        };
        // Nobody says what anybody may do; what is refused is said when it is.
        let rights = Rights {
            write: true,
            publish: true,
            upload: true,
            create_tags: true,
            unfiltered_html: true,
            ..Rights::default()
        };
        let display_name = if display_name.is_empty() { caller.user.clone() } else { display_name };
        Ok(Identity { user_id, display_name, login: caller.user, roles: Vec::new(), rights })
    }

    fn site(&self) -> Result<Site, ClientError> {
        Ok(Site { title: self.title.clone(), ..Site::default() })
    }

    fn create_shell(&self, kind: PostKind, _title: &str, token: &Token) -> Result<RemotePost, ClientError> {
        posts_only(kind)?;
        let asked = request::create_shell(&self.line.caller(), token);
        let id = RemoteId(self.line.get(&asked, response::made)?);
        let mut shell = self.read(id).map_err(unknown)?.post;
        mark(&mut shell, token);
        Ok(shell)
    }

    fn find_shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        posts_only(kind)?;
        let mut shells = Vec::new();
        for read in self.posts(MOST)? {
            if is_shell(&read.post.slug, token) || read.post.title == token.as_str() {
                let mut shell = self.completed(read)?.post;
                mark(&mut shell, token);
                shells.push(shell);
            }
        }
        shells.sort_unstable_by_key(|post| post.id);
        Ok(shells)
    }

    fn tells_shells_apart(&self) -> bool {
        false
    }

    fn read_post(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError> {
        posts_only(kind)?;
        self.read(id).map(|read| read.post)
    }

    fn write_post(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        seen: Option<&str>,
    ) -> Result<RemotePost, ClientError> {
        posts_only(kind)?;
        let there = self.read(id)?;
        let modified = there.post.modified_gmt.as_str();
        if seen.is_some_and(|seen| !modified.is_empty() && seen != modified) {
            let message = "The post was changed on the blog meanwhile.";
            return Err(ClientError::new(Failure::Changed, message, format!("now of {modified}")));
        }
        let status = fields.status.unwrap_or(there.post.status);
        let locked = fields.password.as_ref().is_some_and(|password| !password.is_empty());
        if !there.has_status && (locked || !matches!(status, Status::Draft | Status::Published)) {
            return Err(cannot(if locked { "posts with a password" } else { status.word() }));
        }
        let categories = match &fields.categories {
            Some(ids) => self.category_names(ids)?,
            None => there.categories,
        };
        let kept = Kept {
            status,
            has_statuses: there.has_status,
            tags: fields.tag_names.as_deref().unwrap_or(&there.tags),
            categories: &categories,
            title: &there.post.title,
            content: &there.post.content,
        };
        let asked = request::write_post(&self.line.caller(), id, fields, &kept)
            .map_err(|why| ClientError::new(Failure::Rejected, why, "nothing was sent"))?;
        // Some answer "yes", some with the post's number.
        self.line.get(&asked, |_| Ok(()))?;
        self.read(id).map(|read| read.post).map_err(unknown)
    }

    /// There is no trash here. Our own empty drafts go; anything else stays, because it might go for ever.
    fn trash_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        posts_only(kind)?;
        let post = self.read(id)?.post;
        match post.status {
            Status::Trashed => Ok(()),
            Status::Draft if post.content.trim().is_empty() => {
                self.line.get(&request::delete_post(&self.line.caller(), id), |_| Ok(()))
            }
            _ => Err(cannot("a trash from which a post comes back")),
        }
    }

    fn delete_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        posts_only(kind)?;
        // Where there is a trash after all, the first time ends there.
        for _ in 0..2 {
            match self.read(id) {
                Err(error) if error.failure == Failure::NotFound => return Ok(()),
                Err(error) => return Err(error),
                Ok(_) => self.line.get(&request::delete_post(&self.line.caller(), id), |_| Ok(()))?,
            }
        }
        Ok(())
    }

    fn list_posts(&self, listing: &Listing) -> Result<Listed, ClientError> {
        posts_only(listing.kind)?;
        if listing.page > 1 {
            return Ok(Listed::default());
        }
        let mut posts = Vec::new();
        for read in self.posts(PAGE)? {
            let post = self.completed(read)?.post;
            if listing.status.is_none_or(|status| status == post.status) {
                posts.push(post);
            }
        }
        Ok(Listed { posts, total: None, more: false })
    }

    fn edits(&self, _kind: PostKind, _id: RemoteId) -> Result<Vec<u64>, ClientError> {
        Ok(Vec::new())
    }

    fn find_page(&self, _slug: &str) -> Result<Option<RemoteId>, ClientError> {
        Err(cannot("pages"))
    }

    /// Pictures cannot be listed, so that none is ever found: one whose upload lost its answer may lie there twice.
    fn find_media(&self, _stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        Ok(Vec::new())
    }

    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError> {
        let asked = request::upload_media(&self.line.caller(), media);
        self.line.upload(&asked, media.bytes.len(), progress, response::media)
    }

    fn read_media(&self, _id: RemoteId) -> Result<RemoteMedia, ClientError> {
        Err(cannot("where a picture lies"))
    }

    fn finish_media(&self, _id: RemoteId) -> Result<RemoteMedia, ClientError> {
        Err(cannot("the smaller sizes of a picture"))
    }

    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError> {
        match taxonomy {
            Taxonomy::Category => self.list_categories(),
            // They are words between commas, made by being used.
            Taxonomy::Tag => Ok(Vec::new()),
        }
    }

    fn ensure_term(
        &self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Term, ClientError> {
        if taxonomy == Taxonomy::Tag {
            let (id, name) = (response::tag_id(name), name.trim().to_owned());
            return Ok(Term { id, name, slug: String::new(), parent: None });
        }
        let wanted = name.to_lowercase();
        let found = self.known(|terms| {
            let same = terms.iter().filter(|term| term.name.to_lowercase() == wanted);
            let below = same.filter(|term| parent.is_none() || term.parent == parent);
            below.min_by_key(|term| (term.parent.is_some(), term.id)).cloned()
        })?;
        found.ok_or_else(|| ClientError { failure: Failure::Forbidden, ..cannot("a new category") })
    }

    fn list_authors(&self) -> Result<Vec<Author>, ClientError> {
        let me = self.identity()?;
        Ok(vec![Author { id: me.user_id, login: me.login, name: me.display_name }])
    }

    fn list_comments(&self, _listing: &CommentListing) -> Result<Comments, ClientError> {
        Err(cannot("comments"))
    }

    fn read_comment(&self, _id: CommentId) -> Result<Comment, ClientError> {
        Err(cannot("comments"))
    }

    fn reply(&self, _post: RemoteId, _parent: CommentId, _text: &str) -> Result<Answered, ClientError> {
        Err(cannot("comments"))
    }

    fn set_comment(&self, _id: CommentId, _status: CommentStatus) -> Result<Comment, ClientError> {
        Err(cannot("comments"))
    }

    fn is_public(&self, url: &str) -> Result<bool, ClientError> {
        self.line.is_public(url)
    }

    fn typesetter(&self) -> &dyn Typesetter {
        self.line.setter()
    }
}

/// A shell on a server without slugs carries its token as its title; it is handed on as one that carries it as its slug.
fn mark(shell: &mut RemotePost, token: &Token) {
    if shell.slug.is_empty() {
        token.as_str().clone_into(&mut shell.slug);
    }
}

#[cfg(test)]
mod tests;
