//! Whether a post differs from what was last exchanged with a blog: known without reading it again.

use crate::desk::{Desk, all, post, walk};
use blog::{ContentHash, PostKey, PostKind, Publication, RemoteId, RemotePost, Status, source_hash};
use catalogue::{Catalogue, Standing, View};
use std::fs;

const KEY: &str = "00112233445566aa";

fn text(words: &str) -> String {
    format!(
        "---\ntitle: Fog\nstatus: published\ncopydesk-id: {KEY}\nwordpress:\n  blog.example.org: 7\n---\n\n{words}\n"
    )
}

fn publication(sent: &str) -> Publication {
    Publication {
        key: PostKey::new(KEY).expect("a key"),
        blog: "blog.example.org".into(),
        sent: ContentHash::of(b"sent"),
        source: source_hash(sent),
        body: String::new(),
        base: RemotePost { status: Status::Published, ..RemotePost::empty(PostKind::Post, RemoteId(7)) },
    }
}

fn standing(catalogue: &Catalogue) -> Standing {
    all(catalogue, &View::default()).rows[0].standing
}

#[test]
fn a_post_is_changed_until_what_it_says_was_exchanged() {
    let desk = Desk::new();
    let (sent, now) = (text("One."), text("Two."));
    desk.put("a.md", &sent);
    let catalogue = desk.open();
    walk(&catalogue);
    let same = Standing::Plain(Status::Published);
    assert_eq!(standing(&catalogue), same, "what was never exchanged does not differ from it");
    let key = PostKey::new(KEY).unwrap();
    desk.library().record_publication(&publication(&sent)).unwrap();
    catalogue.exchanged(&key, "blog.example.org");
    assert_eq!(standing(&catalogue), same);
    desk.put("a.md", &now);
    catalogue.look(&[post("a.md")]);
    assert_eq!(standing(&catalogue), Standing::ChangedHere);
    assert_eq!(standing(&desk.open()), Standing::ChangedHere, "it is remembered");
    desk.library().record_publication(&publication(&now)).unwrap();
    catalogue.exchanged(&key, "blog.example.org");
    assert_eq!(standing(&catalogue), same);
    assert_eq!(catalogue.with_key(&key)[0].path, post("a.md"));
}

#[test]
fn a_record_that_comes_goes_or_breaks_while_nobody_looks_is_noticed() {
    let desk = Desk::new();
    desk.put("a.md", text("Here."));
    desk.library().record_publication(&publication(&text("There."))).unwrap();
    let catalogue = desk.open();
    walk(&catalogue);
    assert_eq!(standing(&catalogue), Standing::ChangedHere);
    let folder = desk.folder.path().join(".copydesk/publications");
    let record = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(&record).unwrap();
    for (now, expected) in [
        (None, Standing::Plain(Status::Published)),
        (Some(bytes), Standing::ChangedHere),
        (Some(b"{".to_vec()), Standing::Plain(Status::Published)),
    ] {
        match &now {
            Some(bytes) => fs::write(&record, bytes).unwrap(),
            None => fs::remove_file(&record).unwrap(),
        }
        walk(&catalogue);
        assert_eq!(standing(&catalogue), expected);
        assert_eq!(standing(&desk.open()), expected);
    }
}
