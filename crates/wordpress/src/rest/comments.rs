//! Comments over REST: the questions, the answers, and the few exchanges that need both.
//!
//! WordPress answers 500 to a comment that already stands as it shall, so one is looked at before it is set. It takes the same
//! words by the same person under the same comment once (409 `comment_duplicate`), which makes an answer safe to send again.

use super::RestClient;
use super::json::{List, Raw, Said};
use super::request::Root;
use super::response::read;
use crate::exchange::{Method, Request, Response};
use crate::facts::{PAGE, answer_html, comment_status, comment_word, plain_name};
use blog::{Answered, ClientError, Comment, CommentId, CommentListing, CommentStatus, Comments, RemoteId};
use serde::Deserialize;
use serde_json::json;

impl RestClient {
    pub(super) fn comments(&self, listing: &CommentListing) -> Result<Comments, ClientError> {
        self.ask(&list(&self.root, listing), |response| listed(response, listing.page))
    }

    pub(super) fn comment(&self, id: CommentId) -> Result<Comment, ClientError> {
        let asked = Request::new(Method::Get, self.root.edit(&route(id), &[]));
        self.ask(&asked, |response| one(response, |comment| comment.id == id))
    }

    pub(super) fn answer(
        &self,
        post: RemoteId,
        parent: CommentId,
        text: &str,
    ) -> Result<Answered, ClientError> {
        self.ask(&reply(&self.root, post, parent, text), |response| answered(response, post, parent))
    }

    pub(super) fn moderate(&self, id: CommentId, status: CommentStatus) -> Result<Comment, ClientError> {
        let now = self.comment(id)?;
        if now.status == status {
            return Ok(now);
        }
        let set = json!({ "status": comment_word(status) });
        self.ask(&Request::json(self.root.edit(&route(id), &[]), &set), |response| {
            one(response, |comment| comment.id == id && comment.status == status)
        })
    }
}

fn route(id: CommentId) -> String {
    format!("wp/v2/comments/{id}")
}

fn list(root: &Root, listing: &CommentListing) -> Request {
    let (page, size) = (listing.page.to_string(), PAGE.to_string());
    let post = listing.post.map(|post| post.to_string());
    let status = listing.status.map_or("all", comment_word);
    let mut parameters = vec![("status", status), ("page", page.as_str()), ("per_page", size.as_str())];
    parameters.extend(post.iter().map(|post| ("post", post.as_str())));
    Request::new(Method::Get, root.edit("wp/v2/comments", &parameters))
}

fn reply(root: &Root, post: RemoteId, parent: CommentId, text: &str) -> Request {
    let body = json!({ "post": post.0, "parent": parent.0, "content": answer_html(text) });
    Request::json(root.edit("wp/v2/comments", &[]), &body)
}

#[derive(Deserialize)]
struct WireComment {
    id: u64,
    post: u64,
    #[serde(default)]
    parent: u64,
    #[serde(default)]
    author_name: String,
    #[serde(default)]
    date_gmt: String,
    content: Raw,
    status: String,
    #[serde(default)]
    link: String,
}

impl WireComment {
    /// The comment; `None` when it stands in a way that is not WordPress's own.
    fn into_comment(self) -> Option<Comment> {
        Some(Comment {
            id: CommentId(self.id),
            post: RemoteId(self.post),
            parent: (self.parent > 0).then_some(CommentId(self.parent)),
            author: plain_name(&self.author_name),
            date_gmt: self.date_gmt,
            text: self.content.into_text(),
            status: comment_status(&self.status)?,
            url: self.link,
        })
    }
}

/// The comment that was meant; any other leaves the outcome unknown.
fn one(response: &Response, is_meant: impl FnOnce(&Comment) -> bool) -> Result<Comment, ClientError> {
    let comment = read::<WireComment>(response)?.into_comment();
    comment.filter(|comment| comment.id.0 > 0 && is_meant(comment)).ok_or_else(|| response.not_ours())
}

fn listed(response: &Response, page: usize) -> Result<Comments, ClientError> {
    let list: List<WireComment> = read(response)?;
    let pages = response.header("x-wp-totalpages").and_then(|pages| pages.trim().parse::<usize>().ok());
    let more = pages.map_or(list.0.len() >= PAGE, |pages| page < pages);
    // What a plugin keeps as a comment in a way of its own is none that readers wrote.
    Ok(Comments { comments: list.0.into_iter().filter_map(WireComment::into_comment).collect(), more })
}

fn answered(response: &Response, post: RemoteId, parent: CommentId) -> Result<Answered, ClientError> {
    let said = Said::read(&response.body);
    if response.status == 409 && said.is_some_and(|said| said.code == "comment_duplicate") {
        return Ok(Answered::AlreadyThere);
    }
    one(response, |comment| comment.post == post && comment.parent == Some(parent)).map(Answered::Made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::Failure;
    use url::Url;

    const COMMENT: &str = r#"{"id":4,"post":7,"parent":3,"author":0,"author_name":"Ann &amp; B&eacute;a","date_gmt":"2026-11-23T04:00:00",
        "content":{"rendered":"<p>x</p>","raw":"<b>x</b> \u0000\u001b[31m & y"},"link":"https://example.org/a/#comment-4",
        "status":"hold","type":"comment","meta":[]}"#;

    fn answer(status: u16, body: &str) -> Response {
        Response {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            final_url: Url::parse("https://example.org/wp-json/wp/v2/comments").unwrap(),
        }
    }

    #[test]
    fn questions_name_status_post_and_page() {
        let root = Root::parse("https://example.org/wp-json/").unwrap();
        for (status, post, expected) in [
            (None, None, "status=all&page=2&per_page=100"),
            (Some(CommentStatus::Held), Some(RemoteId(7)), "status=hold&page=2&per_page=100&post=7"),
            (Some(CommentStatus::Approved), None, "status=approve&page=2&per_page=100"),
            (Some(CommentStatus::Spam), None, "status=spam&page=2&per_page=100"),
            (Some(CommentStatus::Trashed), None, "status=trash&page=2&per_page=100"),
        ] {
            let asked = list(&root, &CommentListing { status, post, page: 2 });
            let expected = format!("https://example.org/wp-json/wp/v2/comments?context=edit&{expected}");
            assert_eq!(asked.url.as_str(), expected);
        }
        let asked = reply(&root, RemoteId(7), CommentId(3), "Thanks & \"so\"");
        let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
        assert_eq!(body, json!({ "post": 7, "parent": 3, "content": "Thanks &amp; \"so\"" }));
    }

    #[test]
    fn a_comment_is_read_as_the_blog_holds_it() {
        let comment = one(&answer(200, COMMENT), |_| true).unwrap();
        let expected = Comment {
            id: CommentId(4),
            post: RemoteId(7),
            parent: Some(CommentId(3)),
            author: "Ann & Béa".into(),
            date_gmt: "2026-11-23T04:00:00".into(),
            text: "<b>x</b> \0\u{1b}[31m & y".into(),
            status: CommentStatus::Held,
            url: "https://example.org/a/#comment-4".into(),
        };
        assert_eq!(comment, expected);
        let list = format!("[{COMMENT},{}]", COMMENT.replace("\"hold\"", "\"order_note\""));
        assert_eq!(listed(&answer(200, &list), 1).unwrap().comments, [expected]);
    }

    #[test]
    fn an_answer_is_there_once_or_its_outcome_is_known_or_not() {
        let said = |code: &str| format!(r#"{{"code":"{code}","message":"No","data":{{"status":409}}}}"#);
        let made = |body: &str, status| {
            answered(&answer(status, body), RemoteId(7), CommentId(3))
                .map(|answered| matches!(answered, Answered::Made(_)))
                .map_err(|error| error.failure)
        };
        for (status, body, expected) in [
            (201, COMMENT.to_owned(), Ok(true)),
            (409, said("comment_duplicate"), Ok(false)),
            (409, said("something_else"), Err(Failure::Rejected)),
            (403, said("rest_comment_draft_post"), Err(Failure::Forbidden)),
            (409, "<h1>Conflict</h1>".into(), Err(Failure::NotOurs)),
            (500, String::new(), Err(Failure::Busy)),
            (201, "<html>Hotel</html>".into(), Err(Failure::NotOurs)),
            (201, String::new(), Err(Failure::NotOurs)),
            (201, COMMENT.replace("\"post\":7", "\"post\":8"), Err(Failure::NotOurs)),
            (201, COMMENT.replace("\"parent\":3", "\"parent\":0"), Err(Failure::NotOurs)),
            (201, COMMENT.replace("\"id\":4", "\"id\":\"four\""), Err(Failure::NotOurs)),
            (201, COMMENT.replace("\"hold\"", "[]"), Err(Failure::NotOurs)),
        ] {
            assert_eq!(made(&body, status), expected, "{status} {body}");
        }
    }
}
