//! The index of a REST interface, by which it is known: JSON that lists `wp/v2` among its namespaces.

use super::place::secured;
use crate::exchange::{Method, Request, Response};
use crate::facts::plain_name;
use crate::rest::json::{self, List};
use crate::rest::request::Root;
use blog::SiteClock;
use serde::Deserialize;
use url::Url;

/// What an interface says of itself and of its blog.
#[derive(Deserialize)]
pub struct Index {
    #[serde(default)]
    name: String,
    #[serde(default)]
    home: String,
    /// Where WordPress's own files are: a folder below `home` on some blogs.
    #[serde(default)]
    url: String,
    namespaces: List<String>,
    #[serde(default, deserialize_with = "json::lenient")]
    authentication: Option<Authentication>,
    #[serde(default, deserialize_with = "json::lenient")]
    timezone_string: Option<String>,
    #[serde(default, deserialize_with = "json::number")]
    gmt_offset: f64,
}

#[derive(Deserialize)]
struct Authentication {
    #[serde(rename = "application-passwords")]
    application_passwords: Endpoints,
}

#[derive(Deserialize)]
struct Endpoints {
    endpoints: Authorization,
}

#[derive(Deserialize)]
struct Authorization {
    authorization: String,
}

/// Asks for it, by as little as is needed.
pub fn ask(root: &Root) -> Request {
    let fields = "name,home,url,namespaces,authentication,timezone_string,gmt_offset";
    Request::new(Method::Get, root.with(&[("_fields", fields)]))
}

impl Index {
    /// Reads it; `None` for any other answer, whatever its status.
    pub fn read(answer: &Response) -> Option<Self> {
        let index = Some(answer).filter(|answer| answer.status == 200);
        let index: Self = index.and_then(|answer| json::parse(&answer.body))?;
        index.namespaces.0.iter().any(|space| space == "wp/v2").then_some(index)
    }

    /// The blog's title; may be empty.
    pub fn title(&self) -> String {
        plain_name(&self.name).trim().to_owned()
    }

    /// Its time zone.
    pub fn clock(&self) -> SiteClock {
        SiteClock {
            zone: self.timezone_string.clone().unwrap_or_default(),
            offset_minutes: (self.gmt_offset.clamp(-24.0, 24.0) * 60.0).round() as i32,
        }
    }

    /// Where its people approve application passwords. It will be opened in the person's browser: a web address of
    /// this blog or nothing.
    pub fn approval_page(&self, here: &Url) -> Option<String> {
        let page = &self.authentication.as_ref()?.application_passwords.endpoints.authorization;
        let page = secured(Url::parse(page).ok()?, here);
        (matches!(page.scheme(), "http" | "https") && page.host() == here.host()).then(|| page.to_string())
    }

    /// Whether it takes application passwords, by its own word.
    pub fn offers_approval(&self) -> bool {
        self.authentication.is_some()
    }

    /// What the interface offers.
    pub fn offers(&self) -> &[String] {
        &self.namespaces.0
    }

    /// The blog's own idea of its address when it is on the host that was asked; otherwise where the page was found.
    pub fn home(&self, here: &Url) -> String {
        let own = Url::parse(&self.home).ok().map(|own| secured(own, here));
        let own = own.filter(|own| own.origin() == here.origin());
        own.as_ref().unwrap_or(here).as_str().trim_end_matches('/').to_owned()
    }

    /// The folder of WordPress's own files, where `xmlrpc.php` is.
    pub fn own_files(&self) -> Option<Url> {
        Url::parse(&format!("{}/", self.url.trim_end_matches('/'))).ok()
    }

    /// Whether WordPress.com hosts this blog on a plan that gives it a WordPress of its own.
    pub fn is_hosted_by_wordpress_com(&self) -> bool {
        self.namespaces.0.iter().any(|space| space.starts_with("wpcomsh/"))
    }
}
