//! Values as WordPress's older methods and plainer servers give them.

use super::*;

fn xml(inner: &str) -> Value {
    Value::from_xml(&format!("<value>{inner}</value>")).unwrap()
}

fn record(members: &[(&str, &str)]) -> Value {
    let members: String = members
        .iter()
        .map(|(name, value)| format!("<member><name>{name}</name><value>{value}</value></member>"))
        .collect();
    xml(&format!("<struct>{members}</struct>"))
}

fn noon() -> Option<DateTime> {
    Some("2026-11-23T12:00:00".parse().unwrap())
}

const NAMES: &str = "<array><data><value>Q &amp;amp; A</value><value>Travel</value></data></array>";

#[test]
fn wordpress_tells_more_than_others() {
    let told = record(&[
        ("postid", "<i8>12</i8>"),
        ("title", "A &amp; B"),
        ("description", "One.\n"),
        ("mt_text_more", "\nTwo."),
        ("wp_more_text", ""),
        ("mt_excerpt", "Short"),
        ("mt_keywords", "boats, Q &amp;amp; A"),
        ("categories", NAMES),
        ("wp_slug", "s"),
        ("wp_password", "sesame"),
        ("wp_author_id", "4"),
        ("date_created_gmt", "20261123T13:00:00"),
        ("date_modified_gmt", "20261123T11:00:00"),
        ("post_status", "publish"),
        ("wp_post_format", "aside"),
        ("wp_post_thumbnail", "<i8>5</i8>"),
        ("sticky", "<boolean>0</boolean>"),
        ("mt_allow_comments", "<i8>1</i8>"),
        ("mt_allow_pings", "<i8>0</i8>"),
        ("permaLink", "https://example.org/s/"),
    ]);
    let read = post(told, noon()).unwrap();
    assert!(read.has_status);
    assert_eq!(read.categories, ["Q & A", "Travel"]);
    assert_eq!(read.tags, ["boats", "Q & A"]);
    assert_eq!(read.post.content, "One.\n<!--more-->\nTwo.");
    assert_eq!((read.post.status, read.post.featured), (Status::Scheduled, Some(RemoteId(5))));
    assert_eq!((read.post.format.as_str(), read.post.password.as_str()), ("aside", "sesame"));
    assert_eq!(read.post.date_gmt.as_deref(), Some("2026-11-23T13:00:00"));
    assert!(read.post.comments_open && !read.post.pings_open);
    let mut tags = vec![tag_id("Boats "), tag_id("q & a")];
    tags.sort_unstable();
    assert_eq!(read.post.tags, tags, "one number per name, whatever its letter case");

    let bare =
        record(&[("postid", "7"), ("title", "T"), ("description", "D"), ("link", "https://example.org/7")]);
    let read = post(bare, noon()).unwrap();
    assert!(!read.has_status && read.tags.is_empty() && read.categories.is_empty());
    assert_eq!((read.post.url.as_str(), read.post.date_gmt), ("https://example.org/7", None));
}

#[test]
fn what_is_no_post_is_refused() {
    for members in [
        vec![],
        vec![("postid", "7"), ("title", "T")],
        vec![("postid", "7"), ("description", "T")],
        vec![("postid", "0"), ("title", "T"), ("description", "D")],
        vec![("postid", "a7"), ("title", "T"), ("description", "D")],
        vec![("postid", "7"), ("title", NAMES), ("description", "D")],
        vec![("postid", "7"), ("title", "T"), ("description", "D"), ("categories", "x")],
    ] {
        assert!(post(record(&members), noon()).is_err(), "{members:?}");
    }
    assert!(media(record(&[("url", "")])).is_err() && media(record(&[("id", "5")])).is_err());
    for (value, expected) in
        [("12", Ok(12)), ("<i8>12</i8>", Ok(12)), ("0", Err(())), ("", Err(())), (NAMES, Err(()))]
    {
        assert_eq!(made(xml(value)).map_err(drop), expected);
    }
}

#[test]
fn the_cut_is_joined_with_its_label() {
    for (main, more, label, expected) in [
        ("a", "", "", "a"),
        ("a\n", "\nb", "", "a\n<!--more-->\nb"),
        ("a", "b", "Go on", "a\n<!--more Go on-->\nb"),
    ] {
        assert_eq!(joined(main.to_owned(), more, label), expected);
    }
}
