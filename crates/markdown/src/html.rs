//! Blocks as HTML.

use crate::document::{Block, Document, Figure, Footnote, Spanned, figures, footnote_number, inside, plain};
use crate::raw::map_pictures;
use crate::sanitize::sanitize;
use pulldown_cmark::{CowStr, Event, Tag};
use pulldown_cmark_escape::{escape_href, escape_html};
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
        Event::Start(Tag::Paragraph) => {
            let content = inside(&events[at..]);
            match figures(content).filter(|figures| figures.iter().any(|figure| !figure.caption.is_empty())) {
                Some(figures) => {
                    rest.start = at + content.len() + 2;
                    Event::Html(
                        figures.iter().map(|figure| figure_html(figure, place)).collect::<String>().into(),
                    )
                }
                None => Event::Start(Tag::Paragraph),
            }
        }
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

/// A picture on a line of its own: its title is its caption.
fn figure_html(figure: &Figure, place: Place<'_>) -> String {
    let mut out = String::from("<figure>");
    let picture = image(&figure.src, "", &figure.alt, place);
    match &figure.link {
        Some(link) => {
            out.push_str("<a href=\"");
            let _ = escape_href(&mut out, link);
            out.push_str(&format!("\">{picture}</a>"));
        }
        None => out.push_str(&picture),
    }
    if !figure.caption.is_empty() {
        out.push_str("<figcaption>");
        let _ = escape_html(&mut out, &figure.caption);
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>\n");
    out
}

/// The superscript link of a footnote reference (what [`footnote_number`] takes).
pub fn reference_html(reference: &str) -> String {
    let number = footnote_number(reference);
    format!("<sup><a href=\"#fn-{number}\" id=\"fnref-{reference}\">{number}</a></sup>")
}

/// Appends the list of footnotes. Each begins with the way back, and that carries the id: block editors keep ids on
/// links, not on list items, and the page shows what the blog gets.
pub(crate) fn write_footnotes(out: &mut String, notes: &[Footnote<'_>], place: Place<'_>) {
    out.push_str("<section class=\"footnotes\"><ol>\n");
    for note in notes {
        let mut text = String::new();
        write(&mut text, &note.events, place);
        let back = way_back(note.number, note.references);
        match text.strip_prefix("<p>") {
            Some(rest) => out.push_str(&format!("<li><p>{back} {rest}</li>\n")),
            None => out.push_str(&format!("<li><p>{back}</p>\n{text}</li>\n")),
        }
    }
    out.push_str("</ol></section>\n");
}

/// Links from a footnote back to where the text refers to it.
pub fn way_back(number: usize, references: usize) -> String {
    let mut out = format!("<a href=\"#fnref-{number}\" id=\"fn-{number}\">↩</a>");
    for n in 2..=references {
        out.push_str(&format!(" <a href=\"#fnref-{number}-{n}\">↩<sup>{n}</sup></a>"));
    }
    out
}
