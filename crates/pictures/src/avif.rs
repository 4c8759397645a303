//! AVIF (ISO/IEC 23008-12 over 14496-12): a file of boxes in which offsets count from the beginning, so nothing may move.
//! What tells of the picture is blanked where it lies. It is not decoded and therefore never resized; how it is turned
//! is a property of the picture itself, which browsers follow.
//!
//! Details that cannot be found and blanked for certain are a reason to refuse the file, not to send it.

mod items;

use crate::exif::Exif;
use crate::orientation::Orientation;
use crate::secrets::Secrets;
use crate::stripped::Stripped;
use crate::{Prepared, Problem, Rules, limits};
use items::{Item, Place};
use std::ops::Range;

/// Exif data that says nothing: where it begins, and a TIFF structure without a single entry.
const NOTHING: [u8; 18] = *b"\0\0\0\0II*\0\x08\0\0\0\0\0\0\0\0\0";

/// Boxes that hold what a program or camera added, anywhere in the tree of a moving picture.
const ADDED: [&[u8; 4]; 3] = [b"uuid", b"udta", b"jumb"];

/// Boxes in which others lie.
const TREE: [&[u8; 4]; 8] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex"];

pub(crate) fn prepare(original: &[u8], rules: Rules) -> Result<Prepared, Problem> {
    let mut file =
        File { bytes: original.to_vec(), secrets: Secrets::default(), size: (0, 0), pictures: false };
    let top = boxes(original, 0..original.len())?;
    for here in &top {
        match &here.name {
            b"meta" => file.read_meta(original, here)?,
            b"moov" => file.blank_added(original, here.body.clone(), 0)?,
            name if ADDED.contains(&name) => file.free(original, here),
            _ => {}
        }
        file.pictures |= matches!(&here.name, b"meta" | b"moov");
    }
    if !file.pictures {
        return Err(Problem::broken("it holds no picture"));
    }
    let (width, height) = file.size;
    let stripped = Stripped {
        bytes: file.bytes,
        width,
        height,
        orientation: Orientation::default(),
        fixed: true,
        secrets: file.secrets,
    };
    Ok(stripped.finish_as_it_is(rules))
}

/// One box: its name, and its content in bytes of the file.
#[derive(Clone, Debug)]
struct Box4 {
    name: [u8; 4],
    body: Range<usize>,
}

/// The boxes that lie side by side in a part of the file.
fn boxes(file: &[u8], within: Range<usize>) -> Result<Vec<Box4>, Problem> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let part = file.get(at..within.end).ok_or(Problem::Cut)?;
        let [s1, s2, s3, s4, n1, n2, n3, n4, ..] = *part else { return Err(Problem::Cut) };
        let (head, length) = match u32::from_be_bytes([s1, s2, s3, s4]) {
            0 => (8, part.len()),
            1 => {
                let long = part.get(8..16).and_then(|long| long.try_into().ok()).ok_or(Problem::Cut)?;
                (16, usize::try_from(u64::from_be_bytes(long)).map_err(|_| Problem::Cut)?)
            }
            short => (8, short as usize),
        };
        if length < head || length > part.len() {
            return Err(Problem::Cut);
        }
        found.push(Box4 { name: [n1, n2, n3, n4], body: at + head..at + length });
        at += length;
    }
    Ok(found)
}

/// The file as it is going to be sent.
struct File {
    bytes: Vec<u8>,
    secrets: Secrets,
    /// The largest picture in it.
    size: (u32, u32),
    pictures: bool,
}

impl File {
    /// The box that describes the pictures of the file, and lists what else belongs to them.
    fn read_meta(&mut self, file: &[u8], meta: &Box4) -> Result<(), Problem> {
        // Four bytes of version and flags.
        let inner = boxes(file, (meta.body.start + 4).min(meta.body.end)..meta.body.end)?;
        for properties in inner.iter().filter(|part| &part.name == b"iprp") {
            for container in boxes(file, properties.body.clone())?.iter().filter(|part| &part.name == b"ipco")
            {
                for property in boxes(file, container.body.clone())? {
                    self.read_size(&file[property.body.clone()], &property.name)?;
                }
            }
        }
        for item in items::telling(file, &inner)? {
            self.blank(file, &item)?;
        }
        for added in inner.iter().filter(|part| ADDED.contains(&&part.name)) {
            self.free(file, added);
        }
        Ok(())
    }

    fn read_size(&mut self, body: &[u8], name: &[u8; 4]) -> Result<(), Problem> {
        if let (b"ispe", [_, _, _, _, w1, w2, w3, w4, h1, h2, h3, h4, ..]) = (name, body) {
            let (width, height) =
                (u32::from_be_bytes([*w1, *w2, *w3, *w4]), u32::from_be_bytes([*h1, *h2, *h3, *h4]));
            limits::believe(width, height)?;
            if width.max(height) > self.size.0.max(self.size.1) {
                self.size = (width, height);
            }
        }
        Ok(())
    }

    /// Writes nothing over an item, in words that a reader of Exif or XMP understands.
    fn blank(&mut self, file: &[u8], item: &Item) -> Result<(), Problem> {
        let whole: Vec<u8> = item
            .places
            .iter()
            .map(|Place(range)| file.get(range.clone()).ok_or(Problem::Cut))
            .collect::<Result<Vec<_>, _>>()?
            .concat();
        let mut nothing = if item.is_exif { NOTHING.to_vec() } else { Vec::new() };
        nothing.resize(whole.len(), if item.is_exif { 0 } else { b' ' });
        if whole == nothing {
            return Ok(());
        }
        self.secrets.text(&whole);
        if item.is_exif {
            self.secrets.exif(&Exif::read(whole.get(4..).unwrap_or_default()));
        }
        let mut rest = nothing.as_slice();
        for Place(range) in &item.places {
            let (here, after) = rest.split_at(range.len().min(rest.len()));
            self.bytes[range.clone()].copy_from_slice(here);
            rest = after;
        }
        Ok(())
    }

    /// Looks through the tree of a moving picture.
    fn blank_added(&mut self, file: &[u8], within: Range<usize>, depth: usize) -> Result<(), Problem> {
        if depth > TREE.len() {
            return Err(Problem::broken("boxes within boxes"));
        }
        for part in boxes(file, within)? {
            if ADDED.contains(&&part.name) || &part.name == b"meta" {
                self.free(file, &part);
            } else if TREE.contains(&&part.name) {
                self.blank_added(file, part.body, depth + 1)?;
            }
        }
        Ok(())
    }

    /// Makes a box one of free space.
    fn free(&mut self, file: &[u8], part: &Box4) {
        self.secrets.text(&file[part.body.clone()]);
        self.bytes[part.body.clone()].fill(0);
        // The name stands right before the content, or before its long length.
        let name = if file[part.body.start - 4..].starts_with(&part.name) {
            part.body.start - 4
        } else {
            part.body.start - 12
        };
        self.bytes[name..name + 4].copy_from_slice(b"free");
    }
}
