//! A second laptop on the same folder, a new installation without the journal, and what cannot be helped.

use crate::stage::{BOTH, Over, Scene, blog};
use crate::verdict::{Verdict, is_long, of_all};
use std::sync::{Arc, Condvar, Mutex};
use tests::model::{Blog, Dice, Fault, Laptop, Press, Role, Time};

/// Lets two laptops work by turns, handed over at crash points by chance: every interleaving of their exchanges can come.
struct Turns {
    state: Mutex<(usize, [bool; 2])>,
    changed: Condvar,
}

impl Turns {
    fn new() -> Arc<Self> {
        Arc::new(Self { state: Mutex::new((0, [true; 2])), changed: Condvar::new() })
    }

    /// Waits for one's turn.
    fn enter(&self, me: usize) {
        let mut state = self.state.lock().unwrap();
        while state.0 != me && state.1[1 - me] {
            state = self.changed.wait(state).unwrap();
        }
        state.0 = me;
    }

    /// Perhaps lets the other one work for a while.
    fn pass(&self, me: usize, hand_over: bool) {
        if hand_over {
            self.state.lock().unwrap().0 = 1 - me;
            self.changed.notify_all();
        }
        self.enter(me);
    }

    fn leave(&self, me: usize) {
        let mut state = self.state.lock().unwrap();
        *state = (1 - me, {
            let mut works = state.1;
            works[me] = false;
            works
        });
        self.changed.notify_all();
    }
}

/// Both press the same post; the first press brings the key into the file.
fn both_press(blog: &Blog, seed: u64) -> (Verdict, usize) {
    let mut dice = Dice::new(seed);
    let scene = *dice.pick(&[
        Scene::PlainPost,
        Scene::NewPost,
        Scene::NewPage,
        Scene::Draft,
        Scene::Schedule,
        Scene::Update,
    ]);
    let over = *dice.pick(&BOTH);
    let mut stage = scene.set(blog, over, Role::Administrator, seed);
    // With two copies of a picture the two texts differ, and the later one asks.
    stage.may_ask = true;
    blog.calm();
    let mut second = Laptop::new(blog, stage.folder(), seed + 500);
    blog.calm();
    let press = stage.press.clone();
    stage.laptop.press(blog, &press);
    second.press(blog, &Press { file: String::new(), ..press });
    let turns = Turns::new();
    std::thread::scope(|scope| {
        for (me, laptop) in [&mut stage.laptop, &mut second].into_iter().enumerate() {
            let (turns, mut dice) = (Arc::clone(&turns), Dice::new(seed * 2 + me as u64));
            scope.spawn(move || {
                let gate = Arc::clone(&turns);
                laptop.at_points(move |_| gate.pass(me, dice.chance(50)));
                turns.enter(me);
                laptop.work();
                laptop.at_points(|_| {});
                turns.leave(me);
            });
        }
    });
    stage.laptop.settle(blog);
    second.settle(blog);
    let mut verdict = Verdict::default();
    let twice = blog.world(|world| world.media.len()).saturating_sub(stage.pictures);
    stage.pictures += twice;
    verdict.judge(&stage, blog, &format!("seed {seed} ({over:?}, {scene:?})"));
    let (lies, said) = second.witness.take();
    verdict.said += said;
    verdict.lies.extend(lies.first().map(|lie| format!("seed {seed}, the second laptop: {lie}")));
    (verdict, twice)
}

#[test]
fn a_second_laptop_on_the_same_folder_makes_no_second_post() {
    let runs = if is_long() { 1_000 } else { 150 };
    let twice = Mutex::new(0);
    let verdict = of_all(runs, |blog, n| {
        let (verdict, copies) = both_press(blog, n as u64 + 1);
        *twice.lock().unwrap() += copies;
        verdict
    });
    // Two laptops that send the same picture in the same second cannot know of each other; the post shows one of them.
    println!(
        "two laptops at once: {} unused copies of pictures, {} questions to the writer",
        twice.lock().unwrap(),
        verdict.asked
    );
    verdict.is_clean("two laptops on one folder, by turns");
}

/// The outbox file is gone between any two exchanges, with all it knew; the writer presses again.
#[test]
fn a_new_installation_without_the_journal_makes_no_second_post() {
    let scenes = [Scene::NewPost, Scene::NewPage, Scene::Draft, Scene::Schedule, Scene::Update];
    let per_scene = 40;
    of_all(2 * scenes.len() * per_scene, |blog, n| {
        let (scene, at) = (scenes[n / per_scene % scenes.len()], n % per_scene);
        let over = BOTH[n / per_scene / scenes.len()];
        let mut stage = scene.set(blog, over, Role::Administrator, n as u64 + 1);
        // From that exchange on the line is dead; what was sent last is done, and the answer lost.
        blog.script(
            move |number, heard| {
                (number >= at).then_some(if number == at && heard.has_effect() {
                    Fault::Reset
                } else {
                    Fault::Closed
                })
            },
            |_| false,
        );
        let press = stage.press.clone();
        stage.laptop.write(&press.path, &press.file);
        if stage.laptop.try_press(&press).is_ok() {
            stage.laptop.work();
        }
        blog.calm();
        stage.laptop.loses_its_outbox();
        blog.catch_up();
        stage.laptop.press(blog, &Press { file: String::new(), ..press });
        stage.laptop.settle(blog);
        let mut verdict = Verdict::default();
        verdict.judge(&stage, blog, &format!("{over:?}, {scene:?}, the journal lost after exchange {at}"));
        verdict
    })
    .is_clean("the journal lost after every exchange");
}

/// What cannot be helped, so that nobody believes otherwise: a synchroniser that is slower than the writer makes two files
/// of one post, with two keys; they are two posts to everybody.
#[test]
fn two_copies_that_were_never_synchronised_are_two_posts() {
    let blog = Blog::new(Time::default(), Role::Administrator);
    let mut first = Scene::PlainPost.set(&blog, Over::Rest, Role::Administrator, 1);
    let folder = tests::model::folder();
    let mut second = Laptop::new(&blog, folder.path(), 2);
    let press = first.press.clone();
    for laptop in [&mut first.laptop, &mut second] {
        laptop.press(&blog, &press);
        laptop.settle(&blog);
    }
    let there = blog.world(|world| world.live().len());
    println!("two copies without a common key: {there} posts");
    assert_eq!(there, 2);
}

/// What cannot be helped either: a proxy that sends an upload twice. The post shows one picture; the other lies unused.
#[test]
fn a_picture_that_a_proxy_sends_twice_is_shown_once() {
    let blog = blog();
    let mut stage = Scene::NewPage.set(&blog, Over::Rest, Role::Administrator, 1);
    blog.script(|_, heard| heard.sends_a_picture().then_some(Fault::Twice), |_| false);
    let press = stage.press.clone();
    stage.laptop.press(&blog, &press);
    stage.laptop.settle(&blog);
    assert_eq!(blog.world(|world| world.media.len()), 2);
    stage.pictures = 2;
    let mut verdict = Verdict::default();
    verdict.judge(&stage, &blog, "an upload sent twice by a proxy");
    verdict.is_clean("an upload sent twice by a proxy");
}
