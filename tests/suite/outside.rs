//! Other programs work on the same files.

use app::wire::editor::{Change, OutsideNews, Side, TakeOutside};
use app::wire::error::ErrorCode;
use app::wire::events::AppEvent;
use std::collections::HashSet;
use std::time::{Duration, Instant};
use tests::desk::Desk;

#[test]
fn a_clean_post_follows_its_file() {
    let mut desk =
        Desk::new().outside("a.md", "one\r\ntwo\r\n").open("a.md").outside("a.md", "one\r\n2\r\nthree\n");
    assert!(matches!(desk.looks_outside("a.md"), OutsideNews::Changed { .. }));
    assert_eq!(desk.text("a.md"), "one\n2\nthree\n");
    let desk = desk.saves("a.md");
    assert_eq!(desk.file("a.md"), "one\r\n2\r\nthree\n", "taking a text in does not write it out");
    let said = desk.heard().iter().any(|event| matches!(event, AppEvent::Saved { version: 1, .. }));
    assert!(said, "the window is told that nothing is unsaved");
}

#[test]
fn a_post_with_changes_is_never_overwritten_and_never_overwrites() {
    for keep in [Side::Mine, Side::Theirs] {
        let mut desk = Desk::new()
            .outside("a.md", "one")
            .open("a.md")
            .types("a.md", " mine")
            .outside("a.md", "one theirs");
        assert_eq!(desk.try_save("a.md").unwrap_err().code, ErrorCode::ChangedOutside);
        assert_eq!(desk.file("a.md"), "one theirs");
        assert!(matches!(desk.looks_outside("a.md"), OutsideNews::Both { .. }));
        desk = desk.types("a.md", "!").saves("a.md");
        assert_eq!(desk.file("a.md"), "one theirs", "nothing is written until the writer chose");
        desk.chooses("a.md", keep);
        let desk = desk.saves("a.md");
        let (file, kept) = match keep {
            Side::Mine => ("one mine!", "one theirs"),
            Side::Theirs => ("one theirs", "one mine!"),
        };
        assert_eq!((desk.file("a.md").as_str(), desk.text("a.md")), (file, file));
        assert!(desk.versions("a.md").contains(&kept.to_owned()), "the other side is kept");
    }
}

#[test]
fn a_file_that_vanished_is_written_again() {
    let mut desk = Desk::new().outside("a.md", "one").open("a.md").types("a.md", " two");
    std::fs::remove_file(desk.library().join("a.md")).unwrap();
    assert_eq!(desk.looks_outside("a.md"), OutsideNews::Gone);
    let desk = desk.saves("a.md");
    assert_eq!(desk.file("a.md"), "one two");
}

#[test]
fn the_watcher_tells_the_window() {
    let desk = Desk::new().outside("a.md", "one").open("a.md");
    // What was written before the library was watched may still be reported; only what comes now counts.
    std::thread::sleep(Duration::from_millis(600));
    let before = desk.heard().len();
    let desk = desk.outside("a.md", "one two").outside("new.md", "# New");
    let start = Instant::now();
    loop {
        let heard = desk.heard().split_off(before);
        let outside = heard.iter().any(|event| matches!(event, AppEvent::Outside { path } if path == "a.md"));
        let row = heard
            .iter()
            .any(|event| matches!(event, AppEvent::LibraryChanged { counts, .. } if counts.all == 2));
        let row = row && desk.page(0, 10).rows.iter().any(|row| row.title == "New");
        if outside && row {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "not told: {heard:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Replaces the editor's whole text.
fn rewrites(desk: Desk, path: &str, text: &str) -> Desk {
    let to = desk.text(path).encode_utf16().count() as u32;
    desk.changes(path, vec![Change { from: 0, to, insert: text.to_owned() }])
}

#[test]
fn changes_of_both_sides_become_one_text() {
    for (base, mine, theirs, merged) in [
        ("a\n\nb\n\nc\n", "a\n\nb\n\nc mine\n", "a theirs\n\nb\n\nc\n", "a theirs\n\nb\n\nc mine\n"),
        ("a\n\nb\n", "a\n\nb\n\nmine\n", "theirs\n\na\n\nb\n", "theirs\n\na\n\nb\n\nmine\n"),
        ("a\n\nb\n\nc\n", "a\n\nc\n", "a\n\nb\n\nc\n\nd\n", "a\n\nc\n\nd\n"),
        (
            "---\ntitle: x\n---\na\n\nb\n",
            "---\ntitle: x\n---\na\n\nB\n",
            "---\ntitle: y\n---\na\n\nb\n",
            "---\ntitle: y\n---\na\n\nB\n",
        ),
    ] {
        let desk = rewrites(Desk::new().outside("a.md", base).open("a.md"), "a.md", mine);
        let mut desk = desk.outside("a.md", theirs);
        assert!(matches!(desk.looks_outside("a.md"), OutsideNews::Merged { .. }), "{mine:?} {theirs:?}");
        assert_eq!(desk.text("a.md"), merged);
        assert_eq!(desk.file("a.md"), theirs, "merging writes nothing by itself");
        let desk = desk.saves("a.md");
        assert_eq!(desk.file("a.md"), merged);
        assert_eq!(desk.versions("a.md"), [theirs], "the other side is kept");
    }
}

#[test]
fn what_is_typed_while_texts_are_merged_never_goes_over_the_other_side() {
    let desk = Desk::new().outside("a.md", "a\n\nb\n").open("a.md").types("a.md", "mine\n");
    let desk = desk.outside("a.md", "theirs\n\nb\n");
    // The answer is on its way, and another key arrives before it.
    let news = desk.app.take_outside(TakeOutside { path: "a.md".to_owned(), version: 1 }).unwrap();
    assert!(matches!(news, OutsideNews::Merged { .. }));
    let mut desk = desk.types("a.md", "more\n");
    assert_eq!(desk.try_save("a.md").unwrap_err().code, ErrorCode::ChangedOutside);
    assert!(matches!(desk.looks_outside("a.md"), OutsideNews::Merged { .. }));
    let desk = desk.saves("a.md");
    assert_eq!(desk.file("a.md"), "theirs\n\nb\nmine\nmore\n");
}

#[test]
fn a_file_that_is_suddenly_next_to_nothing_is_not_loaded() {
    let long = "A paragraph that somebody wrote.\n\n".repeat(60);
    for (file, typed, left) in
        [("one\n", "", ""), ("one\n", " two", "\n"), (&long, "", "A par"), (&long, "x", "")]
    {
        let mut desk =
            Desk::new().outside("a.md", file).open("a.md").types("a.md", typed).outside("a.md", left);
        let text = desk.text("a.md").to_owned();
        assert_eq!(desk.looks_outside("a.md"), OutsideNews::Both { theirs: left.to_owned() });
        desk = desk.saves("a.md");
        assert_eq!((desk.text("a.md"), desk.file("a.md").as_str()), (text.as_str(), left));
        // The other program was only half done.
        desk = desk.outside("a.md", file);
        assert_eq!(desk.looks_outside("a.md"), OutsideNews::Same);
        desk = desk.outside("a.md", left);
        assert!(matches!(desk.looks_outside("a.md"), OutsideNews::Both { .. }));
        desk.chooses("a.md", Side::Mine);
        assert_eq!(desk.file("a.md"), text);
    }
}

/// Each side makes random changes to the same text. What comes out must have every word that a side put in, and every word
/// that neither took out; where the writer is asked, both texts are whole.
#[test]
fn no_word_of_either_side_is_lost() {
    const RUNS: u64 = 400;
    let (mut merged, mut asked, mut lost) = (0, 0, 0);
    let mut dice = Dice(11);
    let mut desk = Desk::new();
    for run in 0..RUNS {
        let path = format!("{run}.md");
        let base: Vec<String> = (0..8).map(|at| format!("b{run}p{at} b{run}q{at}")).collect();
        let [mine, theirs] = ["mine", "theirs"].map(|side| edited(&base, &mut dice, side).join("\n\n"));
        let (base, theirs) = (base.join("\n\n") + "\n", theirs + "\n");
        desk = rewrites(desk.outside(&path, &base).open(&path), &path, &(mine.clone() + "\n"));
        desk = desk.outside(&path, &theirs);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let found = match desk.looks_outside(&path) {
            OutsideNews::Both { theirs } => {
                asked += 1;
                [words(desk.text(&path)), words(&theirs)].concat()
            }
            news => {
                merged += usize::from(matches!(news, OutsideNews::Merged { .. }));
                desk = desk.saves(&path);
                words(&desk.file(&path))
            }
        };
        let is_new = |word: &&String| !base.contains(word.as_str());
        let (mine, theirs) = (words(&mine), words(&theirs));
        let stays = words(&base).into_iter().filter(|word| mine.contains(word) && theirs.contains(word));
        let wanted = mine.iter().chain(&theirs).filter(is_new).cloned().chain(stays);
        lost += wanted.filter(|word| !found.contains(word)).count();
    }
    println!("{lost} words lost in {RUNS} pairs of changes; {merged} merged, {asked} asked");
    assert_eq!(lost, 0);
    assert!(merged > 50 && asked > 50, "both must happen to mean something: {merged}, {asked}");
}

/// One to three random changes of paragraphs.
fn edited(base: &[String], dice: &mut Dice, side: &str) -> Vec<String> {
    let mut text = base.to_vec();
    for number in 0..=dice.roll(3) {
        let at = dice.roll(text.len() as u64) as usize;
        match dice.roll(4) {
            0 => text.insert(at, format!("{side}{number}new {side}{number}too")),
            1 if text.len() > 1 => drop(text.remove(at)),
            2 => text[at] = format!("{side}{number}instead"),
            _ => text[at].push_str(&format!(" {side}{number}more")),
        }
    }
    text
}

/// Random keys, saves, looks, choices, closings, starts, and another program that writes on or brings an older text back.
/// Nothing is overwritten unseen, and every line that this program ever had in the file, or ever replaced there, is in the
/// file or in a version at the end.
#[test]
fn nothing_is_overwritten_unseen() {
    const STEPS: usize = 25;
    let runs = if std::env::var_os("COPYDESK_LONG").is_some() { 400 } else { 100 };
    let (mut unseen, mut lost, mut refused, mut saves) = (0, 0, 0, 0);
    for seed in 1..=runs {
        let mut dice = Dice(seed);
        let mut desk = Desk::new().outside("a.md", "start\n").open("a.md");
        let mut outside: Vec<String> = vec!["start\n".to_owned()];
        let mut owed: Vec<String> = Vec::new();
        for step in 0..STEPS {
            match dice.roll(10) {
                0..3 => desk = desk.types("a.md", &format!("k{seed}s{step}\n")),
                3 | 4 => {
                    let before = desk.file("a.md");
                    match desk.try_save("a.md") {
                        Ok(()) => {
                            let after = desk.file("a.md");
                            if before != after {
                                saves += 1;
                                unseen += usize::from(!owes_nothing(&before, &kept_lines(&desk, &after)));
                                owed.extend([before, after]);
                            }
                        }
                        Err(error) => {
                            assert_eq!(error.code, ErrorCode::ChangedOutside, "{error:?}");
                            assert_eq!(desk.file("a.md"), before);
                            refused += 1;
                        }
                    }
                }
                5 => {
                    let text = format!("{}o{seed}s{step}\n", desk.file("a.md"));
                    outside.push(text.clone());
                    desk = desk.outside("a.md", text);
                }
                6 => {
                    let old = &outside[dice.roll(outside.len() as u64) as usize];
                    desk = desk.outside("a.md", old.clone());
                }
                7 | 8 => {
                    let mine = desk.text("a.md").to_owned();
                    if matches!(desk.looks_outside("a.md"), OutsideNews::Both { .. }) {
                        let keep = if dice.roll(2) == 0 { Side::Mine } else { Side::Theirs };
                        desk.chooses("a.md", keep);
                        // What was typed and never saved is not thrown away by a choice either.
                        owed.push(mine);
                    }
                }
                _ if dice.roll(3) > 0 => desk = desk.reopens("a.md"),
                _ => desk = desk.reopens("a.md").restart().open("a.md"),
            }
        }
        let desk = desk.reopens("a.md");
        let kept = kept_lines(&desk, &desk.file("a.md"));
        lost += owed.iter().filter(|text| !owes_nothing(text, &kept)).count();
    }
    println!(
        "{unseen} silent overwrites and {lost} lost texts in {} random steps ({saves} saves, {refused} refused)",
        runs as usize * STEPS
    );
    assert_eq!((unseen, lost), (0, 0));
    assert!(refused > 50 && saves > 100, "they must collide to mean something: {saves}, {refused}");
}

/// All lines of a text and of the versions of its post.
fn kept_lines(desk: &Desk, text: &str) -> HashSet<String> {
    let versions = desk.versions("a.md");
    versions.iter().map(String::as_str).chain([text]).flat_map(str::lines).map(str::to_owned).collect()
}

fn owes_nothing(text: &str, kept: &HashSet<String>) -> bool {
    text.lines().all(|line| kept.contains(line))
}

/// A small reproducible random source (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }
}
