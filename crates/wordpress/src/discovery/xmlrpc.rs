//! Whether an address is WordPress's XML-RPC: asked without a sign-in, judged by the answer's own words.

use super::tag::head;
use crate::exchange::{Method, Request, Response};
use url::Url;

/// What an address that speaks XML-RPC can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Methods {
    /// WordPress's own, `wp.*`.
    WordPress,
    /// Only the older ones, `metaWeblog.*` and such.
    Older,
    /// It does not tell; the sign-in will.
    Untold,
}

/// Asks for the names of all methods, which takes no sign-in.
pub fn list_methods(url: Url) -> Request {
    let body = "<?xml version=\"1.0\"?><methodCall><methodName>system.listMethods</methodName><params/></methodCall>";
    Request {
        headers: vec![("Content-Type", "text/xml; charset=utf-8".to_owned())],
        body: body.as_bytes().to_vec(),
        ..Request::new(Method::Post, url)
    }
}

/// Asks as a browser would, for servers that keep their list to themselves.
pub fn knock(url: Url) -> Request {
    Request::new(Method::Get, url)
}

/// Whether this is an answer of XML-RPC at all.
pub fn answers(answer: &Response) -> bool {
    head(&answer.body).contains("<methodResponse")
}

/// What an answer to [`list_methods`] tells; `None` when it is no answer of XML-RPC, or says that it is switched off.
pub fn methods(answer: &Response) -> Option<Methods> {
    if !answers(answer) || is_switched_off(answer) {
        return None;
    }
    let text = head(&answer.body);
    let has = |method: &str| text.contains(&format!(">{method}<"));
    Some(match () {
        () if has("wp.newPost") && has("wp.getPost") => Methods::WordPress,
        () if has("metaWeblog.newPost") => Methods::Older,
        // A list without a way to write is a switched-off one: a plugin took the methods out.
        () if has("system.listMethods") => return None,
        () => Methods::Untold,
    })
}

/// Whether it is XML-RPC that says it is switched off: fault 405.
pub fn is_switched_off(answer: &Response) -> bool {
    let text = head(&answer.body);
    answers(answer)
        && text.contains("<fault")
        && (answer.status == 405 || [">405<", ">\n405<"].iter().any(|code| text.contains(code)))
}

/// Whether this answer to [`knock`] is WordPress's "accepts POST requests only".
pub fn accepts_posts_only(answer: &Response) -> bool {
    head(&answer.body).contains("XML-RPC server accepts POST requests only")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        Response {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            final_url: Url::parse("https://example.org/xmlrpc.php").unwrap(),
        }
    }

    #[test]
    fn answers_are_told_apart() {
        let list = |names: &[&str]| {
            let values: String =
                names.iter().map(|name| format!("<value><string>{name}</string></value>")).collect();
            format!(
                "<?xml version=\"1.0\"?><methodResponse><params><param><value><array><data>{values}</data></array></value></param></params></methodResponse>"
            )
        };
        let fault = |code: i32| {
            format!(
                "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>{code}</int></value></member></struct></value></fault></methodResponse>"
            )
        };
        for (status, body, expected) in [
            (
                200,
                list(&["system.listMethods", "wp.newPost", "wp.getPost", "metaWeblog.newPost"]),
                Some(Methods::WordPress),
            ),
            (
                200,
                format!("<br>Warning: x\n{}", list(&["wp.newPost", "wp.getPost"])),
                Some(Methods::WordPress),
            ),
            (200, list(&["metaWeblog.newPost", "mt.publishPost"]), Some(Methods::Older)),
            (200, list(&["system.listMethods", "pingback.ping"]), None),
            (200, fault(-32601), Some(Methods::Untold)),
            (200, fault(405), None),
            (405, fault(405), None),
            (403, "<html>Forbidden</html>".to_owned(), None),
            (200, "{\"wp.newPost\":1}".to_owned(), None),
            (200, String::new(), None),
        ] {
            assert_eq!(methods(&answer(status, &body)), expected, "{status} {body}");
        }
        assert!(accepts_posts_only(&answer(405, "XML-RPC server accepts POST requests only.")));
        assert!(!accepts_posts_only(&answer(405, "Method not allowed")));
    }
}
