//! HTML in a form that is equal for pieces that differ in spelling only.

use super::dom::{Dom, Element, Node, is_delimiter, is_inline, is_space};

/// The elements, attributes and texts of a piece of HTML: attributes in order of their names, blanks as one blank and none at
/// the edges of blocks, entities resolved, comments around WordPress's blocks left out. `attribute` gives the value that
/// counts of an attribute of an element, `None` for one that does not. The whole is `None` when the HTML is too deep to be
/// read.
pub fn skeleton(html: &str, attribute: &dyn Fn(&str, &str, &str) -> Option<String>) -> Option<String> {
    let dom = Dom::read(html)?;
    let mut writer = Writer { out: String::new(), blank: false, edge: true, attribute };
    writer.nodes(dom.nodes(), false);
    Some(writer.out)
}

struct Writer<'w> {
    out: String,
    /// A blank was read that is not written yet.
    blank: bool,
    /// What was written last is the edge of a block: no blank follows.
    edge: bool,
    attribute: &'w dyn Fn(&str, &str, &str) -> Option<String>,
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: Vec<Node>, verbatim: bool) {
        for node in nodes {
            match node {
                Node::Text(text) if verbatim => self.inline(&escaped(&text)),
                Node::Text(text) => self.text(&text),
                Node::Comment(comment) if is_delimiter(&comment) => {}
                Node::Comment(comment) => self.inline(&format!("<!--{}-->", comment.trim())),
                Node::Element(element) => self.element(&element, verbatim),
            }
        }
    }

    fn text(&mut self, text: &str) {
        for piece in text.split_inclusive(is_space) {
            let word = piece.trim_end_matches(is_space);
            if !word.is_empty() {
                self.inline(&escaped(word));
            }
            self.blank |= word.len() < piece.len();
        }
    }

    fn element(&mut self, element: &Element, verbatim: bool) {
        let mut tag = format!("<{}", element.name);
        let attributes = element.attributes.iter();
        let mut attributes: Vec<String> = attributes
            .filter_map(|(key, value)| {
                (self.attribute)(&element.name, key, value)
                    .map(|value| format!(" {key}=\"{}\"", escaped(&value)))
            })
            .collect();
        attributes.sort();
        tag.extend(attributes);
        tag.push('>');
        let verbatim = verbatim || matches!(element.name.as_str(), "pre" | "textarea" | "script" | "style");
        if is_inline(&element.name) && element.name != "br" {
            self.inline(&tag);
            self.nodes(element.children(), verbatim);
            // A blank before the end of an element stands within it.
            self.inline(&format!("</{}>", element.name));
        } else {
            self.block(&tag);
            self.nodes(element.children(), verbatim);
            self.block(&format!("</{}>", element.name));
        }
    }

    fn inline(&mut self, piece: &str) {
        if std::mem::take(&mut self.blank) && !self.edge {
            self.out.push(' ');
        }
        self.edge = false;
        self.out.push_str(piece);
    }

    fn block(&mut self, piece: &str) {
        (self.blank, self.edge) = (false, true);
        self.out.push_str(piece);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
