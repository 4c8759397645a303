//! The outbox: who runs what, what waits behind what, and what can still be taken out.

use crate::model::{ADMIN, Desk, Fault, PressOf, Request, in_one_hour, last};
use blog::Failure;
use jiff::SignedDuration;
use publish::{Cancelled, Outcome};

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
    assert_eq!(outbox.clear_finished().unwrap(), 2);
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
