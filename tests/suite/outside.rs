//! Other programs work on the same files.

use app::wire::editor::{OutsideNews, Side};
use app::wire::error::ErrorCode;
use app::wire::events::AppEvent;
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
        let row = heard.iter().any(|event| {
            matches!(event, AppEvent::PostsChanged { changed, .. } if changed.iter().any(|row| row.title == "New"))
        });
        if outside && row {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "not told: {heard:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Random keys, saves, outside writes, looks and choices. Whatever either side ever had in the file must be in the file,
/// in a version, or have been taken into the editor before it went on; nothing is ever overwritten unseen.
#[test]
fn nothing_is_overwritten_unseen() {
    const RUNS: u64 = 40;
    const STEPS: usize = 25;
    let mut lost = 0;
    let mut collisions = 0;
    for seed in 1..=RUNS {
        let mut dice = Dice(seed);
        let mut desk = Desk::new().outside("a.md", "start\n").open("a.md");
        let mut outside_texts: Vec<String> = Vec::new();
        for step in 0..STEPS {
            match dice.roll(6) {
                0 | 1 => desk = desk.types("a.md", &format!("k{step}\n")),
                2 => {
                    let before = desk.file("a.md");
                    match desk.try_save("a.md") {
                        Ok(()) => {
                            // A save may replace only what this editor knew.
                            let unseen = outside_texts.contains(&before)
                                && !desk.versions("a.md").contains(&before)
                                && !contains_all(&desk.file("a.md"), &before);
                            lost += usize::from(unseen);
                        }
                        Err(error) => {
                            assert_eq!(error.code, ErrorCode::ChangedOutside, "{error:?}");
                            assert_eq!(desk.file("a.md"), before);
                            collisions += 1;
                        }
                    }
                }
                3 => {
                    let text = format!("{}outside {seed} {step}\n", desk.file("a.md"));
                    outside_texts.push(text.clone());
                    desk = desk.outside("a.md", text);
                }
                4 => {
                    if matches!(desk.looks_outside("a.md"), OutsideNews::Both { .. }) {
                        let keep = if dice.roll(2) == 0 { Side::Mine } else { Side::Theirs };
                        let mine = desk.text("a.md").to_owned();
                        desk.chooses("a.md", keep);
                        if keep == Side::Theirs {
                            lost += usize::from(!desk.versions("a.md").contains(&mine));
                        }
                    }
                }
                _ => {
                    let _ = desk.looks_outside("a.md");
                }
            }
        }
    }
    println!("{lost} of {} steps lost a text; {collisions} collisions were refused", RUNS as usize * STEPS);
    assert_eq!(lost, 0);
    assert!(collisions > 20, "the test must collide to mean something: {collisions}");
}

/// Every line of `part` is in `whole`.
fn contains_all(whole: &str, part: &str) -> bool {
    part.lines().all(|line| whole.lines().any(|other| other == line))
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
