//! The items of an AVIF that tell of the picture, and where in the file they lie (boxes `iinf` and `iloc`).

use super::{Box4, boxes};
use crate::Problem;
use std::collections::BTreeSet;
use std::ops::Range;

/// An item that no reader needs.
pub(super) struct Item {
    /// Exif data; otherwise text such as XMP.
    pub(super) is_exif: bool,
    /// Its pieces, in order.
    pub(super) places: Vec<Place>,
}

/// A piece of an item, in bytes of the file.
pub(super) struct Place(pub(super) Range<usize>);

/// The kinds of item that show something, or say how it is shown.
const SHOWN: [&[u8; 4]; 5] = [b"av01", b"grid", b"iovl", b"iden", b"tmap"];

/// All items of a `meta` box that tell of the picture.
pub(super) fn telling(file: &[u8], meta: &[Box4]) -> Result<Vec<Item>, Problem> {
    let one = |name: &[u8; 4]| meta.iter().find(|part| &part.name == name).map(|part| part.body.clone());
    let Some(list) = one(b"iinf") else { return Ok(Vec::new()) };
    let (exif, other) = named(file, list)?;
    if exif.is_empty() && other.is_empty() {
        return Ok(Vec::new());
    }
    let locations = one(b"iloc").ok_or(Problem::Sealed("nothing says where they lie"))?;
    let mut reader = Reader { bytes: &file[locations] };
    let version = reader.number(1)?;
    reader.number(3)?;
    let sizes = reader.number(2)?;
    let [offsets, lengths, bases, indexes] = [12, 8, 4, 0].map(|shift| sizes >> shift & 15);
    let count = reader.number(if version < 2 { 2 } else { 4 })?;
    let (mut items, mut missing) = (Vec::new(), &exif | &other);
    for _ in 0..count {
        let id = reader.number(if version < 2 { 2 } else { 4 })?;
        let method = if version == 0 { 0 } else { reader.number(2)? & 15 };
        let elsewhere = reader.number(2)? != 0;
        let base = reader.number(bases)?;
        let mut places = Vec::new();
        let tells = missing.remove(&id);
        for _ in 0..reader.number(2)? {
            if version > 0 {
                reader.number(indexes)?;
            }
            let (offset, length) = (reader.number(offsets)?, reader.number(lengths)?);
            if !tells {
                continue;
            }
            let within = match (method, elsewhere) {
                (0, false) => 0..file.len(),
                (1, false) => one(b"idat").ok_or(Problem::Cut)?,
                _ => return Err(Problem::Sealed("they lie in another item or file")),
            };
            places.push(Place(place(within, base, offset, length)?));
        }
        if tells {
            items.push(Item { is_exif: exif.contains(&id), places });
        }
    }
    if missing.is_empty() { Ok(items) } else { Err(Problem::Sealed("nothing says where one of them lies")) }
}

/// Base, offset and length as bytes of the file. A length of 0 would mean all there is, the picture too.
fn place(within: Range<usize>, base: u64, offset: u64, length: u64) -> Result<Range<usize>, Problem> {
    let size = |number: u64| usize::try_from(number).map_err(|_| Problem::Cut);
    let start = size(base)?.checked_add(size(offset)?).and_then(|at| at.checked_add(within.start));
    let start = start.filter(|start| *start <= within.end).ok_or(Problem::Cut)?;
    if length == 0 {
        return Err(Problem::Sealed("nothing says how long they are"));
    }
    let end = start.checked_add(size(length)?);
    end.filter(|end| *end <= within.end).map(|end| start..end).ok_or(Problem::Cut)
}

/// The numbers of the items with Exif data, and of the others that show nothing.
fn named(file: &[u8], list: Range<usize>) -> Result<(BTreeSet<u64>, BTreeSet<u64>), Problem> {
    let mut reader = Reader { bytes: &file[list.clone()] };
    let version = reader.number(1)?;
    let head = 3 + if version == 0 { 2 } else { 4 };
    reader.number(3)?;
    let (mut exif, mut other) = (BTreeSet::new(), BTreeSet::new());
    for entry in boxes(file, (list.start + 1 + head).min(list.end)..list.end)? {
        let mut reader = Reader { bytes: &file[entry.body] };
        let version = reader.number(1)?;
        reader.number(3)?;
        let id = reader.number(if version < 3 { 2 } else { 4 })?;
        reader.number(2)?;
        let kind = if version < 2 { [0; 4] } else { (reader.number(4)? as u32).to_be_bytes() };
        if &kind == b"Exif" {
            exif.insert(id);
        } else if !SHOWN.contains(&&kind) {
            other.insert(id);
        }
    }
    Ok((exif, other))
}

/// Numbers one after the other, the first byte counting most.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn number(&mut self, length: u64) -> Result<u64, Problem> {
        let (here, rest) = self.bytes.split_at_checked(length as usize).ok_or(Problem::Cut)?;
        self.bytes = rest;
        Ok(here.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }
}
