//! Tables with one row of heads.

use super::Reading;
use super::dom::{Element, Node};
use super::inline::{Place, line};

pub fn table(element: &Element, reading: &Reading<'_>) -> Option<String> {
    let children = element.children();
    let mut rows = Vec::new();
    for node in children.iter().filter(|node| !node.is_nothing()) {
        let Node::Element(part) = node else { return None };
        match part.name.as_str() {
            "thead" | "tbody" => {
                for row in part.children().into_iter().filter(|node| !node.is_nothing()) {
                    let Node::Element(row) = row else { return None };
                    rows.push((part.name == "thead", row));
                }
            }
            _ => return None,
        }
    }
    let heads = rows.iter().filter(|(is_head, _)| *is_head).count();
    if heads != 1 || !rows.first()?.0 {
        return None;
    }
    let (mut lines, mut rule) = (Vec::new(), Vec::new());
    for (at, (_, row)) in rows.iter().enumerate() {
        let mut cells = Vec::new();
        for cell in row.children().iter().filter(|node| !node.is_nothing()) {
            let Node::Element(cell) = cell else { return None };
            if cell.name != if at == 0 { "th" } else { "td" } {
                return None;
            }
            if at == 0 {
                rule.push(alignment(cell));
            }
            cells.push(line(&cell.children(), reading, Place::Cell)?);
        }
        lines.push(format!("| {} |", cells.join(" | ")));
        if at == 0 {
            lines.push(format!("| {} |", rule.join(" | ")));
        }
    }
    Some(lines.join("\n"))
}

fn alignment(cell: &Element) -> &'static str {
    let style = cell.attribute("style").unwrap_or_default().replace(' ', "");
    let align = cell.attribute("data-align").unwrap_or_default();
    match style.strip_prefix("text-align:").map_or(align, |style| style.trim_end_matches(';')) {
        "left" => ":--",
        "center" => ":-:",
        "right" => "--:",
        _ => "---",
    }
}
