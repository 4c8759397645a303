//! From the press to the outbox: what a press would do, and the press itself.
//!
//! A plan is shown with a fingerprint of everything it stands for (text, fields, pictures, the blog's present version,
//! what the writer agreed to). The press gives it back; anything else than exactly that is shown again, not sent.

use crate::commands::library::{post_path, refused};
use crate::darkroom::Tray;
use crate::fields::FieldSet;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::publishing::{
    ConflictView, DiffKind, DiffView, JobView, PlanPublish, PlanView, Publish, StepState, StepView,
};
use crate::{App, inward, lock};
use ::pictures::Rules;
use blog::{
    Account, Author, BlogClient, ClientError, ContentHash, Fields, FrontMatter, PostKey, PostPath,
    Publication, Rights, Severity, Site, Status, Taxonomy, Term,
};
use library::PostFile;
use publish::{
    Collected, Consent, Plan, PlanInput, PlanOutcome, RemoteState, SentFields, Snapshot, look, plan,
};
use std::collections::BTreeSet;
use std::time::Duration;

/// The longest hold a writer can set, in seconds.
const LONGEST_HOLD: u32 = 30;

/// Everything a press was decided on.
struct Press {
    account: Account,
    snapshot: Snapshot,
    collected: Collected,
    plan: Plan,
    fingerprint: String,
    base: Option<Publication>,
    /// What in the front matter blocks, as sentences with their line.
    blocked: Vec<String>,
    /// Links that readers could not follow.
    inward: Vec<String>,
    has_key: bool,
}

/// What the blog said while the plan was made.
struct There {
    remote: RemoteState,
    rights: Option<Rights>,
    categories: Option<Vec<Term>>,
    tags: Option<Vec<Term>>,
    authors: Option<Vec<Author>>,
    site: Option<Site>,
}

impl App {
    /// See [`crate::wire::Commands::plan_publish`].
    pub fn plan_publish(&self, args: PlanPublish) -> Result<PlanView, WireError> {
        Ok(view(self.press(&args)?))
    }

    /// See [`crate::wire::Commands::publish`].
    pub fn publish(&self, args: Publish) -> Result<JobView, WireError> {
        let seconds = lock(&self.settings).view.hold_seconds.min(LONGEST_HOLD);
        self.publish_held(args, seconds)
    }

    /// The press, with the time in which it can be taken back: so many seconds when readers will see something of it, none
    /// otherwise.
    pub fn publish_held(&self, args: Publish, seconds: u32) -> Result<JobView, WireError> {
        let press = self.press(&args.request)?;
        if press.fingerprint != args.fingerprint {
            return Err(WireError::new(
                ErrorCode::PlanChanged,
                "The post or the blog changed since the plan was shown.",
                "Nothing was sent. Look at the new plan, then press again.",
            ));
        }
        let view_of = view_refusals(&press);
        if let Some(refusal) = view_of.first() {
            return Err(WireError::new(
                ErrorCode::Input,
                refusal.clone(),
                "Nothing was sent. Your post is safe here.",
            ));
        }
        if let PlanOutcome::Conflict(conflict) = &press.plan.outcome {
            return Err(WireError::new(
                ErrorCode::Refused,
                conflict.sentence(),
                "Nothing was sent. Choose what shall happen, then press again.",
            ));
        }
        let path = press.snapshot.path.clone();
        if matches!(press.snapshot.consent, Consent::Overwrite(_)) {
            // What is replaced on the blog stays here.
            self.keep_their_version(&args.request.path, &args.request.account)?;
        }
        if !press.has_key {
            self.set_in_file(&path, &[FieldSet::post_key(&press.snapshot.key)])?;
        }
        let hold = Duration::from_secs(if press.plan.public { seconds.into() } else { 0 });
        let job = self.enqueue(&press.snapshot, &press.collected, press.base.as_ref(), hold)?;
        self.keep_published(&path, &press.snapshot.blog);
        self.refresh(&[path]);
        Ok(job)
    }

    /// Reads the post, asks the blog, and decides.
    fn press(&self, request: &PlanPublish) -> Result<Press, WireError> {
        let path = post_path(&request.path)?;
        let account = self.accounts.find(&request.account)?;
        let status = Status::from_word(&request.status).ok_or_else(|| {
            WireError::input(
                format!("\"{}\" is not a status.", request.status),
                "Use draft, published, pending or private.",
            )
        })?;
        let buffer = lock(&self.buffers).get(&path).cloned();
        if let Some(buffer) = buffer {
            self.save_buffer(&buffer)?;
        }
        let shelf = self.shelf()?;
        let file = shelf.library.read(&path).map_err(refused)?;
        // A base that cannot be read is like none: the blog's version is then one this computer has never seen, and asks.
        let known = |key: &PostKey| shelf.library.publication(key, &account.blog()).ok().flatten();
        let base = Fields::read(&file.text).key.as_ref().and_then(known);
        let fields = match &base {
            Some(base) => Fields::of_post_at(&path, &file.text, &base.base.slug),
            None => Fields::of_post(&path, &file.text),
        };
        let (mut snapshot, collected) = self.freeze(&file, &fields, &account, status);
        let client = self.accounts.client(&account)?;
        let there = ask(&*client, &snapshot, base.as_ref())?;
        snapshot.consent = consent(request, &there.remote);
        let media = self.known_media(&account.blog(), &snapshot);
        let plan = plan(&PlanInput {
            snapshot: &snapshot,
            base: base.as_ref(),
            remote: &there.remote,
            rights: there.rights,
            media: &media,
            categories: there.categories.as_deref(),
            tags: there.tags.as_deref(),
            authors: there.authors.as_deref(),
            site: there.site.as_ref(),
            problems: &collected.problems,
            prepared: &collected.prepared,
            now: self.timestamp(),
            clock: &account.clock,
            here: &self.ports.zone,
        });
        let fingerprint = fingerprint(&plan, &there.remote, request);
        let blocked = fields
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::Blocking)
            .map(|problem| format!("Line {}: {}", problem.line, problem.message))
            .chain(file.read_only.clone())
            .collect();
        let is_post = |path: &PostPath| path.as_str().ends_with(".md") && shelf.library.has_file(path);
        let inward = inward::sentences(&path, &snapshot.body, &is_post);
        Ok(Press {
            inward,
            account,
            has_key: fields.key.is_some(),
            snapshot,
            collected,
            plan,
            fingerprint,
            base,
            blocked,
        })
    }

    /// Freezes what the file says now.
    pub(crate) fn freeze(
        &self,
        file: &PostFile,
        fields: &Fields,
        account: &Account,
        status: Status,
    ) -> (Snapshot, Collected) {
        let body_range = FrontMatter::of(&file.text).body;
        let first_line = file.text[..body_range.start].lines().count() + 1;
        let body = &file.text[body_range];
        let (blog, edge) = (account.blog(), account.picture_edge);
        let mut tray = Tray { app: self, post: &file.path, blog: &blog, rules: Rules { edge } };
        let featured = fields.picture.as_deref();
        let collected = publish::collect(body, featured, first_line, publish::pictures::MAX_BYTES, &mut tray);
        let snapshot = Snapshot {
            library: self.shelf().map(|shelf| shelf.library.root().display().to_string()).unwrap_or_default(),
            path: file.path.clone(),
            key: fields.key.clone().unwrap_or_else(|| PostKey::from_random((self.ports.random)())),
            account: account.id.clone(),
            kind: fields.kind,
            title: fields.title.clone().unwrap_or_default(),
            body: body.to_owned(),
            fields: SentFields {
                slug: fields.slug.clone(),
                excerpt: fields.excerpt.clone(),
                categories: fields.categories.clone(),
                tags: fields.tags.clone(),
                date: fields.date.as_deref().and_then(|date| publish::date::read(date, &account.clock)),
                featured: fields.picture.clone(),
                comments_open: fields.comments,
                pings_open: fields.pings,
                password: fields.password.clone(),
                format: fields.format.clone(),
                sticky: fields.sticky,
                author: fields.author.clone(),
                parent: fields.parent.clone(),
                order: fields.order,
                custom_fields: fields.custom_fields.clone(),
            },
            status,
            pictures: collected.pictures.clone(),
            remote: fields.remotes.iter().find(|(known, _)| *known == blog).map(|(_, id)| *id),
            source: blog::source_hash(&file.text),
            consent: Consent::Ordinary,
            picture_edge: edge,
            blog,
        };
        (snapshot, collected)
    }
}

/// What the blog holds and allows. No answer is a recognised state; a refused sign-in or right is an error.
fn ask(client: &dyn BlogClient, snapshot: &Snapshot, base: Option<&Publication>) -> Result<There, WireError> {
    let offline = There {
        remote: RemoteState::Unknown,
        rights: None,
        categories: None,
        tags: None,
        authors: None,
        site: None,
    };
    let Some(identity) = unless_silent(client.identity())? else { return Ok(offline) };
    let id = base.map(|publication| publication.base.id).or(snapshot.remote);
    let remote = match id.map(|id| look(client, snapshot.kind, id)) {
        None => RemoteState::Absent,
        Some(answer) => unless_silent(answer)?.unwrap_or(RemoteState::Unknown),
    };
    let fields = &snapshot.fields;
    let authors = if fields.author.is_some() { unless_silent(client.list_authors())? } else { None };
    let asks_more = fields.format.is_some() || fields.custom_fields.is_some();
    let site = if asks_more { unless_silent(client.site())? } else { None };
    let named = |names: &Option<Vec<String>>| names.as_ref().is_some_and(|names| !names.is_empty());
    let terms =
        |wanted: bool, taxonomy| if wanted { unless_silent(client.list_terms(taxonomy)) } else { Ok(None) };
    Ok(There {
        remote,
        rights: Some(identity.rights),
        categories: terms(named(&snapshot.fields.categories), Taxonomy::Category)?,
        tags: terms(named(&snapshot.fields.tags), Taxonomy::Tag)?,
        authors,
        site,
    })
}

/// `None` for a failure that passes by itself.
fn unless_silent<T>(answer: Result<T, ClientError>) -> Result<Option<T>, WireError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.failure.passes_by_itself() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What the writer's words amount to, given what the blog holds now.
fn consent(request: &PlanPublish, remote: &RemoteState) -> Consent {
    match remote {
        RemoteState::Present(post) if request.overwrite => Consent::Overwrite(post.revision().content),
        _ if request.as_new => Consent::AsNew,
        _ => Consent::Ordinary,
    }
}

fn fingerprint(plan: &Plan, remote: &RemoteState, request: &PlanPublish) -> String {
    let there = match remote {
        RemoteState::Present(post) => post.revision().content.as_str().to_owned(),
        other => format!("{other:?}"),
    };
    let all = format!(
        "{}\0{there}\0{}\0{}\0{}\0{}",
        plan.fingerprint.as_str(),
        request.path,
        request.account,
        request.overwrite,
        request.as_new
    );
    ContentHash::of(all.as_bytes()).short().to_owned()
}

fn view_refusals(press: &Press) -> Vec<String> {
    press.blocked.iter().cloned().chain(press.plan.refusals.iter().map(publish::Refusal::sentence)).collect()
}

fn view(press: Press) -> PlanView {
    let refusals = view_refusals(&press);
    let conflict = match &press.plan.outcome {
        PlanOutcome::Conflict(conflict) => Some(ConflictView {
            message: conflict.sentence(),
            may_overwrite: conflict.may_overwrite(),
            may_publish_as_new: conflict.may_publish_as_new(),
            theirs: conflict.remote.as_ref().map(|post| post.content.clone()).unwrap_or_default(),
        }),
        _ => None,
    };
    let steps = press.plan.steps.iter().filter(|_| refusals.is_empty()).map(|step| StepView {
        label: step.label(),
        detail: step.detail(),
        state: StepState::Ahead,
    });
    PlanView {
        headline: if refusals.is_empty() {
            press.plan.headline(&press.account.blog())
        } else {
            "This cannot go out yet.".to_owned()
        },
        button: press.plan.button().to_owned(),
        steps: steps.collect(),
        changes: press
            .base
            .as_ref()
            .map(|base| changes(&base.body, &press.snapshot.body))
            .unwrap_or_default(),
        warnings: press.plan.warnings.iter().map(publish::Warning::sentence).chain(press.inward).collect(),
        unchanged: press.plan.outcome == PlanOutcome::Unchanged,
        offline: press.plan.is_offline(),
        fingerprint: press.fingerprint,
        refusals,
        conflict,
    }
}

/// The lines that differ, each with one line of what stands around it.
pub(crate) fn changes(old: &str, new: &str) -> Vec<DiffView> {
    let diff = similar::TextDiff::from_lines(old, new);
    let mut views: Vec<DiffView> = Vec::new();
    for group in diff.grouped_ops(1) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let kind = match change.tag() {
                similar::ChangeTag::Equal => DiffKind::Same,
                similar::ChangeTag::Insert => DiffKind::Added,
                similar::ChangeTag::Delete => DiffKind::Removed,
            };
            match views.last_mut().filter(|last| last.kind == kind) {
                Some(last) => last.text.push_str(change.value()),
                None => views.push(DiffView { kind, text: change.value().to_owned() }),
            }
        }
    }
    views
}

impl App {
    /// Pictures of this post that already lie on the blog.
    fn known_media(&self, blog: &str, snapshot: &Snapshot) -> BTreeSet<ContentHash> {
        let hashes = snapshot.pictures.iter().map(|picture| &picture.hash);
        self.outbox.get().ok().and_then(|outbox| outbox.known_media(blog, hashes).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let old = "one\n\ntwo\n\nthree\n\nfour\n";
        let new = "one\n\ntwo\n\n3\n\nfour\n";
        let views: Vec<_> = changes(old, new).into_iter().map(|view| (view.kind, view.text)).collect();
        assert_eq!(
            views,
            [
                (DiffKind::Same, "\n".to_owned()),
                (DiffKind::Removed, "three\n".to_owned()),
                (DiffKind::Added, "3\n".to_owned()),
                (DiffKind::Same, "\n".to_owned()),
            ]
        );
        assert!(changes(old, old).is_empty());
    }
}
