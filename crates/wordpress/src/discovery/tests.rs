//! Discovery against every kind of front door.

use super::*;
use crate::Options;
use crate::fault_server::{Act, FaultServer, answer, json as says, redirect};
use std::time::Duration;

const INDEX: &str = r#"{"name":"Harbour &amp; Notes","home":"","namespaces":["oembed/1.0","wp/v2"],
    "authentication":{"application-passwords":{"endpoints":{"authorization":"http://127.0.0.1/wp-admin/authorize-application.php"}}},
    "timezone_string":"Asia/Kolkata","gmt_offset":5.5}"#;

fn http() -> Http {
    Http::with(Options {
        connect: Duration::from_secs(2),
        idle: Duration::from_secs(2),
        ..Options::default()
    })
    .unwrap()
}

fn page(links: &str, html: &str) -> Vec<Act> {
    let link = format!("Link: {links}");
    let headers: Vec<&str> = if links.is_empty() { vec![] } else { vec![&link] };
    answer(200, &[&["Content-Type: text/html"], headers.as_slice()].concat(), html)
}

/// Discovers at a server by its plain address.
fn at(server: &FaultServer, path: &str) -> Result<Discovered, DiscoveryError> {
    discover(&http(), server.url(path).as_str())
}

#[test]
fn every_way_to_the_interface_is_found() {
    let header = "</blog/wp-json/>; rel=\"https://api.w.org/\"";
    let element = "<link rel='https://api.w.org/' href='/index.php?rest_route=/' />";
    for (links, html, home_of_index, expected) in [
        (header, "", "/blog/wp-json/?_fields", "/blog/wp-json/"),
        ("", element, "/index.php?rest_route=/&_fields", "/index.php?rest_route=/"),
        ("", "", "/wp-json/?_fields", "/wp-json/"),
        ("", "", "/?rest_route=/&_fields", "/?rest_route=/"),
    ] {
        let server = FaultServer::start(move |heard| match heard.target.as_str() {
            "/" => page(links, html),
            target if target.starts_with(home_of_index) => says(200, INDEX),
            // Where permalinks are plain, any other address shows the theme, with 200.
            _ => page("", "<html><h1>Theme</h1></html>"),
        });
        let found = at(&server, "/").unwrap();
        assert_eq!(found.endpoint.url, server.url(expected).as_str());
        assert_eq!((found.other.as_ref(), found.kind), (None, SiteKind::SelfHosted));
        assert_eq!(found.address, server.url("/").as_str().trim_end_matches('/'));
        assert_eq!(found.title, "Harbour & Notes");
        assert_eq!(found.clock, SiteClock { zone: "Asia/Kolkata".into(), offset_minutes: 330 });
        assert!(found.application_passwords.is_some());
    }
}

#[test]
fn odd_indexes_are_understood() {
    for (index, zone, minutes) in [
        (r#"{"namespaces":["wp/v2"],"authentication":[],"gmt_offset":"0","timezone_string":""}"#, "", 0),
        (r#"{"namespaces":["wp/v2"],"authentication":[],"gmt_offset":"-3.5"}"#, "", -210),
        (
            r#"{"namespaces":{"1":"wp/v2"},"gmt_offset":1,"timezone_string":"Europe/Paris"}"#,
            "Europe/Paris",
            60,
        ),
        ("Notice: [x]\n{\"namespaces\":[\"wp/v2\"],\"gmt_offset\":9e99,\"timezone_string\":null}", "", 1_440),
    ] {
        let server = FaultServer::start(move |heard| match heard.target.as_str() {
            "/" => page("", ""),
            _ => says(200, index),
        });
        let found = at(&server, "/").unwrap();
        assert_eq!(found.clock, SiteClock { zone: zone.into(), offset_minutes: minutes }, "{index}");
        assert_eq!(found.application_passwords, None);
    }
}

#[test]
fn an_approval_page_is_a_page_of_the_blog() {
    for (page, expected) in [
        ("http://127.0.0.1:1/wp-admin/authorize-application.php", true),
        ("https://example.test/wp-admin/authorize-application.php", false),
        ("javascript:alert(1)", false),
        ("file:///etc/passwd", false),
        ("", false),
    ] {
        let index = INDEX.replace("http://127.0.0.1/wp-admin/authorize-application.php", page);
        let server = FaultServer::start(move |_| says(200, &index));
        assert_eq!(at(&server, "/").unwrap().application_passwords.is_some(), expected, "{page}");
    }
}

#[test]
fn a_blog_names_its_own_address() {
    let here = Url::parse("https://example.org/blog/").unwrap();
    for (own, expected) in [
        ("http://example.org/blog", "https://example.org/blog"),
        ("https://example.org/", "https://example.org"),
        ("https://example.test/", "https://example.org/blog"),
        ("", "https://example.org/blog"),
    ] {
        let index: Index =
            serde_json::from_str(&INDEX.replace("\"home\":\"\"", &format!("\"home\":\"{own}\""))).unwrap();
        assert_eq!(index.home(&here), expected, "{own}");
    }
}

#[test]
fn what_is_not_a_blog_is_told_apart() {
    let blocked = r#"{"code":"rest_login_required","message":"REST API restricted","data":{"status":401}}"#;
    type Script = fn(&str, &str) -> Vec<Act>;
    let cases: Vec<(&str, Script, NotFound)> = vec![
        ("a web page", |_, _| page("", "<html><h1>Shop</h1></html>"), NotFound::NotWordPress),
        ("somebody else's JSON", |_, _| says(200, r#"{"hello":"world"}"#), NotFound::NotWordPress),
        ("JSON without wp/v2", |_, _| says(200, r#"{"namespaces":["x/v1"]}"#), NotFound::NotWordPress),
        ("an empty page", |_, _| answer(200, &[], ""), NotFound::NotWordPress),
        ("404 everywhere", |_, _| answer(404, &[], "<h1>Not found</h1>"), NotFound::NotWordPress),
        ("a server's own lock", |_, _| answer(401, &["WWW-Authenticate: Basic"], "locked"), NotFound::Locked),
        (
            "REST for members only",
            |target, blocked| if target == "/" { page("", "") } else { says(401, blocked) },
            NotFound::Blocked,
        ),
        (
            "REST cut off by the host",
            |target, _| match target {
                "/" => page("", "<link rel='stylesheet' href='/wp-content/themes/x.css'>"),
                _ => answer(403, &[], "<h1>Forbidden</h1>"),
            },
            NotFound::Blocked,
        ),
        (
            "REST switched off",
            |_, _| page("", "<link rel='stylesheet' href='/wp-content/themes/x.css'>"),
            NotFound::Blocked,
        ),
        ("maintenance", |_, _| answer(503, &["Retry-After: 60"], "<h1>Back soon</h1>"), NotFound::Busy),
        ("another site", |_, _| redirect(301, "http://example.test/"), NotFound::Redirected),
        (
            "a simple WordPress.com blog",
            |target, _| match target {
                "/" => page(
                    "<https://public-api.wordpress.com/wp-json/?rest_route=/>; rel=\"https://api.w.org/\"",
                    "",
                ),
                _ => page("", "theme"),
            },
            NotFound::WordPressCom,
        ),
        (
            "a test for robots",
            |_, _| answer(403, &[], "<title>Just a moment...</title>"),
            NotFound::Challenged,
        ),
        (
            "XML-RPC without a way to write, and no REST",
            |target, _| match target {
                "/xmlrpc.php" => answer(200, &[], rpc(&["system.listMethods", "pingback.ping"])),
                _ => page("", "<link rel='stylesheet' href='/wp-content/themes/x.css'>"),
            },
            NotFound::Blocked,
        ),
        ("a closed line", |_, _| vec![], NotFound::NoConnection),
    ];
    for (what, script, expected) in cases {
        let server = FaultServer::start(move |heard| script(&heard.target, blocked));
        let error = at(&server, "/").unwrap_err();
        assert_eq!(error.kind, expected, "{what}: {error} [{}]", error.detail);
        assert!(error.message.contains("127.0.0.1") && !error.next_step.is_empty(), "{what}: {error}");
    }
    for (typed, expected) in [
        ("", NotFound::NoAddress),
        ("my blog", NotFound::NoAddress),
        ("no-such-host.invalid", NotFound::NoConnection),
        ("127.0.0.1:1", NotFound::NoConnection),
    ] {
        assert_eq!(discover(&http(), typed).unwrap_err().kind, expected, "{typed:?}");
    }
}

#[test]
fn a_blog_for_members_is_found_by_signing_in() {
    let server = FaultServer::start(|heard| match heard.target.as_str() {
        "/" => page("", ""),
        _ if heard.head.to_lowercase().contains("authorization: basic") => says(200, INDEX),
        _ => says(401, r#"{"code":"rest_login_required","message":"no"}"#),
    });
    assert_eq!(at(&server, "/").unwrap_err().kind, NotFound::Blocked);
    let secret = Secret::new("canary-7f3a91");
    let found = discover_signed_in(&http(), server.url("/").as_str(), "ann", &secret).unwrap();
    assert_eq!(found.title, "Harbour & Notes");
    let front = server.heard().into_iter().filter(|heard| heard.target == "/");
    assert!(front.into_iter().all(|heard| !heard.head.to_lowercase().contains("authorization")));
}

#[test]
fn without_a_scheme_this_machine_is_asked_over_http_too() {
    let server = FaultServer::start(|heard| match heard.target.as_str() {
        "/" | "" => page("", ""),
        _ => says(200, INDEX),
    });
    let url = server.url("");
    let typed = format!("127.0.0.1:{}/wp-admin/", url.port().unwrap());
    assert_eq!(discover(&http(), &typed).unwrap().address, url.as_str().trim_end_matches('/'));
}

#[test]
fn an_interface_elsewhere_is_not_used() {
    let thief = FaultServer::start(|_| says(200, INDEX));
    let link = format!("<{}>; rel=\"https://api.w.org/\"", thief.url("/wp-json/"));
    let server = FaultServer::start(move |_| page(&link, "theme"));
    assert!(at(&server, "/").is_err());
    assert_eq!(thief.heard().len(), 0);
}

/// The answer of XML-RPC that lists these methods.
fn rpc(methods: &[&str]) -> String {
    let values: String =
        methods.iter().map(|name| format!("<value><string>{name}</string></value>")).collect();
    format!(
        "<?xml version=\"1.0\"?><methodResponse><params><param><value><array><data>{values}</data></array></value></param></params></methodResponse>"
    )
}

const ALL_METHODS: [&str; 4] = ["system.listMethods", "wp.getPost", "wp.newPost", "metaWeblog.newPost"];

#[test]
fn both_interfaces_are_found_wherever_they_are() {
    let described = "<link rel='EditURI' href='/xmlrpc.php?rsd'>";
    let elsewhere = "<link rel='EditURI' href='/describe'>";
    type Script = fn(&str, &str) -> Option<Vec<Act>>;
    let own_files = INDEX.replace("\"home\":\"\"", "\"home\":\"\",\"url\":\"ORIGIN/wp\"");
    // What is typed, the page, what answers beside it; then what must be found and by how many questions at most.
    let cases: Vec<(&str, &str, Script, &str, &str, usize)> = vec![
        (
            "/",
            described,
            |to, index| match to {
                "GET /wp-json/" => Some(says(200, index)),
                "POST /xmlrpc.php" => Some(answer(200, &[], rpc(&ALL_METHODS))),
                _ => None,
            },
            "/wp-json/",
            "/xmlrpc.php",
            3,
        ),
        // XML-RPC alone: REST is off.
        (
            "/",
            described,
            |to, _| match to {
                "POST /xmlrpc.php" => Some(answer(200, &[], rpc(&ALL_METHODS))),
                _ => None,
            },
            "",
            "/xmlrpc.php",
            6,
        ),
        // A host that hides the list of methods.
        (
            "/",
            described,
            |to, index| match to {
                "GET /wp-json/" => Some(says(200, index)),
                "POST /xmlrpc.php" => Some(answer(403, &[], "<h1>Forbidden</h1>")),
                "GET /xmlrpc.php" => Some(answer(
                    405,
                    &["Content-Type: text/plain"],
                    "XML-RPC server accepts POST requests only.",
                )),
                _ => None,
            },
            "/wp-json/",
            "/xmlrpc.php",
            4,
        ),
        // Both described only by the blog's own list, which is neither XML nor called so.
        (
            "/",
            elsewhere,
            |to, index| match to {
                "GET /describe" => Some(answer(
                    200,
                    &["Content-Type: text/html"],
                    "<br>Notice\n<rsd><homePageLink>/</homePageLink><api name='MetaWeblog' apiLink='/rpc'/><api name='WP-API' apiLink=/json/>",
                )),
                "GET /json/" => Some(says(200, index)),
                "POST /rpc" => Some(answer(200, &[], rpc(&["metaWeblog.newPost"]))),
                _ => None,
            },
            "/json/",
            "/rpc",
            10,
        ),
        // A post's address on a blog in a folder that names nothing.
        (
            "/blog/2026/11/a-post/",
            "",
            |to, index| match to {
                "GET /blog/wp-json/" => Some(says(200, index)),
                "POST /blog/xmlrpc.php" => Some(answer(200, &[], rpc(&ALL_METHODS))),
                _ => None,
            },
            "/blog/wp-json/",
            "/blog/xmlrpc.php",
            9,
        ),
        // WordPress's own files in a folder of their own.
        (
            "/",
            "",
            |to, index| match to {
                "GET /wp-json/" => Some(says(200, index)),
                "POST /wp/xmlrpc.php" => Some(answer(200, &[], rpc(&ALL_METHODS))),
                _ => None,
            },
            "/wp-json/",
            "/wp/xmlrpc.php",
            3,
        ),
    ];
    for (typed, html, script, rest, xmlrpc, questions) in cases {
        let own_files = own_files.clone();
        let server = FaultServer::start(move |heard| {
            let path = heard.target.split('?').next().unwrap_or_default();
            let host = heard
                .head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
            let index = own_files.replace("ORIGIN", &format!("http://{}", host.unwrap_or_default().trim()));
            script(&format!("{} {path}", heard.method), &index).unwrap_or_else(|| page("", html))
        });
        let found = at(&server, typed).unwrap();
        let path = |transport| {
            found
                .over(transport)
                .map_or(String::new(), |endpoint| Url::parse(&endpoint.url).unwrap().path().to_owned())
        };
        assert_eq!(
            (path(Transport::Rest).as_str(), path(Transport::XmlRpc).as_str()),
            (rest, xmlrpc),
            "{typed} {html}"
        );
        assert_eq!(found.has_older_methods_only, xmlrpc == "/rpc");
        let asked = server.heard().len();
        assert!(asked <= questions, "{typed} {html}: {asked} questions");
        for heard in server.heard() {
            assert!(!heard.head.to_lowercase().contains("authorization"), "{}", heard.head);
        }
    }
}

#[test]
fn who_runs_a_blog_decides_its_password() {
    let shared = "<https://public-api.wordpress.com/wp-json/?rest_route=/>; rel=\"https://api.w.org/\"";
    let simple = FaultServer::start(move |heard| match (heard.method.as_str(), heard.target.as_str()) {
        ("POST", "/xmlrpc.php") => answer(200, &[], rpc(&ALL_METHODS)),
        _ => page(shared, "<title>Notes</title>"),
    });
    let found = at(&simple, "/").unwrap();
    assert_eq!((found.kind, found.over(Transport::Rest)), (SiteKind::WordPressCom, None));
    assert_eq!(
        (found.title.as_str(), found.address),
        ("Notes", simple.url("").as_str().trim_end_matches('/').to_owned())
    );
    let atomic = FaultServer::start(|_| says(200, &INDEX.replace("oembed/1.0", "wpcomsh/v1")));
    assert_eq!(at(&atomic, "/").unwrap().kind, SiteKind::Atomic);
}

#[test]
fn a_server_that_falls_silent_is_not_asked_on() {
    let server = FaultServer::start(|heard| match heard.target.as_str() {
        "/" => page("", "<img src=/wp-content/x.png>"),
        _ => vec![],
    });
    assert_eq!(at(&server, "/").unwrap_err().kind, NotFound::Blocked);
    assert_eq!(server.heard().len(), 3, "the page, and two questions without an answer");
    let talker = FaultServer::start(|heard| match heard.target.as_str() {
        "/a/b/c/" => page("", &"<link rel='https://api.w.org/' href='/a/b/c'>".repeat(3)),
        target => answer(200, &[], format!("<link rel='https://api.w.org/' href='{target}x'>")),
    });
    assert!(at(&talker, "/a/b/c/").is_err());
    assert!(talker.heard().len() <= 1 + MAX_QUESTIONS as usize);
}
