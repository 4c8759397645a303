//! What stands within a line.

use super::Context;
use super::text::{address, attribute, code, escape, inline_code};
use blog::RemoteMedia;
use markdown::events::{CodeBlockKind, Event, LinkType, Tag, TagEnd};
use markdown::{Figure, Spanned, balanced, inside, map_pictures, nodes, plain, reference_html};

/// The content of a paragraph, heading, cell or list item, every element closed.
pub fn content(events: &[Spanned<'_>], context: &Context<'_>) -> String {
    let mut out = String::new();
    write(&mut out, events, context);
    let raw = events.iter().any(|(event, _)| matches!(event, Event::InlineHtml(_) | Event::Html(_)));
    let out = if raw { balanced(&out) } else { out };
    // A break at the end of a block breaks nothing.
    let trimmed = out.trim();
    trimmed.strip_suffix("<br>").unwrap_or(trimmed).trim_end().to_owned()
}

/// Appends pieces of a line as they stand.
pub fn write(out: &mut String, events: &[Spanned<'_>], context: &Context<'_>) {
    for node in nodes(events) {
        match &node[0].0 {
            Event::Text(text) => escape(out, text),
            Event::Code(code) => out.push_str(&format!("<code>{}</code>", inline_code(code))),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push_str("<br>"),
            Event::InlineHtml(html) | Event::Html(html) => out.push_str(&raw(html, context)),
            Event::FootnoteReference(reference) => out.push_str(&reference_html(reference)),
            Event::TaskListMarker(done) => out.push_str(if *done { "☑ " } else { "☐ " }),
            Event::Start(tag) => element(out, tag, inside(node), context),
            _ => {}
        }
    }
}

fn element(out: &mut String, tag: &Tag<'_>, inner: &[Spanned<'_>], context: &Context<'_>) {
    let (open, close) = match tag {
        Tag::Emphasis => ("<em>".to_owned(), "</em>"),
        Tag::Strong => ("<strong>".to_owned(), "</strong>"),
        Tag::Strikethrough => ("<s>".to_owned(), "</s>"),
        Tag::Link { link_type, dest_url, title, .. } => {
            let mailto = if *link_type == LinkType::Email { "mailto:" } else { "" };
            (link(&format!("{mailto}{dest_url}"), title), "</a>")
        }
        Tag::Image { dest_url, title, .. } => {
            out.push_str(&image(dest_url, &plain(inner), title, context));
            return;
        }
        _ => (String::new(), ""),
    };
    out.push_str(&open);
    write(out, inner, context);
    out.push_str(close);
}

fn link(target: &str, title: &str) -> String {
    let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) };
    format!("<a href=\"{}\"{title}>", address(target))
}

/// A picture within a line.
fn image(src: &str, alt: &str, title: &str, context: &Context<'_>) -> String {
    let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) };
    let (class, url) = match context.pictures.get(src) {
        Some(media) => (format!(" class=\"wp-image-{}\"", media.id), media.url.as_str()),
        None => (String::new(), src),
    };
    format!("<img{class} src=\"{}\" alt=\"{}\"{title}>", address(url), attribute(alt))
}

/// The picture of a figure with its link, and its place on the blog when it has one.
pub fn figure<'c>(figure: &Figure, context: &'c Context<'_>) -> (String, Option<&'c RemoteMedia>) {
    let media = context.pictures.get(&figure.src);
    let url = media.map_or(figure.src.as_str(), |media| media.url.as_str());
    let class = media.map(|media| format!(" class=\"wp-image-{}\"", media.id)).unwrap_or_default();
    let image = format!("<img src=\"{}\" alt=\"{}\"{class}/>", address(url), attribute(&figure.alt));
    let linked = match &figure.link {
        Some(target) => format!("<a href=\"{}\">{image}</a>", address(target)),
        None => image,
    };
    (linked, media)
}

/// Raw HTML as written, its pictures on the blog; nothing in it can be taken for the comment of a block.
pub fn raw(html: &str, context: &Context<'_>) -> String {
    map_pictures(html, &|src| context.pictures.get(src).map(|media| media.url.clone())).into_owned()
}

/// Whether this is part of a line and not a block of its own.
pub fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
        ),
        Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

/// The language of a code block, when it names one, and its text, escaped.
pub fn code_block(kind: &CodeBlockKind<'_>, inner: &[Spanned<'_>]) -> (Option<String>, String) {
    let pieces = inner
        .iter()
        .filter_map(|(event, _)| if let Event::Text(text) = event { Some(&**text) } else { None });
    let text: String = pieces.collect();
    let language = match kind {
        CodeBlockKind::Fenced(info) => {
            info.split([' ', ',', '\t', '{']).next().filter(|name| !name.is_empty())
        }
        CodeBlockKind::Indented => None,
    };
    (language.map(str::to_owned), code(text.strip_suffix('\n').unwrap_or(&text)))
}
