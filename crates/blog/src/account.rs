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
    /// How text is written there.
    pub markup: Markup,
    /// The time zone the blog lives in.
    pub clock: SiteClock,
}

impl Account {
    /// The blog's host, port and path without a scheme (`example.org`, `127.0.0.1:8714`, `example.org/blog`): what ties a
    /// post's front matter to this blog whichever scheme is in use.
    pub fn blog(&self) -> String {
        let bare = self.address.split_once("://").map_or(self.address.as_str(), |(_, rest)| rest);
        bare.trim_end_matches('/').to_lowercase()
    }
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
    /// Keep any HTML (`unfiltered_html`).
    pub unfiltered_html: bool,
    /// Edit other people's posts (`edit_others_posts`).
    pub edit_others: bool,
}

impl Rights {
    /// Whether a missing term of this kind can be created: tags by everyone who writes, categories with the right for it.
    pub fn may_create(self, taxonomy: Taxonomy) -> bool {
        match taxonomy {
            Taxonomy::Category => self.create_categories,
            Taxonomy::Tag => self.write,
        }
    }
}
