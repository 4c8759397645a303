//! Nothing that can be typed or pulled from a blog runs, panics, or takes more than linear time.

use markdown::{Preview, balanced, excerpt, page, parse, sanitize, words};

/// What must never be in sanitised HTML, whatever went in.
const FORBIDDEN: [&str; 22] = [
    "<script",
    "<style",
    "<iframe",
    "<object",
    "<embed",
    "<form",
    "<button",
    "<select",
    "<textarea",
    "<svg",
    "<math",
    "<link",
    "<meta",
    "<base",
    "<frame",
    "<template",
    "<applet",
    "<!--",
    "javascript:",
    "vbscript:",
    "data:text",
    "url(",
];

/// The tags of HTML as the sanitiser writes it: attribute values are quoted and escaped there.
fn tags(html: &str) -> Vec<String> {
    html.split('<')
        .skip(1)
        .map(|rest| format!("<{}", rest.split('>').next().unwrap_or(rest).to_lowercase()))
        .collect()
}

fn assert_harmless(html: &str, from: &str) {
    for tag in tags(html) {
        for word in FORBIDDEN {
            let in_address = word.contains(':') || word.contains('(');
            // In a title such words are text.
            let found = if in_address {
                ["href=\"", "src=\"", "style=\"", "poster=\""].iter().any(|name| {
                    tag.split(name).nth(1).is_some_and(|value| {
                        value.split('"').next().is_some_and(|value| {
                            if word == "url(" {
                                value.contains(word)
                            } else {
                                value.trim_start().starts_with(word)
                            }
                        })
                    })
                })
            } else {
                tag.starts_with(word)
            };
            assert!(!found, "{word} in {html:?} from {from:?}");
        }
        let outside_quotes: String = tag.split('"').step_by(2).collect();
        for attribute in outside_quotes.split_whitespace().skip(1) {
            assert!(
                !attribute.starts_with("on") && !attribute.starts_with("srcdoc"),
                "{attribute} in {html:?} from {from:?}"
            );
        }
    }
}

#[test]
fn nothing_runs() {
    for html in [
        "<script>run()</script>",
        "<SCRIPT SRC=//example.test/x></SCRIPT>",
        "<scr<script>ipt>run()</script>",
        "<img src=x onerror=run()>",
        "<img src=x onerror\u{c}=run()>",
        "<img/src='x'/onerror='run()'>",
        "<a href=javascript:run()>x</a>",
        "<a href=' javascript:run()'>x</a>",
        "<a href='java\tscript:run()'>x</a>",
        "<a href='java&#10;script:run()'>x</a>",
        "<a href='&#106;avascript:run()'>x</a>",
        "<a href='JaVaScRiPt&colon;run()'>x</a>",
        "<a href='vbscript:run()'>x</a>",
        "<a href='data:text/html,<script>run()</script>'>x</a>",
        "<img src='data:text/html,run'>",
        "<video src='data:video/mp4;base64,AAAA' poster='javascript:run()' onplay=run()></video>",
        "<audio src=javascript:run() controls></audio>",
        "<iframe srcdoc='<script>run()</script>'></iframe>",
        "<iframe src=https://example.test></iframe>",
        "<object data=x.swf></object><embed src=x.swf>",
        "<svg onload=run()><script>run()</script></svg>",
        "<svg><a xlink:href='javascript:run()'><text>x</text></a></svg>",
        "<svg><animate attributeName=href values=javascript:run() /></svg>",
        "<math><mtext></table><style><img src=x onerror=run()></style></mtext></math>",
        "<math href='javascript:run()'>x</math>",
        "<form action=https://example.test><input name=p><button>Go</button></form>",
        "<input type=text autofocus onfocus=run()>",
        "<input type=password value=x>",
        "<meta http-equiv=refresh content='0;url=javascript:run()'>",
        "<base href=https://example.test>",
        "<link rel=stylesheet href=https://example.test/x.css>",
        "<style>@import 'https://example.test/x.css'</style>",
        "<p style='background:url(https://example.test/x)'>x</p>",
        "<p style='width:expression(run())'>x</p>",
        "<p style='color:red;background-image:url(javascript:run())'>x</p>",
        "<noscript><p title='</noscript><img src=x onerror=run()>'>",
        "<textarea><script>run()</script></textarea>",
        "<template><script>run()</script></template>",
        "<!--[if gte IE 4]><script>run()</script><![endif]-->",
        "<details open ontoggle=run()><summary onclick=run()>x</summary></details>",
        "<table background='javascript:run()'><td background='javascript:run()'>x</table>",
        "<body onload=run()>",
        "<div id='x' onclick=run() data-x='<script>' aria-label='a'>x</div>",
        "<a href='https://example.org' title='javascript:not-an-address'>x</a>",
        "<img srcset='https://example.test/x 2x' src='copydesk-media://localhost/x'>",
        "<xmp><script>run()</script></xmp>",
        "<plaintext><script>run()</script>",
        "<img src=\"x` `<script>run()</script>\"` `>",
        "<p/onmouseover=run()//<b>x",
        "<\u{0}script>run()</script>",
    ] {
        assert_harmless(&sanitize(html), html);
        // As a block of its own, within a line, in a list, and cut off at every byte.
        for markdown in [
            html.to_owned(),
            format!("x {html} y"),
            format!("- {html}\n\n> {html}"),
            format!("[x](<{html}>) ![x](<{html}>)"),
        ] {
            assert_harmless(&page(&parse(&markdown), &|_| None), &markdown);
            for rendered in Preview::new().update(&markdown, &|_| None).inserted {
                assert_harmless(&rendered.html, &markdown);
            }
        }
        for end in (0..html.len()).filter(|&end| html.is_char_boundary(end)) {
            assert_harmless(&sanitize(&html[..end]), &html[..end]);
        }
    }
    for markdown in [
        "[x](javascript:run())",
        "[x](<java\tscript:run()>)",
        "<javascript:run()>",
        "![x](javascript:run())",
        "[x]\n\n[x]: data:text/html,run",
        "# H {onclick=run() style=\"background:url(x)\" #id}",
        "```js\" onclick=\"run()\nx\n```",
        "[^\"><script>]\n\n[^\"><script>]: x",
        "|a|\n|-|\n|<script>run()</script>|",
    ] {
        assert_harmless(&page(&parse(markdown), &|_| None), markdown);
    }
}

#[test]
fn what_shows_text_stays() {
    for html in [
        "<details open=\"\"><summary>S</summary>x</details>",
        "<figure><img src=\"a.png\" alt=\"A\" width=\"3\"><figcaption>C</figcaption></figure>",
        "<mark>m</mark> <kbd>k</kbd> <sub>1</sub><sup>2</sup> <ruby>漢<rt>kan</rt></ruby>",
        "<video src=\"https://example.org/x.mp4\" controls=\"\"></video>",
        "<audio src=\"x.ogg\" controls=\"\"></audio>",
        "<table><tbody><tr><td colspan=\"2\" style=\"text-align:right\">x</td></tr></tbody></table>",
        "<a href=\"#part\" id=\"back\" class=\"c\" data-x=\"1\" aria-label=\"l\">x</a>",
        "<a href=\"mailto:me@example.org\">x</a>",
        "<img src=\"data:image/png;base64,AAAA\" alt=\"\">",
        "<ol start=\"3\" reversed=\"\"><li value=\"3\">x</li></ol>",
        "<dl><dt>t</dt><dd>d</dd></dl>",
        "<p dir=\"rtl\" lang=\"ar\">مرحبا</p>",
    ] {
        assert_eq!(sanitize(html), html);
    }
}

/// Hostile texts of about `bytes` bytes.
fn bombs(bytes: usize) -> Vec<(&'static str, String)> {
    let times = |piece: &str| piece.repeat(bytes / piece.len());
    let half = |piece: &str| piece.repeat(bytes / 2 / piece.len());
    let steps = (0..).map(|n: usize| format!("{}- x\n", "  ".repeat(n))).scan(0, |sum, line| {
        *sum += line.len();
        (*sum < bytes).then_some(line)
    });
    vec![
        ("nested quotes", times(">")),
        ("nested quotes, many lines", half(&format!("{} x\n", ">".repeat(400)))),
        ("nested lists in a line", times("- ")),
        ("nested lists, then blank lines", half("- ") + &half("\n")),
        ("nested lists by lines", steps.collect()),
        ("opening brackets", times("[")),
        ("link openings", times("[a](")),
        ("image openings", times("![")),
        ("nested pictures", half("![a") + &half("](b)")),
        ("link in link", half("[") + &half("](u)")),
        ("stars", times("*a **b ")),
        ("underscores", times("_")),
        (
            "backticks of every length",
            (1..)
                .map(|n| "`".repeat(n) + " ")
                .scan(0, |sum, run| {
                    *sum += run.len();
                    (*sum < bytes).then_some(run)
                })
                .collect(),
        ),
        ("tildes", times("~~a~")),
        ("entities", times("&#")),
        ("backslashes", times("\\")),
        ("unclosed tags", times("<div>")),
        ("unclosed tags in blocks", times("<div>\n\n")),
        ("unclosed formatting", times("<b><p>")),
        ("unclosed formatting in lines", times("<font x><i>a")),
        ("unclosed comments", times("<!-- ")),
        ("unclosed declarations", times("<!A ")),
        ("processing instructions", times("<?")),
        ("cdata", times("<![CDATA[")),
        ("half tags", times("<a b=\"")),
        ("attributes", format!("<a {}>", (0..bytes / 8).map(|n| format!("a{n}=1 ")).collect::<String>())),
        ("tables in tables", times("<table><tr><td>")),
        ("table columns", format!("{}\n{}\n", half("|a"), half("|-"))),
        ("table rows", format!("|a|\n|-|\n{}", times("|\n"))),
        ("footnote references", format!("{}\n\n[^a]: x", times("[^a]"))),
        (
            "footnote definitions",
            (0..bytes / 16).map(|n| format!("[^{n}]: x[^{}]\n", n + 1)).collect::<String>() + "\n[^0]",
        ),
        ("nested footnotes", times("> [^a]: ")),
        ("reference definitions", (0..bytes / 8).map(|n| format!("[{n}]: u\n")).collect()),
        ("equal headings", times("# a\n")),
        ("headings with attributes", times("# a {#a .b}\n")),
        ("NUL", times("\0")),
        ("CR", times("a\r")),
        ("CR LF", times("a\r\n\r\n")),
        ("raw lines with CR LF", format!("<div>\r\n{}", times("<p>x\r\n"))),
        ("byte order marks", times("\u{feff}# a\n")),
        ("right to left", times("\u{202e}مرحبا ")),
        ("combining marks", times("a\u{301}\u{301}")),
        ("task boxes", times("- [x] ")),
        ("hard breaks", times("a\\\n")),
        ("autolinks", times("<a:b>")),
        ("select", times("<select><option>")),
        ("scripts", times("<script>")),
        ("svg", times("<svg><g>")),
        ("openers", times("<!-- wp:a -->\n")),
        ("openers in code", format!("```\n{}", times("<!-- wp:a -->\n"))),
        ("whole blocks in code", format!("```\n{}", times("<!-- wp:a /-->\n"))),
        ("whole blocks", times("<!-- wp:a /-->\n")),
        ("whole blocks on one line", times("<!-- wp:a /-->")),
        ("whole blocks of code", times("```\n<!-- wp:a /-->\n```\n<!-- wp:a /-->\n")),
        ("nested blocks", half("<!-- wp:a -->\n") + &half("<!-- /wp:a -->\n")),
        ("openers of many names", (0..bytes / 20).map(|n| format!("<!-- wp:a{n} -->\n")).collect()),
        ("attributes without end", times("<!-- wp:a {\n")),
        ("attributes that end in attributes", times("<!-- wp:a {} --")),
        ("closers", format!("<!-- wp:a -->\n{}", times("<!-- /wp:b -->\n"))),
    ]
}

#[test]
fn long_text_comes_through_whole() {
    for text in ["&amp;&lt;é x ", "&amp;", "日本\n", "a & b &copy; <!-- c > d --> e "] {
        let html = format!("<pre>a{}</pre> {}", text.repeat(4000), text.repeat(4000));
        let short = sanitize(&format!("<pre>{text}</pre>"));
        let one =
            short.strip_prefix("<pre>").and_then(|rest| rest.strip_suffix("</pre>")).unwrap_or_default();
        let expected = format!("<pre>a{}</pre> {}", one.repeat(4000), one.repeat(4000));
        assert!(sanitize(&html) == expected && balanced(&html) == expected, "{text:?}");
    }
}

#[test]
fn a_long_script_is_left_alone() {
    let html = format!("<script>{}</script>", "a && b;\n".repeat(4000));
    assert!(balanced(&html) == html);
}

#[test]
fn every_bomb_is_survived() {
    let mut tried = 0;
    for (name, text) in bombs(20_000) {
        let begun = std::time::Instant::now();
        let document = parse(&text);
        let html = page(&document, &|_| None);
        assert_harmless(&html, name);
        let mut preview = Preview::new();
        preview.update(&text, &|_| None);
        preview.update(&format!("x\n\n{text}"), &|_| None);
        assert_eq!(words(&text), document.words, "{name}");
        excerpt(&text, 50);
        balanced(&text);
        sanitize(&text);
        println!("{name}: {} ms", begun.elapsed().as_millis());
        tried += 1;
    }
    println!("panics: 0 of {tried} bombs of 20 kB");
}
