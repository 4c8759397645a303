//! Closed, cut off, started again: the same post is open and no word is lost.

use crate::machine::Machine;
use crate::screen::id;
use std::time::Duration;

#[test]
fn the_same_post_is_open_again_and_nothing_is_lost() {
    let machine = Machine::new();
    machine.write("a.md", "# First\n\nOne.\n");
    machine.write("b.md", "# Second\n\nTwo.\n");
    let window = machine.open();
    window.choose("b.md");
    // Closed in the middle of typing: the last keys are saved too.
    window.write("\nThe very last words.");
    window.close();
    assert!(machine.read("b.md").contains("Two.\n\nThe very last words."), "{}", machine.read("b.md"));

    let again = machine.start();
    again.see("[data-testid='post-list-item'][data-path='b.md'][aria-selected='true']");
    again.editor_has("The very last words.");
    assert_eq!(machine.read("a.md"), "# First\n\nOne.\n");
}

#[test]
fn a_power_cut_costs_at_most_what_was_just_typed() {
    let machine = Machine::new();
    machine.write("a.md", "# First\n\nOne.\n");
    let window = machine.open();
    window.choose("a.md");
    window.write("\nKept before the cut.");
    std::thread::sleep(Duration::from_millis(2500));
    // Everything is killed at once, nothing can be said or saved.
    drop(window);
    assert!(machine.read("a.md").contains("Kept before the cut."), "{}", machine.read("a.md"));
    let again = machine.start();
    again.editor_has("Kept before the cut.");
    again.see(&id("save-state"));
}
