//! One key's change, answered at once. The page waits for the answer inside the key's own event, so that the letter and
//! its preview are painted in one frame; an ordinary call would be answered a frame later.
//!
//! It is the command `edit_post` over a scheme of its own, for our own page only, and nothing else. The page uses it
//! where it was measured (WebKitGTK) and while the answers come quickly.

use crate::desk::Desk;
use app::wire::editor::{EditPost, Edited};
use app::wire::error::WireError;
use serde::Serialize;
use tauri::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext};

/// The scheme.
pub const SCHEME: &str = "copydesk-keys";

/// Our page's origin where this scheme is used.
const PAGE: HeaderValue = HeaderValue::from_static("tauri://localhost");

/// Answers one change on the window's thread.
pub fn answer<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    reply(&request, |change| context.app_handle().state::<Desk>().app().and_then(|app| app.edit_post(change)))
}

/// 200 and what the preview must replace, 409 and the core's error; 403 to anybody but our page, 400 to nonsense.
fn reply(
    request: &Request<Vec<u8>>,
    edit: impl FnOnce(EditPost) -> Result<Edited, WireError>,
) -> Response<Vec<u8>> {
    let ours = request.headers().get(header::ORIGIN) == Some(&PAGE);
    if !ours || request.method() != Method::POST {
        return response(StatusCode::FORBIDDEN, &());
    }
    let Ok(change) = serde_json::from_slice::<EditPost>(request.body()) else {
        return response(StatusCode::BAD_REQUEST, &());
    };
    match edit(change) {
        Ok(edited) => response(StatusCode::OK, &edited),
        Err(error) => response(StatusCode::CONFLICT, &error),
    }
}

fn response<T: Serialize>(status: StatusCode, body: &T) -> Response<Vec<u8>> {
    let mut response = Response::new(serde_json::to_vec(body).unwrap_or_default());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, PAGE);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGE: &str = r#"{"path":"a.md","version":0,"changes":[]}"#;

    #[test]
    fn only_our_page_s_changes_reach_the_core() {
        let deep = "[".repeat(100_000);
        for (method, origin, body, status, reaches) in [
            ("POST", Some("tauri://localhost"), CHANGE, 200, true),
            ("POST", Some("https://example.org"), CHANGE, 403, false),
            ("POST", Some("null"), CHANGE, 403, false),
            ("POST", None, CHANGE, 403, false),
            ("GET", Some("tauri://localhost"), CHANGE, 403, false),
            ("POST", Some("tauri://localhost"), "", 400, false),
            ("POST", Some("tauri://localhost"), "{\"path\":7}", 400, false),
            ("POST", Some("tauri://localhost"), &deep, 400, false),
        ] {
            let mut request = Request::builder().method(method);
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let mut reached = false;
            let answer = reply(&request.body(body.as_bytes().to_vec()).unwrap(), |_| {
                reached = true;
                Ok(Edited { version: 1, at: 0, removed: 0, inserted: Vec::new(), view: None })
            });
            assert_eq!((answer.status().as_u16(), reached), (status, reaches), "{method} {origin:?}");
        }
    }

    #[test]
    fn the_core_s_error_goes_back_whole() {
        let request = Request::post("/").header(header::ORIGIN, PAGE).body(CHANGE.into()).unwrap();
        let answer = reply(&request, |_| Err(WireError::input("No.", "Wait.")));
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        assert!(String::from_utf8_lossy(answer.body()).contains("\"message\":\"No.\""));
    }
}
