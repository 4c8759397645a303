//! Killed while it commits: the index opens again, and after catching up the answers are right.

use crate::desk::post;
use search::{Document, Index, Query};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Where the child writes. Not set: this is no child.
const FOLDER: &str = "COPYDESK_SEARCH_KILL";
const POSTS: usize = 400;

fn posts() -> Vec<Document> {
    (0..POSTS)
        .map(|n| {
            post(&format!("{n}.md"), &format!("common words number{n} {}", "and more of them ".repeat(40)))
        })
        .collect()
}

/// The child: commits without end until it is killed.
#[test]
fn the_child_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let index = Index::open(folder.as_ref()).unwrap();
    for round in 0.. {
        for mut post in posts().into_iter().skip(round % 7) {
            post.stamp = round as u64;
            index.put(&post).unwrap();
        }
        index.settle().unwrap();
        println!("committed");
    }
}

#[test]
fn killed_while_committing_it_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut opened_as_it_was, mut wrong) = (0, 0);
    for kill in 0..20u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kills::the_child_that_is_killed", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(150 + kill * 37 % 400));
        child.kill().unwrap();
        child.wait().unwrap();
        let index = Index::open(folder.path()).unwrap();
        opened_as_it_was += usize::from(index.kept() == search::Kept::AsItWas);
        let all = posts();
        for path in index.catch_up(all.iter().map(|post| (post.path.clone(), post.stamp))).unwrap() {
            index.put(all.iter().find(|post| post.path == path).unwrap()).unwrap();
        }
        index.settle().unwrap();
        let count = |query: &str| index.paths(&Query::parse(query)).unwrap().len();
        wrong +=
            usize::from(count("common words ") != POSTS || count("number17 ") != 1 || index.len() != POSTS);
    }
    println!(
        "20 kills while committing: {opened_as_it_was} opened as it was, {wrong} of 20 with a wrong answer"
    );
    assert_eq!(wrong, 0);
}
