//! Each construct and the exact markup a blog gets, and what holds for any text.

use super::{blocks, classic};
use blog::{PictureMap, RemoteId, RemoteMedia};

fn pictures() -> PictureMap {
    let picture = RemoteMedia { id: RemoteId(12), url: "https://example.org/up/a-1.jpg".to_owned() };
    PictureMap::from([("a.jpg".to_owned(), picture.clone()), ("my pic.png".to_owned(), picture)])
}

/// The markup of one block: name and attributes, then its HTML.
fn block(name: &str, html: &str) -> String {
    let bare = name.split(' ').next().unwrap_or(name);
    format!("<!-- wp:{name} -->\n{html}\n<!-- /wp:{bare} -->")
}

fn paragraph(html: &str) -> String {
    block("paragraph", &format!("<p>{html}</p>"))
}

fn together(parts: &[String]) -> String {
    parts.join("\n\n")
}

const SEPARATOR: &str = "<!-- wp:separator -->\n<hr class=\"wp-block-separator has-alpha-channel-opacity\"/>\n<!-- /wp:separator -->";

#[test]
fn text_in_lines() {
    for (markdown, html) in [
        ("*a* **b** `c` ~~d~~", "<em>a</em> <strong>b</strong> <code>c</code> <s>d</s>"),
        ("soft\nline", "soft line"),
        ("hard  \nline\\\nend", "hard<br>line<br>end"),
        ("a & b < c > d \"e\" &nbsp;", "a &amp; b &lt; c &gt; d \"e\" &nbsp;"),
        ("\"quotes\" -- and ... stay", "\"quotes\" -- and ... stay"),
        (
            "[t](https://example.org/?a=1&b=2 \"T \\\"q\\\"\")",
            "<a href=\"https://example.org/?a=1&amp;b=2\" title=\"T &quot;q&quot;\">t</a>",
        ),
        ("<me@example.org>", "<a href=\"mailto:me@example.org\">me@example.org</a>"),
        ("[r]\n\n[r]: /x", "<a href=\"/x\">r</a>"),
        ("[sp](<a b>)", "<a href=\"a%20b\">sp</a>"),
        (
            "`[gallery]` `x[0]` `Wordpress`",
            "<code>&#91;gallery]</code> <code>x[0]</code> <code>Word&#112;ress</code>",
        ),
        (
            "see ![A \"q\"](a.jpg) here",
            "see <img class=\"wp-image-12\" src=\"https://example.org/up/a-1.jpg\" alt=\"A &quot;q&quot;\"> here",
        ),
        ("see ![A](b.jpg \"T\") here", "see <img src=\"b.jpg\" alt=\"A\" title=\"T\"> here"),
        ("<kbd>K</kbd> <b>unclosed", "<kbd>K</kbd> <b>unclosed</b>"),
        ("a</i> <b><i>b</b>c", "a <b><i>b</i></b><i>c</i>"),
        ("note <!-- mine --> gone", "note  gone"),
        ("<b>`[gallery]`</b>", "<b><code>&#91;gallery]</code></b>"),
        ("a\u{0}b\u{1}c\u{7f}", "abc"),
        ("https://example.org/watch", "https://example.org/watch"),
        (
            "<https://example.org/watch>",
            "<a href=\"https://example.org/watch\">https://example.org/watch</a>",
        ),
    ] {
        assert_eq!(blocks(markdown, &pictures()), paragraph(html), "{markdown:?}");
    }
}

#[test]
fn every_construct_is_a_block() {
    let list = |name: &str, tag: &str, items: &[&str]| {
        let items: Vec<String> =
            items.iter().map(|item| block("list-item", &format!("<li>{item}</li>"))).collect();
        let end = tag.split(' ').next().unwrap_or(tag);
        block(name, &format!("<{tag} class=\"wp-block-list\">{}</{end}>", items.join("\n\n")))
    };
    let quote =
        |inner: &str| block("quote", &format!("<blockquote class=\"wp-block-quote\">{inner}</blockquote>"));
    let code = |html: &str| block("code", &format!("<pre class=\"wp-block-code\"><code>{html}</code></pre>"));
    let nested = format!("a{}", list("list", "ul", &["n"]));
    let with_code = format!("one{}", [paragraph("two"), code("x")].join("\n\n"));
    for (markdown, expected) in [
        ("", String::new()),
        ("[a]: https://example.org", String::new()),
        ("&nbsp;", paragraph("&nbsp;")),
        ("## H", block("heading", "<h2 class=\"wp-block-heading\">H</h2>")),
        ("# H *e*", block("heading {\"level\":1}", "<h1 class=\"wp-block-heading\">H <em>e</em></h1>")),
        ("##", String::new()),
        (
            "### H {#own .big}",
            block(
                "heading {\"level\":3,\"anchor\":\"own\",\"className\":\"big\"}",
                "<h3 id=\"own\" class=\"wp-block-heading big\">H</h3>",
            ),
        ),
        (
            "## My Part\n\n[there](#my-part)",
            together(&[
                block(
                    "heading {\"anchor\":\"my-part\"}",
                    "<h2 id=\"my-part\" class=\"wp-block-heading\">My Part</h2>",
                ),
                paragraph("<a href=\"#my-part\">there</a>"),
            ]),
        ),
        (
            "## H {#a--b}",
            block(
                "heading {\"anchor\":\"a\\u002d\\u002db\"}",
                "<h2 id=\"a--b\" class=\"wp-block-heading\">H</h2>",
            ),
        ),
        ("- a\n- b", list("list", "ul", &["a", "b"])),
        ("- a\n\n- b", list("list", "ul", &["a", "b"])),
        ("1. a\n2. b", list("list {\"ordered\":true}", "ol", &["a", "b"])),
        ("5. a", list("list {\"ordered\":true,\"start\":5}", "ol start=\"5\"", &["a"])),
        ("- a\n  - n\n- b", list("list", "ul", &[&nested, "b"])),
        ("- [ ] open\n- [x] done", list("list", "ul", &["☐ open", "☑ done"])),
        ("- [ ] open\n\n- [x] done", list("list", "ul", &["☐ open", "☑ done"])),
        ("- one\n\n  two\n\n  ```\n  x\n  ```", list("list", "ul", &[&with_code])),
        ("> a\n> b", quote(&paragraph("a b"))),
        ("> a\n>\n> > - n", quote(&[paragraph("a"), quote(&list("list", "ul", &["n"]))].join("\n\n"))),
        (">", String::new()),
        (
            "```\na < b[0]\n\nhttps://example.org/x\nat https://example.org/y\n```",
            code("a &lt; b&#91;0]\n\nhttps:&#47;&#47;example.org/x\nat https://example.org/y"),
        ),
        ("    indented", code("indented")),
        (
            "```rust ignore\nfn x() {}\n```",
            block(
                "code {\"className\":\"language-rust\"}",
                "<pre class=\"wp-block-code language-rust\"><code>fn x() {}</code></pre>",
            ),
        ),
        (
            "```a--b\n```",
            block(
                "code {\"className\":\"language-a\\u002d\\u002db\"}",
                "<pre class=\"wp-block-code language-a--b\"><code></code></pre>",
            ),
        ),
        (
            "|A|B|\n|-|-:|\n|1|`x|\n|<b>2|",
            block(
                "table {\"hasFixedLayout\":false}",
                "<figure class=\"wp-block-table\"><table><thead><tr><th>A</th><th class=\"has-text-align-right\" data-align=\"right\">B</th></tr></thead><tbody><tr><td>1</td><td class=\"has-text-align-right\" data-align=\"right\">`x</td></tr><tr><td><b>2</b></td><td class=\"has-text-align-right\" data-align=\"right\"></td></tr></tbody></table></figure>",
            ),
        ),
        ("---", SEPARATOR.to_owned()),
        (
            "![Alt](a.jpg)",
            block(
                "image {\"id\":12,\"sizeSlug\":\"full\",\"linkDestination\":\"none\"}",
                "<figure class=\"wp-block-image size-full\"><img src=\"https://example.org/up/a-1.jpg\" alt=\"Alt\" class=\"wp-image-12\"/></figure>",
            ),
        ),
        (
            "![](<my pic.png> \"A <caption>\")",
            block(
                "image {\"id\":12,\"sizeSlug\":\"full\",\"linkDestination\":\"none\"}",
                "<figure class=\"wp-block-image size-full\"><img src=\"https://example.org/up/a-1.jpg\" alt=\"\" class=\"wp-image-12\"/><figcaption class=\"wp-element-caption\">A &lt;caption&gt;</figcaption></figure>",
            ),
        ),
        (
            "[![x](b.png)](https://example.org/?a&b)",
            block(
                "image {\"linkDestination\":\"custom\"}",
                "<figure class=\"wp-block-image\"><a href=\"https://example.org/?a&amp;b\"><img src=\"b.png\" alt=\"x\"/></a></figure>",
            ),
        ),
        (
            "![a](1.png)\n![b](2.png)",
            together(&["1.png\" alt=\"a", "2.png\" alt=\"b"].map(|picture| {
                block("image", &format!("<figure class=\"wp-block-image\"><img src=\"{picture}\"/></figure>"))
            })),
        ),
        ("<dl><dt>a", block("html", "<dl><dt>a</dt></dl>")),
        ("<table><tr><td>1</table>", block("html", "<table><tbody><tr><td>1</td></tr></tbody></table>")),
        ("<img src=a.jpg>", block("html", "<img src=\"https://example.org/up/a-1.jpg\">")),
        ("text <div>block</div>", block("html", "text <div>block</div>")),
        (
            "<details><summary>S</summary>\n\nIn *it*.\n\n</details>",
            block("html", "<details><summary>S</summary> <p>In <em>it</em>.</p></details>"),
        ),
        ("<!-- mine -->", String::new()),
        ("<!-- wp:x /-->", "<!-- wp:x /-->".to_owned()),
        ("<!-- wp:x /--> <b>a", together(&["<!-- wp:x /-->".to_owned(), block("html", "<b>a</b>")])),
        (
            "<!-- wp:x {\"a\":1} -->\n<p>*a*\n\n<img src='b.png'></div>\n<!-- /wp:x -->",
            "<!-- wp:x {\"a\":1} -->\n<p>*a*\n\n<img src='b.png'></div>\n<!-- /wp:x -->".to_owned(),
        ),
        (
            "<!-- wp:x --><img src='a.jpg'><!-- /wp:x -->",
            "<!-- wp:x --><img src='https://example.org/up/a-1.jpg'><!-- /wp:x -->".to_owned(),
        ),
        ("<!--more-->", block("more", "<!--more-->")),
        ("<!-- more -->", block("more", "<!--more-->")),
        ("<!--more Go on-->", block("more {\"customText\":\"Go on\"}", "<!--more Go on-->")),
        ("<!--nextpage-->", block("nextpage", "<!--nextpage-->")),
        ("<script>'<!-- wp:x -->'</script>", block("html", "<script>'<!-- wp :x -->'</script>")),
        (
            "a[^x] b[^x]\n\n[^x]: N *o*\n\n    more",
            together(&[
                paragraph(
                    "a<sup><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup> b<sup><a href=\"#fn-1\" id=\"fnref-1-2\">1</a></sup>",
                ),
                SEPARATOR.to_owned(),
                list(
                    "list {\"ordered\":true}",
                    "ol",
                    &[&format!(
                        "<a href=\"#fnref-1\" id=\"fn-1\">↩</a> <a href=\"#fnref-1-2\">↩<sup>2</sup></a> N <em>o</em>{}",
                        paragraph("more")
                    )],
                ),
            ]),
        ),
    ] {
        assert_eq!(blocks(markdown, &pictures()), expected, "{markdown:?}");
    }
}

#[test]
fn classic_html_survives_automatic_paragraphs() {
    for (markdown, expected) in [
        ("a\nb\n\nc  \nd", "<p>a b</p>\n\n<p>c<br>d</p>"),
        ("- a\n- b\n\n  c", "<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>"),
        ("- [x] a", "<ul><li>☑ a</li></ul>"),
        ("- a<!-- wp:x --> b", "<ul><li>a b</li></ul>"),
        ("1. a *b* c", "<ol><li>a <em>b</em> c</li></ol>"),
        ("> q", "<blockquote><p>q</p></blockquote>"),
        (
            "```sh\n[gallery]\n\nhttps://example.org/x\n```",
            "<pre><code class=\"language-sh\">&#91;gallery]\n\nhttps:&#47;&#47;example.org/x</code></pre>",
        ),
        (
            "|A|\n|:-:|\n|1|",
            "<table><thead><tr><th style=\"text-align: center\">A</th></tr></thead><tbody><tr><td style=\"text-align: center\">1</td></tr></tbody></table>",
        ),
        (
            "![x](a.jpg)",
            "<p><img class=\"wp-image-12\" src=\"https://example.org/up/a-1.jpg\" alt=\"x\"></p>",
        ),
        (
            "![x](a.jpg \"Cap\")",
            "<figure><img src=\"https://example.org/up/a-1.jpg\" alt=\"x\" class=\"wp-image-12\"/><figcaption>Cap</figcaption></figure>",
        ),
        ("<div>\na\n\nb\n</div>", "<div> a <p>b</p></div>"),
        ("<div>\n<p>a\nb</p>\n</div>", "<div> <p>a b</p> </div>"),
        ("<pre>x\n\n[y] z</pre>", "<pre>x\n\n[y] z</pre>"),
        ("a\n\n<!--more-->\n\nb", "<p>a</p>\n\n<!--more-->\n\n<p>b</p>"),
        ("<!-- mine -->\n\na", "<p>a</p>"),
        ("<!-- wp:x /-->\n\na", "<p>a</p>"),
        (
            "<!-- wp:x -->\n<div>\n<!-- wp:y -->\n<p>a\n\n<!-- /wp:y --></div>\n<!-- /wp:x -->",
            "<div> <p>a </p></div>",
        ),
        ("<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->", "<!--more-->"),
        (
            "a[^1]\n\n[^1]: N",
            "<p>a<sup><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup></p>\n\n<hr />\n\n<ol><li><a href=\"#fnref-1\" id=\"fn-1\">↩</a> N</li></ol>",
        ),
    ] {
        assert_eq!(classic(markdown, &pictures()), expected, "{markdown:?}");
    }
}

/// Reads block comments as WordPress does; an error says where text stands outside a block or comments do not pair.
fn check(markup: &str) -> Result<usize, String> {
    let (mut open, mut rest, mut count) = (Vec::new(), markup, 0);
    while !rest.is_empty() {
        let is_block = |&at: &usize| rest[at + 5..].trim_start_matches('/').starts_with("wp:");
        let at = rest.match_indices("<!-- ").map(|(at, _)| at).find(is_block);
        let before = &rest[..at.unwrap_or(rest.len())];
        if open.is_empty() && !before.trim().is_empty() {
            return Err(format!("outside any block: {before:?}"));
        }
        let Some(at) = at else { break };
        let comment = &rest[at + 5..];
        let end = comment.find("-->").ok_or("a comment without end")?;
        let text = comment[..end].trim();
        match text.strip_prefix("/wp:") {
            Some(name) => {
                let opened: Option<String> = open.pop();
                if opened.as_deref() != Some(name) {
                    return Err(format!("{name} closes {opened:?}"));
                }
            }
            None => {
                let (name, json) =
                    text["wp:".len()..].split_once(' ').unwrap_or((&text["wp:".len()..], "{}"));
                serde_json::from_str::<serde_json::Value>(json)
                    .map_err(|error| format!("{json}: {error}"))?;
                open.push(name.to_owned());
                count += 1;
            }
        }
        rest = &comment[end + 3..];
    }
    if open.is_empty() { Ok(count) } else { Err(format!("left open: {open:?}")) }
}

#[test]
fn nothing_stands_outside_a_block_whatever_is_written() {
    const PIECES: [&str; 42] = [
        "# H\n",
        "para ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "  ",
        "    ",
        "> ",
        "```\n",
        "~~~ rust\n",
        "|a|b|\n|-|-|\n",
        "|",
        "---\n",
        "***",
        "*",
        "`",
        "[^1]",
        "\n[^1]: note ",
        "[l](u)",
        "![i](a.jpg)",
        "![i](x \"c\")\n",
        "<div>",
        "</div>\n",
        "<details>\n\n",
        "\n\n</details>\n\n",
        "<b>",
        "</b>",
        "<!-- c -->",
        "\n<!--more-->\n",
        "<!-- wp:paragraph -->",
        "<!-- /wp:paragraph -->",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "- [x] ",
        "\\",
        "&lt;",
        "[r]: u\n",
        "\u{0}",
        "日本 ",
    ];
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let (mut tries, mut made) = (0, 0);
    for _ in 0..3000 {
        let text: String = (0..random(30)).map(|_| PIECES[random(PIECES.len())]).collect();
        let markup = blocks(&text, &pictures());
        match check(&markup) {
            Ok(count) => made += count,
            Err(problem) => panic!("{problem}\n{text:?}\n{markup}"),
        }
        assert!(!markup.contains("<p></p>"), "an empty paragraph: {text:?}");
        classic(&text, &pictures());
        tries += 1;
    }
    println!("text outside a block, or comments that do not pair: 0 of {tries} texts, {made} blocks");
    assert!(made > tries, "the texts hardly made blocks");
}

#[test]
fn the_checker_finds_what_it_looks_for() {
    for bad in [
        "loose",
        "<!-- wp:a -->x",
        "<!-- wp:a -->x<!-- /wp:b -->",
        "<!-- wp:a {\"x\":} -->x<!-- /wp:a -->",
        "<!-- wp:a -->x<!-- /wp:a --> y",
        "<!-- mine -->",
    ] {
        assert!(check(bad).is_err(), "{bad:?}");
    }
    assert_eq!(check("<!-- wp:a {\"x\":1} -->x<!-- wp:b -->y<!-- /wp:b --><!-- /wp:a -->"), Ok(2));
}
