//! The first start: nothing is set up, nothing is asked, there is something to read and to try.

use crate::machine::Machine;
use crate::screen::id;
use serde_json::json;

#[test]
fn the_first_start_shows_a_post_that_teaches() {
    let machine = Machine::new();
    let window = machine.start();
    window.see(&id("sample-notice"));
    let welcome = "[data-testid='post-list-item'][data-path='welcome.md']";
    window.see_in(welcome, "Welcome to Copydesk");
    assert_eq!(window.see(&id("title-input")), "Welcome to Copydesk");
    window.preview_has("//h1 | //h2");
    window.preview_has("//p");
    window.see(&id("choose-folder"));
    window.see(&id("connect-blog"));
    let posts = "return document.querySelectorAll('[data-testid=post-list-item]').length >= 7";
    window.until("all sample posts in the list", posts, json!([]));
    window.screenshot("first-start");

    // A press without a blog leads to connecting one.
    window.click(&id("publish-button"));
    window.see(&id("connect-address"));
    window.close();

    // The samples are the writer's now: what was changed stays changed.
    let sample = machine.home().join("data/copydesk/Sample library/welcome.md");
    let changed = std::fs::read_to_string(&sample).unwrap() + "\nMy own last line.\n";
    std::fs::write(&sample, changed).unwrap();
    let again = machine.start();
    again.editor_has("This page is a post like any other.");
    again.preview_has("//p[contains(., 'My own last line.')]");
}

#[test]
fn a_post_named_at_the_start_is_opened_in_its_folder() {
    let machine = Machine::new();
    machine.write("a.md", "# First\n\nOne.\n");
    machine.write("b.md", "# Second\n\nTwo.\n");
    let window = machine.open_file("a.md");
    window.see("[data-testid='post-list-item'][data-path='a.md'][aria-selected='true']");
    window.editor_has("One.");
    window.see("[data-testid='post-list-item'][data-path='b.md']");
}
