//! Every answer that is understood over REST. Pure.
//!
//! An answer counts only if it is WordPress's: the right JSON shape with the right id. Anything else leaves the
//! outcome unknown ([`Failure::NotOurs`], [`Failure::Busy`]), which is neither success nor failure.

use crate::exchange::Response;
use crate::facts::{PAGE, begins_with, floats, plain_name, readable_slug, status_of};
use crate::obstacle::Obstacle;
use crate::rest::json::{self, List, Raw, Said, Switches};
use blog::remote::STANDARD;
use blog::{
    Author, ClientError, Failure, Identity, Listed, PostKind, RemoteId, RemoteMedia, RemotePost, Rights,
    Site, SiteClock, Term, TermId,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// 5xx codes that say no for good: asking again gives the same answer.
const REFUSED_WITH_5XX: [&str; 4] = [
    "empty_term_name",
    "rest_trash_not_supported",
    "rest_upload_sideload_error",
    "rest_upload_unknown_error",
];

/// What WordPress says when the file is larger than PHP takes: too large for a form, too large for a whole request (whose
/// headings are then lost too), or refused on the way to the disk. With 413 it is the server in front.
const TOO_BIG: [&str; 2] = ["rest_upload_no_content_disposition", "rest_upload_file_too_big"];

/// Whether a refusal is about the size of what was sent.
fn is_too_big(status: u16, said: Option<&Said>) -> bool {
    let says = |word: &str| said.is_some_and(|said| said.text().contains(word));
    status == 413
        || said.is_some_and(|said| TOO_BIG.contains(&said.code.as_str()))
        || says("upload_max_filesize")
        || says("MAX_FILE_SIZE")
}

/// Reads a success, or says what the answer means.
pub fn read<T: DeserializeOwned>(response: &Response) -> Result<T, ClientError> {
    if let Some(refusal) = refusal(response) {
        return Err(refusal);
    }
    json::parse(&response.body).ok_or_else(|| response.not_ours())
}

/// What an answer that is no success means; `None` for a success.
pub fn refusal(response: &Response) -> Option<ClientError> {
    let status = response.status;
    if (200..300).contains(&status) {
        return None;
    }
    let said = Said::read(&response.body);
    let code = said.as_ref().map_or("", |said| &said.code);
    let failure = match status {
        408 | 425 | 429 => Failure::Busy,
        500.. if REFUSED_WITH_5XX.contains(&code) => Failure::Rejected,
        500.. => Failure::Busy,
        401 => Failure::SignIn,
        // Not WordPress's own no to this person, but a closed interface: nothing was done.
        403 | 405 | 406 if said.is_none() || matches!(Obstacle::of(response), Some(Obstacle::Closed(_))) => {
            Failure::Blocked
        }
        403 => Failure::Forbidden,
        413 => Failure::Rejected,
        // From here on only WordPress's own word counts: a proxy's 404 does not mean that a post is gone, and a
        // plugin that gives up half-way may have let the post through.
        _ if said.is_none() || code == "wp_die" => Failure::NotOurs,
        404 if code == "rest_no_route" => Failure::Rejected,
        404 | 410 => Failure::NotFound,
        400..500 => Failure::Rejected,
        _ => Failure::NotOurs,
    };
    if failure == Failure::NotOurs {
        return Some(response.not_ours());
    }
    let host = response.host();
    let quote = said.as_ref().map(Said::text).filter(|text| !text.is_empty());
    let quote = quote.map_or_else(|| ".".to_owned(), |text| format!(": “{text}”"));
    let message = match (failure, status) {
        (Failure::SignIn, _) => format!(
            "{host} did not accept the sign-in: the user name or application password is not right, or the server \
             drops the password before WordPress sees it."
        ),
        (Failure::Blocked, _) => {
            format!("REST is closed on {host}, or something before it refuses this request{quote}")
        }
        (Failure::Forbidden, _) => format!("{host} does not allow this{quote}"),
        (Failure::NotFound, _) => format!("{host} has no such thing (any more){quote}"),
        (Failure::Busy, 429) => format!("{host} asks to be called less often."),
        (Failure::Busy, 503) => format!("{host} is down for maintenance or too busy."),
        (Failure::Busy, _) => {
            format!("{host} had an error of its own. It may or may not have done what was asked.")
        }
        (Failure::Rejected, _) if is_too_big(status, said.as_ref()) => format!(
            "{host} does not take files of this size. Set a smaller size for this blog's pictures, or ask its host to \
             raise the limit{quote}"
        ),
        (_, 404) => format!("The interface of {host} lacks a part that Copydesk needs{quote}"),
        _ => format!("{host} refused{quote}"),
    };
    let attachment = response.header("x-wp-upload-attachment-id").and_then(|id| id.trim().parse().ok());
    Some(ClientError {
        failure,
        message,
        detail: response.summary(),
        retry_after: response.retry_after(),
        attachment: attachment.map(RemoteId),
    })
}

#[derive(Deserialize)]
struct WireUser {
    id: u64,
    #[serde(default)]
    name: String,
    /// Only with `context=edit`, so its absence means that nobody is signed in.
    username: String,
    #[serde(default)]
    roles: List<String>,
    #[serde(default)]
    capabilities: Switches,
}

/// Who is signed in.
pub fn identity(response: &Response) -> Result<Identity, ClientError> {
    let user: WireUser = read(response)?;
    let may = |name| user.capabilities.on(name);
    Ok(Identity {
        user_id: user.id,
        display_name: plain_name(&user.name),
        rights: Rights {
            write: may("edit_posts"),
            publish: may("publish_posts"),
            upload: may("upload_files"),
            create_categories: may("manage_categories"),
            create_tags: may("edit_posts"),
            unfiltered_html: may("unfiltered_html"),
            edit_others: may("edit_others_posts"),
            pages: may("edit_pages"),
        },
        login: user.username,
        roles: user.roles.0,
    })
}

#[derive(Deserialize)]
struct WirePost {
    id: u64,
    /// `post` or `page`; absent from answers of plugins that trim them.
    #[serde(default, rename = "type")]
    kind: String,
    status: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    slug: String,
    title: Raw,
    content: Raw,
    excerpt: Raw,
    #[serde(default)]
    date_gmt: Option<String>,
    #[serde(default)]
    modified_gmt: String,
    #[serde(default)]
    categories: List<u64>,
    #[serde(default)]
    tags: List<u64>,
    #[serde(default)]
    featured_media: u64,
    #[serde(default)]
    comment_status: String,
    #[serde(default)]
    ping_status: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    sticky: bool,
    #[serde(default)]
    author: u64,
    #[serde(default)]
    parent: u64,
    #[serde(default)]
    menu_order: i64,
}

impl From<WirePost> for RemotePost {
    fn from(wire: WirePost) -> Self {
        let status = status_of(&wire.status);
        let terms = |mut ids: Vec<u64>| {
            ids.sort_unstable();
            ids.into_iter().map(TermId).collect()
        };
        let floats = floats(status, wire.date_gmt.as_deref(), &wire.modified_gmt);
        Self {
            kind: PostKind::from_word(&wire.kind).unwrap_or_default(),
            id: RemoteId(wire.id),
            status,
            url: wire.link,
            slug: readable_slug(&wire.slug),
            title: wire.title.into_text(),
            content: wire.content.into_text(),
            excerpt: wire.excerpt.into_text(),
            date_gmt: wire.date_gmt.filter(|_| !floats),
            modified_gmt: wire.modified_gmt,
            categories: terms(wire.categories.0),
            tags: terms(wire.tags.0),
            featured: (wire.featured_media > 0).then_some(RemoteId(wire.featured_media)),
            comments_open: wire.comment_status == "open",
            pings_open: wire.ping_status == "open",
            password: wire.password,
            format: if wire.format.is_empty() { STANDARD.to_owned() } else { wire.format },
            sticky: wire.sticky,
            author: wire.author,
            parent: (wire.parent > 0).then_some(RemoteId(wire.parent)),
            order: wire.menu_order,
            custom_fields: None,
        }
    }
}

/// One post; of this number, if it was asked for by number.
pub fn post(response: &Response, id: Option<RemoteId>) -> Result<RemotePost, ClientError> {
    let post: WirePost = read(response)?;
    let right = post.id > 0 && id.is_none_or(|id| id.0 == post.id);
    if right { Ok(post.into()) } else { Err(response.not_ours()) }
}

/// A list of posts, ascending by number.
pub fn posts(response: &Response) -> Result<Vec<RemotePost>, ClientError> {
    let list: List<WirePost> = read(response)?;
    let mut posts: Vec<RemotePost> = list.0.into_iter().map(RemotePost::from).collect();
    posts.sort_by_key(|post| post.id);
    Ok(posts)
}

/// One page of a listing.
pub fn listed(response: &Response, page: usize) -> Result<Listed, ClientError> {
    if Said::read(&response.body).is_some_and(|said| said.code == "rest_post_invalid_page_number") {
        return Ok(Listed::default());
    }
    let list: List<WirePost> = read(response)?;
    let number = |name| response.header(name).and_then(|value| value.trim().parse::<usize>().ok());
    let full = list.0.len() >= PAGE;
    Ok(Listed {
        total: number("x-wp-total"),
        more: number("x-wp-totalpages").map_or(full, |pages| page < pages),
        posts: list.0.into_iter().map(RemotePost::from).collect(),
    })
}

#[derive(Deserialize)]
struct WireNumber {
    id: u64,
}

/// The numbers of revisions, newest first. A blog that keeps none, or does not show them, has none.
pub fn edits(response: &Response) -> Result<Vec<u64>, ClientError> {
    let closed = Said::read(&response.body).is_some_and(|said| said.code.starts_with("rest_"));
    if closed && matches!(response.status, 403 | 404) {
        return Ok(Vec::new());
    }
    let list: List<WireNumber> = read(response)?;
    let mut numbers: Vec<u64> = list.0.into_iter().map(|revision| revision.id).collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    Ok(numbers)
}

#[derive(Deserialize)]
struct WireAuthor {
    id: u64,
    #[serde(default)]
    name: String,
    /// Only with `context=edit`.
    #[serde(default)]
    username: String,
}

/// People a post may be given to; `None` when this user may not see them.
pub fn authors(response: &Response) -> Result<Option<Vec<Author>>, ClientError> {
    if matches!(response.status, 400 | 403) && Said::read(&response.body).is_some() {
        return Ok(None);
    }
    let list: List<WireAuthor> = read(response)?;
    let author =
        |wire: WireAuthor| Author { id: wire.id, login: wire.username, name: plain_name(&wire.name) };
    Ok(Some(list.0.into_iter().map(author).collect()))
}

#[derive(Deserialize)]
struct WireIndex {
    #[serde(default)]
    name: String,
    #[serde(default)]
    timezone_string: String,
    #[serde(default, deserialize_with = "json::number")]
    gmt_offset: f64,
}

/// The blog's title and clock. The formats come from [`formats`].
pub fn site(response: &Response) -> Result<Site, ClientError> {
    let index: WireIndex = read(response)?;
    Ok(Site {
        title: plain_name(&index.name),
        clock: Some(SiteClock {
            zone: index.timezone_string,
            offset_minutes: (index.gmt_offset * 60.0).round() as i32,
        }),
        pages: true,
        sticky: true,
        ..Site::default()
    })
}

#[derive(Default, Deserialize)]
struct Schema {
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
struct Properties {
    #[serde(default)]
    format: Choice,
}

#[derive(Default, Deserialize)]
struct Choice {
    #[serde(default, rename = "enum")]
    one_of: List<String>,
}

/// The post formats that the present theme knows; empty when it knows none or does not say.
pub fn formats(response: &Response) -> Vec<String> {
    #[derive(Deserialize)]
    struct Described {
        #[serde(default)]
        schema: Schema,
    }
    read::<Described>(response)
        .map(|described| described.schema.properties.format.one_of.0)
        .unwrap_or_default()
}

/// A post was removed for ever, or was not there any more.
pub fn deleted(response: &Response) -> Result<(), ClientError> {
    #[derive(Deserialize)]
    struct Deleted {
        deleted: bool,
    }
    match read::<Deleted>(response) {
        Ok(answer) if answer.deleted => Ok(()),
        Ok(_) => Err(response.not_ours()),
        Err(error) if error.failure == Failure::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// A post lies in the trash now, or did before.
pub fn trashed(response: &Response) -> Result<(), ClientError> {
    let already = Said::read(&response.body).is_some_and(|said| said.code == "rest_already_trashed");
    if already {
        return Ok(());
    }
    #[derive(Deserialize)]
    struct Trashed {
        status: String,
    }
    let post: Trashed = read(response)?;
    if post.status == "trash" { Ok(()) } else { Err(response.not_ours()) }
}

#[derive(Deserialize)]
struct WireMedia {
    id: u64,
    source_url: String,
    #[serde(default)]
    slug: String,
}

impl From<WireMedia> for RemoteMedia {
    fn from(wire: WireMedia) -> Self {
        Self { id: RemoteId(wire.id), url: wire.source_url }
    }
}

/// The picture that was just sent.
pub fn media(response: &Response) -> Result<RemoteMedia, ClientError> {
    let media: WireMedia = read(response)?;
    if media.id > 0 && !media.source_url.is_empty() { Ok(media.into()) } else { Err(response.not_ours()) }
}

/// Those of a list of media that are named by the stem, ascending by number.
pub fn media_of(response: &Response, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
    let list: List<WireMedia> = read(response)?;
    let named = |wire: &WireMedia| {
        let file = wire.source_url.rsplit('/').next().unwrap_or_default();
        begins_with(&wire.slug, stem) || begins_with(file, stem)
    };
    let mut found: Vec<RemoteMedia> = list.0.into_iter().filter(named).map(RemoteMedia::from).collect();
    found.sort_by_key(|media| media.id);
    Ok(found)
}

#[derive(Deserialize)]
struct WireTerm {
    id: u64,
    name: String,
    #[serde(default)]
    slug: String,
    #[serde(default)]
    parent: u64,
}

impl From<WireTerm> for Term {
    fn from(wire: WireTerm) -> Self {
        Self {
            id: TermId(wire.id),
            name: plain_name(&wire.name),
            slug: readable_slug(&wire.slug),
            parent: (wire.parent > 0).then_some(TermId(wire.parent)),
        }
    }
}

/// One term.
pub fn term(response: &Response) -> Result<Term, ClientError> {
    read::<WireTerm>(response).map(Term::from)
}

/// One page of terms, and whether there are more.
pub fn terms(response: &Response, page: usize) -> Result<(Vec<Term>, bool), ClientError> {
    let list: List<WireTerm> = read(response)?;
    let pages = response.header("x-wp-totalpages").and_then(|pages| pages.trim().parse::<usize>().ok());
    let full = list.0.len() >= PAGE;
    let more = pages.map_or(full, |pages| page < pages);
    Ok((list.0.into_iter().map(Term::from).collect(), more))
}

#[cfg(test)]
mod tests;
