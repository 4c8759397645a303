//! What readers see of a piece of content: the measure by which two blocks are the same block.
//!
//! WordPress's versions, its filters and its editor spell the same block differently. What is passed over here, and only
//! that, may differ between a block on the blog and the Markdown that stands for it; the list is explained in
//! `docs/decisions/pulling-blocks.md`.

use super::{autop, split};
use markdown::{Delimiter, Side, delimiters, skeleton};
use serde_json::Value;

/// Blocks whose HTML says all there is to say when they carry no attributes but the ones passed over.
const PLAIN: [&str; 13] = [
    "code",
    "freeform",
    "heading",
    "html",
    "image",
    "list",
    "list-item",
    "more",
    "nextpage",
    "paragraph",
    "quote",
    "separator",
    "table",
];

/// Attributes of blocks that their HTML says too, or that readers cannot tell.
const PASSED_OVER: [(&str, &str); 6] = [
    ("heading", "anchor"),
    ("heading", "level"),
    ("image", "linkDestination"),
    ("image", "sizeSlug"),
    ("list", "ordered"),
    ("table", "hasFixedLayout"),
];

/// Classes that WordPress puts there by itself, one version so, another so.
const PASSED_OVER_CLASSES: [&str; 12] = [
    "has-alpha-channel-opacity",
    "has-fixed-layout",
    "wp-block-code",
    "wp-block-heading",
    "wp-block-image",
    "wp-block-list",
    "wp-block-list-item",
    "wp-block-paragraph",
    "wp-block-quote",
    "wp-block-separator",
    "wp-block-table",
    "wp-element-caption",
];

/// What readers see of a piece of block content.
pub fn of_blocks(content: &str) -> String {
    let delimiters = delimiters(content);
    let mut seen: String = delimiters.iter().filter_map(said).collect();
    match skeleton(split::without_comments(content, &delimiters).trim(), &counts) {
        Some(html) => {
            seen.push_str(&html);
            seen
        }
        None => content.to_owned(),
    }
}

/// What readers see of a piece of classic content.
pub fn of_classic(content: &str) -> String {
    skeleton(&autop::paragraphs(content), &counts).unwrap_or_else(|| content.to_owned())
}

/// What a block's opening comment says that its HTML does not.
fn said(delimiter: &Delimiter<'_>) -> Option<String> {
    let name = delimiter.name;
    if delimiter.side == Side::Closes {
        return None;
    }
    let attributes = match serde_json::from_str::<Value>(delimiter.attributes) {
        Ok(Value::Object(mut attributes)) => {
            attributes.retain(|key, _| !PASSED_OVER.contains(&(name, key)));
            if attributes.is_empty() { String::new() } else { Value::from(attributes).to_string() }
        }
        _ => delimiter.attributes.to_owned(),
    };
    (!attributes.is_empty() || !PLAIN.contains(&name)).then(|| format!("{name}{attributes};"))
}

/// The value that counts of an attribute in HTML.
fn counts(_element: &str, name: &str, value: &str) -> Option<String> {
    match name {
        "class" => {
            let mut classes: Vec<&str> = value
                .split_ascii_whitespace()
                .filter(|class| !PASSED_OVER_CLASSES.contains(class) && !class.starts_with("size-"))
                .collect();
            classes.sort_unstable();
            (!classes.is_empty()).then(|| classes.join(" "))
        }
        "style" => Some(value.replace(' ', "").trim_end_matches(';').to_owned()),
        _ => Some(value.to_owned()),
    }
}
