//! What a browser without JavaScript does on a blog: signs in with cookies, fills a form, presses a button.

use crate::servers::{Person, Server, unique};
use serde_json::json;
use std::collections::BTreeMap;
use url::Url;

/// A browser in which somebody is signed in.
pub struct Browser {
    agent: ureq::Agent,
    cookies: String,
}

/// What a page answered.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Where it leads; empty for nowhere.
    pub location: String,
    /// Its words.
    pub body: String,
}

impl Browser {
    /// Signs `person` in on the blog's own page, with a new password of their own.
    pub fn signed_in(server: &Server, person: &Person) -> Self {
        let password = unique();
        server.post(&format!("/wp/v2/users/{}", person.id), &json!({ "password": password }));
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let mut browser = Self {
            agent: config.build().into(),
            cookies: "wordpress_test_cookie=WP%20Cookie%20check".into(),
        };
        let page = format!("{}/wp-login.php", server.url);
        let form = [
            ("log", person.login.as_str()),
            ("pwd", &password),
            ("testcookie", "1"),
            ("wp-submit", "Log In"),
        ];
        let response = browser.agent.post(&page).header("cookie", &browser.cookies).send_form(form);
        let response = response.unwrap_or_else(|error| panic!("{page}: {error}"));
        let set: Vec<String> = response
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| Some(cookie.to_str().ok()?.split(';').next()?.to_owned()))
            .collect();
        assert!(
            set.iter().any(|cookie| cookie.starts_with("wordpress_logged_in")),
            "{} is not signed in",
            person.login
        );
        browser.cookies = set.join("; ");
        browser
    }

    /// Opens a page.
    pub fn open(&self, url: &str) -> Answer {
        self.try_open(url).unwrap_or_else(|| panic!("nobody answers at {url}"))
    }

    /// Opens a page; `None` when nobody answers there.
    pub fn try_open(&self, url: &str) -> Option<Answer> {
        let response = self.agent.get(url).header("cookie", &self.cookies).call().ok()?;
        Some(read(response))
    }

    /// Opens a page with a form, presses one of its buttons, and returns where the browser is sent.
    pub fn press(&self, page: &str, button: &str) -> String {
        let shown = self.open(page);
        let mut fields = fields(&shown.body);
        assert!(fields.contains_key("success_url"), "no form to approve in: {} {}", shown.status, shown.body);
        fields.retain(|name, _| name != "approve" && name != "reject");
        fields.insert(button.to_owned(), "1".to_owned());
        let action = page.split('?').next().unwrap_or(page);
        let form: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let response = self.agent.post(action).header("cookie", &self.cookies).send_form(form);
        let answer = read(response.unwrap_or_else(|error| panic!("{action}: {error}")));
        assert_eq!(answer.status, 302, "{button} on {page}: {}", answer.body);
        answer.location
    }

    /// The password in an address, as the blog wrote it.
    pub fn password_of(&self, address: &str) -> String {
        let url = Url::parse(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        let found = url.query_pairs().find(|(name, _)| name == "password");
        found.map(|(_, password)| password.into_owned()).unwrap_or_else(|| panic!("no password comes back"))
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let header = response.headers().get("location").and_then(|value| value.to_str().ok());
    Answer {
        status: response.status().as_u16(),
        location: header.unwrap_or_default().to_owned(),
        body: response.body_mut().read_to_string().unwrap_or_default(),
    }
}

/// The fields of the form on a page, by name.
fn fields(page: &str) -> BTreeMap<String, String> {
    let value = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next()?.replace("&#038;", "&").replace("&amp;", "&"))
    };
    let tags = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter_map(|tag| Some((value(tag, "name")?, value(tag, "value").unwrap_or_default()))).collect()
}
