//! What is sent, and how what the blog answers compares with it. Pure.
//!
//! A new post sends everything the writer says; an update sends only what changed here since the last exchange.
//! A field on which the front matter is silent is never sent, so the blog keeps its own.

use crate::Snapshot;
use crate::date::gmt;
use blog::{PostFields, Publication, RemoteId, RemotePost, Status, TermId};
use jiff::Timestamp;
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
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 10] = [
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
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }

    fn is_in(self, fields: &PostFields) -> bool {
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
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What only the blog could tell: term numbers and the featured picture's id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The text in the blog's markup; `None` while planning.
    pub content: Option<String>,
    /// Ids of the named categories, ascending.
    pub categories: Option<Vec<TermId>>,
    /// Ids of the named tags, ascending.
    pub tags: Option<Vec<TermId>>,
    /// The featured picture, once sent.
    pub featured: Option<RemoteId>,
}

/// Everything the snapshot says, set absolutely.
///
/// `status` is the one this user may set. A post that was scheduled on the blog and shall be public without a date of the
/// writer's gets `now`, because WordPress otherwise keeps it scheduled. `previous` is what the press before this one said,
/// where it is known: an excerpt or a featured picture taken out of the front matter since is taken off the blog.
pub fn whole(
    snapshot: &Snapshot,
    resolved: &Resolved,
    status: Status,
    present: Option<&RemotePost>,
    previous: Option<&Snapshot>,
    now: Timestamp,
) -> PostFields {
    let fields = &snapshot.fields;
    let unscheduled =
        status == Status::Published && present.is_some_and(|post| post.status == Status::Scheduled);
    let taken_out = |had: fn(&Snapshot) -> bool| previous.is_some_and(had) && !had(snapshot);
    PostFields {
        title: Some(snapshot.title.clone()),
        content: resolved.content.clone(),
        excerpt: fields.excerpt.clone().or(taken_out(|s| s.fields.excerpt.is_some()).then(String::new)),
        slug: fields.slug.clone(),
        status: Some(status),
        date: fields.date.or(unscheduled.then_some(now)).map(|date| format!("{}Z", gmt(date))),
        categories: resolved.categories.clone(),
        tags: resolved.tags.clone(),
        featured: resolved.featured.map(Some).or(taken_out(|s| s.fields.featured.is_some()).then_some(None)),
        comments_open: fields.comments_open,
    }
}

/// The part of `whole` that changed here since `publication` was exchanged. `picture_urls` are the addresses of the
/// pictures in the text: a picture of the same name with other bytes changes the text too.
pub fn changed(
    whole: &PostFields,
    snapshot: &Snapshot,
    publication: &Publication,
    picture_urls: &[String],
) -> PostFields {
    let base = &publication.base;
    let keep = |field: Field| differs(field, whole, base);
    let text_same = snapshot.body == publication.body
        && picture_urls.iter().all(|url| base.content.contains(url.as_str()));
    let date = whole.date.clone().filter(|_| keep(Field::Date));
    PostFields {
        title: whole.title.clone().filter(|_| keep(Field::Title)),
        content: whole.content.clone().filter(|_| !text_same && keep(Field::Content)),
        excerpt: whole.excerpt.clone().filter(|_| keep(Field::Excerpt)),
        slug: whole.slug.clone().filter(|_| keep(Field::Slug)),
        // A new date may schedule or unschedule a post, and WordPress only does so when the status comes along.
        status: whole.status.filter(|_| keep(Field::Status) || date.is_some()),
        date,
        categories: whole.categories.clone().filter(|_| keep(Field::Categories)),
        tags: whole.tags.clone().filter(|_| keep(Field::Tags)),
        featured: whole.featured.filter(|_| keep(Field::Featured)),
        comments_open: whole.comments_open.filter(|_| keep(Field::Comments)),
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
    }
}

/// The fields that the post does not hold as they would be sent; empty means that it holds all of them.
pub fn differences(wanted: &PostFields, post: &RemotePost) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| differs(*field, wanted, post)).collect()
}

/// Whether a post is what was sent, as a blog takes it that filters markup or changes small things: same title, same status,
/// same words. Somebody else's work differs in one of them.
pub fn is_ours_as_taken(wanted: &PostFields, post: &RemotePost) -> bool {
    let same = |field| !differs(field, wanted, post);
    same(Field::Title)
        && same(Field::Status)
        && words(wanted.content.as_deref().unwrap_or_default()) == words(&post.content)
}

/// Letters and digits outside of tags and comments.
fn words(html: &str) -> String {
    let mut inside = false;
    let mut outside = |c: char| {
        inside = if inside { c != '>' } else { c == '<' };
        !inside && c.is_alphanumeric()
    };
    html.chars().filter(|c| outside(*c)).collect()
}

/// Whether there is nothing to send.
pub fn is_empty(fields: &PostFields) -> bool {
    !Field::ALL.into_iter().any(|field| field.is_in(fields))
}

/// The fields in which the blog's post moved since `base`, on which the writer has a say, and where it did not move to what
/// the writer wants anyhow: what a write would silently overwrite, now or with a later press.
///
/// A scheduled post that went public by itself did not move.
pub fn in_the_way(base: &RemotePost, present: &RemotePost, wanted: &PostFields) -> Vec<Field> {
    let went_public = base.status == Status::Scheduled && present.status == Status::Published;
    let moved = |field: Field| match field {
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
    };
    // While planning the text is not known in the blog's markup: then a moved text is always in the way.
    let has_say = |field: Field| field == Field::Content || field.is_in(wanted);
    let agrees = |field: Field| field.is_in(wanted) && !differs(field, wanted, present);
    Field::ALL.into_iter().filter(|&field| moved(field) && has_say(field) && !agrees(field)).collect()
}

/// What the blog made of a post otherwise than asked, one sentence each, for the writer.
pub fn changed_by_blog(wanted: &PostFields, post: &RemotePost) -> Vec<String> {
    let differing = differences(wanted, post);
    differing
        .iter()
        .map(|field| match field {
            Field::Content => {
                "The blog's text is not what was sent: it removed or changed markup that this account may not use. Look at it there.".into()
            }
            Field::Slug => format!(
                "The address “{}” was not free or not possible on the blog; it became “{}”.",
                wanted.slug.as_deref().unwrap_or_default(),
                post.slug
            ),
            Field::Status => format!(
                "The post was sent as {}, and the blog made it {}.",
                wanted.status.unwrap_or_default(),
                post.status
            ),
            field => format!("The blog did not take the {field} as it was sent."),
        })
        .collect()
}

/// Whether this is an empty draft that Copydesk made to reserve the post's place: nothing of anybody's is in it.
pub fn is_shell(post: &RemotePost, token: &blog::Token) -> bool {
    post.status == Status::Draft
        && post.content.trim().is_empty()
        && post.excerpt.trim().is_empty()
        && carries(post, token)
}

/// Whether a post's slug is the token, or the token as the blog made it unique.
pub fn carries(post: &RemotePost, token: &blog::Token) -> bool {
    post.slug.strip_prefix(token.as_str()).is_some_and(is_unique_suffix)
}

fn is_unique_suffix(tail: &str) -> bool {
    tail.is_empty()
        || tail.strip_prefix('-').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
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
