//! Two programs at the same time, for real: another one replaces the file whenever it likes while we save.
#![cfg(any(target_os = "linux", target_os = "macos"))]

use crate::desk::{Desk, Dice, is_long, path};
use library::{FileForm, SaveError};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Each text of ours names the outside version it builds on; the other program takes out what was there when it writes
/// and checks that nothing of its own was lost in between.
#[test]
fn another_program_that_saves_at_the_same_time_loses_nothing() {
    let writes = if is_long() { 10_000 } else { 1_000 };
    let desk = Desk::new();
    let (post, form) = (path("a.md"), FileForm::default());
    let file = desk.put("a.md", "outside 0");
    let (done, tries) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (missing, told, saves) = std::thread::scope(|scope| {
        let outside = scope.spawn(|| {
            let mut dice = Dice(0x5eed_0003);
            let spare = desk.place("spare.txt");
            let mut missing = Vec::new();
            // On a slow disk the other program goes on until the two have met often enough.
            for n in (1..).take_while(|n| *n <= writes || tries.load(Ordering::Relaxed) < 200) {
                std::thread::sleep(Duration::from_micros(dice.below(3000)));
                // A new file each time: one that a reader still has open must not be emptied under it.
                let _ = fs::remove_file(&spare);
                fs::write(&spare, format!("outside {n}")).unwrap();
                renameat_with(CWD, &spare, CWD, &file, RenameFlags::EXCHANGE).unwrap();
                let taken = fs::read_to_string(&spare).unwrap();
                let built_on = taken.rsplit(' ').next().and_then(|number| number.parse().ok());
                if built_on != Some(n - 1) {
                    missing.push(format!("outside {}", n - 1));
                }
            }
            done.store(true, Ordering::Relaxed);
            missing
        });
        let (mut saves, mut told) = (0, Vec::new());
        while !done.load(Ordering::Relaxed) {
            tries.fetch_add(1, Ordering::Relaxed);
            let read = desk.library.read(&post).unwrap();
            let built_on: usize = read.text.rsplit(' ').next().unwrap().parse().unwrap();
            let text = format!("mine {saves} on {built_on}");
            match desk.library.save(&post, &text, form, &read.hash) {
                Ok(_) => saves += 1,
                Err(SaveError::ChangedOutside { now }) => told.push(now.text),
                Err(other) => panic!("{other:?}"),
            }
        }
        (outside.join().unwrap(), told, saves)
    });
    // What the other program did not find where it had left it must have been kept aside or shown to us.
    let rescued = fs::read_dir(desk.place(".copydesk/rescue")).into_iter().flatten().flatten();
    let rescued: Vec<String> = rescued.map(|entry| fs::read_to_string(entry.path()).unwrap()).collect();
    let lost = missing.iter().filter(|text| !rescued.contains(text) && !told.contains(text)).count();
    let (conflicts, aside) = (told.len(), rescued.len());
    println!(
        "{lost} of {writes} outside versions lost, {saves} saves at the same time, {conflicts} conflicts, {aside} kept aside"
    );
    assert_eq!(lost, 0);
    assert!(saves > 0 && conflicts > 0, "the two must really meet");
}
