//! What a press of Publish will do, said before it is pressed. Pure: no exchange, no file, no clock.

mod named;
mod words;

pub(crate) use named::{find_author, term_path};

use crate::conflict::{Conflict, ConflictKind};
use crate::field::{Field, moved};
use crate::payload::{self, Resolved};
use crate::pictures::{PictureProblem, Preparation};
use crate::{Consent, Snapshot, date};
use blog::remote::STANDARD;
use blog::{
    Author, BlogClient, ClientError, ContentHash, Failure, PostFields, PostKind, Publication, RemoteId,
    RemotePost, Rights, Site, SiteClock, Status, Taxonomy, Term,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use named::has_term;
use std::collections::{BTreeMap, BTreeSet};

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

/// Asks the blog for a post. A number that now belongs to the other kind is [`RemoteState::Present`] with that kind: the
/// plan and the run make a conflict of it.
pub fn look(client: &dyn BlogClient, kind: PostKind, id: RemoteId) -> Result<RemoteState, ClientError> {
    let mut answers = [kind, kind.other()].into_iter().map(|kind| client.read_post(kind, id));
    let found = answers.find(|answer| !matches!(answer, Err(error) if error.failure == Failure::NotFound));
    found.map_or(Ok(RemoteState::Gone), |answer| answer.map(RemoteState::Present))
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
    /// The people a post may be given to, when they are known.
    pub authors: Option<&'a [Author]>,
    /// What the blog can do, when it is known.
    pub site: Option<&'a Site>,
    /// What [`crate::collect`] found wrong.
    pub problems: &'a [PictureProblem],
    /// What preparing the pictures comes to ([`crate::Collected::prepared`]).
    pub prepared: &'a BTreeMap<ContentHash, Preparation>,
    /// Now.
    pub now: Timestamp,
    /// The blog's clock, to show times in.
    pub clock: &'a SiteClock,
    /// The zone of the writer's computer, to show them in too.
    pub here: &'a TimeZone,
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
        /// The size of the writer's own file in bytes.
        original: u64,
        /// The size of what is sent in bytes.
        bytes: u64,
        /// What is done to it first; may be empty.
        done: String,
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
    /// It will go public by itself at this time.
    WillBeScheduled {
        /// When.
        at: Timestamp,
        /// On the blog's clock, and on the writer's where that differs.
        blog_time: String,
    },
    /// The account may not create this category or tag; the post goes out without it.
    TermMissing(Taxonomy, String),
    /// Nobody on the blog is called so; the post stays with its present author.
    AuthorUnknown(String),
    /// The post was given to another author on the blog since it was last exchanged.
    AuthorChanged,
    /// The blog's theme has no such post format.
    FormatUnknown(String),
    /// Custom fields cannot be set over this account's interface.
    NoCustomFields,
    /// A page has neither categories nor tags.
    PagesHaveNoTerms,
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
    /// The account may not write pages.
    MayNotWritePages,
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
    /// Whether readers will see something of it, now or at its date, or what they see now changes: worth a moment in which
    /// the press can be taken back.
    pub public: bool,
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
        public: matches!(status, Status::Published | Status::Scheduled)
            || now_there(input).is_some_and(Status::is_public),
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
        RemoteState::Present(post) if post.kind != snapshot.kind => {
            if snapshot.consent == Consent::AsNew {
                PlanOutcome::New
            } else {
                conflict(post.id, ConflictKind::OtherKind, Some(post))
            }
        }
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
            // Perhaps sent before the journal was lost: the run compares to the letter, and asks if it is not that.
            let perhaps_ours = || payload::is_ours_as_taken(&with_text(&wanted, &snapshot.body), post);
            match base {
                _ if agreed => PlanOutcome::Update,
                None if payload::is_shell(post, &snapshot.token()) => PlanOutcome::New,
                None if perhaps_ours() => PlanOutcome::Update,
                None => conflict(post.id, ConflictKind::NeverExchanged, Some(post)),
                Some(publication) => {
                    let fields = payload::in_the_way(&publication.base, post, &wanted);
                    if !fields.is_empty() && !perhaps_ours() {
                        conflict(post.id, ConflictKind::Changed(fields), Some(post))
                    } else if same_here && !payload::missed_its_date(snapshot, post, input.now) {
                        PlanOutcome::Unchanged
                    } else {
                        PlanOutcome::Update
                    }
                }
            }
        }
    }
}

/// With the text as plain HTML: in its words it is what will be sent, whatever the blog's markup.
fn with_text(wanted: &PostFields, body: &str) -> PostFields {
    let text = markdown::page(&markdown::parse(body), &|_| None);
    PostFields { content: Some(text), ..wanted.clone() }
}

fn steps(input: &PlanInput<'_>, status: Status, new: bool) -> Vec<Step> {
    let snapshot = input.snapshot;
    let mut sent = BTreeSet::new();
    let pictures = snapshot.pictures.iter().filter(|picture| sent.insert(&picture.hash)).map(|picture| {
        let prepared = input.prepared.get(&picture.hash);
        Step::UploadPicture {
            reference: picture.reference.clone(),
            name: picture.name.clone(),
            original: picture.size,
            bytes: prepared.map_or(picture.size, |prepared| prepared.size),
            done: prepared.map(|prepared| prepared.done.clone()).unwrap_or_default(),
            there: input.media.contains(&picture.hash),
        }
    });
    let mut steps: Vec<Step> = pictures.collect();
    for (taxonomy, names, known) in named_terms(input) {
        steps.extend(names.iter().map(|name| Step::EnsureTerm {
            taxonomy,
            name: name.clone(),
            exists: known.map(|terms| has_term(taxonomy, terms, name)),
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
    if input.snapshot.kind == PostKind::Page {
        return [Taxonomy::Category, Taxonomy::Tag].map(|taxonomy| (taxonomy, [].as_slice(), None));
    }
    [
        (Taxonomy::Category, fields.categories.as_deref().unwrap_or_default(), input.categories),
        (Taxonomy::Tag, fields.tags.as_deref().unwrap_or_default(), input.tags),
    ]
}

fn warnings(input: &PlanInput<'_>, status: Status, allowed: Status, outcome: &PlanOutcome) -> Vec<Warning> {
    let snapshot = input.snapshot;
    let mut warnings = Vec::new();
    if allowed != snapshot.wanted() {
        warnings.push(Warning::Pending);
    }
    match now_there(input) {
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
        warnings.push(Warning::WillBeScheduled {
            at,
            blog_time: date::shown_here_too(at, input.clock, input.here),
        });
    }
    for (taxonomy, names, known) in named_terms(input) {
        let (Some(rights), Some(known)) = (input.rights, known) else { continue };
        let missing = names.iter().filter(|name| !has_term(taxonomy, known, name));
        let missing = missing.filter(|_| !rights.may_create(taxonomy)).cloned();
        warnings.extend(missing.map(|name| Warning::TermMissing(taxonomy, name)));
    }
    warnings.extend(field_warnings(input));
    if snapshot.title.trim().is_empty() {
        warnings.push(Warning::NoTitle);
    }
    warnings.extend(input.problems.iter().filter(|problem| !problem.blocking).cloned().map(Warning::Picture));
    if *input.remote == RemoteState::Unknown {
        warnings.push(Warning::Offline);
    }
    warnings
}

/// Where the post stands on the blog, as far as is known.
fn now_there(input: &PlanInput<'_>) -> Option<Status> {
    match (input.remote, input.base) {
        (RemoteState::Present(post), _) => Some(post.status),
        (RemoteState::Unknown, Some(publication)) => Some(publication.base.status),
        _ => None,
    }
}

/// What the front matter asks for and this blog does not have.
fn field_warnings(input: &PlanInput<'_>) -> Vec<Warning> {
    let fields = &input.snapshot.fields;
    let mut warnings = Vec::new();
    if let (Some(named), Some(authors)) = (&fields.author, input.authors)
        && find_author(authors, named).is_none()
    {
        warnings.push(Warning::AuthorUnknown(named.clone()));
    }
    if let (RemoteState::Present(post), Some(publication)) = (input.remote, input.base)
        && moved(Field::Author, &publication.base, post)
    {
        warnings.push(Warning::AuthorChanged);
    }
    if let Some(site) = input.site {
        let format = fields.format.as_ref().filter(|_| input.snapshot.kind == PostKind::Post);
        warnings.extend(
            format
                .filter(|format| *format != STANDARD && !site.formats.contains(format))
                .map(|format| Warning::FormatUnknown(format.clone())),
        );
        if fields.custom_fields.as_ref().is_some_and(|fields| !fields.is_empty()) && !site.custom_fields {
            warnings.push(Warning::NoCustomFields);
        }
    }
    if input.snapshot.kind == PostKind::Page {
        let named = |names: &Option<Vec<String>>| names.as_ref().is_some_and(|names| !names.is_empty());
        if named(&fields.categories) || named(&fields.tags) {
            warnings.push(Warning::PagesHaveNoTerms);
        }
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
        } else if snapshot.kind == PostKind::Page && !rights.pages {
            refusals.push(Refusal::MayNotWritePages);
        }
        if !rights.upload && snapshot.pictures.iter().any(|picture| !input.media.contains(&picture.hash)) {
            refusals.push(Refusal::MayNotUpload);
        }
    }
    refusals
}

#[cfg(test)]
mod tests;
