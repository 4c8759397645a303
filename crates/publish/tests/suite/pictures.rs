//! Pictures on their way: each once on a blog, whatever uses it, prepared before it is sent, and never sent again because
//! the blog failed behind its back.

use crate::model::{ADMIN, BROKEN, Desk, Fault, PressOf, Request, last};
use blog::{ContentHash, Failure, PostKey};
use publish::{Outcome, Standing};

fn count(desk: &Desk, what: fn(&Request) -> bool) -> usize {
    desk.line.seen().iter().filter(|request| what(request)).count()
}

fn uploads(desk: &Desk) -> usize {
    count(desk, |request| matches!(request, Request::Upload { .. }))
}

fn finishes(desk: &Desk) -> usize {
    count(desk, |request| matches!(request, Request::Finish(_)))
}

#[test]
fn a_picture_in_two_posts_is_sent_once() {
    let mut desk = Desk::new(ADMIN);
    desk.line.calm();
    let (mut first, bytes) = desk.snapshot(&PressOf::new("One", "x").pictures(&[1, 2]));
    let (mut second, _) = desk.snapshot(&PressOf::new("Two", "y").pictures(&[2, 1]));
    second.key = PostKey::new("ffeeddccbbaa9988").unwrap();
    for snapshot in [&mut first, &mut second] {
        snapshot.remote = None;
        desk.outbox().enqueue(snapshot, None, &bytes, desk.line.now()).unwrap();
        let outbox = desk.outbox();
        for job in outbox.due(desk.line.now()).unwrap() {
            publish::run(job, &desk.line, &outbox, &mut desk.ports).unwrap();
        }
        desk.ports.front_matter = None;
    }
    let media = desk.line.world(|world| world.media.clone());
    assert_eq!((uploads(&desk), media.len(), desk.live().len()), (2, 2, 2));
    for post in desk.live() {
        assert!(media.iter().all(|stored| post.content.contains(&stored.media.url)), "{}", post.content);
    }
}

/// Names go by the writer's own file: what lies on a blog since before pictures were prepared is recognised.
#[test]
fn a_picture_sent_by_an_older_copydesk_is_not_sent_again() {
    let mut desk = Desk::new(ADMIN);
    let press = PressOf::new("My trip", "Windy.").pictures(&[1]);
    let (snapshot, bytes) = desk.snapshot(&press);
    let name = snapshot.pictures[0].name.clone();
    let hash = ContentHash::of(&bytes[&snapshot.pictures[0].hash]);
    let upload = Request::Upload { name, hash };
    desk.line.world(|world| world.apply(&upload).map(drop)).unwrap();
    desk.line.calm();
    desk.press(&press);
    desk.settle();
    assert_eq!(uploads(&desk), 0);
    desk.assert_exactly_once(&press, "recognised");
}

#[test]
fn a_picture_that_fails_stops_the_post_with_the_others_kept() {
    let mut desk = Desk::new(ADMIN);
    desk.line.calm();
    let press = PressOf::new("My trip", "Windy.").pictures(&[1, BROKEN, 2]);
    desk.press(&press);
    desk.settle();
    let Outcome::Rejected { trouble } = last(&desk) else { panic!("{:?}", last(&desk)) };
    assert!(trouble.message.contains("1-99.png is damaged"), "{}", trouble.message);
    assert_eq!((uploads(&desk), desk.live()), (1, vec![]), "the one before it is there, and no post");
    // Repaired, it goes on at the picture where it stopped.
    desk.line.calm();
    let repaired = press.pictures(&[1, 3, 2]);
    desk.press(&repaired);
    desk.settle();
    assert_eq!(uploads(&desk), 2);
    desk.assert_exactly_once(&repaired, "repaired");
}

#[test]
fn a_picture_that_the_blog_refuses_stops_the_post_too() {
    let mut desk = Desk::new(ADMIN);
    desk.line.script(|_, request| {
        matches!(request, Request::Upload { name, .. } if name.starts_with("p1"))
            .then_some(Fault::Before(Failure::Rejected))
    });
    desk.press(&PressOf::new("My trip", "Windy.").pictures(&[1, 2, 3]));
    desk.settle();
    assert!(matches!(last(&desk), Outcome::Rejected { .. }), "{:?}", last(&desk));
    assert_eq!((desk.live(), desk.line.world(|world| world.media.len())), (vec![], 1));
}

#[test]
fn what_the_blog_stored_is_finished_and_never_sent_again() {
    // How often the sizes fail, how often the blog is asked to finish them, what the log says.
    for (fails, asked, line) in [
        (0, 1, "The blog finished picture 1 of 1"),
        (4, 5, "The blog finished picture 1 of 1"),
        (50, 5, "could not make the smaller sizes"),
    ] {
        let mut desk = Desk::new(ADMIN);
        let mut once = true;
        desk.line.script(move |_, request| {
            let hit = matches!(request, Request::Upload { .. }) && std::mem::take(&mut once);
            hit.then_some(Fault::Unfinished(fails))
        });
        let press = PressOf::new("My trip", "Windy.").pictures(&[1]);
        let job = desk.press(&press);
        desk.settle();
        desk.assert_exactly_once(&press, line);
        assert_eq!((uploads(&desk), finishes(&desk)), (1, asked), "{fails}");
        let log = desk.outbox().log(job).unwrap();
        assert!(log.iter().any(|entry| entry.text.contains(line)), "{log:#?}");
    }
}

#[test]
fn finishing_goes_on_after_a_kill_and_a_broken_line() {
    for fault in [
        Fault::KilledBefore,
        Fault::KilledAfter,
        Fault::Before(Failure::Lost),
        Fault::After(Failure::NotOurs),
    ] {
        let mut desk = Desk::new(ADMIN);
        let (mut stored, mut broken) = (true, true);
        desk.line.script(move |_, request| match request {
            Request::Upload { .. } => std::mem::take(&mut stored).then_some(Fault::Unfinished(1)),
            Request::Finish(_) => std::mem::take(&mut broken).then_some(fault),
            _ => None,
        });
        let press = PressOf::new("My trip", "Windy.").pictures(&[1]);
        desk.press(&press);
        desk.settle();
        desk.assert_exactly_once(&press, &format!("{fault:?}"));
        assert_eq!(uploads(&desk), 1, "{fault:?}");
        assert!(finishes(&desk) >= 2, "{fault:?}");
        assert!(desk.line.world(|world| world.unfinished.is_empty()), "{fault:?}");
    }
}

#[test]
fn a_stored_picture_that_is_deleted_meanwhile_is_sent_once_more() {
    let mut desk = Desk::new(ADMIN);
    let line = desk.line.clone();
    let mut stored = true;
    desk.line.script(move |_, request| match request {
        Request::Upload { .. } => std::mem::take(&mut stored).then_some(Fault::Unfinished(0)),
        Request::Finish(_) => Some(Fault::Before(Failure::NotFound)),
        _ => None,
    });
    let press = PressOf::new("My trip", "Windy.").pictures(&[1]);
    let job = desk.press(&press);
    let outbox = desk.outbox();
    publish::run(job, &desk.line, &outbox, &mut desk.ports).unwrap();
    line.world(|world| world.media.clear());
    drop(outbox);
    desk.settle();
    assert_eq!(uploads(&desk), 2);
    desk.assert_exactly_once(&press, "sent once more");
}

#[test]
fn one_that_can_neither_be_finished_nor_shown_is_reported() {
    let mut desk = Desk::new(ADMIN);
    desk.line.script(|_, request| matches!(request, Request::Upload { .. }).then_some(Fault::Unfinished(50)));
    let press = PressOf::new("My trip", "Windy.").pictures(&[1]);
    let job = desk.press(&press);
    // Its address does not open: a stored file that the server cannot show.
    desk.line.world(|world| world.hidden = true);
    desk.settle();
    let Outcome::Rejected { trouble } = last(&desk) else { panic!("{:?}", last(&desk)) };
    let id = desk.line.world(|world| world.media[0].media.id);
    assert!(trouble.message.contains(&format!("under number {id}")), "{}", trouble.message);
    assert!(matches!(desk.outbox().job(job).unwrap().standing, Standing::Rejected(_)));
    assert_eq!((uploads(&desk), desk.live()), (1, vec![]));
}
