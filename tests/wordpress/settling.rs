//! Both sides changed a post: clear changes are merged, the rest is asked, nothing is lost and nothing is sent unasked.

use app::wire::conflict::{Against, ChunkKind, CompareConflict, Comparison, ResolveConflict, TakeView};
use app::wire::error::ErrorCode;
use blog::Transport;
use serde_json::{Value, json};
use tests::desk::{Desk, request};
use tests::servers::{self, Person, Server};

const WAYS: [Transport; 2] = [Transport::Rest, Transport::XmlRpc];
const TEXT: &str = "---\ntitle: Three\ntags: [a]\n---\nFirst.\n\nSecond.\n\n## Third\n\nFourth.\n";

/// A published post, and a change on the blog: the first paragraph, the fourth, and the title.
fn both_sides(server: &Server, person: &Person, way: Transport) -> (Desk, String, String) {
    let desk = Desk::new().outside("post.md", TEXT);
    let (account, _) = desk.connect_over(way, &server.url, &person.login, &person.app_password).unwrap();
    desk.published("post.md", &account, "published");
    let there = only(server, person);
    let route = format!("/wp/v2/posts/{}", there["id"]);
    let raw = there["content"]["raw"].as_str().unwrap();
    let raw = raw.replace("First.", "First, they say.").replace("Fourth.", "Fourth there.");
    server.post(&route, &json!({ "title": "Three there", "content": raw }));
    (desk, account, route)
}

fn only(server: &Server, person: &Person) -> Value {
    let route = format!("/wp/v2/posts?author={}&status=any,trash&context=edit&per_page=100", person.id);
    let posts = server.get(&route).as_array().cloned().unwrap_or_default();
    assert_eq!(posts.len(), 1);
    posts[0].clone()
}

fn ask(account: &str) -> CompareConflict {
    CompareConflict { path: "post.md".to_owned(), with: Against::Blog { account: account.to_owned() } }
}

fn choice(
    account: &str,
    comparison: &Comparison,
    theirs: bool,
    takes: Vec<TakeView>,
    fields: &[&str],
) -> ResolveConflict {
    ResolveConflict {
        request: ask(account),
        fingerprint: comparison.fingerprint.clone(),
        theirs,
        takes,
        fields: fields.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[test]
fn clear_changes_are_merged_and_the_rest_is_asked() {
    for server in servers::all() {
        for way in WAYS {
            let context = format!("WordPress {} {way:?}", server.version);
            let person = server.person("administrator");
            let (desk, account, _) = both_sides(&server, &person, way);
            let here =
                desk.file("post.md").replace("Second.", "Second here.").replace("Fourth.", "Fourth here.");
            let desk = desk.outside("post.md", &here);
            let plan = desk.plan("post.md", &account, "published").unwrap();
            assert!(plan.conflict.is_some_and(|conflict| conflict.may_overwrite), "{context}");

            let comparison = desk.app.compare_conflict(ask(&account)).unwrap();
            let kinds: Vec<ChunkKind> = comparison.chunks.iter().map(|chunk| chunk.kind).collect();
            assert_eq!(
                kinds,
                [ChunkKind::There, ChunkKind::Here, ChunkKind::Same, ChunkKind::Both],
                "{context}"
            );
            let fields: Vec<(&str, bool)> =
                comparison.fields.iter().map(|field| (field.name.as_str(), field.both)).collect();
            assert_eq!(fields, [("title", false)], "{context}");

            let stale = ResolveConflict {
                fingerprint: "x".into(),
                ..choice(&account, &comparison, true, vec![], &[])
            };
            assert_eq!(desk.app.resolve_conflict(stale).unwrap_err().code, ErrorCode::PlanChanged);
            let takes = vec![TakeView::Both];
            desk.app.resolve_conflict(choice(&account, &comparison, false, takes, &["title"])).unwrap();
            let file = desk.file("post.md");
            let body = "First, they say.\n\nSecond here.\n\n## Third\n\nFourth here.\n\nFourth there.\n";
            assert!(file.contains("title: Three there\n") && file.ends_with(body), "{context}: {file}");
            let versions = desk.versions("post.md");
            assert!(versions.contains(&here), "{context}: the text before is kept");
            assert!(
                versions.iter().any(|text| text.contains("Fourth there.") && !text.contains("Second here")),
                "{context}"
            );
            let before = only(&server, &person);
            assert_eq!(before["title"]["raw"], "Three there", "{context}: nothing was sent");

            desk.published("post.md", &account, "published");
            let raw = only(&server, &person)["content"]["raw"].as_str().unwrap().to_owned();
            for words in ["First, they say.", "Second here.", "Fourth here.", "Fourth there."] {
                assert!(raw.contains(words), "{context}: {words}: {raw}");
            }
        }
    }
}

#[test]
fn the_blogs_version_is_taken_whole_and_then_there_is_nothing_to_send() {
    for server in servers::all() {
        for way in WAYS {
            let context = format!("WordPress {} {way:?}", server.version);
            let person = server.person("administrator");
            let (desk, account, _) = both_sides(&server, &person, way);
            let here = desk.file("post.md").replace("Second.", "Second here.");
            let desk = desk.outside("post.md", &here);
            let comparison = desk.app.compare_conflict(ask(&account)).unwrap();
            desk.app.resolve_conflict(choice(&account, &comparison, true, vec![], &[])).unwrap();
            let file = desk.file("post.md");
            let body = "First, they say.\n\nSecond.\n\n## Third\n\nFourth there.\n";
            assert!(file.contains("title: Three there\n") && file.ends_with(body), "{context}: {file}");
            assert!(desk.versions("post.md").contains(&here), "{context}");
            let plan = desk.plan("post.md", &account, "published").unwrap();
            assert!(plan.unchanged, "{context}: {} {:?}", plan.headline, plan.steps);
        }
    }
}

#[test]
fn what_is_replaced_on_the_blog_stays_here_as_a_version() {
    for server in servers::all() {
        let person = server.person("administrator");
        let (desk, account, _) = both_sides(&server, &person, Transport::Rest);
        let here = desk.file("post.md").replace("Second.", "Second here.");
        let desk = desk.outside("post.md", &here);
        let job = desk.press(app::wire::publishing::PlanPublish {
            overwrite: true,
            ..request("post.md", &account, "published")
        });
        assert!(job.is_ok(), "{job:?}");
        let kept = desk.versions("post.md");
        assert!(
            kept.iter().any(|text| text.contains("Fourth there.")),
            "WordPress {}: {kept:?}",
            server.version
        );
    }
}
