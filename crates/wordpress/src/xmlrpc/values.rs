//! The values that cross by XML-RPC, read and written by what they mean.
//!
//! PHP writes numbers as text, text as numbers and an empty struct as a list; plugins add their own. So a field is read
//! by what is wanted of it, and what cannot be that is an error with the field's name: never a guess, never a panic.

use super::envelope::is_forbidden;
use dxr::Value;
use std::collections::BTreeMap;

/// What is wrong with an answer: for the detail of an error.
#[derive(Debug, PartialEq, Eq)]
pub struct Odd(pub String);

/// Stands for the password until a request goes out. XML knows it and no text has it: it is taken out of all.
pub const GAP: char = '\u{fdd0}';

/// Text as it may go out: without the control characters that make a server refuse the whole call.
pub fn text(text: &str) -> Value {
    Value::String(text.replace(|c| is_forbidden(c) || c == GAP, ""))
}

/// A number of a post, a term or a user. As text, which WordPress takes as well and which has no largest number.
pub fn number(number: u64) -> Value {
    Value::String(number.to_string())
}

/// A count or a place.
pub fn count(count: usize) -> Value {
    Value::Integer(i32::try_from(count).unwrap_or(i32::MAX))
}

/// A list.
pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(items.into_iter().collect())
}

/// A struct.
pub fn record<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Struct(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A date and time without a zone, in the one spelling that WordPress understands; any other it takes for "now".
pub fn clock(time: jiff::civil::DateTime) -> Result<Value, Odd> {
    let compact = time.strftime("%Y%m%dT%H:%M:%S").to_string();
    compact.parse().map(Value::DateTime).map_err(|_| Odd(format!("{time} is no date that can be sent")))
}

/// `20261123T04:30:00`, with or without a zone that is UTC's anyway; WordPress's "never" is none.
pub fn time(compact: &str) -> Option<jiff::civil::DateTime> {
    let compact = compact.trim().trim_end_matches('Z');
    jiff::civil::DateTime::strptime("%Y%m%dT%H:%M:%S", compact).or_else(|_| compact.parse()).ok()
}

/// A date and time as the nouns have it.
pub fn plain(time: jiff::civil::DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The members of a struct.
#[derive(Debug)]
pub struct Members(BTreeMap<String, Value>);

impl Members {
    /// Takes a struct; an empty list is PHP's empty struct.
    pub fn of(value: Value) -> Result<Self, Odd> {
        match value {
            Value::Struct(members) => Ok(Self(members)),
            Value::Array(items) if items.is_empty() => Ok(Self(BTreeMap::new())),
            other => Err(odd("the answer", "a struct", &other)),
        }
    }

    /// Text, which must be there.
    pub fn needed(&mut self, name: &str) -> Result<String, Odd> {
        match self.has(name) {
            true => self.text(name),
            false => Err(Odd(format!("{name} is missing"))),
        }
    }

    /// Text; empty when it is not there.
    pub fn text(&mut self, name: &str) -> Result<String, Odd> {
        match self.0.remove(name) {
            None => Ok(String::new()),
            Some(value) => text_of(name, value),
        }
    }

    /// A number of something; 0 for none.
    pub fn number(&mut self, name: &str) -> Result<u64, Odd> {
        number_of(name, &self.text(name)?)
    }

    /// A whole number.
    pub fn whole(&mut self, name: &str) -> Result<i64, Odd> {
        let text = self.text(name)?;
        let text = text.trim();
        if text.is_empty() { Ok(0) } else { text.parse().map_err(|_| wrong(name, "a whole number", text)) }
    }

    /// Whether something is so.
    pub fn flag(&mut self, name: &str) -> Result<bool, Odd> {
        match self.text(name)?.trim() {
            "" | "0" | "false" => Ok(false),
            "1" | "true" => Ok(true),
            other => Err(wrong(name, "yes or no", other)),
        }
    }

    /// A list; empty when it is not there.
    pub fn list(&mut self, name: &str) -> Result<Vec<Value>, Odd> {
        self.0.remove(name).map_or_else(|| Ok(Vec::new()), |value| list_of(name, value))
    }

    /// A struct; `None` when it is not there or empty.
    pub fn members(&mut self, name: &str) -> Result<Option<Self>, Odd> {
        let Some(value) = self.0.remove(name) else { return Ok(None) };
        let members = Self::of(value).map_err(|Odd(why)| Odd(format!("{name}: {why}")))?;
        Ok((!members.0.is_empty()).then_some(members))
    }

    /// Whether there is a member of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// Text, or what PHP took for something else.
pub fn text_of(name: &str, value: Value) -> Result<String, Odd> {
    Ok(match value {
        Value::String(text) => text,
        Value::Integer(number) => number.to_string(),
        Value::Long(number) => number.to_string(),
        Value::Double(number) => number.to_string(),
        Value::Boolean(yes) => String::from(if yes { "1" } else { "" }),
        Value::Nil => String::new(),
        other => return Err(odd(name, "text", &other)),
    })
}

/// A number of something.
pub fn number_of(name: &str, text: &str) -> Result<u64, Odd> {
    let text = text.trim();
    if text.is_empty() { Ok(0) } else { text.parse().map_err(|_| wrong(name, "a number", text)) }
}

/// A list. PHP makes a struct of one whose keys have gaps; its empty list is a list.
pub fn list_of(name: &str, value: Value) -> Result<Vec<Value>, Odd> {
    match value {
        Value::Array(items) => Ok(items),
        Value::Struct(members)
            if !members.is_empty() && members.keys().all(|key| key.bytes().all(|b| b.is_ascii_digit())) =>
        {
            Ok(members.into_values().collect())
        }
        other => Err(odd(name, "a list", &other)),
    }
}

fn wrong(name: &str, wanted: &str, got: &str) -> Odd {
    let got: String = got.chars().take(40).collect();
    Odd(format!("{name} is “{got}” instead of {wanted}"))
}

fn odd(name: &str, wanted: &str, got: &Value) -> Odd {
    let got = match got {
        Value::Struct(_) => "a struct",
        Value::Array(_) => "a list",
        Value::Base64(_) => "bytes",
        Value::DateTime(_) => "a date",
        _ => "something else",
    };
    Odd(format!("{name} is {got} instead of {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: Value) -> Members {
        Members::of(record([("x", value)])).unwrap()
    }

    fn said(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    #[test]
    fn fields_are_read_by_what_is_wanted() {
        for (value, text, number, flag) in [
            (said("7"), Ok("7"), Ok(7), Err(())),
            (Value::Long(7), Ok("7"), Ok(7), Err(())),
            (Value::Integer(1), Ok("1"), Ok(1), Ok(true)),
            (said(""), Ok(""), Ok(0), Ok(false)),
            (Value::Nil, Ok(""), Ok(0), Ok(false)),
            (Value::Boolean(true), Ok("1"), Ok(1), Ok(true)),
            (Value::Boolean(false), Ok(""), Ok(0), Ok(false)),
            (said("-7"), Ok("-7"), Err(()), Err(())),
            (said("seven"), Ok("seven"), Err(()), Err(())),
            (said("99999999999999999999"), Ok("99999999999999999999"), Err(()), Err(())),
            (list([]), Err(()), Err(()), Err(())),
            (record([]), Err(()), Err(()), Err(())),
            (Value::Base64(vec![1]), Err(()), Err(()), Err(())),
        ] {
            let named = |Odd(why): Odd| assert!(why.starts_with("x is "), "{why}");
            assert_eq!(with(value.clone()).text("x").map_err(named), text.map(str::to_owned), "{value:?}");
            assert_eq!(with(value.clone()).number("x").map_err(named), number, "{value:?}");
            assert_eq!(with(value.clone()).flag("x").map_err(named), flag, "{value:?}");
        }
        assert_eq!(with(said("-7")).whole("x"), Ok(-7));
        assert_eq!(with(said("")).needed("y"), Err(Odd("y is missing".to_owned())));
        assert_eq!(with(said("")).text("y"), Ok(String::new()));
    }

    #[test]
    fn lists_and_structs_may_be_each_other_where_php_mixes_them_up() {
        let gaps = record([("0", said("a")), ("2", said("b"))]);
        assert_eq!(with(gaps).list("x"), Ok(vec![said("a"), said("b")]));
        assert!(with(record([("a", said("a"))])).list("x").is_err());
        assert!(with(list([])).members("x").unwrap().is_none());
        assert!(with(list([said("a")])).members("x").is_err());
        assert!(with(record([("a", said("a"))])).members("x").unwrap().is_some());
        assert!(Members::of(said("a")).is_err());
    }

    #[test]
    fn what_a_server_would_refuse_does_not_go_out() {
        assert_eq!(text("a\0b\u{1}\u{b}\u{1f}\tc\nd\u{fdd0}\u{ffff} 🗝"), said("ab\tc\nd 🗝"));
        let time = "2026-11-23T04:30:05".parse().unwrap();
        assert_eq!(clock(time).unwrap(), Value::DateTime("20261123T04:30:05".parse().unwrap()));
        assert_eq!(number(5_000_000_000), said("5000000000"));
    }
}
