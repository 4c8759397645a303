//! What a reader without a sign-in gets to see: pages, and the pictures in them.

use crate::Http;
use crate::exchange::{Kind, Method, Request};
use crate::rest::response::refusal;
use blog::{ClientError, Failure};
use url::Url;

/// Whether the address answers a stranger with 200.
pub fn is_public(http: &Http, url: &str) -> Result<bool, ClientError> {
    let response = http.send(&Request::look(address(url)?), None, &mut |_| {})?;
    match response.status {
        // A blog for members only sends strangers to its sign-in page.
        200 => Ok(!response.final_url.path().ends_with("/wp-login.php")),
        401 | 403 | 404 | 410 => Ok(false),
        _ => Err(refusal(&response).unwrap_or_else(|| response.not_ours())),
    }
}

/// A picture's file, as readers get it. The password stays here, whatever the address.
pub fn picture(http: &Http, url: &str) -> Result<Vec<u8>, ClientError> {
    let request = Request { kind: Kind::Upload, ..Request::new(Method::Get, address(url)?) };
    let response = http.send(&request, None, &mut |_| {})?;
    match response.status {
        200 if !response.body.is_empty() => Ok(response.body),
        _ => Err(refusal(&response).unwrap_or_else(|| response.not_ours())),
    }
}

fn address(url: &str) -> Result<Url, ClientError> {
    Url::parse(url).map_err(|error| {
        let message = format!("“{url}” is no address that can be looked at.");
        ClientError::new(Failure::Rejected, message, error.to_string())
    })
}
