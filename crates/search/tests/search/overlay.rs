//! The overlay and the committed index answer as one: as a freshly built index would.

use crate::desk::{Desk, post, stamp};
use blog::Status;
use search::{Document, Index, Query};

/// A small generator of numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    fn words(&mut self, most: usize) -> String {
        let count = self.roll(most) + 1;
        (0..count).map(|_| self.one(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn post(&mut self, path: &str) -> Document {
        let (title, body) = (self.words(6), self.words(120));
        let tags: Vec<String> = (0..self.roll(3)).map(|_| self.words(2)).collect();
        let categories: Vec<String> = (0..self.roll(2)).map(|_| self.words(2)).collect();
        let status = [Status::Draft, Status::Published, Status::Scheduled][self.roll(3)];
        let date = self.roll(2_000) as i64 * 86_400;
        let stamp = stamp(&format!("{title}{body}{tags:?}{categories:?}{status}{date}"));
        let blogs = if self.roll(2) == 0 { vec!["blog.example.org".into()] } else { Vec::new() };
        Document { title, tags, categories, status, blogs, date, stamp, ..post(path, &body) }
    }
}

const WORDS: [&str; 24] = [
    "garden",
    "gardens",
    "gardener",
    "rose",
    "roses",
    "Straße",
    "strasse",
    "café",
    "日本",
    "日",
    "本",
    "秋",
    "Ёлка",
    "the",
    "a",
    "of",
    "and",
    "winter",
    "wine",
    "state-of-the-art",
    "x2",
    "ΟΔΟΣ",
    "οδός",
    "end.",
];

const QUERIES: [&str; 32] = [
    "garden ",
    "garden",
    "gard",
    "g",
    "rose the ",
    "\"the rose\" ",
    "\"the ros",
    "\"of and a\" ",
    "\"a a\" ",
    "日本 ",
    "本",
    "日 秋 ",
    "\"日本秋\" ",
    "strasse cafe ",
    "state-of-the-art ",
    "\"state of\" winter ",
    "οδος ",
    "tag:garden ",
    "tag:gar",
    "-tag:garden rose ",
    "category:winter ",
    "status:draft ",
    "status:draft -the ",
    "-the -a ",
    "after:1972 ",
    "before:1974-05 winter",
    "after:1973 before:1974 rose",
    "blog:example ",
    "w",
    "wi",
    "win*  a ",
    "\"rose garden\" -winter",
];

#[test]
fn after_any_changes_the_answers_are_those_of_a_fresh_index() {
    let (mut compared, mut found) = (0, 0);
    for seed in 1..=6 {
        let mut dice = Dice(seed);
        let mut desk = Desk::new();
        for round in 0..8 {
            for _ in 0..dice.roll(60) {
                let path = format!("{}.md", dice.roll(80));
                match dice.roll(4) {
                    0 => desk.remove(&path),
                    _ => desk.put(dice.post(&path)),
                }
            }
            if dice.roll(2) == 0 {
                desk.index.settle().unwrap();
            }
            if round % 4 == 3 {
                desk.index = reopened(desk.index, &desk.folder);
                desk.catch_up();
            }
            let fresh = Desk::holding(desk.posts.values().cloned());
            fresh.index.settle().unwrap();
            for query in QUERIES {
                let (answer, expected) = (desk.find(query), fresh.find(query));
                assert_eq!(answer, expected, "{query:?}, seed {seed}, round {round}");
                let (best, total) = desk.index.best(&Query::parse(query), 7).unwrap();
                let best: Vec<&str> = best.iter().map(|path| path.stem()).collect();
                assert_eq!(total, answer.len(), "{query:?}");
                assert_eq!(
                    best,
                    answer[..answer.len().min(7)],
                    "{query:?}: the best seven are the first seven"
                );
                compared += 1;
                found += answer.len();
            }
        }
    }
    println!("0 of {compared} answers differ from those of a fresh index ({found} posts found)");
    assert!(found > compared, "the queries find something");
}

/// The index closed and opened again. What was not committed may be lost: it is caught up with.
fn reopened(index: Index, folder: &tempfile::TempDir) -> Index {
    drop(index);
    Index::open(folder.path()).unwrap()
}

#[test]
fn a_fresh_save_is_found_at_once_and_only_in_its_new_state() {
    let mut desk = Desk::holding([post("a.md", "the old text"), post("b.md", "another text")]);
    desk.index.settle().unwrap();
    desk.put(post("a.md", "the new words"));
    assert_eq!(desk.find("old "), [""; 0]);
    assert_eq!(desk.find("new "), ["a"]);
    assert_eq!(desk.find("the "), ["a"]);
    desk.remove("b.md");
    assert_eq!(desk.find("text "), [""; 0]);
    desk.index.settle().unwrap();
    assert_eq!((desk.find("text "), desk.find("the new ")), (vec![], vec!["a".to_owned()]));
    desk.put(post("b.md", "back again"));
    assert_eq!(desk.find("again"), ["b"]);
}
