//! Copydesk is started a second time with a library whose window is open.

use crate::machine::Machine;
use crate::screen::id;

#[test]
fn a_second_start_calls_the_first_window() {
    let machine = Machine::new();
    machine.write("a.md", "# First\n\nOne.\n");
    machine.write("b.md", "# Second\n\nTwo.\n");
    let window = machine.open();
    window.choose("a.md");
    let post = machine.library().join("b.md").display().to_string();
    let answer = machine.start_again(&["--open", &post]);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.err.contains("open in another window"), "{answer:?}");
    window.see_in(&id("toast"), "This library is open already");
    window.editor_has("Two.");
    // What is killed holds nothing: the next start opens a window of its own.
    drop(window);
    machine.start().editor_has("Two.");
}
