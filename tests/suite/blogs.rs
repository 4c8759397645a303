//! Connecting and publishing when the other side is wrong, silent or not there.

use app::wire::connecting::DiscoverBlog;
use app::wire::error::ErrorCode;
use tests::desk::{Desk, files_with};
use tests::loopback::{Loopback, nobody, response};

#[test]
fn an_address_that_is_no_blog_is_told_from_one_that_is_silent() {
    let page = Loopback::page("<html><title>A shop</title>Welcome</html>");
    let json = Loopback::answering(|_| response("200 OK", "application/json", "{\"hello\":1}"));
    let closed = nobody();
    let desk = Desk::new();
    for (address, code, words) in [
        (page.url.as_str(), ErrorCode::Input, "WordPress"),
        (json.url.as_str(), ErrorCode::Input, "WordPress"),
        (closed.as_str(), ErrorCode::NoAnswer, ""),
        ("", ErrorCode::Input, ""),
        ("not an address", ErrorCode::Input, ""),
        ("ftp://example.org", ErrorCode::Input, ""),
    ] {
        let error = desk
            .app
            .discover_blog(DiscoverBlog { address: address.to_owned(), ..DiscoverBlog::default() })
            .unwrap_err();
        assert_eq!(error.code, code, "{address}: {error:?}");
        assert!(error.message.contains(words), "{address}: {error:?}");
        assert!(!error.hint.is_empty(), "{address}: {error:?}");
    }
}

#[test]
fn nothing_is_asked_without_a_user_and_a_password() {
    let server = Loopback::page("x");
    let desk = Desk::new();
    for (user, password) in [("", "secret"), ("me", ""), ("me", "   "), ("  ", "secret")] {
        let error = desk.connect(&server.url, user, password).unwrap_err();
        assert_eq!(error.code, ErrorCode::Input, "{user:?} {password:?}");
    }
    assert_eq!(server.asked(), 0);
}

/// The interface of a blog that knows nobody.
fn stranger(head: &str) -> Vec<u8> {
    if head.contains("/users/me") {
        return response(
            "401 Unauthorized",
            "application/json",
            r#"{"code":"rest_not_logged_in","message":"x","data":{"status":401}}"#,
        );
    }
    response(
        "200 OK",
        "application/json",
        r#"{"name":"A blog","url":"","home":"","namespaces":["wp/v2"],"authentication":[],"timezone_string":"","gmt_offset":"0"}"#,
    )
}

#[test]
fn a_wrong_password_says_both_causes_and_stays_nowhere() {
    let server = Loopback::answering(stranger);
    let desk = Desk::new();
    let canary = "canary-4d1f-wrong-password";
    let error = desk.connect(&server.url, "me", canary).unwrap_err();
    assert_eq!(error.code, ErrorCode::SignIn, "{error:?}");
    assert!(error.hint.contains("login") && error.hint.contains("Authorization"), "{error:?}");
    assert!(!format!("{error:?}").contains(canary));
    assert!(desk.app.account_views().is_empty());
    let found = files_with(desk.home(), canary);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn an_account_that_is_not_known_is_named() {
    let desk = Desk::new().outside("a.md", "# A");
    let error = desk.plan("a.md", "nowhere", "published").unwrap_err();
    assert!(error.message.contains("nowhere") && !error.hint.is_empty(), "{error:?}");
}

#[test]
fn a_job_that_is_not_there_is_named() {
    let desk = Desk::new();
    for (id, words) in [("7", "no job 7"), ("seven", "not the number of a job")] {
        let error = desk.app.cancel_job(app::wire::publishing::OneJob { id: id.to_owned() }).unwrap_err();
        assert_eq!(error.code, ErrorCode::Input, "{id}: {error:?}");
        assert!(error.message.contains(words), "{id}: {error:?}");
    }
}
