//! What cannot go out says so before anything is sent, and stays what it is.

use crate::machine::Machine;
use crate::screen::id;
use tests::servers::{newest, unique};

#[test]
fn a_missing_picture_stops_the_press() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    machine.connect(&server, &person);
    let text = format!("---\ntitle: Gone {}\n---\n\n![A boat](media/boat.jpg)\n", unique());
    machine.write("gone.md", &text);
    let window = machine.open();
    window.choose("gone.md");
    window.click(&id("publish-button"));
    let said = window.see_in(&id("publish-message"), "boat.jpg");
    window.screenshot("missing-picture");
    assert!(window.see(&id("publish-dialog")).contains("boat.jpg"), "{said}");
    let off = window.eval(
        "return document.querySelector('[data-testid=publish-confirm]').disabled",
        serde_json::json!([]),
    );
    assert_eq!(off, true);
    window.close();
    assert_eq!(machine.read("gone.md"), text, "a press that was refused changes nothing");
    let there = server.get(&format!("/wp/v2/posts?author={}&status=any", person.id));
    assert_eq!(there.as_array().map(Vec::len), Some(0), "{there}");
}

#[test]
fn broken_front_matter_can_be_edited_and_not_published() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    machine.connect(&server, &person);
    let text = "---\ntitle: \"never closed\nstatus: draft\n---\n\nThe text.\n";
    machine.write("broken.md", text);
    let window = machine.open();
    window.choose("broken.md");
    window.preview_has("//p[. = 'The text.']");
    window.click(&id("publish-button"));
    let said = window.see_in(&id("publish-message"), "ine 2");
    assert!(said.contains("quotation"), "{said}");
    window.screenshot("broken-front-matter");
    window.click(&id("publish-close"));
    window.write("More.");
    window.preview_has("//p[contains(., 'More.')]");
    window.close();
    let after = machine.read("broken.md");
    assert!(
        after.starts_with("---\ntitle: \"never closed\nstatus: draft\n---\n\nThe text.\n")
            && after.contains("More."),
        "{after}"
    );
}

#[test]
fn a_blog_that_does_not_answer_leaves_the_press_waiting() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    machine.connect(&server, &person);
    let title = format!("Patience {}", unique());
    machine.write("wait.md", &format!("---\ntitle: {title}\n---\n\nIn the tunnel.\n"));
    let window = machine.open();
    window.choose("wait.md");
    let fault = server.fault(&person, serde_json::json!({ "status": 503 }));
    window.click(&id("publish-button"));
    window.click(&id("publish-confirm"));
    window.see(&id("publish-message"));
    window.screenshot("waiting");
    drop(fault);
    window.close();

    // The next start goes on by itself, and the press makes exactly one post.
    let window = machine.open();
    let state = "return document.querySelector('[data-testid=post-list-item][data-path=\"wait.md\"]')?.dataset.state === 'published'";
    window.until_within(
        std::time::Duration::from_secs(60),
        "the press to go out",
        state,
        serde_json::json!([]),
    );
    let there = server.get(&format!("/wp/v2/posts?author={}&status=any", person.id));
    assert_eq!(there.as_array().map(Vec::len), Some(1), "{there}");
}
