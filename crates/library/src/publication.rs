//! What was last exchanged with a blog, one small file per post and blog: it travels with the folder, and losing it
//! loses only the base of the next comparison.

use crate::walk::Stamp;
use crate::{Library, files, words};
use blog::remote::STANDARD;
use blog::{ContentHash, CustomField, PostKey, PostKind, Publication, RemoteId, RemotePost, Status, TermId};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::PathBuf;

/// A publication could not be read or written. The post itself is not touched by this.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// The record is there but makes no sense. To be treated like an absent one: the blog is asked again.
    #[error(
        "The record of what was last sent to {blog} is damaged ({reason}). Your post is not affected; it is compared with the blog again before anything is sent."
    )]
    Damaged {
        /// The blog.
        blog: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The disk or the system refused.
    #[error(
        "The record of what was last sent to {blog} could not be kept: {}. Your post is not affected. Put that right; otherwise the post is compared with the blog again next time.",
        words::because(source)
    )]
    Io {
        /// The blog.
        blog: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Library {
    /// What was last exchanged with `blog` for this post; `None` when nothing was.
    pub fn publication(&self, key: &PostKey, blog: &str) -> Result<Option<Publication>, PublicationError> {
        let damaged = |reason: String| PublicationError::Damaged { blog: blog.to_owned(), reason };
        let text = match files::read_text(&self.publication_file(key, blog)) {
            Ok(Some(text)) => text,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(damaged(words::because(&error)));
            }
            Err(source) => return Err(PublicationError::Io { blog: blog.to_owned(), source }),
        };
        let record: Record = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        let publication =
            record.publication().ok_or_else(|| damaged("a value is out of range".to_owned()))?;
        let is_it = publication.key == *key && publication.blog == blog;
        if is_it { Ok(Some(publication)) } else { Err(damaged("it belongs to another post".to_owned())) }
    }

    /// The names of all records of exchanges, each with what tells whether it is still the same.
    pub fn exchanges(&self) -> Vec<(String, Stamp)> {
        let entries = fs::read_dir(self.own("publications")).into_iter().flatten().flatten();
        let records = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok().filter(|name| name.ends_with(".json"))?;
            Some((name, Stamp::of(&entry.metadata().ok()?)))
        });
        records.collect()
    }

    /// What a record says at a glance; `None` when it is gone or makes no sense, which is the same for whom it concerns.
    pub fn exchange(&self, name: &str) -> Option<Exchange> {
        let file = self.own("publications").join(name);
        let stamp = Stamp::of(&fs::metadata(&file).ok()?);
        let record: Record = serde_json::from_str(&files::read_text(&file).ok()??).ok()?;
        let publication = record.publication()?;
        let is_it = exchange_name(&publication.key, &publication.blog) == name;
        is_it.then_some(Exchange {
            stamp,
            key: publication.key,
            blog: publication.blog,
            source: publication.source,
        })
    }

    /// Keeps what was exchanged, in place of what was kept before.
    pub fn record_publication(&self, publication: &Publication) -> Result<(), PublicationError> {
        let file = self.publication_file(&publication.key, &publication.blog);
        let text = serde_json::to_string_pretty(&Record::of(publication)).map_err(io::Error::from);
        let written = text.and_then(|text| files::write_atomically(&file, (text + "\n").as_bytes()));
        written.map_err(|source| PublicationError::Io { blog: publication.blog.clone(), source })
    }

    /// Forgets what was exchanged: the post is not on the blog any more. What is not there is forgotten already.
    pub fn forget_publication(&self, key: &PostKey, blog: &str) -> Result<(), PublicationError> {
        let gone = files::remove(&self.publication_file(key, blog));
        gone.map_err(|source| PublicationError::Io { blog: blog.to_owned(), source })
    }

    fn publication_file(&self, key: &PostKey, blog: &str) -> PathBuf {
        self.own("publications").join(exchange_name(key, blog))
    }
}

/// A record of an exchange at a glance: whether a post changed since is told by its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What the record's file looked like from outside just before it was read.
    pub stamp: Stamp,
    /// The post.
    pub key: PostKey,
    /// The blog.
    pub blog: String,
    /// What the writer had written when it was exchanged, as in [`blog::source_hash`].
    pub source: ContentHash,
}

/// The file name of a record, `<key>-<blog>.json`; a blog whose name is no file name carries a hash instead of what was
/// replaced.
pub fn exchange_name(key: &PostKey, blog: &str) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    let mut name: String = blog.chars().map(|c| if fits(c) { c } else { '_' }).take(100).collect();
    if name != blog {
        name = format!("{name}-{}", &ContentHash::of(blog.as_bytes()).short()[..8]);
    }
    format!("{}-{name}.json", key.as_str())
}

#[derive(Serialize, Deserialize)]
struct Record {
    version: u32,
    key: String,
    blog: String,
    sent: String,
    source: String,
    body: String,
    base: Base,
}

#[derive(Serialize, Deserialize)]
struct Base {
    id: u64,
    status: String,
    url: String,
    slug: String,
    title: String,
    content: String,
    excerpt: String,
    date_gmt: Option<String>,
    modified_gmt: String,
    categories: Vec<u64>,
    tags: Vec<u64>,
    featured: Option<u64>,
    comments_open: bool,
    // From 0.2 on; a record without them is one of an ordinary post.
    #[serde(default)]
    kind: String,
    #[serde(default)]
    pings_open: bool,
    #[serde(default)]
    password: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    sticky: bool,
    #[serde(default)]
    author: u64,
    #[serde(default)]
    parent: Option<u64>,
    #[serde(default)]
    order: i64,
    #[serde(default)]
    custom_fields: Option<Vec<(String, String)>>,
}

impl Record {
    fn of(publication: &Publication) -> Self {
        let base = &publication.base;
        let numbers = |terms: &[TermId]| terms.iter().map(|term| term.0).collect();
        Self {
            version: 1,
            key: publication.key.as_str().to_owned(),
            blog: publication.blog.clone(),
            sent: publication.sent.as_str().to_owned(),
            source: publication.source.as_str().to_owned(),
            body: publication.body.clone(),
            base: Base {
                id: base.id.0,
                status: base.status.word().to_owned(),
                url: base.url.clone(),
                slug: base.slug.clone(),
                title: base.title.clone(),
                content: base.content.clone(),
                excerpt: base.excerpt.clone(),
                date_gmt: base.date_gmt.clone(),
                modified_gmt: base.modified_gmt.clone(),
                categories: numbers(&base.categories),
                tags: numbers(&base.tags),
                featured: base.featured.map(|id| id.0),
                comments_open: base.comments_open,
                kind: base.kind.word().to_owned(),
                pings_open: base.pings_open,
                password: base.password.clone(),
                format: base.format.clone(),
                sticky: base.sticky,
                author: base.author,
                parent: base.parent.map(|id| id.0),
                order: base.order,
                custom_fields: base.custom_fields.as_ref().map(|fields| {
                    fields.iter().map(|field| (field.key.clone(), field.value.clone())).collect()
                }),
            },
        }
    }

    fn publication(self) -> Option<Publication> {
        let base = self.base;
        let terms = |numbers: Vec<u64>| numbers.into_iter().map(TermId).collect();
        Some(Publication {
            key: PostKey::new(&self.key)?,
            blog: self.blog,
            sent: ContentHash::from_hex(&self.sent)?,
            source: ContentHash::from_hex(&self.source)?,
            body: self.body,
            base: RemotePost {
                id: RemoteId(base.id),
                status: Status::from_word(&base.status)?,
                url: base.url,
                slug: base.slug,
                title: base.title,
                content: base.content,
                excerpt: base.excerpt,
                date_gmt: base.date_gmt,
                modified_gmt: base.modified_gmt,
                categories: terms(base.categories),
                tags: terms(base.tags),
                featured: base.featured.map(RemoteId),
                comments_open: base.comments_open,
                kind: if base.kind.is_empty() { PostKind::Post } else { PostKind::from_word(&base.kind)? },
                pings_open: base.pings_open,
                password: base.password,
                format: if base.format.is_empty() { STANDARD.to_owned() } else { base.format },
                sticky: base.sticky,
                author: base.author,
                parent: base.parent.map(RemoteId),
                order: base.order,
                custom_fields: base
                    .custom_fields
                    .map(|pairs| pairs.into_iter().map(|(key, value)| CustomField { key, value }).collect()),
            },
        })
        .filter(|_| self.version == 1)
    }
}
