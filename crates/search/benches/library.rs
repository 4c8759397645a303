//! The search over a hundred thousand made-up posts of 5 kB, measured: building the index, its size, every kind of query,
//! a save that is found, and memory. Prints one line `figure<TAB>name<TAB>value<TAB>target` each; `cargo xtask bench --only
//! library` makes a table of them. Words are drawn as they are used in a language: a few often, most seldom.
//!
//! `--folder F` is where the index is made, `--posts N` how many posts it knows.

use blog::{PostPath, Status};
use search::{Document, Index, Page, Query, hit};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A small generator of numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() * end as f64) as usize
    }

    /// A word's number, the first ones most often (Zipf).
    fn word(&mut self) -> String {
        let number = (60_000f64.powf(self.roll()) - 1.0) as usize;
        const PARTS: [&str; 20] = [
            "an", "be", "co", "der", "el", "fi", "gar", "ho", "in", "ju", "ka", "lo", "mi", "nor", "or",
            "pe", "qui", "ro", "sa", "te",
        ];
        let (mut word, mut rest) = (String::new(), number + 20);
        while rest > 0 {
            word.push_str(PARTS[rest % 20]);
            rest /= 20;
        }
        word
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn post(&mut self, number: usize) -> Document {
        let (title, mut body) = (self.words(5), String::with_capacity(5_100));
        while body.len() < 5_000 {
            body.push_str(&self.word());
            body.push(if self.below(70) == 0 { '\n' } else { ' ' });
        }
        let tags = (0..3).map(|_| format!("tag {}", (self.roll() * self.roll() * 200.0) as usize)).collect();
        Document {
            path: PostPath::new(&format!("{}/{number:06}-post.md", 2_000 + number % 26))
                .expect("a plain path"),
            stamp: number as u64 + (self.roll() * 1e15) as u64,
            title,
            body,
            tags,
            categories: vec![format!("category {}", self.below(12))],
            status: [Status::Draft, Status::Published][self.below(2)],
            blogs: vec!["blog.example.org".to_owned()],
            date: (self.roll() * 800_000_000.0) as i64,
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    // Whoever runs tests asks benchmarks for theirs; there are none here.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let folder = PathBuf::from(option("--folder").unwrap_or_else(|| "target/bench/library".to_owned()));
    let posts = option("--posts").and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let folder = folder.join(format!("{posts}")).join("cache").join("search");
    if arguments.iter().any(|argument| argument == "--again") {
        return again(&folder);
    }
    build(&folder, posts);
    // Searched by a program of its own, as at the next start: what building took from the system is not its memory.
    let own = std::env::current_exe().expect("a program");
    let again = Command::new(own).arg("--again").args(&arguments[1..]).status();
    assert!(again.is_ok_and(|status| status.success()), "the index is searched");
}

fn figure(name: &str, value: &str, target: &str) {
    println!("figure\t{name}\t{value}\t{target}");
}

fn build(folder: &Path, posts: usize) {
    drop(fs::remove_dir_all(folder));
    let begun = Instant::now();
    let (index, mut dice, mut making, mut most) =
        (Index::open(folder).expect("an index"), Dice(1), Duration::ZERO, 0);
    let before = own_kilobytes();
    for number in 0..posts {
        index.wait_for_room();
        let made = Instant::now();
        let post = dice.post(number);
        making += made.elapsed();
        index.put(&post).expect("put in");
        if number % 500 == 0 {
            most = most.max(own_kilobytes());
        }
    }
    index.settle().expect("committed");
    figure(
        "search: index built in the background",
        &format!("{:.1} s", (begun.elapsed() - making).as_secs_f64()),
        "",
    );
    figure("search: memory while it is built", &megabytes(most.saturating_sub(before)), "");
    // Smaller parts are made one until nothing is left to do.
    std::thread::sleep(Duration::from_secs(5));
    figure("search: index on the disk", &format!("{:.0} MB", size(folder) as f64 / 1e6), "");
}

fn again(folder: &Path) {
    let before = own_kilobytes();
    let begun = Instant::now();
    let index = Index::open(folder).expect("an index");
    figure("search: index opened", &milliseconds(begun.elapsed()), "");
    let mut dice = Dice(7);
    measure(&index, &mut dice);
    figure(
        "search: memory after 2,000 searches",
        &megabytes(own_kilobytes().saturating_sub(before)),
        "<= 60 MB for the whole app",
    );
    let mut updates = Vec::new();
    for number in 0..50 {
        let post = Document { title: format!("fresh{number}"), ..dice.post(number) };
        let begun = Instant::now();
        index.put(&post).expect("put in");
        let found = index.paths(&Query::parse(&format!("fresh{number} "))).expect("found").len();
        updates.push(begun.elapsed());
        assert_eq!(found, 1);
    }
    say("search: one save put in and found", updates, "<= 100 ms");
    let begun = Instant::now();
    index.settle().expect("committed");
    figure("search: 50 saves committed, beside the writing", &milliseconds(begun.elapsed()), "");
}

type Make = fn(&mut Dice) -> String;

fn measure(index: &Index, dice: &mut Dice) {
    let kinds: [(&str, Make); 12] = [
        ("common word", |dice| ["orbe ", "elbe ", "ande ", "inbe "][dice.below(4)].into()),
        ("any word", |dice| format!("{} ", dice.word())),
        ("two words", |dice| format!("{} ", dice.words(2))),
        ("three words", |dice| format!("{} ", dice.words(3))),
        ("phrase of two", |dice| format!("\"{}\" ", dice.words(2))),
        ("phrase begun", |dice| format!("\"{} {}", dice.word(), &format!("{}xx", dice.word())[..3])),
        ("prefix of 1", |dice| dice.word()[..1].into()),
        ("prefix of 2", |dice| dice.word()[..2].into()),
        ("prefix of 3", |dice| beginning(dice, 3)),
        ("prefix of 4", |dice| beginning(dice, 4)),
        ("tag and word", |dice| format!("tag:\"tag {}\" {} ", dice.below(60), dice.word())),
        ("dates and word", |dice| format!("after:1985 before:1990 {} ", dice.word())),
    ];
    let read = |path: &PostPath| Page { title: path.as_str().to_owned(), body: "ander beko ".repeat(450) };
    let (mut every, mut all) = (Vec::new(), Vec::new());
    for (name, make) in kinds {
        let (mut best, mut most) = (Vec::new(), 0);
        for _ in 0..200 {
            let query = Query::parse(&make(dice));
            let begun = Instant::now();
            let (paths, total) = index.best(&query, 30).expect("found");
            let hits: Vec<_> = paths.iter().map(|path| hit(&query, &read(path))).collect();
            best.push(begun.elapsed());
            let begun = Instant::now();
            assert_eq!(index.paths(&query).expect("found").len(), total);
            all.push(begun.elapsed());
            assert!(hits.len() <= 30);
            most = most.max(total);
        }
        every.extend(&best);
        say(&format!("search: {name}, in up to {most} posts"), best, "");
    }
    say("search: all of these, best 30 with snippets", every, "p99 <= 20 ms");
    say("search: paths of all that is found", all, "");
}

/// The first letters of a word.
fn beginning(dice: &mut Dice, letters: usize) -> String {
    dice.word().chars().take(letters).collect()
}

fn say(name: &str, mut times: Vec<Duration>, target: &str) {
    times.sort_unstable();
    let at = |part: f64| milliseconds(times[((times.len() - 1) as f64 * part) as usize]);
    figure(name, &format!("p50 {}, p99 {}", at(0.5), at(0.99)), target);
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

fn megabytes(kilobytes: u64) -> String {
    format!("{:.1} MB", kilobytes as f64 * 1024.0 / 1e6)
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                size(&entry.path())
            } else {
                entry.metadata().map_or(0, |it| it.len())
            }
        })
        .sum()
}

/// Memory that this program alone asked for; what is read of files comes and goes. 0 where the system does not say.
fn own_kilobytes() -> u64 {
    let text = fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Anonymous:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
