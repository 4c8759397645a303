//! Where a redirect may lead. Our own rules, because a library's defaults resend a body with a password in it to
//! another origin, and turn a `POST` into a `GET` that then succeeds without having done anything.
//!
//! Followed: the same origin, or from http to https on the same host. Never: another host, or https to http.

use crate::exchange::Method;
use url::Url;

/// The most redirects in a row that are followed.
pub const MAX_HOPS: usize = 5;

/// What to do about an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Redirect {
    /// It is no redirect.
    None,
    /// Ask there, with the same method and body.
    Follow(Url),
    /// Leads where we do not go by ourselves; the person may choose to.
    Offer(Url),
    /// Says that it was done and to look elsewhere, or names no readable address: no answer of ours.
    Unclear,
}

/// Judges the answer `status` with this `Location` to a request that went to `from`.
pub fn judge(method: Method, from: &Url, status: u16, location: Option<&str>) -> Redirect {
    match status {
        301 | 302 | 307 | 308 => {}
        303 if method == Method::Get => {}
        300..=399 => return Redirect::Unclear,
        _ => return Redirect::None,
    }
    let Some(mut to) = location.and_then(|location| from.join(location).ok()) else {
        return Redirect::Unclear;
    };
    // Neither a user name nor a password comes from a server.
    let bare = to.set_username("").is_ok() && to.set_password(None).is_ok();
    if !bare || !matches!(to.scheme(), "http" | "https") {
        return Redirect::Unclear;
    }
    to.set_fragment(None);
    let upgrade = from.scheme() == "http" && to.scheme() == "https" && from.host() == to.host();
    if upgrade || from.origin() == to.origin() { Redirect::Follow(to) } else { Redirect::Offer(to) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_redirect() {
        const OFFER: &str = "offer ";
        for (from, status, location, expected) in [
            ("https://example.org/a", 200, "/b", "none"),
            ("https://example.org/a", 301, "/b", "https://example.org/b"),
            ("https://example.org/a", 302, "b?x=1#frag", "https://example.org/b?x=1"),
            ("https://example.org/a", 307, "https://example.org:443/b", "https://example.org/b"),
            ("https://example.org/a", 308, "//example.org/b", "https://example.org/b"),
            ("http://example.org/a", 301, "https://example.org/a", "https://example.org/a"),
            ("http://example.org/a", 301, "https://u:p@example.org/a", "https://example.org/a"),
            ("https://example.org/a", 301, "http://example.org/a", "offer http://example.org/a"),
            ("https://example.org/a", 301, "https://www.example.org/a", "offer https://www.example.org/a"),
            (
                "https://example.org/a",
                307,
                "https://example.org.example.test/",
                "offer https://example.org.example.test/",
            ),
            (
                "https://example.org/a",
                307,
                "https://example.org@example.test/",
                "offer https://example.test/",
            ),
            ("https://example.org/a", 307, "https://example.org:8443/a", "offer https://example.org:8443/a"),
            ("https://example.org/a", 302, "//example.test/b", "offer https://example.test/b"),
            ("http://example.org/a", 302, "https://example.test/", "offer https://example.test/"),
            ("https://example.org/a", 302, "file:///etc/passwd", "unclear"),
            ("https://example.org/a", 302, "data:text/html,x", "unclear"),
            ("https://example.org/a", 302, "http://[", "unclear"),
            ("https://example.org/a", 302, "ftp://example.org/", "unclear"),
            ("https://example.org/a", 304, "/b", "unclear"),
        ] {
            let from = Url::parse(from).unwrap();
            let got = match judge(Method::Post, &from, status, Some(location)) {
                Redirect::None => "none".to_owned(),
                Redirect::Follow(url) => url.to_string(),
                Redirect::Offer(url) => format!("{OFFER}{url}"),
                Redirect::Unclear => "unclear".to_owned(),
            };
            assert_eq!(got, expected, "{status} {location}");
        }
    }

    #[test]
    fn see_other_is_followed_only_by_a_question() {
        let from = Url::parse("https://example.org/a").unwrap();
        assert_eq!(judge(Method::Post, &from, 303, Some("/b")), Redirect::Unclear);
        assert!(matches!(judge(Method::Get, &from, 303, Some("/b")), Redirect::Follow(_)));
        assert_eq!(judge(Method::Get, &from, 301, None), Redirect::Unclear);
    }
}
