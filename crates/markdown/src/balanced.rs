//! Raw HTML put into the form that browsers themselves give it.

use crate::raw::shallow;
use html5ever::serialize::{SerializeOpts, TraversalScope, serialize};
use html5ever::tendril::TendrilSink;
use html5ever::{LocalName, QualName, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};

/// This HTML as a browser reads it and writes it back: every element closed in order, attributes quoted, left-out table
/// bodies added, so that it stands by itself and block editors find nothing to complain about. Comments go: they are the
/// writer's own. Scripts and frames stay; whether they may run is the blog's decision.
pub fn balanced(html: &str) -> String {
    let context = QualName::new(None, ns!(html), LocalName::from("div"));
    // `<plaintext>` can never be closed.
    let html = shallow(html).replace("<plaintext", "<pre").replace("<PLAINTEXT", "<pre");
    let dom = parse_fragment(RcDom::default(), Default::default(), context, Vec::new(), false).one(html);
    let root = dom.document.children.borrow().first().cloned();
    let mut out = Vec::new();
    if let Some(root) = root {
        without_comments(&root);
        let options =
            SerializeOpts { traversal_scope: TraversalScope::ChildrenOnly(None), ..Default::default() };
        // Writing to memory cannot fail.
        let _ = serialize(&mut out, &SerializableHandle::from(root), options);
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn without_comments(root: &Handle) {
    let mut left = vec![root.clone()];
    while let Some(node) = left.pop() {
        let mut children = node.children.borrow_mut();
        children.retain(|child| {
            !matches!(
                child.data,
                NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } | NodeData::Doctype { .. }
            )
        });
        left.extend(children.iter().cloned());
    }
}
