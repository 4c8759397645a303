//! Lists, edited item by item: what stays the same keeps its line, its quotes and its comment.

use super::block::{Attempt, Block};
use super::yaml::{Entry, Node, Value};
use super::{fence, plain};
use granit_parser::{ScalarStyle, StructureStyle};
use std::ops::Range;

impl Block<'_> {
    /// The ways to set a list that keep its style: only the items that differ are touched.
    pub fn set_list(&self, entry: &Entry, items: &[String]) -> Vec<Attempt> {
        let node = &entry.value;
        match &node.value {
            Value::Scalar(text, style) if !node.is_block_scalar() => {
                let commas = text.contains(',') || items.len() <= 1;
                let holds = commas && !items.is_empty() && items.iter().all(|item| !item.contains(','));
                let joined = items.join(", ");
                holds
                    .then(|| (node.start..node.at.end, plain::spell(&joined, *style, self.is_flow())))
                    .into_iter()
                    .collect()
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
                    StructureStyle::Flow => vec![self.flow_items(old, head..old.len() - tail, new)],
                    StructureStyle::Block => self.block_items(entry, old, head..old.len() - tail, new, items),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Replaces some items between brackets.
    fn flow_items(&self, old: &[Node], changed: Range<usize>, new: &[String]) -> Attempt {
        let style = common_style(old);
        let new: Vec<String> = new.iter().map(|item| plain::spell(item, style, true)).collect();
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
        let style = common_style(old);
        let lines = |items: &[String]| -> String {
            items.iter().map(|item| format!("{lead}{}{eol}", plain::spell(item, style, false))).collect()
        };
        let mut attempts = Vec::new();
        if has_dash {
            let (first, last) = (old.get(changed.start), changed.end.checked_sub(1).and_then(|i| old.get(i)));
            match (first, last) {
                (Some(item), _) if changed.len() == 1 && new.len() == 1 && item.text().is_some() => {
                    attempts.push((item.start..item.at.end, plain::spell(&new[0], style, false)));
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

fn says(node: &Node, text: &str) -> bool {
    node.text().is_some_and(|found| found.trim() == text)
}

/// The style that all these items share, plain when they differ.
fn common_style(items: &[Node]) -> ScalarStyle {
    let mut styles = items.iter().map(|item| match item.value {
        Value::Scalar(_, style) => style,
        _ => ScalarStyle::Plain,
    });
    let first = styles.next().unwrap_or(ScalarStyle::Plain);
    if styles.all(|style| style == first) { first } else { ScalarStyle::Plain }
}
