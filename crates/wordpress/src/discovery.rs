//! From what a person types to a blog's interface.
//!
//! Nothing is believed by its status: an interface is what answers JSON that lists `wp/v2` among its namespaces.
//! Discovery signs in only when asked to, and only where the person's own address led.

mod page;
mod typed;

use crate::exchange::{Method, Request, Response};
use crate::redaction::Redaction;
use crate::rest::json::{self, List, plain_name};
use crate::rest::request::Root;
use crate::rest::response;
use crate::{Http, address};
use blog::{ClientError, Endpoint, Failure, Secret, SiteClock, Transport};
use serde::Deserialize;
use url::Url;

/// A WordPress blog and where it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovered {
    /// The blog's address as people read it, without a trailing slash.
    pub address: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its interface.
    pub endpoint: Endpoint,
    /// Its time zone.
    pub clock: SiteClock,
    /// Where its people approve application passwords in a browser; `None` where the blog has switched them off (it
    /// is not reached over https, or a plugin forbids them).
    pub application_passwords: Option<String>,
    /// What its interface offers, such as `wp/v2`.
    pub namespaces: Vec<String>,
}

/// Why no blog was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// What was typed is no address.
    NoAddress,
    /// Nothing answers there: no network, no such name, refused, silent.
    NoConnection,
    /// What answers cannot be trusted.
    Tls,
    /// Something answers, but it is no WordPress.
    NotWordPress,
    /// It is WordPress, but its interface is closed.
    Blocked,
    /// It leads to an address that was not followed.
    Redirected,
    /// A blog of the kind WordPress.com runs itself, which has no interface of its own.
    WordPressCom,
    /// It is busy or under maintenance.
    Busy,
}

/// Why no blog was found, for the person who typed the address.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message} {next_step}")]
pub struct DiscoveryError {
    /// For decisions.
    pub kind: NotFound,
    /// What happened, one sentence.
    pub message: String,
    /// What to do, one or two sentences.
    pub next_step: String,
    /// The raw detail; for [`NotFound::Redirected`] the address it leads to.
    pub detail: String,
}

/// Finds the blog at an address as it was typed. Sends no sign-in.
pub fn discover(http: &Http, typed: &str) -> Result<Discovered, DiscoveryError> {
    Search { http, sign_in: None }.at(typed)
}

/// The same, signing in at the interface: for blogs that close it to strangers.
pub fn discover_signed_in(
    http: &Http,
    typed: &str,
    user: &str,
    secret: &Secret,
) -> Result<Discovered, DiscoveryError> {
    let redaction = Redaction::of(user, secret);
    Search { http, sign_in: Some((user, secret)) }
        .at(typed)
        .map_err(|error| DiscoveryError { detail: redaction.clean_text(error.detail), ..error })
}

/// How often a front page may lead to another address (`example.org` to `www.example.org`).
const MAX_MOVES: usize = 3;

struct Search<'a> {
    http: &'a Http,
    sign_in: Option<(&'a str, &'a Secret)>,
}

impl Search<'_> {
    fn at(&self, typed: &str) -> Result<Discovered, DiscoveryError> {
        let mut first = None;
        for start in typed::addresses(typed) {
            match self.from(start) {
                Ok(found) => return Ok(found),
                // https may simply not be there; whatever else was answered is the truth about this blog.
                Err(error) if matches!(error.kind, NotFound::NoConnection | NotFound::Tls) => {
                    first.get_or_insert(error);
                }
                Err(error) => return Err(first.unwrap_or(error)),
            }
        }
        Err(first.unwrap_or_else(|| no_address(typed)))
    }

    /// Follows a front page to where it lives, and looks for the interface there.
    fn from(&self, start: Url) -> Result<Discovered, DiscoveryError> {
        let mut base = start;
        for _ in 0..=MAX_MOVES {
            match self.http.send(&Request::new(Method::Get, base.clone()), None, &mut |_| {}) {
                Ok(page) => return self.on(&page),
                Err(error) if error.failure == Failure::Redirected => {
                    let to = Url::parse(&error.detail).ok().filter(|to| may_move(&base, to));
                    base = to.ok_or_else(|| unreached(&base, error))?;
                }
                Err(error) => return Err(unreached(&base, error)),
            }
        }
        Err(redirected(&base))
    }

    fn on(&self, page: &Response) -> Result<Discovered, DiscoveryError> {
        let here = &page.final_url;
        let mut last = None;
        for root in roots(page) {
            match self.index(&root) {
                Ok((index, answered)) => return Ok(index.discovered(here, &answered)),
                Err(Some(answer)) => last = worse(last, *answer),
                Err(None) => {}
            }
        }
        let of_wordpress_com = |root: &Url| root.host_str() == Some("public-api.wordpress.com");
        let hosted = page::rest_roots(page).iter().any(of_wordpress_com);
        Err(if hosted { wordpress_com(here) } else { nothing_found(page, last) })
    }

    /// The index of an interface and the root that gave it; otherwise the answer that was no index, if there was one.
    fn index(&self, root: &Url) -> Result<(Index, Url), Option<Box<Response>>> {
        let Some(asked) = Root::parse(root.as_str()) else { return Err(None) };
        let fields = "name,home,namespaces,authentication,timezone_string,gmt_offset";
        let request = Request::new(Method::Get, asked.with(&[("_fields", fields)]));
        let response = self.http.send(&request, self.sign_in, &mut |_| {}).map_err(|_| None)?;
        let index = Some(&response).filter(|response| response.status == 200);
        match index.and_then(|response| json::parse::<Index>(&response.body)) {
            Some(index) if index.namespaces.0.iter().any(|space| space == "wp/v2") => {
                // A redirect (http to https, a missing slash) is gone through once, not at every exchange.
                let moved = response.final_url != request.url;
                let answered = if moved { without_fields(&response.final_url) } else { root.clone() };
                Ok((index, answered))
            }
            _ => Err(Some(Box::new(response))),
        }
    }
}

/// Where the interface may be: what the page names, then the usual places. Only on the page's own host, because the
/// sign-in will go there, and on a secured page never in the clear.
fn roots(page: &Response) -> Vec<Url> {
    let here = &page.final_url;
    let usual = ["wp-json/", "?rest_route=/"].iter().filter_map(|place| here.join(place).ok());
    let mut roots: Vec<Url> = Vec::new();
    for mut root in page::rest_roots(page).into_iter().chain(usual) {
        root.set_fragment(None);
        let root = secured(root, here);
        let safe = root.origin() == here.origin() || (root.scheme() == "https" && root.host() == here.host());
        if safe && !roots.contains(&root) {
            roots.push(root);
        }
    }
    roots
}

/// The address over https where its host was reached so: a proxy may add https without WordPress knowing of it.
fn secured(url: Url, here: &Url) -> Url {
    let cleartext = here.scheme() == "https" && url.scheme() == "http" && url.host() == here.host();
    let mut secure = url.clone();
    if cleartext && secure.set_scheme("https").is_ok() { secure } else { url }
}

/// Whether an anonymous search may go on at another address: by a secured word, or between `example.org` and
/// `www.example.org`; always to https, except on this machine.
fn may_move(from: &Url, to: &Url) -> bool {
    let bare = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let secured = to.scheme() == "https" && (from.scheme() == "https" || bare(from) == bare(to));
    secured || (address::is_loopback(from) && address::is_loopback(to))
}

fn without_fields(url: &Url) -> Url {
    let mut root = url.clone();
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "_fields").collect();
    root.set_query(None);
    if !kept.is_empty() {
        root.query_pairs_mut().extend_pairs(kept);
    }
    root
}

#[derive(Deserialize)]
struct Index {
    #[serde(default)]
    name: String,
    #[serde(default)]
    home: String,
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

impl Index {
    fn discovered(self, here: &Url, root: &Url) -> Discovered {
        let approve = self.authentication.map(|a| a.application_passwords.endpoints.authorization);
        // It will be opened in the person's browser: a web address of this blog or nothing.
        let approve = approve.and_then(|url| Some(secured(Url::parse(&url).ok()?, here)));
        let approve =
            approve.filter(|url| matches!(url.scheme(), "http" | "https") && url.host() == here.host());
        Discovered {
            address: home(&self.home, here),
            title: plain_name(&self.name).trim().to_owned(),
            endpoint: Endpoint { transport: Transport::Rest, url: root.to_string() },
            clock: SiteClock {
                zone: self.timezone_string.unwrap_or_default(),
                offset_minutes: (self.gmt_offset.clamp(-24.0, 24.0) * 60.0).round() as i32,
            },
            application_passwords: approve.map(|url| url.to_string()),
            namespaces: self.namespaces.0,
        }
    }
}

/// The blog's own idea of its address when it is on the host that was asked; otherwise where the page was found.
fn home(home: &str, here: &Url) -> String {
    let own = Url::parse(home).ok().map(|own| secured(own, here)).filter(|own| own.origin() == here.origin());
    own.as_ref().unwrap_or(here).as_str().trim_end_matches('/').to_owned()
}

/// Of two answers that were no index, the one that tells more: WordPress's own refusal before any other page.
fn worse(last: Option<Response>, answer: Response) -> Option<Response> {
    match last {
        Some(last) if telling(&last) >= telling(&answer) => Some(last),
        _ => Some(answer),
    }
}

fn telling(answer: &Response) -> u8 {
    let refused = matches!(answer.status, 401 | 403 | 405);
    let speaks = json::Said::read(&answer.body).is_some_and(|said| said.code != "rest_no_route");
    u8::from(refused) * 2 + u8::from(speaks)
}

fn no_address(typed: &str) -> DiscoveryError {
    let typed: String = typed.trim().chars().take(100).collect();
    let message = match typed.as_str() {
        "" => "There is no address yet.".to_owned(),
        typed => format!("“{typed}” is not the address of a blog."),
    };
    DiscoveryError {
        kind: NotFound::NoAddress,
        message,
        next_step:
            "Give the address as you read it in a browser, such as example.org or https://example.org/blog."
                .to_owned(),
        detail: typed,
    }
}

fn unreached(base: &Url, error: ClientError) -> DiscoveryError {
    let host = address::host(base);
    let (kind, next_step) = match error.failure {
        Failure::Tls => (
            NotFound::Tls,
            "Open the address in a browser: if it warns there too, the certificate has to be put right on the server.",
        ),
        Failure::Redirected => return redirected_to(&host, &error.detail),
        Failure::NotOurs => {
            (NotFound::NotWordPress, "Check the address in a browser. It should show your blog's front page.")
        }
        _ => (NotFound::NoConnection, "Check the spelling and the network, then try again."),
    };
    DiscoveryError { kind, message: error.message, next_step: next_step.to_owned(), detail: error.detail }
}

fn redirected(base: &Url) -> DiscoveryError {
    redirected_to(&address::host(base), base.as_str())
}

fn redirected_to(host: &str, to: &str) -> DiscoveryError {
    DiscoveryError {
        kind: NotFound::Redirected,
        message: format!("{host} leads to {to}, which was not followed, for safety."),
        next_step: "If your blog is there, connect it under that address.".to_owned(),
        detail: to.to_owned(),
    }
}

fn wordpress_com(here: &Url) -> DiscoveryError {
    DiscoveryError {
        kind: NotFound::WordPressCom,
        message: format!(
            "{} is run by WordPress.com itself and has no REST interface of its own.",
            address::host(here)
        ),
        next_step:
            "Such blogs are reached over XML-RPC with an application password of the WordPress.com account."
                .to_owned(),
        detail: here.to_string(),
    }
}

fn nothing_found(page: &Response, last: Option<Response>) -> DiscoveryError {
    let host = page.host();
    let refused = last.as_ref().filter(|answer| telling(answer) > 0);
    let busy = [Some(page), last.as_ref()].into_iter().flatten();
    let busy = busy.filter(|answer| answer.status == 429 || answer.status >= 500).find_map(response::refusal);
    let detail = last.as_ref().unwrap_or(page).summary();
    let signs = page::looks_like_wordpress(page);
    match (refused, busy) {
        (Some(answer), _) if signs || json::Said::read(&answer.body).is_some() => DiscoveryError {
            kind: NotFound::Blocked,
            message: format!("{host} is a WordPress blog, but it keeps its REST interface closed."),
            next_step: "A security plugin or the host does this. Allow the REST API for signed-in users there, or ask \
                        whoever looks after the blog."
                .to_owned(),
            detail,
        },
        (_, Some(busy)) => DiscoveryError {
            kind: NotFound::Busy,
            message: busy.message,
            next_step: "Try again in a few minutes.".to_owned(),
            detail,
        },
        _ if signs => DiscoveryError {
            kind: NotFound::Blocked,
            message: format!("{host} looks like a WordPress blog, but its REST interface does not answer."),
            next_step: "It may be switched off by a plugin, or the blog may be older than WordPress 4.7. Ask whoever \
                        looks after the blog."
                .to_owned(),
            detail,
        },
        _ => DiscoveryError {
            kind: NotFound::NotWordPress,
            message: format!("{host} answers, but it is not a WordPress blog."),
            next_step: "Check the address. If the blog is in a folder, add it, as in https://example.org/blog. On a \
                        network with a sign-in page, sign in there first."
                .to_owned(),
            detail,
        },
    }
}

#[cfg(test)]
mod tests;
