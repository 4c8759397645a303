//! One press, one post: published with its picture, changed, published again, and looked up on the blog each time.

use crate::machine::Machine;
use crate::screen::{Window, id};
use serde_json::Value;
use tests::servers::{Person, Server, newest, oldest, unique};

fn press(window: &Window) {
    window.click(&id("publish-button"));
    window.see(&id("publish-dialog"));
    window.click(&id("publish-confirm"));
}

/// Waits for the end of a press and returns the address.
fn published(window: &Window) -> String {
    window.see(&id("publish-result"));
    let address = window.see(&id("published-link"));
    window.click(&id("publish-close"));
    window.gone(&id("publish-dialog"));
    address
}

fn posts(server: &Server, person: &Person) -> Vec<Value> {
    let route = format!("/wp/v2/posts?author={}&status=any&context=edit", person.id);
    server.get(&route).as_array().cloned().unwrap_or_default()
}

fn media(server: &Server, person: &Person) -> Vec<Value> {
    server
        .get(&format!("/wp/v2/media?author={}&context=edit", person.id))
        .as_array()
        .cloned()
        .unwrap_or_default()
}

fn publish_and_update(server: &Server) {
    let machine = Machine::new();
    let person = server.person("administrator");
    machine.connect(server, &person);
    let title = format!("Harbour {}", unique());
    machine.picture("media/lighthouse.png");
    machine.write(
        "harbour.md",
        &format!("---\ntitle: {title}\nstatus: draft\n---\n\nSeen at dusk.\n\n![The lighthouse](media/lighthouse.png)\n"),
    );

    let window = machine.open();
    window.choose("harbour.md");
    assert_eq!(window.see(&id("publish-button")), "Publish");
    window.click(&id("publish-button"));
    window.see_in(&id("publish-dialog"), "lighthouse.png");
    window.screenshot(&format!("plan-{}", server.version));
    // Looking at the plan sends nothing.
    assert!(posts(server, &person).is_empty() && media(server, &person).is_empty());
    window.click(&id("publish-confirm"));
    window.see(&id("publish-result"));
    window.screenshot(&format!("published-{}", server.version));
    let address = published(&window);
    assert_eq!(server.visit(&address).0, 200);

    let there = posts(server, &person);
    assert_eq!(there.len(), 1, "{there:?}");
    assert_eq!(there[0]["status"], "publish");
    assert_eq!(there[0]["title"]["raw"], title.as_str());
    let raw = there[0]["content"]["raw"].as_str().unwrap();
    assert!(
        raw.contains("<p>Seen at dusk.</p>")
            && raw.contains("alt=\"The lighthouse\"")
            && raw.contains("wp-image-"),
        "{raw}"
    );
    let pictures = media(server, &person);
    assert_eq!(pictures.len(), 1, "{pictures:?}");
    assert_eq!(server.visit(pictures[0]["source_url"].as_str().unwrap()), (200, "image/png".to_owned()));

    // The file knows the post's number, and the open editor has followed.
    window.until("the number in the file's front matter", "return document.querySelector('[data-testid=post-list-item][data-path=\"harbour.md\"]').dataset.state === 'published'", serde_json::json!([]));
    let text = machine.read("harbour.md");
    assert!(text.contains(&there[0]["id"].to_string()), "{text}");

    // Changed and published again: the same post, the same picture.
    window.write("\nAnd once more in the morning.\n");
    window.preview_has("//p[contains(., 'in the morning')]");
    window.see_in(&id("publish-button"), "Update");
    press(&window);
    published(&window);
    let after = posts(server, &person);
    assert_eq!(after.len(), 1, "{after:?}");
    assert_eq!(after[0]["id"], there[0]["id"]);
    assert!(
        after[0]["content"]["raw"].as_str().unwrap().contains("<p>And once more in the morning.</p>"),
        "{after:?}"
    );
    let again = media(server, &person);
    assert_eq!(again.len(), 1, "{again:?}");
    assert_eq!(again[0]["id"], pictures[0]["id"]);

    // The editor, the file and the blog agree.
    window.close();
    assert!(machine.read("harbour.md").contains("And once more in the morning.\n"));
    let status = machine.run(&["status", "harbour.md", "--json"]).json();
    assert_eq!(status["state"], "published", "{status}");
    assert_eq!(status["remotes"][0]["id"], there[0]["id"].to_string());
}

#[test]
fn published_and_published_again_on_the_newest_wordpress() {
    publish_and_update(&newest());
}

#[test]
fn published_and_published_again_on_the_oldest_wordpress() {
    publish_and_update(&oldest());
}

#[test]
fn a_draft_stays_a_draft() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    machine.connect(&server, &person);
    machine.write("quiet.md", &format!("---\ntitle: Quiet {}\nstatus: draft\n---\n\nNot yet.\n", unique()));
    let window = machine.open();
    window.choose("quiet.md");
    window.click(&id("publish-menu"));
    window.click("[data-status='draft']");
    window.click(&id("publish-confirm"));
    window.see(&id("publish-result"));
    let there = posts(&server, &person);
    assert_eq!(there.len(), 1, "{there:?}");
    assert_eq!(there[0]["status"], "draft");
}
