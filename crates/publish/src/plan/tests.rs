use super::*;
use crate::outbox::record::tests::{remote, sample};
use blog::{RemoteId, TermId};

const ALL: Rights = Rights {
    write: true,
    publish: true,
    upload: true,
    create_categories: true,
    create_tags: true,
    unfiltered_html: true,
    edit_others: true,
    pages: true,
};

/// What a plan is made of; each test changes what it is about.
struct Desk {
    snapshot: Snapshot,
    base: Option<Publication>,
    remote: RemoteState,
    rights: Option<Rights>,
    media: BTreeSet<ContentHash>,
    categories: Option<Vec<Term>>,
    problems: Vec<PictureProblem>,
    prepared: BTreeMap<ContentHash, Preparation>,
}

impl Desk {
    /// An ordinary new post without pictures or a date.
    fn new() -> Self {
        let mut snapshot = sample();
        snapshot.pictures.clear();
        snapshot.fields = crate::SentFields::default();
        snapshot.consent = Consent::Ordinary;
        snapshot.remote = None;
        Self {
            snapshot,
            base: None,
            remote: RemoteState::Absent,
            rights: Some(ALL),
            media: BTreeSet::new(),
            categories: None,
            problems: vec![],
            prepared: BTreeMap::new(),
        }
    }

    /// A post that is on the blog, public, and the same here and there.
    fn published() -> Self {
        let mut desk = Self::new();
        let post = RemotePost { status: Status::Published, ..remote() };
        desk.base = Some(Publication {
            key: desk.snapshot.key.clone(),
            blog: "example.org".into(),
            base: post.clone(),
            body: desk.snapshot.body.clone(),
            sent: desk.snapshot.fingerprint(),
            source: ContentHash::of(b""),
        });
        desk.remote = RemoteState::Present(post);
        desk
    }

    fn plan(&self) -> Plan {
        plan(&PlanInput {
            snapshot: &self.snapshot,
            base: self.base.as_ref(),
            remote: &self.remote,
            rights: self.rights,
            media: &self.media,
            categories: self.categories.as_deref(),
            tags: None,
            authors: None,
            site: None,
            problems: &self.problems,
            prepared: &self.prepared,
            now: "2026-11-23T09:00:00Z".parse().unwrap(),
            clock: &SiteClock { zone: "Asia/Kolkata".into(), offset_minutes: 330 },
            here: &TimeZone::UTC,
        })
    }

    fn there(&mut self, edit: impl FnOnce(&mut RemotePost)) {
        if let RemoteState::Present(post) = &mut self.remote {
            edit(post);
        }
    }
}

#[test]
fn a_new_post_is_reserved_written_and_read_back() {
    let plan = Desk::new().plan();
    assert_eq!(plan.outcome, PlanOutcome::New);
    assert_eq!(plan.steps, [Step::CreateShell, Step::Write { status: Status::Published }, Step::Verify]);
    assert_eq!((plan.warnings.clone(), plan.refusals.clone()), (vec![], vec![]));
    assert!(plan.may_go());
    assert_eq!(
        (plan.button(), plan.headline("example.org").as_str()),
        ("Publish", "A new post will be public on example.org.")
    );
}

#[test]
fn pictures_and_terms_say_what_is_there_already() {
    let mut desk = Desk::new();
    let pictures = sample().pictures;
    let same_bytes = crate::Picture { reference: "./a.png".into(), ..pictures[0].clone() };
    let other =
        crate::Picture { reference: "b.png".into(), hash: ContentHash::of(b"b"), ..pictures[0].clone() };
    desk.media.insert(other.hash.clone());
    let turned = crate::Picture {
        reference: "c.png".into(),
        hash: ContentHash::of(b"c"),
        size: 4_100_000,
        ..pictures[0].clone()
    };
    desk.prepared.insert(
        turned.hash.clone(),
        Preparation { size: 380_000, done: "turned upright, place removed".into() },
    );
    desk.snapshot.pictures = vec![pictures[0].clone(), same_bytes, other, turned];
    desk.snapshot.fields.categories = Some(vec!["news".into(), "Travel".into()]);
    desk.snapshot.fields.tags = Some(vec!["one".into()]);
    desk.categories =
        Some(vec![Term { id: TermId(1), name: "News".into(), slug: "news".into(), parent: None }]);
    let told: Vec<_> = desk.plan().steps.iter().map(|step| (step.label(), step.detail())).collect();
    let told: Vec<_> = told.iter().map(|(label, detail)| (label.as_str(), detail.as_str())).collect();
    assert_eq!(
        told[..6],
        [
            ("Send the picture a.png", "7 bytes"),
            ("Send the picture b.png", "already there"),
            ("Send the picture c.png", "4.1 MB → 380 kB, turned upright, place removed"),
            ("Use the category “news”", "already there"),
            ("Use the category “Travel”", "will be created"),
            ("Use the tag “one”", ""),
        ]
    );
}

#[test]
fn what_was_exchanged_and_is_the_same_on_both_sides_is_unchanged() {
    let mut desk = Desk::published();
    assert_eq!(desk.plan().outcome, PlanOutcome::Unchanged);
    assert_eq!(desk.plan().steps, []);
    desk.there(|post| post.modified_gmt = "2030-01-01T00:00:00".into());
    assert_eq!(desk.plan().outcome, PlanOutcome::Unchanged, "only the clock moved");
    desk.snapshot.body.push_str("More.\n");
    assert_eq!((desk.plan().outcome, desk.plan().button()), (PlanOutcome::Update, "Update"));
    desk.remote = RemoteState::Unknown;
    assert_eq!((desk.plan().outcome, desk.plan().button()), (PlanOutcome::Update, "Queue"));
    assert!(desk.plan().is_offline() && desk.plan().may_go());
}

#[test]
fn the_blogs_changes_stop_a_press_that_does_not_speak_of_them() {
    let mut desk = Desk::published();
    desk.there(|post| post.content = "theirs".into());
    let PlanOutcome::Conflict(conflict) = desk.plan().outcome else { panic!() };
    assert_eq!(conflict.kind, ConflictKind::Changed(vec![Field::Content]));
    assert!(!desk.plan().may_go() && desk.plan().steps.is_empty());
    desk.snapshot.consent = Consent::AsNew;
    assert!(!desk.plan().may_go(), "as new is no answer to this");
    let RemoteState::Present(post) = &desk.remote else { panic!() };
    desk.snapshot.consent = Consent::Overwrite(post.revision().content);
    assert_eq!(desk.plan().outcome, PlanOutcome::Update);
    desk.there(|post| post.content = "theirs again".into());
    assert!(!desk.plan().may_go(), "another version than the one that was shown");
}

#[test]
fn trashed_gone_unknown_and_empty_drafts() {
    let id = RemoteId(5);
    let mut desk = Desk::published();
    desk.there(|post| post.status = Status::Trashed);
    for remote in [desk.remote.clone(), RemoteState::Gone] {
        desk.remote = remote;
        desk.snapshot.consent = Consent::Ordinary;
        let PlanOutcome::Conflict(conflict) = desk.plan().outcome else { panic!() };
        assert!(conflict.may_publish_as_new() && !conflict.may_overwrite() && conflict.id == id);
        desk.snapshot.consent = Consent::AsNew;
        assert_eq!(desk.plan().outcome, PlanOutcome::New);
    }
    let mut desk = Desk::published();
    desk.base = None;
    desk.snapshot.remote = Some(id);
    assert!(matches!(
        desk.plan().outcome,
        PlanOutcome::Conflict(Conflict { kind: ConflictKind::NeverExchanged, .. })
    ));
    let token = desk.snapshot.token().as_str().to_owned();
    desk.there(|post| {
        (post.status, post.content, post.slug) = (Status::Draft, String::new(), format!("{token}-2"))
    });
    assert_eq!(desk.plan().outcome, PlanOutcome::New, "our own empty draft is gone on with");
}

#[test]
fn a_change_of_what_readers_see_is_said_beforehand() {
    use Status::{Draft, Pending, Private, Published, Scheduled};
    let becomes = |from| vec![Warning::BecomesPublic { from }];
    let leaves = |to| vec![Warning::LeavesPublic { to }];
    for (there, wanted, expected) in [
        (Draft, Published, becomes(Draft)),
        (Scheduled, Published, becomes(Scheduled)),
        (Published, Published, vec![]),
        (Published, Draft, leaves(Draft)),
        (Published, Private, leaves(Private)),
        (Pending, Draft, vec![]),
    ] {
        let mut desk = Desk::published();
        desk.snapshot.status = wanted;
        desk.there(|post| post.status = there);
        if let Some(base) = &mut desk.base {
            base.base.status = there;
        }
        let plan = desk.plan();
        assert_eq!((plan.warnings, plan.status), (expected, wanted), "{there} to {wanted}");
    }
}

#[test]
fn dates_in_the_future_schedule_and_missing_rights_hand_in() {
    for (date, status) in [
        ("2026-11-23T09:00:59Z", Status::Published),
        ("2026-11-23T09:01:00Z", Status::Scheduled),
        ("2020-01-01T00:00:00Z", Status::Published),
    ] {
        let mut desk = Desk::new();
        desk.snapshot.fields.date = Some(date.parse().unwrap());
        assert_eq!(desk.plan().status, status, "{date}");
        let said: Vec<String> = desk.plan().warnings.iter().map(Warning::sentence).collect();
        assert_eq!(
            said.iter().any(|said| said.contains("2026-11-23 14:31 (Asia/Kolkata)")),
            status == Status::Scheduled
        );
    }
    let mut desk = Desk::new();
    desk.rights = Some(Rights { publish: false, upload: false, create_categories: false, ..ALL });
    desk.snapshot.fields.categories = Some(vec!["New".into()]);
    desk.categories = Some(vec![]);
    let plan = desk.plan();
    assert_eq!(plan.warnings, [Warning::Pending, Warning::TermMissing(Taxonomy::Category, "New".into())]);
    assert_eq!((plan.status, plan.button(), plan.may_go()), (Status::Pending, "Hand in for review", true));
    desk.snapshot.pictures = sample().pictures;
    assert_eq!(desk.plan().refusals, [Refusal::MayNotUpload]);
    desk.media.insert(sample().pictures[0].hash.clone());
    assert_eq!(desk.plan().refusals, [], "what lies there need not be sent");
}

#[test]
fn what_cannot_go_out_is_refused_with_its_line() {
    let problem = |blocking| PictureProblem {
        reference: "x.png".into(),
        line: Some(12),
        blocking,
        message: "Not there.".into(),
    };
    let mut desk = Desk::new();
    desk.problems = vec![problem(true), problem(false)];
    let plan = desk.plan();
    assert_eq!(plan.refusals.iter().map(Refusal::sentence).collect::<Vec<_>>(), ["Line 12: Not there."]);
    assert_eq!(plan.warnings, [Warning::Picture(problem(false))]);

    let mut desk = Desk::new();
    desk.snapshot.title = " ".into();
    assert_eq!(desk.plan().warnings, [Warning::NoTitle]);
    desk.snapshot.body.clear();
    assert_eq!(desk.plan().refusals, [Refusal::Empty]);
    desk.rights = Some(Rights::default());
    desk.snapshot.status = Status::Trashed;
    assert_eq!(
        desk.plan().refusals,
        [Refusal::NotAStatus(Status::Trashed), Refusal::Empty, Refusal::MayNotWrite,]
    );
    for refusal in desk.plan().refusals {
        assert!(refusal.sentence().ends_with('.'));
    }
}

#[test]
fn a_press_is_public_when_readers_will_see_something_of_it() {
    use Status::{Draft, Pending, Private, Published};
    for (there, asked, expected) in [
        (None, Published, true),
        (None, Draft, false),
        (None, Pending, false),
        (None, Private, false),
        (Some(Draft), Published, true),
        (Some(Draft), Draft, false),
        (Some(Published), Published, true),
        (Some(Published), Draft, true),
        (Some(Published), Private, true),
    ] {
        let mut desk = if there.is_some() { Desk::published() } else { Desk::new() };
        desk.there(|post| post.status = there.unwrap_or_default());
        desk.snapshot.status = asked;
        assert_eq!(desk.plan().public, expected, "{there:?} -> {asked}");
        let known = desk.base.is_some();
        desk.remote = RemoteState::Unknown;
        assert_eq!(desk.plan().public, known || asked == Published, "{asked} without an answer");
    }
    let mut later = Desk::new();
    later.snapshot.fields.date = Some("2027-01-01T00:00:00Z".parse().unwrap());
    assert!(later.plan().public, "it goes public by itself");
}
