//! Closing the window while a press is on its way: it is said, both answers hold, and the next start goes on.

use crate::machine::Machine;
use crate::screen::id;
use std::time::Duration;
use tests::servers::{newest, unique};

#[test]
fn closing_with_a_press_on_its_way_is_said_and_the_next_start_goes_on() {
    let (server, machine) = (newest(), Machine::new());
    let machine = machine.with_settings(&serde_json::json!({ "view": { "holdSeconds": 30 } }));
    let person = server.person("author");
    machine.connect(&server, &person);
    machine.write("going.md", &format!("---\ntitle: Going {}\n---\n\nTo the station.\n", unique()));
    let there = || {
        let posts = server.get(&format!("/wp/v2/posts?author={}&status=any", person.id));
        posts.as_array().map(Vec::len)
    };
    let window = machine.open();
    window.choose("going.md");
    window.click(&id("publish-button"));
    window.click(&id("publish-confirm"));
    window.see_in(&id("publish-hold"), "Goes out in");
    window.screenshot("held");
    window.click(&id("publish-close"));

    window.press_close_button();
    window.see_in(&id("closing"), "still being sent");
    window.screenshot("closing");
    window.click(&id("close-wait"));
    window.gone(&id("closing"));
    window.editor_has("To the station.");

    window.press_close_button();
    window.see_in(&id("closing"), "on at the next start");
    // Nobody is there to answer for a click that ends the program, so it is made when the driver has its answer.
    let later = "const button = arguments[0]; setTimeout(() => document.querySelector(button).click(), 200); return true";
    window.eval(later, serde_json::json!([id("close-anyway")]));
    window.ended();
    assert_eq!(there(), Some(0), "held all the while");

    // The next start waits out the hold and sends, once.
    let window = machine.open();
    let state = "return document.querySelector('[data-testid=post-list-item][data-path=\"going.md\"]')?.dataset.state === 'published'";
    window.until_within(Duration::from_secs(90), "the press to go out", state, serde_json::json!([]));
    assert_eq!(there(), Some(1));
    window.close();
}
