//! The three grammars of front matter: which one reads a block, and how each spells what is written into it.

use super::node::{Entry, Fault};
use super::{fence, json, plain, toml, yaml};
use granit_parser::{ScalarStyle, StructureStyle};
use std::ops::Range;

/// Front matter beyond this size is not read, bytes.
const MAX_BYTES: usize = 1 << 20;

/// How a block of front matter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Between `---` lines: every tool, and what Copydesk writes.
    Yaml,
    /// Between `+++` lines (Hugo, Zola), or `---toml` and `---` (Eleventy).
    Toml,
    /// An object at the very start (Hugo), or between `---json` and `---` (Eleventy).
    Json,
}

impl Grammar {
    /// The fields of the block at `block`, and whether they stand in lines or in braces.
    pub(super) fn parse(
        self,
        text: &str,
        block: Range<usize>,
    ) -> Result<(Vec<Entry>, StructureStyle), Fault> {
        if block.len() > MAX_BYTES {
            let first = fence::line_at(text, block.start);
            return Err(Fault { at: first, message: "the block is longer than 1 MB".to_owned() });
        }
        match self {
            Self::Yaml => yaml::parse(text, block),
            Self::Toml => toml::parse(text, block).map(|entries| (entries, StructureStyle::Block)),
            Self::Json => json::parse(text, block).map(|entries| (entries, StructureStyle::Flow)),
        }
    }

    /// All fields that can be read, and the faults of the others.
    pub(super) fn parse_leniently(self, text: &str, block: Range<usize>) -> (Vec<Entry>, Vec<Fault>) {
        let whole = match self.parse(text, block.clone()) {
            Ok((entries, _)) => return (entries, Vec::new()),
            Err(fault) => fault,
        };
        let (entries, mut faults) = match self {
            Self::Yaml if block.len() <= MAX_BYTES => yaml::piecewise(text, block),
            Self::Toml if block.len() <= MAX_BYTES => toml::piecewise(text, block),
            _ => (Vec::new(), Vec::new()),
        };
        if faults.is_empty() {
            faults.push(whole);
        }
        (entries, faults)
    }

    /// What stands between a key and its value.
    pub(super) fn separator(self) -> char {
        if self == Self::Toml { '=' } else { ':' }
    }

    /// The text in this style where the style can hold it. `flow`: inside brackets or braces.
    pub(super) fn spell(self, text: &str, style: ScalarStyle, flow: bool) -> String {
        match (self, style) {
            (Self::Yaml, _) => plain::spell(text, style, flow),
            (Self::Toml, ScalarStyle::SingleQuoted)
                if !text.contains(|c: char| c == '\'' || c.is_control()) =>
            {
                format!("'{text}'")
            }
            _ => plain::in_double_quotes(text),
        }
    }

    /// A date, a number or a truth value without quotes, where the grammar has such a thing.
    pub(super) fn bare(self, text: &str) -> String {
        let text = text.trim();
        let is_bare = match self {
            Self::Yaml => true,
            Self::Toml => is_integer(text) || is_toml_date(text),
            Self::Json => is_integer(text),
        };
        if is_bare { text.to_owned() } else { plain::in_double_quotes(text) }
    }

    /// A key.
    pub(super) fn key(self, text: &str) -> String {
        let simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        match self {
            Self::Yaml => plain::key(text),
            Self::Toml if !text.is_empty() && text.chars().all(simple) => text.to_owned(),
            _ => plain::in_double_quotes(text),
        }
    }

    /// A key with its value.
    pub(super) fn field(self, key: &str, value: &str) -> String {
        let space = if self == Self::Toml { " " } else { "" };
        format!("{}{space}{} {value}", self.key(key), self.separator())
    }

    /// A list in brackets, its items spelled in this style.
    pub(super) fn list(self, items: &[String], style: ScalarStyle) -> String {
        let items: Vec<String> = items.iter().map(|item| self.spell(item, style, true)).collect();
        format!("[{}]", items.join(", "))
    }

    /// Names with texts in braces.
    pub(super) fn map(self, pairs: &[(String, String)]) -> String {
        let pair =
            |(name, text): &(String, String)| self.field(name, &self.spell(text, ScalarStyle::Plain, true));
        let pairs: Vec<String> = pairs.iter().map(pair).collect();
        let space = if self == Self::Toml && !pairs.is_empty() { " " } else { "" };
        format!("{{{space}{}{space}}}", pairs.join(", "))
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits == "0"
        || (digits.len() < 19
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.is_empty())
}

/// A day, or a day and seconds: what every TOML reader takes for a date.
fn is_toml_date(text: &str) -> bool {
    let Some((day, time)) = text.split_at_checked(10) else { return false };
    let shaped = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text
                .bytes()
                .zip(shape.bytes())
                .all(|(b, s)| if s == b'0' { b.is_ascii_digit() } else { b == s })
    };
    let at = |text: &str| {
        let zone = text.get(9..).unwrap_or_default();
        matches!(text.as_bytes().first(), Some(b'T' | b' '))
            && text.get(1..9).is_some_and(|clock| shaped(clock, "00:00:00"))
            && (matches!(zone, "" | "Z") || shaped(zone, "+00:00") || shaped(zone, "-00:00"))
    };
    shaped(day, "0000-00-00") && (time.is_empty() || at(time))
}
