//! XML as a stream of openings, texts and closings, on a leash: what no export holds ends the reading.

use super::{MAX_ITEM, WxrError};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufRead, Read};

/// The deepest nesting of elements that is read; an export needs seven.
const DEEPEST: usize = 32;

/// One node.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node {
    Open(Tag),
    Close,
    Text(String),
    End,
}

/// An element's name as exports write it (`wp:post_id`), and the two attributes that are asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    pub name: String,
    pub domain: String,
    pub nicename: String,
}

/// Reads nodes.
pub(super) struct Nodes<R> {
    reader: Reader<Leash<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Nodes<R> {
    pub fn new(input: R) -> Self {
        let mut reader = Reader::from_reader(Leash { input, left: MAX_ITEM });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// Lets the leash out again: another item begins.
    pub fn let_out(&mut self) {
        self.reader.get_mut().left = MAX_ITEM;
    }

    pub fn next(&mut self) -> Result<Node, WxrError> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(why)?;
            return Ok(match event {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(WxrError::Hostile("it is nested too deeply"));
                    }
                    Node::Open(named(&tag))
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close
                }
                Event::Text(text) => Node::Text(text.into_inner().into_owned()),
                Event::CData(text) => Node::Text(text.into_inner().into_owned()),
                Event::GeneralRef(name) => Node::Text(reference(&name.into_inner())),
                Event::DocType(_) => return Err(WxrError::Hostile("it brings a document type")),
                Event::Eof if self.depth > 0 => return Err(WxrError::BreaksOff),
                Event::Eof => Node::End,
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => continue,
            });
        }
    }
}

fn named(tag: &BytesStart<'_>) -> Tag {
    let attribute = |wanted: &str| {
        let mut all = tag.attributes();
        let found = all.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == wanted);
        found.map(|found| htmlize::unescape_attribute(found.value.as_ref()).into_owned()).unwrap_or_default()
    };
    Tag { name: tag.name().as_ref().to_owned(), domain: attribute("domain"), nicename: attribute("nicename") }
}

/// `&name;` or `&#number;`, by the table of HTML; stays as it is when that does not know it. Zero is no character.
fn reference(name: &str) -> String {
    match name {
        "#0" | "#x0" | "#X0" => String::new(),
        _ => htmlize::unescape(format!("&{name};").as_str()).into_owned(),
    }
}

fn why(error: quick_xml::Error) -> WxrError {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            WxrError::Hostile("one of its parts is larger than 64 MB")
        }
        quick_xml::Error::Io(error) => WxrError::Io(error.to_string()),
        quick_xml::Error::Syntax(_) => WxrError::BreaksOff,
        error => WxrError::Broken(error.to_string()),
    }
}

/// Input that ends with an error when one part asks for too much.
struct Leash<R> {
    input: R,
    left: u64,
}

impl<R: BufRead> Read for Leash<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let count = there.len().min(out.len());
        out[..count].copy_from_slice(&there[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Leash<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.input.consume(count);
    }
}
