//! What a reader without a sign-in gets to see.

use crate::Http;
use crate::exchange::Request;
use crate::rest::response::refusal;
use blog::{ClientError, Failure};
use url::Url;

/// Whether the address answers a stranger with 200.
pub fn is_public(http: &Http, url: &str) -> Result<bool, ClientError> {
    let url = Url::parse(url).map_err(|error| {
        let message = format!("“{url}” is no address that can be looked at.");
        ClientError::new(Failure::Rejected, message, error.to_string())
    })?;
    let response = http.send(&Request::look(url), None, &mut |_| {})?;
    match response.status {
        // A blog for members only sends strangers to its sign-in page.
        200 => Ok(!response.final_url.path().ends_with("/wp-login.php")),
        401 | 403 | 404 | 410 => Ok(false),
        _ => Err(refusal(&response).unwrap_or_else(|| response.not_ours())),
    }
}
