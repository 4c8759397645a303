//! The few HTTP calls of these commands, to this machine only: the throwaway blog and WebDriver.

use crate::failure::{Doing, Outcome};
use serde_json::Value;
use std::time::Duration;

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type, or nothing.
    pub content_type: String,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `Null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Asks for `url`.
pub fn get(url: &str) -> Outcome<Answer> {
    answer(agent().get(url).call(), url)
}

/// Sends JSON to `url`.
pub fn post(url: &str, body: &Value) -> Outcome<Answer> {
    answer(agent().post(url).send_json(body), url)
}

/// Deletes `url`.
pub fn delete(url: &str) -> Outcome<Answer> {
    answer(agent().delete(url).call(), url)
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)));
    config.build().into()
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>, url: &str) -> Outcome<Answer> {
    let mut response = result.doing(format_args!("reach {url}"))?;
    let content_type = response
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = response
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_vec()
        .doing(format_args!("read the answer of {url}"))?;
    Ok(Answer { status: response.status().as_u16(), content_type, body })
}
