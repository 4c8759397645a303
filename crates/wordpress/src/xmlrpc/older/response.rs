//! Every value that the older methods answer, as nouns. Pure.
//!
//! Only the names that began it all can be relied on (`postid`, `title`, `description`, `categories`); WordPress adds its
//! own, and what is missing stays empty.

use crate::facts::{floats, plain_name, readable_slug, status_of};
use crate::xmlrpc::values::{Members, Odd, list_of, number_of, plain, text_of, time};
use blog::remote::STANDARD;
use blog::{ContentHash, PostKind, RemoteId, RemoteMedia, RemotePost, Status, Term, TermId};
use dxr::Value;
use jiff::civil::DateTime;

/// Who is signed in: number and name.
pub fn user(value: Value) -> Result<(u64, String), Odd> {
    let mut user = Members::of(value)?;
    // Some servers name people instead of numbering them.
    let id = user.text("userid")?.trim().parse().unwrap_or(0);
    Ok((id, plain_name(&user.text("nickname")?)))
}

/// The number of what was just made.
pub fn made(value: Value) -> Result<u64, Odd> {
    match number_of("the new number", &text_of("the new number", value)?)? {
        0 => Err(Odd("the new number is none".to_owned())),
        id => Ok(id),
    }
}

/// A post as the older methods tell it.
#[derive(Debug)]
pub struct Read {
    /// The post. Its categories are not filled in: they come by name.
    pub post: RemotePost,
    /// Names of its categories.
    pub categories: Vec<String>,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// Whether the server says where a post stands; otherwise its address tells.
    pub has_status: bool,
}

/// One post, read at this time by the server's own clock.
pub fn post(value: Value, now: Option<DateTime>) -> Result<Read, Odd> {
    let mut wire = Members::of(value)?;
    let id = number_of("postid", &wire.needed("postid")?)?;
    if id == 0 {
        return Err(Odd("postid is no number of anything".to_owned()));
    }
    let has_status = wire.has("post_status");
    let date = time(&wire.text("date_created_gmt")?);
    let status = match status_of(&wire.text("post_status")?) {
        Status::Published if date.zip(now).is_some_and(|(date, now)| date > now) => Status::Scheduled,
        status => status,
    };
    let modified_gmt = time(&wire.text("date_modified_gmt")?).map(plain).unwrap_or_default();
    let date_gmt = date.map(plain).filter(|date| !floats(status, Some(date), &modified_gmt));
    let categories: Vec<String> = wire
        .list("categories")?
        .into_iter()
        .map(|name| text_of("categories", name).map(|name| plain_name(&name)))
        .collect::<Result<_, _>>()?;
    let tags = keywords(&wire.text("mt_keywords")?);
    let (link, other) = (wire.text("permaLink")?, wire.text("link")?);
    let (main, more) = (wire.needed("description")?, wire.text("mt_text_more")?);
    let (author, format) = (wire.text("wp_author_id")?, wire.text("wp_post_format")?);
    let featured = wire.text("wp_post_thumbnail")?.trim().parse().unwrap_or(0);
    let open = |said: &str| matches!(said.trim(), "1" | "open");
    let mut ids: Vec<TermId> = tags.iter().map(|name| tag_id(name)).collect();
    ids.sort_unstable();
    let post = RemotePost {
        status,
        url: if link.is_empty() { other } else { link },
        slug: readable_slug(&wire.text("wp_slug")?),
        title: wire.needed("title")?,
        content: joined(main, &more, &wire.text("wp_more_text")?),
        excerpt: wire.text("mt_excerpt")?,
        date_gmt,
        modified_gmt,
        tags: ids,
        featured: (featured > 0).then_some(RemoteId(featured)),
        comments_open: open(&wire.text("mt_allow_comments")?),
        pings_open: open(&wire.text("mt_allow_pings")?),
        password: wire.text("wp_password")?,
        format: if format.is_empty() { STANDARD.to_owned() } else { format },
        sticky: wire.flag("sticky")?,
        author: author.trim().parse().unwrap_or(0),
        ..RemotePost::empty(PostKind::Post, RemoteId(id))
    };
    Ok(Read { post, categories, tags, has_status })
}

/// A list of posts, newest first.
pub fn posts(value: Value, now: Option<DateTime>) -> Result<Vec<Read>, Odd> {
    list_of("the list of posts", value)?.into_iter().map(|value| post(value, now)).collect()
}

/// The text in one piece: these methods cut it at "read more", and take the cut's line breaks with it.
fn joined(main: String, more: &str, label: &str) -> String {
    match (more.is_empty(), label) {
        (true, _) => main,
        (false, "") => format!("{}\n<!--more-->\n{}", main.trim_end(), more.trim_start()),
        (false, label) => format!("{}\n<!--more {label}-->\n{}", main.trim_end(), more.trim_start()),
    }
}

/// Names of tags between commas.
fn keywords(text: &str) -> Vec<String> {
    text.split(',').map(|name| plain_name(name.trim())).filter(|name| !name.is_empty()).collect()
}

/// Tags have no numbers here; one made of the name stands for it, the same every time.
pub fn tag_id(name: &str) -> TermId {
    let hash = ContentHash::of(name.trim().to_lowercase().as_bytes());
    // Within what every database holds.
    TermId(u64::from_str_radix(hash.short(), 16).unwrap_or(0) >> 1)
}

/// All categories.
pub fn categories(value: Value) -> Result<Vec<Term>, Odd> {
    let category = |value| {
        let mut wire = Members::of(value)?;
        let (name, title) = (wire.text("categoryName")?, wire.text("description")?);
        let name = plain_name(if name.is_empty() { &title } else { &name });
        let id = wire.text("categoryId")?.trim().parse().ok();
        let parent = wire.text("parentId")?.trim().parse().unwrap_or(0);
        // A server without numbers is addressed by name anyway.
        let id = id.map_or_else(|| tag_id(&name), TermId);
        Ok(Term { id, slug: String::new(), name, parent: (parent > 0).then_some(TermId(parent)) })
    };
    list_of("the list of categories", value)?.into_iter().map(category).collect()
}

/// The picture that was just sent: where it lies, and its number where the server has one.
pub fn media(value: Value) -> Result<RemoteMedia, Odd> {
    let mut wire = Members::of(value)?;
    let id = wire.text("id")?.trim().parse().unwrap_or(0);
    let url = wire.needed("url")?;
    if url.is_empty() {
        Err(Odd("url is empty".to_owned()))
    } else {
        Ok(RemoteMedia { id: RemoteId(id), url })
    }
}

#[cfg(test)]
mod tests;
