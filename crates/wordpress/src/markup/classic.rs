//! Classic HTML: what a site without the block editor stores.
//!
//! Such sites turn line ends into breaks and blank lines into paragraphs, so there are none of either except between
//! top-level blocks and inside `<pre>`.

use super::Context;
use super::inline::{any_content, code_block, content, figure, is_inline, is_line, raw, raw_text, write};
use super::split::without_comments;
use super::text::{attribute, escape};
use markdown::events::{Alignment, CodeBlockKind, Event, Tag};
use markdown::{Footnote, Spanned, balanced, delimiters, figures, inside, nodes, way_back};

/// These events as HTML; empty when they say nothing.
pub fn html(events: &[Spanned<'_>], context: &Context<'_>) -> String {
    if let [_, (Event::Html(html), _), _] = events
        && is_divider(html.trim())
    {
        return html.trim().to_owned();
    }
    let mut out = String::new();
    let mut has_raw = false;
    for node in nodes(events) {
        has_raw |= matches!(&node[0].0, Event::Html(_) | Event::Start(Tag::HtmlBlock));
        one(&mut out, node, context);
    }
    if has_raw { without_line_ends(balanced(&out).trim()) } else { out }
}

/// A block of the blog without its comments; classic content of the blog itself as it stands.
pub fn foreign(events: &[Spanned<'_>], context: &Context<'_>) -> String {
    let block = raw_text(inside(events));
    let delimiters = delimiters(&block);
    let html = raw(&without_comments(&block, &delimiters), context);
    if is_divider(html.trim()) || delimiters.first().is_some_and(|first| first.name == "freeform") {
        return html.trim().to_owned();
    }
    without_line_ends(balanced(&html).trim())
}

/// The list of footnotes, after a line.
pub fn footnotes(notes: &[Footnote<'_>], context: &Context<'_>) -> String {
    let mut out = String::from("<hr />\n\n<ol>");
    for note in notes {
        let back = way_back(note.number, note.references);
        let text = html(&note.events, context);
        match text.strip_prefix("<p>").and_then(|rest| rest.split_once("</p>")) {
            Some((first, rest)) => out.push_str(&format!("<li>{back} {first}{rest}</li>")),
            None => out.push_str(&format!("<li>{back}{text}</li>")),
        }
    }
    out + "</ol>"
}

fn one(out: &mut String, node: &[Spanned<'_>], context: &Context<'_>) {
    let inner = inside(node);
    match &node[0].0 {
        event if is_inline(event) => write(out, node, context),
        Event::Start(Tag::Paragraph) => paragraph(out, inner, context),
        Event::Start(Tag::Heading { level, id, classes, .. }) => {
            let id = id.as_deref().filter(|id| context.anchors.contains(*id));
            let id = id.map(|id| format!(" id=\"{}\"", attribute(id))).unwrap_or_default();
            let classes = classes.iter().map(|class| &**class).collect::<Vec<_>>().join(" ");
            let class =
                if classes.is_empty() { classes } else { format!(" class=\"{}\"", attribute(&classes)) };
            let content = content(inner, context);
            if !content.is_empty() {
                out.push_str(&format!("<{level}{id}{class}>{content}</{level}>"));
            }
        }
        Event::Start(Tag::List(start)) => {
            let (open, close) = match start {
                None => ("<ul>".to_owned(), "</ul>"),
                Some(1) => ("<ol>".to_owned(), "</ol>"),
                Some(n) => (format!("<ol start=\"{n}\">"), "</ol>"),
            };
            wrap(out, &open, inner, close, context);
        }
        Event::Start(Tag::Item) => wrap(out, "<li>", inner, "</li>", context),
        Event::Start(Tag::BlockQuote(_)) => wrap(out, "<blockquote>", inner, "</blockquote>", context),
        Event::Start(Tag::CodeBlock(kind)) => pre(out, kind, inner),
        Event::Start(Tag::Table(alignments)) => table(out, alignments, inner, context),
        Event::Html(html) => out.push_str(&raw(html, context)),
        Event::Rule => out.push_str("<hr />"),
        _ => inner_nodes(out, inner, context),
    }
}

fn wrap(out: &mut String, open: &str, inner: &[Spanned<'_>], close: &str, context: &Context<'_>) {
    out.push_str(open);
    inner_nodes(out, inner, context);
    out.push_str(close);
}

fn inner_nodes(out: &mut String, events: &[Spanned<'_>], context: &Context<'_>) {
    nodes(events).for_each(|node| one(out, node, context));
}

fn paragraph(out: &mut String, inner: &[Spanned<'_>], context: &Context<'_>) {
    if let Some(figures) =
        figures(inner).filter(|figures| figures.iter().any(|figure| !figure.caption.is_empty()))
    {
        for picture in &figures {
            out.push_str(&format!("<figure>{}", figure(picture, context).0));
            if !picture.caption.is_empty() {
                out.push_str("<figcaption>");
                escape(out, &picture.caption);
                out.push_str("</figcaption>");
            }
            out.push_str("</figure>");
        }
        return;
    }
    if !is_line(inner) {
        out.push_str(&without_line_ends(&any_content(inner, context)));
        return;
    }
    let content = content(inner, context);
    if !content.is_empty() {
        out.push_str(&format!("<p>{content}</p>"));
    }
}

fn pre(out: &mut String, kind: &CodeBlockKind<'_>, inner: &[Spanned<'_>]) {
    let (language, code) = code_block(kind, inner);
    let class =
        language.map(|language| format!(" class=\"language-{}\"", attribute(&language))).unwrap_or_default();
    out.push_str(&format!("<pre><code{class}>{code}</code></pre>"));
}

fn table(out: &mut String, alignments: &[Alignment], inner: &[Spanned<'_>], context: &Context<'_>) {
    let row = |cells: &[Spanned<'_>], tag: &str, out: &mut String| {
        out.push_str("<tr>");
        for (column, cell) in nodes(cells).enumerate() {
            let align = match alignments.get(column) {
                Some(Alignment::Left) => " style=\"text-align: left\"",
                Some(Alignment::Center) => " style=\"text-align: center\"",
                Some(Alignment::Right) => " style=\"text-align: right\"",
                _ => "",
            };
            out.push_str(&format!("<{tag}{align}>{}</{tag}>", content(inside(cell), context)));
        }
        out.push_str("</tr>");
    };
    out.push_str("<table>");
    for (at, node) in nodes(inner).enumerate() {
        if at == 0 {
            out.push_str("<thead>");
            row(inside(node), "th", out);
            out.push_str("</thead><tbody>");
        } else {
            row(inside(node), "td", out);
        }
    }
    out.push_str("</tbody></table>");
}

/// The comments that mean something to a site.
fn is_divider(html: &str) -> bool {
    html == "<!--nextpage-->"
        || (html.starts_with("<!--more") && html.ends_with("-->") && html.matches("-->").count() == 1)
}

/// Raw HTML on one line, except where line ends are its content.
fn without_line_ends(html: &str) -> String {
    const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];
    let lower = html.to_ascii_lowercase();
    let opens = |at: usize, name: &&&str| {
        let after = lower[at + 1..].strip_prefix(**name);
        after.is_some_and(|rest| rest.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()))
    };
    let (mut out, mut at) = (String::with_capacity(html.len()), 0);
    while let Some(found) = lower[at..].find(['<', '\n']) {
        let here = at + found;
        out.push_str(&html[at..here]);
        if html[here..].starts_with('\n') {
            let rest = html[here..].trim_start();
            at = html.len() - rest.len();
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            let name = VERBATIM.iter().find(|name| opens(here, name));
            at = name.map_or(here + 1, |name| {
                lower[here..].find(&format!("</{name}")).map_or(html.len(), |end| here + end)
            });
            out.push_str(&html[here..at]);
        }
    }
    out.push_str(&html[at..]);
    out.trim().to_owned()
}
