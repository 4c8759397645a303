//! What a press of Publish will do, said before it is pressed. Pure: no exchange, no file, no clock.

use crate::conflict::{Conflict, ConflictKind};
use crate::payload::{self, Resolved};
use crate::pictures::PictureProblem;
use crate::progress::size;
use crate::{Consent, Snapshot, date};
use blog::{ContentHash, Publication, RemotePost, Rights, SiteClock, Status, Taxonomy, Term};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What is known of the post on the blog.
#[expect(clippy::large_enum_variant, reason = "one per plan")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteState {
    /// The blog did not answer, or was not asked.
    Unknown,
    /// It was never there: neither the front matter nor a publication names an id.
    Absent,
    /// There it is, as just read (in the trash too).
    Present(RemotePost),
    /// Its id is known, and the blog has no such post any more.
    Gone,
}

/// All that the plan looks at.
#[derive(Clone, Debug)]
pub struct PlanInput<'a> {
    /// What would be confirmed.
    pub snapshot: &'a Snapshot,
    /// What was last exchanged.
    pub base: Option<&'a Publication>,
    /// What is there now.
    pub remote: &'a RemoteState,
    /// What the account may do, when it could be asked.
    pub rights: Option<Rights>,
    /// Pictures that lie on the blog already ([`crate::Outbox::known_media`]).
    pub media: &'a BTreeSet<ContentHash>,
    /// The blog's categories, when they are known.
    pub categories: Option<&'a [Term]>,
    /// The blog's tags, when they are known.
    pub tags: Option<&'a [Term]>,
    /// What [`crate::collect`] found wrong.
    pub problems: &'a [PictureProblem],
    /// Now.
    pub now: Timestamp,
    /// The blog's clock, to show times in.
    pub clock: &'a SiteClock,
}

/// What would become of the post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanOutcome {
    /// A new post.
    New,
    /// The post that is there is changed.
    Update,
    /// Nothing changed here and nothing there.
    Unchanged,
    /// The blog's side stands in the way; nothing would be sent.
    Conflict(Conflict),
}

/// One thing that will be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send a picture.
    UploadPicture {
        /// As the text names it.
        reference: String,
        /// Its name on the blog.
        name: String,
        /// Its size in bytes.
        bytes: u64,
        /// It lies there already and is not sent again.
        there: bool,
    },
    /// Find a category or tag, or make it.
    EnsureTerm {
        /// Which kind.
        taxonomy: Taxonomy,
        /// Its name.
        name: String,
        /// Whether it is there; `None` when that is not known.
        exists: Option<bool>,
    },
    /// Reserve the post's place with an empty draft.
    CreateShell,
    /// Send the text and the fields.
    Write {
        /// The status it will have.
        status: Status,
    },
    /// Read it back and compare.
    Verify,
}

/// Worth knowing before the press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The account may not do what was asked; the post goes out as pending.
    Pending,
    /// What is not public now will be.
    BecomesPublic {
        /// Where it stands now.
        from: Status,
    },
    /// What readers can see now they will not see any more.
    LeavesPublic {
        /// Where it will stand.
        to: Status,
    },
    /// It will go public by itself at this time, given on the blog's clock.
    WillBeScheduled {
        /// When.
        at: Timestamp,
        /// On the blog's clock.
        blog_time: String,
    },
    /// The account may not create this category; the post goes out without it.
    CategoryMissing(String),
    /// There is no title.
    NoTitle,
    /// Something about a picture.
    Picture(PictureProblem),
    /// The blog was not reached: the job waits in the outbox, and what is there is compared before anything is sent.
    Offline,
}

/// Why it cannot go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A picture.
    Picture(PictureProblem),
    /// Neither title nor text nor excerpt: WordPress refuses such a post.
    Empty,
    /// The account may not write posts at all.
    MayNotWrite,
    /// The account may not send pictures, and the post has some that are not there yet.
    MayNotUpload,
    /// Trash is not a status to publish with.
    NotAStatus(Status),
}

/// What a press will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What becomes of the post.
    pub outcome: PlanOutcome,
    /// The status it will have.
    pub status: Status,
    /// What is done, in order; empty for a conflict and when nothing changed.
    pub steps: Vec<Step>,
    /// Worth knowing.
    pub warnings: Vec<Warning>,
    /// Why not; empty means that it can go out.
    pub refusals: Vec<Refusal>,
    /// The fingerprint of what would be sent, so that a press confirms exactly what was shown.
    pub fingerprint: ContentHash,
}

/// Decides what a press will do.
pub fn plan(input: &PlanInput<'_>) -> Plan {
    let snapshot = input.snapshot;
    let allowed = allowed_status(snapshot.wanted(), input.rights);
    let status = will_be(allowed, snapshot, input);
    let outcome = outcome(input, allowed);
    let steps = match outcome {
        PlanOutcome::New | PlanOutcome::Update => steps(input, status, outcome == PlanOutcome::New),
        PlanOutcome::Unchanged | PlanOutcome::Conflict(_) => Vec::new(),
    };
    Plan {
        warnings: warnings(input, status, allowed, &outcome),
        refusals: refusals(input),
        fingerprint: snapshot.fingerprint(),
        outcome,
        status,
        steps,
    }
}

/// The status this user may set: who may not publish hands in for review. Unknown rights are taken as enough; the run asks again.
pub fn allowed_status(wanted: Status, rights: Option<Rights>) -> Status {
    let needs_right = matches!(wanted, Status::Published | Status::Private);
    if needs_right && rights.is_some_and(|rights| !rights.publish) { Status::Pending } else { wanted }
}

fn will_be(status: Status, snapshot: &Snapshot, input: &PlanInput<'_>) -> Status {
    // WordPress publishes at once what is less than a minute ahead.
    let later = |date: Timestamp| date.as_second() > input.now.as_second() + 59;
    if status == Status::Published && snapshot.fields.date.is_some_and(later) {
        Status::Scheduled
    } else {
        status
    }
}

fn outcome(input: &PlanInput<'_>, status: Status) -> PlanOutcome {
    let (snapshot, base) = (input.snapshot, input.base);
    let known = base.map(|publication| publication.base.id).or(snapshot.remote);
    let same_here = base.is_some_and(|publication| publication.sent == snapshot.fingerprint());
    let conflict = |id, kind, remote: Option<&RemotePost>| {
        PlanOutcome::Conflict(Conflict { id, kind, remote: remote.cloned().map(Box::new) })
    };
    match input.remote {
        RemoteState::Absent => PlanOutcome::New,
        RemoteState::Unknown if same_here => PlanOutcome::Unchanged,
        RemoteState::Unknown if known.is_some() => PlanOutcome::Update,
        RemoteState::Unknown => PlanOutcome::New,
        RemoteState::Gone if snapshot.consent == Consent::AsNew => PlanOutcome::New,
        RemoteState::Gone => known.map_or(PlanOutcome::New, |id| conflict(id, ConflictKind::Gone, None)),
        RemoteState::Present(post) if post.status == Status::Trashed => {
            if snapshot.consent == Consent::AsNew {
                PlanOutcome::New
            } else {
                conflict(post.id, ConflictKind::Trashed, Some(post))
            }
        }
        RemoteState::Present(post) => {
            let agreed = snapshot.consent == Consent::Overwrite(post.revision().content);
            let wanted = payload::whole(snapshot, &Resolved::default(), status, None, None, input.now);
            match base {
                _ if agreed => PlanOutcome::Update,
                None if payload::is_shell(post, &snapshot.token()) => PlanOutcome::New,
                None => conflict(post.id, ConflictKind::NeverExchanged, Some(post)),
                Some(publication) => {
                    let fields = payload::in_the_way(&publication.base, post, &wanted);
                    if !fields.is_empty() {
                        conflict(post.id, ConflictKind::Changed(fields), Some(post))
                    } else if same_here {
                        PlanOutcome::Unchanged
                    } else {
                        PlanOutcome::Update
                    }
                }
            }
        }
    }
}

fn steps(input: &PlanInput<'_>, status: Status, new: bool) -> Vec<Step> {
    let snapshot = input.snapshot;
    let mut sent = BTreeSet::new();
    let pictures = snapshot.pictures.iter().filter(|picture| sent.insert(&picture.hash)).map(|picture| {
        Step::UploadPicture {
            reference: picture.reference.clone(),
            name: picture.name.clone(),
            bytes: picture.size,
            there: input.media.contains(&picture.hash),
        }
    });
    let mut steps: Vec<Step> = pictures.collect();
    for (taxonomy, names, known) in named_terms(input) {
        steps.extend(names.iter().map(|name| Step::EnsureTerm {
            taxonomy,
            name: name.clone(),
            exists: known.map(|terms| has_term(terms, name)),
        }));
    }
    if new {
        steps.push(Step::CreateShell);
    }
    steps.extend([Step::Write { status }, Step::Verify]);
    steps
}

type Named<'a> = (Taxonomy, &'a [String], Option<&'a [Term]>);

fn named_terms<'a>(input: &PlanInput<'a>) -> [Named<'a>; 2] {
    let fields = &input.snapshot.fields;
    [
        (Taxonomy::Category, fields.categories.as_deref().unwrap_or_default(), input.categories),
        (Taxonomy::Tag, fields.tags.as_deref().unwrap_or_default(), input.tags),
    ]
}

/// WordPress compares term names without regard to case.
fn has_term(terms: &[Term], name: &str) -> bool {
    terms.iter().any(|term| term.name.trim().to_lowercase() == name.trim().to_lowercase())
}

fn warnings(input: &PlanInput<'_>, status: Status, allowed: Status, outcome: &PlanOutcome) -> Vec<Warning> {
    let snapshot = input.snapshot;
    let mut warnings = Vec::new();
    if allowed != snapshot.wanted() {
        warnings.push(Warning::Pending);
    }
    let now_there = match (input.remote, input.base) {
        (RemoteState::Present(post), _) => Some(post.status),
        (RemoteState::Unknown, Some(publication)) => Some(publication.base.status),
        _ => None,
    };
    match now_there {
        Some(from)
            if status.is_public()
                && !from.is_public()
                && from != Status::Trashed
                && *outcome != PlanOutcome::New =>
        {
            warnings.push(Warning::BecomesPublic { from });
        }
        Some(from) if from.is_public() && !status.is_public() => {
            warnings.push(Warning::LeavesPublic { to: status })
        }
        _ => {}
    }
    if let (Status::Scheduled, Some(at)) = (status, snapshot.fields.date) {
        warnings.push(Warning::WillBeScheduled { at, blog_time: date::shown(at, input.clock) });
    }
    if let (Some(rights), Some(known)) = (input.rights, input.categories) {
        let names = snapshot.fields.categories.as_deref().unwrap_or_default();
        let missing = names.iter().filter(|name| !rights.create_categories && !has_term(known, name));
        warnings.extend(missing.cloned().map(Warning::CategoryMissing));
    }
    if snapshot.title.trim().is_empty() {
        warnings.push(Warning::NoTitle);
    }
    warnings.extend(input.problems.iter().filter(|problem| !problem.blocking).cloned().map(Warning::Picture));
    if *input.remote == RemoteState::Unknown {
        warnings.push(Warning::Offline);
    }
    warnings
}

fn refusals(input: &PlanInput<'_>) -> Vec<Refusal> {
    let snapshot = input.snapshot;
    let mut refusals = Vec::new();
    if snapshot.status == Status::Trashed {
        refusals.push(Refusal::NotAStatus(snapshot.status));
    }
    let nothing = |text: &str| text.trim().is_empty();
    if nothing(&snapshot.title)
        && nothing(&snapshot.body)
        && snapshot.fields.excerpt.as_deref().is_none_or(nothing)
    {
        refusals.push(Refusal::Empty);
    }
    refusals.extend(input.problems.iter().filter(|problem| problem.blocking).cloned().map(Refusal::Picture));
    if let Some(rights) = input.rights {
        if !rights.write {
            refusals.push(Refusal::MayNotWrite);
        }
        if !rights.upload && snapshot.pictures.iter().any(|picture| !input.media.contains(&picture.hash)) {
            refusals.push(Refusal::MayNotUpload);
        }
    }
    refusals
}

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
            Self::UploadPicture { bytes, .. } => size(*bytes),
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
            Self::CategoryMissing(name) => format!("The blog has no category “{name}”, and this account may not create it. The post goes out without it."),
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
            Self::MayNotUpload => "This account may not send pictures to the blog. Take the pictures out, or ask the blog's owner for the role of an author.".into(),
            Self::NotAStatus(status) => format!("A post cannot be published as {status}. Choose draft, published, pending or private."),
        }
    }
}

#[cfg(test)]
mod tests;
