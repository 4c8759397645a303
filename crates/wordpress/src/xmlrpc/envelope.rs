//! What is let through to the XML-RPC parser: the one value of an answer, checked and in plain spelling.
//!
//! The parser (`dxr`) reads a value into a tree, all or nothing. So everything that would make it fail on a good answer
//! is put right here, and everything that has no place in an answer is refused before it can cost anything: document
//! types and their entities, nesting beyond any post, what is no XML-RPC at all. One pass, no recursion.
//!
//! Known quirks: PHP notices or a byte order mark in front, warnings behind; dates that are none
//! (`00000000T00:00:00Z`); numbers with a comma where the server's language writes them so; ids beyond 32 bits;
//! entities of HTML; control characters that came into a post by another way.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The deepest nesting of elements that is read. A post with a picture, its sizes and its camera needs 28.
const DEEPEST: usize = 96;

/// The value of an answer, as `<value>…</value>`.
#[derive(Debug, PartialEq, Eq)]
pub enum Envelope {
    /// What was asked for.
    Value(String),
    /// The blog's own refusal.
    Fault(String),
}

/// Opens an answer's body. An error says what is wrong with it.
pub fn open(body: &[u8]) -> Result<Envelope, &'static str> {
    let text = std::str::from_utf8(body).map_err(|_| "the text is not UTF-8")?;
    let begin = ["<?xml", "<methodResponse"].iter().filter_map(|sign| text.find(sign)).min();
    let mut reader = Reader::from_str(&text[begin.ok_or("there is no XML-RPC in it")?..]);
    let mut inside = Inside::default();
    loop {
        match reader.read_event().map_err(|_| "the XML is broken")? {
            Event::Start(tag) => inside.open(&tag)?,
            Event::End(_) => {
                if inside.close() {
                    return inside.finish();
                }
            }
            Event::Empty(tag) => {
                inside.open(&tag)?;
                if inside.close() {
                    return inside.finish();
                }
            }
            Event::Text(text) => inside.text(&text),
            Event::CData(text) => inside.escaped(&text),
            Event::GeneralRef(name) => inside.reference(&name),
            Event::DocType(_) => return Err("it brings a document type"),
            Event::Eof => return Err("it breaks off"),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
}

/// How far the answer has been read.
#[derive(Default)]
struct Inside {
    /// Names of the open elements, as they are written.
    open: Vec<&'static str>,
    fault: bool,
    value: String,
}

impl Inside {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), &'static str> {
        if self.open.len() >= DEEPEST {
            return Err("it is nested too deeply");
        }
        let name =
            spelling(tag.local_name().as_ref()).ok_or("it holds an element that XML-RPC does not know")?;
        let right = match (self.open.as_slice(), name) {
            ([], "methodResponse")
            | (["methodResponse"], "params")
            | (["methodResponse", "params"], "param") => true,
            (["methodResponse"], "fault") => {
                self.fault = true;
                true
            }
            (["methodResponse", "params", "param"] | ["methodResponse", "fault"], "value") => {
                self.value.is_empty()
            }
            _ => self.open.len() >= self.envelope(),
        };
        if !right {
            return Err("it is no XML-RPC");
        }
        self.open.push(name);
        if self.is_in_value() {
            self.value.extend(["<", name, ">"]);
        }
        Ok(())
    }

    /// Closes the innermost element; whether that was the last.
    fn close(&mut self) -> bool {
        let in_value = self.is_in_value();
        // The reader has checked that the names match.
        if let Some(name) = self.open.pop()
            && in_value
        {
            self.value.extend(["</", name, ">"]);
        }
        self.open.is_empty()
    }

    fn finish(self) -> Result<Envelope, &'static str> {
        match (self.value.is_empty(), self.fault) {
            (true, _) => Err("it holds no value"),
            (false, true) => Ok(Envelope::Fault(self.value)),
            (false, false) => Ok(Envelope::Value(self.value)),
        }
    }

    /// How many elements are around the value, itself included.
    fn envelope(&self) -> usize {
        if self.fault { 3 } else { 4 }
    }

    fn is_in_value(&self) -> bool {
        self.open.len() >= self.envelope()
    }

    /// Text as it is written, apart from references, which come by themselves.
    fn text(&mut self, text: &str) {
        if self.is_in_value() {
            let text = text.replace(is_forbidden, "");
            // A comma instead of a point is the server's language.
            let text = if self.open.last() == Some(&"double") { text.replace(',', ".") } else { text };
            self.value.push_str(&text);
        }
    }

    fn escaped(&mut self, text: &str) {
        self.text(&quick_xml::escape::escape(text));
    }

    /// `&name;` or `&#number;`: what XML does not know by itself is read as HTML, and stays as it is when that is unknown.
    fn reference(&mut self, name: &str) {
        let whole = format!("&{name};");
        match name {
            "lt" | "gt" | "amp" | "quot" | "apos" => self.text(&whole),
            // Zero is no character; HTML would make a sign of it.
            "#0" | "#x0" | "#X0" => {}
            _ => self.escaped(&htmlize::unescape(whole.as_str())),
        }
    }
}

/// The elements of XML-RPC as they are handed on. Dates become text, which the parser never refuses; whole numbers of
/// every width become the widest.
fn spelling(name: &str) -> Option<&'static str> {
    Some(match name {
        "string" | "dateTime.iso8601" => "string",
        "double" | "float" => "double",
        "int" | "i1" | "i2" | "i4" | "i8" => "i8",
        "methodResponse" => "methodResponse",
        "params" => "params",
        "param" => "param",
        "fault" => "fault",
        "value" => "value",
        "struct" => "struct",
        "member" => "member",
        "name" => "name",
        "array" => "array",
        "data" => "data",
        "boolean" => "boolean",
        "base64" => "base64",
        "nil" => "nil",
        _ => return None,
    })
}

/// Whether a character has no place in XML 1.0. WordPress stores them when they come by REST, and then writes them into
/// its answers, which no strict parser takes.
pub fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(value: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<methodResponse><params><param><value>{value}</value></param></params></methodResponse>"
        )
    }

    #[test]
    fn one_value_is_taken_out_whatever_is_around_it() {
        let plain = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodResponse>\n  <params>\n    <param>\n      <value>\n      <string>a</string>\n      </value>\n    </param>\n  </params>\n</methodResponse>\n";
        for (body, expected) in [
            (plain.to_owned(), "a"),
            (format!("\u{feff}{plain}"), "a"),
            (format!("<br />\n<b>Warning</b>: Undefined array key \"x\" in <b>/p.php</b>\n{plain}"), "a"),
            (format!("{plain}<br />\n<b>Notice</b>: & so on </x>"), "a"),
            (plain.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ""), "a"),
            (
                plain.replace("string>", "dateTime.iso8601>").replace(">a<", ">00000000T00:00:00Z<"),
                "00000000T00:00:00Z",
            ),
            (
                plain.replace(
                    ">a<",
                    "> a &amp; &lt;b&gt; &nbsp;&#8217;&#x1f600; <![CDATA[<c> & d]]><!-- no --> <",
                ),
                " a &amp; &lt;b&gt; \u{a0}’\u{1f600} &lt;c&gt; &amp; d ",
            ),
            (plain.replace(">a<", ">a\u{1}&#1;&#0;\u{b}b\tc\n<"), "ab\tc\n"),
            (plain.replace(">a<", ">&unheard; &<").replace("&<", "&amp;<"), "&amp;unheard; &amp;"),
        ] {
            let Envelope::Value(value) = open(body.as_bytes()).unwrap_or_else(|why| panic!("{body}: {why}"))
            else {
                panic!("a fault: {body}")
            };
            let expected = format!("<string>{expected}</string>");
            assert!(value.contains(&expected), "{value} lacks {expected}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_width_and_language() {
        for (value, expected) in [
            ("<int>5000000000</int>", "<i8>5000000000</i8>"),
            ("<i4>-1</i4>", "<i8>-1</i8>"),
            ("<double>5,5</double>", "<double>5.5</double>"),
            ("<nil/>", "<nil></nil>"),
            ("<ex:nil xmlns:ex=\"u\"/>", "<nil></nil>"),
        ] {
            assert_eq!(
                open(answer(value).as_bytes()),
                Ok(Envelope::Value(format!("<value>{expected}</value>")))
            );
        }
    }

    #[test]
    fn a_fault_is_told_from_an_answer() {
        let body = "<methodResponse><fault><value><struct></struct></value></fault></methodResponse>";
        assert_eq!(open(body.as_bytes()), Ok(Envelope::Fault("<value><struct></struct></value>".to_owned())));
    }

    #[test]
    fn what_is_no_answer_is_refused_and_named() {
        let deep = |levels: usize| {
            answer(&("<array><data><value>".repeat(levels) + &"</value></data></array>".repeat(levels)))
        };
        let whole = answer("<string>text</string>");
        for (body, expected) in [
            ("", "there is no XML-RPC in it"),
            ("<html><body>Sign in to the network</body></html>", "there is no XML-RPC in it"),
            ("{\"code\":\"x\"}", "there is no XML-RPC in it"),
            ("<?xml version=\"1.0\"?><html><body/></html>", "it holds an element that XML-RPC does not know"),
            ("<?xml version=\"1.0\"?><!DOCTYPE html><html/>", "it brings a document type"),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><methodResponse/>",
                "it brings a document type",
            ),
            (
                &whole.replace(
                    "<methodResponse>",
                    "<!DOCTYPE methodResponse SYSTEM \"file:///etc/passwd\"><methodResponse>",
                ),
                "it brings a document type",
            ),
            ("<?xml version=\"1.0\"?><value/>", "it is no XML-RPC"),
            ("<?xml version=\"1.0\"?><methodResponse/>", "it holds no value"),
            ("<?xml version=\"1.0\"?><methodResponse><params/></methodResponse>", "it holds no value"),
            ("<methodResponse><value/></methodResponse>", "it is no XML-RPC"),
            (
                "<methodResponse><params><param><value/><value/></param></params></methodResponse>",
                "it is no XML-RPC",
            ),
            (&answer("<script>1</script>"), "it holds an element that XML-RPC does not know"),
            (&answer("<string>a</i4>"), "the XML is broken"),
            (&whole[..whole.len() - 1], "the XML is broken"),
            (&whole[..whole.len() - "</methodResponse>".len()], "it breaks off"),
            (whole.split_once("xt<").unwrap().0, "it breaks off"),
            (&deep(20_000), "it is nested too deeply"),
            (&answer(&"<array><data><value>".repeat(20_000)), "it is nested too deeply"),
            (&deep(31), "it is nested too deeply"),
        ] {
            let begin: String = body.chars().take(120).collect();
            assert_eq!(open(body.as_bytes()), Err(expected), "{begin}");
        }
        assert!(open(deep(30).as_bytes()).is_ok());
        assert_eq!(open(b"<methodResponse>\xff</methodResponse>"), Err("the text is not UTF-8"));
    }
}
