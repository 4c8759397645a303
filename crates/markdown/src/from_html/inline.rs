//! What stands within a line.

use super::dom::{Element, Node, is_delimiter, is_inline, is_space};
use super::escape::{line_start, target, text, title};
use super::{Care, Reading};
use crate::html::reference_html;

/// Where a line stands: in a table or a heading there is only one, and in a table a bar ends the cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Paragraph,
    Heading,
    Cell,
}

/// These nodes as a line (or lines, with hard breaks between). `None` when one of them does not stand in lines.
pub fn line(nodes: &[Node], reading: &Reading<'_>, place: Place) -> Option<String> {
    let writer = Writer { reading, place };
    let mut out = String::new();
    writer.nodes(&mut out, nodes)?;
    let out = out.trim_matches(is_space);
    if place != Place::Paragraph {
        return Some(out.to_owned());
    }
    let mut lines = Vec::new();
    for line in out.split('\n') {
        lines.push(match line_start(line) {
            Some(at) => format!("{}\\{}", &line[..at], &line[at..]),
            None => line.to_owned(),
        });
    }
    Some(lines.join("\n"))
}

struct Writer<'w> {
    reading: &'w Reading<'w>,
    place: Place,
}

impl Writer<'_> {
    fn nodes(&self, out: &mut String, nodes: &[Node]) -> Option<()> {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(out, text),
                Node::Comment(comment) if is_delimiter(comment) => {}
                Node::Comment(_) => return None,
                Node::Element(element) => self.element(out, element)?,
            }
        }
        Some(())
    }

    fn text(&self, out: &mut String, piece: &str) {
        let mut plain = String::new();
        for c in piece.chars() {
            if !is_space(c) {
                plain.push(c);
                continue;
            }
            let before = if plain.is_empty() { &*out } else { &plain };
            if !before.ends_with([' ', '\n']) {
                plain.push(' ');
            }
        }
        let mut escaped = String::new();
        // The character before decides whether a star is a sign.
        let before = out.chars().next_back();
        escaped.extend(before);
        let kept = escaped.len();
        text(&mut escaped, &plain, self.reading.care);
        let escaped = &escaped[kept..];
        let bar = self.place == Place::Cell && self.reading.care != Care::Much;
        out.push_str(&if bar { escaped.replace('|', "\\|") } else { escaped.to_owned() });
    }

    fn element(&self, out: &mut String, element: &Element) -> Option<()> {
        let plain = element.attributes.is_empty();
        match element.name.as_str() {
            "em" if plain => self.marked(out, element, "*"),
            "strong" if plain => self.marked(out, element, "**"),
            "s" if plain => self.marked(out, element, "~~"),
            "code" if plain => match element.only_text().filter(|text| !text.is_empty()) {
                Some(text) => {
                    self.code(out, &text);
                    Some(())
                }
                None => self.tags(out, element),
            },
            "a" if element.attribute("href").is_some() && element.has_only(&["href", "title"]) => {
                self.link(out, element)
            }
            "br" if plain && self.place == Place::Paragraph => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push_str("\\\n");
                Some(())
            }
            "img" => self.picture(out, element),
            "sup" if plain && self.reading.notes => match note(element) {
                Some(number) => {
                    out.push_str(&format!("[^{number}]"));
                    Some(())
                }
                None => self.tags(out, element),
            },
            name if is_inline(name) => self.tags(out, element),
            _ => None,
        }
    }

    fn marked(&self, out: &mut String, element: &Element, sign: &str) -> Option<()> {
        let mut inner = String::new();
        self.nodes(&mut inner, &element.children())?;
        let edge = |c: Option<char>| c.is_none_or(char::is_whitespace);
        if self.reading.care != Care::Little
            || edge(inner.chars().next())
            || edge(inner.chars().next_back())
            || out.ends_with(sign)
        {
            return self.tags(out, element);
        }
        out.push_str(&format!("{sign}{inner}{sign}"));
        Some(())
    }

    fn code(&self, out: &mut String, code: &str) {
        let code = code.replace(['\n', '\r'], " ");
        let code = if self.place == Place::Cell { code.replace('|', "\\|") } else { code };
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let ticks = "`".repeat(if longest == 0 { 1 } else { longest + 1 });
        let padded = code.starts_with('`')
            || code.ends_with('`')
            || (code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty());
        let pad = if padded { " " } else { "" };
        out.push_str(&format!("{ticks}{pad}{code}{pad}{ticks}"));
    }

    fn link(&self, out: &mut String, element: &Element) -> Option<()> {
        let href = element.attribute("href").unwrap_or_default();
        let name = element.attribute("title").unwrap_or_default();
        let shown = element.only_text().unwrap_or_default();
        let bare = href.strip_prefix("mailto:").unwrap_or(href);
        let is_address =
            href.starts_with("http://") || href.starts_with("https://") || bare.len() < href.len();
        let has_odd = |c: char| c.is_whitespace() || c.is_control() || "<>\\|".contains(c);
        if name.is_empty() && shown == bare && is_address && !bare.contains(has_odd) {
            out.push_str(&format!("<{bare}>"));
            return Some(());
        }
        let mut inner = String::new();
        self.nodes(&mut inner, &element.children())?;
        let target = target(href) + &title(name);
        let target = if self.place == Place::Cell { target.replace('|', "\\|") } else { target };
        out.push_str(&format!("[{inner}]({target})"));
        Some(())
    }

    fn picture(&self, out: &mut String, element: &Element) -> Option<()> {
        let known = element.classes().all(|class| class.starts_with("wp-image-"));
        let Some(src) = element.attribute("src").filter(|_| {
            known && element.attribute("alt").is_some() && element.has_only(&["src", "alt", "title", "class"])
        }) else {
            return self.tags(out, element);
        };
        let words = element.attribute("alt").unwrap_or_default();
        let picture = picture(self.reading, src, words, element.attribute("title").unwrap_or_default())?;
        out.push_str(&if self.place == Place::Cell { picture.replace('|', "\\|") } else { picture });
        Some(())
    }

    /// The element with its own tags.
    fn tags(&self, out: &mut String, element: &Element) -> Option<()> {
        let mut tag = format!("<{}", element.name);
        for (key, value) in &element.attributes {
            if value.contains('\n') || value.contains('\r') {
                return None;
            }
            tag.push_str(&format!(" {key}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;")));
        }
        if self.place == Place::Cell {
            tag = tag.replace('|', "&#124;");
        }
        out.push_str(&tag);
        out.push('>');
        if !matches!(element.name.as_str(), "br" | "img" | "wbr") {
            self.nodes(out, &element.children())?;
            out.push_str(&format!("</{}>", element.name));
        }
        Some(())
    }
}

/// A picture as it stands in the text.
pub fn picture(reading: &Reading<'_>, src: &str, words: &str, caption: &str) -> Option<String> {
    if [src, words, caption].iter().any(|text| text.contains(['\n', '\r'])) {
        return None;
    }
    let mut alt = String::new();
    text(&mut alt, words, reading.care);
    let name = (reading.picture)(src).unwrap_or_else(|| src.to_owned());
    Some(format!("![{alt}]({}{})", target(&name), title(caption)))
}

/// The number of the footnote that this leads to, when it is exactly what Copydesk writes for one.
fn note(element: &Element) -> Option<String> {
    let children = element.children();
    let [Node::Element(link)] = children.as_slice() else { return None };
    let reference = link.attribute("id")?.strip_prefix("fnref-")?;
    let number = link.attribute("href")?.strip_prefix("#fn-")?;
    let expected =
        format!("<sup><a href=\"#fn-{number}\" id=\"fnref-{reference}\">{}</a></sup>", link.only_text()?);
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (digits && reference_html(reference) == expected).then(|| number.to_owned())
}
