//! Reading, answering and moderating comments. For the command line only; nothing of it is kept here or waits in the outbox.
//!
//! A blog takes the same answer to the same comment once. So an answer whose outcome is not known may be sent again, and the
//! error says so.

use crate::App;
use crate::wire::comments::{
    CommentPage, CommentState, CommentView, ListComments, ModerateComment, ReplyToComment, ReplyView,
};
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::library::OnePost;
use blog::{Answered, BlogClient, ClientError, Comment, CommentId, CommentListing, CommentStatus, RemoteId};

impl App {
    /// One page of the comments of a blog, or of those under one post of the library.
    pub fn list_comments(&self, args: ListComments) -> Result<CommentPage, WireError> {
        let post = args.path.map(|path| self.remote_id(&args.account, path)).transpose()?;
        let status = args.state.map(status_of);
        let listing = CommentListing { status, post, page: args.page.max(1) as usize };
        let listed = self.comment_client(&args.account)?.list_comments(&listing)?;
        Ok(CommentPage { comments: listed.comments.into_iter().map(view).collect(), more: listed.more })
    }

    /// Answers a comment. The same answer sent again is recognised.
    pub fn reply_to_comment(&self, args: ReplyToComment) -> Result<ReplyView, WireError> {
        if args.text.trim().is_empty() {
            return Err(WireError::input("The answer is empty.", "Nothing was sent. Write a few words."));
        }
        let client = self.comment_client(&args.account)?;
        let answered = client.read_comment(CommentId(args.id))?;
        match client.reply(answered.post, answered.id, args.text.trim()) {
            Ok(Answered::Made(comment)) => Ok(ReplyView { comment: Some(view(comment)) }),
            Ok(Answered::AlreadyThere) => Ok(ReplyView { comment: None }),
            Err(error) => Err(not_answered(error)),
        }
    }

    /// Says how a comment shall stand. Already so is fine.
    pub fn moderate_comment(&self, args: ModerateComment) -> Result<CommentView, WireError> {
        let client = self.comment_client(&args.account)?;
        Ok(view(client.set_comment(CommentId(args.id), status_of(args.state))?))
    }

    fn comment_client(&self, account: &str) -> Result<Box<dyn BlogClient>, WireError> {
        self.accounts.client(&self.accounts.find(account)?)
    }

    /// The number that this post of the library has on the account's blog.
    fn remote_id(&self, account: &str, path: String) -> Result<RemoteId, WireError> {
        let twins = self.list_twins(OnePost { path: path.clone() })?;
        let twin = twins.iter().find(|twin| twin.account.as_deref() == Some(account));
        twin.and_then(|twin| twin.id.parse().ok()).map(RemoteId).ok_or_else(|| {
            WireError::input(
                format!("\"{path}\" is not on this blog, so nobody has commented on it there."),
                "Nothing was asked. Publish the post first, or choose another blog.",
            )
        })
    }
}

/// An answer that did not come back with a number. Where it may have arrived, that is said before anything else.
fn not_answered(error: ClientError) -> WireError {
    if !error.failure.may_have_arrived() {
        return error.into();
    }
    WireError::new(
        ErrorCode::NoAnswer,
        format!("It is not known whether your answer reached the blog. {}", error.message),
        "Sending the same answer again does no harm: the blog takes it once.",
    )
    .with_detail(error.detail)
}

fn status_of(state: CommentState) -> CommentStatus {
    match state {
        CommentState::Held => CommentStatus::Held,
        CommentState::Approved => CommentStatus::Approved,
        CommentState::Spam => CommentStatus::Spam,
        CommentState::Trashed => CommentStatus::Trashed,
    }
}

fn view(comment: Comment) -> CommentView {
    CommentView {
        id: comment.id.0,
        post: comment.post.0,
        parent: comment.parent.map(|parent| parent.0),
        author: comment.author,
        date: comment.date_gmt,
        text: comment.text,
        state: match comment.status {
            CommentStatus::Held => CommentState::Held,
            CommentStatus::Approved => CommentState::Approved,
            CommentStatus::Spam => CommentState::Spam,
            CommentStatus::Trashed => CommentState::Trashed,
        },
        url: comment.url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::Failure;

    #[test]
    fn an_answer_that_may_have_arrived_is_told_apart_from_one_that_was_refused() {
        for (failure, code, unknown) in [
            (Failure::Lost, ErrorCode::NoAnswer, true),
            (Failure::NotOurs, ErrorCode::NoAnswer, true),
            (Failure::Busy, ErrorCode::NoAnswer, true),
            (Failure::NoConnection, ErrorCode::NoAnswer, false),
            (Failure::SignIn, ErrorCode::SignIn, false),
            (Failure::Forbidden, ErrorCode::Refused, false),
            (Failure::Rejected, ErrorCode::Refused, false),
        ] {
            let error = not_answered(ClientError::new(failure, "What happened.", "detail"));
            assert_eq!(error.code, code, "{failure:?}");
            assert_eq!(error.message.starts_with("It is not known"), unknown, "{failure:?}");
            assert_eq!(error.hint.contains("does no harm"), unknown, "{failure:?}");
        }
    }
}
