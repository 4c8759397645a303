//! What is sent, and how what the blog answers compares with it. Pure.
//!
//! A new post sends everything the writer says; an update sends only what changed here since the last exchange.
//! A field on which the front matter is silent is never sent, so the blog keeps its own.

use crate::date::gmt;
use crate::field::{Field, differs, moved};
use crate::{Snapshot, filtered};
use blog::remote::STANDARD;
use blog::{PostFields, PostKind, Publication, RemoteId, RemotePost, Status, TermId};
use jiff::Timestamp;

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
    /// The named author.
    pub author: Option<u64>,
    /// The named page above.
    pub parent: Option<RemoteId>,
}

/// Everything the snapshot says, set absolutely.
///
/// `status` is the one this user may set. A post that was scheduled on the blog and shall be public without a date of the
/// writer's gets `now`, because WordPress otherwise keeps it scheduled; one that missed its date goes out by its status alone. `previous` is what the press before this one said,
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
    let (is_post, is_page) = (snapshot.kind == PostKind::Post, snapshot.kind == PostKind::Page);
    PostFields {
        title: Some(snapshot.title.clone()),
        content: resolved.content.clone(),
        excerpt: fields.excerpt.clone().or(taken_out(|s| s.fields.excerpt.is_some()).then(String::new)),
        slug: fields.slug.clone(),
        status: Some(status),
        date: fields
            .date
            .or(unscheduled.then_some(now))
            .filter(|_| !present.is_some_and(|post| missed_its_date(snapshot, post, now)))
            .map(|date| format!("{}Z", gmt(date))),
        categories: resolved.categories.clone().filter(|_| is_post),
        tags: resolved.tags.clone().filter(|_| is_post),
        tag_names: fields.tags.clone().filter(|_| is_post && resolved.tags.is_some()),
        featured: resolved.featured.map(Some).or(taken_out(|s| s.fields.featured.is_some()).then_some(None)),
        comments_open: fields.comments_open,
        pings_open: fields.pings_open,
        password: fields.password.clone().or(taken_out(|s| s.fields.password.is_some()).then(String::new)),
        format: fields
            .format
            .clone()
            .or(taken_out(|s| s.fields.format.is_some()).then(|| STANDARD.to_owned()))
            .filter(|_| is_post),
        sticky: fields
            .sticky
            .or(taken_out(|s| s.fields.sticky.is_some()).then_some(false))
            .filter(|_| is_post),
        author: resolved.author,
        parent: resolved
            .parent
            .map(Some)
            .or(taken_out(|s| s.fields.parent.is_some()).then_some(None))
            .filter(|_| is_page),
        order: fields.order.filter(|_| is_page),
        custom_fields: fields.custom_fields.clone(),
    }
}

/// Whether the post still waits on the blog although the writer's date for it is over, and shall be public.
pub fn missed_its_date(snapshot: &Snapshot, present: &RemotePost, now: Timestamp) -> bool {
    present.status == Status::Scheduled
        && snapshot.wanted() == Status::Published
        && snapshot.fields.date.is_some_and(|date| date <= now)
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
        tag_names: whole.tag_names.clone().filter(|_| keep(Field::Tags)),
        featured: whole.featured.filter(|_| keep(Field::Featured)),
        comments_open: whole.comments_open.filter(|_| keep(Field::Comments)),
        pings_open: whole.pings_open.filter(|_| keep(Field::Pings)),
        password: whole.password.clone().filter(|_| keep(Field::Password)),
        format: whole.format.clone().filter(|_| keep(Field::Format)),
        sticky: whole.sticky.filter(|_| keep(Field::Sticky)),
        author: whole.author.filter(|_| keep(Field::Author)),
        parent: whole.parent.filter(|_| keep(Field::Parent)),
        order: whole.order.filter(|_| keep(Field::Order)),
        custom_fields: whole.custom_fields.clone().filter(|_| keep(Field::Custom)),
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
pub fn in_the_way(base: &RemotePost, present: &RemotePost, wanted: &PostFields) -> Vec<Field> {
    // While planning the text is not known in the blog's markup: then a moved text is always in the way.
    let has_say = |field: Field| field == Field::Content || field.is_in(wanted);
    let agrees = |field: Field| field.is_in(wanted) && !differs(field, wanted, present);
    Field::ALL
        .into_iter()
        .filter(|&field| moved(field, base, present) && has_say(field) && !agrees(field))
        .collect()
}

/// What the blog made of a post otherwise than asked, one sentence each, for the writer.
pub fn changed_by_blog(wanted: &PostFields, post: &RemotePost) -> Vec<String> {
    let unseen = wanted.custom_fields.as_ref().is_some_and(|fields| !fields.is_empty())
        && post.custom_fields.is_none();
    let unseen = unseen.then(|| {
        "Custom fields can only be set over XML-RPC; this account speaks REST, so they were not sent."
            .to_owned()
    });
    differences(wanted, post)
        .iter()
        .map(|field| match field {
            Field::Content => filtered::sentence(
                wanted.content.as_deref().unwrap_or_default(),
                &post.content,
            )
            .unwrap_or_else(|| {
                "The blog's text is not what was sent: it changed words or markup. Look at the post there."
                    .into()
            }),
            Field::Slug => format!(
                "The address “{}” was not free or not possible on the blog; it became “{}”.",
                wanted.slug.as_deref().unwrap_or_default(),
                post.slug
            ),
            Field::Date => {
                let said = |date: &str| date.trim_end_matches('Z').replace('T', " ");
                format!(
                    "The date was sent as {} UTC, and the blog has {}.",
                    said(wanted.date.as_deref().unwrap_or_default()),
                    post.date_gmt.as_deref().map_or("none".to_owned(), |date| format!("{} UTC", said(date)))
                )
            }
            Field::Status => format!(
                "The post was sent as {}, and the blog made it {}.",
                wanted.status.unwrap_or_default(),
                post.status
            ),
            field => format!("The blog did not take the {field} as it was sent."),
        })
        .chain(unseen)
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
