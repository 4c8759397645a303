//! Posts of other programs go to a blog and stay those programs' posts: what is noted in them is written in their own words.

use crate::small_blog::SmallBlog;
use tests::desk::Desk;

const HUGO: &str = "+++\r\n# the harbour series\r\ntitle = 'Harbour'\r\ndraft = true # until Monday\r\n\r\n[params]\r\nmood = 'calm'\r\n+++\r\nIt was windy. See [[Bread]] and [tea](tea.md).\r\n";
const JSON: &str = "{\n  \"title\": \"Tea\",\n  \"draft\": true,\n  \"weight\": 5\n}\n\nTea.\n";
const JEKYLL: &str = "---\nlayout: post\ntitle:  'Bread'\npublished: false\n---\nFlour.\n";

/// The lines of the one that the other has not.
fn lines_not_in<'t>(text: &'t str, other: &str) -> Vec<&'t str> {
    text.lines().filter(|line| !other.lines().any(|known| known == *line)).collect()
}

#[test]
fn they_are_published_and_only_their_own_lines_change() {
    let blog = SmallBlog::open();
    let desk = Desk::new()
        .outside("harbour.md", HUGO)
        .outside("tea.md", JSON)
        .outside("_posts/2026-11-05-slow-bread.md", JEKYLL);
    let (account, _) = desk.connect(&blog.url, "me", "abcd efgh ijkl mnop").unwrap();
    let plan = desk.plan("harbour.md", &account, "published").unwrap();
    for words in ["[[Bread]]: a blog does not know", "tea.md: this leads to a file here"] {
        assert!(plan.warnings.iter().any(|said| said.starts_with(words)), "{words}: {:?}", plan.warnings);
    }
    for (path, before, gone, come) in [
        (
            "harbour.md",
            HUGO,
            &["draft = true # until Monday"][..],
            ["draft = false # until Monday", "copydesk-id = \"", "wordpress = { \""],
        ),
        (
            "tea.md",
            JSON,
            &["  \"draft\": true,"],
            ["  \"wordpress\": {\"", "  \"copydesk-id\": \"", "  \"draft\": false,"],
        ),
        (
            "_posts/2026-11-05-slow-bread.md",
            JEKYLL,
            &["published: false"],
            ["published: true", "copydesk-id: ", "wordpress:"],
        ),
    ] {
        desk.published(path, &account, "published");
        let after = desk.file(path);
        assert_eq!(lines_not_in(before, &after), gone, "{after}");
        let new = lines_not_in(&after, before);
        assert!(new.iter().zip(come).all(|(line, start)| line.starts_with(start)), "{new:?}");
        assert!(new.len() <= 4, "{new:?}");
        assert!(desk.plan(path, &account, "published").unwrap().unchanged, "{path}");
    }
    assert!(
        desk.file("harbour.md").lines().position(|line| line.starts_with("wordpress")) < Some(8),
        "above the section"
    );
    let posts: Vec<(String, String)> = {
        let held = blog.held();
        let text = |post: &serde_json::Value, key: &str| post[key].as_str().unwrap_or_default().to_owned();
        held.posts.iter().map(|post| (text(post, "slug"), text(post, "date_gmt"))).collect()
    };
    assert_eq!(posts.len(), 3);
    assert_eq!(posts[2].0, "slow-bread", "the name says it: {posts:?}");
    assert_eq!(posts[2].1, "2026-11-04T18:30:00", "midnight of that day on the blog's clock");
}

#[test]
fn a_line_that_cannot_be_read_keeps_a_post_here() {
    let blog = SmallBlog::open();
    let desk = Desk::new()
        .outside("a.md", "+++\ntitle = 'T'\ndate = 2026-02-30\n+++\nWords\n")
        .outside("b.md", "---\ntitle: T\ndate: 2026-02-30\n---\nWords\n")
        .outside("c.md", "---js\n{ title: 'T' }\n---\nWords\n")
        .outside("d.md", b"---\ntitle: D\xe9j\xe0\n---\nWords\n");
    let (account, _) = desk.connect(&blog.url, "me", "abcd efgh ijkl mnop").unwrap();
    for (path, words) in
        [("a.md", "Line 3"), ("b.md", "Line 3"), ("c.md", "Line 1"), ("d.md", "editable copy")]
    {
        let plan = desk.plan(path, &account, "published").unwrap();
        assert!(plan.refusals.iter().any(|said| said.contains(words)), "{path}: {:?}", plan.refusals);
        assert!(desk.publish(path, &account, "published").is_err(), "{path}");
    }
    assert_eq!(blog.held().posts.len(), 0);
}
