//! What a person types for their blog's address, as addresses to try.

use crate::address;
use url::Url;

/// Where WordPress's own pages begin: people copy the address of the one they are looking at.
const PAGES_OF_ITS_OWN: [&str; 6] =
    ["/wp-admin", "/wp-login.php", "/wp-json", "/xmlrpc.php", "/wp-content", "/index.php"];

/// The addresses to try, best first: https before http. Empty when it is no address at all.
pub fn addresses(typed: &str) -> Vec<Url> {
    let typed = typed.trim().trim_matches(|c| matches!(c, '<' | '>' | '"' | '“' | '”'));
    let bare = ["https://", "http://"].iter().find_map(|scheme| {
        let head = typed.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| (&typed[scheme.len()..], *scheme))
    });
    let (rest, scheme) = bare.map_or((typed, None), |(rest, scheme)| (rest, Some(scheme)));
    let read = |scheme: &str| tidy(Url::parse(&format!("{scheme}{rest}")).ok()?);
    let (Some(https), Some(http)) = (read("https://"), read("http://")) else { return Vec::new() };
    // A port that was typed with http:// belongs to http.
    match scheme {
        Some("http://") if http.port().is_some() || address::is_loopback(&http) => vec![http],
        Some("https://") => vec![https],
        _ => vec![https, http],
    }
}

/// Without sign-in, query and fragment, cut before WordPress's own pages, ending in a slash. `None` for a host that
/// cannot be one.
fn tidy(mut url: Url) -> Option<Url> {
    let host = url.host_str()?;
    let dotted = host.contains(['.', ':']) || host == "localhost";
    if !dotted || url.set_username("").is_err() || url.set_password(None).is_err() {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path();
    let cut = PAGES_OF_ITS_OWN.iter().filter_map(|page| {
        path.match_indices(page)
            .map(|(at, _)| at)
            .find(|at| matches!(path[at + page.len()..].chars().next(), None | Some('/')))
    });
    let path = path[..cut.min().unwrap_or(path.len())].trim_end_matches('/').to_owned();
    url.set_path(&format!("{path}/"));
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type() {
        for (typed, expected) in [
            ("example.org", "https://example.org/ http://example.org/"),
            ("  Example.ORG/ ", "https://example.org/ http://example.org/"),
            ("<https://example.org>", "https://example.org/"),
            ("HTTPS://example.org/blog", "https://example.org/blog/"),
            ("http://example.org", "https://example.org/ http://example.org/"),
            ("http://example.org:8080/x", "http://example.org:8080/x/"),
            ("example.org/wp-admin/", "https://example.org/ http://example.org/"),
            ("https://example.org/blog/wp-admin/edit.php?post_type=post", "https://example.org/blog/"),
            ("https://example.org/blog/wp-login.php?redirect_to=x", "https://example.org/blog/"),
            ("https://example.org/wp-json/wp/v2/posts", "https://example.org/"),
            ("https://example.org/index.php?rest_route=/", "https://example.org/"),
            ("https://example.org/xmlrpc.php", "https://example.org/"),
            ("https://example.org/wp-administration/", "https://example.org/wp-administration/"),
            ("https://ann:secret@example.org/#top", "https://example.org/"),
            ("https://bücher.example.org", "https://xn--bcher-kva.example.org/"),
            ("127.0.0.1:8714", "https://127.0.0.1:8714/ http://127.0.0.1:8714/"),
            ("http://localhost:8714", "http://localhost:8714/"),
            ("http://[::1]:8714/", "http://[::1]:8714/"),
            ("", ""),
            ("my blog", ""),
            ("ann", ""),
            ("ann@example.org", "https://example.org/ http://example.org/"),
            ("ftp://example.org", ""),
            ("https://", ""),
        ] {
            let got: Vec<String> = addresses(typed).iter().map(Url::to_string).collect();
            assert_eq!(got.join(" "), expected, "{typed:?}");
        }
    }
}
