//! Every question that is asked by `wp.*`, as a [`Request`]. Pure: built here, sent elsewhere.

use crate::exchange::Request;
use crate::facts::{Date, PAGE, status_word, stored_name};
use crate::xmlrpc::call::{Caller, patient};
use crate::xmlrpc::values::{Odd, clock, count, list, number, record, text};
use blog::{CustomField, MediaUpload, PostFields, PostKind, RemoteId, Status, Taxonomy, TermId, Token};
use dxr::Value;

/// Which blogs there are behind the address.
pub fn blogs(caller: &Caller) -> Request {
    caller.call("wp.getUsersBlogs", [], [])
}

/// Who is signed in.
pub fn profile(caller: &Caller) -> Request {
    caller.on_blog("wp.getProfile", [list(["username", "display_name", "roles"].map(text))])
}

/// A question that is only answered to people with a certain right; see [`super::rights`].
pub fn probe(caller: &Caller, method: &str) -> Request {
    caller.on_blog(method, [record([("number", count(1))])])
}

/// What the blog says of itself.
pub fn options(caller: &Caller) -> Request {
    let wanted =
        ["software_version", "blog_title", "time_zone", "default_comment_status", "default_ping_status"];
    caller.on_blog("wp.getOptions", [list(wanted.map(text))])
}

/// The post formats, with those of the present theme.
pub fn formats(caller: &Caller) -> Request {
    caller.on_blog("wp.getPostFormats", [record([("show-supported", Value::Boolean(true))])])
}

/// How WordPress names the two.
fn open_word(open: bool) -> Value {
    text(if open { "open" } else { "closed" })
}

/// An empty draft under the token. WordPress refuses a post with nothing in it, so a missing title is the token.
///
/// `open`: whether readers may comment and others announce links; by itself XML-RPC would close both, whatever the blog's
/// settings say.
pub fn create_shell(
    caller: &Caller,
    kind: PostKind,
    title: &str,
    token: &Token,
    open: (bool, bool),
) -> Request {
    let title = if title.trim().is_empty() { token.as_str() } else { title };
    let shell = record([
        ("post_type", text(kind.word())),
        ("post_status", text("draft")),
        ("post_title", text(title)),
        ("post_name", text(token.as_str())),
        ("comment_status", open_word(open.0)),
        ("ping_status", open_word(open.1)),
    ]);
    caller.on_blog("wp.newPost", [shell])
}

/// One post, raw, with its terms and custom fields.
pub fn read_post(caller: &Caller, id: RemoteId) -> Request {
    caller.on_blog("wp.getPost", [number(id.0), list(WHOLE.map(text))])
}

/// What makes a whole post.
const WHOLE: [&str; 3] = ["post", "terms", "custom_fields"];

/// What of a post is asked for in a list.
#[derive(Clone, Copy, Debug)]
pub enum Width {
    /// Everything.
    Whole,
    /// Number, slug and author: enough to find one.
    Name,
    /// A file's number, name and place.
    File,
}

impl Width {
    /// How many are asked for at once. Names are short, and many must be looked through.
    pub fn rows(self) -> usize {
        if matches!(self, Self::Name) { 500 } else { PAGE }
    }

    fn fields(self) -> Value {
        match self {
            Self::Whole => list(WHOLE.map(text)),
            Self::Name => list(["post_name", "post_author"].map(text)),
            Self::File => list(["post_name", "guid"].map(text)),
        }
    }
}

/// The words of these statuses, for a filter.
fn words(statuses: &[Status]) -> Value {
    list(statuses.iter().map(|status| text(status_word(*status).unwrap_or("trash"))))
}

/// One page of posts in these statuses, from 1, newest first.
pub fn posts(caller: &Caller, kind: PostKind, statuses: &[Status], page: usize, width: Width) -> Request {
    let filter = record([
        ("post_type", text(kind.word())),
        ("post_status", words(statuses)),
        ("orderby", text("ID")),
        ("order", text("DESC")),
        ("number", count(width.rows())),
        ("offset", count((page.max(1) - 1) * width.rows())),
    ]);
    caller.on_blog("wp.getPosts", [filter, width.fields()])
}

/// The revisions of a post.
pub fn revisions(caller: &Caller, id: RemoteId) -> Request {
    caller.on_blog("wp.getRevisions", [number(id.0), list([text("post_name")])])
}

/// Sets fields; what is `None` is not sent. What pages do not have and what posts do not have is not sent either.
///
/// `there`: the custom fields that the post has now, with their numbers. `seen`: refuse if changed after this time of UTC.
/// A page's order is not among what this method can set: [`set_order`].
pub fn write_post(
    caller: &Caller,
    kind: PostKind,
    id: RemoteId,
    fields: &PostFields,
    there: &[(u64, CustomField)],
    seen: Option<&str>,
) -> Result<Request, String> {
    // Named, so that a number of the other kind is refused instead of changed.
    let mut post = vec![("post_type", text(kind.word()))];
    let texts = [
        ("post_title", &fields.title),
        ("post_content", &fields.content),
        ("post_excerpt", &fields.excerpt),
        ("post_name", &fields.slug),
        ("post_password", &fields.password),
    ];
    post.extend(texts.into_iter().filter_map(|(name, value)| Some((name, text(value.as_ref()?)))));
    if let Some(status) = fields.status {
        let word =
            status_word(status).ok_or("A post is put into the trash by itself, not with other changes.")?;
        post.push(("post_status", text(word)));
    }
    if let Some(date) = &fields.date {
        post.push(date_field(date)?);
    }
    match kind {
        PostKind::Post => {
            let mut terms = Vec::new();
            for (taxonomy, ids) in [(Taxonomy::Category, &fields.categories), (Taxonomy::Tag, &fields.tags)] {
                let ids = ids.iter().map(|ids| list(ids.iter().map(|term| number(term.0))));
                terms.extend(ids.map(|ids| (taxonomy_word(taxonomy).to_owned(), ids)));
            }
            // By number: an empty list of names would not clear anything.
            if !terms.is_empty() {
                post.push(("terms", Value::Struct(terms.into_iter().collect())));
            }
            post.extend(fields.format.iter().map(|format| ("post_format", text(format))));
            post.extend(fields.sticky.map(|sticky| ("sticky", Value::Boolean(sticky))));
        }
        PostKind::Page => {
            post.extend(fields.parent.map(|parent| ("post_parent", number(parent.map_or(0, |id| id.0)))));
        }
    }
    post.extend(fields.author.map(|author| ("post_author", number(author))));
    // An empty one removes the picture.
    let featured = fields.featured.map(|featured| featured.map_or_else(|| text(""), |id| number(id.0)));
    post.extend(featured.map(|featured| ("post_thumbnail", featured)));
    post.extend(fields.comments_open.map(|open| ("comment_status", open_word(open))));
    post.extend(fields.pings_open.map(|open| ("ping_status", open_word(open))));
    if let Some(wanted) = &fields.custom_fields {
        post.push(("custom_fields", list(custom_fields(wanted, there))));
    }
    if let Some(seen) = seen.and_then(|seen| seen.parse().ok()) {
        // As a date: as text it would be a fatal error there.
        post.push(("if_not_modified_since", clock(seen).map_err(|Odd(why)| why)?));
    }
    let post = post.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(caller.on_blog("wp.editPost", [number(id.0), Value::Struct(post)]))
}

/// An instant goes as `post_date_gmt`, the blog's own clock as `post_date`; never both, because WordPress would take the
/// former.
fn date_field(date: &str) -> Result<(&'static str, Value), String> {
    let (name, time) = match Date::read(date) {
        Some(Date::Instant(utc)) => ("post_date_gmt", utc),
        Some(Date::Clock(time)) => ("post_date", time),
        None => return Err(format!("“{date}” is no date and time.")),
    };
    Ok((name, clock(time).map_err(|Odd(why)| why)?))
}

/// The changes that set each wanted field by its key: the first of that key gets the value, more of the same are taken out,
/// and so is one whose value is empty. Sent by key alone, WordPress would add another one each time.
fn custom_fields(wanted: &[CustomField], there: &[(u64, CustomField)]) -> Vec<Value> {
    let mut changes = Vec::new();
    for field in wanted {
        let mut same = there.iter().filter(|(_, old)| old.key == field.key).map(|(id, _)| *id);
        let (key, value) = (("key", text(&field.key)), ("value", text(&field.value)));
        if !field.value.is_empty() {
            changes.push(match same.next() {
                Some(id) => record([("id", number(id)), key, value]),
                None => record([key, value]),
            });
        }
        changes.extend(same.map(|id| record([("id", number(id))])));
    }
    changes
}

/// Sets a page's place among its neighbours, the one thing that only the older method can. It would make a draft of a
/// page whose status it is not told.
pub fn set_order(caller: &Caller, id: RemoteId, order: i64, status: Status) -> Request {
    // A scheduled page is called published, and stays scheduled by its date.
    let public = matches!(status, Status::Published | Status::Scheduled);
    let word = if public { "publish" } else { status_word(status).unwrap_or("draft") };
    let page = record([("wp_page_order", text(&order.to_string())), ("page_status", text(word))]);
    let caller_first = [text(&caller.blog), number(id.0)];
    caller.call("wp.editPage", caller_first, [page, Value::Boolean(public)])
}

/// Into the trash, by setting the status: may be repeated, and may arrive late, without removing anything for ever, which
/// a second `wp.deletePost` does.
pub fn trash_post(caller: &Caller, kind: PostKind, id: RemoteId) -> Request {
    let trash = record([("post_type", text(kind.word())), ("post_status", text("trash"))]);
    caller.on_blog("wp.editPost", [number(id.0), trash])
}

/// Out of the trash, for ever.
pub fn delete_post(caller: &Caller, id: RemoteId) -> Request {
    caller.on_blog("wp.deletePost", [number(id.0)])
}

/// Files that mention the stem in their title, oldest first.
pub fn files(caller: &Caller, stem: &str) -> Request {
    let filter = record([
        ("post_type", text("attachment")),
        ("post_status", text("inherit")),
        ("s", text(stem)),
        ("orderby", text("ID")),
        ("order", text("ASC")),
        ("number", count(PAGE)),
    ]);
    caller.on_blog("wp.getPosts", [filter, Width::File.fields()])
}

/// The newest files, whatever they are called by now.
pub fn newest_files(caller: &Caller) -> Request {
    caller.on_blog("wp.getMediaLibrary", [record([("number", count(PAGE))])])
}

/// One file.
pub fn file(caller: &Caller, id: RemoteId) -> Request {
    caller.on_blog("wp.getMediaItem", [number(id.0)])
}

/// A picture. Its alternative text cannot be sent this way; the post's own markup carries it.
pub fn upload_media(caller: &Caller, media: &MediaUpload<'_>) -> Request {
    let file = record([
        ("name", text(media.name)),
        ("type", text(media.mime)),
        ("bits", Value::Base64(media.bytes.to_vec())),
    ]);
    patient(caller.on_blog("wp.uploadFile", [file]))
}

/// WordPress's word for a taxonomy.
pub fn taxonomy_word(taxonomy: Taxonomy) -> &'static str {
    match taxonomy {
        Taxonomy::Category => "category",
        Taxonomy::Tag => "post_tag",
    }
}

/// One page of all terms, from 1.
pub fn list_terms(caller: &Caller, taxonomy: Taxonomy, page: usize) -> Request {
    let filter = record([
        ("orderby", text("term_id")),
        ("number", count(PAGE)),
        ("offset", count((page.max(1) - 1) * PAGE)),
    ]);
    caller.on_blog("wp.getTerms", [text(taxonomy_word(taxonomy)), filter])
}

/// Terms whose name holds this one, or the longest part of it that can be searched: WordPress puts a backslash before
/// quotes and then finds nothing.
pub fn search_terms(caller: &Caller, taxonomy: Taxonomy, name: &str) -> Request {
    let part = name.split(['"', '\'', '\\']).max_by_key(|part| part.len()).unwrap_or_default();
    let filter = record([("search", text(&stored_name(part))), ("number", count(PAGE))]);
    caller.on_blog("wp.getTerms", [text(taxonomy_word(taxonomy)), filter])
}

/// One term.
pub fn read_term(caller: &Caller, taxonomy: Taxonomy, id: TermId) -> Request {
    caller.on_blog("wp.getTerm", [text(taxonomy_word(taxonomy)), number(id.0)])
}

/// A new term. Its slug is left to WordPress: an empty one is an error there.
pub fn create_term(caller: &Caller, taxonomy: Taxonomy, name: &str, parent: Option<TermId>) -> Request {
    let mut term = vec![("taxonomy", text(taxonomy_word(taxonomy))), ("name", text(name))];
    term.extend(parent.map(|parent| ("parent", number(parent.0))));
    let term = term.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    caller.on_blog("wp.newTerm", [Value::Struct(term)])
}

/// Everybody who may be an author, for people who may list users.
pub fn authors(caller: &Caller) -> Request {
    let fields = list(["username", "display_name"].map(text));
    caller.on_blog("wp.getUsers", [record([("who", text("authors")), ("number", count(PAGE))]), fields])
}

/// Everybody with an account, for people who may not.
pub fn everybody(caller: &Caller) -> Request {
    caller.on_blog("wp.getAuthors", [])
}

#[cfg(test)]
mod tests;
