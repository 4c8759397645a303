//! JSON, as Hugo and Eleventy allow it, as the same tree as YAML. Strict: what is no JSON is a fault.

use super::node::{Entry, Fault, Node, Value};
use granit_parser::{ScalarStyle, StructureStyle};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use std::ops::Range;

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The fields of the JSON object that stands at `block` in `text`.
pub(super) fn parse(text: &str, block: Range<usize>) -> Result<Vec<Entry>, Fault> {
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let parsed = parse_to_ast(&text[block.clone()], &collect, &STRICT).map_err(|error| {
        let message = format!("JSON says: {}", error.kind());
        Fault::at(text, &block, block.start + error.range().start, &message)
    })?;
    match parsed.value.map(|value| node(value, block.start)) {
        None => Ok(Vec::new()),
        Some(Node { value: Value::Map(entries, _), .. }) => Ok(entries),
        Some(other) => Err(Fault::at(text, &block, other.start, "this is not an object with fields")),
    }
}

fn node(value: ast::Value<'_>, base: usize) -> Node {
    let at = value.start() + base..value.end() + base;
    let value = match value {
        ast::Value::StringLit(text) => Value::Scalar(text.value.into_owned(), ScalarStyle::DoubleQuoted),
        ast::Value::NumberLit(number) => plain(number.value),
        ast::Value::BooleanLit(flag) => plain(if flag.value { "true" } else { "false" }),
        ast::Value::NullKeyword(_) => plain("null"),
        ast::Value::Array(array) => {
            let items = array.elements.into_iter().map(|item| node(item, base)).collect();
            Value::List(items, StructureStyle::Flow)
        }
        ast::Value::Object(object) => {
            let entry = |property: ast::ObjectProp<'_>| {
                let at = property.name.start() + base..property.name.end() + base;
                let name = Value::Scalar(property.name.into_string(), ScalarStyle::DoubleQuoted);
                let key = Node { value: name, start: at.start, at, anchor: None };
                Entry { key, value: node(property.value, base) }
            };
            Value::Map(object.properties.into_iter().map(entry).collect(), StructureStyle::Flow)
        }
    };
    Node { value, start: at.start, at, anchor: None }
}

fn plain(written: &str) -> Value {
    Value::Scalar(written.to_owned(), ScalarStyle::Plain)
}
