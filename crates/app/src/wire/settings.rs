//! What is remembered between runs, and the first answer of all.

use super::accounts::AccountView;
use super::library::LibraryView;
use super::publishing::JobView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything a front end needs to draw its first screen.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// Copydesk's version.
    pub version: String,
    /// The open library; absent when none could be opened (`notice` says why).
    pub library: Option<LibraryView>,
    /// Whether that library is the sample library of the first start.
    pub is_sample: bool,
    /// Something to say at once, e.g. that the last library is gone or that there is no keyring.
    pub notice: Option<String>,
    /// The post to open first.
    pub open_first: Option<String>,
    /// Connected blogs.
    pub accounts: Vec<AccountView>,
    /// Remembered settings.
    pub settings: SettingsView,
    /// Work waiting or recently done.
    pub jobs: Vec<JobView>,
}

/// Settings that a front end reads and writes as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct SettingsView {
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Whether the side bar is shown.
    pub show_side_bar: bool,
    /// Whether the list of posts is shown.
    pub show_list: bool,
    /// Whether the preview is shown.
    pub show_preview: bool,
    /// Whether the post panel is shown.
    pub show_post_panel: bool,
    /// Width of the list in pixels.
    pub list_width: u32,
    /// Share of the editor in the room of editor and preview, percent.
    pub editor_share: u32,
    /// Publish at once when the plan has nothing to warn of.
    pub skip_calm_plans: bool,
    /// How long a press that readers will see something of is held, so that it can be taken back, in seconds: 0 to 30.
    pub hold_seconds: u32,
    /// Whether a post's file gets its name from the slug, or the title, whenever the post is left.
    pub names_follow: bool,
    /// The account used last; empty for none.
    pub account: String,
}

impl Default for SettingsView {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            show_side_bar: true,
            show_list: true,
            show_preview: true,
            show_post_panel: false,
            list_width: 280,
            editor_share: 50,
            skip_calm_plans: false,
            hold_seconds: 5,
            names_follow: false,
            account: String::new(),
        }
    }
}

/// The colours of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// A link a person clicked in the preview or in a message.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct OpenLink {
    /// The address as found.
    pub url: String,
}
