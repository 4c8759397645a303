//! Every question that is asked over REST, as a [`Request`]. Pure: built here, sent elsewhere.

use crate::exchange::{Kind, Method, Request};
use crate::facts::{Date, PAGE, status_word, stem, stored_name, token_slugs};
use crate::markup::text;
use blog::{Listing, MediaUpload, PostFields, PostKind, RemoteId, Status, Taxonomy, TermId, Token};
use serde_json::{Map, Value, json};
use url::Url;

/// The root of a blog's REST interface: `…/wp-json/`, or `…?rest_route=/` where permalinks are plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root(Url);

impl Root {
    /// Reads a root; `None` when it is no http address.
    pub fn parse(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(Self(url))
    }

    /// The address of a route such as `wp/v2/posts`, with parameters.
    pub fn route(&self, route: &str, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.0.clone();
        let kept: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        url.set_query(None);
        url.set_fragment(None);
        let mut routed = false;
        let mut query = kept;
        for (name, value) in &mut query {
            if name == "rest_route" {
                *value = format!("{}/{route}", value.trim_end_matches('/'));
                routed = true;
            }
        }
        if !routed {
            url.set_path(&format!("{}/{route}", self.0.path().trim_end_matches('/')));
        }
        query.extend(parameters.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// The root itself, with parameters.
    pub fn with(&self, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.0.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    pub(super) fn edit(&self, route: &str, parameters: &[(&str, &str)]) -> Url {
        self.route(route, &[&[("context", "edit")], parameters].concat())
    }
}

/// Who is signed in.
pub fn identity(root: &Root) -> Request {
    Request::new(Method::Get, root.edit("wp/v2/users/me", &[]))
}

/// What the blog says of itself without a sign-in: title, time zone.
pub fn index(root: &Root) -> Request {
    let fields = "name,timezone_string,gmt_offset,namespaces";
    Request::new(Method::Get, root.with(&[("_fields", fields)]))
}

/// What a post can be, to somebody signed in: the schema lists the formats of the present theme.
pub fn post_schema(root: &Root) -> Request {
    Request::new(Method::Options, root.route("wp/v2/posts", &[]))
}

/// Everybody who may be an author.
pub fn authors(root: &Root) -> Request {
    let page = PAGE.to_string();
    // `who=authors` up to 6.8, `capabilities` from 5.9 on: the latter is in every version that is supported.
    Request::new(
        Method::Get,
        root.edit("wp/v2/users", &[("capabilities", "edit_posts"), ("per_page", &page)]),
    )
}

/// The route of posts or of pages.
fn posts(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Post => "wp/v2/posts",
        PostKind::Page => "wp/v2/pages",
    }
}

fn post(kind: PostKind, id: RemoteId) -> String {
    format!("{}/{id}", posts(kind))
}

/// An empty draft under the token. WordPress refuses a post with nothing in it, so a missing title is the token.
pub fn create_shell(root: &Root, kind: PostKind, title: &str, token: &Token) -> Request {
    let title = if title.trim().is_empty() { token.as_str() } else { title };
    let body = json!({ "title": title, "status": "draft", "slug": token.as_str() });
    Request::json(root.edit(posts(kind), &[]), &body)
}

/// Own posts in every status whose slug comes from the token.
pub fn find_shells(root: &Root, kind: PostKind, token: &Token, author: u64) -> Request {
    let (slugs, author, page) = (token_slugs(token).join(","), author.to_string(), PAGE.to_string());
    let parameters = [
        ("slug", slugs.as_str()),
        ("status", "any,trash"),
        ("author", &author),
        ("orderby", "id"),
        ("order", "asc"),
        ("per_page", &page),
    ];
    Request::new(Method::Get, root.edit(posts(kind), &parameters))
}

/// One post, raw.
pub fn read_post(root: &Root, kind: PostKind, id: RemoteId) -> Request {
    Request::new(Method::Get, root.edit(&post(kind, id), &[]))
}

/// One page of a listing, newest first. `author`: only this person's, for people who may not edit what others wrote
/// (WordPress counts those first and leaves them out afterwards).
pub fn list_posts(root: &Root, listing: &Listing, author: Option<u64>) -> Request {
    let (page, size) = (listing.page.to_string(), PAGE.to_string());
    let author = author.map(|author| author.to_string());
    let status = match listing.status {
        None => "any",
        Some(Status::Trashed) => "trash",
        Some(status) => status_word(status).unwrap_or("any"),
    };
    let mut parameters =
        vec![("status", status), ("orderby", "id"), ("order", "desc"), ("per_page", &size), ("page", &page)];
    parameters.extend(author.as_deref().map(|author| ("author", author)));
    Request::new(Method::Get, root.edit(posts(listing.kind), &parameters))
}

/// The newest revisions of a post.
pub fn edits(root: &Root, kind: PostKind, id: RemoteId) -> Request {
    let parameters = [("per_page", "10"), ("_fields", "id")];
    Request::new(Method::Get, root.route(&format!("{}/revisions", post(kind, id)), &parameters))
}

/// Pages with this slug, in every status.
pub fn pages_by_slug(root: &Root, slug: &str) -> Request {
    let parameters = [("slug", slug), ("status", "any"), ("orderby", "id"), ("order", "asc")];
    Request::new(Method::Get, root.edit(posts(PostKind::Page), &parameters))
}

/// Sets fields; what is `None` is not sent. An error names what cannot be said over REST.
///
/// What pages do not have (categories, tags, format, held on top) and what posts do not have (parent, order) is not sent.
pub fn write_post(root: &Root, kind: PostKind, id: RemoteId, fields: &PostFields) -> Result<Request, String> {
    let mut body = Map::new();
    let texts = [
        ("title", &fields.title),
        ("content", &fields.content),
        ("excerpt", &fields.excerpt),
        ("slug", &fields.slug),
        ("password", &fields.password),
    ];
    for (name, text) in texts {
        body.extend(text.iter().map(|text| (name.to_owned(), json!(text))));
    }
    if let Some(status) = fields.status {
        let word =
            status_word(status).ok_or("A post is put into the trash by itself, not with other changes.")?;
        body.insert("status".to_owned(), json!(word));
    }
    if let Some(date) = &fields.date {
        let (name, value) = date_field(date).ok_or_else(|| format!("“{date}” is no date and time."))?;
        body.insert(name.to_owned(), json!(value));
    }
    match kind {
        PostKind::Post => {
            for (name, terms) in [("categories", &fields.categories), ("tags", &fields.tags)] {
                let ids = terms.iter().map(|terms| terms.iter().map(|term| term.0).collect::<Vec<_>>());
                body.extend(ids.map(|ids| (name.to_owned(), json!(ids))));
            }
            body.extend(fields.format.iter().map(|format| ("format".to_owned(), json!(format))));
            body.extend(fields.sticky.iter().map(|sticky| ("sticky".to_owned(), json!(sticky))));
        }
        PostKind::Page => {
            let parent = fields.parent.map(|parent| parent.map_or(0, |id| id.0));
            body.extend(parent.iter().map(|parent| ("parent".to_owned(), json!(parent))));
            body.extend(fields.order.iter().map(|order| ("menu_order".to_owned(), json!(order))));
        }
    }
    body.extend(fields.author.iter().map(|author| ("author".to_owned(), json!(author))));
    if let Some(featured) = fields.featured {
        body.insert("featured_media".to_owned(), json!(featured.map_or(0, |id| id.0)));
    }
    for (name, open) in [("comment_status", fields.comments_open), ("ping_status", fields.pings_open)] {
        body.extend(open.map(|open| (name.to_owned(), json!(if open { "open" } else { "closed" }))));
    }
    Ok(Request::json(root.edit(&post(kind, id), &[]), &Value::Object(body)))
}

/// An instant goes as `date_gmt` with `Z`, the blog's own clock as `date` without a zone; never both, because
/// WordPress would take `date`.
fn date_field(date: &str) -> Option<(&'static str, String)> {
    Some(match Date::read(date)? {
        Date::Instant(utc) => ("date_gmt", utc.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        Date::Clock(clock) => ("date", clock.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
    })
}

/// Into the trash, not beyond.
pub fn trash_post(root: &Root, kind: PostKind, id: RemoteId) -> Request {
    Request::new(Method::Delete, root.route(&post(kind, id), &[]))
}

/// For ever.
pub fn delete_post(root: &Root, kind: PostKind, id: RemoteId) -> Request {
    Request::new(Method::Delete, root.route(&post(kind, id), &[("force", "true")]))
}

/// Media by its own address part, and as WordPress makes it unique.
pub fn media_by_slug(root: &Root, stem: &str) -> Request {
    let slugs = [stem.to_owned(), format!("{stem}-2"), format!("{stem}-3"), format!("{stem}-4")].join(",");
    media(root, ("slug", &slugs))
}

/// Media that mentions the stem anywhere.
pub fn media_by_search(root: &Root, stem: &str) -> Request {
    media(root, ("search", stem))
}

fn media(root: &Root, which: (&str, &str)) -> Request {
    let page = PAGE.to_string();
    let parameters = [which, ("orderby", "id"), ("order", "asc"), ("per_page", &page)];
    Request::new(Method::Get, root.edit("wp/v2/media", &parameters))
}

/// The longest caption that rides in an address, in bytes: some servers refuse addresses of a few kilobytes. A longer one
/// stands in the post all the same.
const CAPTION: usize = 1_000;

/// A picture as the raw body, which no limit on form fields cuts off; title, slug, alternative text and caption ride in the
/// address.
pub fn upload_media(root: &Root, media: &MediaUpload<'_>) -> Request {
    let stem = stem(media.name);
    let mut parameters = vec![("title", stem), ("slug", stem), ("alt_text", media.alt)];
    // The writer's words are plain, and the blog takes HTML here.
    let mut caption = String::new();
    text::escape(&mut caption, media.caption);
    if (1..=CAPTION).contains(&caption.len()) {
        parameters.push(("caption", &caption));
    }
    let url = root.edit("wp/v2/media", &parameters);
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let name: String = media.name.chars().map(safe).collect();
    Request {
        headers: vec![
            ("Content-Type", media.mime.to_owned()),
            ("Content-Disposition", format!("attachment; filename=\"{name}\"")),
        ],
        body: media.bytes.to_vec(),
        kind: Kind::Upload,
        ..Request::new(Method::Post, url)
    }
}

/// Makes the smaller sizes of a picture that was stored before they failed.
pub fn finish_media(root: &Root, id: RemoteId) -> Request {
    let url = root.edit(&format!("wp/v2/media/{id}/post-process"), &[]);
    Request { kind: Kind::Upload, ..Request::json(url, &json!({ "action": "create-image-subsizes" })) }
}

/// One picture. In the readers' view: the editing one is for those who may change it.
pub fn read_media(root: &Root, id: RemoteId) -> Request {
    Request::new(Method::Get, root.route(&format!("wp/v2/media/{id}"), &[]))
}

fn route_of(taxonomy: Taxonomy) -> &'static str {
    match taxonomy {
        Taxonomy::Category => "wp/v2/categories",
        Taxonomy::Tag => "wp/v2/tags",
    }
}

/// One page of all terms, from 1. In the readers' view, like every question about terms: WordPress keeps the editing
/// view for people who may change terms, and writers only need their names.
pub fn list_terms(root: &Root, taxonomy: Taxonomy, page: usize) -> Request {
    let (page, size) = (page.to_string(), PAGE.to_string());
    let parameters = [("orderby", "id"), ("order", "asc"), ("per_page", size.as_str()), ("page", &page)];
    Request::new(Method::Get, root.route(route_of(taxonomy), &parameters))
}

/// Terms whose name holds this one. WordPress keeps names with `&`, `<` and `>` as entities and searches them so.
pub fn search_terms(root: &Root, taxonomy: Taxonomy, name: &str) -> Request {
    let (stored, size) = (stored_name(name), PAGE.to_string());
    let parameters = [("search", stored.as_str()), ("orderby", "id"), ("order", "asc"), ("per_page", &size)];
    Request::new(Method::Get, root.route(route_of(taxonomy), &parameters))
}

/// One term.
pub fn read_term(root: &Root, taxonomy: Taxonomy, id: u64) -> Request {
    Request::new(Method::Get, root.route(&format!("{}/{id}", route_of(taxonomy)), &[]))
}

/// A new term.
pub fn create_term(root: &Root, taxonomy: Taxonomy, name: &str, parent: Option<TermId>) -> Request {
    let mut body = json!({ "name": name });
    if let Some(parent) = parent {
        body["parent"] = json!(parent.0);
    }
    Request::json(root.route(route_of(taxonomy), &[]), &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_appended_to_either_kind_of_root() {
        for (root, expected) in [
            (
                "https://example.org/wp-json/",
                "https://example.org/wp-json/wp/v2/posts?context=edit&slug=a%2Cb",
            ),
            (
                "https://example.org/wp-json",
                "https://example.org/wp-json/wp/v2/posts?context=edit&slug=a%2Cb",
            ),
            (
                "https://example.org/blog/wp-json/",
                "https://example.org/blog/wp-json/wp/v2/posts?context=edit&slug=a%2Cb",
            ),
            (
                "http://127.0.0.1:8714/index.php?rest_route=/",
                "http://127.0.0.1:8714/index.php?rest_route=%2Fwp%2Fv2%2Fposts&context=edit&slug=a%2Cb",
            ),
            (
                "https://example.org/?lang=de&rest_route=/#x",
                "https://example.org/?lang=de&rest_route=%2Fwp%2Fv2%2Fposts&context=edit&slug=a%2Cb",
            ),
        ] {
            assert_eq!(Root::parse(root).unwrap().edit("wp/v2/posts", &[("slug", "a,b")]).as_str(), expected);
        }
        for bad in ["", "example.org", "ftp://example.org/", "mailto:a@example.org"] {
            assert_eq!(Root::parse(bad), None, "{bad}");
        }
    }

    fn root() -> Root {
        Root::parse("https://example.org/wp-json/").unwrap()
    }

    #[test]
    fn only_what_is_set_is_sent() {
        let all = PostFields {
            title: Some("T".into()),
            content: Some("C".into()),
            excerpt: Some(String::new()),
            slug: Some("s".into()),
            status: Some(Status::Published),
            date: Some("2026-11-23T10:00:00+05:30".into()),
            categories: Some(vec![TermId(3)]),
            tags: Some(vec![]),
            tag_names: None,
            featured: Some(None),
            comments_open: Some(false),
            pings_open: Some(true),
            password: Some("p".into()),
            format: Some("quote".into()),
            sticky: Some(true),
            author: Some(2),
            parent: Some(None),
            order: Some(3),
            custom_fields: Some(vec![]),
        };
        let both = json!({
            "title": "T", "content": "C", "excerpt": "", "slug": "s", "status": "publish", "password": "p",
            "date_gmt": "2026-11-23T04:30:00Z", "featured_media": 0, "comment_status": "closed",
            "ping_status": "open", "author": 2
        });
        let with = |more: Value| {
            let mut body = both.clone();
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        let post = with(json!({"categories": [3], "tags": [], "format": "quote", "sticky": true}));
        let page = with(json!({"parent": 0, "menu_order": 3}));
        let picture = PostFields { featured: Some(Some(RemoteId(5))), ..Default::default() };
        for (kind, fields, expected) in [
            (PostKind::Post, &PostFields::default(), json!({})),
            (PostKind::Post, &picture, json!({"featured_media": 5})),
            (PostKind::Post, &all, post),
            (PostKind::Page, &all, page),
        ] {
            let request = write_post(&root(), kind, RemoteId(7), fields).unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&request.body).unwrap(), expected);
            let url = format!("https://example.org/wp-json/wp/v2/{kind}s/7?context=edit");
            assert_eq!(request.url.as_str(), url);
        }
    }

    #[test]
    fn dates_say_which_clock() {
        for (date, expected) in [
            ("2026-11-23T10:00:00Z", Some(("date_gmt", "2026-11-23T10:00:00Z"))),
            ("2026-11-23T10:00:00+01:00", Some(("date_gmt", "2026-11-23T09:00:00Z"))),
            ("2026-11-23 23:30:00-0530", Some(("date_gmt", "2026-11-24T05:00:00Z"))),
            ("2026-11-23T10:00:00", Some(("date", "2026-11-23T10:00:00"))),
            ("2026-11-23 10:00:00", Some(("date", "2026-11-23T10:00:00"))),
            ("tomorrow", None),
            ("", None),
        ] {
            let expected = expected.map(|(name, value)| (name, value.to_owned()));
            assert_eq!(date_field(date), expected, "{date}");
        }
    }

    #[test]
    fn the_trash_is_not_a_status_to_set() {
        let fields = PostFields { status: Some(Status::Trashed), ..Default::default() };
        assert!(write_post(&root(), PostKind::Post, RemoteId(7), &fields).is_err());
    }

    #[test]
    fn uploads_name_themselves_in_ascii() {
        let media = MediaUpload {
            name: "é\"x\r\ny.png",
            mime: "image/png",
            bytes: &[1],
            alt: "Ein Bär & \"du\"",
            caption: "<At dusk>",
        };
        let request = upload_media(&root(), &media);
        assert_eq!(request.headers[1].1, "attachment; filename=\"--x--y.png\"");
        assert!(
            request
                .url
                .query()
                .unwrap()
                .contains("alt_text=Ein+B%C3%A4r+%26+%22du%22&caption=%26lt%3BAt+dusk%26gt%3B")
        );
        for caption in [String::new(), "x".repeat(CAPTION + 1)] {
            let request = upload_media(&root(), &MediaUpload { caption: &caption, ..media.clone() });
            assert!(!request.url.query().unwrap().contains("caption"));
        }
    }
}
