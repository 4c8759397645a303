//! Everything that is written into the journal reads back.

use super::*;

/// A snapshot in which every field says something.
pub(crate) fn sample() -> Snapshot {
    Snapshot {
        library: "/library".into(),
        path: PostPath::new("2026/a.md").unwrap(),
        key: PostKey::new("00112233445566ff").unwrap(),
        blog: "example.org".into(),
        account: AccountId::new("example").unwrap(),
        kind: PostKind::Post,
        title: "Title".into(),
        body: "Text ![](a.png)\n".into(),
        fields: SentFields {
            slug: Some("a".into()),
            excerpt: Some("short".into()),
            categories: Some(vec!["News".into()]),
            tags: Some(vec!["one".into(), "two".into()]),
            date: Some("2026-11-23T10:00:00.5Z".parse().unwrap()),
            featured: Some("a.png".into()),
            comments_open: Some(false),
            pings_open: Some(false),
            password: Some("sesame".into()),
            format: Some("aside".into()),
            sticky: Some(false),
            author: Some("ann".into()),
            parent: Some("about".into()),
            order: Some(2),
            custom_fields: Some(vec![CustomField { key: "mood".into(), value: "calm".into() }]),
        },
        status: Status::Published,
        pictures: vec![Picture {
            reference: "a.png".into(),
            name: "a-0123456789abcdef.png".into(),
            mime: "image/png".into(),
            hash: ContentHash::of(b"picture"),
            size: 7,
            alt: "A".into(),
            caption: "Below".into(),
        }],
        remote: Some(RemoteId(5)),
        source: ContentHash::of(b"file"),
        consent: Consent::Overwrite(ContentHash::of(b"seen")),
        picture_edge: 1600,
    }
}

pub(crate) fn remote() -> RemotePost {
    RemotePost {
        id: RemoteId(5),
        status: Status::Scheduled,
        url: "https://example.org/a".into(),
        slug: "a".into(),
        title: "Title".into(),
        content: "<p>x</p>".into(),
        excerpt: String::new(),
        date_gmt: Some("2026-11-23T10:00:00".into()),
        modified_gmt: "2026-11-23T10:00:00".into(),
        categories: vec![TermId(1)],
        tags: vec![TermId(2), TermId(3)],
        featured: Some(RemoteId(9)),
        comments_open: true,
        pings_open: true,
        author: 1,
        ..RemotePost::empty(PostKind::Post, RemoteId(5))
    }
}

fn through_json<T: Serialize + for<'a> Deserialize<'a>>(record: &T) -> T {
    serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap()
}

#[test]
fn everything_reads_back_as_it_was() {
    for consent in [Consent::Ordinary, Consent::AsNew, sample().consent] {
        let snapshot = Snapshot { consent, kind: PostKind::Page, ..sample() };
        assert_eq!(through_json(&SnapshotRecord::of(&snapshot)).read(), Some(snapshot));
    }
    let publication = Publication {
        key: sample().key,
        blog: "example.org".into(),
        base: remote(),
        body: "x".into(),
        sent: ContentHash::of(b"x"),
        source: ContentHash::of(b"y"),
    };
    assert_eq!(through_json(&PublicationRecord::of(&publication)).read(), Some(publication));
    for kind in [
        ConflictKind::Changed(Field::ALL.to_vec()),
        ConflictKind::NeverExchanged,
        ConflictKind::Trashed,
        ConflictKind::Gone,
        ConflictKind::OtherKind,
    ] {
        let conflict = Conflict { id: RemoteId(5), kind, remote: Some(Box::new(remote())) };
        assert_eq!(through_json(&ConflictRecord::of(&conflict)).read(), Some(conflict));
    }
}
