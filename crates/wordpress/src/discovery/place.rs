//! Where an interface may be, and which of those places may be asked: the sign-in will go there.

use super::page::Page;
use crate::address;
use crate::exchange::Response;
use url::Url;

/// Where REST may be: what the page names, then the usual places. Only on the page's own host, and on a secured page
/// never in the clear.
pub fn rest(answer: &Response, page: &Page) -> Vec<Url> {
    let here = &answer.final_url;
    let usual = bases(here).into_iter().flat_map(|base| {
        ["wp-json/", "?rest_route=/", "index.php?rest_route=/"].map(|place| base.join(place).ok())
    });
    safe(here, page.rest_roots.iter().cloned().chain(usual.flatten()))
}

/// Where XML-RPC may be: what the page names, beside WordPress's own files, then the usual places.
pub fn xmlrpc(answer: &Response, page: &Page, own_files: Option<Url>) -> Vec<Url> {
    let here = &answer.final_url;
    let described = page.rsd.clone().map(|mut rsd| {
        rsd.set_query(None);
        rsd
    });
    let named =
        described.filter(|url| url.path().ends_with("xmlrpc.php")).into_iter().chain(page.pingback.clone());
    let usual = own_files.into_iter().chain(bases(here)).filter_map(|base| base.join("xmlrpc.php").ok());
    safe(here, named.chain(usual))
}

/// Those of the addresses that may be asked, each once.
pub fn safe(here: &Url, urls: impl Iterator<Item = Url>) -> Vec<Url> {
    let mut places: Vec<Url> = Vec::new();
    for mut url in urls {
        url.set_fragment(None);
        let bare = url.set_username("").is_ok() && url.set_password(None).is_ok();
        let url = secured(url, here);
        let safe = url.origin() == here.origin() || (url.scheme() == "https" && url.host() == here.host());
        if bare && safe && !places.contains(&url) {
            places.push(url);
        }
    }
    places
}

/// The folder of the page, the first folder of its address, and the top: somebody may have given a post's address.
fn bases(here: &Url) -> Vec<Url> {
    let mut folder = here.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    let first =
        here.path_segments().and_then(|mut parts| parts.next().map(str::to_owned)).unwrap_or_default();
    let below = here.path_segments().is_some_and(|parts| parts.count() > 1);
    let mut bases = vec![folder];
    bases.extend(below.then(|| here.join(&format!("/{first}/")).ok()).flatten());
    bases.extend(here.join("/").ok());
    bases.dedup();
    bases
}

/// The address over https where its host was reached so: a proxy may add https without WordPress knowing of it.
pub fn secured(url: Url, here: &Url) -> Url {
    let cleartext = here.scheme() == "https" && url.scheme() == "http" && url.host() == here.host();
    let mut secure = url.clone();
    if cleartext && secure.set_scheme("https").is_ok() { secure } else { url }
}

/// Whether an anonymous search may go on at another address: by a secured word, or between `example.org` and
/// `www.example.org`; always to https, except on this machine.
pub fn may_move(from: &Url, to: &Url) -> bool {
    let bare = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let secured = to.scheme() == "https" && (from.scheme() == "https" || bare(from) == bare(to));
    secured || (address::is_loopback(from) && address::is_loopback(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_that_a_proxy_adds_is_kept() {
        let here = Url::parse("https://example.org/blog/").unwrap();
        for (url, expected) in [
            ("http://example.org/wp-json/", "https://example.org/wp-json/"),
            ("http://example.test/wp-json/", "http://example.test/wp-json/"),
            ("https://example.org/wp-json/", "https://example.org/wp-json/"),
        ] {
            assert_eq!(secured(Url::parse(url).unwrap(), &here).as_str(), expected);
        }
    }

    #[test]
    fn an_interface_is_looked_for_around_the_page_and_nowhere_else() {
        for (here, expected) in [
            ("https://example.org/", "https://example.org/xmlrpc.php"),
            (
                "https://example.org/blog/",
                "https://example.org/blog/xmlrpc.php https://example.org/xmlrpc.php",
            ),
            (
                "https://example.org/blog/2026/a-post/?x=1#y",
                "https://example.org/blog/2026/a-post/xmlrpc.php https://example.org/blog/xmlrpc.php https://example.org/xmlrpc.php",
            ),
            (
                "https://example.org/blog/wp-login.php?x=/",
                "https://example.org/blog/xmlrpc.php https://example.org/xmlrpc.php",
            ),
            ("https://example.org/wp-login.php", "https://example.org/xmlrpc.php"),
        ] {
            let here = Url::parse(here).unwrap();
            let usual = bases(&here).into_iter().filter_map(|base| base.join("xmlrpc.php").ok());
            let got: Vec<String> = safe(&here, usual).iter().map(Url::to_string).collect();
            assert_eq!(got.join(" "), expected);
        }
        let here = Url::parse("https://example.org/").unwrap();
        for (url, expected) in [
            ("https://ann:secret@example.org/rpc", "https://example.org/rpc"),
            ("http://example.org/rpc", "https://example.org/rpc"),
            ("https://example.org:8443/rpc", "https://example.org:8443/rpc"),
            ("https://example.test/rpc", ""),
            ("file:///rpc", ""),
        ] {
            let got = safe(&here, Url::parse(url).into_iter());
            assert_eq!(got.first().map_or("", Url::as_str), expected, "{url}");
        }
    }

    #[test]
    fn moves_are_made_only_where_they_are_safe() {
        for (from, to, expected) in [
            ("https://example.org/", "https://www.example.org/", true),
            ("https://example.org/", "https://example.test/blog/", true),
            ("http://example.org/", "https://www.example.org/", true),
            ("http://example.org/", "https://example.test/", false),
            ("https://example.org/", "http://www.example.org/", false),
            ("http://example.org/", "http://www.example.org/", false),
            ("https://example.org/", "http://127.0.0.1/", false),
            ("http://localhost:1/", "http://127.0.0.1:2/", true),
        ] {
            assert_eq!(
                may_move(&Url::parse(from).unwrap(), &Url::parse(to).unwrap()),
                expected,
                "{from} -> {to}"
            );
        }
    }
}
