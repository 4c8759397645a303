//! What a plan says to the writer: headline, button, steps, warnings, refusals.

use super::{Plan, PlanOutcome, Refusal, Step, Warning};
use crate::progress::size;
use blog::Status;

impl Plan {
    /// Whether a press may be confirmed.
    pub fn may_go(&self) -> bool {
        self.refusals.is_empty() && !matches!(self.outcome, PlanOutcome::Conflict(_))
    }

    /// Whether the blog was not reached.
    pub fn is_offline(&self) -> bool {
        self.warnings.contains(&Warning::Offline)
    }

    /// The word on the button: `Publish`, `Update`, `Schedule`, `Hand in for review`, `Save draft on the blog` or, when the
    /// blog was not reached, `Queue`.
    pub fn button(&self) -> &'static str {
        match (self.is_offline(), self.status, &self.outcome) {
            (true, ..) => "Queue",
            (_, Status::Scheduled, _) => "Schedule",
            (_, Status::Draft, _) => "Save draft on the blog",
            (_, Status::Pending, _) => "Hand in for review",
            (_, _, PlanOutcome::Update | PlanOutcome::Unchanged) => "Update",
            _ => "Publish",
        }
    }

    /// One sentence: what will happen on which blog.
    pub fn headline(&self, blog: &str) -> String {
        let post = match &self.outcome {
            PlanOutcome::Conflict(conflict) => {
                return format!("{} Nothing is sent until you decide.", conflict.sentence());
            }
            PlanOutcome::Unchanged => {
                return format!("{blog} has exactly this already; there is nothing to send.");
            }
            PlanOutcome::New => "A new post",
            PlanOutcome::Update => "The post",
        };
        let end = match self.status {
            Status::Published if self.outcome == PlanOutcome::Update => {
                format!("will be updated on {blog}, for everybody to read")
            }
            Status::Published => format!("will be public on {blog}"),
            Status::Scheduled => format!("will wait on {blog} and go public at its date"),
            Status::Private => format!("will be on {blog}, for its own people only"),
            Status::Pending => format!("will be on {blog}, waiting for review"),
            Status::Draft | Status::Trashed => format!("will be a draft on {blog}, which readers do not see"),
        };
        let queue = if self.is_offline() { ", as soon as the blog answers" } else { "" };
        format!("{post} {end}{queue}.")
    }
}

impl Step {
    /// What it does.
    pub fn label(&self) -> String {
        match self {
            Self::UploadPicture { reference, .. } => format!("Send the picture {reference}"),
            Self::EnsureTerm { taxonomy, name, .. } => format!("Use the {} “{name}”", taxonomy.word()),
            Self::CreateShell => "Reserve the post's place with an empty draft".into(),
            Self::Write { status } => format!("Send text and fields, as {status}"),
            Self::Verify => "Read it back and compare".into(),
        }
    }

    /// Size, `already there`, `will be created`; empty when there is nothing to add.
    pub fn detail(&self) -> String {
        match self {
            Self::UploadPicture { there: true, .. } | Self::EnsureTerm { exists: Some(true), .. } => {
                "already there".into()
            }
            Self::UploadPicture { original, bytes, done, .. } => {
                let sizes = if original == bytes {
                    size(*bytes)
                } else {
                    format!("{} → {}", size(*original), size(*bytes))
                };
                if done.is_empty() { sizes } else { format!("{sizes}, {done}") }
            }
            Self::EnsureTerm { exists: Some(false), .. } => "will be created".into(),
            _ => String::new(),
        }
    }
}

impl Warning {
    /// For the writer.
    pub fn sentence(&self) -> String {
        match self {
            Self::Pending => "This account may not publish on the blog. The post is handed in for review, and somebody with the right makes it public.".into(),
            Self::BecomesPublic { from } => format!("The post is {from} on the blog now and will be public."),
            Self::LeavesPublic { to } => format!("Readers can see the post now. It will be {to}, and its address will not open for them any more."),
            Self::WillBeScheduled { blog_time, .. } => format!("The date is in the future: the post goes public at {blog_time}."),
            Self::TermMissing(taxonomy, name) => format!("The blog has no {} “{name}”, and this account may not create it. The post goes out without it.", taxonomy.word()),
            Self::AuthorUnknown(name) => format!("Nobody who writes on the blog is called “{name}”. The post stays with the author it has; a new one is yours."),
            Self::AuthorChanged => "The post was given to another author on the blog. It stays with them unless the front matter says otherwise.".into(),
            Self::FormatUnknown(format) => format!("The blog's theme does not list the format “{format}”. It may show the post like any other."),
            Self::NoCustomFields => "Custom fields can only be set over XML-RPC. The post goes out without them.".into(),
            Self::PagesHaveNoTerms => "A page has no categories and no tags on the blog; those of the front matter stay here.".into(),
            Self::NoTitle => "The post has no title. The blog will show its number instead.".into(),
            Self::Picture(problem) => problem.message.clone(),
            Self::Offline => "The blog does not answer. The post waits in the outbox and goes out by itself; if the blog's version changed meanwhile, it asks first.".into(),
        }
    }
}

impl Refusal {
    /// For the writer: what is wrong and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::Picture(problem) => match problem.line {
                Some(line) => format!("Line {line}: {}", problem.message),
                None => problem.message.clone(),
            },
            Self::Empty => "There is nothing to publish: no title, no text. Write something first.".into(),
            Self::MayNotWrite => "This account may not write posts on the blog. Ask the blog's owner for the role of a contributor or author.".into(),
            Self::MayNotWritePages => "This account may not write pages on the blog. Ask the blog's owner for the role of an editor, or make it a post.".into(),
            Self::MayNotUpload => "This account may not send pictures to the blog. Take the pictures out, or ask the blog's owner for the role of an author.".into(),
            Self::NotAStatus(status) => format!("A post cannot be published as {status}. Choose draft, published, pending or private."),
        }
    }
}
