//! What a writer may do to a post that lies on a blog, without sending it anew: take it off, put it into the blog's trash,
//! bring it back, remove it for ever.
//!
//! Each is shown first, with the blog's present state, and asked for a second time; then that state is read again, and
//! another one than the shown one stops it. All four may be repeated without harm, so a lost answer is resolved by reading.

use crate::plan::{RemoteState, look};
use blog::{
    BlogClient, ClientError, ContentHash, Failure, PostFields, PostKind, RemoteId, RemotePost, Status,
};

/// What shall happen on the blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Back to a draft: readers do not see it any more.
    Unpublish,
    /// Into the blog's trash.
    Trash,
    /// Out of the blog's trash, as a draft.
    Restore,
    /// Removed for ever; only what lies in the trash.
    Delete,
}

impl Action {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Unpublish, Self::Trash, Self::Restore, Self::Delete];

    /// The word at the edges, and in the journal.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unpublish => "unpublish",
            Self::Trash => "trash",
            Self::Restore => "restore",
            Self::Delete => "delete",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }

    /// Whether it makes sense for a post in this state.
    pub fn fits(self, status: Status) -> bool {
        match self {
            Self::Unpublish => !matches!(status, Status::Draft | Status::Trashed),
            Self::Trash => status != Status::Trashed,
            Self::Restore | Self::Delete => status == Status::Trashed,
        }
    }
}

/// An action that may be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPlan {
    /// What shall happen.
    pub action: Action,
    /// The post as the blog holds it now.
    pub post: RemotePost,
}

/// Why it cannot be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionRefusal {
    /// The blog did not answer: what is there is not known, and nothing is done unseen.
    NoAnswer,
    /// The blog has no such post (any more).
    NotThere,
    /// It is not in a state for this.
    DoesNotFit {
        /// What was asked for.
        action: Action,
        /// Where it stands.
        status: Status,
    },
}

/// Decides whether an action may be confirmed.
pub fn plan_action(action: Action, there: RemoteState) -> Result<ActionPlan, ActionRefusal> {
    match there {
        RemoteState::Unknown => Err(ActionRefusal::NoAnswer),
        RemoteState::Absent | RemoteState::Gone => Err(ActionRefusal::NotThere),
        RemoteState::Present(post) if !action.fits(post.status) => {
            Err(ActionRefusal::DoesNotFit { action, status: post.status })
        }
        RemoteState::Present(post) => Ok(ActionPlan { action, post }),
    }
}

/// How a confirmed action ended.
#[expect(clippy::large_enum_variant, reason = "one per press")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionEnd {
    /// Done, and read back: this is what the blog holds now; `None` when the post is gone for ever.
    Done(Option<RemotePost>),
    /// The post is not what was shown: nothing was done.
    ChangedMeanwhile,
    /// The answer was lost and reading did not tell either.
    NotKnown(ClientError),
}

/// Does what was confirmed. `seen` is the [`ActionPlan::seen`] of the plan that was shown.
pub fn act(client: &dyn BlogClient, plan: &ActionPlan, seen: &ContentHash) -> Result<ActionEnd, ClientError> {
    let (kind, id) = (plan.post.kind, plan.post.id);
    let RemoteState::Present(now) = look(client, kind, id)? else { return Ok(ActionEnd::ChangedMeanwhile) };
    if now.kind != kind || now.revision().content != *seen {
        return Ok(ActionEnd::ChangedMeanwhile);
    }
    let answer = send(client, plan.action, kind, id, &now.modified_gmt);
    match answer {
        Ok(()) => {}
        Err(error) if error.failure == Failure::Changed => return Ok(ActionEnd::ChangedMeanwhile),
        Err(error) if !error.failure.may_have_arrived() => return Err(error),
        // Not known: what is there decides.
        Err(error) => match look(client, kind, id) {
            Ok(there) if is_done(plan.action, &there) => {}
            _ => return Ok(ActionEnd::NotKnown(error)),
        },
    }
    match look(client, kind, id) {
        Ok(RemoteState::Present(post)) if plan.action != Action::Delete => Ok(ActionEnd::Done(Some(post))),
        Ok(there) if is_done(plan.action, &there) => Ok(ActionEnd::Done(None)),
        Ok(_) => Ok(ActionEnd::ChangedMeanwhile),
        Err(error) => Ok(ActionEnd::NotKnown(error)),
    }
}

fn send(
    client: &dyn BlogClient,
    action: Action,
    kind: PostKind,
    id: RemoteId,
    modified: &str,
) -> Result<(), ClientError> {
    let as_draft = PostFields { status: Some(Status::Draft), ..PostFields::default() };
    match action {
        Action::Unpublish => client.write_post(kind, id, &as_draft, Some(modified)).map(drop),
        Action::Restore => client.write_post(kind, id, &as_draft, None).map(drop),
        Action::Trash => client.trash_post(kind, id),
        Action::Delete => client.delete_post(kind, id),
    }
}

fn is_done(action: Action, there: &RemoteState) -> bool {
    match (action, there) {
        (Action::Unpublish | Action::Restore, RemoteState::Present(post)) => post.status == Status::Draft,
        (Action::Trash, RemoteState::Present(post)) => post.status == Status::Trashed,
        (Action::Delete, there) => *there == RemoteState::Gone,
        _ => false,
    }
}

impl ActionPlan {
    /// Names exactly what was shown.
    pub fn seen(&self) -> ContentHash {
        self.post.revision().content
    }

    /// One sentence: what will happen to which post on which blog.
    pub fn headline(&self, blog: &str) -> String {
        let kind = self.post.kind;
        let title = if self.post.title.trim().is_empty() { "Untitled" } else { self.post.title.trim() };
        match self.action {
            Action::Unpublish => format!("The {kind} “{title}” will be a draft on {blog} again."),
            Action::Trash => format!("The {kind} “{title}” will go into the trash of {blog}."),
            Action::Restore => {
                format!("The {kind} “{title}” will come back from the trash of {blog}, as a draft.")
            }
            Action::Delete => format!("The {kind} “{title}” will be removed from {blog} for ever."),
        }
    }

    /// What it means for readers, and what stays.
    pub fn consequence(&self) -> String {
        let readers = match (self.post.status, self.action) {
            (Status::Published, Action::Unpublish | Action::Trash) => {
                format!(
                    "Readers can see it now at {}; that address will not open for them any more.",
                    self.post.url
                )
            }
            (Status::Scheduled, Action::Unpublish | Action::Trash) => {
                "It will not go public at its date.".into()
            }
            (_, Action::Delete) => {
                "Its comments on the blog go with it. The blog cannot bring it back.".into()
            }
            _ => "Readers do not see it now, and will not.".into(),
        };
        format!("{readers} Your file here stays as it is.")
    }

    /// The word on the button.
    pub fn button(&self) -> &'static str {
        match self.action {
            Action::Unpublish => "Take it off the blog",
            Action::Trash => "Put it into the blog's trash",
            Action::Restore => "Bring it back",
            Action::Delete => "Remove it for ever",
        }
    }

    /// Said when it is done.
    pub fn done(&self) -> &'static str {
        match self.action {
            Action::Unpublish => "The post is a draft on the blog again.",
            Action::Trash => "The post is in the blog's trash.",
            Action::Restore => "The post is back on the blog, as a draft.",
            Action::Delete => "The post is not on the blog any more.",
        }
    }
}

impl ActionRefusal {
    /// What is wrong and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoAnswer => "The blog does not answer, and nothing is done to a post unseen. Try again when the line is back.".into(),
            Self::NotThere => "The blog has no such post any more. There is nothing to do there.".into(),
            Self::DoesNotFit { action: Action::Delete, .. } => {
                "Only a post in the blog's trash can be removed for ever. Put it into the trash first.".into()
            }
            Self::DoesNotFit { status, .. } => format!("The post is {status} on the blog already."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::record::tests::remote;

    fn present(status: Status) -> RemoteState {
        RemoteState::Present(RemotePost { status, ..remote() })
    }

    #[test]
    fn each_action_fits_its_states_only() {
        for (action, status, fits) in [
            (Action::Unpublish, Status::Published, true),
            (Action::Unpublish, Status::Scheduled, true),
            (Action::Unpublish, Status::Private, true),
            (Action::Unpublish, Status::Draft, false),
            (Action::Unpublish, Status::Trashed, false),
            (Action::Trash, Status::Published, true),
            (Action::Trash, Status::Draft, true),
            (Action::Trash, Status::Trashed, false),
            (Action::Restore, Status::Trashed, true),
            (Action::Restore, Status::Published, false),
            (Action::Delete, Status::Trashed, true),
            (Action::Delete, Status::Published, false),
        ] {
            assert_eq!(plan_action(action, present(status)).is_ok(), fits, "{action:?} {status}");
            assert_eq!(Action::from_word(action.word()), Some(action));
        }
        assert_eq!(plan_action(Action::Trash, RemoteState::Gone), Err(ActionRefusal::NotThere));
        assert_eq!(plan_action(Action::Trash, RemoteState::Unknown), Err(ActionRefusal::NoAnswer));
    }

    #[test]
    fn the_confirmation_names_the_blog_the_post_and_the_address() {
        for action in Action::ALL {
            let status = if action.fits(Status::Trashed) { Status::Trashed } else { Status::Published };
            let plan = plan_action(action, present(status)).unwrap();
            let said = format!("{} {}", plan.headline("example.org"), plan.consequence());
            assert!(said.contains("example.org") && said.contains("“Title”"), "{said}");
            assert_eq!(said.contains(&plan.post.url), status == Status::Published, "{said}");
        }
    }
}
