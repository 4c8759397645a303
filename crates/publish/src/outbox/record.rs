//! How snapshots, remote posts and notes are written into the journal.
//!
//! The nouns themselves know no JSON; these mirrors are the journal's own business and change only together with a
//! migration. A value that does not read back is a damaged row, never a guess.

use crate::Field;
use crate::{Conflict, ConflictKind, Consent, Picture, SentFields, Snapshot};
use blog::account::PICTURE_EDGE;
use blog::remote::STANDARD;
use blog::{
    AccountId, ContentHash, CustomField, PostKey, PostKind, PostPath, Publication, RemoteId, RemotePost,
    Status, TermId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is sent of a snapshot, in a fixed order: the text under its fingerprint.
#[derive(Serialize, Deserialize)]
pub(crate) struct SentRecord {
    title: String,
    body: String,
    status: String,
    slug: Option<String>,
    excerpt: Option<String>,
    categories: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    date: Option<i64>,
    featured: Option<String>,
    comments_open: Option<bool>,
    pictures: Vec<PictureRecord>,
    /// What came later is left out where it says nothing, so that older fingerprints stay true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pings_open: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sticky: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom_fields: Option<Vec<(String, String)>>,
}

#[derive(Serialize, Deserialize)]
struct PictureRecord {
    reference: String,
    name: String,
    mime: String,
    hash: String,
    size: u64,
    alt: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    caption: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct SnapshotRecord {
    library: String,
    path: String,
    key: String,
    blog: String,
    account: String,
    remote: Option<u64>,
    source: String,
    consent: ConsentRecord,
    #[serde(default = "usual_edge")]
    picture_edge: u32,
    sent: SentRecord,
}

/// For presses of a time when pictures went out as they were: they wait no longer, and their pictures are prepared too.
fn usual_edge() -> u32 {
    PICTURE_EDGE
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ConsentRecord {
    Ordinary,
    Overwrite(String),
    AsNew,
}

/// A remote post, as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PostRecord {
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

/// Custom fields as pairs.
fn pairs(fields: &[CustomField]) -> Vec<(String, String)> {
    fields.iter().map(|field| (field.key.clone(), field.value.clone())).collect()
}

fn custom(pairs: Vec<(String, String)>) -> Vec<CustomField> {
    pairs.into_iter().map(|(key, value)| CustomField { key, value }).collect()
}

#[derive(Serialize, Deserialize)]
pub(crate) struct PublicationRecord {
    key: String,
    blog: String,
    base: PostRecord,
    body: String,
    sent: String,
    source: String,
}

/// A conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ConflictRecord {
    id: u64,
    kind: String,
    fields: Vec<String>,
    remote: Option<PostRecord>,
}

/// The text under a snapshot's fingerprint.
pub(crate) fn sent_text(snapshot: &Snapshot) -> String {
    // Plain strings, numbers and lists: writing them as JSON cannot fail, and an empty text would only mean "changed".
    serde_json::to_string(&SentRecord::of(snapshot)).unwrap_or_default()
}

impl SentRecord {
    fn of(snapshot: &Snapshot) -> Self {
        let fields = &snapshot.fields;
        Self {
            title: snapshot.title.clone(),
            body: snapshot.body.clone(),
            status: snapshot.status.word().into(),
            slug: fields.slug.clone(),
            excerpt: fields.excerpt.clone(),
            categories: fields.categories.clone(),
            tags: fields.tags.clone(),
            date: fields.date.map(Timestamp::as_millisecond),
            featured: fields.featured.clone(),
            comments_open: fields.comments_open,
            pictures: snapshot.pictures.iter().map(PictureRecord::of).collect(),
            kind: (snapshot.kind != PostKind::Post).then(|| snapshot.kind.word().into()),
            pings_open: fields.pings_open,
            password: fields.password.clone(),
            format: fields.format.clone(),
            sticky: fields.sticky,
            author: fields.author.clone(),
            parent: fields.parent.clone(),
            order: fields.order,
            custom_fields: fields.custom_fields.as_deref().map(pairs),
        }
    }
}

impl PictureRecord {
    fn of(picture: &Picture) -> Self {
        Self {
            reference: picture.reference.clone(),
            name: picture.name.clone(),
            mime: picture.mime.clone(),
            hash: picture.hash.as_str().into(),
            size: picture.size,
            alt: picture.alt.clone(),
            caption: picture.caption.clone(),
        }
    }

    fn read(self) -> Option<Picture> {
        Some(Picture {
            reference: self.reference,
            name: self.name,
            mime: self.mime,
            hash: ContentHash::from_hex(&self.hash)?,
            size: self.size,
            alt: self.alt,
            caption: self.caption,
        })
    }
}

impl SnapshotRecord {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        Self {
            library: snapshot.library.clone(),
            path: snapshot.path.as_str().into(),
            key: snapshot.key.as_str().into(),
            blog: snapshot.blog.clone(),
            account: snapshot.account.as_str().into(),
            remote: snapshot.remote.map(|id| id.0),
            source: snapshot.source.as_str().into(),
            consent: match &snapshot.consent {
                Consent::Ordinary => ConsentRecord::Ordinary,
                Consent::Overwrite(seen) => ConsentRecord::Overwrite(seen.as_str().into()),
                Consent::AsNew => ConsentRecord::AsNew,
            },
            picture_edge: snapshot.picture_edge,
            sent: SentRecord::of(snapshot),
        }
    }

    pub(crate) fn read(self) -> Option<Snapshot> {
        let sent = self.sent;
        let date = match sent.date {
            Some(ms) => Some(Timestamp::from_millisecond(ms).ok()?),
            None => None,
        };
        Some(Snapshot {
            library: self.library,
            path: PostPath::new(&self.path)?,
            key: PostKey::new(&self.key)?,
            blog: self.blog,
            account: AccountId::new(&self.account)?,
            kind: match sent.kind.as_deref() {
                None => PostKind::Post,
                Some(word) => PostKind::from_word(word)?,
            },
            title: sent.title,
            body: sent.body,
            fields: SentFields {
                slug: sent.slug,
                excerpt: sent.excerpt,
                categories: sent.categories,
                tags: sent.tags,
                date,
                featured: sent.featured,
                comments_open: sent.comments_open,
                pings_open: sent.pings_open,
                password: sent.password,
                format: sent.format,
                sticky: sent.sticky,
                author: sent.author,
                parent: sent.parent,
                order: sent.order,
                custom_fields: sent.custom_fields.map(custom),
            },
            status: Status::from_word(&sent.status)?,
            pictures: sent.pictures.into_iter().map(PictureRecord::read).collect::<Option<_>>()?,
            remote: self.remote.map(RemoteId),
            source: ContentHash::from_hex(&self.source)?,
            consent: match self.consent {
                ConsentRecord::Ordinary => Consent::Ordinary,
                ConsentRecord::Overwrite(seen) => Consent::Overwrite(ContentHash::from_hex(&seen)?),
                ConsentRecord::AsNew => Consent::AsNew,
            },
            picture_edge: self.picture_edge,
        })
    }
}

impl PostRecord {
    pub(crate) fn of(post: &RemotePost) -> Self {
        let ids = |terms: &[TermId]| terms.iter().map(|term| term.0).collect();
        Self {
            id: post.id.0,
            status: post.status.word().into(),
            url: post.url.clone(),
            slug: post.slug.clone(),
            title: post.title.clone(),
            content: post.content.clone(),
            excerpt: post.excerpt.clone(),
            date_gmt: post.date_gmt.clone(),
            modified_gmt: post.modified_gmt.clone(),
            categories: ids(&post.categories),
            tags: ids(&post.tags),
            featured: post.featured.map(|id| id.0),
            comments_open: post.comments_open,
            kind: post.kind.word().into(),
            pings_open: post.pings_open,
            password: post.password.clone(),
            format: post.format.clone(),
            sticky: post.sticky,
            author: post.author,
            parent: post.parent.map(|id| id.0),
            order: post.order,
            custom_fields: post.custom_fields.as_deref().map(pairs),
        }
    }

    pub(crate) fn read(self) -> Option<RemotePost> {
        Some(RemotePost {
            id: RemoteId(self.id),
            status: Status::from_word(&self.status)?,
            url: self.url,
            slug: self.slug,
            title: self.title,
            content: self.content,
            excerpt: self.excerpt,
            date_gmt: self.date_gmt,
            modified_gmt: self.modified_gmt,
            categories: self.categories.into_iter().map(TermId).collect(),
            tags: self.tags.into_iter().map(TermId).collect(),
            featured: self.featured.map(RemoteId),
            comments_open: self.comments_open,
            kind: if self.kind.is_empty() { PostKind::Post } else { PostKind::from_word(&self.kind)? },
            pings_open: self.pings_open,
            password: self.password,
            format: if self.format.is_empty() { STANDARD.to_owned() } else { self.format },
            sticky: self.sticky,
            author: self.author,
            parent: self.parent.map(RemoteId),
            order: self.order,
            custom_fields: self.custom_fields.map(custom),
        })
    }
}

impl PublicationRecord {
    pub(crate) fn of(publication: &Publication) -> Self {
        Self {
            key: publication.key.as_str().into(),
            blog: publication.blog.clone(),
            base: PostRecord::of(&publication.base),
            body: publication.body.clone(),
            sent: publication.sent.as_str().into(),
            source: publication.source.as_str().into(),
        }
    }

    pub(crate) fn read(self) -> Option<Publication> {
        Some(Publication {
            key: PostKey::new(&self.key)?,
            blog: self.blog,
            base: self.base.read()?,
            body: self.body,
            sent: ContentHash::from_hex(&self.sent)?,
            source: ContentHash::from_hex(&self.source)?,
        })
    }
}

impl ConflictRecord {
    pub(crate) fn of(conflict: &Conflict) -> Self {
        let (kind, fields) = match &conflict.kind {
            ConflictKind::Changed(fields) => {
                ("changed", fields.iter().map(|field| field.word().into()).collect())
            }
            ConflictKind::NeverExchanged => ("never exchanged", Vec::new()),
            ConflictKind::Trashed => ("trashed", Vec::new()),
            ConflictKind::Gone => ("gone", Vec::new()),
            ConflictKind::OtherKind => ("other kind", Vec::new()),
        };
        Self {
            id: conflict.id.0,
            kind: kind.into(),
            fields,
            remote: conflict.remote.as_deref().map(PostRecord::of),
        }
    }

    pub(crate) fn read(self) -> Option<Conflict> {
        let kind = match self.kind.as_str() {
            "changed" => ConflictKind::Changed(
                self.fields.iter().map(|word| Field::from_word(word)).collect::<Option<_>>()?,
            ),
            "never exchanged" => ConflictKind::NeverExchanged,
            "trashed" => ConflictKind::Trashed,
            "gone" => ConflictKind::Gone,
            "other kind" => ConflictKind::OtherKind,
            _ => return None,
        };
        let remote = match self.remote {
            Some(post) => Some(Box::new(post.read()?)),
            None => None,
        };
        Some(Conflict { id: RemoteId(self.id), kind, remote })
    }
}

#[cfg(test)]
pub(crate) mod tests;
