//! The client against a server that plays WordPress badly.

use super::*;
use crate::fault_server::{Act, FaultServer, Heard, answer, json as says};
use blog::{AccountId, Endpoint, Markup, PostKey, SiteClock, Transport};

const PASSWORD: &str = "canary EFGH 7f3a";

fn client(server: &FaultServer) -> RestClient {
    let account = Account {
        id: AccountId::new("a").unwrap(),
        name: "a".into(),
        address: server.url("").to_string(),
        blog_title: String::new(),
        user: "ann".into(),
        endpoint: Endpoint { transport: Transport::Rest, url: server.url("/wp-json/").to_string() },
        other: None,
        markup: Markup::Blocks,
        clock: SiteClock::default(),
        allowed: blog::Allowed::default(),
        picture_edge: 2560,
    };
    RestClient::new(Arc::new(Http::new().unwrap()), &account, Secret::new(PASSWORD)).unwrap()
}

fn post(id: u64, slug: &str) -> String {
    format!(
        r#"{{"id":{id},"status":"draft","slug":"{slug}","title":{{"raw":"T"}},"content":{{"raw":""}},"excerpt":{{"raw":""}}}}"#
    )
}

/// A server that knows who asks, and otherwise answers by the script.
fn blog_saying(script: impl Fn(&Heard) -> Vec<Act> + Send + Sync + 'static) -> FaultServer {
    FaultServer::start(move |heard| match heard.target.starts_with("/wp-json/wp/v2/users/me") {
        true => says(200, r#"{"id":3,"name":"Ann","username":"ann","capabilities":{"edit_posts":true}}"#),
        false => script(heard),
    })
}

#[test]
fn no_answer_that_is_not_ours_passes_for_one() {
    let html = "<html><body>Sign in to the network</body></html>";
    let token = Token::of("b", &PostKey::from_random([7; 8]));
    for (body, kind) in [
        (html, "text/html"),
        ("", "application/json"),
        ("{\"id\":", "application/json"),
        ("{}", "application/json"),
    ] {
        let server = blog_saying(move |_| answer(200, &[&format!("Content-Type: {kind}")], body));
        let client = client(&server);
        let upload = MediaUpload { name: "a.png", mime: "image/png", bytes: b"x", alt: "", caption: "" };
        let failures = [
            client.create_shell(PostKind::Post, "T", &token).map(drop),
            client.read_post(PostKind::Post, RemoteId(1)).map(drop),
            client.write_post(PostKind::Post, RemoteId(1), &PostFields::default(), None).map(drop),
            client.trash_post(PostKind::Post, RemoteId(1)),
            client.upload_media(&upload, &mut |_| {}).map(drop),
            client.find_shells(PostKind::Post, &token).map(drop),
            client.find_media("a").map(drop),
            client.list_terms(Taxonomy::Tag).map(drop),
            client.ensure_term(Taxonomy::Tag, "x", None).map(drop),
        ];
        for result in failures {
            let error = result.unwrap_err();
            assert_eq!(error.failure, Failure::NotOurs, "{body:?}: {error}");
            assert!(error.failure.may_have_arrived());
        }
    }
}

#[test]
fn notices_in_front_of_the_answer_do_no_harm() {
    let server = blog_saying(|_| {
        answer(
            200,
            &["Content-Type: text/html"],
            format!("<br />\n<b>Warning</b>: [x] in {{y}}\n{}", post(7, "s")),
        )
    });
    assert_eq!(client(&server).read_post(PostKind::Post, RemoteId(7)).unwrap().id, RemoteId(7));
}

#[test]
fn only_shells_of_the_token_are_found_whatever_the_server_lists() {
    let token = Token::of("b", &PostKey::from_random([7; 8]));
    let slugs = [
        ("9", token.as_str().to_owned(), true),
        ("4", format!("{token}-2", token = token.as_str()), true),
        ("5", format!("{token}__trashed", token = token.as_str()), true),
        ("6", format!("{token}-20", token = token.as_str()), false),
        ("7", "hello-world".to_owned(), false),
    ];
    let list =
        slugs.iter().map(|(id, slug, _)| post(id.parse().unwrap(), slug)).collect::<Vec<_>>().join(",");
    let server = blog_saying(move |_| says(200, &format!("[{list}]")));
    let ids: Vec<u64> =
        client(&server).find_shells(PostKind::Post, &token).unwrap().iter().map(|post| post.id.0).collect();
    assert_eq!(ids, [4, 5, 9]);
    let asked = &server.heard()[1].target;
    for part in ["author=3", "status=any%2Ctrash", "context=edit", "order=asc", token.as_str()] {
        assert!(asked.contains(part), "{asked} lacks {part}");
    }
}

#[test]
fn a_term_that_is_there_is_taken_not_made_again() {
    for (search, create, expected) in [
        (
            r#"[{"id":8,"name":"q &amp; a","parent":2},{"id":9,"name":"Q &amp; A"},{"id":1,"name":"Q &amp; A more"}]"#,
            "",
            9,
        ),
        ("[]", r#"{"code":"term_exists","message":"x","data":{"status":400,"term_id":6}}"#, 6),
        ("[]", r#"{"id":12,"name":"Q &amp; A","slug":"q-a"}"#, 12),
    ] {
        let server =
            blog_saying(move |heard| match (heard.method.as_str(), heard.target.contains("/tags/6")) {
                ("POST", _) => says(if create.contains("code") { 400 } else { 201 }, create),
                (_, true) => says(200, r#"{"id":6,"name":"Q &amp; A"}"#),
                _ => says(200, search),
            });
        let term = client(&server).ensure_term(Taxonomy::Tag, "Q & A", None).unwrap();
        assert_eq!((term.id.0, term.name.as_str()), (expected, "Q & A"));
        assert!(server.heard()[0].target.contains("search=Q+%26amp%3B+A"), "{}", server.heard()[0].target);
    }
}

#[test]
fn a_password_that_is_sent_back_is_not_shown() {
    let server = FaultServer::start(|heard| {
        let said = format!("{{\"code\":\"x\",\"message\":\"{}\"}}", heard.head.replace("\r\n", " "));
        says(403, &format!("{said}<!-- {PASSWORD} canaryEFGH7f3a -->"))
    });
    let error = client(&server).identity().unwrap_err();
    assert_eq!(error.failure, Failure::Forbidden);
    let shown = format!("{error:?} {error}");
    assert!(shown.contains("••••"), "{shown}");
    for leak in [PASSWORD, "canaryEFGH7f3a", "YW5uOmNhbmFyeSBFRkdIIDdmM2E="] {
        assert!(!shown.contains(leak), "{shown}");
    }
}

#[test]
fn public_means_that_a_stranger_gets_it() {
    for (status, location, expected) in [
        (200, "", Ok(true)),
        (404, "", Ok(false)),
        (401, "", Ok(false)),
        (403, "", Ok(false)),
        (410, "", Ok(false)),
        (302, "/wp-login.php?redirect_to=x", Ok(false)),
        (301, "/pretty/", Ok(true)),
        (503, "", Err(Failure::Busy)),
        (500, "", Err(Failure::Busy)),
        (302, "http://127.0.0.2/", Err(Failure::Redirected)),
    ] {
        let server = FaultServer::start(move |heard| match heard.target.as_str() {
            "/post" if location.is_empty() => answer(status, &[], "x"),
            "/post" => crate::fault_server::redirect(status, location),
            _ => answer(200, &[], "x"),
        });
        let got = client(&server).is_public(server.url("/post").as_str()).map_err(|error| error.failure);
        assert_eq!(got, expected, "{status} {location}");
        assert!(server.heard().iter().all(|heard| !heard.head.to_lowercase().contains("authorization")));
    }
}
