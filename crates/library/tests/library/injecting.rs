//! A save in which one system call fails, or is the last one: every call of it, with every fault, in all three ways of
//! saving. `strace` does it to a child; what it leaves is looked at afterwards.
#![cfg(target_os = "linux")]

use crate::desk::{Desk, again, child_folder, is_long, path, said};
use library::{FileForm, Library};
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

const OLD: &str = "The old text.\n";
const NEW: &str = "The new text, which is longer than the old one.\n";
const TEST: &str = "injecting::every_call_of_a_save_may_fail_or_be_the_last";
const KILL: &str = "signal=KILL";
const FAULTS: [&str; 7] =
    [KILL, "error=EIO", "error=ENOSPC", "error=EINTR", "error=EDQUOT", "error=EROFS", "error=EACCES"];

/// Calls for memory: a program that gets none ends, which is what a kill does.
const MEMORY: [&str; 5] = ["mmap", "munmap", "mremap", "brk", "madvise"];

/// How the file is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Old and new change places.
    Exchange,
    /// The file system cannot do that: a last look, then a rename.
    Rename,
    /// The file has another name, so it stays the same file.
    InPlace,
}

/// The child: one save between two marks that the trace shows.
///
/// `strace` counts calls in each thread by itself and the test program's main thread makes some too, so this thread saves
/// another file often first: from then on its numbers are its own.
fn save_once(folder: &Path) {
    let library = Library::open(folder).unwrap();
    let other = library.read(&path("rehearsed.md")).unwrap();
    let mut hash = other.hash;
    for n in 0..12 {
        hash = library.save(&other.path, &format!("Rehearsal {n}.\n"), FileForm::default(), &hash).unwrap();
    }
    let file = library.read(&path("a.md")).unwrap();
    let mark = |name: &str| assert!(!folder.join(name).exists());
    mark("mark-begin");
    let saved = library.save(&file.path, NEW, FileForm::default(), &file.hash);
    mark("mark-end");
    match saved {
        Ok(_) => println!("acknowledged"),
        Err(refused) => println!("refused: {refused}"),
    }
}

fn laid_out(way: Way) -> Desk {
    let desk = Desk::new();
    for name in ["a.md", "rehearsed.md"] {
        desk.put(name, OLD);
        if way == Way::InPlace {
            fs::hard_link(desk.place(name), desk.place(&format!("{name}.txt"))).unwrap();
        }
    }
    desk
}

/// The child under `strace` with these options.
fn traced(desk: &Desk, way: Way, options: &[String]) -> Output {
    let mut words = vec!["strace", "-f", "-qq", "-o", "trace.txt"];
    words.extend(options.iter().map(String::as_str));
    if way == Way::Rename {
        words.extend(["-e", "inject=renameat2:error=EINVAL"]);
    }
    let mut command: Command = again(&words, TEST, desk.library.root());
    // Each folder in it is one more call of the main thread, before anything of ours runs.
    command.env_remove("LD_LIBRARY_PATH");
    // The trace lies outside the library.
    let outside = desk.library.root().join("..").join(format!("trace-{}", std::process::id()));
    fs::create_dir_all(&outside).unwrap();
    let output = command.current_dir(&outside).output();
    let output = output.expect("strace is needed: `cargo xtask test` installs it");
    fs::copy(outside.join("trace.txt"), desk.place("trace.txt")).unwrap();
    fs::remove_dir_all(outside).unwrap();
    output
}

/// The calls of the save, each with its number among its thread's calls of that name.
fn calls(trace: &str) -> Vec<(String, usize)> {
    let mut counted: HashMap<(&str, &str), usize> = HashMap::new();
    let (mut inside, mut calls) = (false, Vec::<(String, usize)>::new());
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        let Some((name, _)) = call.split_once('(').filter(|_| !call.starts_with(['<', '+', '-'])) else {
            continue;
        };
        let count = counted.entry((thread, name)).or_default();
        *count += 1;
        let count = *count;
        if call.contains("mark-end") {
            let others = |name: &str| {
                counted
                    .iter()
                    .filter(|((other, call), _)| *other != thread && *call == name)
                    .map(|(_, count)| *count)
                    .max()
            };
            for (name, number) in &calls {
                assert!(
                    others(name).is_none_or(|most| most < *number),
                    "{name} number {number} is not the save's own"
                );
            }
            return calls;
        }
        if inside {
            calls.push((name.to_owned(), count));
        }
        inside |= call.contains("mark-begin");
    }
    panic!("the save is not in the trace:\n{trace}")
}

/// What is wrong with what a save left; `None` when nothing is.
fn violation(desk: &Desk, way: Way, fault: &str, call: &str, output: &Output) -> Option<String> {
    let told = said(output);
    let acknowledged = told.contains("acknowledged");
    let rescued: Vec<Vec<u8>> = fs::read_dir(desk.place(".copydesk/rescue"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| fs::read(entry.path()).unwrap())
        .collect();
    let found = desk.bytes("a.md");
    let (is_old, is_new) = (found == OLD.as_bytes(), found == NEW.as_bytes());
    let may_be_torn = way == Way::InPlace && rescued.iter().any(|text| text == OLD.as_bytes());
    if !is_old && !is_new && !may_be_torn {
        return Some(format!("the file is torn: {:?}", String::from_utf8_lossy(&found)));
    }
    if acknowledged && !is_new {
        return Some("acknowledged, and not there".to_owned());
    }
    if acknowledged && fault != KILL && matches!(call, "fsync" | "fdatasync") && fault != "error=EINTR" {
        return Some("acknowledged although the disk did not confirm it".to_owned());
    }
    if fault == KILL {
        // After the next start: nothing is left lying about, and the text can be saved.
        let swept = desk.library.sweep(SystemTime::now() + Duration::from_secs(2 * 60 * 60));
        let left = desk.files().iter().filter(|name| name.contains(".copydesk-")).count();
        if left > 0 || swept.kept.iter().any(|kept| fs::read(kept).unwrap().is_empty()) {
            return Some(format!("{left} left lying about: {swept:?}"));
        }
    } else if !acknowledged && !told.contains("refused") {
        return Some(format!("neither acknowledged nor refused:\n{told}"));
    } else if told.contains("refused") && !told.contains("still open here") {
        return Some(format!("the writer is not told what is safe:\n{told}"));
    }
    // The same save once more, without a fault.
    let now = desk.read("a.md");
    match desk.library.save(&now.path, NEW, now.form, &now.hash) {
        Ok(_) if desk.bytes("a.md") == NEW.as_bytes() => None,
        again => Some(format!("the next save: {again:?}")),
    }
}

#[test]
fn every_call_of_a_save_may_fail_or_be_the_last() {
    if let Some(folder) = child_folder() {
        return save_once(&folder);
    }
    let (mut runs, mut killed, mut refused, mut wrong) = (0, 0, 0, Vec::new());
    for way in [Way::Exchange, Way::Rename, Way::InPlace] {
        let desk = laid_out(way);
        let output = traced(&desk, way, &[]);
        assert!(said(&output).contains("acknowledged"), "{}", said(&output));
        let calls = calls(&String::from_utf8_lossy(&desk.bytes("trace.txt")));
        confirmed_in_order(way, &calls);
        for (call, number) in &calls {
            // This way of saving is made by a fault in that very call.
            if way == Way::Rename && call == "renameat2" {
                continue;
            }
            let faults = match way {
                _ if MEMORY.contains(&call.as_str()) => &FAULTS[..1],
                Way::Rename | Way::InPlace if !is_long() => &FAULTS[..4],
                _ => &FAULTS,
            };
            for fault in faults {
                let desk = laid_out(way);
                let injected = format!("inject={call}:{fault}:when={number}");
                let only = if way == Way::Rename {
                    format!("trace={call},renameat2")
                } else {
                    format!("trace={call}")
                };
                let output = traced(&desk, way, &["-e".to_owned(), only, "-e".to_owned(), injected]);
                runs += 1;
                killed += usize::from(*fault == KILL && !output.status.success());
                refused += usize::from(said(&output).contains("refused"));
                if let Some(what) = violation(&desk, way, fault, call, &output) {
                    wrong.push(format!("{way:?}, {call} number {number}, {fault}: {what}"));
                }
            }
        }
        println!("{way:?}: {} system calls", calls.len());
    }
    println!(
        "{} violations in {runs} saves with one fault each ({killed} killed, {refused} refused)",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(killed > 50 && refused > 50, "the faults must arrive");
}

/// The disk has confirmed the new text before it gets its name, and the name before the save is acknowledged.
fn confirmed_in_order(way: Way, calls: &[(String, usize)]) {
    let last = |names: &[&str]| calls.iter().rposition(|(name, _)| names.contains(&name.as_str()));
    let first = |name: &str| calls.iter().position(|(call, _)| call == name);
    let written = last(&["write", "pwrite64"]).unwrap();
    let confirmed = last(&["fsync", "fdatasync"]).unwrap();
    assert!(written < confirmed, "{calls:?}");
    if way != Way::InPlace {
        let renamed = last(&["renameat2", "rename", "renameat"]).unwrap();
        let synced = first("fsync").or_else(|| first("fdatasync")).unwrap();
        assert!(written < synced && synced < renamed && renamed < confirmed, "{calls:?}");
    }
}
