//! Conflict files and the marks of a merge: compared, settled, and no word of either side lost.

use app::wire::conflict::{
    Against, ChunkKind, CompareConflict, Comparison, ConflictFound, ResolveConflict, TakeView,
};
use app::wire::error::ErrorCode;
use app::wire::library::{OnePost, PostRow, PostState};
use std::collections::BTreeSet;
use tests::desk::Desk;
use tests::model::Dice;

const COPY: &str = "a.sync-conflict-20261105-101112-ABCDEF7.md";

fn found(desk: &Desk) -> Vec<ConflictFound> {
    desk.app.list_conflicts(OnePost { path: "a.md".into() }).unwrap()
}

fn ask(with: &Against) -> CompareConflict {
    CompareConflict { path: "a.md".into(), with: with.clone() }
}

fn compared(desk: &Desk, with: &Against) -> Comparison {
    desk.app.compare_conflict(ask(with)).unwrap_or_else(|error| panic!("{error} {}", error.hint))
}

fn choice(with: &Against, comparison: &Comparison, take: TakeView) -> ResolveConflict {
    ResolveConflict {
        request: ask(with),
        fingerprint: comparison.fingerprint.clone(),
        theirs: false,
        takes: comparison.chunks.iter().filter(|chunk| chunk.kind == ChunkKind::Both).map(|_| take).collect(),
        fields: comparison
            .fields
            .iter()
            .filter(|field| !field.both)
            .map(|field| field.name.clone())
            .collect(),
    }
}

/// Two computers write the post one after the other, and both have this text in it before they do.
fn both_had(mut desk: Desk, base: &str) -> Desk {
    for _ in 0..2 {
        desk = desk.outside("a.md", base).open("a.md").types("a.md", "x").saves("a.md");
        // The next start is another computer's: it draws a name of its own.
        std::fs::remove_file(desk.home().join("config/settings.json")).unwrap();
        desk = desk.killed();
    }
    desk.outside("a.md", base)
}

/// Everything that is anywhere in the library: files, versions, trash.
fn all_words(desk: &Desk) -> BTreeSet<String> {
    fn collect(folder: &std::path::Path, words: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                collect(&entry.path(), words);
            } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
                words.extend(text.split_whitespace().map(str::to_owned));
            }
        }
    }
    let mut words = BTreeSet::new();
    collect(&desk.library(), &mut words);
    words
}

fn words_of(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_conflict_file_is_merged_from_what_both_computers_had() {
    let base = "---\ntitle: A\n---\n\nOne.\n\nTwo.\n\nThree.\n";
    let here = base.replace("Two.", "Two here.");
    let there = base.replace("title: A", "title: B").replace("\n\nThree.", "");
    let mut desk = both_had(Desk::new(), base).open("a.md").outside("a.md", &here).outside(COPY, &there);
    desk.looks_outside("a.md");
    let with = found(&desk).remove(0).with;
    let comparison = compared(&desk, &with);
    let kinds: Vec<ChunkKind> =
        comparison.chunks.iter().map(|chunk| chunk.kind).filter(|kind| *kind != ChunkKind::Same).collect();
    assert_eq!(kinds, [ChunkKind::Here, ChunkKind::There], "nothing is asked");
    assert_eq!((comparison.fields.len(), comparison.fields[0].both), (1, false));
    desk.app.resolve_conflict(choice(&with, &comparison, TakeView::Both)).unwrap();
    assert_eq!(desk.file("a.md"), "---\ntitle: B\n---\n\nOne.\n\nTwo here.\n");
    assert!(!desk.library().join(COPY).exists());
    let kept = desk.versions("a.md");
    assert!(kept.contains(&here) && kept.contains(&there), "{kept:?}");
    assert!(found(&desk).is_empty());
    desk.looks_outside("a.md");
    assert_eq!(desk.text("a.md"), desk.file("a.md"), "the open editor follows");
}

#[test]
fn marks_of_a_merge_become_a_choice_and_go() {
    let text = "---\ntitle: A\n---\n\nOne.\n\n<<<<<<< HEAD\nTwo here.\n=======\nTwo there.\n>>>>>>> home\n\nThree.\n";
    let desk = Desk::new().outside("a.md", text);
    let with = found(&desk).remove(0).with;
    assert_eq!(with, Against::Marks);
    let comparison = compared(&desk, &with);
    assert_eq!(comparison.chunks.iter().filter(|chunk| chunk.kind == ChunkKind::Both).count(), 1);
    let stale = ResolveConflict { fingerprint: "0".into(), ..choice(&with, &comparison, TakeView::Both) };
    assert_eq!(desk.app.resolve_conflict(stale).unwrap_err().code, ErrorCode::PlanChanged);
    assert_eq!(desk.file("a.md"), text);
    desk.app.resolve_conflict(choice(&with, &comparison, TakeView::Both)).unwrap();
    assert_eq!(desk.file("a.md"), "---\ntitle: A\n---\n\nOne.\n\nTwo here.\n\nTwo there.\n\nThree.\n");
    assert!(desk.versions("a.md").contains(&text.to_owned()));
    assert!(found(&desk).is_empty());
}

#[test]
fn taking_the_other_side_keeps_this_one() {
    let desk = Desk::new().outside("a.md", "one\n").outside(COPY, "\u{feff}two\r\n");
    let with = found(&desk).remove(0).with;
    let comparison = compared(&desk, &with);
    let theirs = ResolveConflict { theirs: true, ..choice(&with, &comparison, TakeView::Here) };
    desk.app.resolve_conflict(theirs).unwrap();
    assert_eq!(desk.file("a.md"), "two\r\n");
    let kept = desk.versions("a.md");
    assert!(kept.contains(&"one\n".to_owned()) && kept.contains(&"\u{feff}two\r\n".to_owned()), "{kept:?}");
}

/// Random edits on two computers, settled at random, with and without a text that both are known to have had.
#[test]
fn no_word_of_either_side_is_lost() {
    const RUNS: u64 = 60;
    let (mut lost, mut words, mut asked, mut missing_in_file) = (0, 0, 0, 0);
    for seed in 1..=RUNS {
        let mut dice = Dice::new(seed);
        let parts: Vec<String> = (0..8).map(|n| format!("p{n}x{seed} word.")).collect();
        let mut side = |name: &str| {
            let mut side: Vec<String> = parts.clone();
            for step in 0..1 + dice.roll(4) {
                let at = dice.roll(side.len());
                match dice.roll(3) {
                    0 => side[at] = format!("{name}{step}x{seed} changed."),
                    1 => side.insert(at, format!("{name}{step}x{seed} new.")),
                    _ if side.len() > 2 => drop(side.remove(at)),
                    _ => {}
                }
            }
            format!("---\ntitle: {name}\n---\n\n{}\n", side.join("\n\n"))
        };
        let (here, there) = (side("here"), side("there"));
        let with_base = dice.roll(2) == 0;
        let base = format!("---\ntitle: base\n---\n\n{}\n", parts.join("\n\n"));
        let desk = if with_base { both_had(Desk::new(), &base) } else { Desk::new() };
        let desk = desk.outside("a.md", &here).outside(COPY, &there);
        let with = found(&desk).remove(0).with;
        let comparison = compared(&desk, &with);
        asked += comparison.chunks.iter().filter(|chunk| chunk.kind == ChunkKind::Both).count();
        let take = [TakeView::Here, TakeView::There, TakeView::Both][dice.roll(3)];
        let theirs = dice.roll(5) == 0;
        desk.app.resolve_conflict(ResolveConflict { theirs, ..choice(&with, &comparison, take) }).unwrap();
        let both: BTreeSet<String> = words_of(&here).union(&words_of(&there)).cloned().collect();
        words += both.len();
        lost += both.difference(&all_words(&desk)).count();
        // What either side wrote anew is in the file itself when both are taken.
        if take == TakeView::Both && !theirs {
            let file = words_of(&desk.file("a.md"));
            let new = |word: &&String| word.starts_with("here") || word.starts_with("there");
            missing_in_file +=
                both.iter().filter(new).filter(|word| word.contains('x') && !file.contains(*word)).count();
        }
        assert!(!desk.file("a.md").contains("<<<<<<<") && found(&desk).is_empty());
    }
    println!(
        "{lost} of {words} words lost in {RUNS} conflicts, {asked} places asked; {missing_in_file} new words missing where both were taken"
    );
    assert_eq!((lost, missing_in_file), (0, 0));
}

#[test]
fn a_conflict_file_is_a_conflict_of_its_post_in_the_list() {
    let desk = Desk::new().outside("a.md", "one\n").outside(COPY, "two\n").outside("b.md", "x\n");
    let desk = desk.outside("alone.sync-conflict-20261105-101112-ABCDEF7.md", "all there is of it\n");
    let rows = |desk: &Desk| -> Vec<(String, bool)> {
        desk.app.look_again().unwrap();
        let conflict = |row: &PostRow| matches!(row.state, PostState::Conflict { .. });
        let mut rows: Vec<_> = desk.rows().iter().map(|row| (row.path.clone(), conflict(row))).collect();
        rows.sort();
        rows
    };
    let alone = ("alone.sync-conflict-20261105-101112-ABCDEF7.md".to_owned(), false);
    assert_eq!(rows(&desk), [("a.md".to_owned(), true), alone.clone(), ("b.md".to_owned(), false)]);
    let with = found(&desk).remove(0).with;
    let comparison = compared(&desk, &with);
    desk.app.resolve_conflict(choice(&with, &comparison, TakeView::Both)).unwrap();
    assert_eq!(rows(&desk), [("a.md".to_owned(), false), alone, ("b.md".to_owned(), false)]);
}
