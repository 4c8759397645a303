//! Versions: every exchanged text and a month of saves stay, byte for byte, whoever writes at the same time and whatever
//! is damaged.

use crate::desk::{Desk, Dice, again, child_folder, path};
use blog::{ContentHash, PostPath};
use library::{DAYS, Library, NEWEST, NewVersion, Why};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn kept(library: &Library, post: &PostPath, bytes: &[u8], why: Why, seconds: u64) -> String {
    library.keep(&NewVersion { path: post, bytes, why, blog: None, at: at(seconds), by: "one" }).unwrap()
}

fn bytes_of(library: &Library, post: &PostPath, id: &str) -> Vec<u8> {
    let (_, file) = library.version(post, id).unwrap();
    file.form.bytes(&file.text)
}

#[test]
fn a_text_is_kept_once_and_comes_back_byte_for_byte() {
    let desk = Desk::new();
    let post = path("2026/a.md");
    desk.put("2026/a.md", "now");
    let texts: [&[u8]; 5] =
        [b"one\n", b"\xef\xbb\xbfone\r\ntwo\r\n", b"no end", b"", "\u{65e5}\rmixed\r\n\n".as_bytes()];
    let mut ids = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        ids.push(kept(&desk.library, &post, text, Why::Saved, 1000 + n as u64));
        let again = kept(&desk.library, &post, text, Why::Replaced, 2000);
        assert_eq!(again, ids[n], "the newest one already");
    }
    for (id, text) in ids.iter().zip(texts) {
        assert_eq!(bytes_of(&desk.library, &post, id), text);
    }
    let sent = kept(&desk.library, &post, texts[4], Why::Published, 3000);
    assert_ne!(sent, ids[4], "that a text was sent is written down");
    let list = desk.library.versions(&post);
    assert_eq!(list.len(), 6);
    assert_eq!((list[0].why, list[5].why, list[5].words), (Why::Published, Why::Saved, 1));
    let texts =
        desk.files().into_iter().filter(|file| file.contains("versions") && file.ends_with(".md")).count();
    assert_eq!(texts, 5, "each text once");
    assert!(desk.library.scan().unwrap().posts.len() == 1, "versions are not posts");
    assert!(desk.library.version(&post, "../../../2026/a").is_err());
}

/// Random histories over four years: what may be asked for is there.
#[test]
fn what_was_exchanged_and_a_month_of_saves_stay() {
    const HISTORIES: u64 = 4;
    const STEPS: usize = 300;
    let (mut asked, mut missing, mut wrong, mut few) = (0, 0, 0, 0);
    for seed in 1..=HISTORIES {
        let desk = Desk::new();
        let post = path("a.md");
        let mut dice = Dice(seed);
        let mut now = 1_700_000_000;
        let mut history: Vec<(u64, Why, Vec<u8>)> = Vec::new();
        for step in 0..STEPS {
            now += match dice.below(10) {
                0 => dice.below(20 * DAY),
                1..=4 => dice.below(2 * DAY),
                _ => 600 + dice.below(3600),
            };
            let why = match dice.below(12) {
                0 => Why::Published,
                1 => Why::Pulled,
                2 => Why::Replaced,
                _ => Why::Saved,
            };
            // Now and then an older text again.
            let text = if dice.below(9) == 0 && !history.is_empty() {
                history[dice.below(history.len() as u64) as usize].2.clone()
            } else {
                format!("text {step} of {seed}\r\n").into_bytes()
            };
            kept(&desk.library, &post, &text, why, now);
            history.push((now, why, text));
        }
        let list = desk.library.versions(&post);
        few += usize::from(list.len() < NEWEST);
        let there: HashSet<&ContentHash> = list.iter().map(|version| &version.hash).collect();
        let mut texts = BTreeMap::new();
        for (when, why, text) in &history {
            let must = why.is_exchange() || now - when < DAYS * DAY;
            if must {
                texts.insert(ContentHash::of(text), text);
            }
        }
        let newest: HashSet<ContentHash> =
            history.iter().rev().take(NEWEST).map(|(_, _, text)| ContentHash::of(text)).collect();
        asked += texts.len() + newest.len();
        missing += texts.keys().chain(&newest).filter(|hash| !there.contains(hash)).count();
        for version in &list {
            wrong +=
                usize::from(ContentHash::of(&bytes_of(&desk.library, &post, &version.id)) != version.hash);
        }
        let files = fs::read_dir(desk.place(".copydesk/versions/a.md")).unwrap().count();
        let texts = there.len();
        assert_eq!(files, list.len() + texts, "what nothing names is swept");
        println!("history {seed}: {} of {STEPS} kept as {texts} texts", list.len());
    }
    println!("{missing} of {asked} missing, {wrong} not byte for byte");
    assert_eq!((missing, wrong, few), (0, 0, 0));
}

#[test]
fn versions_follow_their_post() {
    let desk = Desk::new();
    let key = "---\ncopydesk-id: 00010203fafbfcfd\n---\n";
    desk.put("untitled.md", "now");
    kept(&desk.library, &path("untitled.md"), b"first", Why::Saved, 1);
    let named = desk.library.rename(&path("untitled.md"), "harbour").unwrap();
    assert_eq!(desk.library.versions(&named).len(), 1, "a renaming takes them along");
    desk.put("untitled.md", "another post");
    assert!(
        desk.library.versions(&path("untitled.md")).is_empty(),
        "the next post of that name has none of them"
    );
    kept(&desk.library, &path("untitled.md"), b"second post", Why::Saved, 2);
    desk.put("harbour.md", format!("{key}now"));
    kept(&desk.library, &named, format!("{key}sent").as_bytes(), Why::Published, 3);
    assert_eq!(desk.library.versions(&named).len(), 2);
    // Another program moves the file: the key finds its versions.
    fs::create_dir_all(desk.place("2026")).unwrap();
    fs::rename(desk.place("harbour.md"), desk.place("2026/moved.md")).unwrap();
    let texts: Vec<Vec<u8>> = desk
        .library
        .versions(&path("2026/moved.md"))
        .iter()
        .map(|version| bytes_of(&desk.library, &path("2026/moved.md"), &version.id))
        .collect();
    assert_eq!(texts, [format!("{key}sent").into_bytes(), b"first".to_vec()]);
    assert_eq!(desk.library.versions(&path("untitled.md")).len(), 1);
}

#[test]
fn what_an_earlier_copydesk_kept_is_still_there() {
    let desk = Desk::new();
    desk.put("a.md", "now");
    let early = ContentHash::of(b"one two three");
    desk.put(&format!(".copydesk/versions/a.md/{}.md", early.short()), "one two three");
    let list = desk.library.versions(&path("a.md"));
    assert_eq!((list.len(), list[0].why, list[0].words, &list[0].hash), (1, Why::Unknown, 3, &early));
    assert_eq!(bytes_of(&desk.library, &path("a.md"), &list[0].id), b"one two three");
    let moved = desk.library.rename(&path("a.md"), "b").unwrap();
    assert_eq!(desk.library.versions(&moved).len(), 1);
}

#[test]
fn damaged_entries_are_passed_over_and_nothing_is_swept_beside_them() {
    let desk = Desk::new();
    let post = path("a.md");
    desk.put("a.md", "now");
    for n in 0..60u64 {
        kept(&desk.library, &post, format!("text {n}").as_bytes(), Why::Saved, n * 10 * DAY);
    }
    let before = desk.library.versions(&post);
    let folder = desk.place(".copydesk/versions/a.md");
    let victim = folder.join(format!("{}.json", before[3].id));
    for damage in [&b""[..], b"{", b"{\"version\":1}", b"\xff\xfe", "[".repeat(100_000).as_bytes()] {
        fs::write(&victim, damage).unwrap();
        assert_eq!(desk.library.versions(&post).len(), before.len() - 1);
        assert!(desk.library.version(&post, &before[3].id).is_err());
    }
    let texts = |desk: &Desk| {
        desk.files().iter().filter(|file| file.contains("versions") && file.ends_with(".md")).count()
    };
    let texts_before = texts(&desk);
    for n in 60..80u64 {
        kept(&desk.library, &post, format!("text {n}").as_bytes(), Why::Saved, 600 * DAY + n);
    }
    assert!(victim.exists(), "it stays");
    assert_eq!(texts(&desk), texts_before + 20, "it may name any of the texts");
    // A text whose bytes turned is never handed out as what was kept.
    let version = desk.library.versions(&post).remove(0);
    fs::write(folder.join(format!("{}.md", version.hash.as_str())), "turned").unwrap();
    assert!(matches!(desk.library.version(&post, &version.id), Err(library::VersionError::Damaged { .. })));
}

#[test]
fn a_store_that_cannot_be_written_says_so_and_changes_nothing() {
    let desk = Desk::new();
    desk.put("a.md", "now");
    desk.put(".copydesk/versions", "a file where a folder should be");
    let post = path("a.md");
    let error = desk.library.keep(&NewVersion {
        path: &post,
        bytes: b"x",
        why: Why::Saved,
        blog: None,
        at: at(1),
        by: "one",
    });
    let said = error.unwrap_err().to_string();
    assert!(said.contains("a.md") && said.contains("as it was"), "{said}");
    assert!(desk.library.versions(&post).is_empty());
}

/// Two programs keep versions of one post at once, with old ones being thinned out under them.
#[test]
fn two_programs_at_once_lose_no_version() {
    const WRITES: u64 = 120;
    let test = "versions::two_programs_at_once_lose_no_version";
    let write = |library: &Library, who: u64| {
        for n in 0..WRITES {
            // Half of the texts are the same for both.
            let text = if n % 2 == 0 { format!("both {n}") } else { format!("{who} {n}") };
            let when = if n < 60 { 1000 + n } else { 1_700_000_000 + n * 60 };
            kept(library, &path("a.md"), text.as_bytes(), Why::Saved, when);
        }
    };
    if let Some(folder) = child_folder() {
        return write(&Library::open(&folder).unwrap(), 2);
    }
    let desk = Desk::new();
    desk.put("a.md", "now");
    let mut child = again(&[], test, desk.library.root()).stdout(Stdio::null()).spawn().unwrap();
    write(&desk.library, 1);
    assert!(child.wait().unwrap().success());
    let there: HashSet<ContentHash> =
        desk.library.versions(&path("a.md")).into_iter().map(|version| version.hash).collect();
    let wanted: HashSet<ContentHash> = (60..WRITES)
        .flat_map(|n| {
            if n % 2 == 0 { vec![format!("both {n}")] } else { vec![format!("1 {n}"), format!("2 {n}")] }
        })
        .map(|text| ContentHash::of(text.as_bytes()))
        .collect();
    let missing = wanted.difference(&there).count();
    println!("{missing} of {} texts of two programs missing", wanted.len());
    assert_eq!(missing, 0);
}

#[test]
fn what_two_computers_kept_is_common_to_both() {
    let desk = Desk::new();
    let post = path("a.md");
    desk.put("a.md", "now");
    let kept = |by: &str, text: &[u8], seconds| {
        desk.library
            .keep(&NewVersion { path: &post, bytes: text, why: Why::Saved, blog: None, at: at(seconds), by })
            .unwrap()
    };
    let common = || desk.library.common_version(&post).map(|file| file.text);
    kept("train", b"older", 1);
    kept("train", b"old", 2);
    assert_eq!(common(), None, "one computer alone is no proof");
    kept("home", b"old", 3);
    assert_eq!(common().as_deref(), Some("old"), "kept though it is the newest already");
    kept("train", b"older", 4);
    kept("home", b"home only", 5);
    assert_eq!(common().as_deref(), Some("old"));
    kept("home", b"older", 6);
    assert_eq!(common().as_deref(), Some("older"));
}
