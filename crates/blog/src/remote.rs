//! A post as a blog holds it, and what can be set on it: the nouns that cross between the publisher and a blog's interface.

use crate::{ContentHash, PostKind, RemoteId, Revision, Status, TermId};

/// A post or page as a blog holds it, raw fields only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemotePost {
    /// Post or page.
    pub kind: PostKind,
    /// Its number.
    pub id: RemoteId,
    /// Where it stands.
    pub status: Status,
    /// Where readers find it (for a draft, where it will be previewed).
    pub url: String,
    /// Its address part; empty for a draft that was never given one.
    pub slug: String,
    /// Raw title.
    pub title: String,
    /// Raw content: block markup or HTML, as stored.
    pub content: String,
    /// Raw excerpt.
    pub excerpt: String,
    /// `2026-11-23T10:00:00`, UTC; `None` while a draft's date floats.
    pub date_gmt: Option<String>,
    /// `2026-11-23T10:00:00`, UTC, whichever interface said it; only ever compared for inequality.
    pub modified_gmt: String,
    /// Categories, ascending.
    pub categories: Vec<TermId>,
    /// Tags, ascending.
    pub tags: Vec<TermId>,
    /// The featured picture.
    pub featured: Option<RemoteId>,
    /// Whether readers may comment.
    pub comments_open: bool,
    /// Whether other sites may announce links to it.
    pub pings_open: bool,
    /// What readers must type to see it; empty: nothing.
    pub password: String,
    /// WordPress's post format; `standard` for an ordinary post.
    pub format: String,
    /// Whether it is held on top of the front page.
    pub sticky: bool,
    /// The author's number; 0 where the blog does not say.
    pub author: u64,
    /// The page above it.
    pub parent: Option<RemoteId>,
    /// A page's place among its neighbours.
    pub order: i64,
    /// Custom fields; `None` where this interface does not show them (REST).
    pub custom_fields: Option<Vec<CustomField>>,
}

/// A custom field of a post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CustomField {
    /// Its name. Names that begin with `_` are WordPress's own and not shown.
    pub key: String,
    /// Its text.
    pub value: String,
}

impl RemotePost {
    /// A post that holds nothing yet: what a reader of answers starts from.
    pub fn empty(kind: PostKind, id: RemoteId) -> Self {
        Self {
            kind,
            id,
            status: Status::Draft,
            url: String::new(),
            slug: String::new(),
            title: String::new(),
            content: String::new(),
            excerpt: String::new(),
            date_gmt: None,
            modified_gmt: String::new(),
            categories: Vec::new(),
            tags: Vec::new(),
            featured: None,
            comments_open: false,
            pings_open: false,
            password: String::new(),
            format: STANDARD.to_owned(),
            sticky: false,
            author: 0,
            parent: None,
            order: 0,
            custom_fields: None,
        }
    }

    /// The fingerprint used to see whether the blog's side changed: everything but the address and the clock, and but the
    /// custom fields, which one interface shows and the other does not.
    pub fn revision(&self) -> Revision {
        let compared = format!(
            "{}\0{}\0{}\0{}\0{}\0{}\0{:?}\0{:?}\0{:?}\0{:?}\0{}\0{}\0{}\0{}\0{}\0{}\0{:?}\0{}",
            self.kind,
            self.status,
            self.slug,
            self.title,
            self.content,
            self.excerpt,
            self.date_gmt,
            self.categories,
            self.tags,
            self.featured,
            self.comments_open,
            self.pings_open,
            self.password,
            self.format,
            self.sticky,
            self.author,
            self.parent,
            self.order
        );
        Revision { modified_gmt: self.modified_gmt.clone(), content: ContentHash::of(compared.as_bytes()) }
    }
}

/// The format of an ordinary post.
pub const STANDARD: &str = "standard";

/// What to set on a remote post, each absolutely. `None` means: do not send, leave as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostFields {
    /// Title.
    pub title: Option<String>,
    /// Text in the blog's markup.
    pub content: Option<String>,
    /// Excerpt; an empty one clears it.
    pub excerpt: Option<String>,
    /// Address part; empty lets the blog make one from the title.
    pub slug: Option<String>,
    /// Where it should stand.
    pub status: Option<Status>,
    /// Date and time: with an offset or `Z` an instant, without one the blog's own clock. Seconds are required.
    pub date: Option<String>,
    /// Categories.
    pub categories: Option<Vec<TermId>>,
    /// Tags; an empty list clears them.
    pub tags: Option<Vec<TermId>>,
    /// The same tags by name, for servers that know no others.
    pub tag_names: Option<Vec<String>>,
    /// Featured picture; `Some(None)` removes it.
    pub featured: Option<Option<RemoteId>>,
    /// Whether readers may comment.
    pub comments_open: Option<bool>,
    /// Whether other sites may announce links to it.
    pub pings_open: Option<bool>,
    /// What readers must type; empty opens the post to all.
    pub password: Option<String>,
    /// Post format; `standard` for an ordinary post.
    pub format: Option<String>,
    /// Held on top of the front page.
    pub sticky: Option<bool>,
    /// The author's number.
    pub author: Option<u64>,
    /// The page above; `Some(None)` puts it at the top.
    pub parent: Option<Option<RemoteId>>,
    /// A page's place among its neighbours.
    pub order: Option<i64>,
    /// Custom fields to be set, each by its key; others stay. An empty value takes the field out. XML-RPC only.
    pub custom_fields: Option<Vec<CustomField>>,
}
