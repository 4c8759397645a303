//! What a writer meets: updates, conflicts, rights, schedules, lost answers, a second laptop.

use crate::model::{ADMIN, AUTHOR, CONTRIBUTOR, Desk, Fault, PressOf, READY, Request, in_one_hour, last};
use blog::{BlogClient, Failure, PostFields, PostKind, RemoteId, RemotePost, Status, Taxonomy};
use publish::Field;
use publish::{ConflictKind, Consent, Outcome, Standing};

fn published() -> (Desk, PressOf) {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "It was windy.").pictures(&[1, 2]);
    desk.press(&press);
    desk.settle();
    desk.assert_exactly_once(&press, "first");
    desk.line.calm();
    (desk, press)
}

fn writes(desk: &Desk) -> Vec<PostFields> {
    let write = |request| match request {
        Request::Write(_, _, fields) => Some(fields),
        _ => None,
    };
    desk.line.seen().into_iter().filter_map(write).collect()
}

fn uploads(desk: &Desk) -> usize {
    desk.line.seen().iter().filter(|request| matches!(request, Request::Upload { .. })).count()
}

fn on_blog(desk: &Desk, edit: impl FnOnce(&mut RemotePost)) {
    desk.line.world(|world| {
        let post = world.posts.values_mut().next().unwrap();
        edit(post);
        post.modified_gmt = "2026-11-23T09:09:09".into();
    });
}

#[test]
fn pressing_again_sends_nothing() {
    let (mut desk, press) = published();
    desk.press(&press);
    desk.settle();
    assert!(matches!(last(&desk), Outcome::Unchanged { .. }), "{:?}", last(&desk));
    assert_eq!((writes(&desk), uploads(&desk)), (vec![], 0));
    desk.assert_exactly_once(&press, "again");
}

#[test]
fn an_update_sends_only_what_changed_here() {
    let (mut desk, press) = published();
    let title = PressOf { title: "Our trip".into(), ..press.clone() };
    let text = PressOf { text: "It was calm.".into(), ..title.clone() };
    let mut excerpt = text.clone();
    excerpt.fields.excerpt = Some("Calm.".into());
    let cases = [
        (title, PostFields { title: Some("Our trip".into()), ..PostFields::default() }),
        (text.clone(), PostFields { content: Some(String::new()), ..PostFields::default() }),
        (excerpt, PostFields { excerpt: Some("Calm.".into()), ..PostFields::default() }),
        (text, PostFields { excerpt: Some(String::new()), ..PostFields::default() }),
    ];
    for (press, mut expected) in cases {
        desk.line.calm();
        desk.press(&press);
        desk.settle();
        if expected.content.is_some() {
            expected.content = Some(desk.expected(&desk.snapshot(&press).0));
        }
        assert_eq!(writes(&desk), [expected]);
        assert_eq!(uploads(&desk), 0);
        desk.assert_exactly_once(&press, "update");
    }
}

#[test]
fn a_changed_picture_is_sent_and_shown() {
    let (mut desk, press) = published();
    let press = press.pictures(&[1, 3]);
    desk.press(&press);
    desk.settle();
    assert_eq!(uploads(&desk), 1);
    desk.assert_exactly_once(&press, "changed picture");
}

#[test]
fn a_picture_deleted_on_the_blog_is_sent_again() {
    let (mut desk, _) = published();
    let gone = desk.line.world(|world| world.media.remove(0));
    on_blog(&desk, |post| post.content = post.content.replace(&gone.media.url, ""));
    let press = PressOf::new("Another text", "New.").pictures(&[1, 2]);
    desk.press(&PressOf { consent: Consent::Overwrite(desk.live()[0].revision().content), ..press.clone() });
    // The base still shows the picture, so it is trusted; a post that never showed it is searched for.
    desk.ports.publication = None;
    desk.press(&PressOf { consent: Consent::Overwrite(desk.live()[0].revision().content), ..press });
    desk.settle();
    assert_eq!(uploads(&desk), 1);
    assert_eq!(desk.line.world(|world| world.media.len()), 2);
}

#[test]
fn a_draft_gets_no_date_and_no_address_that_nobody_set() {
    let mut desk = Desk::new(ADMIN);
    let draft = PressOf { status: Status::Draft, ..PressOf::new("Plan", "Later.") };
    desk.press(&draft);
    desk.settle();
    assert!(writes(&desk).iter().all(|fields| fields.date.is_none()));
    assert_eq!((desk.live()[0].slug.as_str(), desk.live()[0].date_gmt.clone()), ("", None));
    desk.press(&PressOf { status: Status::Published, ..draft });
    desk.settle();
    let post = &desk.live()[0];
    assert_eq!((post.status, post.slug.as_str()), (Status::Published, "plan"));
    assert!(writes(&desk).iter().all(|fields| fields.date.is_none()));
}

#[test]
fn a_post_changed_on_the_blog_is_not_overwritten_without_a_press_that_says_so() {
    let (mut desk, press) = published();
    on_blog(&desk, |post| post.content = "theirs".into());
    let mine = PressOf { text: "Mine.".into(), ..press };
    desk.press(&mine);
    desk.settle();
    let Outcome::Conflict { conflict } = last(&desk).clone() else { panic!("{:?}", last(&desk)) };
    assert_eq!(conflict.kind, ConflictKind::Changed(vec![Field::Content]));
    assert!(conflict.may_overwrite() && !conflict.may_publish_as_new());
    assert_eq!((writes(&desk), desk.live()[0].content.as_str()), (vec![], "theirs"));

    // The version that was agreed to is not the one that is there any more.
    let seen = conflict.remote.unwrap().revision().content;
    on_blog(&desk, |post| post.content = "theirs again".into());
    let agreed = PressOf { consent: Consent::Overwrite(seen), ..mine.clone() };
    desk.press(&agreed);
    desk.settle();
    assert!(matches!(last(&desk), Outcome::Conflict { .. }));
    assert_eq!(writes(&desk), []);

    let seen = desk.live()[0].revision().content;
    desk.press(&PressOf { consent: Consent::Overwrite(seen), ..mine.clone() });
    desk.settle();
    desk.assert_exactly_once(&mine, "overwritten as agreed");
    assert_eq!(desk.outbox().jobs().unwrap().len(), 2, "each press took the stopped one's place");
}

#[test]
fn what_does_not_stand_in_the_way_is_no_conflict() {
    type Edit = fn(&mut RemotePost);
    let edits: [(&str, Edit); 4] = [
        ("only the clock moved", |_| {}),
        ("tags of which the front matter says nothing", |post| post.tags = vec![blog::TermId(77)]),
        ("comments closed there", |post| post.comments_open = false),
        ("what is wanted anyhow", |post| post.title = "Our trip".into()),
    ];
    for (what, edit) in edits {
        let (mut desk, press) = published();
        on_blog(&desk, edit);
        let press = PressOf { title: "Our trip".into(), text: "Calm.".into(), ..press };
        desk.press(&press);
        desk.settle();
        desk.assert_exactly_once(&press, what);
    }
}

#[test]
fn a_trashed_or_deleted_post_is_asked_about_and_made_anew_when_agreed() {
    for trashed in [true, false] {
        let (mut desk, press) = published();
        let id = desk.live()[0].id;
        if trashed {
            desk.line.trash_post(PostKind::Post, id).unwrap();
        } else {
            desk.line.world(|world| world.posts.remove(&id));
        }
        let press = PressOf { text: "Again.".into(), ..press };
        desk.press(&press);
        desk.settle();
        let Outcome::Conflict { conflict } = last(&desk) else { panic!("{:?}", last(&desk)) };
        assert_eq!(conflict.kind, if trashed { ConflictKind::Trashed } else { ConflictKind::Gone });
        assert!(conflict.may_publish_as_new() && desk.live().is_empty());
        desk.press(&PressOf { consent: Consent::AsNew, ..press.clone() });
        desk.settle();
        desk.assert_exactly_once(&press, "as new");
        assert_ne!(desk.live()[0].id, id);
    }
}

#[test]
fn who_may_not_publish_hands_in_for_review() {
    let mut desk = Desk::new(CONTRIBUTOR);
    let mut press = PressOf::new("My trip", "Windy.");
    press.fields.categories = Some(vec!["Travel".into(), "uncategorised".into()]);
    press.fields.tags = Some(vec!["sea".into()]);
    desk.press(&press);
    desk.settle();
    let Outcome::OnBlog { publication, changed_by_blog, reachable } = last(&desk) else {
        panic!("{:?}", last(&desk))
    };
    assert_eq!((publication.base.status, *reachable), (Status::Pending, None));
    assert_eq!(changed_by_blog.len(), 1, "{changed_by_blog:?}");
    assert!(changed_by_blog[0].contains("“Travel”"), "{changed_by_blog:?}");
    let with_picture = PressOf::new("Two", "x").pictures(&[1]);
    desk.press(&with_picture);
    desk.settle();
    assert!(matches!(last(&desk), Outcome::Rejected { .. }), "{:?}", last(&desk));
}

#[test]
fn what_the_blog_takes_out_is_told_also_when_its_answer_was_lost() {
    for lost in [false, true] {
        let mut desk = Desk::new(AUTHOR);
        let mut once = lost;
        desk.line.script(move |_, request| {
            let hit = matches!(request, Request::Write(..)) && std::mem::take(&mut once);
            hit.then_some(Fault::After(Failure::NotOurs))
        });
        let press = PressOf::new("My trip", "Windy <iframe></iframe>.");
        desk.press(&press);
        desk.settle();
        desk.assert_exactly_once(&press, "filtered");
        let Outcome::OnBlog { changed_by_blog, .. } = last(&desk) else { panic!("{:?}", last(&desk)) };
        assert_eq!(changed_by_blog.len(), 1, "lost {lost}: {changed_by_blog:?}");
        assert_eq!(writes(&desk).len(), 1);
    }
}

#[test]
fn a_taken_address_is_told() {
    let (mut desk, _) = published();
    desk.line.world(|world| {
        let mut other = world.posts.values().next().unwrap().clone();
        other.id = RemoteId(5);
        other.slug = "taken".into();
        world.posts.insert(other.id, other);
    });
    let mut press = PressOf::new("My trip", "It was windy.").pictures(&[1, 2]);
    press.fields.slug = Some("taken".into());
    desk.press(&press);
    desk.settle();
    let Outcome::OnBlog { publication, changed_by_blog, .. } = last(&desk) else {
        panic!("{:?}", last(&desk))
    };
    assert_eq!(publication.base.slug, "taken-2");
    assert!(changed_by_blog[0].contains("taken-2"), "{changed_by_blog:?}");
}

#[test]
fn a_second_laptop_goes_on_with_the_first_ones_draft_and_pictures() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "Windy.").pictures(&[1]);
    let (snapshot, _) = desk.snapshot(&press);
    let shell = desk.line.create_shell(PostKind::Post, "My trip", &snapshot.token()).unwrap();
    let name = &snapshot.pictures[0].name;
    let bytes = [READY, &[b'p', 1]].concat();
    let media = blog::MediaUpload { name, mime: "image/png", bytes: &bytes, alt: "", caption: "" };
    desk.line.upload_media(&media, &mut |_| {}).unwrap();
    desk.line.calm();
    desk.press(&press);
    desk.settle();
    desk.assert_exactly_once(&press, "second laptop");
    assert_eq!((desk.live()[0].id, uploads(&desk)), (shell.id, 0));
}

#[test]
fn a_version_never_seen_here_is_not_overwritten() {
    let (mut desk, press) = published();
    desk.ports.publication = None;
    desk.press(&PressOf { text: "Other.".into(), ..press.clone() });
    desk.settle();
    let Outcome::Conflict { conflict } = last(&desk) else { panic!("{:?}", last(&desk)) };
    assert_eq!(conflict.kind, ConflictKind::NeverExchanged);
    desk.press(&press);
    desk.settle();
    desk.assert_exactly_once(&press, "the same text is simply recognised");
}

#[test]
fn a_scheduled_post_waits_changes_and_goes_public_by_itself_or_now() {
    let mut desk = Desk::new(ADMIN);
    let mut press = PressOf::new("Soon", "Text.");
    press.fields.date = Some(in_one_hour(&desk));
    desk.press(&press);
    desk.settle();
    let status = |desk: &Desk| desk.live()[0].status;
    assert_eq!(status(&desk), Status::Scheduled);
    desk.press(&PressOf { text: "Better text.".into(), ..press.clone() });
    desk.settle();
    assert_eq!(status(&desk), Status::Scheduled, "an update does not publish it");

    let mut now = press.clone();
    now.fields.date = None;
    let mut other = Desk::new(ADMIN);
    other.press(&press);
    other.settle();
    other.press(&now);
    other.settle();
    assert_eq!(status(&other), Status::Published, "without a date a press means now");

    desk.line.pass(in_one_hour(&desk));
    let press = PressOf { text: "After it went public.".into(), ..press };
    desk.press(&press);
    desk.settle();
    desk.assert_exactly_once(&press, "going public by itself is no conflict");
}

#[test]
fn the_library_that_cannot_be_written_is_tried_again_and_nothing_false_is_said() {
    let mut desk = Desk::new(ADMIN);
    desk.ports.refuse_records = 3;
    let press = PressOf::new("My trip", "One.");
    desk.press(&press);
    desk.settle();
    desk.assert_exactly_once(&press, "disk full for a while");
    let Outcome::Waiting { trouble, .. } = &desk.outcomes[0] else { panic!() };
    assert!(
        trouble.message.contains("published") && trouble.message.contains("disk full"),
        "{}",
        trouble.message
    );
}

#[test]
fn every_end_says_what_happened_what_is_safe_and_what_to_do() {
    let mut ends: Vec<Outcome> =
        vec![Outcome::Elsewhere, Outcome::Swept { trashed: 0 }, Outcome::Swept { trashed: 2 }];
    ends.extend([None, Some(RemoteId(7))].map(|left| Outcome::Cancelled { left }));
    use Failure::{
        Busy, Forbidden, Lost, NoConnection, NotFound, NotOurs, Redirected, Rejected, SignIn, Tls,
    };
    for failure in [NoConnection, Tls, Lost, NotOurs, Busy, SignIn, Forbidden, NotFound, Rejected, Redirected]
    {
        let mut desk = Desk::new(ADMIN);
        desk.line.script(move |number, _| (number > 0).then_some(Fault::Before(failure)));
        let id = desk.press(&PressOf::new("My trip", "One.").pictures(&[1]));
        let outbox = desk.outbox();
        ends.push(publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap());
    }
    for status in [Status::Published, Status::Draft, Status::Private, Status::Pending] {
        let mut desk = Desk::new(ADMIN);
        desk.press(&PressOf { status, ..PressOf::new("My trip", "One.") });
        desk.settle();
        ends.append(&mut desk.outcomes);
    }
    for end in ends {
        let message = end.message();
        for sentence in [&message.happened, &message.safe, &message.next] {
            let whole = sentence.ends_with('.') && !sentence.contains('!') && sentence.len() > 15;
            assert!(whole, "{end:?}: {message:?}");
        }
    }
}

#[test]
fn a_term_that_is_there_is_not_made_again() {
    let mut desk = Desk::new(ADMIN);
    let mut press = PressOf::new("My trip", "One.");
    press.fields.tags = Some(vec!["Sea".into(), "sea".into(), "  ".into()]);
    desk.press(&press);
    desk.settle();
    let tags = desk.line.list_terms(Taxonomy::Tag).unwrap();
    assert_eq!((tags.len(), desk.live()[0].tags.clone()), (1, vec![tags[0].id]));
    let jobs = desk.outbox().jobs().unwrap();
    assert!(jobs.iter().all(|job| job.standing == Standing::Going));
    let log: Vec<String> = desk.outbox().log(jobs[0].id).unwrap().into_iter().map(|line| line.text).collect();
    assert!(
        log.iter()
            .any(|line| line.contains("Read back: the post is published at https://example.org/my-trip/")),
        "{log:?}"
    );
}

#[test]
fn a_lost_answer_to_the_creation_makes_no_second_draft() {
    for fault in [Fault::After(Failure::Lost), Fault::After(Failure::Busy), Fault::KilledAfter] {
        let mut desk = Desk::new(ADMIN);
        let mut once = true;
        desk.line.script(move |_, request| {
            let hit = matches!(request, Request::Create { .. }) && std::mem::take(&mut once);
            hit.then_some(fault)
        });
        let press = PressOf::new("My trip", "One.");
        desk.press(&press);
        desk.settle();
        desk.assert_exactly_once(&press, "created once");
        let creations =
            desk.line.seen().iter().filter(|request| matches!(request, Request::Create { .. })).count();
        assert_eq!((creations, desk.line.world(|world| world.posts.len())), (1, 1), "{fault:?}");
    }
}

#[test]
fn work_done_on_the_blog_while_our_answer_was_lost_is_not_overwritten_and_not_called_ours() {
    for fault in [Fault::Before(Failure::Lost), Fault::After(Failure::Lost)] {
        let (mut desk, press) = published();
        desk.line.script(move |_, request| matches!(request, Request::Write(..)).then_some(fault));
        let id = desk.press(&PressOf { text: "Mine.".into(), ..press });
        let outbox = desk.outbox();
        publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap();
        drop(outbox);
        desk.line.calm();
        on_blog(&desk, |post| post.content = "<p>Theirs.</p>".into());
        desk.settle();
        let Outcome::Conflict { conflict } = last(&desk) else { panic!("{:?}", last(&desk)) };
        assert_eq!(conflict.kind, ConflictKind::Changed(vec![Field::Content]));
        assert_eq!((writes(&desk), desk.live()[0].content.as_str()), (vec![], "<p>Theirs.</p>"));
    }
}

#[test]
fn progress_counts_steps_and_bytes() {
    let mut desk = Desk::new(ADMIN);
    desk.press(&PressOf::new("My trip", "One.").pictures(&[1, 2, 1]));
    desk.settle();
    let told: Vec<String> = desk.ports.progress.iter().map(publish::Progress::sentence).collect();
    for sentence in [
        "Step 1 of 5: Preparing picture 1 of 2 (0-1.png)",
        "Step 1 of 5: Sending picture 1 of 2 (0-1.png), 4 bytes of 8 bytes",
        "Step 2 of 5: Sending picture 2 of 2 (1-2.png): done",
        "Step 3 of 5: Reserving the post's place: done",
        "Step 4 of 5: Sending the text: done",
        "Step 5 of 5: Reading it back: done",
    ] {
        assert!(told.iter().any(|told| told == sentence), "{sentence}: {told:#?}");
    }
    let mut steps: Vec<usize> = desk.ports.progress.iter().map(|progress| progress.step).collect();
    assert!(steps.is_sorted(), "{steps:?}");
    steps.dedup();
    assert_eq!(steps, [1, 2, 3, 4, 5]);
}

#[test]
fn a_scheduled_post_that_the_blog_missed_goes_out_by_the_next_press() {
    let mut desk = Desk::new(ADMIN);
    let mut press = PressOf::new("My trip", "One.");
    let at = in_one_hour(&desk);
    press.fields.date = Some(at);
    desk.press(&press);
    desk.settle();
    let Outcome::OnBlog { publication, changed_by_blog, .. } = last(&desk) else {
        panic!("it is on the blog")
    };
    assert_eq!((publication.base.status, changed_by_blog.clone()), (Status::Scheduled, vec![]));
    assert_eq!(publish::schedule::overdue(publication, desk.line.now()), None);
    let jobs = desk.outbox().jobs().unwrap();
    let log = desk.outbox().log(jobs[0].id).unwrap();
    assert!(log.iter().any(|line| line.text.contains("scheduled for 2026-11-23 09:00:00 UTC")), "{log:#?}");

    desk.line.world(|world| world.misses_schedules = true);
    desk.line.pass(at.checked_add(jiff::SignedDuration::from_mins(10)).unwrap());
    assert_eq!(publish::schedule::overdue(publication, desk.line.now()), Some(at));
    desk.press(&press);
    desk.settle();
    assert_eq!(desk.live()[0].status, Status::Published);
    let sent = writes(&desk).pop().unwrap();
    assert_eq!(sent, PostFields { status: Some(Status::Published), ..PostFields::default() });
    desk.assert_exactly_once(&press, "at last");
}

#[test]
fn a_date_that_the_blog_did_not_take_is_told() {
    let mut desk = Desk::new(ADMIN);
    let mut press = PressOf::new("My trip", "One.");
    press.fields.date = Some(in_one_hour(&desk));
    desk.line.world(|world| world.shifts_dates = true);
    desk.press(&press);
    desk.settle();
    let Outcome::OnBlog { changed_by_blog, .. } = last(&desk) else { panic!("it is on the blog") };
    let told = "The date was sent as 2026-11-23 09:00:00 UTC, and the blog has 2026-11-23 14:30:00 UTC.";
    assert!(changed_by_blog.iter().any(|sentence| sentence == told), "{changed_by_blog:?}");
}
