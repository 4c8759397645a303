//! WordPress block markup.

use super::inline::{any_content, code_block, content, figure, is_inline, is_line, raw, raw_text};
use super::split::{Part, parts};
use super::text::{attribute, escape, json};
use super::{Context, classic};
use markdown::events::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag};
use markdown::{Figure, Footnote, Spanned, balanced, figures, inside, nodes, way_back};
use serde_json::{Value, json};

/// One top-level block of the text, as the blocks it becomes; an HTML block may bring the Markdown it encloses.
pub fn top_level(events: &[Spanned<'_>], context: &Context<'_>) -> String {
    let encloses =
        matches!(events.first(), Some((Event::Start(Tag::HtmlBlock), _))) && nodes(events).count() > 1;
    if encloses {
        return html_block(&classic::html(events, context)).unwrap_or_default();
    }
    blocks(events, context).join("\n\n")
}

/// A block of the blog, as it stands in the text. What was written behind it on its line gets a block of its own.
pub fn foreign(events: &[Spanned<'_>], context: &Context<'_>) -> String {
    let text = raw(&raw_text(inside(events)), context);
    let parts = parts(&text);
    if parts.iter().all(|part| part.opening.is_some()) {
        return text;
    }
    let one = |part: &Part<'_>| match part.opening {
        Some(_) => Some(text[part.range.clone()].to_owned()),
        None => html_block(&balanced(&text[part.range.clone()])),
    };
    parts.iter().filter_map(one).collect::<Vec<_>>().join("\n\n")
}

/// The footnotes, after a line.
pub fn footnotes(notes: &[Footnote<'_>], context: &Context<'_>) -> String {
    let items = notes.iter().map(|note| item(&note.events, &way_back(note.number, note.references), context));
    let items: Vec<String> = items.collect();
    [separator(), list(Some(1), &items)].join("\n\n")
}

/// A block: its comments around its HTML.
fn block(name: &str, attributes: &[(&str, Value)], html: &str) -> String {
    format!("<!-- wp:{name}{} -->\n{html}\n<!-- /wp:{name} -->", json(attributes))
}

/// The blocks these events make, in order. Text outside a paragraph, as tight list items have it, becomes paragraphs.
fn blocks(events: &[Spanned<'_>], context: &Context<'_>) -> Vec<String> {
    let (mut out, mut line) = (Vec::new(), 0..0);
    for node in nodes(events) {
        let start = line.end;
        line.end += node.len();
        if is_inline(&node[0].0) {
            continue;
        }
        out.extend(paragraph(&events[line.start..start], context));
        out.extend(one(node, context));
        line.start = line.end;
    }
    out.extend(paragraph(&events[line], context));
    out
}

fn one(node: &[Spanned<'_>], context: &Context<'_>) -> Vec<String> {
    let inner = inside(node);
    match &node[0].0 {
        Event::Start(Tag::Paragraph) => paragraph(inner, context),
        Event::Start(Tag::Heading { level, id, classes, .. }) => {
            heading(*level, id.as_deref(), classes.iter().map(|class| &**class).collect(), inner, context)
        }
        Event::Start(Tag::List(start)) => {
            let items = nodes(inner).filter(|node| matches!(node[0].0, Event::Start(Tag::Item)));
            let items: Vec<String> = items.map(|node| item(inside(node), "", context)).collect();
            if items.is_empty() { Vec::new() } else { vec![list(*start, &items)] }
        }
        Event::Start(Tag::BlockQuote(_)) => {
            let blocks = blocks(inner, context);
            let quote = format!("<blockquote class=\"wp-block-quote\">{}</blockquote>", blocks.join("\n\n"));
            if blocks.is_empty() { blocks } else { vec![block("quote", &[], &quote)] }
        }
        Event::Start(Tag::CodeBlock(kind)) => vec![code(kind, inner)],
        Event::Start(Tag::Table(alignments)) => vec![table(alignments, inner, context)],
        Event::Start(Tag::HtmlBlock) => raw_html(inner, context),
        Event::Html(_) => raw_html(node, context),
        Event::Rule => vec![separator()],
        _ => blocks(inner, context),
    }
}

/// A paragraph, or the pictures it consists of; nothing when it says nothing.
fn paragraph(events: &[Spanned<'_>], context: &Context<'_>) -> Vec<String> {
    if let Some(figures) = figures(events) {
        return figures.iter().map(|figure| image(figure, context)).collect();
    }
    if !is_line(events) {
        return html_block(&any_content(events, context)).into_iter().collect();
    }
    let content = content(events, context);
    if content.is_empty() {
        return Vec::new();
    }
    vec![block("paragraph", &[], &format!("<p>{content}</p>"))]
}

fn heading(
    level: HeadingLevel,
    id: Option<&str>,
    classes: Vec<&str>,
    inner: &[Spanned<'_>],
    context: &Context<'_>,
) -> Vec<String> {
    let content = content(inner, context);
    if content.is_empty() {
        return Vec::new();
    }
    let (mut attributes, mut class, mut anchor) = (Vec::new(), "wp-block-heading".to_owned(), String::new());
    if level != HeadingLevel::H2 {
        attributes.push(("level", json!(level as u8)));
    }
    if let Some(id) = id.filter(|id| context.anchors.contains(*id)) {
        attributes.push(("anchor", json!(id)));
        anchor = format!(" id=\"{}\"", attribute(id));
    }
    if !classes.is_empty() {
        let classes = classes.join(" ");
        attributes.push(("className", json!(classes)));
        class = format!("{class} {}", attribute(&classes));
    }
    vec![block("heading", &attributes, &format!("<{level}{anchor} class=\"{class}\">{content}</{level}>"))]
}

fn list(start: Option<u64>, items: &[String]) -> String {
    let items = items.join("\n\n");
    match start {
        None => block("list", &[], &format!("<ul class=\"wp-block-list\">{items}</ul>")),
        Some(1) => {
            block("list", &[("ordered", json!(true))], &format!("<ol class=\"wp-block-list\">{items}</ol>"))
        }
        Some(n) => block(
            "list",
            &[("ordered", json!(true)), ("start", json!(n))],
            &format!("<ol start=\"{n}\" class=\"wp-block-list\">{items}</ol>"),
        ),
    }
}

/// A list item: its first line is its own text, everything after it are blocks inside it.
fn item(events: &[Spanned<'_>], prefix: &str, context: &Context<'_>) -> String {
    let mut first = 0;
    for node in nodes(events).take_while(|node| is_inline(&node[0].0)) {
        first += node.len();
    }
    // A loose item's task box stands before its paragraph.
    let (mut line, mut rest) = events.split_at(first);
    let mut text = content(line, context);
    if let Some(paragraph) =
        nodes(rest).next().filter(|node| matches!(node[0].0, Event::Start(Tag::Paragraph)))
        && line.iter().all(|(event, _)| matches!(event, Event::TaskListMarker(_)))
    {
        (line, rest) = (inside(paragraph), &rest[paragraph.len()..]);
        text = format!("{text} {}", content(line, context));
    }
    let text = format!("{prefix} {}", text.trim());
    let inner = blocks(rest, context).join("\n\n");
    block("list-item", &[], &format!("<li>{}{inner}</li>", text.trim()))
}

fn code(kind: &CodeBlockKind<'_>, inner: &[Spanned<'_>]) -> String {
    let (language, code) = code_block(kind, inner);
    let Some(language) = language else {
        return block("code", &[], &format!("<pre class=\"wp-block-code\"><code>{code}</code></pre>"));
    };
    let class = format!("language-{language}");
    let html = format!("<pre class=\"wp-block-code {}\"><code>{code}</code></pre>", attribute(&class));
    block("code", &[("className", json!(class))], &html)
}

fn image(picture: &Figure, context: &Context<'_>) -> String {
    let (html, media) = figure(picture, context);
    let (mut attributes, mut class) = (Vec::new(), "wp-block-image");
    let destination = if picture.link.is_some() { "custom" } else { "none" };
    if let Some(media) = media {
        attributes = vec![
            ("id", json!(media.id.0)),
            ("sizeSlug", json!("full")),
            ("linkDestination", json!(destination)),
        ];
        class = "wp-block-image size-full";
    } else if picture.link.is_some() {
        attributes.push(("linkDestination", json!(destination)));
    }
    let mut caption = String::new();
    if !picture.caption.is_empty() {
        escape(&mut caption, &picture.caption);
        caption = format!("<figcaption class=\"wp-element-caption\">{caption}</figcaption>");
    }
    block("image", &attributes, &format!("<figure class=\"{class}\">{html}{caption}</figure>"))
}

fn table(alignments: &[Alignment], inner: &[Spanned<'_>], context: &Context<'_>) -> String {
    let row = |cells: &[Spanned<'_>], tag: &str| {
        let cells = nodes(cells).enumerate().map(|(column, cell)| {
            let align = match alignments.get(column) {
                Some(Alignment::Left) => " class=\"has-text-align-left\" data-align=\"left\"",
                Some(Alignment::Center) => " class=\"has-text-align-center\" data-align=\"center\"",
                Some(Alignment::Right) => " class=\"has-text-align-right\" data-align=\"right\"",
                _ => "",
            };
            format!("<{tag}{align}>{}</{tag}>", content(inside(cell), context))
        });
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let (mut head, mut body) = (String::new(), String::new());
    for node in nodes(inner) {
        match &node[0].0 {
            Event::Start(Tag::TableHead) => head = row(inside(node), "th"),
            _ => body.push_str(&row(inside(node), "td")),
        }
    }
    let body = if body.is_empty() { body } else { format!("<tbody>{body}</tbody>") };
    let html =
        format!("<figure class=\"wp-block-table\"><table><thead>{head}</thead>{body}</table></figure>");
    block("table", &[("hasFixedLayout", json!(false))], &html)
}

fn separator() -> String {
    block("separator", &[], "<hr class=\"wp-block-separator has-alpha-channel-opacity\"/>")
}

/// Raw HTML alone: the two comments WordPress knows, or an HTML block.
fn raw_html(inner: &[Spanned<'_>], context: &Context<'_>) -> Vec<String> {
    let html = raw_text(inner);
    let comment = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).map(str::trim);
    match comment {
        Some("nextpage") => return vec![block("nextpage", &[], "<!--nextpage-->")],
        Some("more") => return vec![block("more", &[], "<!--more-->")],
        Some(comment) if comment.starts_with("more ") && !comment.contains("--") => {
            let text = comment["more ".len()..].trim();
            return vec![block("more", &[("customText", json!(text))], &format!("<!--more {text}-->"))];
        }
        _ => {}
    }
    html_block(&balanced(&raw(&html, context))).into_iter().collect()
}

fn html_block(html: &str) -> Option<String> {
    let html = html.trim();
    (!html.is_empty()).then(|| block("html", &[], &without_delimiters(html)))
}

/// Scripts keep their text as it is; what looks like a block's comment there must not be one.
fn without_delimiters(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<!--") {
        let (before, after) = rest.split_at(at + 4);
        out.push_str(before);
        let name = after.trim_start().trim_start_matches('/');
        if name.starts_with("wp:") {
            let at = after.len() - name.len() + 2;
            out.push_str(&after[..at]);
            out.push(' ');
            rest = &after[at..];
        } else {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
