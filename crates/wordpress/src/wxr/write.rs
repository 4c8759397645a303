//! An export written as WordPress 7.1 writes one: every text in CDATA, every term with its address part.

use super::{Item, Site};
use crate::facts::status_word;
use std::borrow::Cow;
use std::io::{self, Write};

/// An export that is being written.
pub struct WxrWriter<W> {
    out: W,
}

impl<W: Write> WxrWriter<W> {
    /// Writes the head: the blog, its people, its categories (those above first) and tags.
    pub fn begin(mut out: W, site: &Site, generator: &str) -> io::Result<Self> {
        out.write_all(HEAD.as_bytes())?;
        let mut writer = Self { out };
        writer.element("title", &site.title)?;
        writer.element("link", &site.address)?;
        writer.element("generator", generator)?;
        writer.line("<wp:wxr_version>1.2</wp:wxr_version>")?;
        writer.element("wp:base_site_url", &site.address)?;
        writer.element("wp:base_blog_url", &site.address)?;
        for (number, author) in (1..).zip(&site.authors) {
            writer.group(
                "wp:author",
                &[
                    ("wp:author_id", &number.to_string()),
                    ("wp:author_login", &author.login),
                    ("wp:author_email", ""),
                    ("wp:author_display_name", &author.name),
                    ("wp:author_first_name", ""),
                    ("wp:author_last_name", ""),
                ],
            )?;
        }
        let mut categories: Vec<_> = site.categories.iter().collect();
        categories.sort_by_key(|(slug, term)| (site.branch(slug, &term.name), *slug));
        let mut number = 0;
        for (slug, term) in categories {
            number += 1;
            writer.group(
                "wp:category",
                &[
                    ("wp:term_id", &number.to_string()),
                    ("wp:category_nicename", slug),
                    ("wp:category_parent", &term.parent),
                    ("wp:cat_name", &term.name),
                ],
            )?;
        }
        let mut tags: Vec<_> = site.tags.iter().collect();
        tags.sort_by_key(|(slug, _)| *slug);
        for (slug, term) in tags {
            number += 1;
            writer.group(
                "wp:tag",
                &[("wp:term_id", &number.to_string()), ("wp:tag_slug", slug), ("wp:tag_name", &term.name)],
            )?;
        }
        Ok(writer)
    }

    /// Writes one item.
    pub fn item(&mut self, item: &Item) -> io::Result<()> {
        let open = |open: bool| if open { "open" } else { "closed" };
        self.line("<item>")?;
        self.element("title", &item.title)?;
        self.element("link", &item.link)?;
        self.element("dc:creator", &item.creator)?;
        self.line(&format!("<guid isPermaLink=\"false\">{}</guid>", cdata(&item.guid)))?;
        self.line("<description></description>")?;
        self.element("content:encoded", &item.content)?;
        self.element("excerpt:encoded", &item.excerpt)?;
        let none = "0000-00-00 00:00:00";
        let or_none = |date: &str| if date.is_empty() { none.to_owned() } else { date.to_owned() };
        for (name, value) in [
            ("wp:post_id", item.id.to_string()),
            ("wp:post_date", or_none(&item.date)),
            ("wp:post_date_gmt", or_none(&item.date_gmt)),
            ("wp:comment_status", open(item.comments_open).to_owned()),
            ("wp:ping_status", open(item.pings_open).to_owned()),
            ("wp:post_name", item.slug.clone()),
            ("wp:status", status_word(item.status).unwrap_or("trash").to_owned()),
            ("wp:post_parent", item.parent.to_string()),
            ("wp:menu_order", item.order.to_string()),
            ("wp:post_type", item.kind.word().to_owned()),
            ("wp:post_password", item.password.clone()),
            ("wp:is_sticky", u8::from(item.sticky).to_string()),
        ] {
            self.element(name, &value)?;
        }
        for (domain, terms) in [("category", &item.categories), ("post_tag", &item.tags)] {
            for (slug, name) in terms {
                let slug = quick_xml::escape::escape(printable(slug).as_ref()).into_owned();
                self.line(&format!(
                    "<category domain=\"{domain}\" nicename=\"{slug}\">{}</category>",
                    cdata(name)
                ))?;
            }
        }
        if !item.format.is_empty() {
            let format = quick_xml::escape::escape(item.format.as_str()).into_owned();
            self.line(&format!(
                "<category domain=\"post_format\" nicename=\"post-format-{format}\">{}</category>",
                cdata(&item.format)
            ))?;
        }
        for (key, value) in &item.meta {
            self.group("wp:postmeta", &[("wp:meta_key", key), ("wp:meta_value", value)])?;
        }
        self.line("</item>")
    }

    /// Writes the end and gives the output back.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"</channel>\n</rss>\n")?;
        Ok(self.out)
    }

    fn group(&mut self, name: &str, parts: &[(&str, &str)]) -> io::Result<()> {
        self.line(&format!("<{name}>"))?;
        for (part, text) in parts {
            self.element(part, text)?;
        }
        self.line(&format!("</{name}>"))
    }

    fn element(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.line(&format!("<{name}>{}</{name}>", cdata(text)))
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")
    }
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"#;

/// A text that ends only where it ends: `]]>` in it is cut in two.
fn cdata(text: &str) -> String {
    format!("<![CDATA[{}]]>", printable(text).replace("]]>", "]]]]><![CDATA[>"))
}

/// Without the characters that no XML can hold.
fn printable(text: &str) -> Cow<'_, str> {
    let fits = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}');
    let fits = |c: char| fits(c) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.chars().all(fits) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| fits(*c)).collect())
    }
}
