//! What stands within a line.

use super::Context;
use super::text::{address, attribute, code, escape, inline_code};
use blog::RemoteMedia;
use markdown::events::{CodeBlockKind, Event, LinkType, Tag, TagEnd};
use markdown::{Figure, Spanned, balanced, inside, map_pictures, nodes, plain, reference_html};

/// The content of a paragraph, heading, cell or list item, every element closed.
pub fn content(events: &[Spanned<'_>], context: &Context<'_>) -> String {
    let mut out = String::new();
    pieces(&mut out, events, context, is_phrasing);
    tidied(out, events)
}

/// The same for text that becomes an HTML block, where any element may stand.
pub fn any_content(events: &[Spanned<'_>], context: &Context<'_>) -> String {
    let mut out = String::new();
    pieces(&mut out, events, context, |_| true);
    tidied(out, events)
}

/// Whether raw HTML in this line is of the kind that may stand in a line.
pub fn is_line(events: &[Spanned<'_>]) -> bool {
    events.iter().all(
        |(event, _)| !matches!(event, Event::InlineHtml(html) if !is_phrasing(html) && !is_comment(html)),
    )
}

fn tidied(out: String, events: &[Spanned<'_>]) -> String {
    let raw = events.iter().any(|(event, _)| matches!(event, Event::InlineHtml(_) | Event::Html(_)));
    let out = if raw { balanced(&out) } else { out };
    // A break at the end of a block breaks nothing.
    let trimmed = out.trim();
    trimmed.strip_suffix("<br>").unwrap_or(trimmed).trim_end().to_owned()
}

/// Appends pieces of a line as they stand, without comments: one of WordPress's would make blocks of a classic post.
pub fn write(out: &mut String, events: &[Spanned<'_>], context: &Context<'_>) {
    pieces(out, events, context, |html| !is_comment(html));
}

fn is_comment(html: &str) -> bool {
    html.starts_with("<!") || html.starts_with("<?")
}

fn pieces(out: &mut String, events: &[Spanned<'_>], context: &Context<'_>, keeps: fn(&str) -> bool) {
    // The text of a script is no HTML.
    let mut in_script = false;
    for node in nodes(events) {
        match &node[0].0 {
            Event::Text(text) if in_script => out.push_str(text),
            Event::Text(text) => escape(out, text),
            Event::Code(code) => out.push_str(&format!("<code>{}</code>", inline_code(code))),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push_str("<br>"),
            Event::InlineHtml(html) | Event::Html(html) if keeps(html) => {
                out.push_str(&raw(html, context));
                in_script = matches!(name_of(html).as_str(), "script" | "style") && !html.starts_with("</");
            }
            Event::FootnoteReference(reference) => out.push_str(&reference_html(reference)),
            Event::TaskListMarker(done) => out.push_str(if *done { "☑ " } else { "☐ " }),
            Event::Start(tag) => element(out, tag, inside(node), context, keeps),
            _ => {}
        }
    }
}

fn element(
    out: &mut String,
    tag: &Tag<'_>,
    inner: &[Spanned<'_>],
    context: &Context<'_>,
    keeps: fn(&str) -> bool,
) {
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
    pieces(out, inner, context, keeps);
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

/// The raw HTML of these events, as written.
pub fn raw_text(events: &[Spanned<'_>]) -> String {
    let html = |(event, _): &Spanned<'_>| match event {
        Event::Html(html) => Some(html.to_string()),
        _ => None,
    };
    events.iter().filter_map(html).collect()
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
    let mut language = String::new();
    if let CodeBlockKind::Fenced(info) = kind {
        let name = info.split([' ', ',', '\t', '{']).next().unwrap_or_default();
        language.extend(name.chars().filter(|c| c.is_alphanumeric() || "+#.-_".contains(*c)));
    }
    ((!language.is_empty()).then_some(language), code(text.strip_suffix('\n').unwrap_or(&text)))
}

/// Elements that may stand in a line.
const PHRASING: [&str; 39] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "acronym",
];

/// Whether this tag may stand in a line. Comments may not.
fn is_phrasing(html: &str) -> bool {
    PHRASING.contains(&name_of(html).as_str())
}

/// The name in a tag, empty for a comment.
fn name_of(html: &str) -> String {
    let name = html.trim_start_matches('<').trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    name[..end].to_ascii_lowercase()
}
