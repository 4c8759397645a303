//! A hundred thousand posts, measured: reading them first, having them at once later, a page of them, one changed file
//! found, and memory. Prints one line `figure<TAB>name<TAB>value<TAB>target` each; `cargo xtask bench --only library` makes
//! a table of them.
//!
//! `--folder F` is where the library is made (and left for the next run), `--posts N` how many posts it has.

use blog::PostPath;
use catalogue::{Catalogue, Filter, Key, Place, Sort, View};
use library::{Change, Library};
use std::cell::Cell;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// Rows of a page.
const PAGE: usize = 100;
/// The library that memory is compared with.
const FEW: usize = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    if let Some(folder) = option("--hold") {
        return hold(Path::new(&folder), option("--first").is_some());
    }
    // Whoever runs tests asks benchmarks for theirs; there are none here.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let folder = PathBuf::from(option("--folder").unwrap_or_else(|| "target/bench/library".to_owned()));
    let posts = option("--posts").and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let (many, few) = (folder.join(format!("{posts}")), folder.join(format!("{FEW}")));
    for (folder, posts) in [(&many, posts), (&few, FEW)] {
        make(folder, posts);
    }
    first_scan(&many, posts);
    warm(&many);
    pages(&many);
    one_changed_file(&many);
    memory(&many, &few);
}

fn figure(name: &str, value: &str, target: &str) {
    println!("figure\t{name}\t{value}\t{target}");
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn open(folder: &Path) -> Catalogue {
    let library = Arc::new(Library::open(&folder.join("posts")).expect("a library"));
    Catalogue::open(library, Some(&folder.join("cache")))
}

fn walk(catalogue: &Catalogue) {
    catalogue.bring_up_to_date(&|_| ControlFlow::Continue(())).expect("the folder is there");
}

fn first_scan(folder: &Path, posts: usize) {
    drop(fs::remove_dir_all(folder.join("cache")));
    let begun = Instant::now();
    let catalogue = open(folder);
    let (seen, told) = (Cell::new(None), Cell::new(0));
    let progress = |_| {
        told.set(told.get() + 1);
        if seen.get().is_none() {
            assert_eq!(catalogue.page(&View::default(), 0, PAGE, &[]).rows.len(), PAGE);
            seen.set(Some(begun.elapsed()));
        }
        ControlFlow::Continue(())
    };
    catalogue.bring_up_to_date(&progress).expect("the folder is there");
    let whole = begun.elapsed();
    assert_eq!(catalogue.counts().all, posts);
    figure("first scan, first page shown", &milliseconds(seen.get().unwrap_or(whole)), "");
    let each = posts as f64 / whole.as_secs_f64();
    let said = format!("{:.1} s, {each:.0} posts/s, progress told {} times", whole.as_secs_f64(), told.get());
    figure("first scan, whole", &said, "with progress");
}

fn warm(folder: &Path) {
    let times: Vec<Duration> = (0..7)
        .map(|_| {
            let begun = Instant::now();
            let catalogue = open(folder);
            assert_eq!(catalogue.page(&View::default(), 0, PAGE, &[]).rows.len(), PAGE);
            begun.elapsed()
        })
        .collect();
    figure("list usable from the warm index", &milliseconds(median(times)), "<= 1,000 ms");
    let catalogue = open(folder);
    let begun = Instant::now();
    walk(&catalogue);
    figure("walk that finds nothing new, in the background", &milliseconds(begun.elapsed()), "");
}

fn pages(folder: &Path) {
    let catalogue = open(folder);
    let sort = Sort { key: Key::Title, descending: false };
    let narrow = View { place: Place::Drafts, filter: Some(Filter::Untagged), sort, ..View::default() };
    for (name, view) in [
        ("a page in the middle, by title, untagged drafts", narrow.clone()),
        ("the same with three letters typed", View { query: "har".into(), ..narrow }),
    ] {
        let ask = |offset: usize| {
            let begun = Instant::now();
            catalogue.page(&view, offset, PAGE, &[]);
            begun.elapsed()
        };
        let first = ask(0);
        let middle = catalogue.page(&view, 0, 0, &[]).total / 2;
        let times = (0..50).map(|n| ask(middle + n)).collect();
        figure(name, &format!("{} (first time {})", milliseconds(median(times)), milliseconds(first)), "");
    }
}

/// Another program writes a file: until the row is what it should be, the watch's settling included.
fn one_changed_file(folder: &Path) {
    let catalogue = Arc::new(open(folder));
    walk(&catalogue);
    let (heard, news) = channel();
    let list = Arc::clone(&catalogue);
    let watch = catalogue.library().watch(Box::new(move |changes: Vec<Change>| {
        let paths: Vec<PostPath> = changes
            .into_iter()
            .filter_map(|change| match change {
                Change::Written { path } | Change::Gone { path } => Some(path),
                Change::Rescan => None,
            })
            .collect();
        list.look(&paths);
        let _nobody_waits_any_more = heard.send(());
    }));
    let _watch = watch.expect("the folder can be watched");
    let path = place(7);
    let mut times = Vec::new();
    for n in 0..40 {
        std::thread::sleep(Duration::from_millis(150));
        let title = format!("Changed {n}");
        let begun = Instant::now();
        write_outside(
            &folder.join("posts").join(&path),
            &format!("---\ntitle: {title}\n---\n\n{}", words(n, 800)),
        );
        let post = PostPath::new(&path).expect("a path");
        loop {
            news.recv_timeout(Duration::from_secs(30)).expect("the watcher tells of it");
            let page = catalogue.page(&View::default(), 0, 1, &[Some(post.clone())]);
            if page.found == [Some(0)] && page.rows[0].title == title {
                break;
            }
        }
        times.push(begun.elapsed());
    }
    times.sort();
    let slowest = times[times.len() - 1];
    let said = format!(
        "{} (slowest of {} {})",
        milliseconds(median(times.clone())),
        times.len(),
        milliseconds(slowest)
    );
    figure("one changed file found, from the write to the row", &said, "<= 100 ms");
}

/// As most programs save: a new file in the place of the old one.
fn write_outside(file: &Path, text: &str) {
    let beside = file.with_extension("part");
    fs::write(&beside, text).expect("a file");
    fs::rename(&beside, file).expect("a file");
}

fn memory(many: &Path, few: &Path) {
    for (name, first) in
        [("memory beyond that with ten posts, warm start", false), ("the same after a first scan", true)]
    {
        let (Some(large), Some(small)) = (held(many, first), held(few, first)) else {
            figure(name, "not on this system", "<= 60 MB");
            continue;
        };
        let said = format!("{:.1} MB ({large:.1} against {small:.1})", large - small);
        figure(name, &said, "<= 60 MB");
    }
}

/// Private memory of a process of its own that holds this library, megabytes.
fn held(folder: &Path, first: bool) -> Option<f64> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.arg("--hold").arg(folder);
    if first {
        command.args(["--first", "yes"]);
    }
    String::from_utf8(command.output().ok()?.stdout).ok()?.trim().parse().ok()
}

/// Opens a library, uses its list as a window does, and says how much private memory that took.
fn hold(folder: &Path, first: bool) {
    if first {
        drop(fs::remove_dir_all(folder.join("cache")));
    }
    let catalogue = open(folder);
    walk(&catalogue);
    for key in [Key::Changed, Key::Title, Key::Date, Key::Words] {
        let view = View { sort: Sort { key, descending: true }, ..View::default() };
        let total = catalogue.page(&view, 0, PAGE, &[]).total;
        catalogue.page(&view, total / 2, PAGE, &[]);
    }
    let rollup = fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let kilobytes = |name: &str| -> Option<f64> {
        rollup.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
    };
    if let (Some(clean), Some(dirty)) = (kilobytes("Private_Clean:"), kilobytes("Private_Dirty:")) {
        println!("{}", (clean + dirty) * 1024.0 / 1e6);
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A library of so many posts of about 5 kB, the same each time; one that is there already is taken.
fn make(folder: &Path, posts: usize) {
    let mark = folder.join("made");
    if mark.is_file() {
        return;
    }
    eprintln!("Writing {posts} posts below {}.", folder.display());
    for n in 0..posts {
        let file = folder.join("posts").join(place(n));
        if n % 1_000 == 0 {
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        }
        let mut post = fs::File::create(file).expect("a post");
        post.write_all(text(n).as_bytes()).expect("a post");
    }
    fs::write(mark, "").expect("a mark");
}

fn place(n: usize) -> String {
    format!("{}/{:02}/{}-{n}.md", 2000 + n / 4_000, n / 1_000 % 4, WORDS[n * 7 % WORDS.len()])
}

fn text(n: usize) -> String {
    let pick = |by: usize| WORDS[(n * by + by) % WORDS.len()];
    let title = format!("{} {} and the {} {}", capital(pick(3)), pick(5), pick(11), n);
    let status = ["draft", "published", "published", "scheduled", "private"][n % 5];
    let tags = match n % 4 {
        0 => String::new(),
        1 => format!("tags: [{}]\n", pick(13)),
        _ => format!("tags: [{}, {}, {}]\n", pick(13), pick(17), pick(19)),
    };
    let date = format!("20{:02}-{:02}-{:02} {:02}:30", n / 4_000, 1 + n % 12, 1 + n % 28, n % 24);
    let picture = if n.is_multiple_of(3) { "![The harbour](media/harbour.jpg)\n\n" } else { "" };
    format!(
        "---\ntitle: {title}\nstatus: {status}\ndate: {date}\ncategories: [{}]\n{tags}---\n\n{picture}{}",
        capital(pick(23)),
        words(n, 830)
    )
}

/// Running text in paragraphs, with a heading now and then.
fn words(seed: usize, count: usize) -> String {
    let mut dice = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = String::new();
    for n in 0..count {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        if n % 60 == 0 && n > 0 {
            out.push_str(if n % 240 == 0 { ".\n\n## " } else { ".\n\n" });
        } else if n > 0 {
            out.push(' ');
        }
        out.push_str(WORDS[(dice >> 33) as usize % WORDS.len()]);
    }
    out.push_str(".\n");
    out
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

const WORDS: [&str; 96] = [
    "harbour", "fog", "train", "early", "morning", "bread", "kitchen", "window", "letter", "garden", "river",
    "stone", "bridge", "winter", "summer", "light", "paper", "ink", "ferry", "island", "coast", "wind",
    "rain", "cloud", "walk", "road", "bicycle", "wheel", "chair", "table", "soup", "onion", "salt", "butter",
    "knife", "board", "wood", "nail", "hammer", "paint", "wall", "door", "key", "pocket", "coat", "shoe",
    "street", "corner", "market", "basket", "apple", "pear", "tree", "leaf", "bird", "gull", "crow",
    "feather", "nest", "egg", "milk", "cup", "kettle", "steam", "clock", "minute", "hour", "evening", "lamp",
    "book", "page", "margin", "pencil", "word", "sentence", "quiet", "slow", "bright", "cold", "warm", "old",
    "new", "small", "large", "little", "long", "short", "heavy", "gentle", "patient", "careful", "naïve",
    "café", "Straße", "piñata", "größer",
];
