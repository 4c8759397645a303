//! Answers as WordPress 6.1 to 7.1, plugins and proxies give them.

use super::*;
use blog::Status;
use url::Url;

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    Response {
        status,
        headers: headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: body.as_bytes().to_vec(),
        final_url: Url::parse("https://example.org/wp-json/wp/v2/posts").unwrap(),
    }
}

const POST: &str = r#"{"id":7,"date":"2026-11-23T05:00:00","date_gmt":"2026-11-23T04:00:00",
    "modified_gmt":"2026-11-23T04:30:00","slug":"my-slug","status":"publish","link":"https://example.org/my-slug/",
    "title":{"raw":"A & B","rendered":"A &#038; B"},"content":{"raw":"<p>x</p>","rendered":"","protected":false,
    "block_version":1},"excerpt":{"raw":"","rendered":""},"featured_media":12,"comment_status":"open",
    "categories":[9,3],"tags":[],"meta":[],"_links":{"self":[{"href":"x"}]}}"#;

#[test]
fn a_post_is_read_whole() {
    let post = post(&answer(200, &[], POST), Some(RemoteId(7))).unwrap();
    assert_eq!(post.title, "A & B");
    assert_eq!(post.content, "<p>x</p>");
    assert_eq!(post.status, Status::Published);
    assert_eq!(post.categories, [TermId(3), TermId(9)]);
    assert_eq!(post.featured, Some(RemoteId(12)));
    assert_eq!(post.date_gmt.as_deref(), Some("2026-11-23T04:00:00"));
    assert!(post.comments_open);
}

#[test]
fn an_answer_about_another_post_is_not_ours() {
    let error = post(&answer(200, &[], POST), Some(RemoteId(8))).unwrap_err();
    assert_eq!(error.failure, Failure::NotOurs);
}

#[test]
fn a_rendered_post_without_raw_text_is_not_ours() {
    let rendered = POST.replace("\"raw\":\"<p>x</p>\",", "");
    assert_eq!(post(&answer(200, &[], &rendered), None).unwrap_err().failure, Failure::NotOurs);
}

#[test]
fn a_floating_date_is_none() {
    for (status, date, modified, expected) in [
        ("draft", "\"2026-11-23T04:30:00\"", "2026-11-23T04:30:00", None),
        ("draft", "\"2026-11-23T04:30:00\"", "2026-11-23T04:30:01", None),
        ("pending", "null", "2026-11-23T04:30:00", None),
        ("draft", "\"2026-11-25T09:00:00\"", "2026-11-23T04:30:00", Some("2026-11-25T09:00:00")),
        ("publish", "\"2026-11-23T04:30:00\"", "2026-11-23T04:30:00", Some("2026-11-23T04:30:00")),
        ("future", "\"2026-11-25T09:00:00\"", "2026-11-25T09:00:00", Some("2026-11-25T09:00:00")),
    ] {
        let body = POST
            .replace("\"publish\"", &format!("\"{status}\""))
            .replace("\"date_gmt\":\"2026-11-23T04:00:00\"", &format!("\"date_gmt\":{date}"))
            .replace("2026-11-23T04:30:00\",\"slug\"", &format!("{modified}\",\"slug\""));
        let post = post(&answer(200, &[], &body), None).unwrap();
        assert_eq!(post.date_gmt.as_deref(), expected, "{status} {date} {modified}");
    }
}

#[test]
fn every_status_has_one_meaning() {
    let said = r#"{"code":"rest_post_invalid_id","message":"Invalid post ID.","data":{"status":404}}"#;
    let route = r#"{"code":"rest_no_route","message":"No route","data":{"status":404}}"#;
    let died = r#"{"code":"wp_die","message":"no","data":{"status":400}}"#;
    let html = "<html><h1>No</h1></html>";
    for (status, body, expected) in [
        (400, said, Failure::Rejected),
        (400, html, Failure::NotOurs),
        (400, died, Failure::NotOurs),
        (401, said, Failure::SignIn),
        (401, html, Failure::SignIn),
        (403, said, Failure::Forbidden),
        (403, html, Failure::Blocked),
        (403, r#"{"code":"rest_disabled","message":"x"}"#, Failure::Blocked),
        (401, r#"{"code":"rest_login_required","message":"x"}"#, Failure::SignIn),
        (404, said, Failure::NotFound),
        (404, route, Failure::Rejected),
        (404, html, Failure::NotOurs),
        (405, html, Failure::Blocked),
        (406, html, Failure::Blocked),
        (408, html, Failure::Busy),
        (409, said, Failure::Rejected),
        (410, said, Failure::NotFound),
        (412, said, Failure::Rejected),
        (413, html, Failure::Rejected),
        (422, said, Failure::Rejected),
        (425, html, Failure::Busy),
        (429, html, Failure::Busy),
        (500, "", Failure::Busy),
        (500, r#"{"code":"empty_term_name","message":"A name is required."}"#, Failure::Rejected),
        (500, r#"{"code":"rest_upload_sideload_error","message":"Not allowed"}"#, Failure::Rejected),
        (501, r#"{"code":"rest_trash_not_supported","message":"x"}"#, Failure::Rejected),
        (502, html, Failure::Busy),
        (503, html, Failure::Busy),
        (304, "", Failure::NotOurs),
    ] {
        let error = refusal(&answer(status, &[], body)).unwrap();
        assert_eq!(error.failure, expected, "{status} {body}: {}", error.message);
        assert!(error.message.contains("example.org") && error.message.len() > 20, "{}", error.message);
    }
    for (status, body) in [(200, ""), (200, html), (201, "{"), (200, "null"), (200, "[]"), (200, said)] {
        let error = post(&answer(status, &[], body), None).unwrap_err();
        assert_eq!(error.failure, Failure::NotOurs, "{status} {body}");
    }
}

#[test]
fn a_stored_picture_is_named_in_a_failed_upload() {
    let error = media(&answer(500, &[("x-wp-upload-attachment-id", "42")], "")).unwrap_err();
    assert_eq!(error.failure, Failure::Busy);
    assert_eq!(error.attachment, Some(RemoteId(42)));
}

#[test]
fn the_trash_is_idempotent() {
    let already = r#"{"code":"rest_already_trashed","message":"x","data":{"status":410}}"#;
    for (status, body, expected) in [
        (200, r#"{"id":7,"status":"trash"}"#, Ok(())),
        (410, already, Ok(())),
        (200, r#"{"id":7,"status":"draft"}"#, Err(Failure::NotOurs)),
        (404, r#"{"code":"rest_post_invalid_id","message":"x"}"#, Err(Failure::NotFound)),
        (200, "", Err(Failure::NotOurs)),
    ] {
        assert_eq!(trashed(&answer(status, &[], body)).map_err(|error| error.failure), expected, "{body}");
    }
}

#[test]
fn terms_page_until_the_last() {
    let one = r#"[{"id":3,"name":"Q &amp; A","slug":"q-a","parent":0}]"#;
    for (headers, page, more) in [
        (vec![("x-wp-totalpages", "2")], 1, true),
        (vec![("x-wp-totalpages", "2")], 2, false),
        (vec![], 1, false),
    ] {
        let (list, got) = terms(&answer(200, &headers, one), page).unwrap();
        assert_eq!((list[0].name.as_str(), list[0].parent, got), ("Q & A", None, more));
    }
}

#[test]
fn an_anonymous_visitor_is_nobody() {
    let admin = r#"{"id":1,"name":"Ann","username":"ann","roles":["administrator"],"capabilities":{"edit_posts":true}}"#;
    let identity_of = |body| identity(&answer(200, &[], body));
    let ann = identity_of(admin).unwrap();
    assert_eq!((ann.login.as_str(), ann.roles.as_slice()), ("ann", ["administrator".to_owned()].as_slice()));
    assert!(ann.rights.write && !ann.rights.publish);
    assert!(identity_of(r#"{"id":1,"name":"Ann","slug":"ann"}"#).is_err());
    let odd = r#"{"id":2,"name":"","username":"b","roles":{"1":"author"},"capabilities":[]}"#;
    assert_eq!(identity_of(odd).unwrap().roles, ["author"]);
}

#[test]
fn a_file_that_is_too_large_is_said_to_be_so() {
    let said =
        |code: &str, message: &str| format!(r#"{{"code":"{code}","message":"{message}","data":null}}"#);
    let php = "The uploaded file exceeds the upload_max_filesize directive in php.ini.";
    for (status, body, too_large) in [
        (413, "<html><h1>413 Request Entity Too Large</h1></html>".to_owned(), true),
        (400, said("rest_upload_no_content_disposition", "No Content-Disposition supplied."), true),
        (400, said("rest_upload_file_too_big", "This file is too big."), true),
        (500, said("rest_upload_unknown_error", php), true),
        (500, said("rest_upload_unknown_error", "Missing a temporary folder."), false),
        (400, said("rest_invalid_param", "Invalid parameter."), false),
    ] {
        let error = media(&answer(status, &[], &body)).unwrap_err();
        assert_eq!(error.failure, Failure::Rejected, "{body}");
        assert_eq!(error.message.contains("files of this size"), too_large, "{}", error.message);
    }
}
