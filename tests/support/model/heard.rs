//! One request as it came over the wire.

use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;

/// What the blog was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// `GET`
    pub method: String,
    /// `/wp-json/wp/v2/posts`
    pub path: String,
    /// Names and values, decoded.
    pub query: Vec<(String, String)>,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Heard {
    /// Reads a request; the caller set how long it may take.
    pub fn read(stream: &TcpStream) -> io::Result<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if target.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "no request"));
        }
        let address = url::Url::parse("http://blog.test").and_then(|base| base.join(target));
        let address = address.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
                None => break,
            }
        }
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        Ok(Self {
            method: method.to_owned(),
            path: address.path().to_owned(),
            query: address.query_pairs().into_owned().collect(),
            headers,
            body,
        })
    }

    /// A parameter of the query; empty when it is not there.
    pub fn parameter(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether it can change something.
    pub fn has_effect(&self) -> bool {
        matches!(self.method.as_str(), "POST" | "DELETE") && !self.is_question()
    }

    /// Whether it makes a post or a page.
    pub fn creates_a_post(&self) -> bool {
        let rest = self.method == "POST" && (self.path.ends_with("/posts") || self.path.ends_with("/pages"));
        rest || self.calls("wp.newPost") || self.calls("wp.newPage")
    }

    /// Whether it sends a picture.
    pub fn sends_a_picture(&self) -> bool {
        (self.method == "POST" && self.path.ends_with("/media")) || self.calls("wp.uploadFile")
    }

    /// XML-RPC asks by `POST` too.
    fn is_question(&self) -> bool {
        self.calls("wp.get")
            || self.calls("system.")
            || self.calls("metaWeblog.get")
            || self.calls("blogger.get")
    }

    /// Whether it calls an XML-RPC method whose name begins so.
    fn calls(&self, method: &str) -> bool {
        let head = String::from_utf8_lossy(&self.body[..self.body.len().min(400)]);
        self.path.ends_with("/xmlrpc.php") && head.contains(&format!("<methodName>{method}"))
    }
}
