//! A blog of one person and few posts, as a server on this machine: as much of WordPress's REST interface as a press needs,
//! and a switch with which it falls silent. What real servers answer is proven in `tests/wordpress`.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the blog holds, and what it was asked.
#[derive(Default)]
pub struct Held {
    /// Every request line but the ones of signing in and discovery.
    pub asked: Vec<String>,
    /// Its posts, as its interface shows them.
    pub posts: Vec<Value>,
    /// Answers 503 to everything.
    pub silent: bool,
    /// Answers 401 to everything that is signed in.
    pub refuses_sign_in: bool,
}

/// The running server; ends with the test.
#[derive(Clone)]
pub struct SmallBlog {
    /// Its address.
    pub url: String,
    held: Arc<Mutex<Held>>,
}

impl SmallBlog {
    /// A blog on the clock of Kolkata.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let blog = Self { url, held: Arc::default() };
        let serving = blog.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serving.serve(&stream);
            }
        });
        blog
    }

    /// What it holds.
    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many requests came that are not about who is there.
    pub fn asked(&self) -> usize {
        self.held().asked.len()
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        let _ = reader.read_line(&mut head);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        let _ = reader.read_exact(&mut body);
        let (status, answer) =
            self.answer(head.trim_end(), &serde_json::from_slice(&body).unwrap_or_default());
        let text = answer.to_string();
        let _ = write!(
            &*stream,
            "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        );
    }

    fn answer(&self, head: &str, body: &Value) -> (u16, Value) {
        let mut held = self.held();
        let (method, target) = head.split_once(' ').unwrap_or_default();
        let route = target.split(['?', ' ']).next().unwrap_or_default();
        let signing_in = !route.contains("/wp/v2/posts") && !route.starts_with("/post-");
        if !signing_in {
            held.asked.push(head.to_owned());
        }
        if held.silent {
            return (503, json!("Busy."));
        }
        if held.refuses_sign_in && route.contains("/wp/v2/") {
            return (401, json!({ "code": "rest_not_logged_in", "message": "x", "data": { "status": 401 } }));
        }
        let id = route.rsplit('/').find_map(|part| part.parse::<u64>().ok());
        match (method, id) {
            _ if route.contains("/users/me") => (200, me()),
            ("GET", None) if route.contains("/wp/v2/posts") => {
                let slug = target.split("slug=").nth(1).and_then(|rest| rest.split(['%', ',', '&']).next());
                let found = held.posts.iter().filter(|post| post["slug"].as_str() == slug);
                (200, found.cloned().collect())
            }
            ("POST", None) if route.contains("/wp/v2/posts") => {
                let id = held.posts.len() as u64 + 11;
                held.posts.push(blank(&self.url, id));
                set(&mut held.posts[id as usize - 11], body);
                (201, held.posts[id as usize - 11].clone())
            }
            (_, Some(id)) if route.contains("/revisions") => (200, json!([{ "id": id + 1000 }])),
            (_, Some(id)) if route.contains("/wp/v2/posts") => {
                let Some(post) = held.posts.iter_mut().find(|post| post["id"] == id) else {
                    return (
                        404,
                        json!({ "code": "rest_post_invalid_id", "message": "x", "data": { "status": 404 } }),
                    );
                };
                if method == "POST" {
                    set(post, body);
                }
                (200, post.clone())
            }
            _ if route.starts_with("/wp-json") => (200, index(&self.url)),
            _ => (200, json!("A page.")),
        }
    }
}

fn index(url: &str) -> Value {
    json!({
        "name": "A blog", "url": url, "home": url, "namespaces": ["wp/v2"], "authentication": [],
        "timezone_string": "Asia/Kolkata", "gmt_offset": "5.5",
    })
}

fn me() -> Value {
    let rights = [
        "edit_posts",
        "publish_posts",
        "upload_files",
        "manage_categories",
        "unfiltered_html",
        "edit_others_posts",
    ];
    let capabilities: serde_json::Map<String, Value> =
        rights.iter().map(|right| ((*right).to_owned(), json!(true))).collect();
    json!({ "id": 1, "name": "Me", "username": "me", "slug": "me", "roles": ["administrator"], "capabilities": capabilities })
}

fn blank(url: &str, id: u64) -> Value {
    json!({
        "id": id, "date": "2026-11-25T10:00:00", "date_gmt": null, "modified_gmt": "2026-11-25T10:00:00", "slug": "",
        "status": "draft", "type": "post", "link": format!("{url}/post-{id}/"), "title": { "raw": "" },
        "content": { "raw": "" }, "excerpt": { "raw": "" }, "author": 1, "featured_media": 0, "comment_status": "open",
        "ping_status": "open", "sticky": false, "format": "standard", "categories": [1], "tags": [], "password": "",
    })
}

/// Sets fields as WordPress does: publishing with a date ahead is scheduling.
fn set(post: &mut Value, body: &Value) {
    for (name, value) in body.as_object().into_iter().flatten() {
        match name.as_str() {
            "title" | "content" | "excerpt" => post[name] = json!({ "raw": value }),
            "date_gmt" => post[name] = json!(value.as_str().unwrap_or_default().trim_end_matches('Z')),
            _ => post[name] = value.clone(),
        }
    }
    let ahead = post["date_gmt"].as_str().is_some_and(|date| date > "2030");
    if post["status"] == "publish" && ahead {
        post["status"] = json!("future");
    }
    if post["status"] == "publish" && post["date_gmt"].is_null() {
        post["date_gmt"] = post["modified_gmt"].clone();
    }
    if post["slug"] == "" && post["status"] != "draft" {
        post["slug"] = json!(format!("post-{}", post["id"]));
    }
}
