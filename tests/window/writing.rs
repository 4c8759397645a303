//! The main thing: a key is typed, the preview follows, the file holds it.

use crate::machine::Machine;
use crate::screen::{EDITOR, id};
use std::time::{Duration, Instant};

const POST: &str =
    "---\ntitle: Tide tables\nstatus: draft\nmood: \"calm\"   # not ours\n---\n\nThe first line.\n";

fn file_has(machine: &Machine, name: &str, words: &str) {
    let begun = Instant::now();
    while !machine.read(name).contains(words) {
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{name} has not got {words:?}:\n{}",
            machine.read(name)
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_is_typed_is_previewed_and_kept() {
    let machine = Machine::new();
    machine.write("tides.md", POST);
    let window = machine.open();
    window.choose("tides.md");
    window.write("\nTwo *low* waters\n\n- a **day** – ü 日\n");
    window.preview_has("//p/em[. = 'low']");
    window.preview_has("//li//strong[. = 'day']");
    window.preview_has("//li[contains(., '– ü 日')]");
    file_has(&machine, "tides.md", "- a **day** – ü 日\n");
    window.see_in(&id("save-state"), "Saved");
    window.see_in(&id("word-count"), "words");

    // Everything before the typed words is what it was, byte for byte.
    assert!(machine.read("tides.md").starts_with(POST), "{}", machine.read("tides.md"));
    window.close();
}

#[test]
fn a_new_post_gets_a_title_and_a_file() {
    let machine = Machine::new();
    let window = machine.open();
    window.click(&id("new-post"));
    window.fill(&id("title-input"), "A day in Kyoto");
    window.see(EDITOR);
    window.write("It rained.");
    window.preview_has("//p[contains(., 'It rained.')]");
    window.see_in(&id("post-list-item"), "A day in Kyoto");
    window.close();
    let files: Vec<String> = std::fs::read_dir(machine.library())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".md"))
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = machine.read(&files[0]);
    let title = text.lines().find(|line| line.starts_with("title:")).unwrap_or_default();
    assert!(title.contains("A day in Kyoto"), "{text}");
    assert!(text.trim_end().ends_with("---\nIt rained."), "{text}");
}

#[test]
fn a_picture_beside_the_post_is_shown() {
    let machine = Machine::new();
    machine.picture("media/light house.png");
    machine.write(
        "light.md",
        "---\ntitle: Light\n---\n\n![The tower](media/light%20house.png)\n\n![Gone](media/gone.png)\n",
    );
    let window = machine.open();
    window.choose("light.md");
    let drawn = "const d = document.querySelector('[data-testid=preview-frame]').contentDocument;
        const p = d && d.querySelector('img[alt=\"The tower\"]'); return !!p && p.naturalWidth > 0";
    window.until("the picture in the preview", drawn, serde_json::json!([]));
    // Only pictures of the library are served, whatever the page asks for.
    let stolen = "const done = arguments[0]; const p = new Image();
        p.onload = () => document.body.dataset.stolen = 'yes'; p.onerror = () => document.body.dataset.stolen = 'no';
        p.src = 'copydesk-media://localhost/..%2F..%2F..%2F..%2Fusr%2Fshare%2Fpixmaps%2Fdebian-logo.png';";
    window.eval(stolen, serde_json::json!([]));
    let told = window.until("an answer", "return document.body.dataset.stolen", serde_json::json!([]));
    assert_eq!(told, "no");
}
