//! What a blog's front page tells about its interface: the `Link` header, `<link>` elements, signs of WordPress.
//!
//! Reads just enough of HTML to find `<link>` elements; it builds no tree and trusts nothing.

use crate::exchange::Response;
use url::Url;

/// The relation by which WordPress points at its REST interface.
const REST: &str = "https://api.w.org/";

/// The addresses of the REST interface that a page names, as the header and the head have them.
pub fn rest_roots(page: &Response) -> Vec<Url> {
    let headers = page.headers_named("link").flat_map(link_header);
    let html = String::from_utf8_lossy(&page.body);
    let elements = link_elements(&html);
    let named = headers.chain(elements).filter(|(rel, _)| rel.split_whitespace().any(|rel| rel == REST));
    named.filter_map(|(_, address)| page.final_url.join(&address).ok()).collect()
}

/// Whether a page looks like WordPress's although its interface does not answer.
pub fn looks_like_wordpress(page: &Response) -> bool {
    let html = String::from_utf8_lossy(&page.body);
    let signs = ["/wp-content/", "/wp-includes/", "xmlrpc.php?rsd", "content=\"WordPress", "wp-login.php"];
    signs.iter().any(|sign| html.contains(sign)) || page.headers_named("link").any(|link| link.contains(REST))
}

/// `<https://example.org/wp-json/>; rel="https://api.w.org/", <…>; rel="…"` as pairs of relation and address.
fn link_header(value: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut rest = value;
    while let Some((address, after)) = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
        // The parameters reach to the next address.
        let parameters = &after[..after.find('<').unwrap_or(after.len())];
        let rel = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.trim().split_once('=')?;
            let value = value.trim().trim_end_matches([',', ' ']);
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim_matches('"').to_owned())
        });
        links.extend(rel.map(|rel| (rel, address.trim().to_owned())));
        rest = after;
    }
    links
}

/// Every `<link rel href>` as a pair of relation and address.
fn link_elements(html: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let lower = html.to_ascii_lowercase();
    for (at, _) in lower.match_indices("<link") {
        let Some(length) = html[at..].find('>') else { break };
        let tag = &html[at..at + length];
        if let (Some(rel), Some(href)) = (attribute(tag, "rel"), attribute(tag, "href")) {
            links.push((rel, href));
        }
    }
    links
}

/// The value of an attribute, quoted either way or not at all, entities decoded.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let starts = lower.match_indices(name).map(|(at, _)| at + name.len());
    let after = starts.filter_map(|end| {
        let before = lower[..end - name.len()].chars().next_back()?;
        let value = tag[end..].trim_start().strip_prefix('=')?.trim_start();
        (before.is_whitespace() || matches!(before, '"' | '\'' | '/')).then_some(value)
    });
    let value = after.into_iter().next()?;
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '\t', '\n', '\r', '/']).next()?,
    };
    Some(htmlize::unescape_attribute(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(links: &[&str], html: &str) -> Response {
        Response {
            status: 200,
            headers: links.iter().map(|link| ("link".to_owned(), (*link).to_owned())).collect(),
            body: html.as_bytes().to_vec(),
            final_url: Url::parse("https://example.org/blog/").unwrap(),
        }
    }

    #[test]
    fn roots_are_found_in_header_and_head() {
        for (links, html, expected) in [
            (
                vec!["<https://example.org/wp-json/>; rel=\"https://api.w.org/\""],
                "",
                "https://example.org/wp-json/",
            ),
            (
                vec![
                    "<https://example.org/a>; rel=shortlink, <https://example.org/b>; rel=\"https://api.w.org/\", <c>; rel=x",
                ],
                "",
                "https://example.org/b",
            ),
            (
                vec!["</x>; rel=preload", "<wp-json/>;rel=https://api.w.org/"],
                "",
                "https://example.org/blog/wp-json/",
            ),
            (
                vec![],
                "<head><LINK rel='https://api.w.org/' href='https://example.org/index.php?rest_route=/&#038;a=1' /></head>",
                "https://example.org/index.php?rest_route=/&a=1",
            ),
            (
                vec![],
                "<link href=\"/wp-json/\" rel=\"alternate https://api.w.org/\">",
                "https://example.org/wp-json/",
            ),
            (vec![], "<link data-rel='https://api.w.org/' href='/x'>", ""),
            (vec![], "<link rel='https://api.w.org/' href='http://['><link", ""),
            (vec!["<unfinished"], "<p>nothing</p>", ""),
        ] {
            let got: Vec<String> = rest_roots(&page(&links, html)).iter().map(Url::to_string).collect();
            assert_eq!(got.join(" "), expected, "{links:?} {html}");
        }
    }

    #[test]
    fn signs_of_wordpress() {
        for (html, expected) in [
            ("<meta name=\"generator\" content=\"WordPress 6.1\" />", true),
            ("<img src='/wp-content/uploads/a.png'>", true),
            ("<p>I like WordPress</p>", false),
        ] {
            assert_eq!(looks_like_wordpress(&page(&[], html)), expected, "{html}");
        }
    }
}
