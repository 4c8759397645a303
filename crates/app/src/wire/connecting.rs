//! Finding a blog, being approved on it in the browser, and finding out why it does not work.

use super::accounts::{AccountView, MarkupView};
use super::error::WireError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An address to look at.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscoverBlog {
    /// As typed.
    pub address: String,
    /// The fingerprint of a certificate that the writer accepted for this address; empty for none.
    pub certificate: String,
}

/// What was found there.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscoveredView {
    /// The blog's address.
    pub address: String,
    /// Its title.
    pub title: String,
    /// What it is and what it speaks, in words.
    pub found: String,
    /// Its time zone in words; empty where the blog tells it only to people who are signed in.
    pub zone: String,
    /// The page where an application password is made.
    pub password_page: String,
    /// Which password it has to be, one or two sentences.
    pub password_hint: String,
    /// Whether Copydesk can be approved on a page of the blog.
    pub can_approve: bool,
    /// Whether it is reached over plain http only: a password needs an explicit yes.
    pub plain_http: bool,
    /// Said when something about it will be in the way.
    pub warning: Option<String>,
}

/// Asks for approval on a page of the blog, in the person's browser.
#[derive(Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApproveBlog {
    /// The blog's address.
    pub address: String,
    /// The writer's name for it; empty: the blog's host.
    pub name: String,
    /// How text is written there.
    pub markup: MarkupView,
    /// Whether a password may go over plain http.
    pub allow_http: bool,
    /// The fingerprint of a certificate that the writer accepted; empty for none.
    pub certificate: String,
}

/// The page to open in the person's browser. What becomes of it is told as news.
#[derive(Debug, Serialize, TS)]
pub struct ApprovalAsked {
    /// Its address.
    pub page: String,
}

/// What became of an approval.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ApprovalView {
    /// The blog is connected.
    Approved {
        /// The account.
        account: AccountView,
        /// What to know.
        notes: Vec<String>,
    },
    /// It is not.
    NotApproved {
        /// Why, and what to do.
        error: WireError,
    },
}

/// What the doctor shall look at: a connected blog, or an address with or without a sign-in.
#[derive(Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExamineBlog {
    /// Stable name of a connected blog; empty: look at `address`.
    pub account: String,
    /// An address as typed.
    pub address: String,
    /// Login name; empty for none.
    pub user: String,
    /// Password. In, never out; empty for none.
    pub password: String,
    /// A post whose words the blog refused: they are tried on a throw-away draft of a connected blog. Empty for none.
    pub path: String,
}

/// What the doctor found out about one thing. The sentences are empty where all is fine.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// What was looked at, for programs: `address`, `connection`, `front_door`, `rest`, `xmlrpc`,
    /// `application_passwords`, `sign_in`, `rights`, `clock`, `uploads`, `text`.
    pub subject: String,
    /// The same for people, e.g. `Your sign-in`.
    pub label: String,
    /// How it stands.
    pub state: FindingState,
    /// What happened.
    pub happened: String,
    /// What is safe.
    pub safe: String,
    /// What to do.
    pub next: String,
    /// Who or what causes it.
    pub culprit: String,
    /// What to write to the people who run the server.
    pub for_host: String,
    /// The raw detail.
    pub detail: String,
}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FindingState {
    /// As it should be.
    Fine,
    /// Works, and something about it is worth knowing.
    Note,
    /// Does not work.
    Broken,
    /// Was not looked at.
    Skipped,
}
