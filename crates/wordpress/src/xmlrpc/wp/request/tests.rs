//! What goes out, read back by the library's own reader.

use super::*;
use blog::{PostKey, Secret};
use dxr::MethodCall;

fn caller() -> Caller {
    Caller { blog: "3".to_owned(), ..Caller::new("https://example.org/xmlrpc.php", "ann").unwrap() }
}

/// The method and its arguments behind the sign-in, in short.
fn sent(request: &Request) -> String {
    let body = String::from_utf8(request.with_password(&Secret::new("pw")).body).unwrap();
    let call = MethodCall::from_xml(&body).unwrap();
    let arguments: Vec<String> = call.params.iter().map(short).collect();
    format!("{}({})", call.name, arguments.join(" "))
}

fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::DateTime(time) => time.to_string(),
        Value::Base64(bytes) => format!("{} bytes", bytes.len()),
        Value::Array(items) => format!("[{}]", items.iter().map(short).collect::<Vec<_>>().join(" ")),
        Value::Struct(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name}={}", short(value))).collect();
            format!("{{{}}}", members.join(" "))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn every_question_names_blog_user_and_password_where_wordpress_wants_them() {
    let caller = caller();
    let token = Token::of("b", &PostKey::from_random([7; 8]));
    let id = RemoteId(5_000_000_000);
    let picture = MediaUpload { name: "a.png", mime: "image/png", bytes: b"xyz", alt: "A", caption: "" };
    for (request, expected) in [
        (blogs(&caller), "wp.getUsersBlogs(ann pw)".to_owned()),
        (profile(&caller), "wp.getProfile(3 ann pw [username display_name roles])".to_owned()),
        (
            create_shell(&caller, PostKind::Post, " ", &token, (true, false)),
            format!(
                "wp.newPost(3 ann pw {{comment_status=open ping_status=closed post_name={token} post_status=draft post_title={token} post_type=post}})",
                token = token.as_str()
            ),
        ),
        (read_post(&caller, id), "wp.getPost(3 ann pw 5000000000 [post terms custom_fields])".to_owned()),
        (
            posts(&caller, PostKind::Page, &[Status::Scheduled, Status::Trashed], 3, Width::Name),
            "wp.getPosts(3 ann pw {number=500 offset=1000 order=DESC orderby=ID post_status=[future trash] post_type=page} [post_name post_author])".to_owned(),
        ),
        (trash_post(&caller, PostKind::Post, id), "wp.editPost(3 ann pw 5000000000 {post_status=trash post_type=post})".to_owned()),
        (delete_post(&caller, id), "wp.deletePost(3 ann pw 5000000000)".to_owned()),
        (set_order(&caller, id, -2, Status::Draft), "wp.editPage(3 5000000000 ann pw {page_status=draft wp_page_order=-2} false)".to_owned()),
        (set_order(&caller, id, 2, Status::Scheduled), "wp.editPage(3 5000000000 ann pw {page_status=publish wp_page_order=2} true)".to_owned()),
        (upload_media(&caller, &picture), "wp.uploadFile(3 ann pw {bits=3 bytes name=a.png type=image/png})".to_owned()),
        (
            create_term(&caller, Taxonomy::Category, "Q & A", Some(TermId(4))),
            "wp.newTerm(3 ann pw {name=Q & A parent=4 taxonomy=category})".to_owned(),
        ),
        (
            search_terms(&caller, Taxonomy::Tag, "\"Q & A\" it's"),
            "wp.getTerms(3 ann pw post_tag {number=100 search=Q &amp; A})".to_owned(),
        ),
    ] {
        assert_eq!(sent(&request), expected);
        assert_eq!(request.url.as_str(), "https://example.org/xmlrpc.php");
    }
}

#[test]
fn only_what_is_set_is_sent_and_only_where_it_exists() {
    let all = PostFields {
        title: Some("T".into()),
        content: Some("C\u{1}".into()),
        excerpt: Some(String::new()),
        slug: Some("s".into()),
        status: Some(Status::Published),
        date: Some("2026-11-23T10:00:00+05:30".into()),
        categories: Some(vec![TermId(3)]),
        tags: Some(vec![]),
        tag_names: None,
        featured: Some(None),
        comments_open: Some(false),
        pings_open: Some(true),
        password: Some(String::new()),
        format: Some("aside".into()),
        sticky: Some(true),
        author: Some(9),
        parent: Some(None),
        order: Some(4),
        custom_fields: None,
    };
    let clock = PostFields { date: Some("2026-11-23T10:00:00".into()), ..PostFields::default() };
    let picture = PostFields { featured: Some(Some(RemoteId(5))), ..PostFields::default() };
    for (kind, fields, seen, expected) in [
        (PostKind::Post, PostFields::default(), None, "post_type=post"),
        (
            PostKind::Post,
            PostFields::default(),
            Some("2026-11-23T04:30:05"),
            "if_not_modified_since=20261123T04:30:05 post_type=post",
        ),
        (PostKind::Post, PostFields::default(), Some("never"), "post_type=post"),
        (PostKind::Post, picture, None, "post_thumbnail=5 post_type=post"),
        (PostKind::Post, clock, None, "post_date=20261123T10:00:00 post_type=post"),
        (
            PostKind::Post,
            all.clone(),
            None,
            "comment_status=closed ping_status=open post_author=9 post_content=C post_date_gmt=20261123T04:30:00 post_excerpt= post_format=aside post_name=s post_password= post_status=publish post_thumbnail= post_title=T post_type=post sticky=true terms={category=[3] post_tag=[]}",
        ),
        (
            PostKind::Page,
            all,
            None,
            "comment_status=closed ping_status=open post_author=9 post_content=C post_date_gmt=20261123T04:30:00 post_excerpt= post_name=s post_parent=0 post_password= post_status=publish post_thumbnail= post_title=T post_type=page",
        ),
    ] {
        let request = write_post(&caller(), kind, RemoteId(7), &fields, &[], seen).unwrap();
        assert_eq!(sent(&request), format!("wp.editPost(3 ann pw 7 {{{expected}}})"));
    }
    for bad in [
        PostFields { status: Some(Status::Trashed), ..PostFields::default() },
        PostFields { date: Some("tomorrow".into()), ..PostFields::default() },
    ] {
        assert!(write_post(&caller(), PostKind::Post, RemoteId(7), &bad, &[], None).is_err());
    }
}

#[test]
fn a_custom_field_is_set_not_added_again() {
    let field = |key: &str, value: &str| CustomField { key: key.into(), value: value.into() };
    let there = [(4, field("mood", "old")), (5, field("mood", "twice")), (6, field("other", "kept"))];
    for (wanted, expected) in [
        (vec![field("new", "n")], "[{key=new value=n}]"),
        (vec![field("mood", "m")], "[{id=4 key=mood value=m} {id=5}]"),
        (vec![field("mood", "")], "[{id=4} {id=5}]"),
        (vec![field("gone", "")], "[]"),
        (vec![], "[]"),
    ] {
        assert_eq!(short(&list(custom_fields(&wanted, &there))), expected);
    }
}
