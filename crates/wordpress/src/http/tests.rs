//! The door against servers that misbehave: nothing hangs, nothing grows, nothing leaks.

use super::*;
use crate::fault_server::{Act, FaultServer, answer, json, redirect};
use std::net::TcpListener;

/// Little patience, for servers that try it; everything else is tried with the usual.
fn impatient() -> Http {
    Http::with(Options {
        connect: Duration::from_secs(2),
        idle: Duration::from_millis(400),
        call: Duration::from_millis(1_500),
        body_limit: 256 << 10,
        ..Options::default()
    })
    .unwrap()
}

fn get(url: Url) -> Request {
    Request::new(Method::Get, url)
}

fn send(request: &Request) -> Result<Response, ClientError> {
    Http::new().unwrap().send(request, None, &mut |_| {})
}

#[test]
fn whatever_a_server_does_ends_in_a_typed_error_soon() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let bomb = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        io::Write::write_all(&mut gzip, &vec![b' '; 64 << 20]).unwrap();
        gzip.finish().unwrap()
    };
    assert!(bomb.len() < 80 << 10, "the bomb is small on the wire: {}", bomb.len());
    let slow_drip = (0..200).flat_map(|_| [Act::Send(b" ".to_vec()), Act::Wait(Duration::from_millis(50))]);
    let drip = [Act::Send(format!("{head}\r\n").into_bytes())].into_iter().chain(slow_drip).collect();
    let faults: Vec<(&str, Vec<Act>, Failure, &str)> = vec![
        ("closes without a word", vec![], Failure::Lost, ""),
        ("speaks no http", vec![Act::Send(b"220 mail ready\r\n".to_vec())], Failure::Lost, ""),
        ("never answers", vec![Act::Wait(Duration::from_secs(3))], Failure::Lost, "no answer within"),
        (
            "stops in the head",
            vec![Act::Send(b"HTTP/1.1 200 OK\r\nConte".to_vec()), Act::Wait(Duration::from_secs(3))],
            Failure::Lost,
            "no answer within",
        ),
        (
            "is cut off in the body",
            vec![Act::Send(format!("{head}Content-Length: 100\r\n\r\n{{\"id\"").into_bytes())],
            Failure::Lost,
            "",
        ),
        (
            "stops in the body",
            vec![
                Act::Send(format!("{head}Content-Length: 100\r\n\r\n{{\"id\"").into_bytes()),
                Act::Wait(Duration::from_secs(3)),
            ],
            Failure::Lost,
            "the answer stopped",
        ),
        ("drips for ten seconds", drip, Failure::Lost, "whole exchange"),
        (
            "never ends",
            vec![Act::Send(format!("{head}\r\n").into_bytes()), Act::Forever(vec![b' '; 8 << 10])],
            Failure::NotOurs,
            "more than 262144 bytes",
        ),
        (
            "never ends its head",
            vec![Act::Send(head.as_bytes().to_vec()), Act::Forever(b"X-A: b\r\n".to_vec())],
            Failure::Lost,
            "",
        ),
        (
            "sends a gzip bomb",
            answer(200, &["Content-Encoding: gzip"], &bomb),
            Failure::NotOurs,
            "more than 262144 bytes",
        ),
        ("sends broken gzip", answer(200, &["Content-Encoding: gzip"], "no gzip"), Failure::Lost, ""),
        ("leads in circles", redirect(302, "/"), Failure::Redirected, ""),
        ("leads nowhere", redirect(302, "http://["), Failure::NotOurs, ""),
        ("answers a question with 304", answer(304, &[], ""), Failure::NotOurs, ""),
    ];
    for (fault, script, expected, detail) in faults {
        let server = FaultServer::start(move |_| script.clone());
        let error = impatient().send(&get(server.url("/")), None, &mut |_| {}).unwrap_err();
        assert_eq!(error.failure, expected, "{fault}: {error} [{}]", error.detail);
        assert!(error.detail.contains(detail), "{fault}: {}", error.detail);
        assert!(error.message.contains("127.0.0.1:"), "{fault}: {error}");
    }
}

#[test]
fn nobody_there_means_that_nothing_was_sent() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let plain = FaultServer::start(|_| answer(400, &[], "plain http here"));
    for (url, expected) in [
        (format!("http://127.0.0.1:{port}/"), Failure::NoConnection),
        ("http://no-such-host.invalid/".to_owned(), Failure::NoConnection),
        (plain.url("/").to_string().replace("http:", "https:"), Failure::Tls),
        ("ftp://127.0.0.1/".to_owned(), Failure::Rejected),
    ] {
        let error = send(&get(Url::parse(&url).unwrap())).unwrap_err();
        assert_eq!(error.failure, expected, "{url}: {error} [{}]", error.detail);
        assert!(!error.failure.may_have_arrived());
    }
}

#[test]
fn every_status_comes_back_as_an_answer() {
    for status in [200, 201, 400, 401, 403, 404, 410, 413, 429, 500, 502, 503] {
        let server = FaultServer::start(move |_| json(status, "{\"id\":1}"));
        let response = send(&get(server.url("/"))).unwrap();
        assert_eq!((response.status, response.body.as_slice()), (status, b"{\"id\":1}".as_slice()));
    }
}

#[test]
fn a_redirect_keeps_method_and_body() {
    for status in [301, 302, 307, 308] {
        let server = FaultServer::start(move |heard| match heard.target.as_str() {
            "/old" => redirect(status, "/new"),
            _ => json(200, "{}"),
        });
        let request = Request::json(server.url("/old"), &serde_json::json!({"a": 1}));
        let response = send(&request).unwrap();
        assert_eq!(response.final_url, server.url("/new"));
        let last = server.heard().pop().unwrap();
        assert_eq!(
            (last.method.as_str(), last.body.as_slice()),
            ("POST", b"{\"a\":1}".as_slice()),
            "{status}"
        );
    }
}

/// A request that carries its password in the body.
fn call(url: Url) -> Request {
    Request { password_at: Some(3), body: b"<p></p>".to_vec(), ..Request::new(Method::Post, url) }
}

#[test]
fn a_password_reaches_no_other_origin() {
    const CANARY: &str = "canary-7f3a91";
    let http = Http::new().unwrap();
    let (mut tries, mut leaks, mut followed) = (0, 0, 0);
    for status in [301, 302, 303, 307, 308] {
        for (method, in_body) in
            [(Method::Get, false), (Method::Post, false), (Method::Delete, false), (Method::Post, true)]
        {
            // The same address by another name or another port is another origin.
            for host in ["127.0.0.1", "localhost", "127.0.0.2"] {
                let thief = FaultServer::start(|_| json(200, "{\"id\":1}"));
                let to = thief.url("/stolen").to_string().replace("127.0.0.1", host);
                let victim = FaultServer::start(move |_| redirect(status, &to));
                let request = match in_body {
                    true => call(victim.url("/")),
                    false => Request {
                        method,
                        ..Request::json(victim.url("/"), &serde_json::json!({"body": CANARY}))
                    },
                };
                let secret = Secret::new(CANARY);
                let error = http.send(&request, Some(("ann", &secret)), &mut |_| {}).unwrap_err();
                tries += 1;
                leaks += thief.heard().len();
                let heard = victim.heard();
                followed += heard.len() - 1;
                let told = String::from_utf8_lossy(&heard[0].body).contains(CANARY);
                assert_eq!(told, method == Method::Post, "the victim is the right place for it");
                let expected = if status == 303 && method != Method::Get {
                    Failure::NotOurs
                } else {
                    Failure::Redirected
                };
                assert_eq!(error.failure, expected, "{status} {method:?} {host}");
                assert!(!format!("{error:?}").contains(CANARY));
                if expected == Failure::Redirected {
                    assert_eq!(error.detail, thief.url("/stolen").to_string().replace("127.0.0.1", host));
                }
            }
        }
    }
    println!("password leaks by redirect: {leaks} of {tries}");
    assert_eq!((tries, leaks, followed), (60, 0, 0));
}

#[test]
fn a_password_in_the_body_replaces_the_header_and_keeps_to_xml() {
    let server = FaultServer::start(|heard| match heard.target.as_str() {
        "/old" => redirect(301, "/new"),
        _ => json(200, "{}"),
    });
    let secret = Secret::new("a<b>&\"c\"");
    Http::new().unwrap().send(&call(server.url("/old")), Some(("ann", &secret)), &mut |_| {}).unwrap();
    let heard = server.heard();
    assert_eq!(heard.len(), 2);
    for hop in heard {
        let body = String::from_utf8(hop.body).unwrap();
        assert_eq!((hop.method.as_str(), body.as_str()), ("POST", "<p>a&lt;b&gt;&amp;&quot;c&quot;</p>"));
        assert!(!hop.head.to_lowercase().contains("authorization"), "{}", hop.head);
    }
}

#[test]
fn a_password_goes_over_plain_http_only_on_this_machine_or_by_permission() {
    let secret = Secret::new("canary-7f3a91");
    let abroad = Url::parse("http://blog.invalid/").unwrap();
    let request = get(abroad.clone());
    for request in [request.clone(), call(abroad)] {
        let strict = Http::new().unwrap().send(&request, Some(("ann", &secret)), &mut |_| {}).unwrap_err();
        assert_eq!(strict.failure, Failure::Rejected);
        assert!(strict.message.contains("https") && strict.message.contains("not sent"), "{strict}");
    }
    let allowing = Http::new().unwrap();
    allowing.allow_plain_http("blog.invalid");
    let asked = allowing.send(&request, Some(("ann", &secret)), &mut |_| {}).unwrap_err();
    assert_eq!(asked.failure, Failure::NoConnection, "it got as far as looking the name up");
    let server = FaultServer::start(|_| json(200, "{}"));
    Http::new().unwrap().send(&get(server.url("/")), Some(("ann", &secret)), &mut |_| {}).unwrap();
    assert!(server.heard()[0].head.contains("Basic YW5uOmNhbmFyeS03ZjNhOTE="), "{}", server.heard()[0].head);
}

#[test]
fn an_upload_may_take_its_time_and_tells_how_far_it_is() {
    let server = FaultServer::start(|heard| {
        assert_eq!(heard.body.len(), 1_000_000);
        // Longer than a call may be idle: the blog makes its smaller pictures.
        let mut acts = vec![Act::Wait(Duration::from_millis(600))];
        acts.extend(json(201, "{\"id\":5}"));
        acts
    });
    let upload = Request {
        body: vec![7; 1_000_000],
        kind: Kind::Upload,
        ..Request::new(Method::Post, server.url("/media"))
    };
    let mut told = Vec::new();
    let response = impatient().send(&upload, None, &mut |bytes| told.push(bytes)).unwrap();
    assert_eq!(response.status, 201);
    assert_eq!(told.last(), Some(&1_000_000));
    assert!(told.is_sorted(), "{told:?}");
    let head = server.heard()[0].head.to_lowercase();
    assert!(head.contains("content-length: 1000000") && !head.contains("chunked"), "{head}");
    let call = Request { kind: Kind::Call, ..upload };
    let error = impatient().send(&call, None, &mut |_| {}).unwrap_err();
    assert_eq!(error.failure, Failure::Lost);
}

#[test]
fn a_look_does_not_read_the_body() {
    let server = FaultServer::start(|_| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n".to_vec();
        vec![Act::Send(head), Act::Wait(Duration::from_secs(3))]
    });
    assert_eq!(impatient().send(&Request::look(server.url("/")), None, &mut |_| {}).unwrap().status, 200);
}

#[test]
fn a_door_may_be_closed_from_anywhere_and_used_from_many_threads() {
    let server = FaultServer::start(|_| json(200, "{}"));
    let http = Http::new().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| http.send(&get(server.url("/")), None, &mut |_| {}).unwrap());
        }
    });
    assert_eq!(server.heard().len(), 8);
    // Where an asynchronous program would panic: asking and closing within its own runtime.
    let other = Builder::new_current_thread().enable_all().build().unwrap();
    other.block_on(async {
        http.send(&get(server.url("/")), None, &mut |_| {}).unwrap();
        drop(http);
    });
}
