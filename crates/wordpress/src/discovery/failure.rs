//! Why no blog was found, in the words of the person who typed the address.

use super::page::Page;
use crate::address;
use crate::exchange::Response;
use crate::obstacle::Obstacle;
use crate::rest::json::Said;
use crate::rest::response;
use blog::{ClientError, Failure};
use url::Url;

/// Why no blog was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// What was typed is no address.
    NoAddress,
    /// Nothing answers there: no network, no such name, refused, silent.
    NoConnection,
    /// What answers cannot be trusted.
    Tls,
    /// What answers shows a certificate that nobody known has signed. It can be believed by an explicit yes.
    UnknownCertificate,
    /// Something answers, but it is no WordPress.
    NotWordPress,
    /// It is WordPress, but its interfaces are closed.
    Blocked,
    /// The web server asks for a password of its own first.
    Locked,
    /// A page that tests for robots answers in the blog's place.
    Challenged,
    /// It leads to an address that was not followed.
    Redirected,
    /// A blog of the kind WordPress.com runs itself, and its XML-RPC does not answer.
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
    /// The raw detail; for [`NotFound::Redirected`] the address it leads to, for [`NotFound::UnknownCertificate`] the
    /// certificate's fingerprint.
    pub detail: String,
}

impl DiscoveryError {
    fn new(kind: NotFound, message: String, next_step: &str, detail: String) -> Self {
        Self { kind, message, next_step: next_step.to_owned(), detail }
    }
}

/// What was typed is no address.
pub fn no_address(typed: &str) -> DiscoveryError {
    let typed: String = typed.trim().chars().take(100).collect();
    let message = match typed.as_str() {
        "" => "There is no address yet.".to_owned(),
        typed => format!("“{typed}” is not the address of a blog."),
    };
    let next =
        "Give the address as you read it in a browser, such as example.org or https://example.org/blog.";
    DiscoveryError::new(NotFound::NoAddress, message, next, typed)
}

/// The front page could not be had.
pub fn unreached(base: &Url, error: ClientError) -> DiscoveryError {
    let host = address::host(base);
    let (kind, next) = match error.failure {
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
    DiscoveryError::new(kind, error.message, next, error.detail)
}

/// A certificate that nobody known has signed; what to compare it with is the writer's to know.
pub fn unknown_certificate(error: DiscoveryError, fingerprint: String) -> DiscoveryError {
    let next = "If this is your own server, compare the fingerprint below with the one the server shows, and accept the \
                certificate. Otherwise do not: somebody may stand in between.";
    DiscoveryError::new(NotFound::UnknownCertificate, error.message, next, fingerprint)
}

/// The front page leads on and on.
pub fn redirected(base: &Url) -> DiscoveryError {
    redirected_to(&address::host(base), base.as_str())
}

fn redirected_to(host: &str, to: &str) -> DiscoveryError {
    let message = format!("{host} leads to {to}, which was not followed, for safety.");
    let next = "If your blog is there, connect it under that address.";
    DiscoveryError::new(NotFound::Redirected, message, next, to.to_owned())
}

/// Of two answers that were no interface, the one that tells more: WordPress's own refusal before any other page.
pub fn worse(last: Option<Response>, answer: Response) -> Option<Response> {
    match last {
        Some(last) if telling(&last) >= telling(&answer) => Some(last),
        _ => Some(answer),
    }
}

fn telling(answer: &Response) -> u8 {
    let refused = matches!(answer.status, 401 | 403 | 405);
    let speaks = Said::read(&answer.body).is_some_and(|said| said.code != "rest_no_route");
    u8::from(refused) * 2 + u8::from(speaks)
}

/// Whether an answer of what should be the REST interface says that it is there and closed to strangers.
pub fn is_closed(answer: &Response, page: &Page) -> bool {
    telling(answer) > 0 && (page.looks_like_wordpress || Said::read(&answer.body).is_some())
}

/// A page was there, but no interface.
pub fn nothing_found(front: &Response, page: &Page, last: Option<Response>) -> DiscoveryError {
    let host = front.host();
    let answers = || [Some(front), last.as_ref()].into_iter().flatten();
    let detail = last.as_ref().unwrap_or(front).summary();
    let busy = answers().filter(|answer| answer.status == 429 || answer.status >= 500);
    match answers().find_map(Obstacle::of) {
        Some(Obstacle::ServerPassword) => {
            return DiscoveryError::new(
                NotFound::Locked,
                format!(
                    "The server of {host} asks for a user and a password of its own before it shows the blog."
                ),
                "This lock is set up on the server, often for a blog that is not open yet. Ask whoever looks after \
                 the server to take it off /wp-json/ and /xmlrpc.php.",
                detail,
            );
        }
        Some(Obstacle::Challenge(by)) => {
            return DiscoveryError::new(
                NotFound::Challenged,
                format!("{host} shows a page that tests for robots ({by}) to every program, Copydesk too."),
                "Ask whoever looks after the blog to except /wp-json/ and /xmlrpc.php from that test.",
                detail,
            );
        }
        _ => {}
    }
    if page.rest_roots.iter().any(is_of_wordpress_com) {
        return DiscoveryError::new(
            NotFound::WordPressCom,
            format!("{host} is run by WordPress.com itself, and its XML-RPC does not answer."),
            "Such blogs are reached over XML-RPC only. Try again in a few minutes, with the blog's https address.",
            detail,
        );
    }
    if last.as_ref().is_some_and(|answer| is_closed(answer, page)) {
        return DiscoveryError::new(
            NotFound::Blocked,
            format!("{host} is a WordPress blog, but it keeps its interfaces closed."),
            "A security plugin or the host does this. Allow the REST API for signed-in users there, or ask whoever \
             looks after the blog.",
            detail,
        );
    }
    if let Some(busy) = busy.filter_map(response::refusal).next() {
        return DiscoveryError::new(NotFound::Busy, busy.message, "Try again in a few minutes.", detail);
    }
    if page.looks_like_wordpress {
        return DiscoveryError::new(
            NotFound::Blocked,
            format!("{host} looks like a WordPress blog, but neither REST nor XML-RPC answers."),
            "Both may be switched off by a plugin, or by the host. Ask whoever looks after the blog.",
            detail,
        );
    }
    DiscoveryError::new(
        NotFound::NotWordPress,
        format!("{host} answers, but it is not a WordPress blog."),
        "Check the address. If the blog is in a folder, add it, as in https://example.org/blog. On a network with a \
         sign-in page, sign in there first.",
        detail,
    )
}

/// Whether this is the shared interface of the blogs that WordPress.com runs itself.
pub fn is_of_wordpress_com(root: &Url) -> bool {
    root.host_str() == Some("public-api.wordpress.com")
}
