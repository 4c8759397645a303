//! Values as WordPress 6.1 to 7.1, plugins and older PHP give them.

use super::*;
use blog::Status;

/// A value in XML.
fn xml(inner: &str) -> Value {
    Value::from_xml(&format!("<value>{inner}</value>")).unwrap()
}

fn member(name: &str, value: &str) -> String {
    format!("<member><name>{name}</name><value>{value}</value></member>")
}

/// A post as WordPress 7.1 answers it; dates are text by the time they are read.
fn wire(changes: &[(&str, &str)]) -> Value {
    let category = "<struct><member><name>term_id</name><value><string>9</string></value></member><member><name>taxonomy</name><value><string>category</string></value></member></struct>";
    let terms = format!(
        "<array><data><value>{}</value><value>{}</value><value>{}</value><value>{category}</value></data></array>",
        category.replace('9', "3"),
        category.replace('9', "7").replace("category", "post_tag"),
        category.replace('9', "2").replace("category", "post_format"),
    );
    let fields = "<array><data><value><struct><member><name>id</name><value>8</value></member><member><name>key</name><value>mood</value></member><member><name>value</name><value>calm</value></member></struct></value></data></array>";
    let mut members = vec![
        ("post_id", "<string>12</string>"),
        ("post_title", "<string>A &amp; B</string>"),
        ("post_date_gmt", "<string>20261123T04:00:00</string>"),
        ("post_modified_gmt", "<string>20261123T04:30:00</string>"),
        ("post_status", "<string>publish</string>"),
        ("post_type", "<string>post</string>"),
        ("post_name", "<string>%d1%82</string>"),
        ("post_author", "<string>4</string>"),
        ("post_password", "<string>sesame</string>"),
        ("post_excerpt", "<string></string>"),
        ("post_content", "<string>&lt;p&gt;x&lt;/p&gt;</string>"),
        ("post_parent", "<string>0</string>"),
        ("link", "<string>https://example.org/t/</string>"),
        ("menu_order", "<i8>-2</i8>"),
        ("comment_status", "<string>open</string>"),
        ("ping_status", "<string>closed</string>"),
        ("sticky", "<boolean>1</boolean>"),
        ("post_thumbnail", "<array><data></data></array>"),
        ("post_format", "<string>standard</string>"),
        ("terms", &terms),
        ("custom_fields", fields),
    ];
    for &(name, value) in changes {
        members.retain(|(old, _)| *old != name);
        if !value.is_empty() {
            members.push((name, value));
        }
    }
    let members: String = members.iter().map(|(name, value)| member(name, value)).collect();
    xml(&format!("<struct>{members}</struct>"))
}

fn noon() -> Option<DateTime> {
    Some("2026-11-23T12:00:00".parse().unwrap())
}

#[test]
fn a_post_is_read_whole() {
    let Read { post, fields } = post(wire(&[]), noon()).unwrap();
    let mood = CustomField { key: "mood".into(), value: "calm".into() };
    assert_eq!(fields, [(8, mood.clone())]);
    let expected = RemotePost {
        status: Status::Published,
        url: "https://example.org/t/".into(),
        slug: "т".into(),
        title: "A & B".into(),
        content: "<p>x</p>".into(),
        date_gmt: Some("2026-11-23T04:00:00".into()),
        modified_gmt: "2026-11-23T04:30:00".into(),
        categories: vec![TermId(3), TermId(9)],
        tags: vec![TermId(7)],
        comments_open: true,
        password: "sesame".into(),
        sticky: true,
        author: 4,
        order: -2,
        custom_fields: Some(vec![mood]),
        ..RemotePost::empty(PostKind::Post, RemoteId(12))
    };
    assert_eq!(post, expected);
}

#[test]
fn scheduled_is_what_is_called_published_and_still_to_come() {
    for (status, date, now, expected, date_expected) in [
        ("publish", "20261123T11:59:59", noon(), Status::Published, Some("2026-11-23T11:59:59")),
        ("publish", "20261123T12:00:00", noon(), Status::Published, Some("2026-11-23T12:00:00")),
        ("publish", "20261123T12:00:01", noon(), Status::Scheduled, Some("2026-11-23T12:00:01")),
        ("publish", "20370101T00:00:00", None, Status::Published, Some("2037-01-01T00:00:00")),
        ("future", "20370101T00:00:00", None, Status::Scheduled, Some("2037-01-01T00:00:00")),
        ("private", "20370101T00:00:00", noon(), Status::Private, Some("2037-01-01T00:00:00")),
        ("draft", "20370101T00:00:00", noon(), Status::Draft, Some("2037-01-01T00:00:00")),
        ("draft", "20261123T04:30:01", noon(), Status::Draft, None),
        ("pending", "00000000T00:00:00Z", noon(), Status::Pending, None),
        ("draft", "", noon(), Status::Draft, None),
        ("draft", "2026-11-25T09:00:00", noon(), Status::Draft, Some("2026-11-25T09:00:00")),
        ("in-review", "20261123T04:00:00", noon(), Status::Pending, Some("2026-11-23T04:00:00")),
        ("trash", "20261123T04:00:00", noon(), Status::Trashed, Some("2026-11-23T04:00:00")),
    ] {
        let changes = [
            ("post_status", format!("<string>{status}</string>")),
            ("post_date_gmt", format!("<string>{date}</string>")),
        ];
        let changes: Vec<(&str, &str)> =
            changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let post = post(wire(&changes), now).unwrap().post;
        assert_eq!((post.status, post.date_gmt.as_deref()), (expected, date_expected), "{status} {date}");
    }
}

#[test]
fn a_wrong_type_is_an_error_with_the_fields_name() {
    for (name, value) in [
        ("post_id", ""),
        ("post_id", "<string>0</string>"),
        ("post_id", "<string>twelve</string>"),
        ("post_id", "<array><data></data></array>"),
        ("post_status", ""),
        ("post_status", "<struct></struct>"),
        ("post_title", ""),
        ("post_title", "<array><data></data></array>"),
        ("post_content", ""),
        ("post_content", "<base64>YQ==</base64>"),
        ("post_type", "<string>attachment</string>"),
        ("post_author", "<string>ann</string>"),
        ("menu_order", "<string>first</string>"),
        ("sticky", "<string>perhaps</string>"),
        ("terms", "<string>none</string>"),
        ("terms", "<array><data><value>x</value></data></array>"),
        ("terms", "<array><data><value><struct></struct></value></data></array>"),
        ("custom_fields", "<boolean>0</boolean>"),
        ("custom_fields", "<struct></struct>"),
        ("post_thumbnail", "<string>5</string>"),
    ] {
        assert!(post(wire(&[(name, value)]), noon()).is_err(), "{name} {value}");
    }
    for value in ["<string>x</string>", "<array><data><value>x</value></data></array>", "<nil/>"] {
        assert!(post(xml(value), None).is_err() && term(xml(value)).is_err() && file(xml(value)).is_err());
        assert!(profile(xml(value)).is_err() && options(xml(value)).is_err());
        assert!(done(xml(value)).is_err() && made(xml(value)).is_err());
    }
}

#[test]
fn what_php_mixes_up_is_read_all_the_same() {
    for (name, value) in [
        ("post_id", "<i8>12</i8>"),
        ("post_title", "<i8>7</i8>"),
        ("sticky", ""),
        ("terms", ""),
        ("post_thumbnail", "<struct></struct>"),
        (
            "post_thumbnail",
            "<struct><member><name>attachment_id</name><value><i8>5</i8></value></member></struct>",
        ),
        ("menu_order", "<string></string>"),
        ("post_modified_gmt", ""),
    ] {
        assert!(post(wire(&[(name, value)]), noon()).is_ok(), "{name} {value}");
    }
}

#[test]
fn who_and_what_are_read() {
    let user = |roles: &str| {
        xml(&format!(
            "<struct>{}{}{}{}</struct>",
            member("user_id", "<string>4</string>"),
            member("username", "<string>ann</string>"),
            member("display_name", "<string>Ann &amp;amp; Co</string>"),
            member("roles", roles)
        ))
    };
    for roles in [
        "<array><data><value><string>author</string></value></data></array>",
        "<struct><member><name>1</name><value><string>author</string></value></member></struct>",
    ] {
        let expected = (4, "ann".to_owned(), "Ann & Co".to_owned(), vec!["author".to_owned()]);
        assert_eq!(profile(user(roles)).unwrap(), expected);
    }

    let option =
        |name: &str, value: &str| member(name, &format!("<struct>{}</struct>", member("value", value)));
    for (zone, minutes) in [
        ("<string>0</string>", 0),
        ("<double>5.75</double>", 345),
        ("<string>5.5</string>", 330),
        ("<double>-3.5</double>", -210),
        ("<string></string>", 0),
    ] {
        let told = xml(&format!(
            "<struct>{}{}{}{}</struct>",
            option("software_version", "<string>7.1.4</string>"),
            option("blog_title", "<string>Q &amp;amp; A</string>"),
            option("time_zone", zone),
            option("default_comment_status", "<string>open</string>")
        ));
        let (site, open) = options(told).unwrap();
        assert_eq!((site.title.as_str(), site.version.as_str(), open), ("Q & A", "7.1.4", (true, false)));
        assert_eq!(site.clock.unwrap().offset_minutes, minutes, "{zone}");
    }
}

#[test]
fn formats_are_those_of_the_theme() {
    let all = member("standard", "<string>Standard</string>");
    let some = format!(
        "{}{}",
        member("all", &format!("<struct>{all}</struct>")),
        member("supported", "<array><data><value>aside</value><value>link</value></data></array>")
    );
    assert_eq!(formats(xml(&format!("<struct>{some}</struct>"))).unwrap(), ["standard", "aside", "link"]);
    assert!(formats(xml(&format!("<struct>{all}</struct>"))).unwrap().is_empty());
}
