//! One key's change, answered at once. The page waits for the answer inside the key's own event, so that the letter and
//! its preview are painted in one frame; an ordinary call would be answered a frame later.
//!
//! It is the command `edit_post` over a scheme of its own, for our own page only, and nothing else. The page uses it
//! where it was measured (WebKitGTK) and while the answers come quickly.

use crate::desk::Desk;
use app::wire::editor::EditPost;
use app::wire::error::WireError;
use serde::Serialize;
use tauri::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext};

/// The scheme.
pub const SCHEME: &str = "copydesk-keys";

/// Our page's origin where this scheme is used.
const PAGE: HeaderValue = HeaderValue::from_static("tauri://localhost");

/// Answers one change: 200 and what the preview must replace, or 409 and the error.
pub fn answer<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    let ours = request.headers().get(header::ORIGIN) == Some(&PAGE);
    if !ours || request.method() != Method::POST {
        return response(StatusCode::FORBIDDEN, &());
    }
    let Ok(change) = serde_json::from_slice::<EditPost>(request.body()) else {
        return response(StatusCode::BAD_REQUEST, &());
    };
    let edited = context.app_handle().state::<Desk>().app().and_then(|app| app.edit_post(change));
    match edited {
        Ok(edited) => response(StatusCode::OK, &edited),
        Err(error) => response::<WireError>(StatusCode::CONFLICT, &error),
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
