//! Random kills over many posts, on every server; then everything is looked at with the server's own eyes.

use crate::machine::{Ended, Kill, Machine};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tests::model::{Dice, words};
use tests::servers::{self, Person, Server, unique};

/// How often a person goes on with the outbox before the test gives up.
const TRIES: usize = 40;

/// The ways to speak with a blog.
const TRANSPORTS: [&str; 2] = ["rest", "xmlrpc"];

/// What was counted.
#[derive(Default)]
struct Count {
    posts: usize,
    kills: usize,
    from_outside: usize,
    wrong: Vec<String>,
}

#[test]
fn killed_at_any_moment_it_still_makes_one_post() {
    let wanted = if std::env::var_os("COPYDESK_LONG").is_some() { 1_000 } else { 100 };
    let servers = servers::all();
    let places: Vec<(&Server, &str)> = TRANSPORTS
        .iter()
        .flat_map(|transport| servers.iter().map(move |server| (server, *transport)))
        .collect();
    let next = AtomicUsize::new(0);
    let count = Mutex::new(Count::default());
    let lock = || count.lock().unwrap_or_else(PoisonError::into_inner);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while lock().kills < wanted {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let (server, transport) = places[n % places.len()];
                    one_post(server, transport, n as u64 + 1, &lock);
                }
            });
        }
    });
    let count = count.into_inner().unwrap();
    println!(
        "{} posts not exactly as they should be, of {} posts through {} kills ({} from outside) on {} servers over {}",
        count.wrong.len(),
        count.posts,
        count.kills,
        count.from_outside,
        servers.len(),
        TRANSPORTS.join(" and ")
    );
    assert!(count.wrong.is_empty(), "{:#?}", count.wrong);
    assert!(count.kills >= wanted);
}

/// One post, published, killed and gone on with until it is done; some are changed and killed once more.
fn one_post<'a>(
    server: &Server,
    transport: &str,
    seed: u64,
    count: &dyn Fn() -> std::sync::MutexGuard<'a, Count>,
) {
    let mut dice = Dice::new(seed);
    let person = server.person("administrator");
    let machine = Machine::new(server, &person, transport);
    let (word, pictures) = (unique(), dice.roll(3));
    let shown: String = (0..pictures).map(|n| format!("\n\n![Picture {n}](media/{n}.png)")).collect();
    (0..pictures).for_each(|n| machine.picture(&format!("media/{n}.png")));
    let text = format!("The boats of {word} are in.");
    let head =
        format!("title: Boats {word}\nslug: boats-{word}\ntags: [tag-{word}]\ncategories: [place-{word}]");
    fs::write(machine.file("boats.md"), format!("---\n{head}\n---\n\n{text}{shown}\n")).unwrap();
    let mut wrong = Vec::new();
    let mut expected = Expected {
        title: format!("Boats {word}"),
        slug: format!("boats-{word}"),
        word: word.clone(),
        text,
        pictures,
    };
    for round in 0..1 + dice.roll(2) {
        if round > 0 {
            let file = fs::read_to_string(machine.file("boats.md")).unwrap();
            fs::write(machine.file("boats.md"), file.replace("are in.", "are out.")).unwrap();
            expected.text = expected.text.replace("are in.", "are out.");
        }
        if let Err(why) = through(&machine, &mut dice, count) {
            wrong.push(why);
            break;
        }
        wrong.extend(expected.faults(server, &person));
    }
    let mut count = count();
    count.posts += 1;
    let context = format!("WordPress {}, {transport}, seed {seed}: ", server.version);
    count.wrong.extend(wrong.into_iter().map(|why| context.clone() + &why));
}

/// Presses, is killed, goes on, is killed, and goes on until nothing is left to do.
fn through<'a>(
    machine: &Machine,
    dice: &mut Dice,
    count: &dyn Fn() -> std::sync::MutexGuard<'a, Count>,
) -> Result<(), String> {
    let mut lives = 4;
    let mut ended: Option<Ended> = None;
    for _ in 0..TRIES {
        let kill = if lives > 0 { Kill::random(dice) } else { Kill::None };
        let is_pressed = waits(machine)?;
        let words: &[&str] = match is_pressed {
            true => &["outbox", "run", "--password-stdin", "--json"],
            false => &[
                "publish",
                "boats.md",
                "--status",
                "publish",
                "--yes",
                "--password-stdin",
                "--session-only",
                "--json",
            ],
        };
        let now = machine.run(words, &kill);
        if now.is_killed() {
            lives -= 1;
            let mut count = count();
            count.kills += 1;
            count.from_outside += usize::from(matches!(kill, Kill::After(_)));
            continue;
        }
        let done = now.status.success() && !waits(machine)?;
        if done {
            return Ok(());
        }
        ended = Some(now);
        // A picture whose answer was lost is looked for only after ten seconds.
        std::thread::sleep(Duration::from_secs(2));
    }
    Err(format!("it does not come to an end: {ended:?}"))
}

/// Whether something is in the outbox that is not done.
fn waits(machine: &Machine) -> Result<bool, String> {
    let listed = machine.run(&["outbox", "list", "--json"], &Kill::None);
    let jobs: Value = serde_json::from_str(&listed.out).map_err(|error| format!("{error}: {listed:?}"))?;
    let open = |job: &Value| !matches!(job["state"].as_str(), Some("done" | "cancelled"));
    Ok(jobs.as_array().is_some_and(|jobs| jobs.iter().any(open)))
}

/// What must be on the blog.
struct Expected {
    title: String,
    slug: String,
    word: String,
    text: String,
    pictures: usize,
}

impl Expected {
    /// What is not as it should be, seen by the server's own interface.
    fn faults(&self, server: &Server, person: &Person) -> Vec<String> {
        let mut faults = Vec::new();
        let mut claim = |so: bool, what: String| {
            if !so {
                faults.push(what)
            }
        };
        let list = |route: &str| server.get(route).as_array().cloned().unwrap_or_default();
        let posts =
            list(&format!("/wp/v2/posts?author={}&status=any,trash&context=edit&per_page=100", person.id));
        let (trash, live): (Vec<&Value>, Vec<&Value>) =
            posts.iter().partition(|post| post["status"] == "trash");
        claim(live.len() == 1, format!("{} posts: {live:?}", live.len()));
        claim(trash.iter().all(|post| post["content"]["raw"] == ""), format!("in the trash: {trash:?}"));
        let Some(post) = live.first() else { return faults };
        let content = post["content"]["raw"].as_str().unwrap_or_default();
        claim(post["status"] == "publish", format!("it is {}", post["status"]));
        claim(post["title"]["raw"] == self.title.as_str(), format!("its title is {}", post["title"]["raw"]));
        claim(post["slug"] == self.slug.as_str(), format!("its slug is {}", post["slug"]));
        claim(words(content) == words(&self.text), format!("its text is {content}"));
        claim(
            content.matches("<img").count() == self.pictures,
            format!("it does not show {} pictures: {content}", self.pictures),
        );
        let media = list(&format!("/wp/v2/media?author={}&per_page=100", person.id));
        let names: BTreeSet<&str> = media.iter().filter_map(|media| media["source_url"].as_str()).collect();
        claim(media.len() == self.pictures, format!("pictures: {names:?}"));
        for name in names {
            claim(content.contains(name), format!("{name} is not in the text"));
        }
        for (taxonomy, stem) in [("tags", "tag"), ("categories", "place")] {
            let terms = list(&format!("/wp/v2/{taxonomy}?search={stem}-{}", self.word));
            claim(terms.len() == 1, format!("{taxonomy}: {terms:?}"));
            claim(
                post[taxonomy].as_array().is_some_and(|ids| ids.len() == 1 && ids[0] == terms[0]["id"]),
                format!("its {taxonomy}: {}", post[taxonomy]),
            );
        }
        faults
    }
}
