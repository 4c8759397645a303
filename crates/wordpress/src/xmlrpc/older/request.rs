//! Every question that is asked by `metaWeblog.*`, `mt.*` and `blogger.*`, as a [`Request`]. Pure.

use crate::exchange::Request;
use crate::facts::{Date, status_word};
use crate::xmlrpc::call::{Caller, patient};
use crate::xmlrpc::values::{Odd, clock, count, list, number, record, text};
use blog::{MediaUpload, PostFields, RemoteId, Status, Token};
use dxr::Value;

/// Which blogs there are behind the address. The first argument is a key that nobody looks at any more.
pub fn blogs(caller: &Caller) -> Request {
    caller.call("blogger.getUsersBlogs", [text("")], [])
}

/// Who is signed in.
pub fn user(caller: &Caller) -> Request {
    caller.call("blogger.getUserInfo", [text("")], [])
}

/// An empty draft under the token: as its slug where the server knows slugs, and as its title where it does not.
pub fn create_shell(caller: &Caller, token: &Token) -> Request {
    let shell = record([
        ("title", text(token.as_str())),
        ("description", text("")),
        ("wp_slug", text(token.as_str())),
        ("mt_keywords", text("")),
    ]);
    caller.on_blog("metaWeblog.newPost", [shell, Value::Boolean(false)])
}

/// One post.
pub fn read_post(caller: &Caller, id: RemoteId) -> Request {
    caller.call("metaWeblog.getPost", [number(id.0)], [])
}

/// The newest posts in every status but the trash.
pub fn recent(caller: &Caller, newest: usize) -> Request {
    caller.on_blog("metaWeblog.getRecentPosts", [count(newest)])
}

/// What an edit must say whether it changes or not, because silence changes it: without keywords the tags are gone, and
/// whether a post is public is an argument of its own.
pub struct Kept<'a> {
    /// Where the post shall stand.
    pub status: Status,
    /// Whether the server has a word for that; otherwise there is only public or not.
    pub has_statuses: bool,
    /// Names of its tags.
    pub tags: &'a [String],
    /// Names of its categories.
    pub categories: &'a [String],
    /// Title and text, for servers that blank what is left out.
    pub title: &'a str,
    /// The same.
    pub content: &'a str,
}

/// Sets fields, and says again what must be said.
pub fn write_post(
    caller: &Caller,
    id: RemoteId,
    fields: &PostFields,
    kept: &Kept<'_>,
) -> Result<Request, String> {
    let title = fields.title.as_deref().unwrap_or(kept.title);
    let mut post = vec![
        ("title", text(title)),
        ("mt_keywords", text(&kept.tags.join(", "))),
        ("categories", list(kept.categories.iter().map(|name| text(name)))),
    ];
    match &fields.content {
        Some(content) => post.push(("description", text(content))),
        // WordPress keeps its own text, byte for byte; others would take silence for an empty one.
        None if kept.has_statuses => {}
        None => post.push(("description", text(kept.content))),
    }
    let texts =
        [("mt_excerpt", &fields.excerpt), ("wp_slug", &fields.slug), ("wp_password", &fields.password)];
    post.extend(texts.into_iter().filter_map(|(name, value)| Some((name, text(value.as_ref()?)))));
    let public = matches!(kept.status, Status::Published | Status::Scheduled);
    if kept.has_statuses {
        // A scheduled post is a published one with a date to come.
        let word = if public { Some("publish") } else { status_word(kept.status) };
        let word = word.ok_or("A post is put into the trash by itself, not with other changes.")?;
        post.push(("post_status", text(word)));
    }
    if let Some(date) = &fields.date {
        let (name, time) = match Date::read(date) {
            Some(Date::Instant(utc)) => ("date_created_gmt", utc),
            Some(Date::Clock(time)) => ("dateCreated", time),
            None => return Err(format!("“{date}” is no date and time.")),
        };
        post.push((name, clock(time).map_err(|Odd(why)| why)?));
    }
    let open = |open: bool| Value::Integer(i32::from(open));
    post.extend(fields.comments_open.map(|yes| ("mt_allow_comments", open(yes))));
    post.extend(fields.pings_open.map(|yes| ("mt_allow_pings", open(yes))));
    post.extend(fields.format.iter().map(|format| ("wp_post_format", text(format))));
    post.extend(fields.sticky.map(|yes| ("sticky", Value::Boolean(yes))));
    post.extend(fields.author.map(|author| ("wp_author_id", number(author))));
    let featured = fields.featured.map(|featured| featured.map_or_else(|| text(""), |id| number(id.0)));
    post.extend(featured.map(|featured| ("wp_post_thumbnail", featured)));
    let post = post.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(caller.call("metaWeblog.editPost", [number(id.0)], [Value::Struct(post), Value::Boolean(public)]))
}

/// Away: into the trash where the server has one, and out of it the second time.
pub fn delete_post(caller: &Caller, id: RemoteId) -> Request {
    caller.call("blogger.deletePost", [text(""), number(id.0)], [Value::Boolean(true)])
}

/// All categories.
pub fn categories(caller: &Caller) -> Request {
    caller.on_blog("metaWeblog.getCategories", [])
}

/// A picture.
pub fn upload_media(caller: &Caller, media: &MediaUpload<'_>) -> Request {
    let file = record([
        ("name", text(media.name)),
        ("type", text(media.mime)),
        ("bits", Value::Base64(media.bytes.to_vec())),
    ]);
    patient(caller.on_blog("metaWeblog.newMediaObject", [file]))
}

#[cfg(test)]
mod tests;
