//! One question to a blog and its answer, as plain values.
//!
//! Everything that speaks WordPress builds and reads these; only `http.rs` sends them. Nothing secret is ever
//! part of either: a password that travels in a body leaves a gap there, which is filled behind the door.

use blog::{ClientError, Failure, Secret};
use std::time::Duration;
use url::Url;

/// The verbs that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Ask.
    Get,
    /// Create or set.
    Post,
    /// Put into the trash, or remove for ever.
    Delete,
    /// Ask what can be asked.
    Options,
}

/// How long an exchange may take, and how much of the answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Answered within a minute; the whole answer is read.
    Call,
    /// May take as long as bytes flow; the whole answer is read.
    Upload,
    /// Only the status counts; the body of the answer is not read.
    Look,
    /// One step of a way: a redirect is the answer and is not followed; the body of the answer is not read.
    Step,
}

/// What is to be sent. The sign-in is handed to [`crate::Http::send`] apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Verb.
    pub method: Method,
    /// Where to; without user name or password.
    pub url: Url,
    /// Header names and values, beside those that every request carries.
    pub headers: Vec<(&'static str, String)>,
    /// Empty for all but [`Method::Post`].
    pub body: Vec<u8>,
    /// Patience.
    pub kind: Kind,
    /// Where in the body the password goes, as XML text. `None`: user name and password go as a header.
    pub password_at: Option<usize>,
}

impl Request {
    /// A question without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: Vec::new(), body: Vec::new(), kind: Kind::Call, password_at: None }
    }

    /// A look at whether an address answers.
    pub fn look(url: Url) -> Self {
        Self { kind: Kind::Look, ..Self::new(Method::Get, url) }
    }

    /// One step of the way that an address leads.
    pub fn step(url: Url) -> Self {
        Self { kind: Kind::Step, ..Self::new(Method::Get, url) }
    }

    /// The request as it goes out: with the password in its body's gap, if there is one. For the door only.
    pub fn with_password(&self, secret: &Secret) -> Self {
        let Some((before, after)) = self.password_at.and_then(|at| self.body.split_at_checked(at)) else {
            return self.clone();
        };
        let password = quick_xml::escape::escape(secret.reveal());
        let body = [before, password.as_bytes(), after].concat();
        Self { body, url: self.url.clone(), headers: self.headers.clone(), ..*self }
    }

    /// A `POST` of JSON.
    pub fn json(url: Url, body: &serde_json::Value) -> Self {
        Self {
            headers: vec![("Content-Type", "application/json".to_owned())],
            body: body.to_string().into_bytes(),
            ..Self::new(Method::Post, url)
        }
    }
}

/// What came back, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case, values as far as they are text, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The decoded body; empty for [`Kind::Look`] and [`Kind::Step`].
    pub body: Vec<u8>,
    /// Where the answer came from: the request's address, or where its redirects led.
    pub final_url: Url,
}

impl Response {
    /// The first header of this (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All headers of this (lower-case) name.
    pub fn headers_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The host that answered, for sentences.
    pub fn host(&self) -> String {
        crate::address::host(&self.final_url)
    }

    /// `Retry-After` in seconds, or as a date measured against the answer's own `Date`; at most a day.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.header("retry-after")?.trim();
        let seconds = value.parse::<u64>().ok().or_else(|| {
            let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok();
            let wait =
                date(value)?.timestamp().as_second() - date(self.header("date")?)?.timestamp().as_second();
            Some(u64::try_from(wait).unwrap_or(0))
        })?;
        Some(Duration::from_secs(seconds.min(24 * 60 * 60)))
    }

    /// An answer that did not come from the blog's interface.
    pub fn not_ours(&self) -> ClientError {
        let message = format!(
            "{} answered, but not as WordPress does. A sign-in page of the network, a security plugin or an error on the \
             blog can be the cause.",
            self.host()
        );
        ClientError::new(Failure::NotOurs, message, self.summary())
    }

    /// Status, content type and the first words of the body on one line, for the detail of an error.
    pub fn summary(&self) -> String {
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(2_000)]).into_owned();
        let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
        let kind = self.header("content-type").unwrap_or("no content type");
        let words = if words.is_empty() { "empty" } else { &words };
        format!("HTTP {} from {}, {kind}: {words}", self.status, self.host())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let date = ("date", "Mon, 23 Nov 2026 10:00:00 GMT");
        for (headers, expected) in [
            (vec![("retry-after", "600")], Some(600)),
            (vec![("retry-after", " 0 ")], Some(0)),
            (vec![("retry-after", "99999999999")], Some(86_400)),
            (vec![("retry-after", "Mon, 23 Nov 2026 10:02:00 GMT"), date], Some(120)),
            (vec![("retry-after", "Mon, 23 Nov 2026 09:00:00 GMT"), date], Some(0)),
            (vec![("retry-after", "Mon, 23 Nov 2026 10:02:00 GMT")], None),
            (vec![("retry-after", "soon"), date], None),
            (vec![], None),
        ] {
            let response = Response {
                status: 503,
                headers: headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
                body: Vec::new(),
                final_url: Url::parse("https://example.org/").unwrap(),
            };
            assert_eq!(response.retry_after().map(|wait| wait.as_secs()), expected, "{headers:?}");
        }
    }
}
