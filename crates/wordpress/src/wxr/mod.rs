//! WordPress's own file for moving a blog (WXR 1.2): written from posts, and read back one item at a time.
//!
//! Pure but for the reader and the writer that are handed in. Reading believes nothing: no document types, no deep
//! nesting, no item beyond a limit; what is wrong with one item is that item's trouble. Nothing here knows files, Markdown or
//! how items become posts.

mod nodes;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::Wxr;
pub use write::WxrWriter;

use blog::{PostKind, Status};
use std::collections::HashMap;

/// The largest item that is read, bytes. A post with a picture in its text as data has some MB.
pub const MAX_ITEM: u64 = 64 << 20;

/// What the file says of the blog as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The blog's title.
    pub title: String,
    /// Where the blog lies, e.g. `https://example.org/blog`; may be empty.
    pub address: String,
    /// Who writes there.
    pub authors: Vec<WxrAuthor>,
    /// Its categories, by the address part that names them.
    pub categories: HashMap<String, WxrTerm>,
    /// Its tags, likewise.
    pub tags: HashMap<String, WxrTerm>,
}

/// A person of the blog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WxrAuthor {
    /// What posts name.
    pub login: String,
    /// What readers see.
    pub name: String,
}

/// A category or a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WxrTerm {
    /// Its name.
    pub name: String,
    /// The address part of the category above; empty at the top.
    pub parent: String,
}

/// What kind of thing an item is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// A post.
    #[default]
    Post,
    /// A page.
    Page,
    /// A picture or another file, by its address.
    Attachment,
    /// Menus, revisions and whatever plugins keep, by WordPress's word.
    Other(String),
}

impl ItemKind {
    /// WordPress's word.
    pub fn word(&self) -> &str {
        match self {
            Self::Post => "post",
            Self::Page => "page",
            Self::Attachment => "attachment",
            Self::Other(word) => word,
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "post" => Self::Post,
            "page" => Self::Page,
            "attachment" => Self::Attachment,
            word => Self::Other(word.to_owned()),
        }
    }

    /// Post or page; `None` for the rest.
    pub fn post_kind(&self) -> Option<PostKind> {
        match self {
            Self::Post => Some(PostKind::Post),
            Self::Page => Some(PostKind::Page),
            Self::Attachment | Self::Other(_) => None,
        }
    }
}

impl From<PostKind> for ItemKind {
    fn from(kind: PostKind) -> Self {
        match kind {
            PostKind::Post => Self::Post,
            PostKind::Page => Self::Page,
        }
    }
}

/// One item of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its number on the blog; 0 when the file does not say.
    pub id: u64,
    /// Title.
    pub title: String,
    /// Where readers find it; may be empty.
    pub link: String,
    /// What names it for ever; an address on the blog unless another program wrote the file.
    pub guid: String,
    /// The author's login.
    pub creator: String,
    /// The text in the blog's markup.
    pub content: String,
    /// The excerpt as written by hand.
    pub excerpt: String,
    /// Address part.
    pub slug: String,
    /// Where it stands.
    pub status: Status,
    /// Date on the blog's clock, `2026-11-23 10:00:00`; empty for none.
    pub date: String,
    /// The same in UTC; empty while the date floats.
    pub date_gmt: String,
    /// Number of the page above; 0 at the top.
    pub parent: u64,
    /// A page's place among its neighbours.
    pub order: i64,
    /// Whether readers may comment.
    pub comments_open: bool,
    /// Whether other sites may announce links.
    pub pings_open: bool,
    /// What readers must type; empty for nothing.
    pub password: String,
    /// Held on top of the front page.
    pub sticky: bool,
    /// Post format, `aside` and the like; empty for an ordinary post.
    pub format: String,
    /// Categories: address part and name.
    pub categories: Vec<(String, String)>,
    /// Tags: address part and name.
    pub tags: Vec<(String, String)>,
    /// An attachment's address.
    pub attachment: String,
    /// Custom fields, hidden ones too.
    pub meta: Vec<(String, String)>,
    /// How many comments it has in the file.
    pub comments: usize,
}

/// Why reading ended early. What was read before is whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WxrError {
    /// Another kind of file.
    #[error("it is not an export of WordPress ({0})")]
    NotWxr(&'static str),
    /// The XML is broken.
    #[error("its XML is broken: {0}")]
    Broken(String),
    /// It ends before its end.
    #[error("it breaks off before its end")]
    BreaksOff,
    /// Too deep, too large, or with a document type, whose entities could be anything.
    #[error("{0}")]
    Hostile(&'static str),
    /// The disk.
    #[error("it could not be read to its end: {0}")]
    Io(String),
}
