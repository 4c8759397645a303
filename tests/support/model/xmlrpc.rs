//! The blog's XML-RPC interface: WordPress's own methods, as far as Copydesk calls them.

use super::line::{PASSWORD, USER};
use super::rest::{Answer, file_of, link};
use super::world::{Change, Media, Post, Refusal, Role, Term, World};
use super::{Heard, Time};
use dxr::{Fault, FaultResponse, MethodCall, MethodResponse, Value};
use std::collections::BTreeMap;

type Members = BTreeMap<String, Value>;
type Answered = Result<Value, Refusal>;

/// What the blog at `home` answers.
pub fn answer(world: &mut World, heard: &Heard, home: &str) -> Answer {
    if heard.method == "GET" {
        return Answer::page(405, "XML-RPC server accepts POST requests only.");
    }
    let call = String::from_utf8_lossy(&heard.body).into_owned();
    // A list of methods is asked for without parameters, which is all that this reader does not take.
    let told = match MethodCall::from_xml(&call) {
        _ if call.contains("system.listMethods") => {
            Ok(list(["system.listMethods", "wp.newPost", "wp.getPost"].map(text)))
        }
        Ok(call) => carry_out(world, &call.name, &call.params, home),
        Err(_) => Err(no(-32700)),
    };
    let xml = match told {
        Ok(value) => MethodResponse { value }.to_xml(),
        Err(refusal) => {
            let fault = Fault::new(refusal.fault, format!("The model says no ({}).", refusal.code));
            FaultResponse { fault }.to_xml()
        }
    };
    let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", xml.expect("values have a spelling"));
    Answer { status: 200, mime: "text/xml; charset=UTF-8", headers: vec![], body: xml.into_bytes() }
}

fn no(fault: i32) -> Refusal {
    Refusal { fault, ..Refusal::new(400, "xmlrpc") }
}

fn carry_out(world: &mut World, method: &str, params: &[Value], home: &str) -> Answered {
    let signs_in = |at: usize| {
        let word = |at: usize| params.get(at).map(plain).unwrap_or_default();
        word(at) == USER && without_blanks(&word(at + 1)) == without_blanks(PASSWORD)
    };
    if method == "wp.getUsersBlogs" {
        return if signs_in(0) { Ok(list([blog(world, home)])) } else { Err(no(403)) };
    }
    if !signs_in(1) {
        return Err(no(403));
    }
    let given = |at: usize| params.get(3 + at);
    let number = |at: usize| given(at).map(plain).and_then(|id| id.parse::<u64>().ok()).unwrap_or(0);
    let members = |at: usize| given(at).map(members).unwrap_or_default();
    match method {
        "wp.getProfile" => Ok(record([
            ("user_id", text("1")),
            ("username", text(USER)),
            ("display_name", text("Writer")),
            ("roles", list([text(role(world.role))])),
        ])),
        "wp.getOptions" => Ok(options()),
        "wp.getPostFormats" => Ok(record([("supported", list([text("standard"), text("quote")]))])),
        "wp.newPost" => {
            let wanted = members(0);
            let kind = if word(&wanted, "post_type") == "page" { "page" } else { "post" };
            world.create(kind, &change(world, &wanted)?).map(|id| text(&id.to_string()))
        }
        "wp.editPost" => edit(world, number(0), &members(1)),
        "wp.deletePost" => delete(world, number(0)),
        "wp.getPost" => {
            let post = world.posts.get(&number(0)).ok_or(no(404))?;
            Ok(shown(world, post, home))
        }
        "wp.getPosts" => Ok(posts(world, &members(0), home)),
        "wp.getRevisions" => {
            let post = world.posts.get(&number(0)).ok_or(no(404))?;
            Ok(list(post.revisions.iter().rev().map(|id| record([("post_id", text(&id.to_string()))]))))
        }
        "wp.uploadFile" => {
            let file = members(0);
            let bytes = match file.get("bits") {
                Some(Value::Base64(bytes)) => bytes.clone(),
                _ => return Err(no(500)),
            };
            let id = world.upload(&word(&file, "name"), &bytes, "")?;
            media(world, id, home)
        }
        "wp.getMediaItem" => media(world, number(0), home),
        "wp.getMediaLibrary" => Ok(list(world.media.iter().rev().take(100).map(|media| file(media, home)))),
        "wp.getTerms" => Ok(terms(world, &given(0).map(plain).unwrap_or_default(), &members(1))),
        "wp.getTerm" => world.terms.iter().find(|term| term.id == number(1)).map(term_view).ok_or(no(404)),
        "wp.newTerm" => {
            let wanted = members(0);
            let taxonomy = if word(&wanted, "taxonomy") == "post_tag" { "post_tag" } else { "category" };
            let made = world.term(taxonomy, &word(&wanted, "name"), whole(&wanted, "parent"));
            made.map(|id| text(&id.to_string()))
        }
        "wp.getUsers" | "wp.getAuthors" => Ok(list([record([
            ("user_id", text("1")),
            ("username", text(USER)),
            ("display_name", text("Writer")),
        ])])),
        _ => Err(no(-32601)),
    }
}

fn edit(world: &mut World, id: u64, wanted: &Members) -> Answered {
    let post = world.posts.get(&id).ok_or(no(404))?.clone();
    if wanted.contains_key("post_type") && word(wanted, "post_type") != post.kind {
        return Err(no(401));
    }
    if let Some(Value::DateTime(seen)) = wanted.get("if_not_modified_since")
        && compact(&post.modified_gmt) > seen.to_string()
    {
        return Err(no(409));
    }
    if word(wanted, "post_status") == "trash" {
        return world.trash(post.kind, id).map(|()| Value::Boolean(true)).or(Ok(Value::Boolean(true)));
    }
    let change = change(world, wanted)?;
    world.write(post.kind, id, &change).map(|()| Value::Boolean(true))
}

/// The first time into the trash, the second time for ever.
fn delete(world: &mut World, id: u64) -> Answered {
    let post = world.posts.get(&id).ok_or(no(404))?.clone();
    if post.status == "trash" {
        world.posts.remove(&id);
    } else {
        world.trash(post.kind, id)?;
    }
    Ok(Value::Boolean(true))
}

fn posts(world: &World, filter: &Members, home: &str) -> Value {
    let kind = word(filter, "post_type");
    let search = word(filter, "s");
    let (number, offset) = (whole(filter, "number") as usize, whole(filter, "offset") as usize);
    if kind == "attachment" {
        let named = |media: &&Media| media.name.contains(&search);
        let view = |media: &Media| {
            record([
                ("post_id", text(&media.id.to_string())),
                ("post_name", text(&media.name.replace('.', "-"))),
                ("guid", text(&file_of(media, home))),
            ])
        };
        return list(world.media.iter().filter(named).take(number).map(view));
    }
    let statuses: Vec<String> = match filter.get("post_status") {
        Some(Value::Array(words)) => words.iter().map(plain).collect(),
        _ => vec![],
    };
    let wanted = |post: &&Post| post.kind == kind && statuses.contains(&post.status);
    let found = world.posts.values().rev().filter(wanted).skip(offset).take(number);
    list(found.map(|post| shown(world, post, home)))
}

fn terms(world: &World, taxonomy: &str, filter: &Members) -> Value {
    let search = word(filter, "search").to_lowercase();
    let wanted = |term: &&Term| term.taxonomy == taxonomy && term.name.to_lowercase().contains(&search);
    let offset = whole(filter, "offset") as usize;
    list(world.terms.iter().filter(wanted).skip(offset).take(whole(filter, "number") as usize).map(term_view))
}

/// What is to be set. A term that is not there is a fault here, and so is a picture.
fn change(world: &World, wanted: &Members) -> Result<Change, Refusal> {
    let words = |name: &str| wanted.get(name).map(plain);
    let terms = wanted.get("terms").map(members).unwrap_or_default();
    let ids = |taxonomy: &str| match terms.get(taxonomy) {
        Some(Value::Array(ids)) => {
            Some(ids.iter().filter_map(|id| plain(id).parse().ok()).collect::<Vec<u64>>())
        }
        _ => None,
    };
    let (categories, tags) = (ids("category"), ids("post_tag"));
    let unknown = |id: &u64| !world.terms.iter().any(|term| term.id == *id);
    if categories.iter().chain(&tags).flatten().any(unknown) {
        return Err(no(403));
    }
    let featured = words("post_thumbnail").map(|id| id.parse().unwrap_or(0));
    if featured.is_some_and(|id| id > 0 && !world.media.iter().any(|media| media.id == id)) {
        return Err(no(404));
    }
    let date = |name: &str| match wanted.get(name) {
        Some(Value::DateTime(date)) => Some(dashed(&date.to_string())),
        _ => None,
    };
    Ok(Change {
        title: words("post_title"),
        content: words("post_content").map(|text| text.trim().to_owned()),
        excerpt: words("post_excerpt"),
        slug: words("post_name"),
        status: words("post_status"),
        date_gmt: date("post_date_gmt").or(date("post_date")),
        categories,
        tags,
        featured,
        comment_status: words("comment_status"),
        ping_status: words("ping_status"),
        password: words("post_password"),
        format: words("post_format"),
        sticky: match wanted.get("sticky") {
            Some(Value::Boolean(sticky)) => Some(*sticky),
            _ => None,
        },
        author: words("post_author").and_then(|id| id.parse().ok()),
        parent: words("post_parent").and_then(|id| id.parse().ok()),
        order: None,
        drafts_may_share_slugs: true,
    })
}

fn blog(world: &World, home: &str) -> Value {
    record([
        ("isAdmin", Value::Boolean(world.role == Role::Administrator)),
        ("url", text(&format!("{home}/"))),
        ("blogid", text("1")),
        ("blogName", text("A blog")),
        ("xmlrpc", text(&format!("{home}/xmlrpc.php"))),
    ])
}

fn options() -> Value {
    let option = |value: Value| {
        record([("desc", text("An option")), ("readonly", Value::Boolean(true)), ("value", value)])
    };
    record([
        ("software_version", option(text("7.1.4"))),
        ("blog_title", option(text("A blog"))),
        ("time_zone", option(text("0"))),
        ("default_comment_status", option(text("open"))),
        ("default_ping_status", option(text("open"))),
    ])
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => "administrator",
        Role::Author => "author",
        Role::Contributor => "contributor",
    }
}

/// A post; a scheduled one is called published, as measured.
fn shown(world: &World, post: &Post, home: &str) -> Value {
    let status = if post.status == "future" { "publish" } else { post.status.as_str() };
    let date = post.date_gmt.as_deref().unwrap_or(&post.modified_gmt);
    let term = |id: &u64| {
        let taxonomy = world.terms.iter().find(|term| term.id == *id).map_or("", |term| term.taxonomy);
        record([("term_id", text(&id.to_string())), ("taxonomy", text(taxonomy))])
    };
    let picture = match post.featured {
        0 => list([]),
        id => record([("attachment_id", text(&id.to_string()))]),
    };
    record([
        ("post_id", text(&post.id.to_string())),
        ("post_title", text(&post.title)),
        ("post_date_gmt", time(date)),
        ("post_modified_gmt", time(&post.modified_gmt)),
        ("post_status", text(status)),
        ("post_type", text(post.kind)),
        ("post_name", text(&post.slug)),
        ("post_author", text(&post.author.to_string())),
        ("post_password", text(&post.password)),
        ("post_excerpt", text(&post.excerpt)),
        ("post_content", text(&post.content)),
        ("post_parent", text(&post.parent.to_string())),
        ("link", text(&link(post, home))),
        ("menu_order", Value::Integer(post.order as i32)),
        ("comment_status", text(&post.comment_status)),
        ("ping_status", text(&post.ping_status)),
        ("sticky", Value::Boolean(post.sticky)),
        ("post_thumbnail", picture),
        ("post_format", text(&post.format)),
        ("terms", list(post.categories.iter().chain(&post.tags).map(term))),
        ("custom_fields", list([])),
    ])
}

fn media(world: &World, id: u64, home: &str) -> Answered {
    world.media.iter().find(|media| media.id == id).map(|media| file(media, home)).ok_or(no(404))
}

fn file(media: &Media, home: &str) -> Value {
    record([
        ("attachment_id", text(&media.id.to_string())),
        ("id", text(&media.id.to_string())),
        ("link", text(&file_of(media, home))),
        ("title", text(&media.name)),
    ])
}

fn term_view(term: &Term) -> Value {
    record([
        ("term_id", text(&term.id.to_string())),
        ("name", text(&term.name)),
        ("slug", text(&term.slug)),
        ("taxonomy", text(term.taxonomy)),
        ("parent", text(&term.parent.to_string())),
    ])
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(items.into_iter().collect())
}

fn record<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Struct(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn members(value: &Value) -> Members {
    match value {
        Value::Struct(members) => members.clone(),
        _ => Members::new(),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Long(number) => number.to_string(),
        _ => String::new(),
    }
}

fn word(members: &Members, name: &str) -> String {
    members.get(name).map(plain).unwrap_or_default()
}

fn whole(members: &Members, name: &str) -> u64 {
    word(members, name).parse().unwrap_or(0)
}

fn without_blanks(word: &str) -> String {
    word.split_whitespace().collect()
}

/// `20261123T08:00:00` of `2026-11-23T08:00:00`.
fn compact(stamp: &str) -> String {
    stamp.replace('-', "")
}

/// The other way round.
fn dashed(compact: &str) -> String {
    match (compact.get(0..4), compact.get(4..6), compact.get(6..)) {
        (Some(year), Some(month), Some(rest)) => format!("{year}-{month}-{rest}"),
        _ => compact.to_owned(),
    }
}

fn time(stamp: &str) -> Value {
    compact(stamp).parse().map_or_else(|_| text(""), Value::DateTime)
}

/// The line of a web server that tells the time, by which scheduled posts are known.
pub fn date_header(time: &Time) -> String {
    let at = jiff::Timestamp::from_millisecond(time.millis() as i64).expect("a time of our days");
    at.strftime("Date: %a, %d %b %Y %H:%M:%S GMT").to_string()
}
