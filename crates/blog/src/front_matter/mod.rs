//! The front matter at the head of a post, YAML, TOML or JSON: read into loose values, edited by line, never rewritten.
//!
//! Other tools own most of what stands there, so a reading never fails (what makes no sense becomes a
//! [`Problem`]) and an edit touches the lines of its own key and nothing else: unknown keys, comments, order,
//! quoting and line ends stay byte for byte. An edit that would change anything else is refused, not written.

mod block;
mod date;
mod extra;
mod fence;
mod file_name;
mod grammar;
mod json;
mod list;
mod names;
mod node;
mod picture;
mod plain;
mod read;
mod spot;
mod toml;
mod wanted;
mod write;
mod yaml;

pub use grammar::Grammar;
pub use write::{Edit, EditError, edit, edit_remote};

use crate::{CustomField, PostKey, PostKind, PostPath, Problem, RemoteId, Status};
use std::ops::Range;

/// Where the parts of a post's text are, by byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The block between the fences, or the JSON object; `None` when the text starts with neither.
    pub block: Option<Range<usize>>,
    /// How the block is written, or would be.
    pub grammar: Grammar,
    /// The Markdown body: all after the closing fence's line end.
    pub body: Range<usize>,
    /// A head that cannot be read as fields.
    pub oddity: Option<Oddity>,
}

/// A head that opens and can be edited by hand, but cannot be read as fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A program between `---js` lines, as Eleventy allows: nothing here runs it.
    Script,
    /// It starts like fields, but the closing fence is missing.
    Unclosed,
}

impl FrontMatter {
    /// Finds the parts of `text` (without a byte order mark). The fence must be the very first line; `---` or `...` closes
    /// a `---`, `+++` a `+++`; lines may end in LF, CRLF or CR. A lone `---` above text is a line across the page.
    pub fn of(text: &str) -> Self {
        fence::find(text)
    }
}

/// What the front matter says, in Copydesk's words. A key of another tool is understood where its meaning is the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    /// `title`.
    pub title: Option<String>,
    /// `slug`.
    pub slug: Option<String>,
    /// `status`, or `draft: true|false` (Hugo), or `published: true|false` (Jekyll).
    pub status: Option<Status>,
    /// `date` (also `publishDate`) as written; [`Fields::publish_date`] has it as a blog wants it.
    pub date: Option<String>,
    /// `excerpt` (also `description`, `summary`).
    pub excerpt: Option<String>,
    /// `categories` / `category`; one below another is `Travel > Italy`.
    pub categories: Option<Vec<String>>,
    /// `tags` (also `tag`, `keywords`).
    pub tags: Option<Vec<String>>,
    /// `picture`: the featured picture (also `image`, `cover`, `featured_image`, the first of `images`, ...), as the text
    /// names it.
    pub picture: Option<String>,
    /// `comments`: open or closed.
    pub comments: Option<bool>,
    /// `type: page`; anything else, also another tool's own word, is a post.
    pub kind: PostKind,
    /// `pings`: open or closed.
    pub pings: Option<bool>,
    /// `password`: what readers must type.
    pub password: Option<String>,
    /// `format`: one of WordPress's ten.
    pub format: Option<String>,
    /// `sticky`: held on top.
    pub sticky: Option<bool>,
    /// `author`: login, name or number on the blog.
    pub author: Option<String>,
    /// `parent`: slug or number of the page above.
    pub parent: Option<String>,
    /// `order` (also `menu_order`): a page's place.
    pub order: Option<i64>,
    /// `custom_fields`: name -> text.
    pub custom_fields: Option<Vec<CustomField>>,
    /// `copydesk-id`.
    pub key: Option<PostKey>,
    /// `wordpress`: blog -> id.
    pub remotes: Vec<(String, RemoteId)>,
    /// What does not parse or makes no sense.
    pub problems: Vec<Problem>,
}

impl Fields {
    /// Reads the front matter of a post's whole text. Never refuses: where one field does not parse, the others are
    /// still read and the fault is listed with its line.
    pub fn read(text: &str) -> Self {
        read::fields(text)
    }

    /// The same for a post with its place. A name like `2026-11-05-slow-bread.md` (Jekyll's) gives date and slug where the
    /// front matter does not, as long as the post is on no blog: there, date and slug are what they became.
    pub fn of_post(path: &PostPath, text: &str) -> Self {
        Self::read(text).named_by(path)
    }

    /// What was read of a text, with what the name of its file adds, as in [`Fields::of_post`].
    pub fn named_by(self, path: &PostPath) -> Self {
        if self.remotes.is_empty() { self.with_name(path, |_| true) } else { self }
    }

    /// The same for a post that has this slug on a blog: the name counts if that is where it came from.
    pub fn of_post_at(path: &PostPath, text: &str, slug: &str) -> Self {
        let number =
            |rest: &str| rest.strip_prefix('-').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        Self::read(text).with_name(path, |said| {
            slug.strip_prefix(said).is_some_and(|rest| rest.is_empty() || number(rest))
        })
    }

    fn with_name(mut self, path: &PostPath, counts: impl Fn(&str) -> bool) -> Self {
        if let Some((date, slug)) = file_name::date_and_slug(path).filter(|(_, slug)| counts(slug)) {
            self.date.get_or_insert(date);
            self.slug.get_or_insert(slug);
        }
        self
    }

    /// The date as [`crate::PostFields::date`] wants it: `2026-11-23T10:00:00`, with `Z` or `+01:00` where one was
    /// written. Midnight when only a day was given; `None` when there is no date or it makes no sense.
    pub fn publish_date(&self) -> Option<String> {
        date::normal(self.date.as_deref()?)
    }

    /// The date as seconds since 1970, for putting posts in order; one without an offset is taken as it stands.
    pub fn moment(&self) -> Option<i64> {
        date::moment(&self.publish_date()?)
    }
}

/// A value to be written into the front matter.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// A text; quoted when YAML would read it as something else.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// `true` or `false`.
    Flag(bool),
    /// Names with texts, each name once.
    Map(Vec<(String, String)>),
    /// Take the key out.
    Absent,
}

/// The fields that other tools spell differently: our name first, then theirs, in the order in which they count.
const SPELLINGS: [&[&str]; 6] = [
    &["date", "publishdate", "pubdate"],
    &["excerpt", "description", "summary"],
    &["categories", "category"],
    &["tags", "tag", "keywords"],
    &["picture", "image", "cover", "featured_image", "featuredimage", "images", "thumbnail", "banner"],
    &["order", "menu_order"],
];

/// The table in which Zola (and Hugo, in a site's own words) keeps tags and categories.
const TAXONOMIES: &str = "taxonomies";

/// Keys of a picture given as a map (Jekyll themes, Hugo themes), in the order in which they count.
const PICTURE_PARTS: [&str; 4] = ["image", "src", "path", "url"];

/// The post formats that WordPress knows (since 3.1), whatever a theme makes of them.
pub const FORMATS: [&str; 10] =
    ["standard", "aside", "audio", "chat", "gallery", "image", "link", "quote", "status", "video"];

/// All spellings of a key, its own name first.
fn spellings<'a>(key: &'a &'a str) -> &'a [&'a str] {
    SPELLINGS.into_iter().find(|names| names[0] == *key).unwrap_or(std::slice::from_ref(key))
}
