//! What readers wrote under a post, answered and moderated: on real servers, over both interfaces.

use crate::exchanges::client;
use blog::{Answered, CommentId, CommentListing, CommentStatus, RemoteId};
use serde_json::json;
use tests::servers;

#[test]
fn comments_are_listed_answered_once_and_moderated() {
    for (server, way) in servers::everywhere() {
        let context = format!("WordPress {} {way:?}", server.version);
        let editor = server.person("editor");
        let blog = client(&server, way, &editor);
        let new = json!({ "title": "Discussed", "content": "Text.", "status": "publish", "comment_status": "open" });
        let post = RemoteId(server.post("/wp/v2/posts", &new)["id"].as_u64().unwrap());
        let written = json!({
            "post": post.0, "author_name": "A & B", "author_email": "reader@example.test",
            "content": "What a <em>day</em>. \u{1f5dd}", "status": "hold",
        });
        let asked = CommentId(server.post("/wp/v2/comments", &written)["id"].as_u64().unwrap());
        let listed = |status| {
            let listing = CommentListing { status, post: Some(post), page: 1 };
            let listed = blog.list_comments(&listing).unwrap();
            assert!(!listed.more, "{context}");
            listed.comments
        };

        let held = listed(Some(CommentStatus::Held));
        assert_eq!(held.len(), 1, "{context}: {held:?}");
        assert_eq!((held[0].id, held[0].post, held[0].parent), (asked, post, None), "{context}");
        assert_eq!(held[0].author, "A & B", "{context}");
        assert_eq!(held[0].text, "What a <em>day</em>. \u{1f5dd}", "{context}");
        assert_eq!(held[0].status, CommentStatus::Held, "{context}");
        assert!(!held[0].date_gmt.is_empty() && held[0].url.contains("comment"), "{context}: {held:?}");
        assert_eq!(blog.read_comment(asked).unwrap(), held[0], "{context}");

        // Twice, as after an answer that was lost.
        for _ in 0..2 {
            let approved = blog.set_comment(asked, CommentStatus::Approved).unwrap();
            assert_eq!((approved.id, approved.status), (asked, CommentStatus::Approved), "{context}");
        }
        // With everything that WordPress would write otherwise than it was sent.
        let words = "Thank you & \"good\" night; it's 1 < 2 \\ done.";
        let Answered::Made(answer) = blog.reply(post, asked, words).unwrap() else {
            panic!("{context}: nobody had answered yet");
        };
        assert_eq!((answer.post, answer.parent), (post, Some(asked)), "{context}");
        assert_eq!(answer.status, CommentStatus::Approved, "{context}");
        let again = blog.reply(post, asked, words).unwrap();
        assert_eq!(again, Answered::AlreadyThere, "{context}");
        let mut all: Vec<CommentId> = listed(None).iter().map(|comment| comment.id).collect();
        all.sort_unstable();
        assert_eq!(all, [asked, answer.id], "{context}: the answer is there once");

        for status in [CommentStatus::Spam, CommentStatus::Held, CommentStatus::Trashed] {
            for _ in 0..2 {
                assert_eq!(blog.set_comment(asked, status).unwrap().status, status, "{context}");
            }
            let there = listed(Some(status));
            assert!(there.iter().any(|comment| comment.id == asked), "{context}: {there:?}");
        }
        assert_eq!(
            listed(None).iter().map(|comment| comment.id).collect::<Vec<_>>(),
            [answer.id],
            "{context}"
        );
    }
}
