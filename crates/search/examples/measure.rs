//! Measures the index over made-up posts of 5 kB: `cargo run --release -p search --example measure -- 100000`.
//!
//! Words are drawn as they are used in a language: a few often, most seldom. Prints one line per figure.

use blog::{PostPath, Status};
use search::{Document, Index, Page, Query, hit};
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
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::open(folder.path()).expect("an index");
    let before = private_kilobytes();
    let start = Instant::now();
    let mut dice = Dice(1);
    let mut making = Duration::ZERO;
    for number in 0..count {
        index.wait_for_room();
        let made = Instant::now();
        let post = dice.post(number);
        making += made.elapsed();
        index.put(&post).expect("put in");
    }
    index.settle().expect("committed");
    println!(
        "built: {count} posts in {:.1} s, {:.1} s of them making posts up",
        start.elapsed().as_secs_f64(),
        making.as_secs_f64()
    );
    std::thread::sleep(Duration::from_secs(5));
    println!("memory: {} kB before, {} kB after the build", before, private_kilobytes());
    println!("disk: {:.1} MB", size(folder.path()) as f64 / 1e6);
    let opened = Instant::now();
    let index = {
        drop(index);
        Index::open(folder.path()).expect("an index")
    };
    println!("opened again: {:.1} ms", opened.elapsed().as_secs_f64() * 1e3);
    measure(&index, &mut dice);
    let mut updates = Vec::new();
    for number in 0..50 {
        let post = Document { title: format!("fresh{number}"), ..dice.post(number) };
        let start = Instant::now();
        index.put(&post).expect("put in");
        let found = index.paths(&Query::parse(&format!("fresh{number} "))).expect("found").len();
        updates.push(start.elapsed());
        assert_eq!(found, 1);
    }
    say("one post put in and found", updates);
    let start = Instant::now();
    index.settle().expect("committed");
    println!("50 changes committed in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    println!("memory: {} kB at the end", private_kilobytes());
}

type Make = fn(&mut Dice) -> String;

fn measure(index: &Index, dice: &mut Dice) {
    let kinds: [(&str, Make); 11] = [
        ("common word", |dice| ["orbe ", "elbe ", "ande ", "inbe "][dice.below(4)].into()),
        ("any word", |dice| format!("{} ", dice.word())),
        ("two words", |dice| format!("{} ", dice.words(2))),
        ("three words", |dice| format!("{} ", dice.words(3))),
        ("phrase of two", |dice| format!("\"{}\" ", dice.words(2))),
        ("phrase begun", |dice| format!("\"{} {}", dice.word(), &format!("{}xx", dice.word())[..3])),
        ("prefix of 1", |dice| dice.word()[..1].into()),
        ("prefix of 2", |dice| dice.word()[..2].into()),
        ("prefix of 3", |dice| format!("{}x", dice.word())[..3].trim_end_matches('x').into()),
        ("tag and word", |dice| format!("tag:\"tag {}\" {} ", dice.below(60), dice.word())),
        ("dates and word", |dice| format!("after:1985 before:1990 {} ", dice.word())),
    ];
    let read = |path: &PostPath| Page { title: path.as_str().to_owned(), body: "ander beko ".repeat(450) };
    for (name, make) in kinds {
        let (mut best, mut all, mut most) = (Vec::new(), Vec::new(), 0);
        for _ in 0..200 {
            let query = Query::parse(&make(dice));
            let start = Instant::now();
            let (paths, total) = index.best(&query, 30).expect("found");
            let hits: Vec<_> = paths.iter().map(|path| hit(&query, &read(path))).collect();
            best.push(start.elapsed());
            let start = Instant::now();
            index.paths(&query).expect("found");
            all.push(start.elapsed());
            assert!(hits.len() <= 30);
            most = most.max(total);
        }
        say(&format!("{name} (up to {most}): best 30 with snippets"), best);
        say(&format!("{name}: paths of all"), all);
    }
}

fn say(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    println!("{name}: p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms", at(0.5), at(0.99), at(1.0));
}

fn size(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
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

/// Memory that is this program's alone; 0 where the system does not say.
fn private_kilobytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let lines = text.lines().filter(|line| line.starts_with("Private_"));
    lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).sum()
}
