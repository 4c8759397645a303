//! Serves the open library's pictures to the preview, and nothing else of the disk.
//!
//! The page cannot name a file: it asks for an address under `copydesk-media:`, and the core decides whether there is
//! a picture behind it. The asset protocol of Tauri stays off.

use crate::desk::Desk;
use tauri::http::{Method, Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

/// The scheme; on Windows its addresses read `http://copydesk-media.localhost/`.
pub const SCHEME: &str = "copydesk-media";

/// Answers one request, away from the thread of the window.
pub fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn_blocking(move || {
        responder.respond(answer(&app.state::<Desk>(), &request));
    });
}

/// The picture, or an empty refusal.
fn answer(desk: &Desk, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    if request.method() != Method::GET {
        return refusal(StatusCode::METHOD_NOT_ALLOWED);
    }
    match desk.app().and_then(|app| app.picture(request.uri().path())) {
        Ok(picture) => Response::builder()
            .header(header::CONTENT_TYPE, picture.mime)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::CACHE_CONTROL, "no-cache")
            // A picture may be an SVG: whatever is in it, it stays a picture.
            .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox")
            .body(picture.bytes)
            .unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR)),
        Err(_) => refusal(StatusCode::NOT_FOUND),
    }
}

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
