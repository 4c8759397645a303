//! Every value that `wp.*` answers, as nouns. Pure.
//!
//! An answer counts only if it has the right types and the right number; anything else is [`Odd`], and leaves the outcome
//! unknown.

use crate::facts::{PAGE, floats, plain_name, readable_slug, status_of};
use crate::xmlrpc::values::{Members, Odd, list_of, number_of, plain, text_of, time};
use blog::remote::STANDARD;
use blog::{
    Author, CustomField, PostKind, RemoteId, RemoteMedia, RemotePost, Site, SiteClock, Status, Term, TermId,
};
use dxr::Value;
use jiff::civil::DateTime;

/// Who is signed in: number, login, name, roles.
pub fn profile(value: Value) -> Result<(u64, String, String, Vec<String>), Odd> {
    let mut user = Members::of(value)?;
    let id = positive("user_id", user.number("user_id")?)?;
    let roles =
        user.list("roles")?.into_iter().map(|role| text_of("roles", role)).collect::<Result<_, _>>()?;
    Ok((id, user.needed("username")?, plain_name(&user.text("display_name")?), roles))
}

fn positive(name: &str, number: u64) -> Result<u64, Odd> {
    if number > 0 { Ok(number) } else { Err(Odd(format!("{name} is no number of anything"))) }
}

/// The blog's title, version, clock, and whether new posts are open to comments and to announced links.
pub fn options(value: Value) -> Result<(Site, (bool, bool)), Odd> {
    let mut options = Members::of(value)?;
    if !options.has("software_version") {
        return Err(Odd("software_version is missing".to_owned()));
    }
    let mut option = |name: &str| match options.members(name)? {
        Some(mut option) => option.text("value"),
        None => Ok(String::new()),
    };
    let hours: f64 = option("time_zone")?.trim().parse().unwrap_or(0.0);
    let site = Site {
        title: plain_name(&option("blog_title")?),
        version: option("software_version")?,
        // Hours as a fraction; the name of the zone is not told.
        clock: Some(SiteClock { zone: String::new(), offset_minutes: (hours * 60.0).round() as i32 }),
        pages: true,
        custom_fields: true,
        sticky: true,
        ..Site::default()
    };
    Ok((site, (option("default_comment_status")? == "open", option("default_ping_status")? == "open")))
}

/// The post formats of the present theme, `standard` first; none when it knows none.
pub fn formats(value: Value) -> Result<Vec<String>, Odd> {
    let supported = Members::of(value)?.list("supported")?;
    let supported: Vec<String> =
        supported.into_iter().map(|format| text_of("supported", format)).collect::<Result<_, _>>()?;
    let standard = (!supported.is_empty()).then(|| STANDARD.to_owned());
    Ok(standard.into_iter().chain(supported.into_iter().filter(|format| format != STANDARD)).collect())
}

/// The number of what was just made.
pub fn made(value: Value) -> Result<u64, Odd> {
    positive("the new number", number_of("the new number", &text_of("the new number", value)?)?)
}

/// That something was done.
pub fn done(value: Value) -> Result<(), Odd> {
    match text_of("the answer", value)?.as_str() {
        "1" => Ok(()),
        _ => Err(Odd("the blog does not say that it was done".to_owned())),
    }
}

/// A post with the numbers of its custom fields.
#[derive(Debug)]
pub struct Read {
    /// The post.
    pub post: RemotePost,
    /// Its custom fields as WordPress numbers them.
    pub fields: Vec<(u64, CustomField)>,
}

/// One post, read at this time by the server's own clock.
///
/// WordPress calls scheduled posts published here. So one whose date is still to come is scheduled; without a clock in the
/// answer (every web server sends one) its word is taken, and reading the address tells.
pub fn post(value: Value, now: Option<DateTime>) -> Result<Read, Odd> {
    let mut wire = Members::of(value)?;
    let id = RemoteId(positive("post_id", number_of("post_id", &wire.needed("post_id")?)?)?);
    let word = wire.text("post_type")?;
    // A number of something that is neither is no post of ours, like a number that is not there.
    let kind = PostKind::from_word(&word).ok_or_else(|| Odd(format!("post_type is “{word}”")))?;
    let date = time(&wire.text("post_date_gmt")?);
    let status = match status_of(&wire.needed("post_status")?) {
        Status::Published if date.zip(now).is_some_and(|(date, now)| date > now) => Status::Scheduled,
        status => status,
    };
    let modified_gmt = time(&wire.text("post_modified_gmt")?).map(plain).unwrap_or_default();
    let date_gmt = date.map(plain).filter(|date| !floats(status, Some(date), &modified_gmt));
    let (mut categories, mut tags) = (Vec::new(), Vec::new());
    for term in wire.list("terms")? {
        let mut term = Members::of(term)?;
        let id = TermId(positive("term_id", term.number("term_id")?)?);
        match term.text("taxonomy")?.as_str() {
            "category" => categories.push(id),
            "post_tag" => tags.push(id),
            // A post format, or a plugin's own.
            _ => {}
        }
    }
    categories.sort_unstable();
    tags.sort_unstable();
    let mut fields = Vec::new();
    for field in wire.list("custom_fields")? {
        let mut field = Members::of(field)?;
        let (key, value) = (field.text("key")?, field.text("value")?);
        fields.push((field.number("id")?, CustomField { key, value }));
    }
    fields.sort_unstable();
    let featured = wire.members("post_thumbnail")?.map(|mut picture| picture.number("attachment_id"));
    let parent = wire.number("post_parent")?;
    let format = wire.text("post_format")?;
    let mut shown: Vec<CustomField> = fields.iter().map(|(_, field)| field.clone()).collect();
    shown.sort_unstable();
    let post = RemotePost {
        status,
        url: wire.text("link")?,
        slug: readable_slug(&wire.text("post_name")?),
        title: wire.needed("post_title")?,
        content: wire.needed("post_content")?,
        excerpt: wire.text("post_excerpt")?,
        date_gmt,
        modified_gmt,
        categories,
        tags,
        featured: featured.transpose()?.filter(|id| *id > 0).map(RemoteId),
        comments_open: wire.text("comment_status")? == "open",
        pings_open: wire.text("ping_status")? == "open",
        password: wire.text("post_password")?,
        format: if format.is_empty() { STANDARD.to_owned() } else { format },
        sticky: wire.flag("sticky")?,
        author: wire.number("post_author")?,
        parent: (parent > 0).then_some(RemoteId(parent)),
        order: wire.whole("menu_order")?,
        custom_fields: Some(shown),
        ..RemotePost::empty(kind, id)
    };
    Ok(Read { post, fields })
}

/// A page of whole posts.
pub fn posts(value: Value, now: Option<DateTime>) -> Result<(Vec<RemotePost>, bool), Odd> {
    let list = list_of("the list of posts", value)?;
    let full = list.len() >= PAGE;
    let posts = list.into_iter().map(|value| post(value, now).map(|read| read.post));
    Ok((posts.collect::<Result<_, _>>()?, full))
}

/// A post in a list, by name.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub id: RemoteId,
    /// Its slug.
    pub slug: String,
    /// Its author's number.
    pub author: u64,
    /// Where a file lies.
    pub place: String,
}

/// A page of posts by name.
pub fn names(value: Value) -> Result<Vec<Named>, Odd> {
    let named = |value| {
        let mut wire = Members::of(value)?;
        Ok(Named {
            id: RemoteId(positive("post_id", number_of("post_id", &wire.needed("post_id")?)?)?),
            slug: wire.text("post_name")?,
            author: wire.number("post_author")?,
            place: wire.text("guid")?,
        })
    };
    list_of("the list of posts", value)?.into_iter().map(named).collect()
}

/// The numbers of a post's revisions, newest first.
pub fn revisions(value: Value) -> Result<Vec<u64>, Odd> {
    let mut ids: Vec<u64> = names(value)?.into_iter().map(|revision| revision.id.0).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    Ok(ids)
}

/// A file: the picture that was just sent, or one of the library.
pub fn file(value: Value) -> Result<RemoteMedia, Odd> {
    let mut wire = Members::of(value)?;
    let id = RemoteId(positive("attachment_id", wire.number("attachment_id")?)?);
    Ok(RemoteMedia { id, url: wire.needed("link")? })
}

/// A list of files.
pub fn files(value: Value) -> Result<Vec<RemoteMedia>, Odd> {
    list_of("the list of files", value)?.into_iter().map(file).collect()
}

/// One term.
pub fn term(value: Value) -> Result<Term, Odd> {
    let mut wire = Members::of(value)?;
    let parent = wire.number("parent")?;
    Ok(Term {
        id: TermId(positive("term_id", wire.number("term_id")?)?),
        name: plain_name(&wire.needed("name")?),
        slug: readable_slug(&wire.text("slug")?),
        parent: (parent > 0).then_some(TermId(parent)),
    })
}

/// A page of terms, and whether there may be more.
pub fn terms(value: Value) -> Result<(Vec<Term>, bool), Odd> {
    let list = list_of("the list of terms", value)?;
    let full = list.len() >= PAGE;
    Ok((list.into_iter().map(term).collect::<Result<_, _>>()?, full))
}

/// People a post may be given to.
pub fn authors(value: Value) -> Result<Vec<Author>, Odd> {
    let author = |value| {
        let mut wire = Members::of(value)?;
        let login = wire.text("username")?;
        Ok(Author {
            id: positive("user_id", wire.number("user_id")?)?,
            // The two methods name it differently.
            login: if login.is_empty() { wire.text("user_login")? } else { login },
            name: plain_name(&wire.text("display_name")?),
        })
    };
    list_of("the list of people", value)?.into_iter().map(author).collect()
}

#[cfg(test)]
mod tests;
