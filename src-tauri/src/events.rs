//! Carries the core's news to the window.

use app::EventSink;
use app::wire::events::AppEvent;
use std::sync::OnceLock;
use tauri::{AppHandle, Emitter, Manager};

/// The one event the window listens to (`ui/src/backend/tauri.ts`); its payload is an `AppEvent`.
pub const NEWS: &str = "copydesk";

/// Sends news to the window; before there is one, nobody needs any: the command `start` tells everything.
#[derive(Default)]
pub struct WindowNews(OnceLock<AppHandle>);

impl WindowNews {
    /// From now on there is somebody to tell.
    pub fn connect(&self, handle: AppHandle) {
        let _already = self.0.set(handle);
    }
}

impl EventSink for WindowNews {
    fn send(&self, event: AppEvent) {
        if let Some(handle) = self.0.get() {
            // The writer comes from the browser, or started Copydesk once more: the window is where it goes on.
            if matches!(event, AppEvent::Approval { .. } | AppEvent::Called { .. })
                && let Some(window) = handle.get_webview_window("main")
            {
                let _hidden = window.unminimize().and_then(|()| window.set_focus());
            }
            // Fails only while the window closes; then there is nobody left to hear it.
            let _closing = handle.emit(NEWS, event);
        }
    }
}
