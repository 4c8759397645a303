//! The real WordPress servers that `cargo xtask test` has started, and a way to ask them that is not the product's own.
//!
//! `COPYDESK_SERVERS` names a file with one entry per server. Without it these tests cannot mean anything, so they fail
//! and say what to run; they are never skipped. Tests run at the same time on the same servers: each makes its own
//! [`Person`] and leaves the others' things alone.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blog::Transport;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs};

/// A running WordPress.
#[derive(Debug, Clone)]
pub struct Server {
    /// As in "6.1.9".
    pub version: String,
    /// The address, without a slash at the end.
    pub url: String,
    /// The blog's own folder: `wp-content`, the database, faults.
    pub folder: PathBuf,
    /// WordPress's files, shared and read-only.
    pub tree: PathBuf,
    admin: Person,
}

/// Somebody with an account on a server.
#[derive(Debug, Clone)]
pub struct Person {
    /// The id on the server.
    pub id: u64,
    /// The name to sign in with.
    pub login: String,
    /// The application password.
    pub app_password: String,
}

/// The oldest WordPress that Copydesk supports.
pub fn oldest() -> Server {
    all().swap_remove(0)
}

/// The newest WordPress that there is.
pub fn newest() -> Server {
    all().pop().unwrap_or_else(|| panic!("COPYDESK_SERVERS names no server."))
}

/// Both interfaces of all of them.
pub fn everywhere() -> Vec<(Server, Transport)> {
    let both = |server: Server| [Transport::Rest, Transport::XmlRpc].map(|way| (server.clone(), way));
    all().into_iter().flat_map(both).collect()
}

/// All of them, the oldest first. Fails the test with the command to run when there are none.
pub fn all() -> Vec<Server> {
    let Some(file) = env::var_os("COPYDESK_SERVERS") else {
        panic!("This test needs real WordPress servers. `cargo xtask test` starts them; run that.");
    };
    let text = fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("Could not read {}: {error}", file.display()));
    let list: Vec<Value> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{} is no list: {error}", file.display()));
    assert!(!list.is_empty(), "{} lists no server.", file.display());
    list.iter().map(server).collect()
}

fn server(facts: &Value) -> Server {
    let text = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
    let admin = &facts["users"]["admin"];
    Server {
        version: text("version"),
        url: text("url"),
        folder: text("dir").into(),
        tree: text("tree").into(),
        admin: Person {
            id: admin["id"].as_u64().unwrap_or_default(),
            login: "admin".to_owned(),
            app_password: admin["app_password"].as_str().unwrap_or_default().to_owned(),
        },
    }
}

impl Server {
    /// A new person with a role of WordPress: administrator, editor, author, contributor or subscriber.
    pub fn person(&self, role: &str) -> Person {
        self.person_called(format!("{role}-{}", unique()), role)
    }

    /// The same for somebody to whom this server speaks only the older methods of XML-RPC.
    pub fn person_without_wp_methods(&self, role: &str) -> Person {
        let plugin = self.folder.join("wp-content/mu-plugins/older-methods.php");
        // Written beside and renamed, so that the server never reads half of it.
        let part = plugin.with_file_name(unique());
        let written = fs::write(&part, OLDER_METHODS).and_then(|()| fs::rename(&part, &plugin));
        written.unwrap_or_else(|error| panic!("Could not write {}: {error}", plugin.display()));
        self.person_called(format!("older-{role}-{}", unique()), role)
    }

    fn person_called(&self, login: String, role: &str) -> Person {
        let asked = json!({ "username": login, "password": unique(), "email": format!("{login}@example.test"), "roles": [role] });
        let id = self.post("/wp/v2/users", &asked)["id"].as_u64().unwrap_or_default();
        let made =
            self.post(&format!("/wp/v2/users/{id}/application-passwords"), &json!({ "name": "Tests" }));
        Person { id, login, app_password: made["password"].as_str().unwrap_or_default().to_owned() }
    }

    /// What the server answers to its administrator; `route` as in `/wp/v2/posts/5?context=edit`. Fails the test on any
    /// other status than 200.
    pub fn get(&self, route: &str) -> Value {
        let (status, answer) = self.ask(route, &self.admin);
        assert_eq!(status, 200, "GET {route} on WordPress {}: {answer}", self.version);
        answer
    }

    /// The status and the answer to `person`.
    pub fn ask(&self, route: &str, person: &Person) -> (u16, Value) {
        read(agent().get(self.address(route)).header("authorization", authorization(person)).call())
    }

    /// Changes something as the administrator. Fails the test on any other status than 200 or 201.
    pub fn post(&self, route: &str, body: &Value) -> Value {
        let (status, answer) = read(
            agent()
                .post(self.address(route))
                .header("authorization", authorization(&self.admin))
                .send_json(body),
        );
        assert!(matches!(status, 200 | 201), "POST {route} on WordPress {}: {status} {answer}", self.version);
        answer
    }

    /// Deletes something as the administrator: into the trash, or for good with `force=true`.
    pub fn delete(&self, route: &str) {
        let (status, answer) = read(
            agent().delete(self.address(route)).header("authorization", authorization(&self.admin)).call(),
        );
        assert_eq!(status, 200, "DELETE {route} on WordPress {}: {answer}", self.version);
    }

    /// The status and the media type of a page or a file, as any visitor gets it.
    pub fn visit(&self, url: &str) -> (u16, String) {
        let response = agent().get(url).call().unwrap_or_else(|error| panic!("{url}: {error}"));
        let media_type =
            response.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        (response.status().as_u16(), media_type.to_owned())
    }

    /// From now on `person` meets this fault; `crates/xtask/assets/router.php` says what a fault can be. It ends when the
    /// returned value is dropped.
    pub fn fault(&self, person: &Person, mut fault: Value) -> Fault {
        fault["user"] = json!(person.login);
        let folder = self.folder.join("faults");
        let file = folder.join(format!("{}.json", unique()));
        // Written beside and renamed, so that the server never reads half of it.
        let part = file.with_extension("part");
        let written = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&part, fault.to_string()))
            .and_then(|()| fs::rename(&part, &file));
        written.unwrap_or_else(|error| panic!("Could not write {}: {error}", file.display()));
        Fault { file }
    }

    fn address(&self, route: &str) -> String {
        format!("{}/wp-json{route}", self.url)
    }
}

/// A fault that is in force.
#[derive(Debug)]
pub struct Fault {
    file: PathBuf,
}

impl Fault {
    /// Whether a fault that strikes once has struck.
    pub fn has_struck(&self) -> bool {
        !self.file.exists()
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
    }
}

/// Takes `wp.*` away from calls by people whose name begins with "older-".
const OLDER_METHODS: &str = "<?php
add_filter('xmlrpc_methods', function (array $methods): array {
    $older = str_contains((string) file_get_contents('php://input'), '<string>older-');
    return array_filter($methods, fn($name) => !$older || !str_starts_with($name, 'wp.'), ARRAY_FILTER_USE_KEY);
});
";

/// A word that no other test uses: for slugs, titles and names.
pub fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{nanos:x}-{:x}-{:x}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn authorization(person: &Person) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", person.login, person.app_password)))
}

fn read(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> (u16, Value) {
    let mut response = result.unwrap_or_else(|error| panic!("The server does not answer: {error}"));
    let status = response.status().as_u16();
    let body =
        response.body_mut().read_to_string().unwrap_or_else(|error| panic!("The answer breaks off: {error}"));
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}
