//! The outbox as a writer meets it: what was confirmed and nothing else goes out, when it may, and not before.

use crate::small_blog::SmallBlog;
use app::wire::Nothing;
use app::wire::events::AppEvent;
use app::wire::library::PostState;
use app::wire::publishing::{JobState, JobView, OneJob, PauseOutbox, Publish};
use std::time::{Duration, Instant, SystemTime};
use tests::desk::{Desk, request};

const POST: &str = "---\ntitle: Harbour\n---\nIt was windy.\n";

pub fn desk_at(blog: &SmallBlog) -> (Desk, String) {
    let desk = Desk::new().outside("harbour.md", POST);
    let (account, _) = desk.connect(&blog.url, "me", "abcd efgh ijkl mnop").unwrap();
    (desk, account)
}

/// The writer goes on in another editor.
fn rewritten(desk: Desk) -> Desk {
    let later = desk.file("harbour.md").replace("windy", "calm");
    desk.outside("harbour.md", later)
}

/// The press alone, held for so many seconds; nobody runs it.
fn press(desk: &Desk, path: &str, account: &str, hold: u32) -> JobView {
    let request = request(path, account, "published");
    let plan = desk.app.plan_publish(request.clone()).unwrap();
    desk.app.publish_held(Publish { request, fingerprint: plan.fingerprint }, hold).unwrap()
}

fn job(desk: &Desk) -> JobView {
    desk.app.list_outbox(Nothing {}).unwrap().pop().unwrap()
}

/// Waits until the outbox's own thread has come so far.
fn until(desk: &Desk, state: JobState) -> JobView {
    let begun = Instant::now();
    loop {
        let job = job(desk);
        if job.state == state {
            return job;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{job:#?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn texts(blog: &SmallBlog) -> Vec<String> {
    blog.held()
        .posts
        .iter()
        .map(|post| post["content"]["raw"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn what_is_pressed_offline_goes_out_when_the_blog_answers_as_it_was_confirmed() {
    let blog = SmallBlog::open();
    let (desk, account) = desk_at(&blog);
    blog.held().silent = true;
    desk.app.start(Nothing {}).unwrap();
    let pressed = press(&desk, "harbour.md", &account, 0);
    until(&desk, JobState::Waiting);
    assert_eq!(blog.held().posts.len(), 0);

    // What is written meanwhile is shown, and stays here.
    let desk = rewritten(desk);
    assert!(
        matches!(desk.row("harbour.md").state, PostState::Waiting { changed: true, .. }),
        "{:?}",
        desk.row("harbour.md")
    );
    blog.held().silent = false;
    desk.app.send_now(OneJob { id: pressed.id.clone() }).unwrap();
    let done = until(&desk, JobState::Done);
    assert_eq!(done.id, pressed.id);
    assert_eq!(texts(&blog).len(), 1);
    assert!(texts(&blog)[0].contains("windy"), "{:?}", texts(&blog));
    assert_eq!(desk.row("harbour.md").state, PostState::ChangedHere);
    let log: Vec<&str> = done.log.iter().map(|line| line.text.as_str()).collect();
    assert!(
        log.first().unwrap().starts_with("Pressed") && log.last().unwrap().starts_with("Read back"),
        "{log:?}"
    );
}

#[test]
fn a_second_press_takes_the_place_of_one_that_has_sent_nothing_after_its_plan_was_shown() {
    let blog = SmallBlog::open();
    let (desk, account) = desk_at(&blog);
    blog.held().silent = true;
    let first = press(&desk, "harbour.md", &account, 0);
    let stale = desk.app.plan_publish(request("harbour.md", &account, "published")).unwrap();
    let desk = rewritten(desk);
    let refused = desk.app.publish(Publish {
        request: request("harbour.md", &account, "published"),
        fingerprint: stale.fingerprint,
    });
    assert!(refused.is_err(), "a plan that was not shown is not sent");
    let second = press(&desk, "harbour.md", &account, 0);
    assert_eq!(second.id, first.id);
    blog.held().silent = false;
    desk.app.run_in_foreground(&OneJob { id: second.id }, &mut |_| {}).unwrap();
    assert_eq!(texts(&blog).len(), 1);
    assert!(texts(&blog)[0].contains("calm"), "{:?}", texts(&blog));
}

#[test]
fn a_held_press_sends_no_byte_and_can_be_stopped_after_a_restart() {
    let blog = SmallBlog::open();
    let (desk, account) = desk_at(&blog);
    let held = press(&desk, "harbour.md", &account, 600);
    let asked = blog.asked();
    assert_eq!((held.state, desk.app.in_flight()), (JobState::Held, 1));
    assert!(held.hold_until_ms.is_some() && held.label.starts_with("Goes out at "), "{held:#?}");
    let desk = desk.restart();
    desk.app.start(Nothing {}).unwrap();
    desk.app.run_outbox(Nothing {}).unwrap();
    assert_eq!(
        (job(&desk).state, blog.asked()),
        (JobState::Held, asked),
        "trying what waits releases nothing"
    );
    desk.app.cancel_job(OneJob { id: held.id }).unwrap();
    assert_eq!((job(&desk).state, desk.app.in_flight(), blog.asked()), (JobState::Cancelled, 0, asked));
    assert_eq!(desk.row("harbour.md").state, PostState::Draft);
}

#[test]
fn a_hold_ends_by_itself_or_by_the_writer_and_drafts_have_none() {
    let blog = SmallBlog::open();
    let (desk, account) = desk_at(&blog);
    desk.app.start(Nothing {}).unwrap();
    press(&desk, "harbour.md", &account, 1);
    until(&desk, JobState::Done);

    let desk = desk.outside("second.md", POST);
    let held = press(&desk, "second.md", &account, 600);
    desk.app.send_now(OneJob { id: held.id }).unwrap();
    until(&desk, JobState::Done);
    assert_eq!(texts(&blog).len(), 2);

    let desk = desk.outside("third.md", POST);
    let request = request("third.md", &account, "draft");
    let plan = desk.app.plan_publish(request.clone()).unwrap();
    let draft = desk.app.publish_held(Publish { request, fingerprint: plan.fingerprint }, 600).unwrap();
    assert_eq!(draft.hold_until_ms, None);
}

#[test]
fn a_paused_blog_gets_nothing_until_it_is_resumed() {
    let blog = SmallBlog::open();
    let (desk, account) = desk_at(&blog);
    desk.app.pause_outbox(PauseOutbox { account: account.clone(), paused: true }).unwrap();
    let desk = desk.restart();
    desk.app.start(Nothing {}).unwrap();
    let pressed = press(&desk, "harbour.md", &account, 0);
    assert_eq!(
        (pressed.state, desk.app.paused_blogs().len(), desk.app.in_flight()),
        (JobState::Paused, 1, 0)
    );
    let asked = blog.asked();
    desk.app.run_outbox(Nothing {}).unwrap();
    let (_, job) = desk.app.run_in_foreground(&OneJob { id: pressed.id }, &mut |_| {}).unwrap();
    assert_eq!((job.state, blog.asked()), (JobState::Paused, asked));
    let PostState::Waiting { why, changed: false } = desk.row("harbour.md").state else { panic!("it waits") };
    assert_eq!(why, "Sending to this blog is paused.");
    desk.app.pause_outbox(PauseOutbox { account, paused: false }).unwrap();
    until(&desk, JobState::Done);
    assert_eq!(texts(&blog).len(), 1);
}

#[test]
fn a_refused_sign_in_asks_one_question_for_all_that_waits() {
    let blog = SmallBlog::open();
    let (desk, account) = desk_at(&blog);
    let desk = desk.outside("second.md", POST).outside("third.md", POST);
    for path in ["harbour.md", "second.md", "third.md"] {
        press(&desk, path, &account, 0);
    }
    blog.held().refuses_sign_in = true;
    let jobs = desk.app.run_outbox(Nothing {}).unwrap();
    let said: Vec<(JobState, &str)> = jobs.iter().map(|job| (job.state, job.label.as_str())).collect();
    assert_eq!(
        said,
        [
            (JobState::NeedsSignIn, "Sign-in needed"),
            (JobState::Waiting, "Waits for the sign-in"),
            (JobState::Waiting, "Waits for the sign-in"),
        ]
    );
    blog.held().refuses_sign_in = false;
    let jobs = desk.app.run_outbox(Nothing {}).unwrap();
    assert!(jobs.iter().all(|job| job.state == JobState::Done), "{jobs:#?}");
    assert_eq!(texts(&blog).len(), 3);
}

const SCHEDULED: &str = "---\ntitle: Harbour\ndate: 2031-12-01 09:00\n---\nIt was windy.\n";

fn missed(desk: &Desk) -> Vec<String> {
    let sentence = |event| match event {
        AppEvent::Missed { missed } => Some(missed.message.happened),
        _ => None,
    };
    desk.heard().into_iter().filter_map(sentence).collect()
}

#[test]
fn a_schedule_is_told_in_both_clocks_and_looked_after_at_a_later_start() {
    let blog = SmallBlog::open();
    let (desk, account) = desk_at(&blog);
    let desk = desk.outside("harbour.md", SCHEDULED);
    let plan = desk.plan("harbour.md", &account, "published").unwrap();
    let both = "2031-12-01 09:00 (Asia/Kolkata), 04:30 here";
    assert!(plan.warnings.iter().any(|warning| warning.contains(both)), "{:?}", plan.warnings);
    let job = desk.published("harbour.md", &account, "published");
    assert_eq!((job.label.as_str(), job.message), (format!("Scheduled for {both}").as_str(), None));
    assert_eq!(blog.held().posts[0]["status"], "future");

    // Its time has come and gone, and the blog did nothing.
    let after = SystemTime::UNIX_EPOCH + Duration::from_secs(1_954_000_000);
    let desk = desk.restart_at(after);
    desk.app.start(Nothing {}).unwrap();
    let begun = Instant::now();
    while missed(&desk).is_empty() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = missed(&desk);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("Harbour") && told[0].contains(both), "{told:?}");
    assert!(matches!(desk.row("harbour.md").state, PostState::Scheduled { .. }));

    // It went public meanwhile: noted without a word.
    blog.held().posts[0]["status"] = "publish".into();
    let desk = desk.restart_at(after);
    desk.app.start(Nothing {}).unwrap();
    while desk.row("harbour.md").state != PostState::Published && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(desk.row("harbour.md").state, PostState::Published);
    assert_eq!(missed(&desk), Vec::<String>::new());
    assert!(desk.file("harbour.md").contains("status: published"), "{}", desk.file("harbour.md"));
}
