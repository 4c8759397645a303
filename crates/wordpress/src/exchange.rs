//! One question to a blog and its answer, as plain values.
//!
//! Everything that speaks WordPress builds and reads these; only `http.rs` sends them. Nothing secret is ever
//! part of either.

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
}

impl Request {
    /// A question without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: Vec::new(), body: Vec::new(), kind: Kind::Call }
    }

    /// A look at whether an address answers.
    pub fn look(url: Url) -> Self {
        Self { kind: Kind::Look, ..Self::new(Method::Get, url) }
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
    /// The decoded body; empty for [`Kind::Look`].
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

    /// Status, content type and the first words of the body on one line, for the detail of an error.
    pub fn summary(&self) -> String {
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(2_000)]).into_owned();
        let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
        let kind = self.header("content-type").unwrap_or("no content type");
        let words = if words.is_empty() { "empty" } else { &words };
        format!("HTTP {} from {}, {kind}: {words}", self.status, self.host())
    }
}
