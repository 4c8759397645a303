//! Every field of a post and of a page, from the front matter to real servers and back: set, changed, taken out.

use blog::Transport;
use serde_json::{Value, json};
use tests::desk::Desk;
use tests::servers::{self, Person, Server, unique};

const WAYS: [Transport; 2] = [Transport::Rest, Transport::XmlRpc];

fn desk(server: &Server, person: &Person, way: Transport, text: &str) -> (Desk, String) {
    let desk = Desk::new().outside("post.md", text);
    let (account, _) = desk
        .connect_over(way, &server.url, &person.login, &person.app_password)
        .unwrap_or_else(|error| panic!("WordPress {} {way:?}: {error}", server.version));
    (desk, account)
}

/// The only post or page of this person.
fn only(server: &Server, person: &Person, kind: &str) -> Value {
    let route = format!("/wp/v2/{kind}?author={}&status=any,trash&context=edit&per_page=100", person.id);
    let all = server.get(&route).as_array().cloned().unwrap_or_default();
    assert_eq!(all.len(), 1, "{kind} of {}", person.login);
    all[0].clone()
}

#[test]
fn a_post_has_every_field_that_was_said_and_loses_what_was_taken_out() {
    for server in servers::all() {
        for way in WAYS {
            let person = server.person("editor");
            let name = unique();
            let text = format!(
                "---\ntitle: All fields\nformat: quote\nsticky: true\npings: closed\ncomments: closed\nslug: all-{name}\n\
                 excerpt: Short.\ntags: [one-{name}]\ncategories:\n  - Travel {name} > Italy\n---\nText.\n"
            );
            let (desk, account) = desk(&server, &person, way, &text);
            desk.published("post.md", &account, "published");
            let context = format!("WordPress {} {way:?}", server.version);
            let post = only(&server, &person, "posts");
            for (field, value) in [
                ("format", json!("quote")),
                ("sticky", json!(true)),
                ("ping_status", json!("closed")),
                ("comment_status", json!("closed")),
                ("slug", json!(format!("all-{name}"))),
            ] {
                assert_eq!(post[field], value, "{context}: {field}");
            }
            let category = server.get(&format!("/wp/v2/categories/{}", post["categories"][0]));
            let above = server.get(&format!("/wp/v2/categories/{}", category["parent"]));
            assert_eq!(
                (&category["name"], &above["name"]),
                (&json!("Italy"), &json!(format!("Travel {name}"))),
                "{context}"
            );
            assert!(desk.plan("post.md", &account, "published").unwrap().unchanged, "{context}");

            let changed = desk
                .file("post.md")
                .replace("format: quote\nsticky: true\n", "")
                .replace("excerpt: Short.\n", "");
            let desk = desk.outside("post.md", changed);
            desk.published("post.md", &account, "published");
            let post = only(&server, &person, "posts");
            assert_eq!((&post["format"], &post["sticky"]), (&json!("standard"), &json!(false)), "{context}");
            assert_eq!(post["excerpt"]["raw"], "", "{context}");
            assert_eq!(post["ping_status"], "closed", "{context}: what was not changed stays");
        }
    }
}

#[test]
fn a_page_stands_below_another_in_its_place_and_is_no_post() {
    for server in servers::all() {
        for way in WAYS {
            let person = server.person("editor");
            let context = format!("WordPress {} {way:?}", server.version);
            let slug = format!("about-{}", unique());
            let (desk, account) = desk(
                &server,
                &person,
                way,
                &format!("---\ntitle: About\ntype: page\nslug: {slug}\norder: 3\n---\nWe.\n"),
            );
            desk.published("post.md", &account, "published");
            let above = only(&server, &person, "pages");
            assert_eq!((&above["menu_order"], &above["status"]), (&json!(3), &json!("publish")), "{context}");

            let below = server.person("editor");
            let text = format!("---\ntitle: History\ntype: page\nparent: {slug}\ntags: [old]\n---\nThen.\n");
            let (desk, account) = self::desk(&server, &below, way, &text);
            let plan = desk.plan("post.md", &account, "published").unwrap();
            assert!(
                plan.warnings.iter().any(|warning| warning.contains("no tags")),
                "{context}: {:?}",
                plan.warnings
            );
            desk.published("post.md", &account, "published");
            assert_eq!(only(&server, &below, "pages")["parent"], above["id"], "{context}");
            let posts = server.get(&format!("/wp/v2/posts?author={}&status=any&context=edit", below.id));
            assert_eq!(posts.as_array().map(Vec::len), Some(0), "{context}");
            assert!(desk.plan("post.md", &account, "published").unwrap().unchanged, "{context}");
        }
    }
}

#[test]
fn a_password_closes_a_post_and_its_absence_opens_it() {
    for server in servers::all() {
        for way in WAYS {
            let person = server.person("author");
            let context = format!("WordPress {} {way:?}", server.version);
            let (desk, account) =
                desk(&server, &person, way, "---\ntitle: Secret\npassword: 'open: sesame'\n---\nText.\n");
            desk.published("post.md", &account, "published");
            assert_eq!(only(&server, &person, "posts")["password"], "open: sesame", "{context}");
            let changed = desk.file("post.md").replace("password: 'open: sesame'\n", "");
            let desk = desk.outside("post.md", changed);
            desk.published("post.md", &account, "published");
            assert_eq!(only(&server, &person, "posts")["password"], "", "{context}");
        }
    }
}
