//! Lists, edited item by item: what stays the same keeps its line, its quotes and its comment.

use super::block::{Attempt, Block};
use super::fence;
use super::names::Manner;
use super::node::{Entry, Node, Value};
use granit_parser::{ScalarStyle, StructureStyle};
use std::ops::Range;

impl Block<'_> {
    /// The ways to set a list that keep its style: only the items that differ are touched.
    pub fn set_list(&self, entry: &Entry, items: &[String]) -> Vec<Attempt> {
        let node = &entry.value;
        let manner = Manner::of(entry, &self.entries);
        let says = |node: &Node, text: &String| manner.item(node).as_ref() == Some(text);
        match &node.value {
            Value::Scalar(text, style) if !node.is_block_scalar() => {
                let at = node.start..node.at.end;
                let marked = |item: &String| {
                    if text.trim().starts_with('#') && !manner.nested {
                        format!("#{item}")
                    } else {
                        item.clone()
                    }
                };
                let join = |between: &str| {
                    let items: Vec<String> = items.iter().map(marked).collect();
                    (at.clone(), self.grammar.spell(&items.join(between), *style, self.is_flow()))
                };
                let between = manner.between(text);
                let whole = items.iter().all(|item| !item.contains(','));
                let words = items.iter().all(|item| !item.contains(char::is_whitespace));
                let mut attempts = Vec::new();
                if whole && words && between != Some(',') && (between.is_some() || manner.blanks) {
                    attempts.push(join(" "));
                }
                if whole
                    && !items.is_empty()
                    && between != Some(' ')
                    && (between.is_some() || items.len() == 1)
                {
                    attempts.push(join(", "));
                }
                attempts
            }
            Value::List(old, style) if !old.is_empty() && !items.is_empty() => {
                let head = old.iter().zip(items).take_while(|(old, new)| says(old, new)).count();
                let tail = old[head..]
                    .iter()
                    .rev()
                    .zip(items[head..].iter().rev())
                    .take_while(|(old, new)| says(old, new));
                let tail = tail.count();
                let new = &items[head..items.len() - tail];
                match style {
                    StructureStyle::Flow => {
                        vec![self.flow_items(
                            old,
                            head..old.len() - tail,
                            &self.spelled(manner, old, new, true),
                        )]
                    }
                    StructureStyle::Block => {
                        let new = self.spelled(manner, old, new, false);
                        let all = self.spelled(manner, old, items, false);
                        self.block_items(entry, old, head..old.len() - tail, &new, &all)
                    }
                }
            }
            _ => Vec::new(),
        }
    }

    /// New items as the old ones are spelled: their quotes, a `#`, or a list in the list.
    fn spelled(&self, manner: Manner, old: &[Node], new: &[String], flow: bool) -> Vec<String> {
        let (style, marks) = (common_style(old), manner.marks(old));
        let one = |item: &String| match manner.steps(item, old) {
            Some(steps) => {
                let steps: Vec<String> = steps.into_iter().map(str::to_owned).collect();
                self.grammar.list(&steps, common_style(&inner(old)))
            }
            None if marks => self.grammar.spell(&format!("#{item}"), style, flow),
            None => self.grammar.spell(item, style, flow),
        };
        new.iter().map(one).collect()
    }

    /// Replaces some items between brackets.
    fn flow_items(&self, old: &[Node], changed: Range<usize>, new: &[String]) -> Attempt {
        let joined = new.join(", ");
        let before = changed.start.checked_sub(1).map(|i| old[i].at.end);
        let after = old.get(changed.end).map(|node| node.start);
        match (changed.is_empty(), new.is_empty(), before, after) {
            (false, false, ..) => (old[changed.start].start..old[changed.end - 1].at.end, joined),
            (false, true, Some(before), _) => (before..old[changed.end - 1].at.end, String::new()),
            (false, true, None, Some(after)) => (old[changed.start].start..after, String::new()),
            (true, false, Some(before), _) => (before..before, format!(", {joined}")),
            (true, false, None, Some(after)) => (after..after, format!("{joined}, ")),
            _ => Attempt::default(),
        }
    }

    /// Replaces some `- item` lines; failing that, writes all of them anew below the key.
    fn block_items(
        &self,
        entry: &Entry,
        old: &[Node],
        changed: Range<usize>,
        new: &[String],
        all: &[String],
    ) -> Vec<Attempt> {
        let eol = fence::line_end(self.text);
        let line_of = |node: &Node| fence::line_at(self.text, fence::line_start(self.text, node.start));
        let dash = |node: &Node| &self.text[line_of(node).start..node.start];
        let lead = dash(&old[0]);
        let has_dash = lead.trim() == "-";
        let lead = if has_dash { lead } else { "  - " };
        let lines =
            |items: &[String]| -> String { items.iter().map(|item| format!("{lead}{item}{eol}")).collect() };
        let mut attempts = Vec::new();
        if has_dash {
            let (first, last) = (old.get(changed.start), changed.end.checked_sub(1).and_then(|i| old.get(i)));
            match (first, last) {
                (Some(item), _) if changed.len() == 1 && new.len() == 1 && is_in_line(item) => {
                    attempts.push((item.start..item.at.end, new[0].clone()));
                }
                (Some(first), Some(last)) if !changed.is_empty() => {
                    let end = fence::line_at(self.text, fence::line_start(self.text, self.last(last))).end;
                    attempts.push((line_of(first).start..end, lines(new)));
                }
                (Some(first), _) => attempts.push((line_of(first).start..line_of(first).start, lines(new))),
                (None, Some(last)) => {
                    let end = fence::line_at(self.text, fence::line_start(self.text, self.last(last))).end;
                    attempts.push((end..end, lines(new)));
                }
                (None, None) => {}
            }
        }
        let key_line = fence::line_at(self.text, fence::line_start(self.text, entry.key.start));
        let last = fence::line_at(self.text, fence::line_start(self.text, self.end(entry)));
        attempts.push((key_line.end..last.end, lines(all)));
        attempts
    }
}

/// Whether the item stands behind its dash, without lines of its own below.
fn is_in_line(item: &Node) -> bool {
    matches!(&item.value, Value::Scalar(..) | Value::List(_, StructureStyle::Flow)) && !item.is_block_scalar()
}

/// The names in the lists in a list.
fn inner(items: &[Node]) -> Vec<Node> {
    let lists = items.iter().filter_map(|item| match &item.value {
        Value::List(inner, _) => Some(inner.clone()),
        _ => None,
    });
    lists.flatten().collect()
}

/// The style that all these items share, plain when they differ.
fn common_style(items: &[Node]) -> ScalarStyle {
    let mut styles = items.iter().filter_map(|item| match item.value {
        Value::Scalar(_, style) => Some(style),
        _ => None,
    });
    let first = styles.next().unwrap_or(ScalarStyle::Plain);
    if styles.all(|style| style == first) { first } else { ScalarStyle::Plain }
}
