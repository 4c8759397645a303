//! A question over XML-RPC as a [`Request`]: the method's name and its arguments in XML, the password left out.
//!
//! The password travels in the body. What is built here has a gap in its place, which only the door fills, so that a
//! question can be looked at, compared and printed.

use super::values::{self, GAP};
use crate::exchange::{Kind, Method, Request};
use dxr::{MethodCall, Value};
use url::Url;

/// Where a blog's XML-RPC answers, who asks, and which of the blogs behind that address is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// `https://example.org/xmlrpc.php`.
    pub url: Url,
    /// The user's login name.
    pub user: String,
    /// The blog's number there; a single WordPress takes any.
    pub blog: String,
}

impl Caller {
    /// At this address; `None` when it is no http address.
    pub fn new(url: &str, user: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let right = matches!(url.scheme(), "http" | "https") && url.has_host();
        right.then(|| Self { url, user: user.to_owned(), blog: "1".to_owned() })
    }

    /// A method whose arguments begin with the blog, the user and the password: nearly all.
    pub fn on_blog(&self, method: &str, arguments: impl IntoIterator<Item = Value>) -> Request {
        self.call(method, [values::text(&self.blog)], arguments)
    }

    /// A method whose arguments begin with the user and the password, or with something else before them.
    pub fn call(
        &self,
        method: &str,
        before: impl IntoIterator<Item = Value>,
        after: impl IntoIterator<Item = Value>,
    ) -> Request {
        let sign_in = [values::text(&self.user), Value::String(GAP.to_string())];
        self.send(method, before.into_iter().chain(sign_in).chain(after).collect())
    }

    fn send(&self, method: &str, params: Vec<Value>) -> Request {
        // Values that were built from text, numbers, dates and bytes always have a spelling.
        let xml = MethodCall { name: method.into(), params }.to_xml().unwrap_or_default();
        let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{xml}");
        Request {
            headers: vec![("Content-Type", "text/xml".to_owned())],
            password_at: xml.find(GAP),
            body: xml.replacen(GAP, "", 1).into_bytes(),
            ..Request::new(Method::Post, self.url.clone())
        }
    }
}

/// The same question with the patience of an upload.
pub fn patient(request: Request) -> Request {
    Request { kind: Kind::Upload, ..request }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::Secret;

    #[test]
    fn the_password_is_nowhere_until_the_door_fills_its_gap() {
        let caller = Caller::new("https://example.org/xmlrpc.php", "ann \u{fdd0}<&>").unwrap();
        let request = caller.on_blog("wp.getPost", [values::text("a\u{fdd0}b")]);
        let sent = request.with_password(&Secret::new("p w&\"<x>"));
        let body = String::from_utf8(sent.body).unwrap();
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>wp.getPost</methodName><params>\
             <param><value><string>1</string></value></param>\
             <param><value><string>ann &lt;&amp;&gt;</string></value></param>\
             <param><value><string>p w&amp;&quot;&lt;x&gt;</string></value></param>\
             <param><value><string>ab</string></value></param></params></methodCall>";
        assert_eq!(body, expected);
        let bare = expected.replace("p w&amp;&quot;&lt;x&gt;", "");
        assert_eq!(String::from_utf8(request.body).unwrap(), bare);
        let call = MethodCall::from_xml(&body).unwrap();
        assert_eq!(call.params[2], Value::String("p w&\"<x>".to_owned()));
    }

    #[test]
    fn only_http_addresses_are_called() {
        assert!(Caller::new("http://127.0.0.1:8/xmlrpc.php", "ann").is_some());
        for bad in ["", "example.org/xmlrpc.php", "ftp://example.org/", "mailto:a@example.org"] {
            assert_eq!(Caller::new(bad, "ann"), None, "{bad}");
        }
    }
}
