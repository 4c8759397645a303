//! A blog in memory that behaves as WordPress was measured to: slugs made unique without an error, the trash's
//! `__trashed`, terms that exist already, a `modified` that changes with every write, text filtered for authors.

use blog::{
    ClientError, ContentHash, Failure, Identity, PostFields, RemoteId, RemoteMedia, RemotePost, Rights,
    Status, Taxonomy, Term, TermId,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// One exchange, as a value: it can be carried out later than it was answered.
#[derive(Clone, Debug)]
pub enum Request {
    Identity,
    Create { title: String, token: String },
    FindShells { token: String },
    Read(RemoteId),
    Write(RemoteId, PostFields),
    Trash(RemoteId),
    FindMedia(String),
    Upload { name: String, hash: ContentHash },
    ListTerms(Taxonomy),
    EnsureTerm(Taxonomy, String),
    IsPublic(String),
}

pub enum Reply {
    Identity(Identity),
    Post(RemotePost),
    Posts(Vec<RemotePost>),
    Nothing,
    Media(Vec<RemoteMedia>),
    Terms(Vec<Term>),
    Open(bool),
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
            Request::Create { title, token } => self.create(title, token).map(Reply::Post),
            Request::FindShells { token } => {
                let carries = |slug: &str| {
                    let slug = slug.strip_suffix("__trashed").unwrap_or(slug);
                    slug == token || (2..=4).any(|n| slug == format!("{token}-{n}"))
                };
                Ok(Reply::Posts(self.posts.values().filter(|post| carries(&post.slug)).cloned().collect()))
            }
            Request::Read(id) => self.posts.get(id).cloned().map(Reply::Post).ok_or_else(not_found),
            Request::Write(id, fields) => self.write(*id, fields).map(Reply::Post),
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
            Request::FindMedia(stem) => {
                let found = self.media.iter().filter(|media| media.name.starts_with(stem.as_str()));
                Ok(Reply::Media(found.map(|media| media.media.clone()).collect()))
            }
            Request::Upload { name, hash } => self.upload(name, hash).map(|media| Reply::Media(vec![media])),
            Request::ListTerms(taxonomy) => Ok(Reply::Terms(
                self.terms
                    .iter()
                    .filter(|(kind, _)| kind == taxonomy)
                    .map(|(_, term)| term.clone())
                    .collect(),
            )),
            Request::EnsureTerm(taxonomy, name) => {
                self.ensure_term(*taxonomy, name).map(|term| Reply::Terms(vec![term]))
            }
            Request::IsPublic(url) => Ok(Reply::Open(
                self.posts.values().any(|post| post.url == *url && post.status == Status::Published),
            )),
        }
    }

    /// Scheduled posts go public when their time has come; `modified` stays.
    fn cron(&mut self) {
        let now = stamp(self.now);
        for post in self.posts.values_mut() {
            if post.status == Status::Scheduled && post.date_gmt.as_ref().is_some_and(|date| *date <= now) {
                post.status = Status::Published;
            }
        }
    }

    fn create(&mut self, title: &str, token: &str) -> Result<RemotePost, ClientError> {
        if title.trim().is_empty() {
            return Err(ClientError::new(
                Failure::Rejected,
                "Content, title, and excerpt are empty.",
                "400 empty_content",
            ));
        }
        let id = RemoteId(self.take_number());
        let post = RemotePost {
            id,
            status: Status::Draft,
            url: format!("https://example.org/?p={id}"),
            slug: self.unique(token, id),
            title: title.trim().into(),
            content: String::new(),
            excerpt: String::new(),
            date_gmt: None,
            modified_gmt: stamp(self.now),
            categories: vec![],
            tags: vec![],
            featured: None,
            comments_open: true,
        };
        self.posts.insert(id, post.clone());
        Ok(post)
    }

    fn write(&mut self, id: RemoteId, fields: &PostFields) -> Result<RemotePost, ClientError> {
        let mut post = self.posts.get(&id).cloned().ok_or_else(not_found)?;
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
        if let Some(date) = &fields.date {
            post.date_gmt = Some(date.trim_end_matches('Z').into());
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
        if post.status == Status::Published && post.categories.is_empty() {
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
        self.posts.insert(id, post.clone());
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

    fn ensure_term(&mut self, taxonomy: Taxonomy, name: &str) -> Result<Term, ClientError> {
        let same = |(kind, term): &&(Taxonomy, Term)| {
            *kind == taxonomy && term.name.to_lowercase() == name.to_lowercase()
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
        let term = Term {
            id: TermId(self.take_number()),
            name: name.into(),
            slug: blog::slug::slug(name),
            parent: None,
        };
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
