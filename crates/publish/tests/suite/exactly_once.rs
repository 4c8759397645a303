//! One press makes exactly one post with each picture once, whatever breaks and wherever the program is killed, and
//! nothing is said that is not so.

use crate::model::{ADMIN, AUTHOR, Desk, Fault, PressOf, Request, Rng};
use blog::{Failure, PostKind, Rights, Status};
use jiff::SignedDuration;
use publish::SentFields;

fn first() -> PressOf {
    let fields = SentFields {
        slug: Some("my-trip".into()),
        categories: Some(vec!["Travel".into()]),
        tags: Some(vec!["sea".into(), "Sea".into()]),
        featured: Some("0-1.png".into()),
        ..SentFields::default()
    };
    PressOf { fields, ..PressOf::new("My trip", "It was <iframe></iframe> windy.").pictures(&[1, 2, 1]) }
}

fn second() -> PressOf {
    PressOf { title: "My second trip".into(), ..first().pictures(&[1, 3]) }
}

/// A page with an author and a place, and no terms.
fn page() -> PressOf {
    let fields = SentFields {
        slug: Some("about".into()),
        author: Some("writer".into()),
        order: Some(2),
        ..SentFields::default()
    };
    PressOf { kind: PostKind::Page, fields, ..PressOf::new("About", "We.").pictures(&[1]) }
}

/// The faults that an exchange of this kind can suffer.
fn faults(request: &Request) -> Vec<Fault> {
    use Failure::{Busy, Lost, NoConnection, NotOurs, SignIn, Tls};
    let mut faults = vec![Fault::KilledBefore, Fault::KilledAfter];
    faults.extend([NoConnection, Tls, Busy, Lost, NotOurs, SignIn].map(Fault::Before));
    faults.extend([Lost, NotOurs, Busy].map(Fault::After));
    if matches!(request, Request::Create { .. } | Request::Upload { .. }) {
        faults.extend([500, 1500, 3000].map(Fault::Late));
    }
    if matches!(request, Request::Upload { .. }) {
        faults.extend([0, 2, 9].map(Fault::Unfinished));
    }
    if matches!(request, Request::Create { .. }) {
        faults.push(Fault::Late(300_000));
    }
    if matches!(request, Request::Write(..)) {
        faults.push(Fault::Before(Failure::Changed));
    }
    faults
}

#[test]
fn every_fault_at_every_exchange() {
    let mut tried = 0;
    for rights in [ADMIN, AUTHOR] {
        for update in [false, true] {
            let exchanges = clean_run(rights, update).1;
            for (n, request) in exchanges.iter().enumerate() {
                for fault in faults(request) {
                    let context = format!("update {update}, {fault:?} at exchange {n} ({request:?})");
                    let mut desk = prepared(rights, update);
                    desk.line.script(move |number, _| (number == n).then_some(fault));
                    let press = if update { second() } else { first() };
                    desk.press(&press);
                    desk.settle();
                    desk.assert_exactly_once(&press, &context);
                    tried += 1;
                }
            }
        }
    }
    println!("0 duplicates, 0 losses, 0 false statements of {tried} single faults");
}

#[test]
fn every_fault_at_every_exchange_of_a_page() {
    let mut clean = Desk::new(ADMIN);
    clean.press(&page());
    clean.settle();
    clean.assert_exactly_once(&page(), "clean");
    let mut tried = 0;
    for (n, request) in clean.line.seen().iter().enumerate() {
        for fault in faults(request) {
            let mut desk = Desk::new(ADMIN);
            desk.line.script(move |number, _| (number == n).then_some(fault));
            desk.press(&page());
            desk.settle();
            desk.assert_exactly_once(&page(), &format!("{fault:?} at exchange {n} ({request:?})"));
            assert_eq!((desk.live()[0].kind, desk.live()[0].order), (PostKind::Page, 2));
            tried += 1;
        }
    }
    println!("0 duplicates, 0 losses, 0 false statements of {tried} single faults on a page");
}

#[test]
fn a_kill_at_every_crash_point() {
    let mut tried = 0;
    for update in [false, true] {
        let points = clean_run(ADMIN, update).0;
        for n in 0..points {
            let mut desk = prepared(ADMIN, update);
            desk.ports.points.clear();
            desk.ports.kill_at = Some(n);
            let press = if update { second() } else { first() };
            desk.press(&press);
            desk.settle();
            assert_eq!(desk.kills, 1);
            desk.assert_exactly_once(&press, &format!("update {update}, killed at point {n}"));
            tried += 1;
        }
    }
    println!("0 duplicates, 0 losses, 0 false statements of {tried} kills");
}

fn prepared(rights: Rights, update: bool) -> Desk {
    let mut desk = Desk::new(rights);
    if update {
        desk.press(&first());
        desk.settle();
    }
    desk
}

/// Crash points passed and exchanges made without any fault.
fn clean_run(rights: Rights, update: bool) -> (usize, Vec<Request>) {
    let mut desk = prepared(rights, update);
    desk.line.calm();
    desk.ports.points.clear();
    let press = if update { second() } else { first() };
    desk.press(&press);
    desk.settle();
    desk.assert_exactly_once(&press, "clean");
    (desk.ports.points.len(), desk.line.seen())
}

/// Random faults and kills, several presses, some while the one before is still waiting.
#[test]
fn random_faults_and_kills() {
    let runs: u64 = std::env::var("COPYDESK_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_000);
    let threads = 4;
    let of_thread = |first: u64| {
        (first..runs).step_by(threads).map(random_run).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    };
    let (faults, kills) = std::thread::scope(|scope| {
        let running: Vec<_> =
            (0..threads as u64).map(|first| scope.spawn(move || of_thread(first))).collect();
        let done = running.into_iter().map(|thread| thread.join().unwrap());
        done.fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    });
    println!("0 duplicates, 0 losses, 0 false statements of {runs} ({faults} faults, {kills} kills)");
}

/// Returns how many faults and kills it saw.
fn random_run(seed: u64) -> (usize, usize) {
    let mut rng = Rng(seed);
    let rights = *rng.pick(&[ADMIN, ADMIN, AUTHOR]);
    let mut desk = Desk::new(rights);
    let mut faulty = Rng(rng.next());
    let percent = *rng.pick(&[5, 15, 30]);
    desk.ports.kill_percent = *rng.pick(&[0, 1, 3]);
    desk.ports.rng = Rng(rng.next());
    desk.ports.refuse_records = rng.below(2);
    desk.line.script(move |_, request| faulty.chance(percent).then(|| *faulty.pick(&faults(request))));
    let kind = *rng.pick(&[PostKind::Post, PostKind::Post, PostKind::Page]);
    let mut press = PressOf { kind, ..random_press(&mut rng, 0) };
    desk.press(&press);
    for n in 1..=rng.below(3) {
        if rng.chance(60) {
            desk.settle();
        }
        press = PressOf { kind, ..random_press(&mut rng, n) };
        desk.press(&press);
    }
    desk.settle();
    desk.line.pass(desk.line.now().checked_add(SignedDuration::from_hours(1)).unwrap());
    desk.settle();
    desk.assert_exactly_once(&press, &format!("seed {seed}"));
    assert_eq!(
        desk.live()[0].status,
        if press.status == Status::Published { Status::Published } else { press.status },
        "seed {seed}"
    );
    (desk.line.faults(), desk.kills)
}

fn random_press(rng: &mut Rng, n: usize) -> PressOf {
    let pictures: Vec<u8> = (0..rng.below(4)).map(|_| rng.below(4) as u8).collect();
    let mut press =
        PressOf::new(&format!("Title {n}"), &format!("Text {n} <iframe></iframe>")).pictures(&pictures);
    press.status =
        *rng.pick(&[Status::Published, Status::Published, Status::Draft, Status::Private, Status::Pending]);
    press.fields.slug = rng.chance(50).then(|| "my-trip".into());
    press.fields.tags = rng.chance(50).then(|| vec!["one".into(), format!("tag {}", rng.below(3))]);
    press.fields.excerpt = rng.chance(30).then(|| format!("Excerpt {n}"));
    press
}
