//! The client against a server that plays WordPress, well and badly.

use super::*;
use crate::fault_server::{Act, FaultServer, Heard, answer};
use blog::{AccountId, Endpoint, Failure, Markup, PostKey, SiteClock, Status, Transport};
use dxr::{MethodCall, Value};

const PASSWORD: &str = "canary EFGH 7f3a";

pub fn client(server: &FaultServer) -> XmlRpcClient {
    let account = Account {
        id: AccountId::new("a").unwrap(),
        name: "a".into(),
        address: server.url("").to_string(),
        blog_title: String::new(),
        user: "ann".into(),
        endpoint: Endpoint { transport: Transport::XmlRpc, url: server.url("/xmlrpc.php").to_string() },
        other: None,
        markup: Markup::Blocks,
        clock: SiteClock::default(),
        allowed: blog::Allowed::default(),
        picture_edge: 2560,
    };
    XmlRpcClient::new(Arc::new(Http::new().unwrap()), &account, Secret::new(PASSWORD)).unwrap()
}

/// What was called, and with what.
pub fn called(heard: &Heard) -> (String, Vec<Value>) {
    let call = MethodCall::from_xml(std::str::from_utf8(&heard.body).unwrap()).unwrap();
    (call.name.into_owned(), call.params)
}

pub fn says(value: &str) -> Vec<Act> {
    let body = format!(
        "<?xml version=\"1.0\"?>\n<methodResponse>\n<params>\n<param>\n<value>{value}</value>\n</param>\n</params>\n</methodResponse>"
    );
    answer(200, &["Content-Type: text/xml", "Date: Mon, 23 Nov 2026 12:00:00 GMT"], body)
}

pub fn refuses(code: i32) -> Vec<Act> {
    answer(
        200,
        &["Content-Type: text/xml"],
        format!(
            "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>{code}</int></value></member><member><name>faultString</name><value><string>No: {code}</string></value></member></struct></value></fault></methodResponse>"
        ),
    )
}

pub fn list(items: &[String]) -> String {
    let items: String = items.iter().map(|item| format!("<value>{item}</value>")).collect();
    format!("<array><data>{items}</data></array>")
}

pub fn members(members: &[(&str, &str)]) -> String {
    let members: String = members
        .iter()
        .map(|(name, value)| format!("<member><name>{name}</name><value>{value}</value></member>"))
        .collect();
    format!("<struct>{members}</struct>")
}

fn post(id: u64, slug: &str, more: &[(&str, &str)]) -> String {
    let id = id.to_string();
    let plain = [
        ("post_id", id.as_str()),
        ("post_type", "post"),
        ("post_status", "draft"),
        ("post_title", "T"),
        ("post_content", ""),
        ("post_name", slug),
        ("post_author", "3"),
    ];
    let kept = plain.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    members(&kept.chain(more).copied().collect::<Vec<_>>())
}

/// A server that knows who asks, and otherwise answers by the script.
fn blog_saying(
    role: &'static str,
    script: impl Fn(&str, &[Value]) -> Vec<Act> + Send + Sync + 'static,
) -> FaultServer {
    FaultServer::start(move |heard| {
        let (method, arguments) = called(heard);
        match method.as_str() {
            "wp.getUsersBlogs" => {
                says(&list(&[members(&[("blogid", "1"), ("xmlrpc", "http://elsewhere/xmlrpc.php")])]))
            }
            "wp.getProfile" => {
                let roles = list(&[role.to_owned()]);
                says(&members(&[
                    ("user_id", "3"),
                    ("username", "ann"),
                    ("display_name", "Ann"),
                    ("roles", &roles),
                ]))
            }
            _ => script(&method, &arguments),
        }
    })
}

fn methods(server: &FaultServer) -> Vec<String> {
    server.heard().iter().map(|heard| called(heard).0).collect()
}

pub fn token() -> Token {
    Token::of("b", &PostKey::from_random([7; 8]))
}

/// Everything that can be asked, and how each failed.
fn failures(client: &dyn BlogClient) -> Vec<ClientError> {
    let upload = MediaUpload { name: "a.png", mime: "image/png", bytes: b"x", alt: "", caption: "" };
    let (kind, id) = (PostKind::Post, RemoteId(1));
    let listing = Listing { kind, status: None, page: 1 };
    [
        client.create_shell(PostKind::Page, "T", &token()).map(drop),
        client.read_post(kind, id).map(drop),
        client.write_post(kind, id, &PostFields::default(), None).map(drop),
        client.trash_post(kind, id),
        client.delete_post(kind, id),
        client.list_posts(&listing).map(drop),
        client.edits(kind, id).map(drop),
        client.find_page("a").map(drop),
        client.upload_media(&upload, &mut |_| {}).map(drop),
        client.find_shells(kind, &token()).map(drop),
        client.find_media("a").map(drop),
        client.list_terms(Taxonomy::Tag).map(drop),
        client.ensure_term(Taxonomy::Tag, "x", None).map(drop),
        client.list_authors().map(drop),
        client.site().map(drop),
    ]
    .into_iter()
    .map(|result| result.unwrap_err())
    .collect()
}

#[test]
fn no_answer_that_is_not_ours_passes_for_one() {
    let whole = "<?xml version=\"1.0\"?><methodResponse><params><param><value><string>7</string></value></param></params></methodResponse>";
    let deep = format!(
        "<methodResponse><params><param><value>{}{}</value></param></params></methodResponse>",
        "<array><data><value>".repeat(20_000),
        "</value></data></array>".repeat(20_000)
    );
    let entity = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><methodResponse><params><param><value>&b;</value></param></params></methodResponse>";
    let answers = [
        "<html><body>Sign in to the network</body></html>".to_owned(),
        String::new(),
        "{\"id\":7}".to_owned(),
        whole[..whole.len() - 5].to_owned(),
        entity.to_owned(),
        deep,
        whole.replace("string>7</string", "struct><nonsense/></struct"),
        whole.replace("<string>7</string>", "<struct></struct>"),
        whole.replace("<string>7</string>", "<base64>AAAA</base64>"),
        "\u{1}\u{2}<methodResponse>".to_owned(),
    ];
    let (mut tries, mut mistaken) = (0, 0);
    for body in answers {
        let said = body.clone();
        let server = blog_saying("editor", move |_, _| answer(200, &["Content-Type: text/xml"], &said));
        for error in failures(&client(&server)) {
            tries += 1;
            mistaken += usize::from(error.failure != Failure::NotOurs || !error.failure.may_have_arrived());
            let begin: String = body.chars().take(80).collect();
            assert_eq!(error.failure, Failure::NotOurs, "{begin}: {error} [{}]", error.detail);
        }
    }
    println!("answers that are not WordPress's and were taken for its: {mistaken} of {tries}");
    assert_eq!((tries, mistaken), (150, 0));
}

#[test]
fn a_closed_interface_is_told_from_a_refusal() {
    for (script, expected) in [
        (
            answer(405, &["Content-Type: text/plain"], "XML-RPC server accepts POST requests only."),
            Failure::Blocked,
        ),
        (answer(403, &["Content-Type: text/html"], "<h1>Forbidden</h1>"), Failure::Blocked),
        (refuses(405), Failure::Blocked),
        (refuses(403), Failure::SignIn),
        (refuses(401), Failure::Forbidden),
        (answer(503, &["Retry-After: 7"], ""), Failure::Busy),
    ] {
        let server = FaultServer::start(move |_| script.clone());
        assert_eq!(client(&server).identity().unwrap_err().failure, expected);
        assert_eq!(server.heard().len(), 1, "nothing is tried again");
    }
}

#[test]
fn a_no_with_two_meanings_is_looked_into() {
    let fields = PostFields { author: Some(9), ..PostFields::default() };
    for (code, there, expected) in [
        (404, true, Failure::Rejected),
        (404, false, Failure::NotFound),
        (401, true, Failure::Forbidden),
        (401, false, Failure::NotFound),
        (403, true, Failure::Rejected),
        (409, true, Failure::Changed),
        (500, true, Failure::Rejected),
    ] {
        let server = blog_saying("editor", move |method, _| match (method, there) {
            ("wp.editPost", _) => refuses(code),
            (_, true) => says(&post(1, "s", &[])),
            (_, false) => refuses(404),
        });
        let error = client(&server).write_post(PostKind::Post, RemoteId(1), &fields, None).unwrap_err();
        assert_eq!(error.failure, expected, "{code}, {there}: {error}");
        assert!(!error.failure.may_have_arrived());
    }
    // Signed in no more: the second question says so.
    let server = FaultServer::start(|heard| match called(heard).0.as_str() {
        "wp.getUsersBlogs" => says(&list(&[members(&[("blogid", "1")])])),
        _ => refuses(403),
    });
    let error = client(&server).write_post(PostKind::Post, RemoteId(1), &fields, None).unwrap_err();
    assert_eq!(error.failure, Failure::SignIn);
}

#[test]
fn what_was_done_but_not_read_is_not_known() {
    for (method, trouble) in
        [("wp.newPost", refuses(401)), ("wp.editPost", refuses(404)), ("wp.editPost", answer(404, &[], "x"))]
    {
        let server = blog_saying("editor", move |asked, _| match asked {
            "wp.newPost" => says("<string>1</string>"),
            "wp.editPost" => says("<boolean>1</boolean>"),
            _ => trouble.clone(),
        });
        let client = client(&server);
        let error = match method {
            "wp.newPost" => client.create_shell(PostKind::Page, "T", &token()).unwrap_err(),
            _ => client.write_post(PostKind::Post, RemoteId(1), &PostFields::default(), None).unwrap_err(),
        };
        assert_eq!(error.failure, Failure::Lost, "{method}: {error}");
    }
}

#[test]
fn a_number_of_the_other_kind_is_not_there() {
    let server = blog_saying("editor", |_, _| says(&post(1, "s", &[("post_type", "page")])));
    let client = client(&server);
    assert_eq!(client.read_post(PostKind::Post, RemoteId(1)).unwrap_err().failure, Failure::NotFound);
    assert!(client.read_post(PostKind::Page, RemoteId(1)).is_ok());
    let error = client.read_post(PostKind::Page, RemoteId(2)).unwrap_err();
    assert_eq!(error.failure, Failure::NotOurs, "an answer about another post");
}

#[test]
fn shells_are_looked_for_among_all_that_is_unfinished() {
    let name = token().as_str().to_owned();
    for (role, pages, expected) in [
        // Whoever is shown everything stops at the first short page.
        ("editor", vec![500, 500, 1], 4),
        // Whoever is not goes on through pages from which others' posts were left out.
        ("author", vec![500, 0, 3, 0, 1], 8),
    ] {
        let shell = name.clone();
        let counts = pages.clone();
        let server = blog_saying(role, move |method, arguments| match (method, &arguments[3]) {
            ("wp.getPosts", Value::Struct(filter)) => {
                let statuses = match &filter["post_status"] {
                    Value::Array(statuses) => statuses.len(),
                    _ => 0,
                };
                let Value::Integer(offset) = filter["offset"] else { panic!("no offset: {filter:?}") };
                let page = offset as usize / 500;
                let rows = if statuses == 6 { 500 } else { counts.get(page).copied().unwrap_or(0) };
                let first = if statuses == 6 { 0 } else { page * 1000 };
                let slug = |row: usize| match (statuses, page + 1 == counts.len(), row) {
                    (6, ..) => "published".to_owned(),
                    (_, true, 0) => shell.clone(),
                    (_, _, 0) => format!("{shell}-20"),
                    _ => "draft".to_owned(),
                };
                let rows: Vec<String> = (0..rows)
                    .map(|row| {
                        let id = (10_000 - first - row).to_string();
                        members(&[("post_id", &id), ("post_name", &slug(row)), ("post_author", "3")])
                    })
                    .collect();
                says(&list(&rows))
            }
            (_, Value::String(id)) => says(&post(id.parse().unwrap(), &shell, &[])),
            other => panic!("{other:?}"),
        });
        let found = client(&server).find_shells(PostKind::Post, &token()).unwrap();
        assert_eq!(found.len(), 1, "{role}");
        assert_eq!(found[0].slug, name);
        let asked = methods(&server).iter().filter(|method| *method == "wp.getPosts").count();
        assert_eq!(asked, expected, "{role} {pages:?}");
    }
}

#[test]
fn trash_is_a_status_and_only_what_lies_there_is_removed() {
    for (status, steps) in [
        ("draft", vec!["wp.getPost", "wp.editPost", "wp.deletePost"]),
        ("trash", vec!["wp.getPost", "wp.deletePost"]),
    ] {
        let server = blog_saying("editor", move |method, _| match method {
            "wp.getPost" => says(&post(1, "s", &[("post_status", status)])),
            _ => says("<boolean>1</boolean>"),
        });
        client(&server).delete_post(PostKind::Post, RemoteId(1)).unwrap();
        assert_eq!(methods(&server)[1..], steps);
    }
    let gone = blog_saying("editor", |_, _| refuses(404));
    client(&gone).delete_post(PostKind::Post, RemoteId(1)).unwrap();
    assert_eq!(client(&gone).trash_post(PostKind::Post, RemoteId(1)).unwrap_err().failure, Failure::NotFound);
}

#[test]
fn a_role_of_a_plugin_is_what_it_can_do() {
    for (answered, write, upload, pages) in [
        (vec![], false, false, false),
        (vec!["wp.getPostStatusList"], true, false, false),
        (vec!["wp.getPostStatusList", "wp.getMediaLibrary"], true, true, false),
        (vec!["wp.getPostStatusList", "wp.getMediaLibrary", "wp.getPageStatusList"], true, true, true),
    ] {
        let server = blog_saying("shop_manager", move |method, _| match answered.contains(&method) {
            true => says(&members(&[])),
            false => refuses(403),
        });
        let rights = client(&server).identity().unwrap().rights;
        assert_eq!((rights.write, rights.upload, rights.pages), (write, upload, pages));
    }
}

#[test]
fn a_term_that_is_there_is_taken_not_made_again() {
    let term =
        |id: &str, name: &str, parent: &str| members(&[("term_id", id), ("name", name), ("parent", parent)]);
    let (below, top) = (term("8", "q &amp;amp; a", "2"), term("9", "Q &amp;amp; A", "0"));
    for (first, create, second, parent, expected) in [
        (vec![below.clone(), top.clone()], refuses(401), vec![], None, Ok(9)),
        (vec![below.clone(), top.clone()], refuses(401), vec![], Some(TermId(2)), Ok(8)),
        (vec![], refuses(500), vec![top.clone()], None, Ok(9)),
        (vec![], refuses(500), vec![], None, Err(Failure::Rejected)),
        (vec![], refuses(401), vec![], None, Err(Failure::Forbidden)),
        (vec![top.clone()], says("<string>12</string>"), vec![], Some(TermId(5)), Ok(12)),
    ] {
        let searches = std::sync::atomic::AtomicUsize::new(0);
        let made = term("12", "Q &amp;amp; A", "5");
        let server = blog_saying("editor", move |method, _| match method {
            "wp.getTerms" => {
                let first_time = searches.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
                says(&list(if first_time { &first } else { &second }))
            }
            "wp.getTerm" => says(&made),
            _ => create.clone(),
        });
        let got = client(&server).ensure_term(Taxonomy::Category, "Q & A", parent);
        assert_eq!(got.map(|term| term.id.0).map_err(|error| error.failure), expected);
    }
}

#[test]
fn progress_counts_the_picture_not_its_spelling() {
    let server = blog_saying("author", |_, _| {
        says(&members(&[("attachment_id", "5"), ("link", "https://example.org/a.png")]))
    });
    let bytes = vec![7; 300_000];
    let picture = MediaUpload { name: "a.png", mime: "image/png", bytes: &bytes, alt: "", caption: "" };
    let mut told = Vec::new();
    let media = client(&server).upload_media(&picture, &mut |sent| told.push(sent)).unwrap();
    assert_eq!((media.id, told.last()), (RemoteId(5), Some(&300_000)));
    assert!(told.is_sorted(), "{told:?}");
}

#[test]
fn a_password_that_is_sent_back_is_not_shown() {
    for (status, kind) in [(200, "text/html"), (403, "text/html"), (500, "text/xml")] {
        let server = FaultServer::start(move |heard| {
            let sent = String::from_utf8_lossy(&heard.body).into_owned();
            assert!(sent.contains(PASSWORD));
            answer(
                status,
                &[&format!("Content-Type: {kind}")],
                format!("<pre>{}</pre>", sent.split_once("ann").unwrap().1),
            )
        });
        let error = client(&server).identity().unwrap_err();
        let shown = format!("{error:?} {error}");
        assert!(shown.contains("••••") && !shown.contains(PASSWORD), "{shown}");
    }
    let server = FaultServer::start(|_| {
        answer(
            200,
            &[],
            format!(
                "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>400</int></value></member><member><name>faultString</name><value>{PASSWORD} canaryEFGH7f3a</value></member></struct></value></fault></methodResponse>"
            ),
        )
    });
    let shown = format!("{:?}", client(&server).identity().unwrap_err());
    assert!(shown.contains("••••") && !shown.contains("canary"), "{shown}");
}

#[test]
fn a_post_is_scheduled_by_the_servers_own_clock() {
    for (date, expected) in
        [("20261123T11:00:00", Status::Published), ("20261123T13:00:00", Status::Scheduled)]
    {
        let server = blog_saying("author", move |_, _| {
            let date = format!("<dateTime.iso8601>{date}</dateTime.iso8601>");
            says(&post(1, "s", &[("post_status", "publish"), ("post_date_gmt", &date)]))
        });
        assert_eq!(client(&server).read_post(PostKind::Post, RemoteId(1)).unwrap().status, expected);
    }
}
