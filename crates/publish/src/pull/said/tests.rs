use super::*;
use blog::{CustomField, RemoteId, Status};

fn term(id: u64, name: &str, parent: Option<u64>) -> Term {
    Term { id: TermId(id), name: name.into(), slug: String::new(), parent: parent.map(TermId) }
}

fn categories() -> TermPaths {
    let terms = [
        term(1, "Travel", None),
        term(2, "Italy", Some(1)),
        term(3, "Food", None),
        term(4, "Italy", Some(3)),
        term(5, "a > b", None),
        term(6, "travel", None),
        term(7, "Lost", Some(99)),
        term(8, "Round", Some(9)),
        term(9, "About", Some(8)),
        term(10, "Wine", Some(4)),
    ];
    TermPaths::new(Taxonomy::Category, &terms)
}

#[test]
fn a_term_is_named_so_that_the_blog_finds_it_again() {
    let paths = categories();
    for (id, name) in [
        (1, Some("Travel")),
        (2, Some("Travel > Italy")),
        (3, Some("Food")),
        (4, Some("Food > Italy")),
        (5, None),
        (6, None),
        (7, Some("Lost")),
        (10, Some("Food > Italy > Wine")),
        (11, None),
    ] {
        assert_eq!(paths.of(TermId(id)), name, "{id}");
    }
    let tags = TermPaths::new(Taxonomy::Tag, &[term(1, "a > b", None), term(2, "salt & wind", None)]);
    assert_eq!(tags.of(TermId(1)), Some("a > b"));
    assert_eq!(tags.of(TermId(2)), Some("salt & wind"));
}

fn full() -> RemotePost {
    let mut post = RemotePost::empty(PostKind::Post, RemoteId(7));
    post.title = "Salt &amp; wind\u{7}".into();
    post.slug = "salt-wind".into();
    post.status = Status::Scheduled;
    post.date_gmt = Some("2026-11-23T04:30:00".into());
    post.excerpt = "Two\nlines.".into();
    post.categories = vec![TermId(2), TermId(3)];
    post.tags = vec![TermId(1)];
    post.featured = Some(RemoteId(9));
    post.format = "quote".into();
    post.sticky = true;
    post.password = "open: sesame".into();
    post.author = 5;
    let field = |key: &str, value: &str| CustomField { key: key.into(), value: value.into() };
    post.custom_fields = Some(vec![field("mood", "calm"), field("mood", "wild"), field("_edit_lock", "1")]);
    post
}

fn words(lines: &[Said]) -> Vec<String> {
    lines.iter().map(|line| format!("{}: {:?}", line.key, line.value)).collect()
}

#[test]
fn a_new_front_matter_says_what_is_not_the_usual() {
    let (categories, tags) = (categories(), TermPaths::new(Taxonomy::Tag, &[term(1, "boats", None)]));
    let clock = SiteClock { zone: "Asia/Kolkata".into(), offset_minutes: 330 };
    let authors = [Author { id: 5, login: "ann".into(), name: "Ann".into() }];
    let names = Names {
        categories: &categories,
        tags: &tags,
        authors: &authors,
        me: 1,
        clock: &clock,
        picture: Some("media/quay.jpg"),
        parent: None,
    };
    let (lines, left_out) = fields(&full(), &names);
    assert_eq!(
        words(&lines),
        [
            r#"title: Text("Salt & wind")"#,
            r#"slug: Text("salt-wind")"#,
            r#"status: Text("scheduled")"#,
            r#"date: Text("2026-11-23T10:00:00+05:30")"#,
            r#"excerpt: Text("Two\nlines.")"#,
            r#"categories: List(["Travel > Italy", "Food"])"#,
            r#"tags: List(["boats"])"#,
            r#"picture: Text("media/quay.jpg")"#,
            r#"author: Text("ann")"#,
            r#"format: Text("quote")"#,
            "sticky: Flag(true)",
            r#"password: Text("open: sesame")"#,
            "comments: Flag(false)",
            "pings: Flag(false)",
            r#"custom_fields: Map([("mood", "calm")])"#,
        ]
    );
    assert_eq!(left_out, Vec::<String>::new());

    let mut plain = RemotePost::empty(PostKind::Post, RemoteId(8));
    (plain.comments_open, plain.pings_open, plain.author) = (true, true, 1);
    assert_eq!(words(&fields(&plain, &names).0), [r#"status: Text("draft")"#]);

    let mut page = RemotePost { kind: PostKind::Page, order: 3, parent: Some(RemoteId(4)), ..full() };
    page.custom_fields = None;
    let (lines, left_out) = fields(&page, &Names { picture: None, ..names });
    let keys: Vec<&str> = lines.iter().map(|line| line.key).collect();
    assert_eq!(keys, ["title", "slug", "status", "date", "excerpt", "author", "password", "order", "type"]);
    assert_eq!(left_out.len(), 2, "the picture and the page above: {left_out:?}");
    let page = fields(&page, &Names { parent: Some("about"), ..names }).0;
    assert!(words(&page).contains(&r#"parent: Text("about")"#.to_owned()));
}

#[test]
fn what_cannot_be_said_is_left_to_the_blog_with_a_sentence() {
    let (categories, tags, clock) = (categories(), TermPaths::default(), SiteClock::default());
    let names = Names {
        categories: &categories,
        tags: &tags,
        authors: &[],
        me: 1,
        clock: &clock,
        picture: None,
        parent: None,
    };
    let mut post = full();
    post.categories = vec![TermId(1), TermId(6)];
    post.date_gmt = Some("0000-00-00T00:00:00".into());
    post.password = " x".into();
    let (lines, left_out) = fields(&post, &names);
    let keys: Vec<&str> = lines.iter().map(|line| line.key).collect();
    for key in ["categories", "tags", "date", "password", "picture"] {
        assert!(!keys.contains(&key), "{key}");
    }
    assert_eq!(left_out.len(), 5, "{left_out:?}");
    assert!(words(&lines).contains(&r#"author: Text("5")"#.to_owned()), "a number where no name is told");
    // A line that stands there already follows, also back to the usual.
    let open = RemotePost { comments_open: true, ..full() };
    let line = said(Field::Comments, &open, &names).unwrap().unwrap();
    assert_eq!((line.value, line.needed), (FieldValue::Flag(true), false));
}
