//! From what a person types to a blog's interfaces.
//!
//! Nothing is believed by its status: REST is what answers JSON that lists `wp/v2` among its namespaces, XML-RPC what
//! answers XML that lists its methods. Discovery signs in only when asked to, and only where the person's own address
//! led. The number of questions is bounded, and a server that falls silent is not asked on.

mod failure;
mod index;
mod page;
mod place;
mod rsd;
mod tag;
pub(crate) mod typed;
mod xmlrpc;

pub use failure::{DiscoveryError, NotFound};

use crate::Http;
use crate::exchange::{Method, Request, Response};
use crate::redaction::Redaction;
use crate::rest::request::Root;
use crate::trust::TlsFault;
use blog::{Endpoint, Failure, Secret, SiteClock, Transport};
use index::Index;
use page::Page;
use rsd::Rsd;
use std::cell::Cell;
use url::Url;
use xmlrpc::Methods;

/// A WordPress blog and where it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovered {
    /// The blog's address as people read it, without a trailing slash.
    pub address: String,
    /// Its title; may be empty.
    pub title: String,
    /// The interface to use: REST where it answered, because it tells more; otherwise XML-RPC.
    pub endpoint: Endpoint,
    /// XML-RPC where both answered.
    pub other: Option<Endpoint>,
    /// Whether a REST interface is there that answers only to people who are signed in, if to anybody.
    pub rest_is_closed: bool,
    /// Whether XML-RPC has only the older methods there (`metaWeblog.*`), none of WordPress's own.
    pub has_older_methods_only: bool,
    /// Who runs it, which decides what password is needed.
    pub kind: SiteKind,
    /// WordPress's version, where the blog lets it be seen.
    pub version: Option<String>,
    /// Its time zone; UTC where only XML-RPC answered, which tells it after the sign-in.
    pub clock: SiteClock,
    /// Where its people approve application passwords in a browser; `None` where the blog has switched them off (it
    /// is not reached over https, or a plugin forbids them), and where only XML-RPC answered.
    pub application_passwords: Option<String>,
    /// What its REST interface offers, such as `wp/v2`.
    pub namespaces: Vec<String>,
}

impl Discovered {
    /// The interface of this kind, where it answered.
    pub fn over(&self, transport: Transport) -> Option<&Endpoint> {
        let both = std::iter::once(&self.endpoint).chain(&self.other);
        both.into_iter().find(|endpoint| endpoint.transport == transport)
    }
}

/// Who runs a blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteKind {
    /// A WordPress of its own: an application password made on the blog.
    SelfHosted,
    /// WordPress.com, on a plan that gives the blog a WordPress of its own: an application password made on the blog.
    Atomic,
    /// WordPress.com on its shared system, XML-RPC only: an application password of the WordPress.com account.
    WordPressCom,
}

/// Finds the blog at an address as it was typed. Sends no sign-in.
pub fn discover(http: &Http, typed: &str) -> Result<Discovered, DiscoveryError> {
    Search::new(http, None).at(typed)
}

/// The same, signing in at the REST interface: for blogs that close it to strangers.
pub fn discover_signed_in(
    http: &Http,
    typed: &str,
    user: &str,
    secret: &Secret,
) -> Result<Discovered, DiscoveryError> {
    let redaction = Redaction::of(user, secret);
    Search::new(http, Some((user, secret)))
        .at(typed)
        .map_err(|error| DiscoveryError { detail: redaction.clean_text(error.detail), ..error })
}

/// How often a front page may lead to another address (`example.org` to `www.example.org`).
const MAX_MOVES: usize = 3;

/// The most questions about one front page.
const MAX_QUESTIONS: u32 = 24;

/// How many questions may stay without any answer.
const MAX_SILENCES: u32 = 2;

/// A search for one blog: how much was asked, and how often nobody answered.
pub(crate) struct Search<'a> {
    http: &'a Http,
    sign_in: Option<(&'a str, &'a Secret)>,
    asked: Cell<u32>,
    silent: Cell<u32>,
}

/// Everything that a front page and the places around it told.
pub(crate) struct Survey {
    /// What the front page says.
    pub page: Page,
    /// REST, where it answered.
    pub rest: Option<Answered>,
    /// Of the answers that were no REST, the one that tells most.
    pub rest_refused: Option<Response>,
    /// XML-RPC, where it answered.
    pub xmlrpc: Option<Speaks>,
    /// The first answer that was no XML-RPC.
    pub xmlrpc_refused: Option<Response>,
    /// The blog's address as its own list of interfaces has it.
    pub home: Option<Url>,
}

/// An interface that answered: what it says, and the root that gave it.
pub(crate) type Answered = (Index, Url);

/// Where XML-RPC answered, and what it can do.
pub(crate) type Speaks = (Url, Methods);

impl<'a> Search<'a> {
    /// A search that signs in at REST when it is given with what.
    pub fn new(http: &'a Http, sign_in: Option<(&'a str, &'a Secret)>) -> Self {
        Self { http, sign_in, asked: Cell::new(0), silent: Cell::new(0) }
    }

    fn at(&self, typed: &str) -> Result<Discovered, DiscoveryError> {
        let mut first = None;
        let insists_on_http = typed.trim_start().to_ascii_lowercase().starts_with("http://");
        for start in typed::addresses(typed) {
            match self.from(start.clone()) {
                Ok(found) => return Ok(found),
                // https is there; whether its certificate is the right one only the writer can know.
                Err(error)
                    if error.kind == NotFound::Tls && !insists_on_http && self.unknown(&start).is_some() =>
                {
                    let fingerprint = self.unknown(&start).unwrap_or_default();
                    return Err(failure::unknown_certificate(error, fingerprint));
                }
                // https may simply not be there; whatever else was answered is the truth about this blog.
                Err(error) if matches!(error.kind, NotFound::NoConnection | NotFound::Tls) => {
                    first.get_or_insert(error);
                }
                Err(error) => return Err(first.unwrap_or(error)),
            }
        }
        Err(first.unwrap_or_else(|| failure::no_address(typed)))
    }

    /// The fingerprint of a certificate at this address that nobody known has signed.
    fn unknown(&self, at: &Url) -> Option<String> {
        let refused = self.http.refused_certificate(at.host_str()?)?;
        (refused.fault == TlsFault::UnknownIssuer).then_some(refused.fingerprint)
    }

    /// Follows a front page to where it lives, and looks for the interfaces there.
    fn from(&self, start: Url) -> Result<Discovered, DiscoveryError> {
        let mut base = start;
        for _ in 0..=MAX_MOVES {
            match self.http.send(&Request::new(Method::Get, base.clone()), None, &mut |_| {}) {
                Ok(page) => return self.on(&page),
                Err(error) if error.failure == Failure::Redirected => {
                    let to = Url::parse(&error.detail).ok().filter(|to| place::may_move(&base, to));
                    base = to.ok_or_else(|| failure::unreached(&base, error))?;
                }
                Err(error) => return Err(failure::unreached(&base, error)),
            }
        }
        Err(failure::redirected(&base))
    }

    fn on(&self, front: &Response) -> Result<Discovered, DiscoveryError> {
        let Survey { page, rest, rest_refused, xmlrpc, xmlrpc_refused: _, home } = self.survey(front);
        match (rest, xmlrpc) {
            (Some(rest), xmlrpc) => Ok(over_rest(front, page, rest, xmlrpc)),
            (None, Some(xmlrpc)) => {
                let rest_is_closed = rest_refused.is_some_and(|answer| failure::is_closed(&answer, &page));
                Ok(Discovered { rest_is_closed, ..over_xmlrpc(&front.final_url, page, &xmlrpc, home) })
            }
            (None, None) => Err(failure::nothing_found(front, &page, rest_refused)),
        }
    }

    /// Asks at every place where an interface may be, until each is found.
    pub fn survey(&self, front: &Response) -> Survey {
        let (here, page) = (&front.final_url, Page::read(front));
        let (mut refused, mut xmlrpc_refused) = (None, None);
        let mut rest = self.rest(place::rest(front, &page), &mut refused);
        let own_files = rest.as_ref().and_then(|(index, _)| index.own_files());
        let mut xmlrpc = self.xmlrpc(place::xmlrpc(front, &page, own_files), &mut xmlrpc_refused);
        let mut home = None;
        // The blog's own list of its interfaces is asked for what was not found without it.
        if (rest.is_none() || xmlrpc.is_none())
            && let Some(list) = page.rsd.as_ref().and_then(|at| self.list(here, at))
        {
            rest = rest.or_else(|| self.rest(place::safe(here, list.rest.into_iter()), &mut refused));
            let places = place::safe(here, list.xmlrpc.into_iter());
            xmlrpc = xmlrpc.or_else(|| self.xmlrpc(places, &mut xmlrpc_refused));
            home = list.home;
        }
        Survey { page, rest, rest_refused: refused, xmlrpc, xmlrpc_refused, home }
    }

    /// The first of these places that is a REST interface. `refused` keeps the answer that tells most of why not.
    fn rest(&self, places: Vec<Url>, refused: &mut Option<Response>) -> Option<Answered> {
        places.into_iter().find_map(|root| {
            let request = index::ask(&Root::parse(root.as_str())?);
            let answer = self.ask(&request, self.sign_in)?;
            let Some(index) = Index::read(&answer) else {
                *refused = failure::worse(refused.take(), answer);
                return None;
            };
            // A redirect (http to https, a missing slash) is gone through once, not at every exchange.
            let moved = answer.final_url != request.url;
            Some((index, if moved { without_fields(&answer.final_url) } else { root }))
        })
    }

    /// The first of these places that is XML-RPC, where the answer came from, and what it can do.
    fn xmlrpc(&self, places: Vec<Url>, refused: &mut Option<Response>) -> Option<Speaks> {
        places.into_iter().find_map(|place| {
            let answer = self.ask(&xmlrpc::list_methods(place.clone()), None)?;
            if let Some(methods) = xmlrpc::methods(&answer) {
                return Some((answer.final_url, methods));
            }
            // Some hosts keep the list to themselves: asked as a browser would, the file says what it is. Where the
            // list was answered without a way to write, the methods were taken out, and nothing is asked on.
            let hidden = !xmlrpc::answers(&answer) && matches!(answer.status, 400..500);
            refused.get_or_insert(answer);
            let knocked = hidden.then(|| self.ask(&xmlrpc::knock(place), None)).flatten()?;
            xmlrpc::accepts_posts_only(&knocked).then_some((knocked.final_url, Methods::Untold))
        })
    }

    fn list(&self, here: &Url, at: &Url) -> Option<Rsd> {
        let place = place::safe(here, std::iter::once(at.clone())).pop()?;
        let answer = self.ask(&Request::new(Method::Get, place), None)?;
        Rsd::read(&answer.body, &answer.final_url)
    }

    /// Asks, unless enough was asked already.
    fn ask(&self, request: &Request, sign_in: Option<(&str, &Secret)>) -> Option<Response> {
        if self.asked.get() >= MAX_QUESTIONS || self.silent.get() >= MAX_SILENCES {
            return None;
        }
        self.asked.set(self.asked.get() + 1);
        match self.http.send(request, sign_in, &mut |_| {}) {
            Ok(answer) => Some(answer),
            Err(error) => {
                let silent = u32::from(matches!(error.failure, Failure::Lost | Failure::NoConnection));
                self.silent.set(self.silent.get() + silent);
                None
            }
        }
    }
}

/// What is known of a blog whose REST interface answers.
fn over_rest(front: &Response, page: Page, rest: Answered, xmlrpc: Option<Speaks>) -> Discovered {
    let (here, (index, root)) = (&front.final_url, rest);
    let hosted = front.header("host-header").is_some_and(|host| host.eq_ignore_ascii_case("WordPress.com"));
    Discovered {
        address: index.home(here),
        title: index.title(),
        endpoint: Endpoint { transport: Transport::Rest, url: root.to_string() },
        has_older_methods_only: xmlrpc.as_ref().is_some_and(|(_, methods)| *methods == Methods::Older),
        other: xmlrpc.map(|(url, _)| Endpoint { transport: Transport::XmlRpc, url: url.to_string() }),
        rest_is_closed: false,
        kind: if hosted || index.is_hosted_by_wordpress_com() {
            SiteKind::Atomic
        } else {
            SiteKind::SelfHosted
        },
        version: page.version,
        clock: index.clock(),
        application_passwords: index.approval_page(here),
        namespaces: index.offers().to_vec(),
    }
}

/// What is known of a blog of which only XML-RPC answers.
fn over_xmlrpc(here: &Url, page: Page, (url, methods): &Speaks, home: Option<Url>) -> Discovered {
    let shared = page.rest_roots.iter().any(failure::is_of_wordpress_com);
    let home = home.map(|home| place::secured(home, here)).filter(|home| home.origin() == here.origin());
    let address = home.or_else(|| url.join(".").ok()).unwrap_or_else(|| here.clone());
    Discovered {
        address: address.as_str().trim_end_matches('/').to_owned(),
        title: page.title,
        endpoint: Endpoint { transport: Transport::XmlRpc, url: url.to_string() },
        other: None,
        rest_is_closed: false,
        has_older_methods_only: *methods == Methods::Older,
        kind: if shared { SiteKind::WordPressCom } else { SiteKind::SelfHosted },
        version: page.version,
        clock: SiteClock::default(),
        application_passwords: None,
        namespaces: Vec::new(),
    }
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

#[cfg(test)]
mod tests;
