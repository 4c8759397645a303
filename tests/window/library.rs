//! The library through the real window: found by its words, brought back to an older text, changed as many and taken back.

use crate::machine::Machine;
use crate::screen::{EDITOR, Window, id};
use fantoccini::key::Key;
use serde_json::json;
use std::time::{Duration, Instant};

const SEARCH: &str = "[data-testid='search']";

fn row(path: &str) -> String {
    format!("[data-testid='post-list-item'][data-path='{path}']")
}

/// Waits until the files are as they should be; `seen` says how they are.
fn until(what: &str, holds: impl Fn() -> bool, seen: impl Fn() -> String) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}: {}", seen());
        std::thread::sleep(Duration::from_millis(25));
    }
}

/// Clicks a row with the key that chooses one more.
fn choose_too(window: &Window, path: &str) {
    window.see(&row(path));
    let script = "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true }))";
    window.eval(script, json!([row(path)]));
}

#[test]
fn a_post_is_found_by_words_deep_in_its_text() {
    let machine = Machine::new();
    machine.write(
        "a.md",
        "---\ntitle: Harbour\ntags: [coast]\n---\n\nBoats.\n\nFar down there is a lighthouse keeper.\n",
    );
    machine.write("b.md", "---\ntitle: Lighthouse\nstatus: published\n---\n\nA tower.\n");
    machine.write("c.md", "---\ntitle: Garden\n---\n\nBeans.\n");
    let window = machine.open();
    window.see(&row("c.md"));
    window.type_into(SEARCH, "lightho");
    window.gone(&row("c.md"));
    // The title comes first; the other shows where it was found.
    let order = "return [...document.querySelectorAll('[data-testid=post-list-item]')].map((one) => one.dataset.path).join(' ') === 'b.md a.md'";
    window.until("the title before the text", order, json!([]));
    window.see_in(&format!("{} mark", row("a.md")), "lightho");
    // What is being written is found at once.
    window.fill(SEARCH, "tag:coast keeper");
    window.gone(&row("b.md"));
    window.choose("a.md");
    window.write("\nAnd a narwhal.");
    window.fill(SEARCH, "narwhal");
    window.see_in(&format!("{} mark", row("a.md")), "narwhal");
    window.screenshot("found");
    window.fill(SEARCH, "nothing like it");
    window.see_in(".posts .empty", "No post here has");
    window.close();
}

#[test]
fn an_older_text_comes_back_and_can_be_taken_back() {
    let machine = Machine::new().with_settings(&json!({ "view": { "showPostPanel": true } }));
    let old = "---\ntitle: Kept\nstatus: draft\n---\n\nThe old paragraph.\n";
    machine.write("a.md", old);
    let window = machine.open();
    window.choose("a.md");
    window.write("\nA new one.");
    window.type_into("body", &format!("{}s", Key::Control));
    window.see_in(&id("save-state"), "Saved");
    let saved = |words: &str| {
        until("saved", || machine.read("a.md").contains(words), || machine.read("a.md"));
    };
    saved("A new one.");
    window.click(&id("show-versions"));
    window.see(&id("version"));
    window.see_in(&id("versions-dialog"), "A new one.");
    window.screenshot("versions");
    window.click(&id("version-restore"));
    window.gone(&id("versions-dialog"));
    window.until(
        "the new paragraph to be gone",
        "return !document.querySelector('[data-testid=editor] .cm-content').innerText.includes('A new one.')",
        json!([]),
    );
    until("the very bytes", || machine.read("a.md") == old, || machine.read("a.md"));
    // Undo takes it back like any step of the writer's own.
    window.type_into(EDITOR, &format!("{}z", Key::Control));
    window.editor_has("A new one.");
    saved("A new one.");
    window.close();
}

#[test]
fn many_posts_are_changed_as_one_and_that_is_taken_back() {
    let machine = Machine::new();
    let texts = ["a.md", "b.md", "c.md"]
        .map(|name| (name, format!("---\ntitle: Post {name}\n# mine\ntags: [old]\n---\n\nText.\n")));
    for (name, text) in &texts {
        machine.write(name, text);
    }
    let window = machine.open();
    window.choose("a.md");
    choose_too(&window, "b.md");
    choose_too(&window, "c.md");
    window.see_in(&id("selection-count"), "3");
    window.click(&id("bulk-tag"));
    window.type_into(&id("bulk-input"), "coast");
    window.click(&id("bulk-apply"));
    window.see_in(&id("toast"), "3");
    let all = |words: &str| texts.iter().all(|(name, _)| machine.read(name).contains(words));
    let seen = || texts.each_ref().map(|(name, _)| machine.read(name)).join("\n");
    until("tagged", || all("coast") && all("old") && all("# mine"), seen);
    window.screenshot("tagged");
    window.click(&id("toast-action"));
    until("as before", || texts.iter().all(|(name, text)| machine.read(name) == *text), seen);

    // Thrown away as one, there after a restart, and put back.
    window.eval("document.querySelector('[data-testid=selection-clear]')?.click()", json!([]));
    window.choose("c.md");
    choose_too(&window, "b.md");
    window.click(&id("bulk-trash"));
    window.gone(&row("c.md"));
    window.close();
    let window = machine.open();
    window.see(&row("a.md"));
    window.eval("[...document.querySelectorAll('nav button')].find((one) => one.innerText.startsWith('Trash')).click()", json!([]));
    window.see(&id("trash-row"));
    window.screenshot("trash");
    window.click(&id("restore"));
    window.click(&id("restore"));
    let is_back = |(name, text): &(&str, String)| {
        std::fs::read_to_string(machine.library().join(name)).is_ok_and(|now| now == *text)
    };
    until("back", || texts.iter().all(is_back), || format!("{:?}", std::fs::read_dir(machine.library())));
    window.close();
}
