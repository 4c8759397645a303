//! What stands by itself: paragraphs, headings, lists, quotes, code, tables, pictures.

use super::Reading;
use super::dom::{Element, Node, is_inline};
use super::escape::target;
use super::inline::{Place, line, picture};
use super::table::table;

/// Deeper than this the Markdown reader would flatten it.
const MAX_DEPTH: usize = 40;

/// These nodes as Markdown blocks in order. Text outside of elements is a paragraph.
pub fn blocks(nodes: &[Node], reading: &Reading<'_>, depth: usize) -> Option<Vec<String>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let (mut blocks, mut at, mut after_list) = (Vec::new(), 0, depth == 0 && reading.other_bullets);
    while at < nodes.len() {
        let in_line = |node: &Node| match node {
            Node::Element(element) => is_inline(&element.name),
            Node::Text(_) => true,
            Node::Comment(_) => node.is_nothing(),
        };
        let run = nodes[at..].iter().take_while(|node| in_line(node)).count();
        if run > 0 {
            if !nodes[at..at + run].iter().all(Node::is_nothing) {
                blocks.push(line(&nodes[at..at + run], reading, Place::Paragraph)?);
                after_list = false;
            }
            at += run;
            continue;
        }
        let Node::Element(element) = &nodes[at] else { return None };
        let is_list = matches!(element.name.as_str(), "ul" | "ol");
        let other = is_list && after_list;
        blocks.push(block(element, reading, depth, other)?);
        after_list = is_list && !other;
        at += 1;
    }
    Some(blocks)
}

fn block(element: &Element, reading: &Reading<'_>, depth: usize, other: bool) -> Option<String> {
    match element.name.as_str() {
        "p" => line(&element.children(), reading, Place::Paragraph).filter(|text| !text.is_empty()),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(element, reading),
        "ul" => list(element, reading, depth, if other { "*" } else { "-" }),
        "ol" => match reading.notes.then(|| notes(element, reading)).flatten() {
            Some(notes) if depth == 0 => Some(notes),
            _ => list(element, reading, depth, if other { ")" } else { "." }),
        },
        "blockquote" => {
            let blocks = blocks(&element.children(), reading, depth + 1)?;
            (!blocks.is_empty()).then(|| prefixed(&blocks.join("\n\n"), "> ", "> "))
        }
        "pre" => code(element),
        "hr" => Some("---".to_owned()),
        "figure" => figure(element, reading),
        "table" => table(element, reading),
        _ => None,
    }
}

fn heading(element: &Element, reading: &Reading<'_>) -> Option<String> {
    let level = element.name[1..].parse().ok()?;
    let text = line(&element.children(), reading, Place::Heading).filter(|text| !text.is_empty())?;
    let mut own: Vec<String> = element.attribute("id").map(|id| format!("#{id}")).into_iter().collect();
    own.extend(
        element.classes().filter(|class| *class != "wp-block-heading").map(|class| format!(".{class}")),
    );
    if own.iter().any(|name| name.contains(|c: char| c.is_whitespace() || "{}\"'<>=\\".contains(c))) {
        return None;
    }
    let own = if own.is_empty() { String::new() } else { format!(" {{{}}}", own.join(" ")) };
    Some(format!("{} {text}{own}", "#".repeat(level)))
}

fn list(element: &Element, reading: &Reading<'_>, depth: usize, sign: &str) -> Option<String> {
    let start = match element.attribute("start") {
        Some(start) => start.parse().ok()?,
        None => 1u32,
    };
    let (mut items, mut loose) = (Vec::new(), false);
    for node in element.children().iter().filter(|node| !node.is_nothing()) {
        let Node::Element(item) = node else { return None };
        if item.name != "li" {
            return None;
        }
        let marker = if element.name == "ul" {
            sign.to_owned()
        } else {
            format!("{}{sign}", start.checked_add(u32::try_from(items.len()).ok()?)?)
        };
        let children = item.children();
        let first = children.iter().find(|node| !node.is_nothing());
        loose |= matches!(first, Some(Node::Element(first)) if first.name == "p");
        let blocks = blocks(&children, reading, depth + 1)?;
        let last = children.iter().rfind(|node| !node.is_nothing());
        let ends_in_list =
            matches!(last, Some(Node::Element(last)) if matches!(last.name.as_str(), "ul" | "ol"));
        // A list right below the item's own line keeps the whole list tight.
        let tight = !loose && (!reading.bare_items || (blocks.len() == 2 && ends_in_list));
        loose |= !tight && blocks.len() > 1;
        let text = with_box(blocks.join(if tight { "\n" } else { "\n\n" }));
        let indent = " ".repeat(marker.len() + 1);
        items.push(prefixed(&text, &format!("{marker} "), &indent));
    }
    (!items.is_empty()).then(|| items.join(if loose { "\n\n" } else { "\n" }))
}

/// ☐ and ☑ are what the boxes of a task list are published as.
fn with_box(text: String) -> String {
    for (shown, written) in [("☐ ", "[ ] "), ("☑ ", "[x] ")] {
        if let Some(rest) = text.strip_prefix(shown) {
            return format!("{written}{rest}");
        }
    }
    text
}

/// The first line with one prefix, the others with another; none on blank lines.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut lines = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let prefix = if at == 0 { first } else { others };
        lines.push(if line.is_empty() { prefix.trim_end().to_owned() } else { format!("{prefix}{line}") });
    }
    lines.join("\n")
}

/// Footnotes as Copydesk writes them: each item begins with the way back.
fn notes(element: &Element, reading: &Reading<'_>) -> Option<String> {
    let mut notes = Vec::new();
    for node in element.children().iter().filter(|node| !node.is_nothing()) {
        let Node::Element(item) = node else { return None };
        let children = item.children();
        let is_back = |node: &Node| match node {
            Node::Element(link) => link.attribute("href").is_some_and(|href| href.starts_with("#fnref-")),
            node => node.is_nothing(),
        };
        let back = children.iter().take_while(|node| is_back(node)).count();
        let number = children[..back].iter().find_map(|node| match node {
            Node::Element(link) => link.attribute("id")?.strip_prefix("fn-").map(str::to_owned),
            _ => None,
        })?;
        let blocks = blocks(&children[back..], reading, 1)?;
        notes.push(prefixed(&blocks.join("\n\n"), &format!("[^{number}]: "), "    ").trim_end().to_owned());
    }
    (!notes.is_empty()).then(|| notes.join("\n\n"))
}

fn code(element: &Element) -> Option<String> {
    let children = element.children();
    let inner: Vec<&Node> =
        children.iter().filter(|node| !matches!(node, Node::Comment(text) if text.is_empty())).collect();
    let [Node::Element(code)] = inner.as_slice() else { return None };
    if code.name != "code" {
        return None;
    }
    let text = code.only_text()?;
    let languages: Vec<&str> =
        element.classes().chain(code.classes()).filter_map(|class| class.strip_prefix("language-")).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let text = if text.is_empty() { text } else { text + "\n" };
    Some(format!("{fence}{}\n{text}{fence}", languages.first().unwrap_or(&"")))
}

fn figure(element: &Element, reading: &Reading<'_>) -> Option<String> {
    let children = element.children();
    let mut parts = children.iter().filter(|node| !node.is_nothing());
    let Some(Node::Element(first)) = parts.next() else { return None };
    let caption = match parts.next() {
        Some(Node::Element(caption)) if caption.name == "figcaption" => caption.only_text()?,
        Some(_) => return None,
        None => String::new(),
    };
    if parts.next().is_some() {
        return None;
    }
    let shown = |image: &Element| {
        let src = image.attribute("src").filter(|_| image.name == "img")?;
        image.has_only(&["src", "alt", "class"]).then_some(())?;
        picture(reading, src, image.attribute("alt")?, &caption)
    };
    match first.name.as_str() {
        "img" => shown(first),
        "a" if first.has_only(&["href"]) => {
            let children = first.children();
            let [Node::Element(image)] = children.as_slice() else { return None };
            Some(format!("[{}]({})", shown(image)?, target(first.attribute("href")?)))
        }
        "table" if caption.is_empty() => table(first, reading),
        _ => None,
    }
}
