//! The one window: shown when its page is there, going nowhere else, saved before it closes.

use crate::desk::Desk;
use crate::events::{NEWS, WindowNews};
use crate::{cli, commands, keys, media};
use app::wire::events::AppEvent;
use std::process::ExitCode;
use std::sync::Arc;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{App, AppHandle, Emitter, Manager, RunEvent, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;

/// Opens the window and stays until it is closed.
pub fn run(arguments: cli::Arguments) -> ExitCode {
    if !display_present() {
        return cli::no_display();
    }
    if cli::shown_elsewhere(&arguments) {
        return ExitCode::SUCCESS;
    }
    let news = Arc::new(WindowNews::default());
    let sink = news.clone();
    let desk = Desk::open(move || cli::open_core(&arguments, sink));
    let kept = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(kept).build())
        .register_asynchronous_uri_scheme_protocol(media::SCHEME, media::serve)
        .register_uri_scheme_protocol(keys::SCHEME, keys::answer)
        .invoke_handler(commands::handler())
        .manage(desk)
        .setup(move |app| {
            news.connect(app.handle().clone());
            open_window(app).map_err(Into::into)
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(on_event);
            ExitCode::SUCCESS
        }
        Err(error) => cli::window_failed(&error),
    }
}

fn open_window(app: &App) -> tauri::Result<()> {
    let development = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Copydesk")
        .inner_size(1400.0, 900.0)
        .min_inner_size(720.0, 480.0)
        // Dropped pictures are the page's.
        .disable_drag_drop_handler()
        .on_navigation(move |url| is_ours(url, development.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        // Never a white window: it appears with its page.
        .visible(false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let _gone = window.show().and_then(|()| window.set_focus());
            }
        })
        .build()
        .map(drop)
}

/// The page itself and the preview's frame; everything else goes to the system's browser through `open_link`.
fn is_ours(url: &Url, development: Option<&Url>) -> bool {
    match url.scheme() {
        "about" => matches!(url.path(), "srcdoc" | "blank"),
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => {
            url.host_str() == Some("tauri.localhost")
                || development.is_some_and(|ours| ours.origin() == url.origin())
        }
        _ => false,
    }
}

fn on_event(handle: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            api.prevent_close();
            let handle = handle.clone();
            std::thread::spawn(move || match handle.state::<Desk>().asks_before_closing() {
                // A page that cannot hear it is closed by the second try.
                Some(sending) => drop(handle.emit(NEWS, AppEvent::Closing { sending })),
                None => close(&handle),
            });
        }
        RunEvent::WindowEvent { event: WindowEvent::Focused(true), .. } => {
            let desk = handle.state::<Desk>().inner().clone();
            std::thread::spawn(move || {
                if let Some(app) = desk.opened() {
                    app.came_to_front();
                }
            });
        }
        RunEvent::Exit => handle.state::<Desk>().close(),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let desk = handle.state::<Desk>().inner().clone();
            std::thread::spawn(move || {
                if let Ok(app) = desk.app() {
                    urls.iter().for_each(|url| app.take_address(url.as_str()));
                }
            });
        }
        _ => {}
    }
}

/// The window goes at once, the process when all is saved. What is on its way goes on at the next start.
pub fn close(handle: &AppHandle) {
    for window in handle.webview_windows().values() {
        let _gone = window.hide();
    }
    handle.state::<Desk>().close();
    handle.exit(0);
}

#[cfg(target_os = "linux")]
fn display_present() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(not(target_os = "linux"))]
fn display_present() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_with_its_own_page() {
        let development = Url::parse("http://localhost:5173").unwrap();
        for (url, in_release, in_development) in [
            ("tauri://localhost/index.html", true, true),
            ("http://tauri.localhost/", true, true),
            ("about:srcdoc", true, true),
            ("about:blank", true, true),
            ("http://localhost:5173/src/main.ts", false, true),
            ("http://localhost:5174/", false, false),
            ("https://example.org/", false, false),
            ("http://tauri.localhost.example.org/", false, false),
            ("tauri://elsewhere/", false, false),
            ("about:config", false, false),
            ("file:///etc/hostname", false, false),
            ("data:text/html,hello", false, false),
            ("javascript:void(0)", false, false),
            ("copydesk-media://localhost/media/a.svg", false, false),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(is_ours(&url, None), in_release, "{url}");
            assert_eq!(is_ours(&url, Some(&development)), in_development, "{url} in development");
        }
    }
}
