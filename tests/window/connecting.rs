//! Connecting a blog through the dialog: the password goes into the keyring and nowhere else.

use crate::machine::{Machine, in_keyring};
use crate::screen::{Window, id};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tests::servers::{Person, newest};

fn connect(window: &Window, address: &str, person: &Person, password: &str) {
    window.click(&id("connect-blog"));
    window.fill(&id("connect-address"), address);
    window.click(&id("connect-find"));
    window.fill(&id("connect-user"), &person.login);
    window.fill(&id("connect-password"), password);
    window.click(&id("connect-save"));
}

/// Every form in which a password could be found again.
fn forms(person: &Person, password: &str) -> Vec<String> {
    let bare = password.replace(' ', "");
    let pairs = [format!("{}:{password}", person.login), format!("{}:{bare}", person.login)];
    let mut forms: Vec<String> = pairs.iter().map(|pair| BASE64_STANDARD.encode(pair)).collect();
    forms.extend([password.to_owned(), bare]);
    forms
}

#[test]
fn the_password_goes_into_the_keyring_and_nowhere_else() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("administrator");
    let window = machine.open();
    connect(&window, &server.url, &person, &person.app_password);
    window.see_in(&id("connect-message"), "is connected");
    window.screenshot("connected");
    window.close();

    let accounts = machine.run(&["account", "list", "--json"]).json();
    assert_eq!(accounts[0]["user"], person.login, "{accounts}");
    assert_eq!(accounts[0]["password"], "keyring");
    let account = accounts[0]["id"].as_str().unwrap();
    assert_eq!(in_keyring(account), 1);

    let (found, count) = machine.files_with(&forms(&person, &person.app_password));
    assert!(count > 5, "only {count} files were searched");
    assert!(found.is_empty(), "the password is in {found:?}");
    println!("0 of {count} files hold the password");

    // A second start knows the blog; removing it takes the password along.
    let window = machine.open();
    window.see_in("body", server.url.trim_start_matches("http://"));
    window.close();
    assert_eq!(machine.run(&["account", "remove", account, "--yes"]).code, 0);
    assert_eq!(in_keyring(account), 0);
}

#[test]
fn a_wrong_password_is_told_and_kept_nowhere() {
    let (server, machine) = (newest(), Machine::new());
    let person = server.person("author");
    let window = machine.open();
    let wrong = "aaaa bbbb cccc dddd eeee ffff";
    connect(&window, &server.url, &person, wrong);
    let said = window.see_in(&id("connect-message"), "password");
    assert!(said.contains("login"), "says what to check: {said}");
    window.screenshot("wrong-password");
    // The right one, typed over it, is enough.
    window.fill(&id("connect-password"), &person.app_password);
    window.click(&id("connect-save"));
    window.see_in(&id("connect-message"), "is connected");
    window.close();
    let (found, count) = machine.files_with(&forms(&person, wrong));
    assert!(found.is_empty(), "the wrong password is in {found:?} of {count} files");
}

#[test]
fn an_address_without_a_blog_is_told() {
    let machine = Machine::new();
    let window = machine.open();
    window.click(&id("connect-blog"));
    // Nothing listens on the port that is kept for nobody.
    window.fill(&id("connect-address"), "http://127.0.0.1:9/");
    window.click(&id("connect-find"));
    let said = window.see_in(&id("connect-message"), "127.0.0.1");
    assert!(!said.to_lowercase().contains("panic"), "{said}");
    window.screenshot("no-blog-there");
}

#[test]
fn without_a_keyring_the_password_lives_for_this_run_only() {
    let (server, machine) = (newest(), Machine::without_keyring());
    let person = server.person("author");
    let window = machine.open();
    window.see_in(&id("notice"), "keyring");
    connect(&window, &server.url, &person, &person.app_password);
    window.see_in(&id("connect-message"), "until Copydesk is closed");
    window.screenshot("no-keyring");
    window.close();
    let (found, count) = machine.files_with(&forms(&person, &person.app_password));
    assert!(found.is_empty(), "the password is in {found:?} of {count} files");
    assert_eq!(machine.run(&["account", "list", "--json"]).json()[0]["password"], "not kept");
}
