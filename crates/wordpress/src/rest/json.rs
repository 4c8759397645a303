//! The shapes WordPress's JSON takes in the wild, read into typed values and nothing else.
//!
//! Parsing into types, never into a tree, keeps a hostile answer from growing in memory; `serde_json`'s nesting
//! limit stays on. Known quirks: PHP notices or a byte order mark in front, warnings behind, a list where an
//! object should be (PHP's empty array) and the other way round, numbers as strings, names with entities.

use crate::facts::plain_text;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// How many brackets in front of the JSON are tried: a notice may name an array key.
const TRIES: usize = 16;

/// Reads the JSON of an answer, or `None` when there is none of this shape.
///
/// JSON that starts the body may be followed by anything; JSON behind something else must end the body, so that a
/// web page with a script in it is never taken for an answer.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let start = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    if matches!(start.first(), Some(b'{' | b'['))
        && let Ok(value) = T::deserialize(&mut serde_json::Deserializer::from_slice(start))
    {
        return Some(value);
    }
    let brackets = (1..start.len()).filter(|&at| matches!(start[at], b'{' | b'[')).take(TRIES);
    brackets.into_iter().find_map(|at| serde_json::from_slice(&start[at..]).ok())
}

/// WordPress's own words for a refusal.
#[derive(Debug, Default, Deserialize)]
pub struct Said {
    /// Machine-readable, such as `rest_post_invalid_id`.
    pub code: String,
    /// For people; may hold HTML and entities.
    #[serde(default)]
    pub message: String,
    #[serde(default, deserialize_with = "lenient")]
    data: Option<SaidData>,
}

#[derive(Debug, Deserialize)]
struct SaidData {
    #[serde(default)]
    term_id: Option<u64>,
}

impl Said {
    /// Reads a refusal from the body of an answer; `None` when it is not WordPress speaking.
    pub fn read(body: &[u8]) -> Option<Self> {
        (body.len() <= 1 << 20).then(|| parse(body)).flatten()
    }

    /// The message as plain text on one line, at most 300 characters.
    pub fn text(&self) -> String {
        plain_text(&self.message)
    }

    /// The existing term that stood in the way of creating it.
    pub fn existing_term(&self) -> Option<u64> {
        self.data.as_ref().filter(|_| self.code == "term_exists")?.term_id
    }
}

/// A field that is plain text, or its raw and rendered forms. Only the raw form is kept.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Raw {
    /// `"text"`
    Plain(String),
    /// `{"raw": "text", "rendered": "..."}`; `raw` only for people who may edit.
    Forms {
        /// As stored.
        raw: String,
    },
}

impl Raw {
    /// As stored.
    pub fn into_text(self) -> String {
        match self {
            Self::Plain(text) | Self::Forms { raw: text } => text,
        }
    }
}

/// A list, also when PHP made an object of it.
#[derive(Debug)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(List(items))
            }
            /// PHP numbers the keys of a list with gaps; any other object is a refusal or none of ours.
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if !key.bytes().all(|b| b.is_ascii_digit()) {
                        return Err(serde::de::Error::custom("an object with names where a list should be"));
                    }
                    items.push(map.next_value()?);
                }
                // PHP's empty list is `[]`; an empty object tells nothing.
                if items.is_empty() {
                    return Err(serde::de::Error::custom("an empty object where a list should be"));
                }
                Ok(List(items))
            }
        }
        deserializer.deserialize_any(Either(PhantomData))
    }
}

/// Names that are switched on: `{"edit_posts": true, "upload_files": "1"}`, or PHP's empty list.
#[derive(Debug, Default)]
pub struct Switches(BTreeMap<String, bool>);

impl Switches {
    /// Whether this one is on.
    pub fn on(&self, name: &str) -> bool {
        self.0.get(name).copied().unwrap_or(false)
    }
}

impl<'de> Deserialize<'de> for Switches {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Switch {
            Bool(bool),
            Number(u64),
            Text(String),
            Other(IgnoredAny),
        }
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Switches;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names switched on or off")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Switches, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Switches::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Switches, A::Error> {
                let mut switches = BTreeMap::new();
                while let Some((name, switch)) = map.next_entry::<String, Switch>()? {
                    let on = match switch {
                        Switch::Bool(on) => on,
                        Switch::Number(number) => number != 0,
                        Switch::Text(text) => !matches!(text.as_str(), "" | "0"),
                        Switch::Other(_) => false,
                    };
                    switches.insert(name, on);
                }
                Ok(Switches(switches))
            }
        }
        deserializer.deserialize_any(Map)
    }
}

/// A number, also as a string.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Text(String),
        Other(IgnoredAny),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Number(number) => number,
        Written::Text(text) => text.trim().parse().unwrap_or(0.0),
        Written::Other(_) => 0.0,
    })
}

/// The value when it has this shape, otherwise nothing.
pub fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Shape<T> {
        Wanted(T),
        Other(IgnoredAny),
    }
    Ok(match Shape::deserialize(deserializer)? {
        Shape::Wanted(value) => Some(value),
        Shape::Other(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Thing {
        id: u64,
    }

    #[test]
    fn json_is_found_behind_and_before_other_text() {
        for (body, expected) in [
            (r#"{"id":7}"#, Some(7)),
            ("\u{feff}{\"id\":7}", Some(7)),
            ("\n\n {\"id\":7}\n", Some(7)),
            ("<br />\n<b>Warning</b>: Undefined array key [x] in {main}\n{\"id\":7}", Some(7)),
            ("{\"id\":7}<br />\n<b>Deprecated</b>: strlen()", Some(7)),
            ("<html><script>var a = {\"id\":7};</script></html>", None),
            ("<html><script>{\"id\":7}</script>", None),
            ("{\"id\":7", None),
            ("{\"id\":\"seven\"}", None),
            ("[]", None),
            ("", None),
            ("OK", None),
        ] {
            assert_eq!(parse::<Thing>(body.as_bytes()).map(|thing| thing.id), expected, "{body}");
        }
    }

    #[test]
    fn lists_may_be_objects_but_refusals_are_no_lists() {
        for (body, expected) in [
            (r#"[{"id":1},{"id":2}]"#, Some(vec![1, 2])),
            (r#"{"0":{"id":1},"2":{"id":2}}"#, Some(vec![1, 2])),
            ("[]", Some(vec![])),
            (r#"{"code":"rest_no_route","message":"No route"}"#, None),
            ("<html>[]</html>", None),
            ("{}", None),
            (r#"[{"id":1},{"no":2}]"#, None),
        ] {
            let got = parse::<List<Thing>>(body.as_bytes()).map(|list| list.0.iter().map(|t| t.id).collect());
            assert_eq!(got, expected, "{body}");
        }
    }

    #[test]
    fn refusals_speak_plainly() {
        for (body, code, text, term) in [
            (
                r#"{"code":"term_exists","message":"It&#8217;s <b>there</b>","data":{"status":400,"term_id":6}}"#,
                "term_exists",
                "It’s there",
                Some(6),
            ),
            (
                r#"{"code":"wp_die","message":"<p>Gone &amp; lost</p>","data":[]}"#,
                "wp_die",
                "Gone & lost",
                None,
            ),
            (r#"{"code":"x","message":"a","data":null,"additional_errors":[{}]}"#, "x", "a", None),
        ] {
            let said = Said::read(body.as_bytes()).unwrap();
            assert_eq!((said.code.as_str(), said.text().as_str(), said.existing_term()), (code, text, term));
        }
    }

    #[test]
    fn switches_are_a_map_or_an_empty_list() {
        for (body, expected) in [
            (r#"{"edit_posts":true}"#, true),
            (r#"{"edit_posts":"1","x":[1]}"#, true),
            (r#"{"edit_posts":1}"#, true),
            (r#"{"edit_posts":false}"#, false),
            ("[]", false),
        ] {
            assert_eq!(serde_json::from_str::<Switches>(body).unwrap().on("edit_posts"), expected, "{body}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_or_passed_over() {
        let (open, close) = ("[".repeat(20_000), "]".repeat(20_000));
        assert!(parse::<List<Thing>>("[".repeat(200_000).as_bytes()).is_none());
        assert!(parse::<List<Raw>>(format!("{open}{close}").as_bytes()).is_none());
        assert!(Said::read(format!("{{\"code\":\"x\",\"data\":{open}{close}}}").as_bytes()).is_none());
        let unread = format!("{{\"id\":1,\"x\":{open}{close}}}");
        assert_eq!(parse::<Thing>(unread.as_bytes()).map(|thing| thing.id), Some(1));
    }
}
