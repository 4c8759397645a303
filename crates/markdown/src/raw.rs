//! Raw HTML as it stands in a post: where its tags and pictures are.
//!
//! This is a scanner, not a parser: it finds tags without building a tree, so that the text around them stays byte for
//! byte what the writer typed. It guards the parser behind it too: nothing thousands of levels deep gets through.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Elements that never have content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements whose content is text until their end tag.
const RAW_TEXT: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];
/// Elements that HTML reopens in every following paragraph until they are closed.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose end tag HTML lets one leave out, with the ones that close them.
const IMPLIED: [&str; 9] = ["p", "li", "dt", "dd", "option", "td", "th", "tr", "rt"];

const MAX_OPEN: usize = 200;
const MAX_FORMATTING: usize = 16;
const MAX_ATTRIBUTES: usize = 100;
/// Shorter HTML cannot take long, whatever it holds.
const HARMLESS: usize = 4096;
const LONG_TEXT: usize = 8192;

/// A tag in a piece of HTML.
pub struct RawTag {
    /// The element's name, lower case.
    pub name: String,
    /// Whether it is an end tag.
    pub closing: bool,
    /// From `<` to `>`, in bytes of the piece.
    pub range: Range<usize>,
    attributes: Vec<Range<usize>>,
    src: Option<Range<usize>>,
    alt: Option<Range<usize>>,
    class: Option<Range<usize>>,
}

impl RawTag {
    /// Whether an end tag is expected later.
    pub fn opens(&self) -> bool {
        !self.closing && !VOID.contains(&self.name.as_str())
    }
}

/// The tags of a piece of HTML in order; comments and the content of scripts are passed over.
pub fn tags(html: &str) -> Vec<RawTag> {
    let bytes = html.as_bytes();
    let (mut tags, mut at) = (Vec::new(), 0);
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at =
                rest.get(4..).and_then(|text| text.find("-->")).map_or(html.len(), |end| start + 4 + end + 3);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            at = rest.find('>').map_or(html.len(), |end| start + end + 1);
        } else {
            let closing = rest.starts_with("</");
            let name_start = start + 1 + usize::from(closing);
            if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
                at = start + 1;
                continue;
            }
            let Some(tag) = read_tag(html, start, name_start, closing) else { break };
            at = tag.range.end;
            if !closing && RAW_TEXT.contains(&tag.name.as_str()) {
                at = find_end_tag(html, at, &tag.name);
            }
            tags.push(tag);
        }
    }
    tags
}

fn find_end_tag(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let start = at + found;
        let same = html.as_bytes()[start + 2..]
            .get(..name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
        if same {
            return start;
        }
        at = start + 2;
    }
    html.len()
}

fn read_tag(html: &str, start: usize, name_start: usize, closing: bool) -> Option<RawTag> {
    let bytes = html.as_bytes();
    let ends = |b: u8| b.is_ascii_whitespace() || b == b'/' || b == b'>';
    let until = |from: usize, stop: &dyn Fn(u8) -> bool| {
        bytes[from..].iter().position(|&b| stop(b)).map_or(bytes.len(), |n| from + n)
    };
    let name_end = until(name_start, &ends);
    let mut tag = RawTag {
        name: html[name_start..name_end].to_ascii_lowercase(),
        closing,
        range: start..start,
        attributes: Vec::new(),
        src: None,
        alt: None,
        class: None,
    };
    let mut at = name_end;
    loop {
        at = until(at, &|b| !b.is_ascii_whitespace() && b != b'/');
        match bytes.get(at) {
            None => return None,
            Some(b'>') => {
                tag.range.end = at + 1;
                return Some(tag);
            }
            Some(_) => {}
        }
        let key = at..until(at + 1, &|b| ends(b) || b == b'=');
        at = until(key.end, &|b| !b.is_ascii_whitespace());
        let mut value = key.end..key.end;
        if bytes.get(at) == Some(&b'=') {
            at = until(at + 1, &|b| !b.is_ascii_whitespace());
            match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    value = at + 1..until(at + 1, &|b| b == quote);
                    at = value.end + 1;
                    if value.end == bytes.len() {
                        return None;
                    }
                }
                _ => {
                    value = at..until(at, &|b| b.is_ascii_whitespace() || b == b'>');
                    at = value.end;
                }
            }
        }
        tag.attributes.push(key.clone());
        match html[key].to_ascii_lowercase().as_str() {
            "src" if tag.src.is_none() => tag.src = Some(value),
            "alt" if tag.alt.is_none() => tag.alt = Some(value),
            "class" if tag.class.is_none() => tag.class = Some(value),
            _ => {}
        }
    }
}

/// How often each element begins in a piece of HTML (its name with an empty attribute), and how often it has each of its
/// attributes: `("a", "")`, `("a", "href")`.
pub fn names(html: &str) -> BTreeMap<(String, String), usize> {
    let mut names = BTreeMap::new();
    for tag in tags(html).into_iter().filter(|tag| !tag.closing) {
        let attributes = tag.attributes.into_iter().map(|key| html[key].to_ascii_lowercase());
        for attribute in std::iter::once(String::new()).chain(attributes) {
            *names.entry((tag.name.clone(), attribute)).or_default() += 1;
        }
    }
    names
}

/// Calls `found` with source and alt text of each `<img>`.
pub(crate) fn pictures(html: &str, mut found: impl FnMut(String, String)) {
    if !html.contains("src") && !html.contains("SRC") {
        return;
    }
    for tag in tags(html).into_iter().filter(|tag| tag.name == "img" && !tag.closing) {
        if let Some(src) = tag.src {
            found(unescaped(&html[src]), tag.alt.map(|alt| unescaped(&html[alt])).unwrap_or_default());
        }
    }
}

/// The source of each `<img>`, and where it is written in the piece.
pub(crate) fn source_places(html: &str) -> Vec<(String, Range<usize>)> {
    let pictures = tags(html).into_iter().filter(|tag| tag.name == "img" && !tag.closing);
    pictures.filter_map(|tag| tag.src.map(|src| (unescaped(&html[src.clone()]), src))).collect()
}

/// The source of each `<img>`.
pub fn picture_sources(html: &str) -> Vec<String> {
    let mut sources = Vec::new();
    pictures(html, |src, _| sources.push(src));
    sources
}

/// Source and classes of each `<img>` that has both.
pub fn picture_classes(html: &str) -> Vec<(String, String)> {
    let pictures = tags(html).into_iter().filter(|tag| tag.name == "img" && !tag.closing);
    pictures.filter_map(|tag| Some((unescaped(&html[tag.src?]), unescaped(&html[tag.class?])))).collect()
}

/// Raw HTML with the sources of its `<img>` tags replaced where `place` knows a better one.
pub fn map_pictures<'h>(html: &'h str, place: &dyn Fn(&str) -> Option<String>) -> Cow<'h, str> {
    if !html.contains("img") && !html.to_ascii_lowercase().contains("img") {
        return Cow::Borrowed(html);
    }
    let (mut out, mut copied) = (String::new(), 0);
    for tag in tags(html).into_iter().filter(|tag| tag.name == "img" && !tag.closing) {
        let Some(src) = tag.src else { continue };
        let Some(new) = place(&unescaped(&html[src.clone()])) else { continue };
        let quoted = matches!(html.as_bytes().get(src.start.wrapping_sub(1)), Some(b'"' | b'\''));
        out.push_str(&html[copied..src.start]);
        let escaped =
            new.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;").replace('<', "&lt;");
        out.push_str(&if quoted { escaped } else { format!("\"{escaped}\"") });
        copied = src.end;
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[copied..]);
    Cow::Owned(out)
}

fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The same HTML without what tree builders and their writers need quadratic time for: more than 200 levels, more than 16 unclosed
/// formatting elements, tags with more than 100 attributes. Only such tags go; their text stays. Very long text is cut by
/// empty comments, which the sanitiser drops (html5ever looks ahead to the end of a text at every `&` in it).
pub(crate) fn shallow(html: &str) -> Cow<'_, str> {
    if html.len() < HARMLESS {
        return Cow::Borrowed(html);
    }
    let (mut out, mut copied) = (String::new(), 0);
    let mut open: Vec<String> = Vec::new();
    let mut formatting: HashMap<String, usize> = HashMap::new();
    let mut formatting_total = 0usize;
    for tag in tags(html) {
        let is_formatting = FORMATTING.contains(&tag.name.as_str());
        let mut drop = tag.attributes.len() > MAX_ATTRIBUTES;
        let ends_script = tag.closing && RAW_TEXT.contains(&tag.name.as_str());
        if tag.closing {
            if let Some(at) = open.iter().rposition(|name| *name == tag.name) {
                open.truncate(at);
            }
            if let Some(count) = formatting.get_mut(&tag.name).filter(|count| **count > 0) {
                *count -= 1;
                formatting_total -= 1;
            }
        } else if tag.opens() {
            if IMPLIED.contains(&tag.name.as_str()) {
                while open
                    .last()
                    .is_some_and(|top| *top == tag.name || (tag.name == "tr" && (top == "td" || top == "th")))
                {
                    open.pop();
                }
            }
            drop |= open.len() >= MAX_OPEN || (is_formatting && formatting_total >= MAX_FORMATTING);
            if !drop {
                if is_formatting {
                    *formatting.entry(tag.name.clone()).or_default() += 1;
                    formatting_total += 1;
                }
                open.push(tag.name);
            }
        }
        if drop || tag.range.start - copied > LONG_TEXT {
            let before = &html[copied..tag.range.start];
            if ends_script {
                out.push_str(before)
            } else {
                push_text(&mut out, before)
            }
            copied = if drop { tag.range.end } else { tag.range.start };
        }
    }
    if copied == 0 && html.len() < LONG_TEXT {
        return Cow::Borrowed(html);
    }
    if open.iter().any(|name| RAW_TEXT.contains(&name.as_str())) {
        out.push_str(&html[copied..]);
    } else {
        push_text(&mut out, &html[copied..]);
    }
    Cow::Owned(out)
}

/// Appends HTML in which there are no tags to look at, its long texts in pieces.
fn push_text(out: &mut String, html: &str) {
    let mut rest = html;
    while !rest.is_empty() {
        let text = rest.find('<').unwrap_or(rest.len());
        if text > LONG_TEXT {
            let mut end = (0..=LONG_TEXT).rev().find(|&end| rest.is_char_boundary(end)).unwrap_or(text);
            // Never within an entity.
            end = rest[..end]
                .rfind(['&', ';', ' ', '\n'])
                .filter(|&at| at > 0 && rest[at..].starts_with('&'))
                .unwrap_or(end);
            out.push_str(&rest[..end]);
            out.push_str("<!---->");
            rest = &rest[end..];
        } else {
            let after = &rest[text..];
            let (skip, close) = if after.starts_with("<!--") { (4, "-->") } else { (1, ">") };
            let end = after
                .get(skip..)
                .and_then(|inner| inner.find(close))
                .map_or(rest.len(), |at| text + skip + at + close.len());
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
}
