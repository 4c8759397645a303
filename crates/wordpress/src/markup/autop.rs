//! Classic content as WordPress shows it: blank lines make paragraphs, line ends make breaks.
//!
//! This follows `wpautop` as far as telling blocks apart needs it. What it does to HTML with blank lines inside is its own
//! secret; such pieces are left alone.

use markdown::tags;
use std::ops::Range;

/// Elements that stand by themselves.
const BLOCKS: [&str; 44] = [
    "address",
    "area",
    "article",
    "aside",
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "map",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "ul",
];

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || matches!(name, "thead" | "tfoot" | "tr")
}

/// The pieces of classic content in order: an element that stands by itself, or text up to a blank line.
pub fn pieces(content: &str) -> Vec<Range<usize>> {
    let (mut pieces, mut copied, mut open) = (Vec::new(), 0, Vec::<String>::new());
    let mut begun = 0;
    for tag in tags(content).into_iter().filter(|tag| is_block(&tag.name)) {
        if open.is_empty() {
            if tag.closing {
                continue;
            }
            text(content, copied..tag.range.start, &mut pieces);
            begun = tag.range.start;
        }
        let ends = if tag.closing {
            match open.iter().rposition(|name| *name == tag.name) {
                Some(at) => {
                    open.truncate(at);
                    at == 0
                }
                None => false,
            }
        } else if tag.opens() {
            open.push(tag.name);
            false
        } else {
            open.is_empty()
        };
        if ends {
            pieces.push(begun..tag.range.end);
            copied = tag.range.end;
        }
    }
    if open.is_empty() {
        text(content, copied..content.len(), &mut pieces);
    } else {
        pieces.push(begun..begun + content[begun..].trim_end().len());
    }
    pieces
}

fn text(content: &str, range: Range<usize>, pieces: &mut Vec<Range<usize>>) {
    let mut open: Option<Range<usize>> = None;
    let mut at = range.start;
    for line in content[range].split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            pieces.extend(open.take());
        } else {
            let start = at + line.len() - line.trim_start().len();
            let start = open.map_or(start, |open| open.start);
            open = Some(start..at + line.trim_end().len());
        }
        at += line.len();
    }
    pieces.extend(open);
}

/// Whether a blank line stands in this piece, outside of code.
pub fn has_blank_lines(piece: &str) -> bool {
    let mut at = 0;
    let mut outside = String::new();
    for tag in tags(piece) {
        if tag.name == "pre" && tag.closing {
            at = at.max(tag.range.end);
        } else if tag.name == "pre" && tag.range.start >= at {
            outside.push_str(&piece[at..tag.range.start]);
            let end = piece[tag.range.end..].find("</pre").map_or(piece.len(), |end| tag.range.end + end);
            at = end;
        }
    }
    outside.push_str(&piece[at.min(piece.len())..]);
    outside.lines().any(|line| line.trim().is_empty())
}

/// A piece as it is shown: text in a paragraph, line ends as breaks.
pub fn paragraphs(piece: &str) -> String {
    let piece = piece.trim();
    let first = tags(piece).into_iter().next().filter(|tag| tag.range.start == 0);
    let alone = first.is_some_and(|tag| is_block(&tag.name))
        || (piece.starts_with("<!--") && piece.ends_with("-->") && piece.matches("-->").count() == 1);
    if alone || piece.is_empty() {
        return if has_blank_lines(piece) { piece.to_owned() } else { with_breaks(piece) };
    }
    format!("<p>{}</p>", with_breaks(piece))
}

fn with_breaks(piece: &str) -> String {
    let (mut out, mut at, mut code) = (String::with_capacity(piece.len()), 0, false);
    // Whether the text that follows stands at the edge of a block, or behind a break.
    let mut edge = false;
    let between = |out: &mut String, text: &str, before: bool, after: bool, code: bool| {
        if code {
            out.push_str(text);
            return;
        }
        let inner = text.trim();
        let lead = &text[..text.len() - text.trim_start().len()];
        let tail = if inner.is_empty() { "" } else { &text[text.trim_end().len()..] };
        let one = |out: &mut String, blank: &str, edge: bool| {
            out.push_str(if blank.contains('\n') && !edge { "<br />" } else { blank })
        };
        one(out, lead, before || (inner.is_empty() && after));
        let mut lines = inner.split('\n').map(str::trim);
        out.push_str(lines.next().unwrap_or_default());
        lines.for_each(|line| {
            out.push_str("<br />");
            out.push_str(line);
        });
        one(out, tail, after);
    };
    for tag in tags(piece) {
        let block = is_block(&tag.name);
        between(&mut out, &piece[at..tag.range.start], edge, block, code);
        out.push_str(&piece[tag.range.clone()]);
        at = tag.range.end;
        edge = block || tag.name == "br";
        if tag.name == "pre" {
            code = !tag.closing;
        }
    }
    between(&mut out, &piece[at..], edge, true, code);
    out
}
