//! Content of a blog as Markdown: samples, every core block, random soups, hostile content.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use blog::front_matter::FrontMatter;
use blog::{Markup, PictureMap, RemoteId, RemoteMedia, Typesetter, imported_body};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use wordpress::markup::{Setter, blocks, classic, import};

/// A way to write a body in a blog's markup.
type Write = fn(&str, &PictureMap) -> String;

fn samples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut posts: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|end| end == "md")).collect();
    posts.sort();
    let posts = posts.into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (name, text[FrontMatter::of(&text).body].to_owned())
    });
    posts.collect()
}

/// The pictures of a text as if they were on the blog.
fn pictures(text: &str) -> PictureMap {
    let media = markdown::parse(text).media;
    let local = media.into_iter().filter(|media| !media.src.contains("://"));
    local
        .zip(1..)
        .map(|(media, id)| {
            let url = format!("https://blog.example.test/up/{id}-{}", media.src.replace('/', "-"));
            (media.src, RemoteMedia { id: RemoteId(id), url })
        })
        .collect()
}

#[test]
fn a_sample_post_comes_back_as_it_went_out() {
    let (mut posts, mut total, mut differ, mut kept) = (0, 0, 0, 0);
    for (name, body) in samples() {
        for (kind, write) in [("blocks", blocks as Write), ("classic", classic as Write)] {
            for map in [pictures(&body), PictureMap::new()] {
                let content = write(&body, &map);
                let back = import(&content, &map);
                let again = write(&imported_body(&back), &map);
                for block in &back {
                    total += 1;
                    if block.markdown.starts_with("<!-- wp:") {
                        kept += 1;
                        println!("{name} {kind}: kept as it stands: {:?}", &content[block.range.clone()]);
                    }
                }
                if again != content {
                    differ += 1;
                    for (a, b) in content.split("\n\n").zip(again.split("\n\n")) {
                        if a != b {
                            println!("{name} {kind}:\n< {a}\n> {b}");
                            break;
                        }
                    }
                }
                posts += 1;
            }
        }
    }
    println!(
        "samples that go out otherwise after they came back: {differ} of {posts}, {total} blocks, {kept} kept as they stand"
    );
    assert_eq!((differ, kept), (0, 0));
    assert!(total > 1000);
}

const CORE_BLOCKS: &str = include_str!("fixtures/core-blocks.html");

const SETTER: Setter = Setter(Markup::Blocks);

fn seen(content: &str) -> Vec<String> {
    SETTER.split(content).into_iter().map(|piece| piece.seen).collect()
}

/// Whether the pieces account for every byte, and the Markdown says what the content says.
fn check(content: &str) -> Result<(), String> {
    let none = PictureMap::new();
    let pieces = SETTER.import(content, &none);
    let mut copied = 0;
    for piece in &pieces {
        if piece.range.start < copied || !content[copied..piece.range.start].trim().is_empty() {
            return Err(format!("not accounted for before {:?}", piece.range));
        }
        copied = piece.range.end;
    }
    if !content[copied..].trim().is_empty() {
        return Err(format!("not accounted for: {:?}", &content[copied..]));
    }
    let split: Vec<_> = SETTER.split(content).into_iter().map(|piece| piece.range).collect();
    if split != pieces.iter().map(|piece| piece.range.clone()).collect::<Vec<_>>() {
        return Err("split and import differ".to_owned());
    }
    let body = imported_body(&pieces);
    let again = SETTER.render(&body, &none, content).whole();
    if seen(&again) == seen(content) { Ok(()) } else { Err(format!("{body:?} becomes {again:?}")) }
}

/// What only the comment says counts too.
const LIGHTBOX: &str = "<!-- wp:image {\"lightbox\":{\"enabled\":true}} --><figure class=\"wp-block-image\"><img src=\"a\" alt=\"\"/></figure><!-- /wp:image -->";
const NAMED: &str = "<!-- wp:paragraph {\"metadata\":{\"name\":\"Lead\"}} --><p>a</p><!-- /wp:paragraph -->";

#[test]
fn what_markdown_can_say_is_markdown_and_the_rest_stands_as_it_is() {
    let pieces = SETTER.import(CORE_BLOCKS, &PictureMap::new());
    check(CORE_BLOCKS).unwrap();
    let kept: Vec<&str> = pieces
        .iter()
        .map(|piece| piece.markdown.as_str())
        .filter(|text| text.starts_with("<!-- wp:"))
        .collect();
    for text in &kept {
        let outside = text.starts_with("<!-- wp:freeform -->");
        assert!(outside || CORE_BLOCKS.contains(text), "changed: {text}");
    }
    println!(
        "core blocks: {}, as Markdown {}, as they stand {}",
        pieces.len(),
        pieces.len() - kept.len(),
        kept.len()
    );
    let none = PictureMap::new();
    for (content, expected) in [
        ("<!-- wp:paragraph -->\n<p class=\"wp-block-paragraph\">a</p>\n<!-- /wp:paragraph -->", "a"),
        ("<!-- wp:paragraph --><p>a\n  b</p><!-- /wp:paragraph -->", "a b"),
        ("<!-- wp:heading {\"level\":3} -->\n<h3 id=\"x\">H</h3>\n<!-- /wp:heading -->", "### H {#x}"),
        ("<!-- wp:list --><ul><li>a<ol><li>b</li></ol></li></ul><!-- /wp:list -->", "- a\n  1. b"),
        (
            "<!-- wp:image {\"id\":3,\"sizeSlug\":\"large\"} --><figure class=\"wp-block-image size-large\"><img src=\"u/a.png\" alt=\"A\" class=\"wp-image-3\"/><figcaption>C</figcaption></figure><!-- /wp:image -->",
            "![A](u/a.png \"C\")",
        ),
        (
            "<!-- wp:code {\"className\":\"language-rust\"} --><pre class=\"wp-block-code language-rust\"><code>a\n```\nb</code></pre><!-- /wp:code -->",
            "````rust\na\n```\nb\n````",
        ),
        ("<!-- wp:html --><b>x</b><!-- /wp:html -->", "<!-- wp:html --><b>x</b><!-- /wp:html -->"),
        (
            "<!-- wp:paragraph {\"align\":\"left\"} --><p class=\"has-text-align-left\">a</p><!-- /wp:paragraph -->",
            "<!-- wp:paragraph {\"align\":\"left\"} --><p class=\"has-text-align-left\">a</p><!-- /wp:paragraph -->",
        ),
        (
            "<!-- wp:image {\"align\":\"wide\"} --><figure class=\"wp-block-image alignwide\"><img src=\"a\" alt=\"\"/></figure><!-- /wp:image -->",
            "<!-- wp:image {\"align\":\"wide\"} --><figure class=\"wp-block-image alignwide\"><img src=\"a\" alt=\"\"/></figure><!-- /wp:image -->",
        ),
        (LIGHTBOX, LIGHTBOX),
        (NAMED, NAMED),
        ("<p>one</p>\n<p>two</p>", "one|two"),
        ("one\ntwo\n\nthree", "one\\\ntwo|three"),
        ("<h2>H</h2>\ntext\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nrest", "## H|text|- a\n- b|rest"),
        ("<blockquote><p>q</p></blockquote>", "> q"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<p style=\"text-align: center\">c</p>", "<p style=\"text-align: center\">c</p>"),
        ("a<!--more-->b", "<!-- wp:freeform -->\na<!--more-->b\n<!-- /wp:freeform -->"),
    ] {
        let found: Vec<String> =
            SETTER.import(content, &none).into_iter().map(|piece| piece.markdown).collect();
        assert_eq!(found.join("|"), expected, "{content}");
        check(content).unwrap();
    }
}

const PIECES: [&str; 58] = [
    "<!-- wp:paragraph -->",
    "<!-- /wp:paragraph -->",
    "<!-- wp:list -->",
    "<!-- /wp:list -->",
    "<!-- wp:quote -->",
    "<!-- /wp:quote -->",
    "<!-- wp:heading {\"level\":3} -->",
    "<!-- /wp:heading -->",
    "<!-- wp:html -->",
    "<!-- /wp:html -->",
    "<!-- wp:x/y {\"a\":1} /-->",
    "<!-- wp:x {",
    "} -->",
    "<!-- wp:",
    "-->",
    "<!-- c -->",
    "<!--more-->",
    "<!-- wp:freeform -->",
    "<!-- /wp:freeform -->",
    "<!-- wp:code -->",
    "<!-- /wp:code -->",
    "<p>",
    "</p>",
    "<p class=\"x\">",
    "<ul><li>",
    "</li><li>",
    "</li></ul>",
    "<ol start=\"3\">",
    "</ol>",
    "<h3>",
    "</h3>",
    "<pre class=\"wp-block-code\"><code>",
    "</code></pre>",
    "<blockquote class=\"wp-block-quote\">",
    "</blockquote>",
    "<em>",
    "</em>",
    "<strong>",
    "</strong>",
    "<a href=\"u?a=1&amp;b\">",
    "</a>",
    "<br>",
    "<img src=\"a.png\" alt=\"x\">",
    "<table><thead><tr><th>",
    "</th></tr></thead></table>",
    "<div>",
    "</div>",
    "\n",
    "\n\n",
    " ",
    "word",
    "*a*",
    "# b",
    "- c",
    "1. d",
    "[x](y)",
    "&lt;b> &amp;amp; `",
    "<hr class=\"wp-block-separator\"/>",
];

#[test]
fn any_soup_of_blocks_comes_through_whole() {
    let (cases, markdown) = (Cell::new(0u32), Cell::new(0u32));
    let mut runner = TestRunner::new(Config { cases: 3000, failure_persistence: None, ..Config::default() });
    let result = runner.run(&prop::collection::vec(0..PIECES.len(), 0..24), |pieces| {
        let content: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
        if let Err(problem) = check(&content) {
            return Err(TestCaseError::fail(format!("{content:?}: {problem}")));
        }
        let blocks = SETTER.import(&content, &PictureMap::new());
        markdown.set(
            markdown.get()
                + blocks.iter().filter(|block| !block.markdown.starts_with("<!-- wp:")).count() as u32,
        );
        cases.set(cases.get() + 1);
        Ok(())
    });
    println!(
        "soups that say something else as Markdown: 0 of {} ({} blocks became Markdown)",
        cases.get(),
        markdown.get()
    );
    result.unwrap();
}

#[test]
fn hostile_content_comes_through_at_once() {
    let size = 100_000;
    let times = |piece: &str| piece.repeat(size / piece.len());
    let half = |piece: &str| piece.repeat(size / 2 / piece.len());
    let deep = |open: &str, close: &str| open.repeat(20_000) + &close.repeat(20_000);
    for (name, content) in [
        ("openers", times("<!-- wp:a -->\n")),
        ("closers", times("<!-- /wp:a -->\n")),
        ("whole blocks", times("<!-- wp:a /-->\n")),
        ("attributes without end", times("<!-- wp:a {")),
        ("nested blocks", deep("<!-- wp:group -->\n<div>", "</div>\n<!-- /wp:group -->")),
        ("nested lists", format!("<!-- wp:list -->{}<!-- /wp:list -->", deep("<ul><li>", "</li></ul>"))),
        (
            "nested emphasis",
            format!("<!-- wp:paragraph --><p>{}</p><!-- /wp:paragraph -->", deep("<em>", "</em>")),
        ),
        (
            "one long paragraph",
            format!("<!-- wp:paragraph --><p>{}</p><!-- /wp:paragraph -->", times("*word_ [x] ")),
        ),
        (
            "many paragraphs",
            times("<!-- wp:paragraph -->\n<p>Some <em>words</em>.</p>\n<!-- /wp:paragraph -->\n\n"),
        ),
        (
            "many lists",
            times(
                "<!-- wp:list -->\n<ul class=\"wp-block-list\"><!-- wp:list-item -->\n<li>a</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->\n\n",
            ),
        ),
        ("many classic lines", times("a line\n\n")),
        ("unclosed elements", times("<div>\n\n")),
        ("half tags", times("<a b=\"")),
        ("entities", times("&amp;&")),
        ("brackets", half("[") + &half("](")),
        ("breaks", times("<br>")),
    ] {
        let begun = std::time::Instant::now();
        check(&content).unwrap_or_else(|problem| panic!("{name}: {}", &problem[..problem.len().min(300)]));
        println!("{name}, {} kB: {} ms", content.len() / 1000, begun.elapsed().as_millis());
    }
}
