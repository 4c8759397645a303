//! A damaged index is made anew; one of another kind is not read; without a folder it lives in memory.

use crate::desk::{Desk, post};
use search::{Index, Kept, SearchError};
use std::fs;
use std::path::{Path, PathBuf};

fn built() -> Desk {
    let desk = Desk::holding((0..30).map(|n| post(&format!("{n}.md"), "some words about gardens")));
    desk.index.settle().unwrap();
    desk
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = fs::read_dir(folder).unwrap().flatten().find(|entry| entry.path().is_dir()).unwrap().path();
    let mut files: Vec<PathBuf> = fs::read_dir(inside).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// Waits until the thread of a dropped index has let go of its folder.
fn opened(folder: &Path) -> Index {
    loop {
        match Index::open(folder) {
            Err(SearchError::InUse) => std::thread::yield_now(),
            opened => return opened.unwrap(),
        }
    }
}

#[test]
fn a_damaged_index_is_made_anew_or_answers_rightly() {
    let count = files(built().folder.path()).len();
    assert!(count > 5, "{count} files");
    let (mut anew, mut kept) = (0, 0);
    for at in 0..count {
        for damage in ["gone", "empty", "half", "garbage", "swapped"] {
            let mut desk = built();
            let folder = desk.folder.path().to_owned();
            desk.index = Index::open(tempfile::tempdir().unwrap().path()).unwrap();
            let Some(file) = files(&folder).into_iter().nth(at) else { continue };
            let bytes = fs::read(&file).unwrap();
            match damage {
                "gone" => fs::remove_file(&file).unwrap(),
                "empty" => fs::write(&file, b"").unwrap(),
                "half" => fs::write(&file, &bytes[..bytes.len() / 2]).unwrap(),
                "garbage" => fs::write(&file, vec![0xa5; bytes.len().max(64)]).unwrap(),
                _ => fs::write(&file, bytes.iter().rev().copied().collect::<Vec<u8>>()).unwrap(),
            }
            desk.index = opened(&folder);
            match desk.index.kept() {
                Kept::Anew => anew += 1,
                Kept::AsItWas => kept += 1,
                Kept::InMemory => panic!("{damage}: {}", file.display()),
            }
            // As the app does: what fails on the way is made anew too, and what is missing is put in.
            let fill = |index: &Index| -> Result<Vec<String>, SearchError> {
                for path in index.catch_up(desk.stamps())? {
                    index.put(&desk.posts[&path])?;
                }
                index.settle()?;
                let found = index.paths(&search::Query::parse("gardens "))?;
                Ok(found.iter().map(|path| path.as_str().to_owned()).collect())
            };
            let found = fill(&desk.index).or_else(|_| {
                loop {
                    match Index::anew(&folder) {
                        Err(SearchError::InUse) => std::thread::yield_now(),
                        index => break fill(&index?),
                    }
                }
            });
            assert_eq!(found.unwrap().len(), 30, "{damage}: {}", file.display());
        }
    }
    println!(
        "{} ways of damage: {anew} made anew at once, {kept} opened; 0 wrong answers in the end",
        anew + kept
    );
}

#[test]
fn an_index_of_another_kind_goes_and_a_strange_folder_stays() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("words-0")).unwrap();
    fs::create_dir_all(folder.path().join("mine")).unwrap();
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(index.kept(), Kept::Anew);
    assert!(!folder.path().join("words-0").exists() && folder.path().join("mine").exists());
}

#[test]
fn without_a_folder_it_lives_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let index = Index::open(&file.join("search")).unwrap();
    assert_eq!(index.kept(), Kept::InMemory);
    index.put(&post("a.md", "found")).unwrap();
    index.settle().unwrap();
    assert_eq!(index.paths(&search::Query::parse("found ")).unwrap().len(), 1);
}

#[test]
fn two_programs_take_turns() {
    let desk = built();
    let other = Index::open(desk.folder.path()).unwrap();
    assert_eq!(other.kept(), Kept::AsItWas);
    assert_eq!(other.len(), 30);
    other.put(&post("other.md", "found by the other one at once")).unwrap();
    desk.index.put(&post("mine.md", "found here at once")).unwrap();
    let at_once = search::Query::parse("\"at once\" ");
    assert_eq!(other.paths(&at_once).unwrap().len(), 1);
    while other.settle() == Err(SearchError::InUse) {}
    while desk.index.settle() == Err(SearchError::InUse) {}
    let both = Index::open(desk.folder.path()).unwrap();
    assert_eq!(both.paths(&at_once).unwrap().len(), 2);
}
