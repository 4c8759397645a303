//! The whole program is killed while somebody types, again and again: how much of the typing is gone.
//!
//! What counts is what a person would count: each word with the moment its last key was down, and whether it is in the
//! post after the next start. `COPYDESK_LONG` asks for the long run.

use crate::machine::Machine;
use crate::screen::{EDITOR, Window, id};
use fantoccini::key::Key;
use std::time::{Duration, Instant};
use tests::servers::unique;

/// The longest that somebody types before the program is killed.
const LONGEST_MS: u64 = 7000;

#[test]
fn a_kill_while_typing_costs_at_most_a_second() {
    let kills = if std::env::var_os("COPYDESK_LONG").is_some() { 100 } else { 10 };
    let machine = Machine::new();
    machine.write("a.md", "# Typed and killed\n");
    let mut window = machine.open();
    window.choose("a.md");
    let (mut lost, mut words) = (Vec::new(), 0);
    for kill in 0..kills {
        let typing = Duration::from_millis(300 + some_number() % LONGEST_MS);
        let typed = type_for(&window, typing, &mut words);
        let killed = Instant::now();
        drop(window);
        window = machine.start();
        window.see(EDITOR);
        window.type_into(EDITOR, &format!("{}s", Key::Control));
        window.see_in(&id("save-state"), "Saved");
        let text = machine.read("a.md");
        let gone = typed.iter().find(|(word, _)| !text.contains(word.as_str()));
        let cost = gone.map_or(0, |(_, at)| killed.duration_since(*at).as_millis());
        println!("kill {kill} after {typing:?}: {} words typed, {cost} ms lost", typed.len());
        lost.push(cost);
    }
    lost.sort_unstable();
    let at = |percent: usize| lost[(lost.len() * percent).div_ceil(100) - 1];
    println!(
        "{kills} kills while typing: lost {} ms at p50, {} ms at p99, {} ms at most",
        at(50),
        at(99),
        at(100)
    );
    assert!(at(99) <= 1000, "more than a second of typing is gone: {lost:?}");
    assert!(at(100) <= 5000, "more than five seconds of typing are gone: {lost:?}");
}

/// Types words at the end of the text for so long; each with the moment it was down.
fn type_for(window: &Window, long: Duration, words: &mut u64) -> Vec<(String, Instant)> {
    let begun = Instant::now();
    window.write("\n");
    let mut typed = Vec::new();
    while begun.elapsed() < long {
        *words += 1;
        let word = format!("w{words}.");
        window.type_into(EDITOR, &format!("{word} "));
        typed.push((word, Instant::now()));
    }
    typed
}

/// Some number that differs each time.
fn some_number() -> u64 {
    unique().bytes().fold(7, |number, byte| number.wrapping_mul(31).wrapping_add(u64::from(byte)))
}
