//! One blog, one user, one way to speak to it. Never the secret.

use crate::Taxonomy;

/// An account's stable name; also its user name in the OS keyring. Letters, digits, `.`, `-`, `_`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(String);

impl AccountId {
    /// Returns the id, or `None` when it is empty, longer than 100 bytes or has other characters than letters, digits, `.`, `-`, `_`.
    pub fn new(id: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        (!id.is_empty() && id.len() <= 100 && id.bytes().all(plain)).then(|| Self(id.to_owned()))
    }

    /// A new id for an account on this blog: the blog's name made plain, and four random bytes which the caller draws.
    pub fn for_blog(blog: &str, random: [u8; 4]) -> Self {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let chance: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(blog.chars().map(plain).take(60).chain("-".chars()).chain(chance.chars()).collect())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which of WordPress's two interfaces is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// JSON, WordPress 4.7 and later.
    Rest,
    /// XML, the older one.
    XmlRpc,
}

/// How the text of a post is written on the blog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// Block comments around HTML, as the block editor saves it (WordPress 5.0 and later).
    #[default]
    Blocks,
    /// Plain HTML for the classic editor.
    Classic,
}

/// Where a blog's interface answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Which interface.
    pub transport: Transport,
    /// Its root, e.g. `https://example.org/wp-json/` or `https://example.org/index.php?rest_route=/`.
    pub url: String,
}

/// One blog and one user on it. The password is in the keyring under [`Account::id`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Stable name.
    pub id: AccountId,
    /// The writer's own short name for it; unique among the accounts.
    pub name: String,
    /// The blog's address as people read it, with scheme, without a trailing slash.
    pub address: String,
    /// The blog's title when it was connected.
    pub blog_title: String,
    /// The user's login name.
    pub user: String,
    /// Where its interface answers.
    pub endpoint: Endpoint,
    /// The blog's other interface, where it has one: used when the first is known not to work.
    pub other: Option<Endpoint>,
    /// How text is written there.
    pub markup: Markup,
    /// The time zone the blog lives in.
    pub clock: SiteClock,
    /// What the writer allowed for this blog by an explicit yes.
    pub allowed: Allowed,
    /// The longest edge of a picture that is sent there, in pixels; 0 sends each at its own size.
    pub picture_edge: u32,
}

/// What is refused everywhere else, and allowed for one blog because its writer looked at it and said yes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The password may go over plain http, where everybody on the way can read it.
    pub plain_http: bool,
    /// The SHA-256 fingerprint of a certificate that nobody known has signed.
    pub certificate: Option<String>,
}

/// The longest edge unless the writer chose another: the size above which WordPress makes a smaller picture itself.
pub const PICTURE_EDGE: u32 = 2560;

impl Account {
    /// The blog's host, port and path without a scheme (`example.org`, `127.0.0.1:8714`, `example.org/blog`): what ties a
    /// post's front matter to this blog whichever scheme is in use.
    pub fn blog(&self) -> String {
        blog_of(&self.address)
    }
}

/// A blog's name from its address: see [`Account::blog`].
pub fn blog_of(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    bare.trim_end_matches('/').to_lowercase()
}

/// A blog's time zone: a named zone where one is set, otherwise an offset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteClock {
    /// IANA name such as `Asia/Kolkata`; empty when the blog only has an offset.
    pub zone: String,
    /// Minutes east of UTC.
    pub offset_minutes: i32,
}

/// What the blog answered to "who am I".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The user's number.
    pub user_id: u64,
    /// The name readers see.
    pub display_name: String,
    /// The login name, as the blog spells it.
    pub login: String,
    /// Role names, e.g. `administrator`.
    pub roles: Vec<String>,
    /// What this user may do.
    pub rights: Rights,
}

/// What a blog says of itself to somebody signed in: what can be offered, and what cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Its title.
    pub title: String,
    /// WordPress's version; empty where it is not told.
    pub version: String,
    /// Its time zone; `None` where it is not told.
    pub clock: Option<SiteClock>,
    /// Post formats that can be chosen, `standard` among them; empty where there are none.
    pub formats: Vec<String>,
    /// The largest file it takes, in bytes; `None` where it is not told.
    pub upload_limit: Option<u64>,
    /// Whether it has pages.
    pub pages: bool,
    /// Whether this interface can set custom fields.
    pub custom_fields: bool,
    /// Whether this interface can hold a post on top.
    pub sticky: bool,
}

/// Somebody a post may be given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The user's number.
    pub id: u64,
    /// Login name; empty where the blog does not tell it.
    pub login: String,
    /// The name readers see.
    pub name: String,
}

/// What a user may do on a blog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Write posts at all (`edit_posts`).
    pub write: bool,
    /// Make own posts public (`publish_posts`).
    pub publish: bool,
    /// Send pictures (`upload_files`).
    pub upload: bool,
    /// Create categories (`manage_categories`).
    pub create_categories: bool,
    /// Create tags: over REST everybody who writes, over XML-RPC with the right for categories only.
    pub create_tags: bool,
    /// Keep any HTML (`unfiltered_html`).
    pub unfiltered_html: bool,
    /// Edit other people's posts (`edit_others_posts`).
    pub edit_others: bool,
    /// Write pages (`edit_pages`) and make them public.
    pub pages: bool,
}

impl Rights {
    /// Whether a missing term of this kind can be created.
    pub fn may_create(self, taxonomy: Taxonomy) -> bool {
        match taxonomy {
            Taxonomy::Category => self.create_categories,
            Taxonomy::Tag => self.create_tags,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blog_is_named_without_its_scheme() {
        for (address, blog) in [
            ("https://Example.org/", "example.org"),
            ("http://127.0.0.1:8714", "127.0.0.1:8714"),
            ("https://example.org/blog/", "example.org/blog"),
        ] {
            assert_eq!(blog_of(address), blog);
            assert!(AccountId::new(AccountId::for_blog(blog, [1, 2, 3, 255]).as_str()).is_some());
        }
    }
}
