//! The fields of a remote post, one by one: their names, whether one would be sent, and how two versions compare. Pure.

use blog::{CustomField, PostFields, RemotePost, Status, TermId};
use std::fmt;

/// One field of a remote post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Title.
    Title,
    /// Text.
    Content,
    /// Excerpt.
    Excerpt,
    /// Address part.
    Slug,
    /// Draft, published...
    Status,
    /// Date.
    Date,
    /// Categories.
    Categories,
    /// Tags.
    Tags,
    /// Featured picture.
    Featured,
    /// Whether comments are open.
    Comments,
    /// Whether other sites may announce links.
    Pings,
    /// What readers must type.
    Password,
    /// Post format.
    Format,
    /// Held on top of the front page.
    Sticky,
    /// Whose post it is.
    Author,
    /// The page above.
    Parent,
    /// A page's place among its neighbours.
    Order,
    /// Custom fields.
    Custom,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Title,
        Self::Content,
        Self::Excerpt,
        Self::Slug,
        Self::Status,
        Self::Date,
        Self::Categories,
        Self::Tags,
        Self::Featured,
        Self::Comments,
        Self::Pings,
        Self::Password,
        Self::Format,
        Self::Sticky,
        Self::Author,
        Self::Parent,
        Self::Order,
        Self::Custom,
    ];

    /// The word on screen, and in the journal.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Content => "text",
            Self::Excerpt => "excerpt",
            Self::Slug => "address",
            Self::Status => "status",
            Self::Date => "date",
            Self::Categories => "categories",
            Self::Tags => "tags",
            Self::Featured => "featured picture",
            Self::Comments => "comments setting",
            Self::Pings => "pings setting",
            Self::Password => "password",
            Self::Format => "format",
            Self::Sticky => "place on top",
            Self::Author => "author",
            Self::Parent => "parent page",
            Self::Order => "order",
            Self::Custom => "custom fields",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }

    /// Whether it would be sent.
    pub(crate) fn is_in(self, fields: &PostFields) -> bool {
        match self {
            Self::Title => fields.title.is_some(),
            Self::Content => fields.content.is_some(),
            Self::Excerpt => fields.excerpt.is_some(),
            Self::Slug => fields.slug.is_some(),
            Self::Status => fields.status.is_some(),
            Self::Date => fields.date.is_some(),
            Self::Categories => fields.categories.is_some(),
            Self::Tags => fields.tags.is_some(),
            Self::Featured => fields.featured.is_some(),
            Self::Comments => fields.comments_open.is_some(),
            Self::Pings => fields.pings_open.is_some(),
            Self::Password => fields.password.is_some(),
            Self::Format => fields.format.is_some(),
            Self::Sticky => fields.sticky.is_some(),
            Self::Author => fields.author.is_some(),
            Self::Parent => fields.parent.is_some(),
            Self::Order => fields.order.is_some(),
            Self::Custom => fields.custom_fields.is_some(),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Whether a field that would be sent is not what the post holds. A field that would not be sent never differs.
pub fn differs(field: Field, wanted: &PostFields, post: &RemotePost) -> bool {
    match field {
        Field::Title => wanted.title.as_deref().is_some_and(|title| !same_title(title, &post.title)),
        Field::Content => wanted.content.as_deref().is_some_and(|text| !same_text(text, &post.content)),
        Field::Excerpt => wanted.excerpt.as_deref().is_some_and(|text| !same_text(text, &post.excerpt)),
        Field::Slug => {
            wanted.slug.as_deref().is_some_and(|slug| !slug.is_empty() && !same_slug(slug, &post.slug))
        }
        Field::Status => wanted.status.is_some_and(|status| !same_status(status, wanted, post)),
        Field::Date => wanted
            .date
            .as_deref()
            .is_some_and(|date| post.date_gmt.as_deref() != Some(date.trim_end_matches('Z'))),
        Field::Categories => wanted.categories.as_ref().is_some_and(|ids| !same_terms(ids, &post.categories)),
        Field::Tags => wanted.tags.as_ref().is_some_and(|ids| !same_terms(ids, &post.tags)),
        Field::Featured => wanted.featured.is_some_and(|featured| featured != post.featured),
        Field::Comments => wanted.comments_open.is_some_and(|open| open != post.comments_open),
        Field::Pings => wanted.pings_open.is_some_and(|open| open != post.pings_open),
        Field::Password => wanted.password.as_ref().is_some_and(|password| *password != post.password),
        Field::Format => wanted.format.as_ref().is_some_and(|format| *format != post.format),
        Field::Sticky => wanted.sticky.is_some_and(|sticky| sticky != post.sticky),
        Field::Author => wanted.author.is_some_and(|author| author != post.author),
        Field::Parent => wanted.parent.is_some_and(|parent| parent != post.parent),
        Field::Order => wanted.order.is_some_and(|order| order != post.order),
        // An interface that does not show them tells nothing.
        Field::Custom => match (&wanted.custom_fields, &post.custom_fields) {
            (Some(wanted), Some(there)) => wanted.iter().any(|field| !holds(there, field)),
            _ => false,
        },
    }
}

/// Whether a field of the blog's post is not what it was.
///
/// A scheduled post that went public by itself did not move.
pub fn moved(field: Field, base: &RemotePost, present: &RemotePost) -> bool {
    let went_public = base.status == Status::Scheduled && present.status == Status::Published;
    match field {
        Field::Title => base.title != present.title,
        Field::Content => base.content != present.content,
        Field::Excerpt => base.excerpt != present.excerpt,
        Field::Slug => base.slug != present.slug,
        Field::Status => base.status != present.status && !went_public,
        Field::Date => base.date_gmt != present.date_gmt && !went_public,
        Field::Categories => base.categories != present.categories,
        Field::Tags => base.tags != present.tags,
        Field::Featured => base.featured != present.featured,
        Field::Comments => base.comments_open != present.comments_open,
        Field::Pings => base.pings_open != present.pings_open,
        Field::Password => base.password != present.password,
        Field::Format => base.format != present.format,
        Field::Sticky => base.sticky != present.sticky,
        Field::Author => base.author != present.author && base.author != 0 && present.author != 0,
        Field::Parent => base.parent != present.parent,
        Field::Order => base.order != present.order,
        Field::Custom => {
            base.custom_fields != present.custom_fields
                && base.custom_fields.is_some()
                && present.custom_fields.is_some()
        }
    }
}

/// Whether a custom field is set as wanted: there with this text, or not there when the text is empty.
fn holds(there: &[CustomField], wanted: &CustomField) -> bool {
    let mut same_key = there.iter().filter(|field| field.key == wanted.key);
    if wanted.value.is_empty() {
        same_key.next().is_none()
    } else {
        same_key.any(|field| field.value == wanted.value)
    }
}

/// Blogs trim titles and store `&` as `&amp;` for users without the right to unfiltered HTML.
fn same_title(ours: &str, theirs: &str) -> bool {
    ours.trim() == theirs.trim() || ours.trim() == theirs.trim().replace("&amp;", "&")
}

/// XML-RPC trims both ends and turns CR LF into LF.
fn same_text(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    ours == theirs || plain(ours) == plain(theirs)
}

/// Blogs keep slugs of other scripts percent-encoded in lower case.
fn same_slug(ours: &str, theirs: &str) -> bool {
    let encoded: String = ours
        .bytes()
        .map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02x}") })
        .collect();
    ours == theirs || encoded.eq_ignore_ascii_case(theirs)
}

/// Publishing with a date in the future means scheduling: whether it is the future is the blog's to say.
fn same_status(status: Status, wanted: &PostFields, post: &RemotePost) -> bool {
    let scheduled = status == Status::Published && post.status == Status::Scheduled && wanted.date.is_some();
    status == post.status || (scheduled && !differs(Field::Date, wanted, post))
}

fn same_terms(ours: &[TermId], theirs: &[TermId]) -> bool {
    let sorted = |ids: &[TermId]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids.dedup();
        ids
    };
    sorted(ours) == sorted(theirs)
}
