//! Tags and their attributes in HTML and XML, however broken.
//!
//! Reads just enough to find what a blog says of itself: it builds no tree, trusts nothing, and its work is bounded by
//! the limits below, whatever a page holds.

use std::ops::Range;

/// How much of a page is looked at. What a blog says of itself stands in its head.
const HEAD: usize = 1 << 20;

/// The longest tag that is read.
const TAG: usize = 4 << 10;

/// The most tags of one name that are read.
const TAGS: usize = 500;

/// The beginning of an answer as text.
pub fn head(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(HEAD)]).into_owned()
}

/// The insides of every tag of this (lower-case) name, from the name to before the `>`.
pub fn tags<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    spans(text, name).into_iter().map(|span| &text[span]).collect()
}

/// Where those tags are. Only so many beginnings are tried, so that a page of nothing else costs no more.
fn spans(text: &str, name: &str) -> Vec<Range<usize>> {
    let (lower, beginning) = (text.to_ascii_lowercase(), format!("<{name}"));
    let ends_the_name = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    let starts = lower.match_indices(&beginning).map(|(at, _)| at + 1);
    let named = starts.filter(|at| text[at + name.len()..].starts_with(ends_the_name)).take(TAGS);
    let end = |at: usize| {
        text[at..].char_indices().take(TAG).find(|(_, c)| *c == '>').map(|(length, _)| at + length)
    };
    named.filter_map(|at| Some(at..end(at)?)).collect()
}

/// The value of an attribute of this (lower-case) name, quoted either way or not at all, entities decoded.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let starts = lower.match_indices(name).map(|(at, _)| at + name.len());
    let after = starts.filter_map(|end| {
        let before = lower[..end - name.len()].chars().next_back()?;
        let value = tag[end..].trim_start().strip_prefix('=')?.trim_start();
        (before.is_whitespace() || matches!(before, '"' | '\'' | '/')).then_some(value)
    });
    let value = after.into_iter().next()?;
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(|c: char| c.is_ascii_whitespace()).next()?,
    };
    Some(htmlize::unescape_attribute(value).into_owned())
}

/// The text between the first tag of this (lower-case) name and the next tag, entities decoded.
pub fn text_of(text: &str, name: &str) -> Option<String> {
    let tag = spans(text, name).into_iter().next()?;
    let inside: String = text[tag.end + 1..].chars().take(TAG).take_while(|c| *c != '<').collect();
    Some(htmlize::unescape(inside.trim()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes_are_read_however_they_are_written() {
        let page = "<LINK REL='a' href=/x/y.html ><link data-href='no' href=\"b&amp;c\"/><linker href='no'><link href='never ends";
        let hrefs: Vec<_> = tags(page, "link").iter().map(|tag| attribute(tag, "href")).collect();
        assert_eq!(hrefs, [Some("/x/y.html".to_owned()), Some("b&c".to_owned())]);
        for (text, expected) in [
            ("<title>A &amp; b</title>", Some("A & b")),
            ("<TITLE lang=en>\n x \n</TITLE>", Some("x")),
            ("<title>cut", Some("cut")),
            ("<titles>no</titles>", None),
            ("nothing", None),
        ] {
            assert_eq!(text_of(text, "title").as_deref(), expected, "{text}");
        }
    }

    /// A page of a megabyte of nothing but beginnings is read once, not once for each beginning.
    #[test]
    fn hostile_pages_cost_what_their_length_costs() {
        let endless = head("<link ".repeat(1_000_000).as_bytes());
        assert_eq!(endless.len(), HEAD);
        assert_eq!(tags(&endless, "link"), [""; 0]);
        let many = head("<link href=x>".repeat(1_000_000).as_bytes());
        assert_eq!(tags(&many, "link").len(), TAGS);
    }
}
