//! What is written is read back the same; what no blog exports ends in words, never in a crash or in memory without end.

use super::*;
use std::io::{self, BufReader, Read};

fn site() -> Site {
    let term = |name: &str, parent: &str| WxrTerm { name: name.into(), parent: parent.into() };
    Site {
        title: "Notes & <more>".into(),
        address: "https://example.org/blog".into(),
        authors: vec![WxrAuthor { login: "me".into(), name: "Me ]]> too".into() }],
        categories: [("italy", term("Italy", "travel")), ("travel", term("Travel & Rest", ""))]
            .map(|(slug, term)| (slug.to_owned(), term))
            .into(),
        tags: [("a-b".to_owned(), term("a > b", ""))].into(),
    }
}

fn item() -> Item {
    Item {
        kind: ItemKind::Page,
        id: u64::MAX,
        title: "A “title” <b>&amp; ]]> more".into(),
        link: "https://example.org/blog/?p=1&x=2".into(),
        guid: "https://example.org/blog/?p=1".into(),
        creator: "me".into(),
        content: "<!-- wp:paragraph -->\n<p>]]> 日本 😀 &nbsp;</p>\n<!-- /wp:paragraph -->\n".into(),
        excerpt: "Two\nlines".into(),
        slug: "日本の秋".into(),
        status: Status::Scheduled,
        date: "2026-11-23 10:00:00".into(),
        date_gmt: "2026-11-23 09:00:00".into(),
        parent: 7,
        order: -3,
        comments_open: true,
        pings_open: false,
        password: " two words ".into(),
        sticky: true,
        format: "aside".into(),
        categories: vec![("italy".into(), "Italy".into())],
        tags: vec![("a-b".into(), "a > b".into()), ("q".into(), "\"quoted\"".into())],
        attachment: String::new(),
        meta: vec![("mood".into(), "calm ]]>".into()), ("_hidden".into(), String::new())],
        comments: 0,
    }
}

fn written(items: &[Item]) -> Vec<u8> {
    let mut writer = WxrWriter::begin(Vec::new(), &site(), "Copydesk").unwrap();
    items.iter().for_each(|item| writer.item(item).unwrap());
    writer.finish().unwrap()
}

fn read(bytes: &[u8]) -> (Vec<Item>, Site, Result<(), WxrError>) {
    let mut wxr = Wxr::new(BufReader::with_capacity(7, bytes));
    let mut items = Vec::new();
    let end = loop {
        match wxr.next_item() {
            Ok(Some(item)) => items.push(item),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    (items, wxr.site().clone(), end)
}

#[test]
fn what_is_written_is_read_back() {
    let items = [item(), Item { kind: ItemKind::Post, date: String::new(), ..Item::default() }];
    assert_eq!(read(&written(&items)), (items.to_vec(), site(), Ok(())));
    let odd = Item { title: "a\u{0}b\u{b}c\u{ffff}".into(), ..item() };
    assert_eq!(read(&written(&[odd])).0[0].title, "abc", "what no XML can hold is left out");
    assert_eq!(site().branch("italy", "Italy"), ["Travel & Rest", "Italy"]);
    assert_eq!(site().branch("unknown", "Elsewhere"), ["Elsewhere"]);
    let circle = WxrTerm { name: "A".into(), parent: "a".into() };
    let round = Site { categories: [("a".to_owned(), circle)].into(), ..Site::default() };
    assert_eq!(round.branch("a", "A").len(), 32);
}

#[test]
fn an_export_of_wordpress_is_read() {
    let text = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/7.1" -->
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>T</title>
<image><url>x</url><title>not this</title></image>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://example.org/</wp:base_blog_url>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename><![CDATA[italy]]></wp:category_nicename><wp:category_parent><![CDATA[travel]]></wp:category_parent><wp:cat_name><![CDATA[Italy]]></wp:cat_name></wp:category>
<item><title>Tom &amp; &hellip; &#8217;</title><content:encoded><![CDATA[one]]><![CDATA[ two]]></content:encoded>
<wp:post_id> 12 </wp:post_id><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:post_name>%E6%97%A5-100%-x</wp:post_name>
<wp:status>inherit</wp:status><wp:post_type>revision</wp:post_type><wp:menu_order>many</wp:menu_order>
<category domain="category" nicename="italy"><![CDATA[Italy]]></category><category domain="series" nicename="x">S</category>
<wp:comment><wp:comment_id>1</wp:comment_id><wp:commentmeta><wp:meta_key>k</wp:meta_key></wp:commentmeta></wp:comment><wp:comment/>
</item></channel></rss>"#;
    let (items, site, end) = read(text.as_bytes());
    assert_eq!(end, Ok(()));
    assert_eq!((site.title.as_str(), site.address.as_str()), ("T", "https://example.org"));
    let item = &items[0];
    assert_eq!(item.title, "Tom & … ’");
    assert_eq!((item.content.as_str(), item.id, item.slug.as_str()), ("one two", 12, "日-100%-x"));
    assert_eq!((item.kind.word(), item.order, item.comments), ("revision", 0, 2));
    assert_eq!((item.date_gmt.as_str(), item.status), ("", Status::Pending));
    assert_eq!(item.categories, [("italy".to_owned(), "Italy".to_owned())]);
}

#[test]
fn hostile_files_end_in_words() {
    let export = written(&[item(), item()]);
    let export = String::from_utf8(export).unwrap();
    let cut = |at: usize| export.as_bytes()[..at].to_vec();
    let last = export.rfind("<item>").unwrap();
    let deep = format!("<rss>{}", "<a>".repeat(100_000));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss>&b;</rss>";
    for (what, bytes, items, end) in [
        ("cut in the head", cut(60), 0, Some("breaks off")),
        ("cut in the second item", cut(last + 200), 1, Some("breaks off")),
        ("cut behind the last item", cut(export.len() - 12), 2, Some("breaks off")),
        ("nothing", Vec::new(), 0, Some("not an export")),
        ("text", b"Dear diary".to_vec(), 0, Some("not an export")),
        ("a page", b"<html><body><p>x</p></body></html>".to_vec(), 0, Some("not an export")),
        (
            "a feed",
            b"<rss><channel><title>x</title><item><title>y</title></item></channel></rss>".to_vec(),
            0,
            Some("feed"),
        ),
        ("entities", bomb.as_bytes().to_vec(), 0, Some("document type")),
        ("depth", deep.into_bytes(), 0, Some("too deeply")),
        ("wrong ends", b"<rss><channel></rss></channel>".to_vec(), 0, Some("broken")),
        ("bytes", b"<rss><channel><title>\xff\xfe</title>".to_vec(), 0, Some("")),
        ("NUL", vec![0; 1 << 16], 0, Some("")),
    ] {
        let (read, _, ended) = read(&bytes);
        assert_eq!(read.len(), items, "{what}");
        match end {
            Some(words) => {
                let error = ended.expect_err(what).to_string();
                assert!(error.contains(words), "{what}: {error}");
            }
            None => assert_eq!(ended, Ok(()), "{what}"),
        }
    }
}

/// Gives the same byte for ever.
struct Endless;

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        out.fill(b'x');
        Ok(out.len())
    }
}

#[test]
fn a_part_without_an_end_is_not_read_for_ever() {
    let head = b"<rss><channel><wp:wxr_version>1.2</wp:wxr_version><item><title>".as_slice();
    let error = Wxr::new(BufReader::new(head.chain(Endless))).next_item().unwrap_err();
    assert_eq!(error, WxrError::Hostile("one of its parts is larger than 64 MB"));
}

/// Every way of cutting an export, and one flipped byte after the other: an answer, and never more than there was.
#[test]
fn damage_anywhere_ends_in_an_answer() {
    let export = written(&[item()]);
    let mut answers = 0;
    for at in 0..export.len() - 1 {
        let (cut, _, end) = read(&export[..at]);
        assert!(cut.len() <= 1 && end.is_err(), "cut at {at}");
        let mut flipped = export.clone();
        flipped[at] ^= 0x15;
        answers += usize::from(read(&flipped).0.len() <= 1);
    }
    println!("{answers} of {} damaged exports ended in an answer", export.len() - 1);
    assert_eq!(answers, export.len() - 1);
}
