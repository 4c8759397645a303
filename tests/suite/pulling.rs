//! Bringing posts here from a blog that says odd things: names that no file can have, numbers that repeat, thousands of
//! posts, a line that breaks in the middle.

use app::wire::error::ErrorCode;
use app::wire::pulling::{ListRemote, PullOutcome, PullPosts, PullWhat, Pulled, RemoteRow, RemoteStanding};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use tests::desk::Desk;
use tests::loopback::{Loopback, response};

/// What the blog holds, newest first; a test may change it.
type Posts = Arc<Mutex<Vec<Value>>>;

fn post(id: u64, title: &str, slug: &str, content: &str) -> Value {
    json!({
        "id": id, "type": "post", "status": "publish", "link": format!("http://127.0.0.1/?p={id}"), "slug": slug,
        "title": { "raw": title }, "content": { "raw": content }, "excerpt": { "raw": "" },
        "date_gmt": "2026-11-23T10:00:00", "modified_gmt": "2026-11-23T10:00:00", "categories": [], "tags": [],
        "comment_status": "open", "ping_status": "open", "format": "standard", "author": 1
    })
}

/// A blog with these posts, over REST, in pages of a hundred.
fn blog(posts: Vec<Value>) -> (Loopback, Posts) {
    let posts: Posts = Arc::new(Mutex::new(posts));
    let held = Arc::clone(&posts);
    let server = Loopback::answering(move |head| {
        let line = head.lines().next().unwrap_or_default();
        let target = line.split(' ').nth(1).unwrap_or_default();
        let posts = held.lock().unwrap_or_else(PoisonError::into_inner);
        let json = |value: Value| response("200 OK", "application/json", &value.to_string());
        let number = |name: &str| {
            let rest = target.split_once(&format!("{name}="))?.1;
            rest.split('&').next()?.parse::<usize>().ok()
        };
        if target.contains("/users/me") {
            return json(json!({
                "id": 1, "name": "Me", "username": "me", "roles": ["administrator"],
                "capabilities": { "edit_posts": true, "publish_posts": true, "edit_others_posts": true }
            }));
        }
        if let Some((_, rest)) = target.split_once("/wp/v2/posts/") {
            let id: u64 = rest.split('?').next().unwrap_or_default().parse().unwrap_or_default();
            return match posts.iter().find(|post| post["id"] == id) {
                Some(post) => json(post.clone()),
                None => response(
                    "404 Not Found",
                    "application/json",
                    r#"{"code":"rest_post_invalid_id","message":"x"}"#,
                ),
            };
        }
        if target.contains("/wp/v2/posts?") {
            let page = number("&page").unwrap_or(1);
            let shown: Vec<Value> = posts.iter().skip((page - 1) * 100).take(100).cloned().collect();
            return json(Value::Array(shown));
        }
        if target.contains("/wp/v2/pages/") {
            return response(
                "404 Not Found",
                "application/json",
                r#"{"code":"rest_post_invalid_id","message":"x"}"#,
            );
        }
        if target.contains("/wp/v2/") {
            return json(json!([]));
        }
        json(json!({
            "name": "A blog", "url": "", "home": "", "namespaces": ["wp/v2"], "authentication": [],
            "timezone_string": "", "gmt_offset": "5.5"
        }))
    });
    (server, posts)
}

fn desk_on(server: &Loopback) -> (Desk, String) {
    let desk = Desk::new();
    let (account, _) =
        desk.connect(&server.url, "me", "secret").unwrap_or_else(|error| panic!("{error} {}", error.hint));
    (desk, account)
}

fn list(account: &str, page: u32) -> ListRemote {
    ListRemote { account: account.to_owned(), kind: "post".to_owned(), status: None, page }
}

fn pull_page(desk: &Desk, account: &str, page: u32) -> Pulled {
    let what = PullWhat::Page { list: list(account, page) };
    let pulled = desk.app.pull_posts(PullPosts { account: account.to_owned(), what, pictures: false });
    pulled.unwrap_or_else(|error| panic!("{error} {} {}", error.hint, error.detail))
}

fn rows(desk: &Desk, account: &str) -> Vec<RemoteRow> {
    desk.app.list_remote(list(account, 1)).unwrap().rows
}

fn outcomes(pulled: &Pulled) -> Vec<PullOutcome> {
    pulled.posts.iter().map(|post| post.outcome).collect()
}

/// The Markdown files of the library.
fn files(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.library()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".md"));
    names.sort();
    names
}

#[test]
fn a_post_becomes_a_file_that_counts_as_unchanged() {
    let (server, posts) = blog(vec![post(
        7,
        "Salt &amp; wind: a “storm”",
        "salt-wind",
        "<!-- wp:paragraph -->\n<p>First <em>words</em>.</p>\n<!-- /wp:paragraph -->",
    )]);
    let (desk, account) = desk_on(&server);
    assert_eq!(rows(&desk, &account)[0].standing, RemoteStanding::NotHere);
    assert_eq!(outcomes(&pull_page(&desk, &account, 1)), [PullOutcome::Downloaded]);
    let text = desk.file("salt-wind.md");
    for line in [
        "title: \"Salt & wind: a “storm”\"\n",
        "slug: salt-wind\n",
        "status: published\n",
        "date: 2026-11-23T15:30:00+05:30\n",
        "copydesk-id: ",
        ": 7\n---\n\nFirst *words*.\n",
    ] {
        assert!(text.contains(line), "{line:?} in {text}");
    }
    assert!(!text.contains("comments") && !text.contains("author"), "the usual is not said: {text}");
    let row = &rows(&desk, &account)[0];
    assert_eq!((row.standing, row.path.as_deref()), (RemoteStanding::Same, Some("salt-wind.md")));
    assert_eq!(row.date, "2026-11-23 15:30", "on the blog's clock");
    let plan = desk.plan("salt-wind.md", &account, "published").unwrap();
    assert!(plan.unchanged && plan.steps.is_empty(), "{plan:?}");
    assert_eq!(outcomes(&pull_page(&desk, &account, 1)), [PullOutcome::Same]);

    // The blog's side changes: its paragraph and its title, nothing else of the file.
    let content = "<!-- wp:paragraph -->\n<p>First <em>words</em>.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:paragraph -->\n<p>More.</p>\n<!-- /wp:paragraph -->";
    posts.lock().unwrap()[0] = post(7, "Salt", "salt-wind", content);
    let before = desk.file("salt-wind.md");
    assert_eq!(rows(&desk, &account)[0].standing, RemoteStanding::ChangedThere);
    assert_eq!(outcomes(&pull_page(&desk, &account, 1)), [PullOutcome::Updated]);
    let after = before.replace("title: \"Salt & wind: a “storm”\"", "title: \"Salt\"") + "\nMore.\n";
    assert_eq!(desk.file("salt-wind.md"), after);
    assert!(desk.versions("salt-wind.md").contains(&before), "the old text is kept");
    assert!(desk.plan("salt-wind.md", &account, "published").unwrap().unchanged);
}

#[test]
fn what_changed_here_is_never_touched() {
    let (server, posts) = blog(vec![post(
        7,
        "Harbour",
        "harbour",
        "<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->",
    )]);
    let (desk, account) = desk_on(&server);
    pull_page(&desk, &account, 1);
    let mine = desk.file("harbour.md").replace("One.", "One, in my own words.");
    let desk = desk.outside("harbour.md", &mine);
    assert_eq!(outcomes(&pull_page(&desk, &account, 1)), [PullOutcome::ChangedHere]);
    posts.lock().unwrap()[0] =
        post(7, "Harbour", "harbour", "<!-- wp:paragraph -->\n<p>Two.</p>\n<!-- /wp:paragraph -->");
    let pulled = pull_page(&desk, &account, 1);
    assert_eq!(outcomes(&pulled), [PullOutcome::Conflict]);
    assert!(pulled.posts[0].notes[0].contains("text"), "{pulled:?}");
    assert_eq!(desk.file("harbour.md"), mine);
    // A status that was changed here only is a change here too.
    let (server, posts) = blog(vec![post(7, "Harbour", "harbour", "")]);
    let (desk, account) = desk_on(&server);
    pull_page(&desk, &account, 1);
    let mine = desk.file("harbour.md").replace("status: published", "status: draft");
    let desk = desk.outside("harbour.md", &mine);
    posts.lock().unwrap()[0] = post(7, "Port", "harbour", "");
    assert_eq!(outcomes(&pull_page(&desk, &account, 1)), [PullOutcome::Conflict]);
    assert_eq!(desk.file("harbour.md"), mine);
}

#[test]
fn an_open_editor_takes_what_changed_there() {
    let (server, posts) = blog(vec![post(
        7,
        "Harbour",
        "harbour",
        "<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->",
    )]);
    let (desk, account) = desk_on(&server);
    pull_page(&desk, &account, 1);
    let mut desk = desk.open("harbour.md");
    posts.lock().unwrap()[0] =
        post(7, "Harbour", "harbour", "<!-- wp:paragraph -->\n<p>Two.</p>\n<!-- /wp:paragraph -->");
    assert_eq!(outcomes(&pull_page(&desk, &account, 1)), [PullOutcome::Updated]);
    let told = desk
        .heard()
        .iter()
        .any(|event| matches!(event, app::wire::events::AppEvent::Outside { path } if path == "harbour.md"));
    assert!(told, "the editor is told");
    desk.looks_outside("harbour.md");
    assert!(desk.text("harbour.md").ends_with("\nTwo.\n"), "{}", desk.text("harbour.md"));
    // Unsaved keys count as a change here.
    let desk = desk.types("harbour.md", "Three.\n");
    posts.lock().unwrap()[0] =
        post(7, "Harbour", "harbour", "<!-- wp:paragraph -->\n<p>Four.</p>\n<!-- /wp:paragraph -->");
    assert_eq!(outcomes(&pull_page(&desk, &account, 1)), [PullOutcome::Conflict]);
    assert!(desk.file("harbour.md").ends_with("Two.\nThree.\n"));
}

#[test]
fn names_that_no_file_can_have_become_names_that_all_systems_take() {
    let long = "x".repeat(300);
    let hostile = [
        ("../../etc/passwd", ""),
        ("nul", "nul"),
        ("COM1", ""),
        ("a\u{0}b\u{7}", ""),
        (long.as_str(), ""),
        ("", ""),
        ("", ""),
        ("C:\\Windows\\x?*|", ""),
        ("Twins", "twins"),
        ("TWINS", "Twins"),
        ("日本の秋", "%e6%97%a5"),
        ("---\nstatus: trashed\n---", ""),
        ("a: [b, {c: *d}] # e", "e"),
        (".hidden", ".hidden"),
    ];
    let content = "<!-- wp:paragraph -->\n<p>---</p>\n<!-- /wp:paragraph -->";
    let posts: Vec<Value> =
        (1..).zip(hostile).map(|(id, (title, slug))| post(id, title, slug, content)).collect();
    let count = posts.len();
    let (server, _) = blog(posts);
    let (desk, account) = desk_on(&server);
    let pulled = pull_page(&desk, &account, 1);
    assert_eq!(outcomes(&pulled), vec![PullOutcome::Downloaded; count], "{pulled:#?}");
    let names = files(&desk);
    assert_eq!(names.len(), count, "{names:?}");
    let folded: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), count, "no two names are one on any system: {names:?}");
    for name in &names {
        assert!(
            name.len() < 140
                && !name.starts_with('.')
                && !name.contains(['/', '\\', ':', '?', '*', '|', '\0']),
            "{name}"
        );
        assert!(!["nul.md", "com1.md"].contains(&name.as_str()));
        let plan = desk.plan(name, &account, "published").unwrap();
        assert!(plan.unchanged && plan.refusals.is_empty(), "{name}: {plan:?} {}", desk.file(name));
    }
    assert!(
        fs::read_dir(desk.home()).unwrap().all(|entry| entry.unwrap().file_name() != "etc"),
        "nothing leads out"
    );
    println!("{count} hostile titles became {} files, each unchanged for the next press", names.len());
}

#[test]
fn odd_contents_come_whole_or_are_named_and_the_others_go_on() {
    let large = format!("<!-- wp:html -->\n{}\n<!-- /wp:html -->", "<b>words</b>\n".repeat(81_000));
    let nul = "<!-- wp:paragraph -->\n<p>a\u{0}b</p>\n<!-- /wp:paragraph -->";
    let huge = "y".repeat(17 << 20);
    let (server, _) = blog(vec![
        post(6, "Huge", "huge", &huge),
        post(5, "Large", "large", &large),
        post(4, "Nothing", "nothing", ""),
        post(3, "Nul", "has-nul", nul),
        post(3, "Nul", "has-nul", nul),
        post(
            2,
            "Odd",
            "odd",
            "<!-- wp:unknown/block {\"a\":1} /-->\n\ntext outside\n\n<!-- wp:paragraph -->\n<p>unclosed",
        ),
        json!({ "id": 1, "type": "post", "status": "trash", "slug": "gone__trashed", "title": {"raw": "Gone"}, "content": {"raw": ""}, "excerpt": {"raw": ""} }),
    ]);
    let (desk, account) = desk_on(&server);
    let pulled = pull_page(&desk, &account, 1);
    use PullOutcome::{Downloaded, Skipped};
    assert_eq!(
        outcomes(&pulled),
        [Skipped, Downloaded, Downloaded, Downloaded, Downloaded, Skipped],
        "{pulled:#?}"
    );
    assert!(pulled.posts[0].notes[0].contains("17 MB"), "{:?}", pulled.posts[0]);
    assert!(pulled.posts[5].notes[0].contains("trash"), "{:?}", pulled.posts[5]);
    assert!(desk.file("odd.md").contains("<!-- wp:unknown/block {\"a\":1} /-->"));
    assert!(desk.file("nothing.md").ends_with("---\n"));
    for name in files(&desk) {
        let plan = desk.plan(&name, &account, "published").unwrap();
        assert!(plan.unchanged && plan.refusals.is_empty(), "{name}: {plan:?}");
    }
    let records = fs::read_dir(desk.library().join(".copydesk/publications")).unwrap().count();
    assert_eq!(records, 4, "what was skipped left no record");
}

#[test]
fn thousands_come_page_by_page_and_a_second_run_goes_on_where_the_first_stopped() {
    const MANY: u64 = 750;
    let content = "<!-- wp:paragraph -->\n<p>Words.</p>\n<!-- /wp:paragraph -->";
    let posts = (1..=MANY).rev().map(|id| post(id, &format!("Day {id}"), &format!("day-{id}"), content));
    let (server, _) = blog(posts.collect());
    let (desk, account) = desk_on(&server);
    let (mut page, mut first) = (1, 0);
    // The first run ends somewhere in the middle.
    while page <= 3 {
        first += pull_page(&desk, &account, page).posts.len();
        page += 1;
    }
    assert_eq!((first, files(&desk).len()), (300, 300));
    let (mut new, mut same, mut page) = (0, 0, 1);
    loop {
        let pulled = pull_page(&desk, &account, page);
        new += outcomes(&pulled).iter().filter(|outcome| **outcome == PullOutcome::Downloaded).count();
        same += outcomes(&pulled).iter().filter(|outcome| **outcome == PullOutcome::Same).count();
        page += 1;
        if !pulled.more {
            break;
        }
    }
    assert_eq!((new, same, files(&desk).len()), (450, 300, MANY as usize));
    println!("{MANY} posts in two runs: {first} files, then {new} more and {same} the same, 0 twice");
}

#[test]
fn a_pull_can_be_stopped_and_a_broken_line_ends_it() {
    let content = "<!-- wp:paragraph -->\n<p>Words.</p>\n<!-- /wp:paragraph -->";
    let posts = (1..=90).rev().map(|id| post(id, &format!("Day {id}"), &format!("day-{id}"), content));
    let (server, _) = blog(posts.collect());
    let (desk, account) = desk_on(&server);
    let pulled = std::thread::scope(|scope| {
        let pulling = scope.spawn(|| pull_page(&desk, &account, 1));
        while files(&desk).is_empty() {
            std::thread::yield_now();
        }
        desk.app.stop_pull(app::wire::accounts::OneAccount { id: account.clone() }).unwrap();
        pulling.join().unwrap()
    });
    assert_eq!(pulled.stopped, pulled.posts.len() < 90, "{}", pulled.posts.len());
    assert_eq!(files(&desk).len(), pulled.posts.len(), "each file is whole");
    let again = pull_page(&desk, &account, 1);
    assert_eq!((again.posts.len(), files(&desk).len(), again.stopped), (90, 90, false));
    drop(server);
    for id in ["0", "seven", "", "-1"] {
        let what = PullWhat::Posts { ids: vec![id.to_owned()] };
        let refused = desk.app.pull_posts(PullPosts { account: account.clone(), what, pictures: false });
        assert_eq!(refused.unwrap_err().code, ErrorCode::Input, "{id:?}");
    }
}
