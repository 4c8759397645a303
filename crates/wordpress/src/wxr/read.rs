//! An export read item by item: only one is in memory at a time.

use super::nodes::{Node, Nodes, Tag};
use super::{Item, ItemKind, Site, WxrAuthor, WxrError, WxrTerm};
use crate::facts::status_of;
use std::io::BufRead;

/// More categories, tags or people than this are no blog's.
const MAX_NAMED: usize = 200_000;

/// Deeper than any branch of categories: a circle ends there.
const DEEPEST_BRANCH: usize = 32;

/// An export that is being read.
pub struct Wxr<R> {
    nodes: Nodes<R>,
    site: Site,
    is_feed: bool,
    is_wxr: bool,
}

/// An element without elements of its own that anyone asks for.
struct Leaf {
    tag: Tag,
    text: String,
    inner: Vec<(String, String)>,
}

impl<R: BufRead> Wxr<R> {
    /// Begins to read.
    pub fn new(input: R) -> Self {
        Self { nodes: Nodes::new(input), site: Site::default(), is_feed: false, is_wxr: false }
    }

    /// What the file has said of the blog so far: all of it once the first item was read.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The next item; `None` at the end of the file.
    pub fn next_item(&mut self) -> Result<Option<Item>, WxrError> {
        loop {
            match self.nodes.next()? {
                Node::Open(tag) => match tag.name.as_str() {
                    "rss" => self.is_feed = true,
                    _ if !self.is_feed => return Err(WxrError::NotWxr("it begins with something else")),
                    "channel" => {}
                    "item" if !self.is_wxr => {
                        return Err(WxrError::NotWxr("it is a feed, and says nothing of drafts"));
                    }
                    "item" => return self.item().map(Some),
                    _ => self.of_the_blog(tag)?,
                },
                Node::Close | Node::Text(_) => {}
                Node::End if !self.is_wxr => return Err(WxrError::NotWxr("nothing in it says so")),
                Node::End => return Ok(None),
            }
            self.nodes.let_out();
        }
    }

    fn of_the_blog(&mut self, tag: Tag) -> Result<(), WxrError> {
        let Leaf { tag, text, inner } = self.leaf(tag)?;
        let part = |name: &str| {
            inner
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, text)| text.trim().to_owned())
                .unwrap_or_default()
        };
        match tag.name.as_str() {
            "wp:wxr_version" => self.is_wxr = true,
            "title" => self.site.title = text.trim().to_owned(),
            "wp:base_blog_url" => self.site.address = text.trim().trim_end_matches('/').to_owned(),
            "wp:author" if self.site.authors.len() < MAX_NAMED => {
                let (login, name) = (part("wp:author_login"), part("wp:author_display_name"));
                self.site.authors.push(WxrAuthor { login, name });
            }
            "wp:category" if self.site.categories.len() < MAX_NAMED => {
                let term = WxrTerm { name: part("wp:cat_name"), parent: part("wp:category_parent") };
                self.site.categories.insert(part("wp:category_nicename"), term);
            }
            "wp:tag" if self.site.tags.len() < MAX_NAMED => {
                let term = WxrTerm { name: part("wp:tag_name"), parent: String::new() };
                self.site.tags.insert(part("wp:tag_slug"), term);
            }
            _ => {}
        }
        Ok(())
    }

    /// An element with its text and the texts of the elements in it, to its end.
    fn leaf(&mut self, tag: Tag) -> Result<Leaf, WxrError> {
        let mut leaf = Leaf { tag, text: String::new(), inner: Vec::new() };
        let mut depth = 0usize;
        loop {
            match self.nodes.next()? {
                Node::Open(tag) => {
                    if depth == 0 {
                        leaf.inner.push((tag.name, String::new()));
                    }
                    depth += 1;
                }
                Node::Close if depth == 0 => return Ok(leaf),
                Node::Close => depth -= 1,
                Node::Text(text) => match (depth, leaf.inner.last_mut()) {
                    (0, _) => leaf.text.push_str(&text),
                    (1, Some((_, inner))) => inner.push_str(&text),
                    _ => {}
                },
                Node::End => return Err(WxrError::BreaksOff),
            }
        }
    }

    fn item(&mut self) -> Result<Item, WxrError> {
        self.nodes.let_out();
        let mut item = Item { status: blog::Status::Draft, ..Item::default() };
        loop {
            match self.nodes.next()? {
                Node::Open(tag) => {
                    let leaf = self.leaf(tag)?;
                    take(&mut item, leaf);
                }
                Node::Close => return Ok(item),
                Node::Text(_) => {}
                Node::End => return Err(WxrError::BreaksOff),
            }
        }
    }
}

fn take(item: &mut Item, leaf: Leaf) {
    let Leaf { tag, text, inner } = leaf;
    let short = || text.trim().to_owned();
    match tag.name.as_str() {
        "title" => item.title = short(),
        "link" => item.link = short(),
        "guid" => item.guid = short(),
        "dc:creator" => item.creator = short(),
        "content:encoded" => item.content = text,
        "excerpt:encoded" => item.excerpt = text,
        "wp:post_id" => item.id = short().parse().unwrap_or(0),
        "wp:post_date" => item.date = dated(&text),
        "wp:post_date_gmt" => item.date_gmt = dated(&text),
        "wp:comment_status" => item.comments_open = text.trim() == "open",
        "wp:ping_status" => item.pings_open = text.trim() == "open",
        "wp:post_name" => item.slug = percent_decoded(text.trim()),
        "wp:status" => item.status = status_of(text.trim()),
        "wp:post_parent" => item.parent = short().parse().unwrap_or(0),
        "wp:menu_order" => item.order = short().parse().unwrap_or(0),
        "wp:post_type" => item.kind = ItemKind::of(text.trim()),
        "wp:post_password" => item.password = text,
        "wp:is_sticky" => item.sticky = text.trim() == "1",
        "wp:attachment_url" => item.attachment = short(),
        "wp:comment" => item.comments += 1,
        "wp:postmeta" => {
            let part = |name: &str| inner.iter().find(|(key, _)| key == name).map(|(_, text)| text.clone());
            let (key, value) =
                (part("wp:meta_key").unwrap_or_default(), part("wp:meta_value").unwrap_or_default());
            item.meta.push((key.trim().to_owned(), value));
        }
        "category" => match tag.domain.as_str() {
            "category" => item.categories.push((tag.nicename, short())),
            "post_tag" | "tag" => item.tags.push((tag.nicename, short())),
            "post_format" => {
                item.format = tag.nicename.strip_prefix("post-format-").unwrap_or(&tag.nicename).to_owned();
            }
            _ => {}
        },
        _ => {}
    }
}

/// A date, unless it is WordPress's word for none.
fn dated(text: &str) -> String {
    let text = text.trim();
    if text.starts_with("0000") { String::new() } else { text.to_owned() }
}

/// WordPress keeps the letters of other scripts in address parts as percent signs.
fn percent_decoded(slug: &str) -> String {
    let mut bytes = Vec::with_capacity(slug.len());
    let mut rest = slug.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.filter(|_| *first == b'%').and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| slug.to_owned())
}

impl Site {
    /// A category with those above it, from the top: `["Travel", "Italy"]`.
    pub fn branch(&self, slug: &str, name: &str) -> Vec<String> {
        let mut branch = vec![self.categories.get(slug).map_or(name, |term| &term.name).to_owned()];
        let mut above = self.categories.get(slug).map(|term| term.parent.as_str());
        while let Some(term) = above.and_then(|slug| self.categories.get(slug)) {
            if branch.len() >= DEEPEST_BRANCH {
                break;
            }
            branch.push(term.name.clone());
            above = Some(&term.parent);
        }
        branch.reverse();
        branch
    }
}
