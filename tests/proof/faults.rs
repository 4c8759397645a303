//! Every fault at every exchange, two of them on the way to a new post, and many at random with kills.

use crate::stage::{BOTH, Over, SCENES, Scene, blog};
use crate::verdict::{Verdict, is_long, of_all};
use tests::model::{Blog, Dice, Fault, Heard, Killed, Role};

/// One press with one or more faults.
struct Try {
    over: Over,
    scene: Scene,
    role: Role,
    faults: Vec<(usize, Fault)>,
}

/// The exchanges of a press without any fault, and of the tidying up.
fn exchanges(blog: &Blog, over: Over, scene: Scene, role: Role) -> Vec<Heard> {
    run(blog, &Try { over, scene, role, faults: vec![] }, 0).1
}

fn run(blog: &Blog, one: &Try, seed: u64) -> (Verdict, Vec<Heard>) {
    let mut stage = one.scene.set(blog, one.over, one.role, seed);
    let (faults, refusals) = (one.faults.clone(), one.faults.clone());
    blog.script(
        move |n, _| faults.iter().find(|(at, _)| *at == n).map(|(_, fault)| *fault),
        move |n| refusals.contains(&(n, Fault::Refused)),
    );
    let press = stage.press.clone();
    stage.laptop.press(blog, &press);
    stage.laptop.settle(blog);
    let mut verdict = Verdict::default();
    let heard = blog.heard();
    let what =
        |n: usize| heard.get(n).map(|heard| format!("{} {}", heard.method, heard.path)).unwrap_or_default();
    let context: Vec<String> =
        one.faults.iter().map(|(n, fault)| format!("{fault:?} at {n} ({})", what(*n))).collect();
    verdict.judge(
        &stage,
        blog,
        &format!("{:?} {:?} {:?} {}", one.over, one.scene, one.role, context.join(", ")),
    );
    (verdict, heard)
}

fn all(tries: &[Try]) -> Verdict {
    of_all(tries.len(), |blog, n| run(blog, &tries[n], n as u64 + 1).0)
}

#[test]
fn every_fault_at_every_exchange_over_rest() {
    every_fault_at_every_exchange(Over::Rest);
}

#[test]
fn every_fault_at_every_exchange_over_xmlrpc() {
    every_fault_at_every_exchange(Over::XmlRpc);
}

fn every_fault_at_every_exchange(over: Over) {
    let calm = blog();
    let mut tries = Vec::new();
    let authors = [Scene::NewPost, Scene::Update].map(|scene| (scene, Role::Author));
    for (scene, role) in SCENES.map(|scene| (scene, Role::Administrator)).into_iter().chain(authors) {
        for (n, heard) in exchanges(&calm, over, scene, role).iter().enumerate() {
            let one = |fault| Try { over, scene, role, faults: vec![(n, fault)] };
            // Over XML-RPC most exchanges are questions; the ordinary run tries one fault of each consequence on those.
            let few = over == Over::XmlRpc && !heard.has_effect() && !is_long();
            let faults = if few { Fault::kinds(heard) } else { Fault::of(heard) };
            tries.extend(faults.into_iter().map(one));
        }
    }
    all(&tries).is_clean(&format!("every fault at every exchange, {over:?}"));
}

/// On the way from nothing to a post: from the search for its place to the writing of its text.
#[test]
fn all_pairs_of_faults_on_the_way_to_a_new_post() {
    let calm = blog();
    let (scene, role) = (Scene::PlainPost, Role::Administrator);
    for over in BOTH {
        let heard = exchanges(&calm, over, scene, role);
        let create = heard.iter().position(Heard::creates_a_post).unwrap();
        let write = heard.iter().rposition(Heard::has_effect).unwrap();
        let mut tries = Vec::new();
        for (at, asked) in heard.iter().enumerate().take(write + 1).skip(create - 1) {
            for one in Fault::kinds(asked) {
                // What follows depends on the first fault: the pair is taken from what is really asked then.
                let then = run(&calm, &Try { over, scene, role, faults: vec![(at, one)] }, 0).1;
                for (next, asked) in then.iter().enumerate().skip(at + 1).take(if is_long() { 30 } else { 6 })
                {
                    let pair = |two| Try { over, scene, role, faults: vec![(at, one), (next, two)] };
                    tries.extend(Fault::kinds(asked).into_iter().map(pair));
                }
            }
        }
        all(&tries).is_clean(&format!("all pairs of faults on the way to a new post, {over:?}"));
    }
}

#[test]
fn random_faults_and_kills() {
    let runs = if is_long() { 2_000 } else { 300 };
    of_all(runs, |blog, n| random_run(blog, n as u64 + 1)).is_clean("random faults and kills");
}

fn random_run(blog: &Blog, seed: u64) -> Verdict {
    let mut dice = Dice::new(seed);
    let scene = *dice.pick(&SCENES);
    let role = *dice.pick(&[Role::Administrator, Role::Administrator, Role::Author]);
    let role = if scene == Scene::NewPage { Role::Administrator } else { role };
    let over = *dice.pick(&BOTH);
    let mut stage = scene.set(blog, over, role, seed);
    let (percent, kills) = (*dice.pick(&[5, 15, 30]), *dice.pick(&[0, 2, 5]));
    let (mut faulty, mut deaf, mut deadly) =
        (dice.clone(), Dice::new(seed + 1_000_000), Dice::new(seed + 2_000_000));
    // A line that fails for ever proves nothing.
    let mut left = 40;
    let mut deaf_left = 5;
    blog.script(
        move |_, heard| {
            let strikes = left > 0 && faulty.chance(percent);
            left -= usize::from(strikes);
            strikes.then(|| *faulty.pick(&Fault::quick(heard)))
        },
        move |_| {
            let strikes = deaf_left > 0 && deaf.chance(2);
            deaf_left -= usize::from(strikes);
            strikes
        },
    );
    let mut lives = 6;
    stage.laptop.at_points(move |_| {
        if lives > 0 && deadly.chance(kills) {
            lives -= 1;
            std::panic::panic_any(Killed);
        }
    });
    let press = stage.press.clone();
    stage.laptop.press(blog, &press);
    stage.laptop.settle(blog);
    let mut verdict = Verdict::default();
    verdict.judge(&stage, blog, &format!("seed {seed} ({over:?}, {scene:?}, {role:?})"));
    verdict
}
