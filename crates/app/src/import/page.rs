//! A saved page: its title, and the part of it that is the text. Pure.
//!
//! Line ends in a page are blanks, while in a blog's text they are lines; so they are made blanks, but for those in `<pre>`.
//! Scripts and styles are no part of a text.

use markdown::tags;
use std::ops::Range;

/// What a page holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// From `<title>`, else the first `<h1>`.
    pub title: Option<String>,
    /// The HTML of the text.
    pub body: String,
}

/// Reads a page. Anything is a page.
pub(super) fn page(html: &str) -> Page {
    let title = inside(html, "title", 0).map(|range| words(&html[range]));
    let body = ["main", "article", "body"].iter().find_map(|name| inside(html, name, 0));
    let mut body = body.unwrap_or_else(|| after_head(html)..html.len());
    let heading = inside(&html[body.clone()], "h1", 0).map(|range| words(&html[body.clone()][range]));
    // A page that begins with its title says it once here: as the title of the post.
    if let Some(end) = leading_heading(&html[body.clone()]) {
        let same = title.is_none() || heading.is_none() || title == heading;
        body.start += if same { end } else { 0 };
    }
    let title = title.filter(|title| !title.is_empty()).or(heading).filter(|title| !title.is_empty());
    Page { title, body: flowing(&html[body]) }
}

/// What is between the first tag of this name and its end tag.
fn inside(html: &str, name: &str, from: usize) -> Option<Range<usize>> {
    let all = tags(html);
    let open = all.iter().find(|tag| tag.name == name && !tag.closing && tag.range.start >= from)?;
    let close = if name == "title" || name == "h1" {
        all.iter().find(|tag| tag.name == name && tag.closing && tag.range.start >= open.range.end)
    } else {
        all.iter().rfind(|tag| tag.name == name && tag.closing && tag.range.start >= open.range.end)
    };
    Some(open.range.end..close.map_or(html.len(), |close| close.range.start))
}

fn after_head(html: &str) -> usize {
    let all = tags(html);
    all.iter().find(|tag| tag.name == "head" && tag.closing).map_or(0, |tag| tag.range.end)
}

/// Where a heading of the first level ends that nothing but blanks stands before.
fn leading_heading(body: &str) -> Option<usize> {
    let all = tags(body);
    let first = all.first().filter(|tag| tag.name == "h1" && body[..tag.range.start].trim().is_empty())?;
    let close = all.iter().find(|tag| tag.name == "h1" && tag.closing)?;
    (close.range.start >= first.range.end).then_some(close.range.end)
}

/// The text of a piece of HTML in one line.
fn words(html: &str) -> String {
    let (mut text, mut at) = (String::new(), 0);
    for tag in tags(html) {
        text.push_str(&html[at..tag.range.start]);
        at = tag.range.end;
    }
    text.push_str(&html[at..]);
    htmlize::unescape(text.as_str()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// With blanks for line ends outside of `<pre>`, and without scripts and styles.
fn flowing(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (mut at, mut kept, mut dropped) = (0, 0usize, None::<String>);
    let push = |out: &mut String, piece: &str, as_it_is: bool| {
        if as_it_is {
            out.push_str(piece);
        } else {
            out.push_str(&piece.replace(['\r', '\n'], " "));
        }
    };
    for tag in tags(html) {
        let before = &html[at..tag.range.start];
        let written = &html[tag.range.clone()];
        at = tag.range.end;
        let ends_drop = tag.closing && dropped.as_deref() == Some(tag.name.as_str());
        if dropped.is_some() {
            if ends_drop {
                dropped = None;
            }
            continue;
        }
        push(&mut out, before, kept > 0);
        if matches!(tag.name.as_str(), "script" | "style" | "noscript" | "template") && !tag.closing {
            dropped = Some(tag.name.clone());
            continue;
        }
        if tag.name == "pre" {
            kept = if tag.closing { kept.saturating_sub(1) } else { kept + 1 };
        }
        push(&mut out, written, false);
    }
    if dropped.is_none() {
        push(&mut out, &html[at..], kept > 0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_title_and_its_text() {
        for (html, title, body) in [
            (
                "<html><head><title>A &amp; B</title></head><body><h1>A &amp; B</h1>\n<p>x\ny</p></body></html>",
                Some("A & B"),
                " <p>x y</p>",
            ),
            ("<title>Site</title><body><h1>Post</h1><p>x</p></body>", Some("Site"), "<h1>Post</h1><p>x</p>"),
            ("<body><h1>Only <b>this</b></h1><p>x</p></body>", Some("Only this"), "<p>x</p>"),
            ("<p>no head\nat all</p>", None, "<p>no head at all</p>"),
            ("<body><nav>menu</nav><main><p>x</p></main></body>", None, "<p>x</p>"),
            (
                "<body><pre>a\n b</pre>\n<script>x\n</script><style>y</style><p>z</p>",
                None,
                "<pre>a\n b</pre> <p>z</p>",
            ),
            ("<body><script>never ends", None, ""),
            ("", None, ""),
            ("plain\ntext", None, "plain text"),
        ] {
            let expected = Page { title: title.map(str::to_owned), body: body.to_owned() };
            assert_eq!(page(html), expected, "{html}");
        }
    }
}
