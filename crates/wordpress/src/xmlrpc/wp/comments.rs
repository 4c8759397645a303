//! Comments by `wp.*`: the questions, the answers, and the exchanges that need both.
//!
//! A comment that already stands as it shall is a fault 500, so one is looked at before it is set. The same words by the same
//! person under the same comment are taken once; a repetition is a fault 403, whose words are in the blog's language, so where
//! they are not English the answers that are there are looked through.

use super::Wp;
use super::response::{done, made};
use crate::exchange::Request;
use crate::facts::{PAGE, answer_html, comment_status, comment_word, plain_name};
use crate::xmlrpc::call::Caller;
use crate::xmlrpc::fault::{Fault, Refusal};
use crate::xmlrpc::line::unknown;
use crate::xmlrpc::values::{Members, Odd, count, list_of, number, plain, record, text, time};
use blog::{
    Answered, ClientError, Comment, CommentId, CommentListing, CommentStatus, Comments, Failure, RemoteId,
};
use dxr::Value;

/// The fault of a repetition, but also of a comment that is refused for another reason, and of a sign-in that failed.
const NOT_TAKEN: i64 = 403;

impl Wp {
    pub(super) fn comments(&self, listing: &CommentListing) -> Result<Comments, ClientError> {
        self.line.get(&list(&self.line.caller(), listing), listed)
    }

    pub(super) fn comment(&self, id: CommentId) -> Result<Comment, ClientError> {
        let asked = self.line.caller().on_blog("wp.getComment", [number(id.0)]);
        self.line.get(&asked, |value| match one(value)? {
            Some(comment) if comment.id == id => Ok(comment),
            _ => Err(Odd("an answer about something else".to_owned())),
        })
    }

    pub(super) fn answer(
        &self,
        post: RemoteId,
        parent: CommentId,
        words: &str,
    ) -> Result<Answered, ClientError> {
        match self.line.ask(&reply(&self.line.caller(), post, parent, words)) {
            Ok(told) => {
                let id = CommentId(self.line.read(told, made)?);
                self.comment(id).map(Answered::Made).map_err(unknown)
            }
            Err(Refusal::Fault(fault)) if fault.code == NOT_TAKEN => {
                self.not_taken(&fault, post, parent, words)
            }
            Err(refusal) => Err(refusal.into_error()),
        }
    }

    /// Whether an answer was refused because it is there already.
    fn not_taken(
        &self,
        fault: &Fault,
        post: RemoteId,
        parent: CommentId,
        words: &str,
    ) -> Result<Answered, ClientError> {
        if fault.says("Duplicate comment") {
            return Ok(Answered::AlreadyThere);
        }
        let me = self.who()?;
        let (name, html) = (plain_name(&me.display_name), answer_html(words));
        let there = self.comments(&CommentListing { status: None, post: Some(post), page: 1 })?;
        let is_it = |comment: &Comment| {
            comment.parent == Some(parent) && comment.author == name && comment.text.trim() == html
        };
        if there.comments.iter().any(is_it) {
            Ok(Answered::AlreadyThere)
        } else {
            Err(fault.error_as(Failure::Rejected))
        }
    }

    pub(super) fn moderate(&self, id: CommentId, status: CommentStatus) -> Result<Comment, ClientError> {
        let now = self.comment(id)?;
        if now.status == status {
            return Ok(now);
        }
        self.line.get(&set(&self.line.caller(), id, status), done)?;
        self.comment(id).map_err(unknown)
    }
}

fn list(caller: &Caller, listing: &CommentListing) -> Request {
    let filter = [
        ("status", text(listing.status.map_or("all", comment_word))),
        ("number", count(PAGE)),
        ("offset", count((listing.page.max(1) - 1) * PAGE)),
    ];
    let post = listing.post.map(|post| ("post_id", number(post.0)));
    let filter = filter.into_iter().chain(post).map(|(name, value)| (name.to_owned(), value)).collect();
    caller.on_blog("wp.getComments", [Value::Struct(filter)])
}

fn reply(caller: &Caller, post: RemoteId, parent: CommentId, words: &str) -> Request {
    let comment = record([("comment_parent", number(parent.0)), ("content", text(&answer_html(words)))]);
    caller.on_blog("wp.newComment", [number(post.0), comment])
}

fn set(caller: &Caller, id: CommentId, status: CommentStatus) -> Request {
    caller.on_blog("wp.editComment", [number(id.0), record([("status", text(comment_word(status)))])])
}

/// One comment; `None` for what stands among the comments but is none that somebody wrote.
fn one(value: Value) -> Result<Option<Comment>, Odd> {
    let mut wire = Members::of(value)?;
    let id = wire.number("comment_id")?;
    if id == 0 {
        return Err(Odd("comment_id is no number of anything".to_owned()));
    }
    let parent = wire.number("parent")?;
    let kind = wire.text("type")?;
    let status = comment_status(&wire.needed("status")?);
    let comment = Comment {
        id: CommentId(id),
        post: RemoteId(wire.number("post_id")?),
        parent: (parent > 0).then_some(CommentId(parent)),
        author: plain_name(&wire.text("author")?),
        date_gmt: time(&wire.text("date_created_gmt")?).map(plain).unwrap_or_default(),
        text: wire.needed("content")?,
        status: match status {
            Some(status) if matches!(kind.as_str(), "" | "comment") => status,
            _ => return Ok(None),
        },
        url: wire.text("link")?,
    };
    Ok(Some(comment))
}

fn listed(value: Value) -> Result<Comments, Odd> {
    let list = list_of("the list of comments", value)?;
    let more = list.len() >= PAGE;
    let comments: Vec<Option<Comment>> = list.into_iter().map(one).collect::<Result<_, _>>()?;
    Ok(Comments { comments: comments.into_iter().flatten().collect(), more })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dxr::MethodCall;

    fn wire(changes: &[(&str, Value)]) -> Value {
        let said = |text: &str| Value::String(text.to_owned());
        let Value::Struct(mut members) = record([
            ("comment_id", said("4")),
            ("post_id", said("7")),
            ("parent", said("3")),
            ("author", said("Ann &amp; B&eacute;a")),
            ("date_created_gmt", said("20261123T04:00:00")),
            ("content", said("<b>x</b> \u{1b}[31m & y")),
            ("status", said("hold")),
            ("link", said("https://example.org/a/#comment-4")),
            ("type", said("")),
        ]) else {
            unreachable!("a record is a struct")
        };
        members.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Value::Struct(members)
    }

    #[test]
    fn a_comment_is_read_as_the_blog_holds_it() {
        let expected = Comment {
            id: CommentId(4),
            post: RemoteId(7),
            parent: Some(CommentId(3)),
            author: "Ann & Béa".into(),
            date_gmt: "2026-11-23T04:00:00".into(),
            text: "<b>x</b> \u{1b}[31m & y".into(),
            status: CommentStatus::Held,
            url: "https://example.org/a/#comment-4".into(),
        };
        assert_eq!(one(wire(&[])), Ok(Some(expected.clone())));
        let among = [("type", text("pingback"))];
        let strange = [("status", text("order_note"))];
        let list = Value::Array(vec![wire(&[]), wire(&among), wire(&strange)]);
        assert_eq!(listed(list), Ok(Comments { comments: vec![expected], more: false }));
        let full = Value::Array(vec![wire(&among); PAGE]);
        assert_eq!(
            listed(full),
            Ok(Comments { comments: vec![], more: true }),
            "counted before it is sifted"
        );
    }

    #[test]
    fn what_is_no_comment_is_odd() {
        for changes in [
            [("comment_id", text("0"))],
            [("comment_id", text("four"))],
            [("post_id", Value::Array(vec![]))],
            [("author", record([]))],
            [("content", Value::Base64(vec![1]))],
            [("status", Value::Array(vec![]))],
        ] {
            assert!(one(wire(&changes)).is_err(), "{changes:?}");
        }
        assert!(listed(text("no")).is_err());
        assert!(one(Value::Array(vec![])).is_err());
    }

    #[test]
    fn questions_carry_what_was_asked() {
        let caller = Caller::new("https://example.org/xmlrpc.php", "ann").unwrap();
        let listing = CommentListing { status: Some(CommentStatus::Held), post: Some(RemoteId(7)), page: 2 };
        let filter = record([
            ("status", text("hold")),
            ("number", Value::Integer(100)),
            ("offset", Value::Integer(100)),
            ("post_id", text("7")),
        ]);
        let content = record([("comment_parent", text("3")), ("content", text("Thanks"))]);
        for (asked, name, after) in [
            (list(&caller, &listing), "wp.getComments", vec![filter]),
            (
                reply(&caller, RemoteId(7), CommentId(3), "Th\0an\u{1b}ks"),
                "wp.newComment",
                vec![text("7"), content],
            ),
            (
                set(&caller, CommentId(4), CommentStatus::Trashed),
                "wp.editComment",
                vec![text("4"), record([("status", text("trash"))])],
            ),
        ] {
            let call = MethodCall::from_xml(std::str::from_utf8(&asked.body).unwrap()).unwrap();
            assert_eq!((call.name.as_ref(), &call.params[3..]), (name, &after[..]));
        }
    }
}
