//! The command line on the real things: keyring, blog, outbox.

use crate::machine::{Machine, in_keyring};
use serde_json::Value;
use tests::servers::{newest, unique};

fn text(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\nstatus: draft\n---\n\n{body}\n")
}

#[test]
fn a_post_goes_out_once_and_is_updated() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("administrator");
    let account = machine.connect(&server, &person);
    assert_eq!(in_keyring(&account), 1);
    let title = format!("By hand {}", unique());
    machine.picture("media/box.png");
    machine.write("box.md", &text(&title, "Look:\n\n![A box](media/box.png)"));

    let plan = machine.run(&["publish", "box.md", "--status", "publish", "--dry-run", "--json"]);
    assert_eq!((plan.code, &plan.json()["outcome"]), (0, &Value::from("planned")), "{plan:?}");
    let route = format!("/wp/v2/posts?author={}&status=any&context=edit", person.id);
    assert_eq!(server.get(&route).as_array().map(Vec::len), Some(0), "a dry run sends nothing");

    let sent = machine.run(&["publish", "box.md", "--status", "publish", "--json"]);
    assert_eq!(sent.code, 0, "{sent:?}");
    let answer = sent.json();
    assert_eq!(
        (&answer["outcome"], &answer["status"]),
        (&Value::from("published"), &Value::from("published")),
        "{answer}"
    );
    let there = server.get(&route);
    assert_eq!(there.as_array().map(Vec::len), Some(1));
    assert_eq!(answer["id"], there[0]["id"].to_string());
    assert_eq!(answer["url"], there[0]["link"]);
    assert!(answer["steps"].as_array().unwrap().iter().all(|step| step["outcome"] == "done"), "{answer}");
    assert!(sent.err.contains(&title), "progress is told on standard error: {sent:?}");

    // Again without a change: nothing to do. Changed: the same post.
    let again = machine.run(&["publish", "box.md", "--json"]);
    assert_eq!((again.code, &again.json()["outcome"]), (0, &Value::from("unchanged")), "{again:?}");
    let changed = machine.read("box.md").replace("Look:", "Look again:");
    machine.write("box.md", &changed);
    let status = machine.run(&["status", "box.md", "--json"]).json();
    assert_eq!(status["state"], "changed");
    let update = machine.run(&["publish", "box.md", "--json"]);
    assert_eq!((update.code, &update.json()["id"]), (0, &answer["id"]), "{update:?}");
    assert_eq!(server.get(&route).as_array().map(Vec::len), Some(1));
    let media = server.get(&format!("/wp/v2/media?author={}", person.id));
    assert_eq!(media.as_array().map(Vec::len), Some(1), "{media}");
}

#[test]
fn several_files_answer_in_one_list_and_the_bad_one_decides_the_code() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    machine.connect(&server, &person);
    machine.write("good.md", &text(&format!("Good {}", unique()), "Text."));
    machine.write("bad.md", "---\ntitle: \"never closed\n---\n\nText.\n");
    let answer = machine.run(&["publish", "bad.md", "good.md", "gone.md", "--json"]);
    assert_eq!(answer.code, 3, "{answer:?}");
    let list = answer.json();
    let outcomes: Vec<&str> =
        list.as_array().unwrap().iter().filter_map(|one| one["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["rejected", "draft", "rejected"], "{list}");
    let status = server.get(&format!("/wp/v2/posts?author={}&status=any&context=edit", person.id));
    assert_eq!(status[0]["status"], "draft");
}

#[test]
fn what_the_blog_changed_is_not_overwritten_by_itself() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("editor");
    machine.connect(&server, &person);
    machine.write("both.md", &text(&format!("Both {}", unique()), "Mine."));
    let first = machine.run(&["publish", "both.md", "--status", "publish", "--json"]).json();
    let route = format!("/wp/v2/posts/{}", first["id"].as_str().unwrap());
    server.post(&route, &serde_json::json!({ "content": "<p>Theirs.</p>" }));
    let changed = machine.read("both.md").replace("Mine.", "Mine, longer.");
    machine.write("both.md", &changed);

    let stopped = machine.run(&["publish", "both.md", "--json"]);
    assert_eq!((stopped.code, &stopped.json()["outcome"]), (4, &Value::from("conflict")), "{stopped:?}");
    assert_eq!(server.get(&format!("{route}?context=edit"))["content"]["raw"], "<p>Theirs.</p>");
    let words = machine.run(&["publish", "both.md"]);
    assert!(words.out.contains("--overwrite"), "says what can be done: {words:?}");

    let said = machine.run(&["publish", "both.md", "--overwrite", "--json"]);
    assert_eq!((said.code, &said.json()["id"]), (0, &first["id"]), "{said:?}");
    let raw = server.get(&format!("{route}?context=edit"))["content"]["raw"].to_string();
    assert!(raw.contains("Mine, longer."), "{raw}");
}

#[test]
fn a_silent_blog_leaves_the_work_in_the_outbox() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    machine.connect(&server, &person);
    machine.write("wait.md", &text(&format!("Wait {}", unique()), "Text."));
    let fault = server.fault(&person, serde_json::json!({ "status": 503 }));
    let sent = machine.run(&["publish", "wait.md", "--status", "publish", "--json"]);
    assert_eq!((sent.code, &sent.json()["outcome"]), (6, &Value::from("queued")), "{sent:?}");
    let jobs = machine.run(&["outbox", "list", "--json"]).json();
    assert_eq!(
        (&jobs[0]["file"], &jobs[0]["state"]),
        (&Value::from("wait.md"), &Value::from("waiting")),
        "{jobs}"
    );
    assert_eq!(machine.run(&["outbox", "run"]).code, 6);
    drop(fault);
    let run = machine.run(&["outbox", "run", "--json"]);
    assert_eq!((run.code, &run.json()[0]["state"]), (0, &Value::from("done")), "{run:?}");
    let there = server.get(&format!("/wp/v2/posts?author={}&status=any&context=edit", person.id));
    assert_eq!(there.as_array().map(Vec::len), Some(1), "{there}");
    assert_eq!(there[0]["status"], "publish");
}

#[test]
fn work_can_be_taken_out_of_the_outbox() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    machine.connect(&server, &person);
    machine.write("never.md", &text(&format!("Never {}", unique()), "Text."));
    let fault = server.fault(&person, serde_json::json!({ "status": 503 }));
    let sent = machine.run(&["publish", "never.md", "--status", "publish", "--json"]).json();
    let out = machine.run(&["outbox", "cancel", sent["job"].as_str().unwrap(), "--json"]);
    assert_eq!((out.code, &out.json()["state"]), (0, &Value::from("cancelled")), "{out:?}");
    drop(fault);
    let run = machine.run(&["outbox", "run"]);
    assert_eq!((run.code, run.out.as_str()), (0, "Nothing was waiting.\n"), "{run:?}");
    let there = server.get(&format!("/wp/v2/posts?author={}&status=any", person.id));
    assert_eq!(there.as_array().map(Vec::len), Some(0), "{there}");
}

#[test]
fn sign_in_troubles_have_their_own_code() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    let add = ["account", "add", &server.url, "--user", &person.login, "--password-stdin"];
    let wrong = machine.run_with(&add, "aaaa bbbb cccc dddd eeee ffff");
    assert_eq!(wrong.code, 5, "{wrong:?}");
    assert!(wrong.err.contains("application password"), "says what to check: {wrong:?}");
    assert_eq!(machine.run_with(&add, "").code, 2, "no password is wrong usage");
    let nobody = machine.run(&["publish", "a.md"]);
    assert_eq!(nobody.code, 5, "{nobody:?}");
    let nowhere =
        machine.run_with(&["account", "add", "http://127.0.0.1:9/", "--user", "a", "--password-stdin"], "b");
    assert_eq!(nowhere.code, 6, "{nowhere:?}");
    assert_eq!(machine.run(&["account", "list", "--json"]).json().as_array().map(Vec::len), Some(0));
}

#[test]
fn without_a_keyring_a_password_serves_one_command() {
    let (server, machine) = (newest(), Machine::without_keyring());
    let person = server.person("author");
    let add = ["account", "add", &server.url, "--user", &person.login, "--password-stdin"];
    let added = machine.run_with(&add, &person.app_password);
    assert_eq!(added.code, 5, "{added:?}");
    assert!(added.err.contains("--session-only"), "says what to do: {added:?}");
    machine.write("one.md", &text(&format!("One {}", unique()), "Text."));
    assert_eq!(machine.run(&["publish", "one.md"]).code, 5);
    let kept = machine.run_with(&["publish", "one.md", "--password-stdin"], &person.app_password);
    assert_eq!(kept.code, 5, "{kept:?}");
    let sent = machine.run_with(
        &["publish", "one.md", "--password-stdin", "--session-only", "--json"],
        &person.app_password,
    );
    assert_eq!((sent.code, &sent.json()["outcome"]), (0, &Value::from("draft")), "{sent:?}");
    let (found, count) =
        machine.files_with(&[person.app_password.clone(), person.app_password.replace(' ', "")]);
    assert!(found.is_empty(), "the password is in {found:?} of {count} files");
}
