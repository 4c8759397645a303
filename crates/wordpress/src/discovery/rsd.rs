//! RSD, the document in which a blog lists its interfaces. Read liberally: in the wild it comes with broken XML, as
//! `text/html`, behind notices, with relative addresses and HTML entities.

use super::tag::{attribute, head, tags, text_of};
use url::Url;

/// What a blog says of its interfaces.
#[derive(Debug, PartialEq, Eq)]
pub struct Rsd {
    /// The blog's address as people read it.
    pub home: Option<Url>,
    /// Where the REST interface is.
    pub rest: Vec<Url>,
    /// Where XML-RPC is: the most able first.
    pub xmlrpc: Vec<Url>,
}

/// The names of interfaces over XML-RPC, the most able first.
const XMLRPC: [&str; 4] = ["wordpress", "metaweblog", "movable type", "blogger"];

impl Rsd {
    /// Reads the document found at `at`; `None` when it lists no interface.
    pub fn read(body: &[u8], at: &Url) -> Option<Self> {
        let text = head(body);
        let apis: Vec<(String, Url)> = tags(&text, "api")
            .into_iter()
            .filter_map(|tag| {
                let link = at.join(attribute(tag, "apilink")?.trim()).ok()?;
                Some((attribute(tag, "name").unwrap_or_default().trim().to_lowercase(), link))
            })
            .collect();
        let named = |wanted: &'static str| {
            apis.iter().filter(move |(name, _)| name == wanted).map(|(_, link)| link.clone())
        };
        let mut xmlrpc: Vec<Url> = XMLRPC.into_iter().flat_map(named).collect();
        xmlrpc.dedup();
        let home = text_of(&text, "homepagelink").filter(|home| !home.is_empty());
        let home = home.and_then(|home| at.join(&home).ok());
        (!apis.is_empty()).then(|| Self { home, rest: named("wp-api").collect(), xmlrpc })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_in_the_wild() {
        let wordpress = r#"<?xml version="1.0" encoding="UTF-8"?><rsd version="1.0" xmlns="http://archipelago.phrasewise.com/rsd">
            <service><engineName>WordPress</engineName><homePageLink>https://example.org/blog</homePageLink><apis>
            <api name="WordPress" blogID="1" preferred="true" apiLink="https://example.org/blog/xmlrpc.php" />
            <api name="Movable Type" blogID="1" preferred="false" apiLink="https://example.org/blog/xmlrpc.php" />
            <api name="WP-API" blogID="1" preferred="false" apiLink="https://example.org/blog/wp-json/" /></apis></service></rsd>"#;
        let broken = "<br />Notice: x in y\n<rsd><service><homePageLink>/&amp;x</homePageLink><apis>\
            <api name='Blogger' apiLink='/old'><API name=MetaWeblog apiLink=&#47;rpc.php?a=1&amp;b=2 <api name=\"WordPress\" apiLink=\"x.php\"";
        for (document, home, rest, xmlrpc) in [
            (
                wordpress,
                "https://example.org/blog",
                "https://example.org/blog/wp-json/",
                "https://example.org/blog/xmlrpc.php",
            ),
            (broken, "https://example.org/&x", "", "https://example.org/old"),
            (
                "<api name=\"MetaWeblog\" apiLink=\"rpc?a=1&amp;b=2\"/><api name=\"Other\" apiLink=\"/no\"/>",
                "",
                "",
                "https://example.org/blog/rpc?a=1&b=2",
            ),
            ("<api name=\"WordPress\" apiLink=\"http://[\"/><api apiLink=\"/x\">", "", "", ""),
        ] {
            let at = Url::parse("https://example.org/blog/xmlrpc.php?rsd").unwrap();
            let rsd = Rsd::read(document.as_bytes(), &at).unwrap();
            let joined = |urls: &[Url]| urls.iter().map(Url::as_str).collect::<Vec<_>>().join(" ");
            assert_eq!(rsd.home.as_ref().map_or("", Url::as_str), home, "{document}");
            assert_eq!(
                (joined(&rsd.rest).as_str(), joined(&rsd.xmlrpc).as_str()),
                (rest, xmlrpc),
                "{document}"
            );
        }
        let at = Url::parse("https://example.org/").unwrap();
        for nothing in ["", "<html><h1>Shop</h1></html>", "<api name='WordPress'>"] {
            assert_eq!(Rsd::read(nothing.as_bytes(), &at), None, "{nothing}");
        }
    }
}
