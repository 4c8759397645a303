//! Another program writes into a file that is open here.

use crate::machine::Machine;
use crate::screen::{EDITOR, Window, id};
use std::path::PathBuf;

const POST: &str = "---\ntitle: Shared\nstatus: draft\n---\n\nOne.\n\nTwo.\n";

fn open() -> (Machine, Window) {
    let machine = Machine::new();
    machine.write("shared.md", POST);
    let window = machine.open();
    window.choose("shared.md");
    window.preview_has("//p[. = 'Two.']");
    (machine, window)
}

/// Types into the paragraph that the other program changes, too, before the text is saved here.
fn both_change(machine: &Machine, window: &Window) {
    window.click(EDITOR);
    window.write("Mine.");
    machine.write("shared.md", &POST.replace("Two.", "Two, and theirs."));
    window.see(&id("outside-banner"));
}

/// Files that Copydesk keeps for itself in the library and that hold these words.
fn kept(machine: &Machine, words: &str) -> Vec<PathBuf> {
    let own = machine.library().join(".copydesk");
    let (found, _) = machine.files_with(&[words.to_owned()]);
    found.into_iter().filter(|file| file.starts_with(&own)).collect()
}

#[test]
fn a_clean_text_follows() {
    let (machine, window) = open();
    machine.write(
        "shared.md",
        &POST.replace("title: Shared", "title: Shared by two").replace("Two.", "Two, longer."),
    );
    window.editor_has("Two, longer.");
    window.preview_has("//p[. = 'Two, longer.']");
    window.see_in("[data-testid='post-list-item']", "Shared by two");
    window.gone(&id("outside-banner"));
    // A new file appears, a removed one goes.
    machine.write("other.md", "# Other\n\nText.\n");
    window.see("[data-path='other.md']");
    std::fs::remove_file(machine.library().join("other.md")).unwrap();
    window.gone("[data-path='other.md']");
}

#[test]
fn changes_in_different_paragraphs_are_put_together() {
    let (machine, window) = open();
    window.click(EDITOR);
    window.write("\nMine.");
    machine.write("shared.md", &POST.replace("One.", "One, and theirs."));
    window.see_in(&id("toast"), "merged into your text");
    window.editor_has("One, and theirs.");
    window.editor_has("Mine.");
    window.preview_has("//p[. = 'One, and theirs.']");
    window.gone(&id("outside-banner"));
    window.close();
    let text = machine.read("shared.md");
    assert!(text.contains("One, and theirs.\n\nTwo.\n\nMine."), "{text}");
}

#[test]
fn with_changes_here_the_writer_keeps_hers() {
    let (machine, window) = open();
    both_change(&machine, &window);
    window.screenshot("changed-outside");
    // Nothing was written over either side.
    assert!(machine.read("shared.md").contains("Two, and theirs."));
    window.editor_has("Mine.");
    window.click(&id("keep-mine"));
    window.gone(&id("outside-banner"));
    window.close();
    let text = machine.read("shared.md");
    assert!(text.contains("Mine.") && !text.contains("theirs"), "{text}");
    assert_eq!(kept(&machine, "Two, and theirs.").len(), 1, "their text is kept as a version");
}

#[test]
fn with_changes_here_the_writer_takes_theirs() {
    let (machine, window) = open();
    both_change(&machine, &window);
    window.click(&id("take-theirs"));
    window.gone(&id("outside-banner"));
    window.editor_has("Two, and theirs.");
    window.preview_has("//p[. = 'Two, and theirs.']");
    window.close();
    let text = machine.read("shared.md");
    assert!(text.contains("Two, and theirs.") && !text.contains("Mine."), "{text}");
    assert_eq!(kept(&machine, "Mine.").len(), 1, "her text is kept as a version");
}
