//! Addresses that begin with `copydesk:`: the way back from the approval page of blogs that send nobody to an address of
//! this machine.
//!
//! On Linux and Windows the system starts Copydesk anew with the address, and that start hands it to the one that waits; on
//! macOS the running one is told. An address holds a password: it goes to the core and not to the page.

use app::App;
use std::ffi::OsString;
use tauri::{AppHandle, Runtime};

/// What such an address begins with.
const BEGINNING: &str = "copydesk:";

/// The address with which the system started this program, if it did.
pub fn given(words: impl IntoIterator<Item = OsString>) -> Option<String> {
    let address = words.into_iter().nth(1)?.into_string().ok()?;
    address.to_ascii_lowercase().starts_with(BEGINNING).then_some(address)
}

/// Makes sure that the system hands such addresses to Copydesk. Asks the system's own programs, so it takes a moment.
pub fn register<R: Runtime>(handle: &AppHandle<R>, app: &App) {
    if is_registered(handle) {
        app.takes_own_scheme();
    }
}

#[cfg(any(windows, target_os = "linux"))]
fn is_registered<R: Runtime>(handle: &AppHandle<R>) -> bool {
    use tauri_plugin_deep_link::DeepLinkExt;
    let links = handle.deep_link();
    links.is_registered("copydesk").unwrap_or(false) || links.register("copydesk").is_ok()
}

/// The bundle's property list says so.
#[cfg(not(any(windows, target_os = "linux")))]
fn is_registered<R: Runtime>(_: &AppHandle<R>) -> bool {
    cfg!(target_os = "macos")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_first_word_of_our_own_is_an_address() {
        for (line, expected) in [
            ("copydesk copydesk://authorized?state=1", Some("copydesk://authorized?state=1")),
            ("copydesk Copydesk://authorized", Some("Copydesk://authorized")),
            ("copydesk", None),
            ("copydesk list", None),
            ("copydesk --open copydesk.md", None),
            ("copydesk list copydesk://authorized", None),
            ("copydesk https://example.org/?copydesk:", None),
        ] {
            assert_eq!(given(line.split(' ').map(OsString::from)).as_deref(), expected, "{line}");
        }
    }
}
