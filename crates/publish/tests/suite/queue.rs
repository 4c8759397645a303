//! The outbox: who runs what, what waits behind what, and what can still be taken out.

use crate::model::{ADMIN, Desk, Fault, PressOf, Request, in_one_hour, last};
use blog::{AccountId, Failure, PostKey};
use jiff::{SignedDuration, Timestamp};
use publish::{Cancelled, JobId, Outcome, Standing};

#[test]
fn a_job_can_be_taken_out_until_readers_may_see_it() {
    // Nothing sent.
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "Windy.");
    let id = desk.press(&press);
    assert_eq!(desk.outbox().cancel(id, desk.line.now()).unwrap(), Cancelled::Out { left: None });
    desk.settle();
    assert!(desk.live().is_empty());

    // The place is reserved, then the line breaks: the draft is named, and used by the next press.
    let down = |request: &Request| matches!(request, Request::Write(..));
    desk.line.script(move |_, request| down(request).then_some(Fault::Before(Failure::NoConnection)));
    let id = desk.press(&press);
    let outbox = desk.outbox();
    publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap();
    let left = Some(desk.live()[0].id);
    assert_eq!(outbox.cancel(id, desk.line.now()).unwrap(), Cancelled::Out { left });
    drop(outbox);
    desk.line.calm();
    desk.press(&press);
    desk.settle();
    let outbox = desk.outbox();
    let far = desk.line.now().checked_add(publish::KEPT_FOR).unwrap();
    assert_eq!(outbox.clear_finished(desk.line.now()).unwrap(), 0, "the logs stay for a while");
    assert_eq!(outbox.clear_finished(far).unwrap(), 2);
    drop(outbox);
    desk.assert_exactly_once(&press, "after taking out");

    // The text may have arrived: too late.
    let mut desk = Desk::new(ADMIN);
    desk.line.script(move |_, request| down(request).then_some(Fault::After(Failure::Lost)));
    let id = desk.press(&press);
    let outbox = desk.outbox();
    let waiting = publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap();
    assert!(matches!(waiting, Outcome::Waiting { .. }));
    assert_eq!(outbox.cancel(id, desk.line.now()).unwrap(), Cancelled::TooLate);
}

#[test]
fn a_new_press_replaces_what_has_sent_nothing_and_waits_behind_what_has() {
    let mut desk = Desk::new(ADMIN);
    let first = PressOf::new("My trip", "One.").pictures(&[1]);
    let second = PressOf { text: "Two.".into(), ..first.clone() };
    let third = PressOf { text: "Three.".into(), ..first.clone() };
    let a = desk.press(&first);
    assert_eq!(desk.press(&second), a, "nothing was sent");
    desk.line.script(|_, request| {
        matches!(request, Request::Upload { .. }).then_some(Fault::After(Failure::Lost))
    });
    let outbox = desk.outbox();
    publish::run(a, &desk.line, &outbox, &mut desk.ports).unwrap();
    drop(outbox);
    let b = desk.press(&first);
    assert_ne!(b, a, "something may have been sent");
    assert_eq!(desk.press(&third), b);
    let outbox = desk.outbox();
    assert!(outbox.take(b).unwrap().is_none(), "one job in flight per post");
    drop(outbox);
    desk.line.calm();
    desk.settle();
    desk.assert_exactly_once(&third, "the last press");
}

#[test]
fn a_later_press_takes_over_from_one_that_the_blog_refused() {
    let mut desk = Desk::new(ADMIN);
    desk.line.script(|_, request| {
        matches!(request, Request::Write(..)).then_some(Fault::Before(Failure::Rejected))
    });
    let first = PressOf::new("My trip", "One.");
    desk.press(&first);
    desk.settle();
    assert!(matches!(last(&desk), Outcome::Rejected { .. }));
    desk.line.calm();
    let second = PressOf { text: "Two.".into(), ..first };
    desk.press(&second);
    desk.settle();
    desk.assert_exactly_once(&second, "after a refusal");
}

#[test]
fn a_refused_sign_in_stops_the_account_until_somebody_signs_in() {
    let mut desk = Desk::new(ADMIN);
    desk.line.script(|_, _| Some(Fault::Before(Failure::SignIn)));
    let id = desk.press(&PressOf::new("My trip", "One."));
    let outbox = desk.outbox();
    let outcome = publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap();
    assert!(matches!(outcome, Outcome::NeedsSignIn { .. }));
    assert_eq!((outbox.due(in_one_hour(&desk)).unwrap(), outbox.next_due().unwrap()), (vec![], None));
    outbox.signed_in(&outbox.job(id).unwrap().snapshot.account).unwrap();
    assert_eq!(outbox.due(in_one_hour(&desk)).unwrap(), [id]);
}

#[test]
fn two_programs_never_run_the_same_job_and_a_dead_one_blocks_nobody() {
    let mut desk = Desk::new(ADMIN);
    let id = desk.press(&PressOf::new("My trip", "One."));
    let (window, terminal) = (desk.outbox(), desk.outbox());
    let lease = window.take(id).unwrap().unwrap();
    assert!(terminal.take(id).unwrap().is_none());
    assert!(window.take(id).unwrap().is_none(), "not twice in one program either");
    assert!(terminal.job(id).unwrap().running);
    assert_eq!((terminal.due(desk.line.now()).unwrap(), terminal.next_due().unwrap()), (vec![], None));
    assert_eq!(terminal.cancel(id, desk.line.now()).unwrap(), Cancelled::Stopping);
    // A killed program gives nothing back; only its lock goes.
    std::mem::forget(lease);
    drop(window);
    assert!(terminal.take(id).unwrap().is_some());
}

#[test]
fn a_killed_program_leaves_its_job_to_others() {
    const CHILD: &str = "COPYDESK_TEST_LEASE_HOLDER";
    if let Ok(path) = std::env::var(CHILD) {
        let outbox = publish::Outbox::open(path.as_ref()).unwrap();
        let id = outbox.jobs().unwrap()[0].id;
        let _lease = outbox.take(id).unwrap().unwrap();
        println!("taken");
        std::thread::sleep(std::time::Duration::from_secs(60));
        return;
    }
    let mut desk = Desk::new(ADMIN);
    let id = desk.press(&PressOf::new("My trip", "One."));
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "queue::a_killed_program_leaves_its_job_to_others", "--nocapture"])
        .env(CHILD, desk.outbox_path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let output = std::io::BufReader::new(child.stdout.take().unwrap());
    assert!(std::io::BufRead::lines(output).any(|line| line.is_ok_and(|line| line.contains("taken"))));
    let outbox = desk.outbox();
    assert!(outbox.take(id).unwrap().is_none(), "it is held by the other process");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(outbox.take(id).unwrap().is_some(), "a killed process holds nothing");
}

#[test]
fn the_blog_says_when_to_come_back() {
    let mut desk = Desk::new(ADMIN);
    desk.line.script(|_, _| Some(Fault::Maintenance(600)));
    let id = desk.press(&PressOf::new("My trip", "One."));
    let outbox = desk.outbox();
    let pressed = desk.line.now();
    let Outcome::Waiting { until, .. } = publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap()
    else {
        panic!("it waits")
    };
    assert!(until.duration_since(pressed) >= SignedDuration::from_secs(600));
    assert_eq!((outbox.due(pressed).unwrap(), outbox.next_due().unwrap()), (vec![], Some(until)));
    outbox.try_now(id, pressed).unwrap();
    assert_eq!(outbox.due(pressed).unwrap(), [id]);
}

/// A press that is held for so many seconds.
fn press_held(desk: &mut Desk, press: &PressOf, seconds: i64) -> (JobId, Timestamp) {
    let (snapshot, bytes) = desk.snapshot(press);
    let now = desk.line.now();
    let until = now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    (desk.outbox().enqueue_held(&snapshot, None, &bytes, now, Some(until)).unwrap(), until)
}

#[test]
fn a_held_press_sends_nothing_before_its_time_whatever_is_started_again() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "Windy.");
    let (id, until) = press_held(&mut desk, &press, 5);
    for moment in [0, 4_900] {
        let outbox = desk.outbox();
        desk.line.pass(until.checked_sub(SignedDuration::from_millis(5_000 - moment)).unwrap());
        let now = desk.line.now();
        assert_eq!((outbox.due(now).unwrap(), outbox.next_due().unwrap()), (vec![], Some(until)));
        let outcome = publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap();
        assert_eq!(outcome, Outcome::Held { until: Some(until) });
        assert_eq!(desk.line.seen().len(), 0, "no byte");
    }
    desk.settle();
    assert!(desk.line.now() >= until);
    desk.assert_exactly_once(&press, "after the hold");
}

#[test]
fn a_held_press_can_be_stopped_sent_at_once_or_replaced() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "Windy.");
    let (id, _) = press_held(&mut desk, &press, 30);
    let now = desk.line.now();
    assert_eq!(desk.outbox().cancel(id, now).unwrap(), Cancelled::Out { left: None });
    desk.settle();
    assert_eq!(desk.line.seen().len(), 0, "stopped: no byte");

    let mut desk = Desk::new(ADMIN);
    let (id, _) = press_held(&mut desk, &press, 30);
    let later = PressOf { text: "Calm.".into(), ..press };
    let (same, until) = press_held(&mut desk, &later, 30);
    assert_eq!(
        (same, desk.outbox().job(id).unwrap().held(now)),
        (id, Some(until)),
        "replaced, and held anew"
    );
    desk.outbox().try_now(id, now).unwrap();
    assert_eq!(desk.outbox().due(now).unwrap(), [id], "sent at once");
    desk.settle();
    desk.assert_exactly_once(&later, "sent at once");
}

#[test]
fn a_clock_that_was_set_back_holds_nothing() {
    let mut desk = Desk::new(ADMIN);
    let (id, _) = press_held(&mut desk, &PressOf::new("My trip", "Windy."), 5);
    let yesterday = desk.line.now().checked_sub(SignedDuration::from_hours(24)).unwrap();
    assert_eq!(desk.outbox().due(yesterday).unwrap(), [id]);
}

#[test]
fn a_paused_account_sends_nothing_until_it_is_resumed() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "One.").pictures(&[1, 2]);
    let id = desk.press(&press);
    let account = desk.outbox().job(id).unwrap().snapshot.account;
    desk.outbox().pause(&account, true).unwrap();
    desk.outbox().pause(&account, true).unwrap();
    desk.settle();
    let outbox = desk.outbox();
    assert_eq!(outbox.paused().unwrap(), std::slice::from_ref(&account), "it outlives a restart");
    assert_eq!((outbox.due(in_one_hour(&desk)).unwrap(), outbox.next_due().unwrap()), (vec![], None));
    let outcome = publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap();
    assert_eq!((outcome, desk.line.seen().len()), (Outcome::Held { until: None }, 0));
    outbox.pause(&account, false).unwrap();
    drop(outbox);
    desk.settle();
    desk.assert_exactly_once(&press, "after the pause");
}

#[test]
fn a_pause_stops_a_run_between_two_pictures() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "One.").pictures(&[1, 2, 3]);
    let id = desk.press(&press);
    let (path, account) = (desk.outbox_path(), AccountId::new("example").unwrap());
    desk.line.script(move |_, request| {
        // While the first picture is on its way, the writer pauses the blog in the window.
        if matches!(request, Request::Upload { .. }) {
            publish::Outbox::open(&path).unwrap().pause(&AccountId::new("example").unwrap(), true).unwrap();
        }
        None
    });
    let outbox = desk.outbox();
    let outcome = publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap();
    assert_eq!(outcome, Outcome::Held { until: None });
    let sent = desk.line.seen().iter().filter(|request| matches!(request, Request::Upload { .. })).count();
    assert_eq!((sent, outbox.job(id).unwrap().standing), (1, Standing::Going));
    let said: Vec<String> = outbox.log(id).unwrap().into_iter().map(|line| line.text).collect();
    assert_eq!(said.last().map(String::as_str), Some("Sending to this blog is paused."));
    outbox.pause(&account, false).unwrap();
    drop(outbox);
    desk.line.calm();
    desk.settle();
    desk.assert_exactly_once(&press, "resumed");
}

#[test]
fn one_refused_sign_in_asks_once_for_all_that_waits() {
    let mut desk = Desk::new(ADMIN);
    desk.line.script(|_, _| Some(Fault::Before(Failure::SignIn)));
    let (snapshot, bytes) = desk.snapshot(&PressOf::new("One", "One."));
    let outbox = desk.outbox();
    for n in 0..5 {
        let key = PostKey::new(&format!("{n:016}")).unwrap();
        let other = publish::Snapshot { key, ..snapshot.clone() };
        outbox.enqueue(&other, None, &bytes, desk.line.now()).unwrap();
    }
    let mut questions = 0;
    while let Some(id) = outbox.due(desk.line.now()).unwrap().first() {
        let outcome = publish::run(*id, &desk.line, &outbox, &mut desk.ports).unwrap();
        questions += usize::from(matches!(outcome, Outcome::NeedsSignIn { .. }));
    }
    assert_eq!((questions, desk.line.seen().len()), (1, 1), "one question, one exchange, five posts");
}

#[test]
fn logs_are_kept_for_the_last_200_jobs_and_90_days_and_the_newest_of_each_post() {
    let mut desk = Desk::new(ADMIN);
    let mut press = PressOf::new("My trip", "One.");
    for n in 0..publish::KEPT + 3 {
        press.text = format!("Version {n}.");
        desk.press(&press);
        desk.settle();
    }
    let outbox = desk.outbox();
    let now = desk.line.now();
    assert_eq!(outbox.clear_finished(now).unwrap(), 3, "the oldest beyond the last 200");
    assert_eq!(outbox.jobs().unwrap().len(), publish::KEPT);
    let log = outbox.log(outbox.jobs().unwrap()[0].id).unwrap();
    assert!(log.iter().any(|line| line.text.starts_with("Read back")), "{log:?}");
    let later = now.checked_add(publish::KEPT_FOR).unwrap();
    assert_eq!(outbox.clear_finished(later).unwrap(), publish::KEPT - 1);
    let left = outbox.jobs().unwrap();
    assert_eq!(left.len(), 1, "the newest is what the next press is compared with");
    assert!(outbox.log(left[0].id).unwrap().len() > 2);
}

/// The tables as version 0.1 of Copydesk made them.
const VERSION_1: &str = include_str!("outbox-version-1.sql");

#[test]
fn an_outbox_of_the_first_version_goes_on() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "Windy.").pictures(&[1]);
    let id = desk.press(&press);
    // The same press as the first version kept it: its tables, and what they could hold.
    let (path, old_path) = (desk.outbox_path(), desk.outbox_path().with_extension("old"));
    let old = rusqlite::Connection::open(&old_path).unwrap();
    old.execute_batch(VERSION_1).unwrap();
    old.execute("ATTACH ?1 AS new", [path.to_str().unwrap()]).unwrap();
    for table in ["jobs", "log", "pictures", "job_pictures"] {
        let columns: String = old
            .query_row("SELECT group_concat(name) FROM pragma_table_info(?1, 'main')", [table], |row| {
                row.get(0)
            })
            .unwrap();
        old.execute_batch(&format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}"))
            .unwrap();
    }
    old.execute_batch("PRAGMA user_version = 1; DETACH new").unwrap();
    drop(old);
    std::fs::rename(&old_path, &path).unwrap();

    let outbox = desk.outbox();
    let job = outbox.job(id).unwrap();
    assert_eq!((job.hold_until, outbox.paused().unwrap()), (None, vec![]));
    drop(outbox);
    desk.settle();
    desk.assert_exactly_once(&press, "from an older file");
}

#[test]
fn a_picture_that_readers_do_not_get_is_told_and_stops_nothing() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "One.").pictures(&[1, 2]);
    desk.line.world(|world| world.hidden = true);
    let id = desk.press(&press);
    let outbox = desk.outbox();
    let Outcome::OnBlog { changed_by_blog, .. } =
        publish::run(id, &desk.line, &outbox, &mut desk.ports).unwrap()
    else {
        panic!("it is on the blog")
    };
    assert_eq!(changed_by_blog.len(), 2, "{changed_by_blog:?}");
    assert!(
        changed_by_blog[0].starts_with("The picture 0-1.png lies on the blog, but "),
        "{changed_by_blog:?}"
    );
    let looks = desk.line.seen().iter().filter(|request| matches!(request, Request::IsPublic(_))).count();
    assert_eq!(looks, 3, "the post and each picture once");
}
