//! A post as running text, for being searched: what a reader reads, without marks, tags and addresses.

use crate::dialect::options;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The text of all blocks, one line each; code, tables, picture descriptions and what stands in raw HTML are part of it.
pub fn prose(text: &str) -> String {
    let mut prose = Prose { out: String::with_capacity(text.len()), in_tag: false };
    Parser::new_ext(text, options()).for_each(|event| prose.event(&event));
    prose.out.truncate(prose.out.trim_end().len());
    prose.out
}

struct Prose {
    out: String,
    /// Inside of `<...>` in raw HTML, which comes in pieces.
    in_tag: bool,
}

impl Prose {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.out.push_str(text)
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            Event::SoftBreak => self.part(' '),
            Event::HardBreak | Event::Rule => self.part('\n'),
            Event::Start(Tag::HtmlBlock) => self.in_tag = false,
            Event::Start(tag) if is_block(tag) => self.part('\n'),
            Event::End(TagEnd::TableCell) => self.part(' '),
            Event::End(end) if !is_inline(*end) => self.part('\n'),
            _ => {}
        }
    }

    /// A tag parts words as a blank does.
    fn html(&mut self, html: &str) {
        for c in html.chars() {
            match c {
                '<' => {
                    self.in_tag = true;
                    self.part(' ');
                }
                '>' => self.in_tag = false,
                c if !self.in_tag && c.is_whitespace() => self.part(' '),
                c if !self.in_tag => self.out.push(c),
                _ => {}
            }
        }
    }

    /// A line end counts more than a blank, and neither stands at the beginning or twice.
    fn part(&mut self, mark: char) {
        if mark == '\n' {
            self.out.truncate(self.out.trim_end_matches(' ').len());
        }
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(mark);
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !is_inline(tag.to_end())
}

fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableCell
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_reads_is_left() {
        for (text, expected) in [
            ("", ""),
            (
                "# A *title*\n\nSome **bold** te*x*t\nwith a [link](https://example.org/a_b).",
                "A title\nSome bold text with a link.",
            ),
            ("- one\n- two\n\n  more\n\n> quoted", "one\ntwo\nmore\nquoted"),
            ("![A cat](cat.png \"On the wall\") sleeps", "A cat sleeps"),
            ("```rust\nlet a = 1;\n```\n\n---\n\nend", "let a = 1;\nend"),
            ("| a | b |\n|---|---|\n| 1 | 2 |", "a b\n1 2"),
            ("<div class=\"x\">\ninside <b>bold</b>\n</div>\n\nafter<br>it", "inside bold\nafter it"),
            ("<!-- wp:quote {\"a\":1} -->\n<p>said</p>\n<!-- /wp:quote -->\n", "said"),
            ("a note[^1]\n\n[^1]: at the foot", "a note\nat the foot"),
            ("x &amp; y \\* z  \nnext", "x & y * z\nnext"),
        ] {
            assert_eq!(prose(text), expected, "{text:?}");
        }
    }
}
