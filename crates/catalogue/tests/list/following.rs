//! The catalogue against a library whose files other programs edit, rename and remove, and whose cache is damaged or thrown
//! away: it always says what a fresh look at the folder says.

use crate::desk::{Desk, Dice, all, by_path, post, walk};
use blog::PostPath;
use catalogue::{Catalogue, Place, Row, View};
use library::PostSummary;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use tempfile::TempDir;

/// What the list says of a post, in the words of a scan.
fn said(row: &Row) -> String {
    let Row { path, title, first_words, modified, words, tags, date, unreadable, .. } = row;
    format!("{path} {title:?} {first_words:?} {modified:?} {words} {tags:?} {date:?} {unreadable:?}")
}

fn scanned(post: &PostSummary) -> String {
    let PostSummary { path, title, first_words, modified, words, tags, date, unreadable, .. } = post;
    format!("{path} {title:?} {first_words:?} {modified:?} {words} {tags:?} {date:?} {unreadable:?}")
}

/// How many posts the list and a fresh scan do not agree about.
fn differing(catalogue: &Catalogue) -> usize {
    let mut rows: Vec<String> = all(catalogue, &View::default()).rows.iter().map(said).collect();
    let mut posts: Vec<String> =
        catalogue.library().scan().expect("the folder is there").posts.iter().map(scanned).collect();
    rows.sort();
    posts.sort();
    rows.iter().filter(|row| posts.binary_search(row).is_err()).count() + posts.len().abs_diff(rows.len())
}

fn text(dice: &mut Dice, step: usize) -> Vec<u8> {
    let status = ["draft", "published", "scheduled", "private", "nonsense"][dice.roll(5)];
    let tags = ["[fog]", "[fog, Größe]", "[]", "2024"][dice.roll(4)];
    match dice.roll(8) {
        0 => Vec::new(),
        1 => b"caf\xe9".to_vec(),
        2 => b"---\ntitle: \"never closed\n---\nwords".to_vec(),
        3 => format!("# A heading {step}\n\n![a](b.png) and words\n").into_bytes(),
        _ => format!(
            "---\ntitle: Post {step}\nstatus: {status}\ntags: {tags}\ndate: 2026-11-{:02}\n---\n\n{}",
            1 + dice.roll(28),
            "word ".repeat(dice.roll(40))
        )
        .into_bytes(),
    }
}

fn step(desk: &Desk, dice: &mut Dice, step: usize) -> PostPath {
    let names = ["a.md", "b.md", "sub/c.md", "sub/deep/d.markdown", "é.md", "e.md", "f.md", "Fog.MD"];
    let name = names[dice.roll(names.len())];
    let file = desk.folder.path().join(name);
    match dice.roll(6) {
        0 => drop(fs::remove_file(&file)),
        1 => drop(fs::rename(&file, desk.folder.path().join(names[dice.roll(names.len())]))),
        _ => drop(desk.put(name, text(dice, step))),
    }
    post(name)
}

#[test]
fn the_catalogue_says_what_a_fresh_scan_says() {
    const RUNS: u64 = 40;
    const STEPS: usize = 30;
    let (mut wrong, mut compared) = (0, 0);
    for seed in 1..=RUNS {
        let mut dice = Dice(seed);
        let desk = Desk::new();
        let mut catalogue = desk.open();
        for n in 0..STEPS {
            let path = step(&desk, &mut dice, n);
            match dice.roll(8) {
                // The watcher told of it.
                0..=3 => {
                    catalogue.look(&[path]);
                    continue;
                }
                // Closed and opened again, or killed.
                4 => catalogue = desk.open(),
                // The cache was cleaned away while nobody looked, or is no database any more.
                5 => {
                    drop(catalogue);
                    drop(fs::remove_file(desk.cache_file()));
                    catalogue = desk.open();
                }
                6 => {
                    drop(catalogue);
                    damage(&desk.cache_file(), &mut dice);
                    catalogue = desk.open();
                }
                _ => {}
            }
            walk(&catalogue);
            wrong += differing(&catalogue);
            compared += 1;
        }
    }
    println!("list and fresh scan: {wrong} posts differ in {compared} comparisons");
    assert_eq!(wrong, 0);
    assert!(compared > 500);
}

/// Cuts, overwrites or scrambles a file.
fn damage(file: &Path, dice: &mut Dice) {
    let Ok(mut bytes) = fs::read(file) else { return };
    match dice.roll(3) {
        0 => bytes.truncate(dice.roll(bytes.len().max(1))),
        1 => bytes = b"no database".to_vec(),
        _ => {
            for _ in 0..40 {
                let at = dice.roll(bytes.len().max(1));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = dice.roll(256) as u8;
                }
            }
        }
    }
    fs::write(file, bytes).expect("a file");
}

#[test]
fn single_files_follow_without_a_walk() {
    let desk = Desk::new();
    desk.put("a.md", "# One");
    let catalogue = desk.open();
    walk(&catalogue);
    assert!(!catalogue.look(&[post("a.md")]), "nothing changed");
    desk.put("a.md", "# Two words");
    desk.put("b.md", "");
    assert!(catalogue.look(&[post("a.md"), post("b.md"), post("never.md")]));
    let titles: Vec<String> = all(&catalogue, &by_path()).rows.into_iter().map(|row| row.title).collect();
    assert_eq!(titles, ["b", "Two words"]);
    fs::remove_file(desk.folder.path().join("a.md")).unwrap();
    assert!(catalogue.look(&[post("a.md")]));
    assert_eq!((catalogue.counts().all, catalogue.has(&post("a.md"))), (1, false));
    assert!(!catalogue.look(&[post(".hidden/x.md"), post("notes.txt")]), "these are no posts");
}

#[test]
fn a_folder_that_went_away_leaves_the_list_as_it_was() {
    let desk = Desk::new();
    desk.put("a.md", "# One");
    let catalogue = desk.open();
    walk(&catalogue);
    let folder = desk.folder.path().to_owned();
    let elsewhere = TempDir::new().unwrap();
    fs::rename(&folder, elsewhere.path().join("moved")).unwrap();
    assert!(catalogue.bring_up_to_date(&|_| ControlFlow::Continue(())).is_err());
    assert_eq!(catalogue.counts().all, 1);
    fs::rename(elsewhere.path().join("moved"), &folder).unwrap();
}

#[test]
fn without_a_place_on_the_disk_it_works_for_this_run() {
    let desk = Desk::new();
    desk.put("a.md", "# One");
    let blocked = desk.put("file", "a file where the folder should be");
    let catalogue = Catalogue::open(desk.library(), Some(&blocked));
    walk(&catalogue);
    assert_eq!(all(&catalogue, &View { place: Place::Drafts, ..View::default() }).rows[0].title, "One");
}
