//! The blog's REST interface, its pages and its files.

use super::Heard;
use super::world::{Change, Media, Post, Refusal, Term, World};
use serde_json::{Value, json};

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Its kind.
    pub mime: &'static str,
    /// Further headers.
    pub headers: Vec<String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            mime: "application/json; charset=UTF-8",
            headers: vec![],
            body: body.to_string().into_bytes(),
        }
    }

    /// A web page.
    pub fn page(status: u16, body: &str) -> Self {
        Self { status, mime: "text/html; charset=UTF-8", headers: vec![], body: body.as_bytes().to_vec() }
    }

    /// The same with a header.
    pub fn with(mut self, header: impl Into<String>) -> Self {
        self.headers.push(header.into());
        self
    }
}

fn refused(refusal: Refusal) -> Answer {
    let mut data = json!({ "status": refusal.status });
    if let Some(existing) = refusal.existing {
        data["term_id"] = json!(existing);
    }
    Answer::json(
        refusal.status,
        &json!({ "code": refusal.code, "message": "The model says no.", "data": data }),
    )
}

fn no_route() -> Answer {
    refused(Refusal::new(404, "rest_no_route"))
}

/// What the blog at `home` answers; `signed_in`: the request carried the right sign-in.
pub fn answer(world: &mut World, heard: &Heard, home: &str, signed_in: bool) -> Answer {
    let Some(route) = heard.path.strip_prefix("/wp-json").filter(|_| !world.rest_is_closed) else {
        return page(world, heard, home);
    };
    let parts: Vec<&str> = route.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => return Answer::json(200, &index(home)),
        _ if !signed_in => {
            return refused(Refusal::new(401, "rest_not_logged_in"));
        }
        _ => {}
    }
    let body: Value = serde_json::from_slice(&heard.body).unwrap_or(Value::Null);
    match (heard.method.as_str(), parts.as_slice()) {
        ("GET", ["wp", "v2", "users", "me"]) => Answer::json(200, &me(world)),
        ("GET", ["wp", "v2", "users"]) => Answer::json(200, &json!([me(world)])),
        ("OPTIONS", ["wp", "v2", "posts"]) => Answer::json(
            200,
            &json!({ "schema": { "properties": { "format": { "enum": ["standard", "quote"] } } } }),
        ),
        (method, ["wp", "v2", kind @ ("posts" | "pages"), rest @ ..]) => {
            let kind = if *kind == "posts" { "post" } else { "page" };
            posts(world, heard, (method, kind, rest), &body, home)
        }
        (method, ["wp", "v2", "media", rest @ ..]) => media(world, heard, (method, rest), home),
        (method, ["wp", "v2", taxonomy @ ("categories" | "tags"), rest @ ..]) => {
            let taxonomy = if *taxonomy == "tags" { "post_tag" } else { "category" };
            terms(world, heard, (method, taxonomy, rest), &body)
        }
        _ => no_route(),
    }
}

fn posts(
    world: &mut World,
    heard: &Heard,
    (method, kind, rest): (&str, &'static str, &[&str]),
    body: &Value,
    home: &str,
) -> Answer {
    let one = |world: &World, id: u64, status: u16| {
        world.post(kind, id).map_or_else(refused, |post| Answer::json(status, &shown(post, home)))
    };
    let id = rest.first().and_then(|id| id.parse().ok());
    match (method, id, rest.len()) {
        ("GET", None, 0) => found(world, heard, kind, home),
        ("POST", None, 0) => match world.create(kind, &change(body)) {
            Ok(id) => one(world, id, 201),
            Err(refusal) => refused(refusal),
        },
        ("GET", Some(id), 1) => one(world, id, 200),
        ("POST", Some(id), 1) => match world.write(kind, id, &change(body)) {
            Ok(()) => one(world, id, 200),
            Err(refusal) => refused(refusal),
        },
        ("DELETE", Some(id), 1) if heard.parameter("force") == "true" => match world.posts.remove(&id) {
            Some(post) => Answer::json(200, &json!({ "deleted": true, "previous": shown(&post, home) })),
            None => refused(Refusal::new(404, "rest_post_invalid_id")),
        },
        ("DELETE", Some(id), 1) => match world.trash(kind, id) {
            Ok(()) => one(world, id, 200),
            Err(refusal) => refused(refusal),
        },
        ("GET", Some(id), 2) => match world.post(kind, id) {
            Ok(post) => {
                let newest: Vec<Value> = post.revisions.iter().rev().map(|id| json!({ "id": id })).collect();
                Answer::json(200, &Value::Array(newest))
            }
            Err(refusal) => refused(refusal),
        },
        _ => no_route(),
    }
}

/// A list of posts: by slug, by status, newest first.
fn found(world: &World, heard: &Heard, kind: &str, home: &str) -> Answer {
    let slugs: Vec<&str> = heard.parameter("slug").split(',').filter(|slug| !slug.is_empty()).collect();
    let statuses: Vec<&str> = heard.parameter("status").split(',').collect();
    let wanted = |post: &&Post| {
        let status = if post.status == "trash" {
            statuses.contains(&"trash")
        } else {
            statuses.contains(&"any") || statuses.contains(&post.status.as_str())
        };
        post.kind == kind && status && (slugs.is_empty() || slugs.contains(&post.slug.as_str()))
    };
    let mut list: Vec<&Post> = world.posts.values().filter(wanted).collect();
    if heard.parameter("order") != "asc" {
        list.reverse();
    }
    let total = list.len();
    let views: Vec<Value> = list.into_iter().map(|post| shown(post, home)).collect();
    listed(views, total, heard)
}

/// One page of a list.
fn listed(views: Vec<Value>, total: usize, heard: &Heard) -> Answer {
    let size: usize = heard.parameter("per_page").parse().unwrap_or(10).clamp(1, 100);
    let page: usize = heard.parameter("page").parse().unwrap_or(1).max(1);
    let pages = total.div_ceil(size);
    if page > 1 && page > pages {
        return refused(Refusal::new(400, "rest_post_invalid_page_number"));
    }
    let part: Vec<Value> = views.into_iter().skip((page - 1) * size).take(size).collect();
    Answer::json(200, &Value::Array(part))
        .with(format!("X-WP-Total: {total}"))
        .with(format!("X-WP-TotalPages: {pages}"))
}

fn media(world: &mut World, heard: &Heard, (method, rest): (&str, &[&str]), home: &str) -> Answer {
    let id: Option<u64> = rest.first().and_then(|id| id.parse().ok());
    match (method, id) {
        ("GET", None) => {
            let slugs: Vec<&str> =
                heard.parameter("slug").split(',').filter(|slug| !slug.is_empty()).collect();
            let search = heard.parameter("search");
            let wanted = |media: &&Media| {
                (slugs.is_empty() || slugs.contains(&media.slug.as_str()))
                    && (search.is_empty() || media.name.contains(search))
            };
            let views: Vec<Value> =
                world.media.iter().filter(wanted).map(|media| picture(media, home)).collect();
            let total = views.len();
            listed(views, total, heard)
        }
        ("POST", None) => {
            let disposition = heard.header("content-disposition");
            let Some(name) = disposition.split("filename=\"").nth(1).and_then(|rest| rest.split('"').next())
            else {
                return refused(Refusal::new(400, "rest_upload_no_content_disposition"));
            };
            match world.upload(name, &heard.body, heard.parameter("alt_text")) {
                Ok(id) => one_picture(world, id, 201, home),
                Err(refusal) => refused(refusal),
            }
        }
        (_, Some(id)) => one_picture(world, id, 200, home),
        _ => no_route(),
    }
}

fn one_picture(world: &World, id: u64, status: u16, home: &str) -> Answer {
    match world.media.iter().find(|media| media.id == id) {
        Some(media) => Answer::json(status, &picture(media, home)),
        None => refused(Refusal::new(404, "rest_post_invalid_id")),
    }
}

fn terms(
    world: &mut World,
    heard: &Heard,
    (method, taxonomy, rest): (&str, &'static str, &[&str]),
    body: &Value,
) -> Answer {
    let id: Option<u64> = rest.first().and_then(|id| id.parse().ok());
    let one = |world: &World, id: u64, status: u16| match world.terms.iter().find(|term| term.id == id) {
        Some(term) => Answer::json(status, &term_view(term)),
        None => refused(Refusal::new(404, "rest_term_invalid")),
    };
    match (method, id) {
        ("GET", None) => {
            let search = heard.parameter("search").to_lowercase();
            let named =
                |term: &&Term| term.taxonomy == taxonomy && term.name.to_lowercase().contains(&search);
            let views: Vec<Value> = world.terms.iter().filter(named).map(term_view).collect();
            let total = views.len();
            listed(views, total, heard)
        }
        ("POST", None) => {
            let (name, parent) =
                (body["name"].as_str().unwrap_or_default(), body["parent"].as_u64().unwrap_or(0));
            match world.term(taxonomy, name, parent) {
                Ok(id) => one(world, id, 201),
                Err(refusal) => refused(refusal),
            }
        }
        ("GET", Some(id)) => one(world, id, 200),
        _ => no_route(),
    }
}

/// What readers get.
fn page(world: &World, heard: &Heard, home: &str) -> Answer {
    if world.rest_is_closed && (heard.path == "/" || !heard.query.is_empty()) {
        let rsd = format!("{home}/xmlrpc.php?rsd");
        let page =
            format!("<html><head><link rel=\"EditURI\" href=\"{rsd}\"></head><body>A blog</body></html>");
        return Answer::page(200, &page);
    }
    if heard.path == "/" && heard.query.is_empty() {
        let page = format!(
            "<html><head><link rel=\"https://api.w.org/\" href=\"{home}/wp-json/\"></head><body>A blog</body></html>"
        );
        return Answer::page(200, &page).with(format!("Link: <{home}/wp-json/>; rel=\"https://api.w.org/\""));
    }
    let public =
        |post: &&Post| post.status == "publish" && link(post, home) == format!("{home}{}", heard.path);
    if world.posts.values().any(|post| public(&post)) {
        return Answer::page(200, "<html><body>A post</body></html>");
    }
    let file = heard
        .path
        .strip_prefix("/wp-content/uploads/")
        .and_then(|name| world.media.iter().find(|media| media.name == name));
    match file {
        Some(media) => Answer { status: 200, mime: "image/png", headers: vec![], body: media.bytes.clone() },
        None => Answer::page(404, "<html><body>Nothing here</body></html>"),
    }
}

fn index(home: &str) -> Value {
    let approval = format!("{home}/wp-admin/authorize-application.php");
    json!({
        "name": "A blog", "url": home, "home": home, "namespaces": ["wp/v2"], "timezone_string": "", "gmt_offset": "0",
        "authentication": { "application-passwords": { "endpoints": { "authorization": approval } } }
    })
}

fn me(world: &World) -> Value {
    let capabilities: serde_json::Map<String, Value> =
        world.role.capabilities().iter().map(|name| ((*name).to_owned(), json!(true))).collect();
    json!({ "id": 1, "name": "Writer", "username": "writer", "roles": ["x"], "capabilities": capabilities })
}

/// Where readers find a post, or its people preview it.
pub fn link(post: &Post, home: &str) -> String {
    if post.status == "publish" { format!("{home}/{}/", post.slug) } else { format!("{home}/?p={}", post.id) }
}

/// Where a picture's file is.
pub fn file_of(media: &Media, home: &str) -> String {
    format!("{home}/wp-content/uploads/{}", media.name)
}

fn shown(post: &Post, home: &str) -> Value {
    // A draft whose date floats is given the time of its last save.
    let date = post.date_gmt.clone().unwrap_or_else(|| post.modified_gmt.clone());
    let forms = |text: &str| json!({ "raw": text, "rendered": text });
    json!({
        "id": post.id, "type": post.kind, "status": post.status, "link": link(post, home), "slug": post.slug,
        "title": forms(&post.title), "content": forms(&post.content), "excerpt": forms(&post.excerpt),
        "date_gmt": date, "modified_gmt": post.modified_gmt, "categories": post.categories, "tags": post.tags,
        "featured_media": post.featured, "comment_status": post.comment_status, "ping_status": post.ping_status,
        "password": post.password, "format": post.format, "sticky": post.sticky, "author": post.author,
        "parent": post.parent, "menu_order": post.order
    })
}

fn picture(media: &Media, home: &str) -> Value {
    json!({ "id": media.id, "slug": media.slug, "source_url": file_of(media, home), "alt_text": media.alt })
}

fn term_view(term: &Term) -> Value {
    json!({ "id": term.id, "name": term.name, "slug": term.slug, "parent": term.parent })
}

fn change(body: &Value) -> Change {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let ids = |name: &str| body[name].as_array().map(|ids| ids.iter().filter_map(Value::as_u64).collect());
    Change {
        title: text("title"),
        content: text("content"),
        excerpt: text("excerpt"),
        slug: text("slug"),
        status: text("status"),
        date_gmt: text("date").or(text("date_gmt")),
        categories: ids("categories"),
        tags: ids("tags"),
        featured: body["featured_media"].as_u64(),
        comment_status: text("comment_status"),
        ping_status: text("ping_status"),
        password: text("password"),
        format: text("format"),
        sticky: body["sticky"].as_bool(),
        author: body["author"].as_u64(),
        parent: body["parent"].as_u64(),
        order: body["menu_order"].as_i64(),
        drafts_may_share_slugs: false,
    }
}
