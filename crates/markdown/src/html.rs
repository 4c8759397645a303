//! Blocks as HTML.

use crate::document::{Block, Document, Footnote, Spanned, footnote_number, inside, plain};
use crate::raw::map_pictures;
use crate::sanitize::sanitize;
use pulldown_cmark::{CowStr, Event, Tag};
use pulldown_cmark_escape::escape_html;
use std::ops::Range;

/// Where a picture lies, for a picture as the text names it.
pub(crate) type Place<'p> = &'p dyn Fn(&str) -> Option<String>;

/// The HTML of one block, not sanitised. `place` gives the address of a picture, `None` leaves it as written.
pub fn html(block: &Block<'_>, place: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    write(&mut out, &block.events, place);
    out
}

/// The whole post as sanitised HTML, footnotes at the end.
pub fn page(document: &Document<'_>, place: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        write(&mut out, &block.events, place);
    }
    if !document.footnotes.is_empty() {
        write_footnotes(&mut out, &document.footnotes, place);
    }
    sanitize(&out)
}

/// Appends the HTML of these events.
pub(crate) fn write(out: &mut String, events: &[Spanned<'_>], place: Place<'_>) {
    let mut rest = 0..events.len();
    pulldown_cmark::html::push_html(out, std::iter::from_fn(|| next(events, &mut rest, place)));
}

/// The next event for the HTML writer: pictures and footnotes are written here, the rest passes through.
fn next<'a>(events: &[Spanned<'a>], rest: &mut Range<usize>, place: Place<'_>) -> Option<Event<'a>> {
    let at = rest.next()?;
    Some(match &events[at].0 {
        Event::Start(Tag::Image { dest_url, title, .. }) => {
            let content = inside(&events[at..]);
            rest.start = at + content.len() + 2;
            Event::InlineHtml(image(dest_url, title, &plain(content), place).into())
        }
        Event::FootnoteReference(reference) => Event::InlineHtml(reference_html(reference).into()),
        Event::Html(html) => Event::Html(placed(html, place)),
        Event::InlineHtml(html) => Event::InlineHtml(placed(html, place)),
        event => event.clone(),
    })
}

fn placed<'a>(html: &CowStr<'a>, place: Place<'_>) -> CowStr<'a> {
    match map_pictures(html, place) {
        std::borrow::Cow::Borrowed(_) => html.clone(),
        std::borrow::Cow::Owned(mapped) => mapped.into(),
    }
}

fn image(src: &str, title: &str, alt: &str, place: Place<'_>) -> String {
    let mut out = String::from("<img");
    let placed = place(src);
    for (name, value) in [("src", placed.as_deref().unwrap_or(src)), ("alt", alt), ("title", title)] {
        if name == "title" && value.is_empty() {
            continue;
        }
        out.push_str(&format!(" {name}=\""));
        // Writing to a string cannot fail.
        let _ = escape_html(&mut out, value);
        out.push('"');
    }
    out.push_str(" />");
    out
}

fn reference_html(reference: &str) -> String {
    let number = footnote_number(reference);
    format!(
        "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"fnref-{reference}\">{number}</a></sup>"
    )
}

/// Appends the list of footnotes, each with a way back to every reference.
pub(crate) fn write_footnotes(out: &mut String, notes: &[Footnote<'_>], place: Place<'_>) {
    out.push_str("<section class=\"footnotes\"><ol>\n");
    for note in notes {
        out.push_str(&format!("<li id=\"fn-{}\">", note.number));
        write(out, &note.events, place);
        let back = backlinks(note);
        match out.trim_end().strip_suffix("</p>").map(str::len) {
            Some(end) => out.replace_range(end.., &format!(" {back}</p>\n")),
            None => out.push_str(&format!("<p>{back}</p>\n")),
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol></section>\n");
}

fn backlinks(note: &Footnote<'_>) -> String {
    let number = note.number;
    let links = (1..=note.references).map(|n| match n {
        1 => format!("<a href=\"#fnref-{number}\" class=\"footnote-back\">↩</a>"),
        n => format!("<a href=\"#fnref-{number}-{n}\" class=\"footnote-back\">↩<sup>{n}</sup></a>"),
    });
    links.collect::<Vec<_>>().join(" ")
}
