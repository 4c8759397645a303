//! WebP (RFC 9649): the chunks of its RIFF file one by one. Exif, XMP and unknown chunks go; colour profile and movement stay.
//!
//! There is a lossless encoder in Rust and no other. A large photograph coded so grows instead of shrinking; it then keeps
//! its size, and only one that lies on its side is coded anew whatever comes out: what goes to readers is upright.

use crate::exif::Exif;
use crate::orientation::Orientation;
use crate::pixels::Pixels;
use crate::secrets::Secrets;
use crate::stripped::Stripped;
use crate::{MAX_MEMORY, Prepared, Problem, Rules, limits};
use image_webp::{ColorType, DecodingError, WebPDecoder, WebPEncoder};
use std::io::Cursor;

const HEADER: usize = 12;

/// Chunks without which the picture is another one.
const KEPT: [&[u8; 4]; 7] = [b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"];

/// Flags of the extended header: Exif, XMP, movement.
const EXIF: u8 = 0b1000;
const XMP: u8 = 0b0100;
const MOVING: u8 = 0b0010;

/// Decoding takes four bytes a pixel twice, and so does resizing with alpha.
const BYTES_PER_PIXEL: f64 = 9.0;

struct Layout {
    stripped: Stripped,
    /// The colour profile.
    profile: Option<Vec<u8>>,
}

pub(crate) fn prepare(original: &[u8], rules: Rules) -> Result<Prepared, Problem> {
    let Layout { stripped, profile } = walk(original)?;
    stripped.finish(rules, decode, |pixels| encode(pixels, profile))
}

fn walk(bytes: &[u8]) -> Result<Layout, Problem> {
    let length = little(bytes.get(4..8).ok_or(Problem::Cut)?).saturating_add(8);
    let riff = bytes.get(..length).ok_or(Problem::Cut)?;
    let mut secrets = Secrets::default();
    if length < bytes.len() {
        secrets.something();
    }
    let mut kept = riff[..HEADER].to_vec();
    let (mut size, mut moving, mut orientation, mut profile) = (None, false, Orientation::default(), None);
    let mut rest = &riff[HEADER..];
    while rest.len() >= 8 {
        let (name, length) = (&rest[..4], little(&rest[4..8]));
        let data = rest.get(8..length.saturating_add(8)).ok_or(Problem::Cut)?;
        // Chunks of odd length are filled to even; the last one sometimes is not.
        let whole = (8 + length + length % 2).min(rest.len());
        if KEPT.iter().any(|known| *known == name) {
            let from = kept.len();
            kept.extend_from_slice(&rest[..whole]);
            if name == b"VP8X" && !data.is_empty() {
                moving = data[0] & MOVING != 0;
                kept[from + 8] &= !(EXIF | XMP);
            }
            if name == b"ICCP" {
                profile = Some(data.to_vec());
            }
            size = size.or(dimensions(name, data));
        } else if name == b"EXIF" {
            let exif = Exif::read(data);
            orientation = exif.orientation;
            secrets.exif(&exif);
        } else {
            secrets.text(data);
        }
        rest = &rest[whole..];
    }
    let (width, height) = size.ok_or_else(|| Problem::broken("it holds no picture"))?;
    limits::believe(width, height)?;
    if kept.len() % 2 == 1 {
        kept.push(0);
    }
    let length = u32::try_from(kept.len() - HEADER + 4).unwrap_or(u32::MAX);
    kept[4..8].copy_from_slice(&length.to_le_bytes());
    let stripped = Stripped { bytes: kept, width, height, orientation, fixed: moving, secrets };
    Ok(Layout { stripped, profile })
}

/// Width and height, from the chunk that says so first.
fn dimensions(name: &[u8], data: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| Some(u32::from(u16::from_le_bytes([*data.get(at)?, *data.get(at + 1)?])));
    match name {
        b"VP8X" => {
            let three = |at: usize| Some(1 + (short(at)? | u32::from(*data.get(at + 2)?) << 16));
            Some((three(4)?, three(7)?))
        }
        b"VP8L" => {
            let bits = short(1)? | short(3)? << 16;
            Some((1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)))
        }
        b"VP8 " => Some((short(6)? & 0x3fff, short(8)? & 0x3fff)),
        _ => None,
    }
}

fn little(bytes: &[u8]) -> usize {
    bytes.iter().take(4).rev().fold(0, |value, byte| value << 8 | usize::from(*byte))
}

fn decode(bytes: &[u8]) -> Result<Pixels, Problem> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(damage)?;
    decoder.set_memory_limit(usize::try_from(MAX_MEMORY).unwrap_or(usize::MAX));
    let (width, height) = decoder.dimensions();
    limits::believe(width, height)?;
    limits::afford(width, height, BYTES_PER_PIXEL)?;
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let size = decoder.output_buffer_size().ok_or(Problem::TooLarge { width, height })?;
    let mut data = vec![0; size];
    decoder.read_image(&mut data).map_err(damage)?;
    Ok(Pixels { width, height, channels, data })
}

fn damage(error: DecodingError) -> Problem {
    match error {
        DecodingError::IoError(_) => Problem::Cut,
        error => Problem::broken(error),
    }
}

fn encode(pixels: &Pixels, profile: Option<Vec<u8>>) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new(&mut bytes);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile);
    }
    let kind = if pixels.channels == 4 { ColorType::Rgba8 } else { ColorType::Rgb8 };
    encoder.encode(&pixels.data, pixels.width, pixels.height, kind).map_err(Problem::broken)?;
    Ok(bytes)
}
