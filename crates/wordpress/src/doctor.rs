//! The connection doctor: why Copydesk cannot speak to a blog, or would not be able to do some of its work there.
//!
//! A short performer collects what is seen ([`examine`]), pure verdicts say what it means: who is to blame, what is safe,
//! what to do, and what to write to the people who run the server. Nothing is changed on the blog, but for the throw-away
//! draft of [`examine_text`], which only a text that was refused makes worth while. No finding holds a password.

mod access;
mod finding;
mod refused_text;
mod surroundings;
mod way;

pub use finding::{Finding, State, Subject};
pub use refused_text::examine_text;

use crate::discovery::{Search, Survey, typed};
use crate::exchange::{Method, Request, Response};
use crate::redaction::Redaction;
use crate::{Http, address, connect};
use access::Seen;
use blog::{Account, AccountId, ClientError, Endpoint, Identity, Markup, Secret, SiteClock, Transport};
use finding::skipped;
use jiff::Timestamp;
use std::sync::Arc;
use url::Url;
use way::{Hop, Way};

/// How far a chain of redirects is walked.
const MAX_HOPS: usize = 8;

/// Whom the doctor looks at.
#[derive(Debug)]
pub struct Patient<'a> {
    /// The blog's address, as typed or as remembered.
    pub address: &'a str,
    /// User name and password, when there are any: without them the sign-in is not examined.
    pub sign_in: Option<(&'a str, &'a Secret)>,
    /// The time on this computer.
    pub now: Timestamp,
}

/// Looks at everything between this computer and the blog, in the order in which a request meets it. `tell` hears each
/// finding as soon as it is there. Blocks, for a minute at most where a server is silent.
pub fn examine(http: &Arc<Http>, patient: &Patient<'_>, tell: &mut dyn FnMut(&Finding)) -> Vec<Finding> {
    let mut findings = Vec::new();
    let redaction = patient.sign_in.map(|(user, secret)| Redaction::of(user, secret));
    let mut found = |finding: Finding| {
        let finding = match &redaction {
            Some(redaction) => finding.cleaned(redaction),
            None => finding,
        };
        tell(&finding);
        findings.push(finding);
    };
    let way = walk(http, patient.address);
    found(way::address(&way));
    found(way::connection(&way));
    let front = way
        .end
        .as_ref()
        .ok()
        .and_then(|end| http.send(&Request::new(Method::Get, end.clone()), None, &mut |_| {}).ok());
    let Some(front) = front else {
        Subject::BEHIND_THE_DOOR
            .into_iter()
            .for_each(|subject| found(skipped(subject, "The blog was not reached.")));
        return findings;
    };
    found(access::front_door(&front));
    // The password goes to the host that was named, and to no other one it leads to.
    let named = typed::addresses(patient.address);
    let sign_in = patient.sign_in.filter(|_| named.iter().any(|named| is_same_site(named, &front.final_url)));
    let survey = Search::new(http, None).survey(&front);
    let survey = signed_in_where_closed(http, &front, survey, sign_in);
    let seen = Seen { front: &front, survey: &survey, rest_me: None, xmlrpc_me: None };
    found(access::rest(&seen));
    found(access::xmlrpc(&seen));
    found(access::application_passwords(&seen));
    let seen = Seen {
        rest_me: identity(http, rest_endpoint(&survey), sign_in),
        xmlrpc_me: identity(http, xmlrpc_endpoint(&survey), sign_in),
        ..seen
    };
    found(access::sign_in(&seen, sign_in.map(|(_, secret)| secret)));
    found(access::rights(&seen));
    found(surroundings::clock(&front, patient.now));
    found(surroundings::uploads(&front.host(), probe_upload(http, &survey)));
    findings
}

/// Steps from the address as typed to where it leads. https is tried first; where it is not there, http.
fn walk(http: &Http, address: &str) -> Way {
    let mut way = Way { hops: Vec::new(), end: Err(None), distrusted: None, certificate: None };
    for start in typed::addresses(address) {
        way.hops.clear();
        let mut here = start;
        loop {
            match http.send(&Request::step(here.clone()), None, &mut |_| {}) {
                Ok(answer) => {
                    let next = next_step(&answer);
                    let seen = next.as_ref().is_some_and(|next| way.hops.iter().any(|hop| hop.to == *next));
                    match next {
                        Some(next) => {
                            way.hops.push(Hop { from: here, status: answer.status, to: next.clone() })
                        }
                        None => {
                            way.end = Ok(here);
                            return way;
                        }
                    }
                    if seen || way.hops.len() >= MAX_HOPS {
                        way.end = Err(None);
                        return way;
                    }
                    here = way.hops[way.hops.len() - 1].to.clone();
                }
                Err(error) => {
                    way.certificate = http.refused_certificate(here.host_str().unwrap_or_default());
                    if here.scheme() == "https" {
                        way.distrusted.get_or_insert(error.clone());
                    }
                    way.end = Err(Some((here, error)));
                    break;
                }
            }
        }
    }
    way
}

fn next_step(answer: &Response) -> Option<Url> {
    let location = answer.header("location").filter(|_| (300..400).contains(&answer.status))?;
    answer.final_url.join(location).ok().filter(|to| matches!(to.scheme(), "http" | "https"))
}

/// The same survey, signed in, where REST is closed to strangers: it may be open to its own people.
fn signed_in_where_closed(
    http: &Http,
    front: &Response,
    survey: Survey,
    sign_in: Option<(&str, &Secret)>,
) -> Survey {
    let closed =
        survey.rest.is_none() && survey.rest_refused.as_ref().is_some_and(|r| matches!(r.status, 401 | 403));
    match sign_in {
        Some(_) if closed => {
            let again = Search::new(http, sign_in).survey(front);
            if again.rest.is_some() { again } else { survey }
        }
        _ => survey,
    }
}

fn rest_endpoint(survey: &Survey) -> Option<Endpoint> {
    let (_, root) = survey.rest.as_ref()?;
    Some(Endpoint { transport: Transport::Rest, url: root.to_string() })
}

fn xmlrpc_endpoint(survey: &Survey) -> Option<Endpoint> {
    let (url, _) = survey.xmlrpc.as_ref()?;
    Some(Endpoint { transport: Transport::XmlRpc, url: url.to_string() })
}

/// Who we are over one interface.
fn identity(
    http: &Arc<Http>,
    endpoint: Option<Endpoint>,
    sign_in: Option<(&str, &Secret)>,
) -> Option<Result<Identity, ClientError>> {
    let (endpoint, (user, secret)) = (endpoint?, sign_in?);
    let account = Account {
        id: AccountId::new("doctor")?,
        name: "doctor".to_owned(),
        address: endpoint.url.clone(),
        blog_title: String::new(),
        user: user.to_owned(),
        endpoint,
        other: None,
        markup: Markup::default(),
        clock: SiteClock::default(),
        allowed: blog::Allowed::default(),
        picture_edge: blog::account::PICTURE_EDGE,
    };
    Some(connect(Arc::clone(http), &account, secret.clone()).and_then(|client| client.identity()))
}

/// Bytes that are offered without a sign-in, so that a server's own limit speaks up and WordPress keeps nothing.
const PROBE: usize = 3 << 20;

fn probe_upload(http: &Http, survey: &Survey) -> Option<Result<Response, ClientError>> {
    let (_, root) = survey.rest.as_ref()?;
    let url = crate::rest::request::Root::parse(root.as_str())?.route("wp/v2/media", &[]);
    let probe = Request {
        headers: vec![("Content-Type", "application/octet-stream".to_owned())],
        body: vec![0; PROBE],
        kind: crate::exchange::Kind::Upload,
        ..Request::new(Method::Post, url)
    };
    Some(http.send(&probe, None, &mut |_| {}))
}

/// Whether both are the same host, `www.` aside.
fn is_same_site(one: &Url, other: &Url) -> bool {
    let bare = |url: &Url| host(url).trim_start_matches("www.").to_owned();
    bare(one) == bare(other)
}

/// The host of an address, for sentences.
fn host(url: &Url) -> String {
    address::host(url)
}

#[cfg(test)]
mod tests;
