//! A blog in memory that behaves as WordPress was measured to: slugs made unique without an error, the trash's
//! `__trashed`, terms that exist already, a `modified` that changes with every write, text filtered for authors.

use blog::{
    Author, ClientError, ContentHash, Failure, Identity, PostFields, PostKind, RemoteId, RemoteMedia,
    RemotePost, Rights, Status, Taxonomy, Term, TermId,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// One exchange, as a value: it can be carried out later than it was answered.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time")]
pub enum Request {
    Identity,
    Create { kind: PostKind, title: String, token: String },
    FindShells { kind: PostKind, token: String },
    Read(PostKind, RemoteId),
    Write(PostKind, RemoteId, PostFields),
    Trash(RemoteId),
    Delete(RemoteId),
    Edits(RemoteId),
    FindPage(String),
    FindMedia(String),
    Upload { name: String, hash: ContentHash },
    Finish(RemoteId),
    ListTerms(Taxonomy),
    EnsureTerm(Taxonomy, String, Option<TermId>),
    ListAuthors,
    IsPublic(String),
}

#[expect(clippy::large_enum_variant, reason = "one at a time")]
pub enum Reply {
    Identity(Identity),
    Post(RemotePost),
    Posts(Vec<RemotePost>),
    Nothing,
    Media(Vec<RemoteMedia>),
    Terms(Vec<Term>),
    Open(bool),
    Edits(Vec<u64>),
    Page(Option<RemoteId>),
    Authors(Vec<Author>),
}

#[derive(Clone, Debug)]
pub struct StoredMedia {
    pub name: String,
    pub hash: ContentHash,
    pub media: RemoteMedia,
}

#[derive(Debug)]
pub struct World {
    pub now: Timestamp,
    pub posts: BTreeMap<RemoteId, RemotePost>,
    pub media: Vec<StoredMedia>,
    pub terms: Vec<(Taxonomy, Term)>,
    pub rights: Rights,
    pub authors: Vec<Author>,
    /// Nobody visits, or its clockwork is broken: scheduled posts stay scheduled.
    pub misses_schedules: bool,
    /// A plugin takes UTC for the clock of a blog at +5:30.
    pub shifts_dates: bool,
    /// Numbers of revisions, oldest first.
    pub edits: BTreeMap<RemoteId, Vec<u64>>,
    /// How often the smaller sizes of a picture still fail.
    pub unfinished: BTreeMap<RemoteId, u32>,
    /// Pictures do not open for readers.
    pub hidden: bool,
    next: u64,
}

impl World {
    pub fn new(rights: Rights) -> Self {
        let uncategorised =
            Term { id: TermId(1), name: "Uncategorised".into(), slug: "uncategorised".into(), parent: None };
        Self {
            now: "2026-11-23T08:00:00Z".parse().unwrap(),
            posts: BTreeMap::new(),
            media: Vec::new(),
            terms: vec![(Taxonomy::Category, uncategorised)],
            rights,
            authors: vec![Author { id: 1, login: "writer".into(), name: "Writer".into() }],
            misses_schedules: false,
            shifts_dates: false,
            edits: BTreeMap::new(),
            unfinished: BTreeMap::new(),
            hidden: false,
            next: 10,
        }
    }

    pub fn apply(&mut self, request: &Request) -> Result<Reply, ClientError> {
        self.cron();
        match request {
            Request::Identity => Ok(Reply::Identity(Identity {
                user_id: 1,
                display_name: "Writer".into(),
                login: "writer".into(),
                roles: vec![],
                rights: self.rights,
            })),
            Request::Create { kind, title, token } => self.create(*kind, title, token).map(Reply::Post),
            Request::FindShells { kind, token } => {
                let carries = |slug: &str| {
                    let slug = slug.strip_suffix("__trashed").unwrap_or(slug);
                    slug == token || (2..=4).any(|n| slug == format!("{token}-{n}"))
                };
                let shell = |post: &&RemotePost| post.kind == *kind && carries(&post.slug);
                Ok(Reply::Posts(self.posts.values().filter(shell).cloned().collect()))
            }
            Request::Read(kind, id) => self.of_kind(*kind, *id).map(Reply::Post),
            Request::Write(kind, id, fields) => self.write(*kind, *id, fields).map(Reply::Post),
            Request::Edits(id) => {
                Ok(Reply::Edits(self.edits.get(id).into_iter().flatten().rev().copied().collect()))
            }
            Request::FindPage(slug) => {
                let page = |post: &&RemotePost| post.kind == PostKind::Page && post.slug == *slug;
                Ok(Reply::Page(self.posts.values().find(page).map(|post| post.id)))
            }
            Request::ListAuthors => Ok(Reply::Authors(self.authors.clone())),
            Request::Trash(id) => {
                let now = stamp(self.now);
                let post = self.posts.get_mut(id).ok_or_else(not_found)?;
                if post.status != Status::Trashed {
                    post.status = Status::Trashed;
                    post.slug.push_str("__trashed");
                    post.modified_gmt = now;
                }
                Ok(Reply::Nothing)
            }
            Request::Delete(id) => {
                self.posts.remove(id);
                Ok(Reply::Nothing)
            }
            Request::FindMedia(stem) => {
                let found = self.media.iter().filter(|media| media.name.starts_with(stem.as_str()));
                Ok(Reply::Media(found.map(|media| media.media.clone()).collect()))
            }
            Request::Upload { name, hash } => self.upload(name, hash).map(|media| Reply::Media(vec![media])),
            Request::Finish(id) => self.finish(*id).map(|media| Reply::Media(vec![media])),
            Request::ListTerms(taxonomy) => Ok(Reply::Terms(
                self.terms
                    .iter()
                    .filter(|(kind, _)| kind == taxonomy)
                    .map(|(_, term)| term.clone())
                    .collect(),
            )),
            Request::EnsureTerm(taxonomy, name, parent) => {
                self.ensure_term(*taxonomy, name, *parent).map(|term| Reply::Terms(vec![term]))
            }
            Request::IsPublic(url) => Ok(Reply::Open(
                self.posts.values().any(|post| post.url == *url && post.status == Status::Published)
                    || (!self.hidden && self.media.iter().any(|stored| stored.media.url == *url)),
            )),
        }
    }

    /// Scheduled posts go public when their time has come; `modified` stays.
    fn cron(&mut self) {
        let now = stamp(self.now);
        let misses = self.misses_schedules;
        for post in self.posts.values_mut().filter(|_| !misses) {
            if post.status == Status::Scheduled && post.date_gmt.as_ref().is_some_and(|date| *date <= now) {
                post.status = Status::Published;
            }
        }
    }

    fn of_kind(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError> {
        self.posts.get(&id).filter(|post| post.kind == kind).cloned().ok_or_else(not_found)
    }

    fn create(&mut self, kind: PostKind, title: &str, token: &str) -> Result<RemotePost, ClientError> {
        if title.trim().is_empty() {
            return Err(ClientError::new(
                Failure::Rejected,
                "Content, title, and excerpt are empty.",
                "400 empty_content",
            ));
        }
        let id = RemoteId(self.take_number());
        let post = RemotePost {
            url: format!("https://example.org/?p={id}"),
            slug: self.unique(token, id),
            title: title.trim().into(),
            modified_gmt: stamp(self.now),
            comments_open: true,
            author: 1,
            ..RemotePost::empty(kind, id)
        };
        self.posts.insert(id, post.clone());
        Ok(post)
    }

    fn write(
        &mut self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
    ) -> Result<RemotePost, ClientError> {
        let mut post = self.of_kind(kind, id)?;
        if matches!(fields.status, Some(Status::Published | Status::Private)) && !self.rights.publish {
            return Err(ClientError::new(
                Failure::Forbidden,
                "You are not allowed to publish posts.",
                "403 rest_cannot_publish",
            ));
        }
        if let Some(title) = &fields.title {
            post.title = title.trim().into();
        }
        if let Some(content) = &fields.content {
            post.content = if self.rights.unfiltered_html { content.clone() } else { filtered(content) };
        }
        if let Some(excerpt) = &fields.excerpt {
            post.excerpt.clone_from(excerpt);
        }
        let known = |kind: Taxonomy, ids: &[TermId]| -> Vec<TermId> {
            let mut ids: Vec<TermId> = ids
                .iter()
                .copied()
                .filter(|id| self.terms.iter().any(|(k, term)| *k == kind && term.id == *id))
                .collect();
            ids.sort();
            ids
        };
        if let Some(ids) = &fields.categories {
            post.categories = known(Taxonomy::Category, ids);
        }
        if let Some(ids) = &fields.tags {
            post.tags = known(Taxonomy::Tag, ids);
        }
        if let Some(featured) = fields.featured {
            post.featured = featured.filter(|id| self.media.iter().any(|media| media.media.id == *id));
        }
        if let Some(open) = fields.comments_open {
            post.comments_open = open;
        }
        if let Some(password) = &fields.password {
            post.password.clone_from(password);
        }
        if let Some(sticky) = fields.sticky {
            post.sticky = sticky;
        }
        if let Some(author) = fields.author {
            post.author = author;
        }
        if let Some(parent) = fields.parent {
            post.parent = parent;
        }
        if let Some(order) = fields.order {
            post.order = order;
        }
        if let Some(date) = &fields.date {
            let sent: Timestamp = date.parse().unwrap();
            let shift = SignedDuration::from_mins(if self.shifts_dates { 330 } else { 0 });
            post.date_gmt = Some(stamp(sent.checked_add(shift).unwrap()));
        }
        let soon = stamp(self.now.checked_add(SignedDuration::from_secs(60)).unwrap());
        let future = post.date_gmt.as_ref().is_some_and(|date| *date > soon);
        if let Some(status) = fields.status {
            post.status = if status == Status::Published && future { Status::Scheduled } else { status };
        } else if post.status == Status::Published && future {
            post.status = Status::Scheduled;
        }
        if post.status == Status::Published && post.date_gmt.is_none() {
            post.date_gmt = Some(stamp(self.now));
        }
        if let Some(slug) = &fields.slug {
            post.slug = slug.clone();
        }
        if matches!(post.status, Status::Published | Status::Private | Status::Scheduled)
            && post.slug.is_empty()
        {
            post.slug = blog::slug::slug(&post.title);
        }
        if post.status == Status::Pending && !self.rights.publish {
            post.slug.clear();
        }
        if !post.slug.is_empty() {
            post.slug = self.unique(&post.slug, id);
        }
        if kind == PostKind::Post && post.status == Status::Published && post.categories.is_empty() {
            post.categories = vec![TermId(1)];
        }
        post.url = if post.status == Status::Published {
            format!("https://example.org/{}/", post.slug)
        } else {
            format!("https://example.org/?p={id}")
        };
        // Measured: a scheduled post's modified is its date, and goes back with the next edit.
        post.modified_gmt = if post.status == Status::Scheduled {
            post.date_gmt.clone().unwrap_or_default()
        } else {
            stamp(self.now)
        };
        let before = self.posts.insert(id, post.clone());
        let text = |post: &RemotePost| (post.title.clone(), post.content.clone(), post.excerpt.clone());
        if before.is_none_or(|before| text(&before) != text(&post)) {
            let number = self.take_number();
            self.edits.entry(id).or_default().push(number);
        }
        Ok(post)
    }

    fn upload(&mut self, name: &str, hash: &ContentHash) -> Result<RemoteMedia, ClientError> {
        if !self.rights.upload {
            return Err(ClientError::new(
                Failure::Forbidden,
                "You are not allowed to upload media.",
                "403 rest_cannot_create",
            ));
        }
        let (stem, extension) = name.rsplit_once('.').unwrap();
        let taken = |name: &str| self.media.iter().any(|media| media.name == name);
        let name = if taken(name) {
            (1..).map(|n| format!("{stem}-{n}.{extension}")).find(|name| !taken(name)).unwrap()
        } else {
            name.into()
        };
        let media =
            RemoteMedia { id: RemoteId(self.take_number()), url: format!("https://example.org/up/{name}") };
        self.media.push(StoredMedia { name, hash: hash.clone(), media: media.clone() });
        Ok(media)
    }

    fn finish(&mut self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        let stored = self.media.iter().find(|stored| stored.media.id == id).ok_or_else(not_found)?;
        match self.unfinished.get_mut(&id) {
            Some(tries) if *tries > 0 => {
                *tries -= 1;
                Err(failed_sizes(id))
            }
            _ => {
                self.unfinished.remove(&id);
                Ok(stored.media.clone())
            }
        }
    }

    fn ensure_term(
        &mut self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Term, ClientError> {
        let same = |(kind, term): &&(Taxonomy, Term)| {
            *kind == taxonomy
                && term.name.to_lowercase() == name.to_lowercase()
                && (parent.is_none() || term.parent == parent)
        };
        if let Some((_, term)) = self.terms.iter().find(same) {
            return Ok(term.clone());
        }
        if !self.rights.may_create(taxonomy) {
            return Err(ClientError::new(
                Failure::Forbidden,
                "You are not allowed to create terms.",
                "403 rest_cannot_create",
            ));
        }
        let term =
            Term { id: TermId(self.take_number()), name: name.into(), slug: blog::slug::slug(name), parent };
        self.terms.push((taxonomy, term.clone()));
        Ok(term)
    }

    fn unique(&self, slug: &str, own: RemoteId) -> String {
        let taken = |slug: &str| self.posts.values().any(|post| post.id != own && post.slug == slug);
        if !taken(slug) {
            return slug.into();
        }
        (2..).map(|n| format!("{slug}-{n}")).find(|slug| !taken(slug)).unwrap()
    }

    fn take_number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

/// 5xx with the number under which the picture was stored.
pub fn failed_sizes(id: RemoteId) -> ClientError {
    let error = ClientError::new(Failure::Busy, "The blog had an error of its own.", "500");
    ClientError { attachment: Some(id), ..error }
}

/// What stays of a text for users without the right to unfiltered HTML.
pub fn filtered(content: &str) -> String {
    content.replace("<iframe></iframe>", "")
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn not_found() -> ClientError {
    ClientError::new(Failure::NotFound, "Invalid post ID.", "404 rest_post_invalid_id")
}
