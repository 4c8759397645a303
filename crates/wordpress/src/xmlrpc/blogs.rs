//! Which of the blogs behind an address is meant.
//!
//! One sign-in may reach many: a network of WordPresses, or everything somebody has at WordPress.com. A post must never go
//! to another of them than the one that was connected, so without a clear match nothing is done.

use super::values::{Members, Odd, list_of};
use crate::facts::plain_name;
use blog::{ClientError, Failure};
use dxr::Value;
use url::Url;

/// A blog behind the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlogEntry {
    /// Its number.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether this user rules it.
    pub is_admin: bool,
    /// Whether it is one of many: only then WordPress says which is the first.
    pub of_many: bool,
    url: String,
    xmlrpc: String,
}

/// All blogs behind the address.
pub fn read(value: Value) -> Result<Vec<BlogEntry>, Odd> {
    let entry = |value| {
        let mut blog = Members::of(value)?;
        Ok(BlogEntry {
            of_many: blog.has("isPrimary"),
            id: blog.needed("blogid")?,
            title: plain_name(&blog.text("blogName")?),
            url: blog.text("url")?,
            xmlrpc: blog.text("xmlrpc")?,
            is_admin: blog.flag("isAdmin")?,
        })
    };
    list_of("the list of blogs", value)?.into_iter().map(entry).collect()
}

/// The blog that answers at `endpoint`: by that very address, or as the only one of its host, or as the only one at all.
pub fn ours(blogs: Vec<BlogEntry>, endpoint: &Url) -> Result<BlogEntry, ClientError> {
    let parsed = |address: &str| Url::parse(address).ok();
    let by_address = |blog: &&BlogEntry| {
        parsed(&blog.xmlrpc).is_some_and(|url| url.host() == endpoint.host() && url.path() == endpoint.path())
    };
    let by_host = |blog: &&BlogEntry| parsed(&blog.url).is_some_and(|url| url.host() == endpoint.host());
    let same_host: Vec<&BlogEntry> = blogs.iter().filter(by_host).collect();
    let found = blogs.iter().find(by_address).or(match (same_host.as_slice(), blogs.as_slice()) {
        (&[one], _) | ([], [one]) => Some(one),
        _ => None,
    });
    found.cloned().ok_or_else(|| {
        let host = crate::address::host(endpoint);
        let message = format!(
            "This user has no blog at {host}, or more than one there. Nothing was sent. Connect the blog by its own address."
        );
        let addresses: Vec<&str> = blogs.iter().map(|blog| blog.url.as_str()).collect();
        ClientError::new(Failure::Rejected, message, format!("blogs: {}", addresses.join(" ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, url: &str) -> BlogEntry {
        BlogEntry {
            id: id.to_owned(),
            title: String::new(),
            is_admin: false,
            of_many: false,
            url: url.to_owned(),
            xmlrpc: format!("{url}xmlrpc.php"),
        }
    }

    #[test]
    fn a_post_goes_to_the_blog_that_was_connected_and_to_no_other() {
        let (one, two) = (entry("1", "https://one.example.org/"), entry("2", "https://two.example.org/"));
        let (below, beside) = (entry("3", "https://example.org/"), entry("4", "https://example.org/trips/"));
        let mapped = BlogEntry { url: "https://trips.example/".to_owned(), ..one.clone() };
        for (blogs, endpoint, expected) in [
            (vec![&one], "https://one.example.org/xmlrpc.php", Some("1")),
            // A single blog by another name, such as a fixed home address.
            (vec![&one], "http://127.0.0.1:8080/xmlrpc.php", Some("1")),
            (vec![&one, &two], "https://two.example.org/xmlrpc.php", Some("2")),
            (vec![&one, &two], "http://two.example.org/xmlrpc.php", Some("2")),
            (vec![&below, &beside], "https://example.org/trips/xmlrpc.php", Some("4")),
            (vec![&below, &beside], "https://example.org/xmlrpc.php", Some("3")),
            (vec![&mapped, &two], "https://trips.example/xmlrpc.php", Some("1")),
            (vec![&one, &two], "https://three.example.org/xmlrpc.php", None),
            (vec![&below, &beside], "https://example.org/other/xmlrpc.php", None),
            (vec![], "https://one.example.org/xmlrpc.php", None),
        ] {
            let found = ours(blogs.into_iter().cloned().collect(), &Url::parse(endpoint).unwrap());
            assert_eq!(found.ok().map(|blog| blog.id).as_deref(), expected, "{endpoint}");
        }
    }
}
