//! What a blog's front page tells about it: its interfaces (the `Link` header, `<link>` elements), its title, its version,
//! and signs of WordPress.

use super::tag::{attribute, head, tags, text_of};
use crate::exchange::Response;
use url::Url;

/// The relation by which WordPress points at its REST interface.
const REST: &str = "https://api.w.org/";

/// What is read off a page.
pub struct Page {
    /// Where the REST interface is, as the header and the head have it.
    pub rest_roots: Vec<Url>,
    /// Where XML-RPC is described: the address of an RSD document.
    pub rsd: Option<Url>,
    /// Where XML-RPC is, as the `X-Pingback` header has it.
    pub pingback: Option<Url>,
    /// The blog's title as far as the page tells; may be empty.
    pub title: String,
    /// WordPress's version, where the theme lets it be seen.
    pub version: Option<String>,
    /// Whether this is WordPress although nothing above says so.
    pub looks_like_wordpress: bool,
}

impl Page {
    /// Reads a page.
    pub fn read(page: &Response) -> Self {
        let html = head(&page.body);
        let join = |address: &str| page.final_url.join(address.trim()).ok();
        let elements: Vec<(String, String)> = tags(&html, "link")
            .into_iter()
            .filter_map(|tag| Some((attribute(tag, "rel")?, attribute(tag, "href")?)))
            .collect();
        let named = |wanted: &str, links: &[(String, String)]| -> Vec<Url> {
            let right = |rel: &str| rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case(wanted));
            links.iter().filter(|(rel, _)| right(rel)).filter_map(|(_, address)| join(address)).collect()
        };
        let headers: Vec<(String, String)> = page.headers_named("link").flat_map(link_header).collect();
        Self {
            rest_roots: [named(REST, &headers), named(REST, &elements)].concat(),
            rsd: named("EditURI", &elements).into_iter().next(),
            pingback: page.header("x-pingback").and_then(join),
            title: title(&html),
            version: version(&html),
            looks_like_wordpress: !named(REST, &headers).is_empty() || signs(&html),
        }
    }
}

fn signs(html: &str) -> bool {
    let signs =
        ["/wp-content/", "/wp-includes/", "xmlrpc.php?rsd", "content=\"WordPress", "wp-login.php", REST];
    signs.iter().any(|sign| html.contains(sign))
}

fn title(html: &str) -> String {
    let site = tags(html, "meta")
        .into_iter()
        .find(|tag| attribute(tag, "property").as_deref() == Some("og:site_name"));
    let site = site.and_then(|tag| attribute(tag, "content"));
    let title = site.or_else(|| text_of(html, "title")).unwrap_or_default();
    title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

/// From `<meta name="generator">`, or from the address of a script that carries WordPress's own version.
fn version(html: &str) -> Option<String> {
    let generator = tags(html, "meta")
        .into_iter()
        .filter(|tag| attribute(tag, "name").is_some_and(|name| name.eq_ignore_ascii_case("generator")))
        .find_map(|tag| number(attribute(tag, "content")?.strip_prefix("WordPress ")?));
    let script = "wp-emoji-release.min.js?ver=";
    generator.or_else(|| number(html.split_once(script)?.1))
}

/// The version number at the beginning of a text: `6.1.9`, `7.1`.
fn number(text: &str) -> Option<String> {
    let number: String = text.chars().take(12).take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_end_matches('.');
    (number.contains('.') && number.starts_with(|c: char| c.is_ascii_digit())).then(|| number.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(links: &[&str], html: &str) -> Page {
        Page::read(&Response {
            status: 200,
            headers: links.iter().map(|link| ("link".to_owned(), (*link).to_owned())).collect(),
            body: html.as_bytes().to_vec(),
            final_url: Url::parse("https://example.org/blog/").unwrap(),
        })
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
            (vec![], "<link rel=https://api.w.org/ href=/wp-json/>", "https://example.org/wp-json/"),
            (vec![], "<link data-rel='https://api.w.org/' href='/x'>", ""),
            (vec![], "<link rel='https://api.w.org/' href='http://['><link", ""),
            (vec!["<unfinished"], "<p>nothing</p>", ""),
        ] {
            let got: Vec<String> = page(&links, html).rest_roots.iter().map(Url::to_string).collect();
            assert_eq!(got.join(" "), expected, "{links:?} {html}");
        }
    }

    #[test]
    fn the_description_of_xml_rpc_is_found() {
        for (html, expected) in [
            (
                "<link rel=\"EditURI\" type=\"application/rsd+xml\" title=\"RSD\" href=\"https://example.org/xmlrpc.php?rsd\" />",
                Some("https://example.org/xmlrpc.php?rsd"),
            ),
            ("<link href='rsd.xml' rel='edituri'>", Some("https://example.org/blog/rsd.xml")),
            ("<link rel='EditURI'>", None),
        ] {
            assert_eq!(page(&[], html).rsd.as_ref().map(Url::as_str), expected, "{html}");
        }
    }

    #[test]
    fn title_version_and_signs_of_wordpress() {
        for (html, title, version, signs) in [
            ("<meta name=\"generator\" content=\"WordPress 6.1.9\" />", "", Some("6.1.9"), true),
            (
                "<meta content='WordPress 7.1' name=Generator><title>A  &amp; b</title>",
                "A & b",
                Some("7.1"),
                false,
            ),
            (
                "<script src='/wp-includes/js/wp-emoji-release.min.js?ver=6.8.7'></script>",
                "",
                Some("6.8.7"),
                true,
            ),
            ("<meta name='generator' content='Shop 3.2'>", "", None, false),
            (
                "<meta property='og:site_name' content='Notes'><title>A post | Notes</title>",
                "Notes",
                None,
                false,
            ),
            ("<img src='/wp-content/uploads/a.png'>", "", None, true),
            ("<p>I like WordPress</p>", "", None, false),
        ] {
            let page = page(&[], html);
            assert_eq!(page.title, title, "{html}");
            assert_eq!(page.version.as_deref(), version, "{html}");
            assert_eq!(page.looks_like_wordpress, signs, "{html}");
        }
    }
}
