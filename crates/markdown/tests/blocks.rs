//! What is found in a post, and how its page looks.

use markdown::{BlockKind, Preview, excerpt, page, parse, sanitize, words};

fn shown(text: &str) -> Vec<String> {
    let mut preview = Preview::new();
    let splice = preview.update(text, &|_| None);
    let inner = |html: &str| {
        html.strip_prefix("<div class=\"block\">")
            .and_then(|h| h.strip_suffix("</div>"))
            .unwrap_or("?")
            .trim_end()
            .to_owned()
    };
    splice.inserted.iter().map(|block| inner(&block.html)).collect()
}

#[test]
fn each_block_is_one_element() {
    for (text, expected) in [
        ("", vec![]),
        ("\n\n", vec![]),
        ("One *two*.\n\nThree.", vec!["<p>One <em>two</em>.</p>", "<p>Three.</p>"]),
        (
            "# A\n\n# A\n\n## B {#own}",
            vec!["<h1 id=\"a\">A</h1>", "<h1 id=\"a-1\">A</h1>", "<h2 id=\"own\">B</h2>"],
        ),
        ("---", vec!["<hr>"]),
        ("\"Quotes\" -- and ... stay", vec!["<p>\"Quotes\" -- and ... stay</p>"]),
        ("~~gone~~", vec!["<p><del>gone</del></p>"]),
        (
            "![a *b*](p.png \"T\")",
            vec!["<figure><img src=\"p.png\" alt=\"a b\"><figcaption>T</figcaption></figure>"],
        ),
        ("<div>one\n\ntwo", vec!["<div>one\n</div>", "<p>two</p>"]),
        ("[a]\n\n[a]: https://example.org", vec!["<p><a href=\"https://example.org\">a</a></p>"]),
        (
            "- [x] done\n- [ ] open",
            vec![
                "<ul>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\">\ndone</li>\n<li><input disabled=\"\" type=\"checkbox\">\nopen</li>\n</ul>",
            ],
        ),
        ("```rust\na < b\n```", vec!["<pre><code class=\"language-rust\">a &lt; b\n</code></pre>"]),
        (
            "|A|B|\n|:-|-:|\n|1|2|",
            vec![
                "<table><thead><tr><th style=\"text-align:left\">A</th><th style=\"text-align:right\">B</th></tr></thead><tbody>\n<tr><td style=\"text-align:left\">1</td><td style=\"text-align:right\">2</td></tr>\n</tbody></table>",
            ],
        ),
        ("![a](p.png)", vec!["<p><img src=\"p.png\" alt=\"a\"></p>"]),
        ("in ![a](p.png \"T\") line", vec!["<p>in <img src=\"p.png\" alt=\"a\" title=\"T\"> line</p>"]),
        (
            "<details><summary>S</summary>\n\nIn *it*.\n\n</details>\n\nafter",
            vec!["<details><summary>S</summary>\n<p>In <em>it</em>.</p>\n</details>", "<p>after</p>"],
        ),
        ("<div>\n\nnever closed\n\n# H", vec!["<div>\n</div>", "<p>never closed</p>", "<h1 id=\"h\">H</h1>"]),
        (
            "x[^n] y[^n]\n\n[^n]: Note.\n[^u]: Unused.",
            vec![
                "<p>x<sup><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup> y<sup><a href=\"#fn-1\" id=\"fnref-1-2\">1</a></sup></p>",
                "<section class=\"footnotes\"><ol>\n<li><p><a href=\"#fnref-1\" id=\"fn-1\">↩</a> <a href=\"#fnref-1-2\">↩<sup>2</sup></a> Note.</p>\n</li>\n</ol></section>",
            ],
        ),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn a_post_is_read_once_for_everything() {
    let text = "# Title\n\nSee [there](https://example.org), <me@example.org>[^a].\n\n![alt](my%20pic.png \"cap\") <img src='raw.png' alt=\"r &amp; r\">\n\n[^a]: Note with ![n](note.png).\n";
    let document = parse(text);
    assert_eq!(
        document.blocks.iter().map(|b| b.kind).collect::<Vec<_>>(),
        [BlockKind::Heading, BlockKind::Paragraph, BlockKind::Paragraph]
    );
    assert_eq!(
        document.links.iter().map(|l| l.target.as_str()).collect::<Vec<_>>(),
        ["https://example.org", "mailto:me@example.org"]
    );
    let media: Vec<_> =
        document.media.iter().map(|m| (m.src.as_str(), m.alt.as_str(), m.title.as_str())).collect();
    assert_eq!(media, [("my%20pic.png", "alt", "cap"), ("raw.png", "r & r", ""), ("note.png", "n", "")]);
    assert_eq!(&text[document.media[0].range.clone()], "![alt](my%20pic.png \"cap\")");
    assert_eq!(
        (document.headings[0].level, document.headings[0].id.as_str(), document.headings[0].chosen),
        (1, "title", false)
    );
    assert_eq!(document.footnotes[0].label, "a");
}

#[test]
fn words_and_excerpts() {
    for (text, expected) in [
        ("", 0),
        ("One two  three", 3),
        ("un*believ*able don't", 2),
        ("# Head\n\n- a\n- b\n\n```\ncode not counted\n```\n\n<b>raw</b>", 4),
        ("日本語 text", 4),
        ("한국어 단어", 2),
        ("a|b\n-|-\nc|d", 4),
        ("well-known 3.14 — dash", 3),
    ] {
        assert_eq!(words(text), expected, "{text:?}");
        assert_eq!(parse(text).words, expected, "{text:?}");
    }
    for (text, count, expected) in [
        ("# No\n\nOne *two* three.\n\nFour", 10, "One two three. Four"),
        ("One two three", 2, "One two…"),
        ("![alt](x.png)\n\nText", 5, "Text"),
        ("", 5, ""),
    ] {
        assert_eq!(excerpt(text, count), expected, "{text:?}");
    }
}

#[test]
fn a_page_is_the_blocks_together() {
    assert_eq!(page(&parse("a\n\nb <script>x()</script>"), &|_| None), "<p>a</p>\n<p>b </p>\n");
    assert_eq!(sanitize("<a href=\"javascript:run()\" onclick=\"run()\">x</a>"), "<a>x</a>");
}

#[test]
fn blocks_of_the_blog_stand_as_they_are() {
    let foreign = |text: &str| -> Vec<String> {
        let document = parse(text);
        let blocks = document.blocks.iter().map(|block| {
            let text = &text[block.range.clone()];
            if block.kind == BlockKind::Foreign { format!("={text}") } else { text.trim_end().to_owned() }
        });
        blocks.collect()
    };
    let cover = "<!-- wp:cover {\"url\":\"x\"} -->\n<div>\n\n```\n<!-- wp:cover -->in<!-- /wp:cover -->\n\n- a\n\n[r]: /x\n</div>\n<!-- /wp:cover -->";
    for (text, expected) in [
        (format!("a\n\n{cover}\n\nb"), vec!["a".to_owned(), format!("={cover}"), "b".to_owned()]),
        (format!("a\n{cover}\nb"), vec!["a".to_owned(), format!("={cover}"), "b".to_owned()]),
        (cover.replace('\n', "\r\n"), vec![format!("={}", cover.replace('\n', "\r\n"))]),
        ("<!-- wp:x /-->".into(), vec!["=<!-- wp:x /-->".into()]),
        ("- a\n<!-- wp:x /-->\n- b".into(), vec!["- a".into(), "=<!-- wp:x /-->".into(), "- b".into()]),
        (
            "<!-- wp:x -->one<!-- /wp:x -->  \ntwo".into(),
            vec!["=<!-- wp:x -->one<!-- /wp:x -->".into(), "two".into()],
        ),
        (
            "<!-- wp:x /--> and <!-- wp:y -->\n\n<!-- /wp:y --> rest\n\nb".into(),
            vec!["=<!-- wp:x /--> and <!-- wp:y -->\n\n<!-- /wp:y --> rest".into(), "b".into()],
        ),
        // Not blocks of the text: left open, in code, in a quote, in a list, in HTML, indented, in a line.
        ("<!-- wp:x -->\n\na".into(), vec!["<!-- wp:x -->".into(), "a".into()]),
        ("```\n<!-- wp:x /-->\n```".into(), vec!["```\n<!-- wp:x /-->\n```".into()]),
        ("> <!-- wp:x /-->".into(), vec!["> <!-- wp:x /-->".into()]),
        ("- <!-- wp:x /-->".into(), vec!["- <!-- wp:x /-->".into()]),
        ("<pre>\n<!-- wp:x /-->\n</pre>".into(), vec!["<pre>\n<!-- wp:x /-->\n</pre>".into()]),
        (" <!-- wp:x /-->".into(), vec!["<!-- wp:x /-->".into()]),
        ("a <!-- wp:x /-->".into(), vec!["a <!-- wp:x /-->".into()]),
        (
            "```\n<!-- wp:x -->\n```\n<!-- wp:x -->\n\n<!-- /wp:x -->".into(),
            vec!["```\n<!-- wp:x -->\n```".into(), "=<!-- wp:x -->\n\n<!-- /wp:x -->".into()],
        ),
        ("- ```\n  a\n<!-- wp:x /-->\n".into(), vec!["- ```\n  a".into(), "=<!-- wp:x /-->".into()]),
        (
            "<div>\n\n<!-- wp:x /-->\n\n</div>".into(),
            vec!["<div>".into(), "=<!-- wp:x /-->".into(), "</div>".into()],
        ),
    ] {
        assert_eq!(foreign(&text), expected, "{text:?}");
    }
    let text = "[r]\n\n<!-- wp:x -->\n# no [r]\n\n[r]: /no\n<!-- /wp:x -->\n\n[r]: /yes\n";
    assert_eq!(page(&parse(text), &|_| None), "<p><a href=\"/yes\">r</a></p>\n\n# no [r]\n\n[r]: /no\n");
    assert_eq!(parse("a\n\n<!-- wp:x --><p>b <img src=\"p.png\"></p><!-- /wp:x -->").media[0].src, "p.png");
    assert_eq!(words("a b\n\n<!-- wp:x -->c\n\nd<!-- /wp:x -->"), 2);
    assert_eq!(excerpt("<!-- wp:x -->c\n\nd<!-- /wp:x -->\n\na b", 9), "a b");
}
