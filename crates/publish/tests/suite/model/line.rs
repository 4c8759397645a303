//! The line to the model blog: it breaks where the script says, before or after the blog did its part.

use super::world::{Reply, Request, World, failed_sizes};
use blog::{
    Answered, Author, BlogClient, ClientError, Comment, CommentId, CommentListing, CommentStatus, Comments,
    ContentHash, Failure, Identity, Listed, Listing, Markup, MediaUpload, PostFields, PostKind, RemoteId,
    RemoteMedia, RemotePost, Site, Taxonomy, Term, TermId, Token, Typesetter,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use wordpress::markup::Setter;

/// What happens to one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never reaches the blog.
    Before(Failure),
    /// The blog carries it out, and the answer does not come.
    After(Failure),
    /// The answer does not come, and the blog carries it out so many milliseconds later.
    Late(i64),
    /// 503 with the wish to come back after so many seconds.
    Maintenance(u64),
    /// A picture is stored, then the blog fails as many times as said before its smaller sizes are made.
    Unfinished(u32),
    /// The program is killed before the request leaves.
    KilledBefore,
    /// The program is killed when the blog has carried it out.
    KilledAfter,
}

/// What the desk puts in front of a picture when it prepares it.
pub const READY: &[u8] = b"ready ";

/// The panic that stands for a kill.
pub struct Killed;

type Script = Box<dyn FnMut(usize, &Request) -> Option<Fault> + Send>;

struct Inner {
    world: World,
    script: Script,
    exchanges: usize,
    faults: usize,
    late: Vec<(Timestamp, Request)>,
    seen: Vec<Request>,
}

/// A client of the model blog. Clones share the blog.
#[derive(Clone)]
pub struct Line(Arc<Mutex<Inner>>);

impl Line {
    pub fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            world,
            script: Box::new(|_, _| None),
            exchanges: 0,
            faults: 0,
            late: vec![],
            seen: vec![],
        })))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on, what happens to the n-th exchange (counted from 0).
    pub fn script(&self, script: impl FnMut(usize, &Request) -> Option<Fault> + Send + 'static) {
        let mut inner = self.inner();
        inner.script = Box::new(script);
        inner.exchanges = 0;
        inner.seen.clear();
    }

    pub fn calm(&self) {
        self.script(|_, _| None);
    }

    pub fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.inner().world)
    }

    pub fn seen(&self) -> Vec<Request> {
        self.inner().seen.clone()
    }

    pub fn faults(&self) -> usize {
        self.inner().faults
    }

    pub fn now(&self) -> Timestamp {
        self.inner().world.now
    }

    /// Lets the clock run; what was stalled is carried out on the way.
    pub fn pass(&self, until: Timestamp) {
        let mut inner = self.inner();
        let mut due: Vec<(Timestamp, Request)> = inner.late.extract_if(.., |(at, _)| *at <= until).collect();
        due.sort_by_key(|(at, _)| *at);
        for (at, request) in due {
            inner.world.now = at.max(inner.world.now);
            let _ = inner.world.apply(&request);
        }
        inner.world.now = until.max(inner.world.now);
    }

    fn exchange(&self, request: Request) -> Result<Reply, ClientError> {
        self.pass(self.now().checked_add(SignedDuration::from_millis(40)).unwrap());
        let mut inner = self.inner();
        let number = inner.exchanges;
        inner.exchanges += 1;
        inner.seen.push(request.clone());
        let fault = (inner.script)(number, &request);
        inner.faults += usize::from(fault.is_some());
        match fault {
            None => inner.world.apply(&request),
            Some(Fault::Before(failure)) => Err(broken(failure)),
            Some(Fault::Maintenance(seconds)) => {
                Err(ClientError { retry_after: Some(Duration::from_secs(seconds)), ..broken(Failure::Busy) })
            }
            Some(Fault::After(failure)) => {
                let _ = inner.world.apply(&request);
                Err(broken(failure))
            }
            Some(Fault::Late(ms)) => {
                let at = inner.world.now.checked_add(SignedDuration::from_millis(ms)).unwrap();
                inner.late.push((at, request));
                Err(broken(Failure::Lost))
            }
            Some(Fault::Unfinished(tries)) => {
                let Reply::Media(stored) = inner.world.apply(&request)? else {
                    unreachable!("only pictures are left unfinished")
                };
                inner.world.unfinished.insert(stored[0].id, tries);
                Err(failed_sizes(stored[0].id))
            }
            Some(Fault::KilledBefore) => {
                drop(inner);
                std::panic::panic_any(Killed)
            }
            Some(Fault::KilledAfter) => {
                let _ = inner.world.apply(&request);
                drop(inner);
                std::panic::panic_any(Killed)
            }
        }
    }
}

fn broken(failure: Failure) -> ClientError {
    ClientError::new(failure, format!("The line broke ({failure:?})."), "scripted")
}

fn post(reply: Reply) -> RemotePost {
    match reply {
        Reply::Post(post) => post,
        _ => unreachable!("the model answers a post"),
    }
}

impl BlogClient for Line {
    fn identity(&self) -> Result<Identity, ClientError> {
        match self.exchange(Request::Identity)? {
            Reply::Identity(identity) => Ok(identity),
            _ => unreachable!(),
        }
    }

    fn site(&self) -> Result<Site, ClientError> {
        unreachable!("no run asks for it")
    }

    fn create_shell(&self, kind: PostKind, title: &str, token: &Token) -> Result<RemotePost, ClientError> {
        self.exchange(Request::Create { kind, title: title.into(), token: token.as_str().into() }).map(post)
    }

    fn find_shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        match self.exchange(Request::FindShells { kind, token: token.as_str().into() })? {
            Reply::Posts(posts) => Ok(posts),
            _ => unreachable!(),
        }
    }

    fn read_post(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError> {
        self.exchange(Request::Read(kind, id)).map(post)
    }

    fn write_post(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        _seen: Option<&str>,
    ) -> Result<RemotePost, ClientError> {
        self.exchange(Request::Write(kind, id, fields.clone())).map(post)
    }

    fn trash_post(&self, _: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.exchange(Request::Trash(id)).map(drop)
    }

    fn delete_post(&self, _: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.exchange(Request::Delete(id)).map(drop)
    }

    fn list_posts(&self, _: &Listing) -> Result<Listed, ClientError> {
        unreachable!("no run lists")
    }

    fn edits(&self, _: PostKind, id: RemoteId) -> Result<Vec<u64>, ClientError> {
        match self.exchange(Request::Edits(id))? {
            Reply::Edits(edits) => Ok(edits),
            _ => unreachable!(),
        }
    }

    fn find_page(&self, slug: &str) -> Result<Option<RemoteId>, ClientError> {
        match self.exchange(Request::FindPage(slug.into()))? {
            Reply::Page(page) => Ok(page),
            _ => unreachable!(),
        }
    }

    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        match self.exchange(Request::FindMedia(stem.into()))? {
            Reply::Media(media) => Ok(media),
            _ => unreachable!(),
        }
    }

    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError> {
        progress(media.bytes.len() as u64 / 2);
        let original = media.bytes.strip_prefix(READY).expect("only prepared pictures are sent");
        match self.exchange(Request::Upload { name: media.name.into(), hash: ContentHash::of(original) })? {
            Reply::Media(mut stored) => Ok(stored.remove(0)),
            _ => unreachable!(),
        }
    }

    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError> {
        match self.exchange(Request::ListTerms(taxonomy))? {
            Reply::Terms(terms) => Ok(terms),
            _ => unreachable!(),
        }
    }

    fn read_media(&self, _: RemoteId) -> Result<RemoteMedia, ClientError> {
        unreachable!("a run never asks for a picture by its number")
    }

    fn finish_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        match self.exchange(Request::Finish(id))? {
            Reply::Media(mut stored) => Ok(stored.remove(0)),
            _ => unreachable!(),
        }
    }

    fn list_authors(&self) -> Result<Vec<Author>, ClientError> {
        match self.exchange(Request::ListAuthors)? {
            Reply::Authors(authors) => Ok(authors),
            _ => unreachable!(),
        }
    }

    fn ensure_term(
        &self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Term, ClientError> {
        match self.exchange(Request::EnsureTerm(taxonomy, name.into(), parent))? {
            Reply::Terms(mut terms) => Ok(terms.remove(0)),
            _ => unreachable!(),
        }
    }

    fn list_comments(&self, _listing: &CommentListing) -> Result<Comments, ClientError> {
        unreachable!("publishing has nothing to do with comments")
    }

    fn read_comment(&self, _id: CommentId) -> Result<Comment, ClientError> {
        unreachable!("publishing has nothing to do with comments")
    }

    fn reply(&self, _post: RemoteId, _parent: CommentId, _text: &str) -> Result<Answered, ClientError> {
        unreachable!("publishing has nothing to do with comments")
    }

    fn set_comment(&self, _id: CommentId, _status: CommentStatus) -> Result<Comment, ClientError> {
        unreachable!("publishing has nothing to do with comments")
    }

    fn is_public(&self, url: &str) -> Result<bool, ClientError> {
        match self.exchange(Request::IsPublic(url.into()))? {
            Reply::Open(open) => Ok(open),
            _ => unreachable!(),
        }
    }

    fn typesetter(&self) -> &dyn Typesetter {
        &Setter(Markup::Blocks)
    }
}

/// SplitMix64: small, seeded, the same on every machine.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
