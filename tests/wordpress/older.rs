//! A server that has only the older methods of XML-RPC: the real WordPress, its own methods taken away.

use app::wire::publishing::JobState;
use blog::Transport;
use serde_json::{Value, json};
use tests::desk::Desk;
use tests::servers::{self, Person, Server};

const POST: &str = "---\ntitle: Harbour & sea\nstatus: draft\ntags: [boats, \"salt & wind\"]\ncategories: [\"{category}\"]\n\
    slug: harbour-{slug}\nexcerpt: Two boats.\ncomments: false\n---\nFirst *words*.\n\n<!--more-->\n\nLast words.\n";

fn desk(server: &Server, person: &Person) -> (Desk, String) {
    let unique = servers::unique();
    let category = format!("Trips & such {unique}");
    server.post("/wp/v2/categories", &json!({ "name": category }));
    let text = POST.replace("{category}", &category).replace("{slug}", &unique);
    let desk = Desk::new().outside("harbour.md", text);
    let (account, notes) = desk
        .connect_over(Transport::XmlRpc, &server.url, &person.login, &person.app_password)
        .unwrap_or_else(|error| panic!("WordPress {}: {error} {}", server.version, error.hint));
    assert!(notes.iter().all(|note| note.contains("categories")), "{notes:?}");
    (desk, account)
}

fn posts(server: &Server, person: &Person) -> Vec<Value> {
    let route = format!("/wp/v2/posts?author={}&status=any,trash&context=edit&per_page=100", person.id);
    server.get(&route).as_array().cloned().unwrap_or_default()
}

#[test]
fn a_post_goes_out_whole_and_keeps_what_silence_would_change() {
    for server in servers::all() {
        let person = server.person_without_wp_methods("editor");
        let (desk, account) = desk(&server, &person);
        desk.published("harbour.md", &account, "published");
        let check = |words: &str| {
            let there = posts(&server, &person);
            assert_eq!(there.len(), 1, "WordPress {}", server.version);
            let post = there[0].clone();
            assert_eq!(
                (post["title"]["raw"].as_str(), post["status"].as_str()),
                (Some("Harbour & sea"), Some("publish"))
            );
            assert_eq!(
                (post["excerpt"]["raw"].as_str(), post["comment_status"].as_str()),
                (Some("Two boats."), Some("closed"))
            );
            assert!(
                post["slug"].as_str().is_some_and(|slug| slug.starts_with("harbour-")),
                "{}",
                post["slug"]
            );
            assert_eq!(post["tags"].as_array().map(Vec::len), Some(2));
            assert_eq!(post["categories"].as_array().map(Vec::len), Some(1));
            assert_ne!(post["categories"][0], 1, "not the one for everything else");
            let content = post["content"]["raw"].as_str().unwrap_or_default();
            assert!(content.contains(words) && content.contains("<!--more-->"), "{content}");
        };
        check("Last words.");
        let again = desk.plan("harbour.md", &account, "published").unwrap();
        assert!(again.unchanged, "{again:?}");
        // Only the text changes; tags, categories and that it is public are said again all the same.
        let desk = desk.open("harbour.md").types("harbour.md", "\nOne more line.\n").saves("harbour.md");
        desk.published("harbour.md", &account, "published");
        check("One more line.");
    }
}

#[test]
fn a_lost_answer_makes_no_second_post_here_either() {
    for server in servers::all() {
        let person = server.person_without_wp_methods("editor");
        let (desk, account) = desk(&server, &person);
        for method in ["metaWeblog.newPost", "metaWeblog.editPost"] {
            let _fault = server.fault(&person, json!({ "match": method, "after": true, "status": 502, "body": "<h1>Bad gateway</h1>", "once": true }));
            let first = desk.publish("harbour.md", &account, "published").unwrap();
            let jobs = desk.app.run_outbox(app::wire::Nothing {}).unwrap();
            assert_eq!(jobs[0].state, JobState::Done, "{method}: first {first:#?} then {jobs:#?}");
            assert_eq!(posts(&server, &person).len(), 1, "WordPress {}, {method}", server.version);
        }
    }
}
