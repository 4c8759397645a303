//! There and back again on real servers: what was published comes back as files that have nothing to publish, and a post of
//! the block editor keeps every block that nobody changed.

use app::wire::accounts::{MarkupView, SetMarkup};
use app::wire::publishing::JobState;
use app::wire::pulling::{
    LinkPost, LinkPress, ListRemote, PullOutcome, PullPosts, PullWhat, Pulled, RemoteRow, RemoteStanding,
};
use blog::front_matter::FrontMatter;
use blog::{Fields, Markup, PictureMap, Severity, Typesetter};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tests::desk::Desk;
use tests::servers::{self, Person, Server, unique};
use wordpress::markup::Setter;

/// Every block of WordPress's own, and some of nobody's.
const CORE_BLOCKS: &str = include_str!("../../crates/wordpress/tests/fixtures/core-blocks.html");

/// How Copydesk speaks to a blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Rest,
    XmlRpc,
}

fn everywhere() -> Vec<(Server, Way)> {
    servers::all()
        .into_iter()
        .flat_map(|server| [(server.clone(), Way::Rest), (server, Way::XmlRpc)])
        .collect()
}

/// A desk with an empty library, connected.
fn desk(server: &Server, person: &Person, way: Way, markup: MarkupView) -> (Desk, String) {
    let desk = Desk::new();
    let (account, _) = desk
        .connect(&server.url, &person.login, &person.app_password)
        .unwrap_or_else(|error| panic!("WordPress {}: {error} {}", server.version, error.hint));
    desk.app.set_markup(SetMarkup { id: account.clone(), markup }).unwrap();
    match way {
        Way::Rest => (desk, account),
        Way::XmlRpc => (over_xmlrpc(desk), account),
    }
}

/// The same desk, its account speaking the other interface.
fn over_xmlrpc(desk: Desk) -> Desk {
    let file = desk.home().join("config/accounts.json");
    let mut accounts: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    for account in accounts.as_array_mut().unwrap() {
        let (transport, url) = (account["transport"].clone(), account["endpoint"].clone());
        account["transport"] = account["other"]["transport"].clone();
        account["endpoint"] = account["other"]["url"].clone();
        account["other"] = json!({ "transport": transport, "url": url });
    }
    fs::write(&file, accounts.to_string()).unwrap();
    let desk = desk.restart();
    assert_eq!(desk.app.account_views()[0].transport, "XML-RPC");
    desk
}

/// The sample posts as files of a library, with their pictures; one whose head cannot be read gets another head.
fn samples(mut desk: Desk) -> (Desk, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    for picture in fs::read_dir(folder.join("media")).unwrap().map(|entry| entry.unwrap()) {
        let name = format!("media/{}", picture.file_name().into_string().unwrap());
        desk = desk.outside(&name, fs::read(picture.path()).unwrap());
    }
    let mut names = Vec::new();
    for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()) {
        let name = file.file_name().into_string().unwrap();
        let Some(stem) = name.strip_suffix(".md") else { continue };
        let text = fs::read_to_string(file.path()).unwrap();
        let readable =
            Fields::read(&text).problems.iter().all(|problem| problem.severity != Severity::Blocking);
        let body = &text[FrontMatter::of(&text).body];
        let text = if readable { text } else { format!("---\ntitle: {stem}\n---\n{body}") };
        desk = desk.outside(&name, text);
        names.push(name);
    }
    names.sort();
    (desk, names)
}

/// What the blog holds of this person's posts: content, last change and number of revisions, by number.
fn held(server: &Server, person: &Person) -> BTreeMap<u64, (String, String, usize)> {
    let route = format!("/wp/v2/posts?author={}&status=any&context=edit&per_page=100", person.id);
    let posts = server.get(&route);
    let of = |post: &Value| {
        let id = post["id"].as_u64().unwrap();
        let revisions = server.get(&format!("/wp/v2/posts/{id}/revisions?per_page=100&_fields=id"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (
            id,
            (
                text(&post["content"]["raw"]),
                text(&post["modified_gmt"]),
                revisions.as_array().map_or(0, Vec::len),
            ),
        )
    };
    posts.as_array().unwrap().iter().map(of).collect()
}

fn list(account: &str, kind: &str) -> ListRemote {
    ListRemote { account: account.to_owned(), kind: kind.to_owned(), status: None, page: 1 }
}

/// This person's rows: a list shows everybody's to those who may edit everybody's.
fn rows(desk: &Desk, account: &str, ids: &[u64]) -> Vec<RemoteRow> {
    let page = desk
        .app
        .list_remote(list(account, "post"))
        .unwrap_or_else(|error| panic!("{error} {}", error.detail));
    page.rows.into_iter().filter(|row| ids.iter().any(|id| id.to_string() == row.id)).collect()
}

fn pull(desk: &Desk, account: &str, ids: &[u64], pictures: bool) -> Pulled {
    let what = PullWhat::Posts { ids: ids.iter().map(u64::to_string).collect() };
    let pulled = desk.app.pull_posts(PullPosts { account: account.to_owned(), what, pictures });
    pulled.unwrap_or_else(|error| panic!("{error} {} {}", error.hint, error.detail))
}

fn outcomes(pulled: &Pulled) -> Vec<PullOutcome> {
    pulled.posts.iter().map(|post| post.outcome).collect()
}

fn body_of(text: &str) -> &str {
    &text[FrontMatter::of(text).body]
}

/// Every sample, published, pulled into an empty folder and published again: nothing changes on the blog.
fn there_and_back(way: Way, view: MarkupView, markup: Markup) {
    for server in servers::all() {
        let person = server.person("administrator");
        let (first, account) = desk(&server, &person, way, view);
        let (first, names) = samples(first);
        for name in &names {
            first.published(name, &account, "published");
        }
        let before = held(&server, &person);
        let ids: Vec<u64> = before.keys().copied().collect();
        assert_eq!(ids.len(), names.len());

        for pictures in [false, true].into_iter().take(if markup == Markup::Blocks { 2 } else { 1 }) {
            let (second, account) = desk(&server, &person, way, view);
            assert!(rows(&second, &account, &ids).iter().all(|row| row.standing == RemoteStanding::NotHere));
            let pulled = pull(&second, &account, &ids, pictures);
            assert_eq!(outcomes(&pulled), vec![PullOutcome::Downloaded; ids.len()], "{pulled:#?}");
            let mut same_bytes = 0;
            for post in &pulled.posts {
                let path = post.path.clone().unwrap();
                let plan = second.plan(&path, &account, "published").unwrap();
                assert!(plan.unchanged, "{path} {plan:#?}\n{}", second.file(&path));
                assert!(plan.refusals.is_empty() && plan.warnings.is_empty(), "{path} {plan:#?}");
                let job = second.publish(&path, &account, "published").unwrap();
                assert_eq!(job.state, JobState::Done, "{job:#?}");
                if !pictures {
                    let content = &before[&post.id.parse().unwrap()].0;
                    let setter = Setter(markup);
                    let text = second.file(&path);
                    let again = setter.render(body_of(&text), &PictureMap::new(), content).whole();
                    let sees = |content: &str| -> Vec<String> {
                        setter.split(content).into_iter().map(|block| block.seen).collect()
                    };
                    assert_eq!(sees(&again), sees(content), "{path}");
                    same_bytes += usize::from(again == *content);
                }
            }
            assert!(rows(&second, &account, &ids).iter().all(|row| row.standing == RemoteStanding::Same));
            assert_eq!(held(&server, &person), before, "WordPress {} {way:?} {markup:?}", server.version);
            let how = if pictures {
                "with pictures".to_owned()
            } else {
                format!("{same_bytes} byte for byte from their Markdown alone")
            };
            println!(
                "WordPress {} over {way:?}, {markup:?}: {} posts pulled and published again ({how}), 0 changed",
                server.version,
                ids.len()
            );
        }
    }
}

// One test for each way, so that they run beside one another.

#[test]
fn blocks_over_rest_come_back_and_go_out_again_without_a_change() {
    there_and_back(Way::Rest, MarkupView::Blocks, Markup::Blocks);
}

#[test]
fn blocks_over_xml_rpc_come_back_and_go_out_again_without_a_change() {
    there_and_back(Way::XmlRpc, MarkupView::Blocks, Markup::Blocks);
}

#[test]
fn classic_html_over_rest_comes_back_and_goes_out_again_without_a_change() {
    there_and_back(Way::Rest, MarkupView::Classic, Markup::Classic);
}

#[test]
fn classic_html_over_xml_rpc_comes_back_and_goes_out_again_without_a_change() {
    there_and_back(Way::XmlRpc, MarkupView::Classic, Markup::Classic);
}

/// A post written in the block editor.
fn written_there(server: &Server, person: &Person, content: &str) -> u64 {
    let slug = format!("core-{}", unique());
    let body = json!({
        "title": "Written in the block editor", "content": content, "status": "publish", "author": person.id,
        "slug": slug, "excerpt": "By hand."
    });
    server.post("/wp/v2/posts", &body)["id"].as_u64().unwrap()
}

fn content_of(server: &Server, id: u64) -> String {
    server.get(&format!("/wp/v2/posts/{id}?context=edit"))["content"]["raw"].as_str().unwrap().to_owned()
}

#[test]
fn one_changed_paragraph_leaves_all_other_blocks_byte_for_byte() {
    for (server, way) in everywhere() {
        let person = server.person("administrator");
        let mark = format!("A paragraph of its own, {}.", unique());
        let own = format!("\n\n<!-- wp:paragraph -->\n<p>{mark}</p>\n<!-- /wp:paragraph -->\n\n");
        let middle = CORE_BLOCKS.find("\n\n<!-- wp:heading").unwrap();
        let content = format!("{}{own}{}", &CORE_BLOCKS[..middle], &CORE_BLOCKS[middle + 2..]);
        let id = written_there(&server, &person, &content);
        let before = content_of(&server, id);
        let blocks = Setter(Markup::Blocks).split(&before).len();
        let (desk, account) = desk(&server, &person, way, MarkupView::Blocks);
        let pulled = pull(&desk, &account, &[id], false);
        assert_eq!(outcomes(&pulled), [PullOutcome::Downloaded], "{pulled:#?}");
        let path = pulled.posts[0].path.clone().unwrap();
        let text = desk.file(&path);
        assert!(text.contains(&mark), "{text}");
        let changed = "Changed here, and nothing else.";
        let desk = desk.outside(&path, text.replace(&mark, changed));
        assert_eq!(rows(&desk, &account, &[id])[0].standing, RemoteStanding::ChangedHere);
        desk.published(&path, &account, "published");
        let after = content_of(&server, id);
        // XML-RPC takes the line end at the end of the whole text away, which is in no block.
        let expected = before.replace(&mark, changed);
        assert!(after.trim_end() == expected.trim_end(), "WordPress {} {way:?}:\n{after}", server.version);
        assert!(desk.plan(&path, &account, "published").unwrap().unchanged);

        // And back: the blog's side changes one paragraph, and the file keeps every other line.
        let there = "Changed there, and nothing else.";
        server.post(&format!("/wp/v2/posts/{id}"), &json!({ "content": after.replace(changed, there) }));
        let here = desk.file(&path);
        assert_eq!(outcomes(&pull(&desk, &account, &[id], false)), [PullOutcome::Updated]);
        assert_eq!(desk.file(&path), here.replace(changed, there));
        assert!(desk.versions(&path).contains(&here));
        println!(
            "WordPress {} over {way:?}: 1 of {blocks} blocks changed, {} byte for byte",
            server.version,
            blocks - 1
        );
    }
}

#[test]
fn pictures_come_along_and_are_never_sent_again() {
    for (server, way) in everywhere() {
        let person = server.person("administrator");
        let (first, account) = desk(&server, &person, way, MarkupView::Blocks);
        let mut bytes = include_bytes!("../../content/media/stage-at-dusk.jpg").to_vec();
        bytes.extend_from_slice(unique().as_bytes());
        let text = format!(
            "---\ntitle: Quay\nslug: quay-{}\npicture: media/quay.jpg\n---\n\n![Boats](media/quay.jpg)\n\nWords.\n",
            unique()
        );
        let first = first.outside("media/quay.jpg", &bytes).outside("quay.md", text);
        first.published("quay.md", &account, "published");
        let media = || {
            let route = format!("/wp/v2/media?author={}&per_page=100", person.id);
            server.get(&route).as_array().map_or(0, Vec::len)
        };
        let sent = media();
        let ids: Vec<u64> = held(&server, &person).into_keys().collect();
        let (second, account) = desk(&server, &person, way, MarkupView::Blocks);
        let pulled = pull(&second, &account, &ids, true);
        assert_eq!(outcomes(&pulled), [PullOutcome::Downloaded], "{pulled:#?}");
        let path = pulled.posts[0].path.clone().unwrap();
        let text = second.file(&path);
        assert!(text.contains("picture: media/quay-") && text.contains("![Boats](media/quay-"), "{text}");
        assert!(second.plan(&path, &account, "published").unwrap().unchanged);
        let second = second.outside(&path, text.replace("Words.", "Other words."));
        second.published(&path, &account, "published");
        assert_eq!(media(), sent, "WordPress {} {way:?}: no picture is sent a second time", server.version);
        let content = content_of(&server, ids[0]);
        assert!(content.contains("Other words.") && content.contains("wp-image-"), "{content}");
        println!(
            "WordPress {} over {way:?}: {sent} picture, 2 desks, 2 presses, 0 sent again",
            server.version
        );
    }
}

#[test]
fn a_file_and_its_twin_are_offered_to_each_other_and_never_doubled() {
    for (server, way) in everywhere() {
        let person = server.person("administrator");
        let content = "<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:paragraph -->\n<p>Two.</p>\n<!-- /wp:paragraph -->";
        let id = written_there(&server, &person, content);
        let slug = server.get(&format!("/wp/v2/posts/{id}"))["slug"].as_str().unwrap().to_owned();
        let (desk, account) = desk(&server, &person, way, MarkupView::Blocks);
        let mine = "---\ntitle: Written in the block editor\n---\nOne.\n\nTwo, in my words.\n";
        let path = format!("{slug}.md");
        let desk = desk.outside(&path, mine);
        let row = rows(&desk, &account, &[id]).remove(0);
        assert_eq!((row.standing, row.path.as_deref()), (RemoteStanding::Unlinked, Some(path.as_str())));
        assert_eq!(outcomes(&pull(&desk, &account, &[id], false)), [PullOutcome::Unlinked]);
        assert_eq!(desk.file(&path), mine, "a pull touches nothing");

        let request = LinkPost { account: account.clone(), id: id.to_string(), path: path.clone() };
        let view = desk.app.plan_link(request.clone()).unwrap();
        assert_eq!(view.fields, ["text"], "{view:?}");
        assert!(view.changes.iter().any(|change| change.text.contains("in my words")), "{view:?}");
        let stale = LinkPress { request: request.clone(), fingerprint: "0".into() };
        assert!(desk.app.link_post(stale).is_err());
        desk.app.link_post(LinkPress { request, fingerprint: view.fingerprint }).unwrap();
        assert_eq!(rows(&desk, &account, &[id])[0].standing, RemoteStanding::ChangedHere);
        let plan = desk.plan(&path, &account, "published").unwrap();
        assert!(plan.conflict.is_none() && !plan.unchanged, "{plan:?}");
        desk.published(&path, &account, "published");
        assert_eq!(content_of(&server, id), content.replace("Two.", "Two, in my words."));
        let excerpt = server.get(&format!("/wp/v2/posts/{id}?context=edit"))["excerpt"]["raw"].clone();
        assert_eq!(excerpt, "By hand.", "what the file does not say is the blog's");

        // The records of a folder are lost: the number in the front matter still leads to the post, and nothing is asked.
        fs::remove_dir_all(desk.library().join(".copydesk/publications")).unwrap();
        assert_eq!(rows(&desk, &account, &[id])[0].standing, RemoteStanding::Unlinked);
        assert_eq!(outcomes(&pull(&desk, &account, &[id], false)), [PullOutcome::Linked]);
        assert!(desk.plan(&path, &account, "published").unwrap().unchanged);
        let count = fs::read_dir(desk.library())
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".md"));
        assert_eq!(count.count(), 1);
    }
}

#[test]
fn every_field_comes_along_and_says_the_same_to_the_blog() {
    for (server, way) in everywhere() {
        let person = server.person("administrator");
        let other = server.person("author");
        let word = unique();
        let travel =
            server.post("/wp/v2/categories", &json!({ "name": format!("Travel {word}") }))["id"].clone();
        let italy =
            server.post("/wp/v2/categories", &json!({ "name": format!("Italy {word}"), "parent": travel }));
        let tag = server.post("/wp/v2/tags", &json!({ "name": format!("salt & wind {word}") }));
        let body = json!({
            "title": format!("All of it: {word}"), "content": "<p>Classic words.</p>\n<p>More.</p>", "status": "future",
            "date_gmt": "2036-05-01T04:30:00", "excerpt": "Two\nlines.", "slug": format!("all-{word}"),
            "categories": [italy["id"]], "tags": [tag["id"]], "sticky": true, "password": "", "author": other.id,
            "comment_status": "closed", "ping_status": "closed"
        });
        let id = server.post("/wp/v2/posts", &body)["id"].as_u64().unwrap();
        let above = server.post("/wp/v2/pages", &json!({ "title": "Above", "slug": format!("above-{word}"), "status": "publish", "author": person.id }));
        let page = json!({ "title": "Below", "status": "draft", "parent": above["id"], "menu_order": 4, "author": person.id, "content": "" });
        let page = server.post("/wp/v2/pages", &page)["id"].as_u64().unwrap();
        let (desk, account) = desk(&server, &person, way, MarkupView::Blocks);
        let pulled = pull(&desk, &account, &[id, page], false);
        assert_eq!(outcomes(&pulled), [PullOutcome::Downloaded, PullOutcome::Downloaded], "{pulled:#?}");
        let path = pulled.posts[0].path.clone().unwrap();
        let fields = Fields::read(&desk.file(&path));
        assert_eq!(fields.title.as_deref(), Some(format!("All of it: {word}").as_str()));
        assert_eq!(fields.status.map(|status| status.word()), Some("scheduled"));
        assert_eq!(fields.categories, Some(vec![format!("Travel {word} > Italy {word}")]));
        assert_eq!(fields.tags, Some(vec![format!("salt & wind {word}")]));
        assert_eq!(fields.excerpt.as_deref(), Some("Two\nlines."));
        assert_eq!((fields.comments, fields.pings, fields.sticky), (Some(false), Some(false), Some(true)));
        assert_eq!(fields.author, Some(other.login));
        assert!(fields.problems.is_empty(), "{:?}", fields.problems);
        for path in [path, pulled.posts[1].path.clone().unwrap()] {
            let status = Fields::read(&desk.file(&path)).status.unwrap();
            let status = if status.word() == "scheduled" { "published" } else { status.word() };
            let plan = desk.plan(&path, &account, status).unwrap();
            assert!(
                plan.unchanged && plan.refusals.is_empty(),
                "{way:?} {path} {plan:#?}\n{}",
                desk.file(&path)
            );
        }
        let text = desk.file(&pulled.posts[1].path.clone().unwrap());
        for line in
            [format!("parent: above-{word}"), "order: 4".into(), "type: page".into(), "status: draft".into()]
        {
            assert!(text.contains(&line), "{line} in {text}");
        }
    }
}
