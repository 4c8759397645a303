//! From the press to the post, on real servers: once, whole, and never more than was said.

use app::wire::accounts::{MarkupView, RemoveAccount, SetMarkup};
use app::wire::editor::Change;
use app::wire::error::ErrorCode;
use app::wire::library::PostState;
use app::wire::publishing::{JobState, PlanPublish, Publish};
use blog::Transport;
use serde_json::{Value, json};
use tests::desk::{Desk, files_with, request};
use tests::servers::{self, Person, Server};

/// A JPEG of the sample library, with an ending of its own: a picture that the blog has already is not sent again.
fn picture() -> Vec<u8> {
    let mut bytes = include_bytes!("../../content/media/stage-at-dusk.jpg").to_vec();
    bytes.extend_from_slice(servers::unique().as_bytes());
    bytes
}

const POST: &str = "---\ntitle: Harbour & <sea>\nstatus: draft\ntags: [boats, \"salt & wind\"]\ncategories: [Travel]\n\
    slug: harbour-{}\nexcerpt: Two boats.\npicture: media/quay.jpg\ncomments: false\n---\nFirst *words*.\n\n\
    ![Boats at a quay](media/quay.jpg \"In the evening\")\n\nLast words.\n";

fn desk_with_post(server: &Server, way: Transport, person: &Person) -> (Desk, String) {
    let text = POST.replace("{}", &servers::unique());
    let desk = Desk::new().outside("harbour.md", text).outside("media/quay.jpg", picture());
    let (account, notes) = desk
        .connect_over(way, &server.url, &person.login, &person.app_password)
        .unwrap_or_else(|error| panic!("WordPress {} over {way:?}: {error} {}", server.version, error.hint));
    assert_eq!(notes, Vec::<String>::new());
    (desk, account)
}

/// The posts of this person, in every status.
fn posts(server: &Server, person: &Person) -> Vec<Value> {
    let route = format!("/wp/v2/posts?author={}&status=any,trash&context=edit&per_page=100", person.id);
    server.get(&route).as_array().cloned().unwrap_or_default()
}

fn media(server: &Server, person: &Person) -> Vec<Value> {
    let route = format!("/wp/v2/media?author={}&context=edit&per_page=100", person.id);
    server.get(&route).as_array().cloned().unwrap_or_default()
}

#[test]
fn one_press_makes_one_whole_post_and_the_next_changes_it() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        let job = desk.published("harbour.md", &account, "published");

        let there = posts(&server, &person);
        assert_eq!(there.len(), 1, "WordPress {}", server.version);
        let post = &there[0];
        assert_eq!(post["title"]["raw"], "Harbour & <sea>");
        assert_eq!(post["status"], "publish");
        assert_eq!(post["excerpt"]["raw"], "Two boats.");
        assert_eq!(post["comment_status"], "closed");
        assert!(post["slug"].as_str().is_some_and(|slug| slug.starts_with("harbour-")), "{}", post["slug"]);
        assert_eq!(post["tags"].as_array().map(Vec::len), Some(2));
        assert_eq!(post["categories"].as_array().map(Vec::len), Some(1));
        let pictures = media(&server, &person);
        assert_eq!(pictures.len(), 1, "one picture, used twice");
        assert_eq!(post["featured_media"], pictures[0]["id"]);
        // XML-RPC cannot say it to the media library; the post's own text has it either way.
        let alt = if way == Transport::Rest { "Boats at a quay" } else { "" };
        assert_eq!(pictures[0]["alt_text"], alt);
        let content = post["content"]["raw"].as_str().unwrap_or_default();
        assert!(content.contains(&format!("wp-image-{}", pictures[0]["id"])), "{content}");
        assert!(content.contains("alt=\"Boats at a quay\""), "{content}");
        assert!(content.contains("In the evening") && content.contains("<em>words</em>"), "{content}");
        let (status, mime) = server.visit(pictures[0]["source_url"].as_str().unwrap_or_default());
        assert_eq!((status, mime.as_str()), (200, "image/jpeg"));
        let url = job.url.unwrap_or_default();
        assert_eq!(server.visit(&url).0, 200, "{url}");

        let file = desk.file("harbour.md");
        let id = post["id"].to_string();
        assert!(file.contains("copydesk-id: ") && file.contains(&format!(": {id}")), "{file}");
        assert!(file.contains("status: published"), "{file}");
        assert_eq!(desk.row("harbour.md").state, PostState::Published);

        let again = desk.plan("harbour.md", &account, "published").unwrap();
        assert!(again.unchanged && again.steps.is_empty(), "{again:?}");

        let desk = desk.open("harbour.md").types("harbour.md", "\nOne more line.\n").saves("harbour.md");
        assert_eq!(desk.row("harbour.md").state, PostState::ChangedHere);
        let plan = desk.plan("harbour.md", &account, "published").unwrap();
        assert!(plan.changes.iter().any(|change| change.text.contains("One more line.")), "{plan:?}");
        desk.published("harbour.md", &account, "published");
        let there = posts(&server, &person);
        assert_eq!((there.len(), media(&server, &person).len()), (1, 1), "no second post, no second picture");
        assert_eq!(there[0]["id"].to_string(), id);
        assert!(there[0]["content"]["raw"].as_str().is_some_and(|text| text.contains("One more line.")));
        println!("WordPress {} over {way:?}: 1 post and 1 picture after 2 presses", server.version);
    }
}

#[test]
fn a_draft_stays_a_draft_until_a_press_says_otherwise() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        desk.published("harbour.md", &account, "draft");
        let draft = &posts(&server, &person)[0];
        assert_eq!(draft["status"], "draft");
        assert!(desk.file("harbour.md").contains("status: draft"));
        let plan = desk.plan("harbour.md", &account, "published").unwrap();
        assert!(plan.warnings.iter().any(|warning| warning.contains("will be public")), "{plan:?}");
        desk.published("harbour.md", &account, "published");
        let there = posts(&server, &person);
        assert_eq!((there.len(), &there[0]["status"]), (1, &json!("publish")));
    }
}

#[test]
fn the_blog_s_newer_text_is_not_overwritten_unless_the_writer_says_so() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        desk.published("harbour.md", &account, "published");
        let id = posts(&server, &person)[0]["id"].to_string();
        let theirs = "<!-- wp:paragraph -->\n<p>Written in the browser.</p>\n<!-- /wp:paragraph -->";
        server.post(&format!("/wp/v2/posts/{id}"), &json!({ "content": theirs }));

        let desk = desk.open("harbour.md").types("harbour.md", "\nHere.\n").saves("harbour.md");
        let plan = desk.plan("harbour.md", &account, "published").unwrap();
        let conflict = plan.conflict.unwrap_or_else(|| panic!("WordPress {}: no conflict", server.version));
        assert!(
            conflict.may_overwrite && conflict.theirs.contains("Written in the browser."),
            "{conflict:?}"
        );
        let refused = desk.app.publish(Publish {
            request: request("harbour.md", &account, "published"),
            fingerprint: plan.fingerprint,
        });
        assert_eq!(refused.unwrap_err().code, ErrorCode::Refused);
        assert_eq!(posts(&server, &person)[0]["content"]["raw"], theirs, "untouched");

        let job = desk
            .press(PlanPublish { overwrite: true, ..request("harbour.md", &account, "published") })
            .unwrap();
        assert_eq!(job.state, JobState::Done, "{job:#?}");
        let there = posts(&server, &person);
        assert_eq!(there.len(), 1);
        assert!(there[0]["content"]["raw"].as_str().is_some_and(|text| text.contains("Here.")));
    }
}

#[test]
fn what_was_shown_is_what_goes_out() {
    let server = servers::newest();
    let person = server.person("administrator");
    let (desk, account) = desk_with_post(&server, Transport::Rest, &person);
    let plan = desk.plan("harbour.md", &account, "published").unwrap();
    let desk =
        desk.open("harbour.md").changes("harbour.md", vec![]).types("harbour.md", "Typed after the plan.\n");
    let late = desk.app.publish(Publish {
        request: request("harbour.md", &account, "published"),
        fingerprint: plan.fingerprint,
    });
    assert_eq!(late.unwrap_err().code, ErrorCode::PlanChanged);
    assert_eq!(posts(&server, &person).len(), 0);
}

#[test]
fn a_trashed_or_deleted_post_is_asked_about() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        desk.published("harbour.md", &account, "published");
        let id = posts(&server, &person)[0]["id"].to_string();
        server.delete(&format!("/wp/v2/posts/{id}"));
        let conflict = desk.plan("harbour.md", &account, "published").unwrap().conflict.expect("trashed");
        assert!(conflict.may_publish_as_new && conflict.message.contains("trash"), "{conflict:?}");
        server.delete(&format!("/wp/v2/posts/{id}?force=true"));
        let conflict = desk.plan("harbour.md", &account, "published").unwrap().conflict.expect("gone");
        assert!(conflict.may_publish_as_new, "{conflict:?}");
        let job =
            desk.press(PlanPublish { as_new: true, ..request("harbour.md", &account, "published") }).unwrap();
        assert_eq!(job.state, JobState::Done, "{job:#?}");
        let there = posts(&server, &person);
        assert_eq!(there.len(), 1);
        assert_ne!(there[0]["id"].to_string(), id);
        assert_eq!(media(&server, &person).len(), 1, "the picture is still the first one");
    }
}

#[test]
fn a_contributor_hands_in_and_is_told_so_before() {
    for (server, way) in servers::everywhere() {
        let person = server.person("contributor");
        let desk = Desk::new().outside("a.md", "---\ntitle: Handed in\n---\nText.\n");
        let (account, notes) =
            desk.connect_over(way, &server.url, &person.login, &person.app_password).unwrap();
        assert!(notes.iter().any(|note| note.contains("may not publish")), "{notes:?}");
        let plan = desk.plan("a.md", &account, "published").unwrap();
        assert!(plan.warnings.iter().any(|warning| warning.contains("review")), "{plan:?}");
        desk.published("a.md", &account, "published");
        let there = posts(&server, &person);
        assert_eq!((there.len(), &there[0]["status"]), (1, &json!("pending")));
    }
}

#[test]
fn what_cannot_go_out_is_said_with_its_line_and_nothing_is_sent() {
    let server = servers::newest();
    let person = server.person("administrator");
    let desk = Desk::new()
        .outside("gone.md", "---\ntitle: A\n---\nText.\n\n![x](gone.png)\n")
        .outside("broken.md", "---\ntitle: [a\n---\nText.\n")
        .outside("empty.md", "")
        .outside("latin.md", b"caf\xe9");
    let (account, _) = desk.connect(&server.url, &person.login, &person.app_password).unwrap();
    for (path, words) in [
        ("gone.md", "Line 6"),
        ("broken.md", "Line "),
        ("empty.md", "nothing to publish"),
        ("latin.md", "UTF-8"),
    ] {
        let plan = desk.plan(path, &account, "published").unwrap();
        assert!(plan.refusals.iter().any(|refusal| refusal.contains(words)), "{path}: {:?}", plan.refusals);
        let refused = desk.app.publish(Publish {
            request: request(path, &account, "published"),
            fingerprint: plan.fingerprint,
        });
        assert_eq!(refused.unwrap_err().code, ErrorCode::Input, "{path}");
    }
    assert_eq!(posts(&server, &person).len() + media(&server, &person).len(), 0);
}

#[test]
fn a_press_without_an_answer_waits_and_goes_out_once() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        let fault = server.fault(&person, json!({ "status": 503, "body": "<h1>Busy</h1>" }));
        let plan = desk.plan("harbour.md", &account, "published").unwrap();
        assert!(plan.offline && plan.button == "Queue", "{plan:?}");
        let job = desk.publish("harbour.md", &account, "published").unwrap();
        assert_eq!(job.state, JobState::Waiting, "{job:#?}");
        let message = job.message.expect("three sentences");
        assert!(message.safe.contains("saved here"), "{message:?}");
        assert!(matches!(desk.row("harbour.md").state, PostState::Waiting { .. }));
        drop(fault);
        let desk = desk.killed();
        let jobs = desk.app.run_outbox(app::wire::Nothing {}).unwrap();
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].state, JobState::Done, "{jobs:#?}");
        assert_eq!((posts(&server, &person).len(), media(&server, &person).len()), (1, 1));
    }
}

#[test]
fn a_lost_answer_makes_no_second_post() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        // The post is stored, the answer is not ours: what a proxy makes of a broken line.
        let create = if way == Transport::Rest { "^POST .*posts" } else { "wp.newPost" };
        let _fault = server.fault(&person, json!({ "match": create, "after": true, "status": 502, "body": "<h1>Bad gateway</h1>", "once": true }));
        let first = desk.publish("harbour.md", &account, "published").unwrap();
        let jobs = desk.app.run_outbox(app::wire::Nothing {}).unwrap();
        assert_eq!(jobs[0].state, JobState::Done, "first {first:#?} then {jobs:#?}");
        assert_eq!(
            (posts(&server, &person).len(), media(&server, &person).len()),
            (1, 1),
            "WordPress {} over {way:?}",
            server.version
        );
    }
}

#[test]
fn the_password_is_in_the_keyring_and_in_no_file() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        desk.published("harbour.md", &account, "published");
        let bare: String = person.app_password.split(' ').collect();
        let pair = base64::Engine::encode(
            &base64::prelude::BASE64_STANDARD,
            format!("{}:{}", person.login, person.app_password),
        );
        for secret in [person.app_password.as_str(), &bare, &pair] {
            let found = files_with(desk.home(), secret);
            assert!(found.is_empty(), "{found:?}");
        }
        let said = format!("{:?} {:?}", desk.heard(), desk.app.list_outbox(app::wire::Nothing {}).unwrap());
        assert!(!said.contains(&person.app_password) && !said.contains(&bare));
        desk.app.remove_account(RemoveAccount { id: account, revoke: false }).unwrap();
        assert!(desk.app.account_views().is_empty());
    }
}

#[test]
fn without_a_keyring_the_password_lives_for_this_run_only() {
    let server = servers::newest();
    let person = server.person("administrator");
    let desk = Desk::without_keyring().outside("a.md", "---\ntitle: A\n---\nText.\n");
    let (account, notes) = desk.connect(&server.url, &person.login, &person.app_password).unwrap();
    assert!(notes.iter().any(|note| note.contains("until Copydesk is closed")), "{notes:?}");
    desk.published("a.md", &account, "draft");
    let desk = desk.restart();
    assert_eq!(desk.plan("a.md", &account, "draft").unwrap_err().code, ErrorCode::SignIn);
    assert!(files_with(desk.home(), &person.app_password).is_empty());
}

#[test]
fn keys_typed_while_a_press_goes_out_are_not_lost() {
    let server = servers::newest();
    let person = server.person("administrator");
    let (desk, account) = desk_with_post(&server, Transport::Rest, &person);
    let mut desk = desk.open("harbour.md");
    let plan = desk.plan("harbour.md", &account, "published").unwrap();
    let job = desk
        .app
        .publish(Publish {
            request: request("harbour.md", &account, "published"),
            fingerprint: plan.fingerprint,
        })
        .unwrap();
    // The press wrote the post's key into the file; the editor has not taken it yet and types on.
    let end = desk.text("harbour.md").encode_utf16().count() as u32;
    desk.try_changes(
        "harbour.md",
        vec![Change { from: end, to: end, insert: "Typed meanwhile.\n".to_owned() }],
    )
    .unwrap();
    desk.app.run_in_foreground(&app::wire::publishing::OneJob { id: job.id }, &mut |_| {}).unwrap();
    let file = desk.file("harbour.md");
    assert!(
        file.contains("Typed meanwhile.") && file.contains("copydesk-id") && file.contains("wordpress:"),
        "{file}"
    );
    desk.looks_outside("harbour.md");
    assert_eq!(desk.text("harbour.md"), file);
    let content = posts(&server, &person)[0]["content"]["raw"].to_string();
    assert!(!content.contains("Typed meanwhile."), "only what was confirmed goes out");
    assert_eq!(desk.row("harbour.md").state, PostState::ChangedHere);
}

#[test]
fn an_account_may_write_classic_html() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let (desk, account) = desk_with_post(&server, way, &person);
        let view =
            desk.app.set_markup(SetMarkup { id: account.clone(), markup: MarkupView::Classic }).unwrap();
        assert_eq!(view.markup, MarkupView::Classic);
        desk.published("harbour.md", &account, "published");
        let content = &posts(&server, &person)[0]["content"];
        assert_eq!(content["block_version"], 0, "WordPress {}", server.version);
        let raw = content["raw"].as_str().unwrap_or_default();
        assert!(
            raw.contains("<em>words</em>") && raw.contains("wp-image-") && !raw.contains("<!-- wp:"),
            "{raw}"
        );
    }
}
