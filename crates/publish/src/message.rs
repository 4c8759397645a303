//! What happened - what is safe - what to do: every end of a run in three sentences, for the window and the command line.

use crate::outbox::Trouble;
use crate::run::Outcome;
use crate::{Conflict, ConflictKind, date};
use blog::{Failure, SiteClock, Status};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Three sentences and, folded away, the raw detail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// What happened.
    pub happened: String,
    /// What is safe.
    pub safe: String,
    /// What to do, or that there is nothing to do.
    pub next: String,
    /// The raw detail; may be empty.
    pub detail: String,
}

impl Message {
    fn new(happened: impl Into<String>, safe: impl Into<String>, next: impl Into<String>) -> Self {
        Self { happened: happened.into(), safe: safe.into(), next: next.into(), detail: String::new() }
    }
}

impl Outcome {
    /// What happened, with times as UTC: for the log.
    pub fn message(&self) -> Message {
        self.message_in(&SiteClock::default(), &TimeZone::UTC)
    }

    /// What to tell the writer, with times on the blog's clock and on the one of the writer's computer.
    pub fn message_in(&self, clock: &SiteClock, here: &TimeZone) -> Message {
        match self {
            Self::OnBlog { publication, changed_by_blog, reachable } => {
                let post = &publication.base;
                let happened = match post.status {
                    Status::Published => format!("The post is public at {}.", post.url),
                    Status::Scheduled => {
                        let at = post.date_gmt.as_deref().and_then(date::instant);
                        let when = at.map_or("its date".into(), |at| date::shown_here_too(at, clock, here));
                        format!("The post is scheduled on the blog for {when}.")
                    }
                    Status::Pending => "The post is on the blog and waits for review.".into(),
                    Status::Private => format!("The post is on the blog, for its own people only, at {}.", post.url),
                    Status::Draft | Status::Trashed => "The draft is on the blog; readers do not see it.".into(),
                };
                let mut notes = changed_by_blog.clone();
                if *reachable == Some(false) {
                    notes.push("The blog says it is public, but its address does not open without signing in; a plugin or a cache may hold it back.".into());
                }
                let next = if notes.is_empty() { "There is nothing more to do.".into() } else { notes.join(" ") };
                Message::new(happened, "It was read back and compared with what was sent.", next)
            }
            Self::Unchanged { publication } => Message::new(
                format!("The blog has exactly this already, at {}.", publication.base.url),
                "Nothing was sent and nothing changed.",
                "There is nothing to do.",
            ),
            Self::Waiting { trouble, until } => waiting(trouble, *until, here),
            Self::NeedsSignIn { trouble } => sign_in(trouble),
            Self::Rejected { trouble } => rejected(trouble),
            Self::Conflict { conflict } => conflict.message(),
            Self::Cancelled { left } => Message::new(
                "The job was taken out of the outbox.",
                match left {
                    Some(id) => format!("Your text is in its file. An unfinished draft, number {id}, stays on the blog; readers do not see it."),
                    None => "Your text is in its file, and the blog has nothing of this press but pictures that may have been sent.".into(),
                },
                "Press Publish again whenever you like; what is there already is used.",
            ),
            Self::Elsewhere => Message::new(
                "Another Copydesk on this computer is working on this post.",
                "The press is in the outbox.",
                "There is nothing to do; it goes on there.",
            ),
            Self::Held { until: None } => Message::new(
                "Sending to this blog is paused.",
                "The press is in the outbox, exactly as it was confirmed.",
                "Resume the blog in the outbox whenever you like; it goes on where it stopped.",
            ),
            Self::Held { until: Some(_) } => Message::new(
                "The post is held for a moment before it goes out.",
                "The press is in the outbox, exactly as it was confirmed; nothing was sent yet.",
                "There is nothing to do. Stop it, if it shall not go out; or send it now.",
            ),
            Self::Swept { trashed: 0 } => {
                Message::new("The blog was searched for leftovers.", "There were none.", "There is nothing to do.")
            }
            Self::Swept { trashed } => Message::new(
                format!("{trashed} empty drafts that an interrupted connection had left on the blog were put into its trash."),
                "Only Copydesk's own empty drafts were touched.",
                "There is nothing to do.",
            ),
        }
    }
}

fn waiting(trouble: &Trouble, until: Timestamp, here: &TimeZone) -> Message {
    let safe = match trouble.failure {
        Some(failure) if failure.may_have_arrived() => {
            "Your post is saved here. What the blog took is not known yet, so the blog is asked before anything is sent again; nothing is made twice."
        }
        Some(_) => {
            "Your post is saved here and waits in the outbox; what was to be sent last did not reach the blog."
        }
        None => "Your post is saved here and waits in the outbox.",
    };
    let next = match trouble.failure {
        Some(Failure::Tls) => {
            "Check this computer's date and the network you are in; if the blog's certificate has run out, its owner must renew it. The outbox tries again by itself."
        }
        Some(Failure::NotOurs) => {
            "If you are in a hotel or train network, open any page in a browser and sign in there. The outbox tries again by itself."
        }
        Some(_) => {
            "There is nothing you must do: it goes out when the blog answers. Try now, or take it out of the outbox."
        }
        None => "Repair what the detail names; the outbox tries again by itself.",
    };
    let when = until.to_zoned(here.clone()).strftime("%H:%M:%S");
    Message {
        detail: format!("{} Next try not before {when}.", trouble.detail).trim().into(),
        ..Message::new(&trouble.message, safe, next)
    }
}

fn sign_in(trouble: &Trouble) -> Message {
    Message {
        detail: trouble.detail.clone(),
        ..Message::new(
            &trouble.message,
            "Your post is saved here and waits in the outbox, with all others for this account.",
            "Sign in to the blog again; an application password is made on the blog under Users, Profile. The outbox then goes on by itself.",
        )
    }
}

fn rejected(trouble: &Trouble) -> Message {
    let next = match trouble.failure {
        Some(Failure::Forbidden) => {
            "If your text holds code, a firewall in front of the blog may have stopped it; otherwise ask the blog's owner for the right. Then press Publish again."
        }
        Some(Failure::Redirected) => {
            "Connect the blog again under the address that it really has, then press Publish again."
        }
        None => {
            "Repair what is named above, then press Publish again; what was sent already is used, not sent twice."
        }
        _ => {
            "Change what the blog objects to, then press Publish again; what was sent already is used, not sent twice."
        }
    };
    Message {
        detail: trouble.detail.clone(),
        ..Message::new(
            &trouble.message,
            "Your post is saved here. What readers see was not changed by this try.",
            next,
        )
    }
}

impl Conflict {
    /// What to tell the writer.
    pub fn message(&self) -> Message {
        let next = match self.kind {
            ConflictKind::Changed(_) | ConflictKind::NeverExchanged => {
                "Compare the two versions, then replace the blog's version with yours or leave the blog as it is."
            }
            ConflictKind::Trashed => {
                "Take it out of the trash on the blog and press Publish again, or publish it as a new post."
            }
            ConflictKind::Gone => "Publish it as a new post, or leave it.",
            ConflictKind::OtherKind => {
                "Change the line “type” in the post's front matter to what it is on the blog, or publish it as a new one."
            }
        };
        Message::new(
            self.sentence(),
            "Your text is in its file, and nothing on the blog was overwritten.",
            next,
        )
    }
}
