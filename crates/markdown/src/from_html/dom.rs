//! A tree of HTML, as far as it is not too deep to be walked.

use crate::raw::shallow;
use html5ever::tendril::TendrilSink;
use html5ever::{LocalName, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// How deep a tree may be; what is deeper is left as it is.
const MAX_DEPTH: usize = 250;

/// A parsed piece of HTML.
pub struct Dom(RcDom);

/// A node of it.
pub enum Node {
    Text(String),
    Element(Element),
    Comment(String),
}

/// An element: name, attributes and what is in it.
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    handle: Handle,
}

impl Dom {
    /// Reads HTML as the content of a `<div>`. `None` when it nests deeper than anybody writes.
    pub fn read(html: &str) -> Option<Self> {
        const CUT: &str = "<!---->";
        let safe = shallow(html);
        if *safe != *html && safe.replace(CUT, "") != html.replace(CUT, "") {
            return None;
        }
        let context = QualName::new(None, ns!(html), LocalName::from("div"));
        let dom =
            parse_fragment(RcDom::default(), Default::default(), context, Vec::new(), false).one(&*safe);
        let mut level = vec![dom.document.clone()];
        for _ in 0..MAX_DEPTH {
            level = level.iter().flat_map(|node| node.children.borrow().clone()).collect();
            if level.is_empty() {
                return Some(Self(dom));
            }
        }
        None
    }

    pub fn nodes(&self) -> Vec<Node> {
        self.0.document.children.borrow().first().map(children).unwrap_or_default()
    }
}

impl Element {
    pub fn children(&self) -> Vec<Node> {
        children(&self.handle)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it has no other attributes than these.
    pub fn has_only(&self, names: &[&str]) -> bool {
        self.attributes.iter().all(|(key, _)| names.contains(&key.as_str()))
    }

    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Its text, when there is nothing else in it.
    pub fn only_text(&self) -> Option<String> {
        let mut text = String::new();
        for node in self.children() {
            match node {
                Node::Text(piece) => text.push_str(&piece),
                Node::Comment(comment) if comment.is_empty() => {}
                _ => return None,
            }
        }
        Some(text)
    }
}

impl Node {
    /// Whether it shows nothing and says nothing: blanks, and the comments around blocks.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Text(text) => text.chars().all(is_space),
            Self::Comment(comment) => is_delimiter(comment),
            Self::Element(_) => false,
        }
    }
}

/// Whether a comment is one around a block, or was put in to cut a long text.
pub fn is_delimiter(comment: &str) -> bool {
    let name = comment.trim_start();
    comment.is_empty() || name.strip_prefix('/').unwrap_or(name).starts_with("wp:")
}

/// What HTML takes for a blank.
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn children(handle: &Handle) -> Vec<Node> {
    let children = handle.children.borrow();
    let node = |child: &Handle| match &child.data {
        NodeData::Text { contents } => Node::Text(contents.borrow().to_string()),
        NodeData::Element { name, attrs, .. } => {
            let known = name.ns == ns!(html);
            let attributes =
                attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
            // Drawings and formulas are nothing that Markdown knows.
            let name = if known { name.local.to_string() } else { format!("{}:{}", name.ns, name.local) };
            Node::Element(Element { name, attributes, handle: child.clone() })
        }
        NodeData::Comment { contents } => Node::Comment(contents.to_string()),
        _ => Node::Comment(" ".to_owned()),
    };
    // What a template holds is no child of it.
    let template =
        matches!(&handle.data, NodeData::Element { name, .. } if name.local == local_name!("template"));
    if template { vec![Node::Comment(" ".to_owned())] } else { children.iter().map(node).collect() }
}

/// Elements that stand in a line.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "label",
];

/// Whether an element stands in a line.
pub fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}
