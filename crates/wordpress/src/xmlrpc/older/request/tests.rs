//! The dangers of an edit: what is not said is changed.

use super::*;
use blog::Secret;
use dxr::MethodCall;
use std::collections::BTreeMap;

fn edit(fields: &PostFields, kept: &Kept<'_>) -> (BTreeMap<String, Value>, Vec<Value>) {
    let caller = Caller::new("https://example.org/xmlrpc.php", "ann").unwrap();
    let request = write_post(&caller, RemoteId(7), fields, kept).unwrap();
    let body = String::from_utf8(request.with_password(&Secret::new("pw")).body).unwrap();
    let call = MethodCall::from_xml(&body).unwrap();
    assert_eq!(call.name, "metaWeblog.editPost");
    let Value::Struct(post) = &call.params[3] else { panic!("{:?}", call.params) };
    (post.clone(), call.params)
}

fn kept<'a>(status: Status, has_statuses: bool, tags: &'a [String]) -> Kept<'a> {
    Kept { status, has_statuses, tags, categories: &[], title: "T", content: "C" }
}

#[test]
fn an_edit_says_again_what_silence_would_change() {
    let tags = ["boats".to_owned(), "Q & A".to_owned()];
    for (status, has_statuses, word, public) in [
        (Status::Published, true, Some("publish"), true),
        (Status::Scheduled, true, Some("publish"), true),
        (Status::Private, true, Some("private"), false),
        (Status::Pending, true, Some("pending"), false),
        (Status::Draft, true, Some("draft"), false),
        (Status::Published, false, None, true),
        (Status::Draft, false, None, false),
    ] {
        let (post, params) = edit(&PostFields::default(), &kept(status, has_statuses, &tags));
        assert_eq!(params[0], Value::String("7".into()));
        assert_eq!(params[1..3], [Value::String("ann".into()), Value::String("pw".into())]);
        assert_eq!(params[4], Value::Boolean(public), "{status}");
        assert_eq!(post["mt_keywords"], Value::String("boats, Q & A".into()));
        assert_eq!(post["title"], Value::String("T".into()));
        assert_eq!(post.get("post_status"), word.map(|word| Value::String(word.into())).as_ref());
        // WordPress keeps its text; another server gets it again.
        assert_eq!(post.contains_key("description"), !has_statuses);
        for silent in ["mt_excerpt", "wp_slug", "date_created_gmt", "mt_allow_comments", "wp_post_thumbnail"]
        {
            assert!(!post.contains_key(silent), "{silent}");
        }
    }
}

#[test]
fn what_is_set_is_sent() {
    let fields = PostFields {
        title: Some("New".into()),
        content: Some("Text".into()),
        excerpt: Some(String::new()),
        slug: Some("s".into()),
        date: Some("2026-11-23T10:00:00+05:30".into()),
        featured: Some(None),
        comments_open: Some(false),
        ..PostFields::default()
    };
    let (post, _) = edit(&fields, &kept(Status::Draft, true, &[]));
    for (name, value) in [
        ("title", Value::String("New".into())),
        ("description", Value::String("Text".into())),
        ("mt_excerpt", Value::String(String::new())),
        ("mt_keywords", Value::String(String::new())),
        ("wp_slug", Value::String("s".into())),
        ("date_created_gmt", Value::DateTime("20261123T04:30:00".parse().unwrap())),
        ("wp_post_thumbnail", Value::String(String::new())),
        ("mt_allow_comments", Value::Integer(0)),
    ] {
        assert_eq!(post[name], value, "{name}");
    }
    let caller = Caller::new("https://example.org/xmlrpc.php", "ann").unwrap();
    let bad = PostFields { date: Some("soon".into()), ..PostFields::default() };
    assert!(write_post(&caller, RemoteId(7), &bad, &kept(Status::Draft, true, &[])).is_err());
    assert!(
        write_post(&caller, RemoteId(7), &PostFields::default(), &kept(Status::Trashed, true, &[])).is_err()
    );
}
