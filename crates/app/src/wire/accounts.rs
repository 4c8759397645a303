//! Connected blogs. A password appears here in one place only: on its way in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A connected blog.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Stable name.
    pub id: String,
    /// The writer's name for it.
    pub name: String,
    /// Address as people read it.
    pub address: String,
    /// The blog's title.
    pub blog_title: String,
    /// Login name.
    pub user: String,
    /// How text is written there.
    pub markup: MarkupView,
    /// The longest edge of a picture that is sent there, in pixels; 0: each at its own size.
    pub picture_edge: u32,
    /// `REST` or `XML-RPC`.
    pub transport: String,
    /// Time zone in words, e.g. `Europe/London` or `UTC+5:30`.
    pub zone: String,
    /// Where the password is.
    pub secret: SecretPlace,
}

/// How text is written on a blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MarkupView {
    /// WordPress blocks.
    Blocks,
    /// Classic HTML.
    Classic,
}

/// Which interface of a blog is to be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TransportWish {
    /// What the blog offers, REST rather than XML-RPC.
    #[default]
    Auto,
    /// REST and nothing else.
    Rest,
    /// XML-RPC and nothing else.
    XmlRpc,
}

/// Where a password is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SecretPlace {
    /// In the system's keyring.
    Keyring,
    /// In memory until Copydesk is closed: the system has no keyring.
    ThisRun,
    /// Nowhere: it must be asked for.
    Missing,
}

/// Signs in.
#[derive(Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddAccount {
    /// The blog's address.
    pub address: String,
    /// Login name or e-mail.
    pub user: String,
    /// Application password. In, never out.
    pub password: String,
    /// The writer's name for it; empty: the blog's host.
    pub name: String,
    /// How text is written there.
    pub markup: MarkupView,
    /// Whether the password may go over plain http.
    pub allow_http: bool,
    /// The fingerprint of a certificate that the writer accepted; empty for none.
    pub certificate: String,
    /// Which interface is to be used.
    pub transport: TransportWish,
}

/// A new account.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountAdded {
    /// The account.
    pub account: AccountView,
    /// What to know, e.g. that the password is kept for this run only, or that the role cannot publish.
    pub notes: Vec<String>,
}

/// Forgets an account.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RemoveAccount {
    /// Stable name.
    pub id: String,
    /// Whether its application password is taken back on the blog too.
    pub revoke: bool,
}

/// An account that is gone.
#[derive(Debug, Serialize, TS)]
pub struct AccountRemoved {
    /// Those that remain.
    pub accounts: Vec<AccountView>,
    /// What became of the password on the blog; absent when nothing was to be done there.
    pub note: Option<String>,
}

/// Names an account.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct OneAccount {
    /// Stable name.
    pub id: String,
}

/// Who we are there.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Name readers see.
    pub display_name: String,
    /// Role names.
    pub roles: Vec<String>,
    /// What may not be done, one sentence each; empty when everything may.
    pub limits: Vec<String>,
}

/// Chooses the markup.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SetMarkup {
    /// Stable name of the account.
    pub id: String,
    /// Blocks or classic.
    pub markup: MarkupView,
}

/// Chooses the size of pictures.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SetPictureSize {
    /// Stable name of the account.
    pub id: String,
    /// The longest edge in pixels, at least 200; 0: each picture at its own size.
    pub edge: u32,
}

/// Terms for completion.
#[derive(Debug, Default, Serialize, TS)]
pub struct TermsView {
    /// Category names.
    pub categories: Vec<String>,
    /// Tag names.
    pub tags: Vec<String>,
}

/// What the blog has beyond title and text, so that only that is offered. All empty when it does not answer.
#[derive(Debug, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OffersView {
    /// Post formats to choose from; empty where the theme has none.
    pub formats: Vec<String>,
    /// Names of the people a post may be given to; one where there is no choice.
    pub authors: Vec<String>,
    /// Whether this account may write pages.
    pub pages: bool,
    /// Whether a post may be held on top.
    pub sticky: bool,
}
