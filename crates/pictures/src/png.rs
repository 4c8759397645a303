//! PNG (its third edition): the chunks one by one. What shows the picture stays, moving pictures included; what tells of
//! it goes, and so does everything behind the end, where some programs leave the rest of an older file.

use crate::exif::Exif;
use crate::orientation::Orientation;
use crate::pixels::Pixels;
use crate::secrets::Secrets;
use crate::stripped::Stripped;
use crate::{MAX_MEMORY, Prepared, Problem, Rules, limits};
use png::{BitDepth, ColorType, Compression, Decoder, DecodingError, Encoder, Limits, Transformations};
use std::io::{Cursor, ErrorKind};

const SIGNATURE: usize = 8;

/// Chunks without which the picture is another one.
const KEPT: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// Of these, what holds for the pixels in whatever way they are coded.
const COLOUR: [&[u8; 4]; 7] = [b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"cLLI"];

/// The most that a pixel takes while it is decoded and made smaller: itself, half-way resized, and with alpha a copy.
const BYTES_PER_PIXEL: f64 = 5.0;
const BYTES_PER_PIXEL_WITH_ALPHA: f64 = 9.0;

struct Layout<'a> {
    stripped: Stripped,
    /// The chunks that hold for the pixels in whatever way they are coded.
    colour: Vec<&'a [u8]>,
}

pub(crate) fn prepare(original: &[u8], rules: Rules) -> Result<Prepared, Problem> {
    let Layout { stripped, colour } = walk(original)?;
    stripped.finish(rules, decode, |pixels| encode(pixels, &colour))
}

fn walk(bytes: &[u8]) -> Result<Layout<'_>, Problem> {
    let (signature, mut rest) = bytes.split_at(SIGNATURE);
    let mut stripped = Stripped {
        bytes: signature.to_vec(),
        width: 0,
        height: 0,
        orientation: Orientation::default(),
        fixed: false,
        secrets: Secrets::default(),
    };
    let mut colour = Vec::new();
    loop {
        let (chunk, after) = split(rest)?;
        let (name, data) = (&chunk[4..8], &chunk[8..chunk.len() - 4]);
        let is_one_of = |list: &[&[u8; 4]]| list.iter().any(|known| *known == name);
        if stripped.width == 0 {
            let [w1, w2, w3, w4, h1, h2, h3, h4, ..] = *data else { return Err(Problem::Cut) };
            if name != b"IHDR" {
                return Err(Problem::broken("its header is not in front"));
            }
            stripped.width = u32::from_be_bytes([w1, w2, w3, w4]);
            stripped.height = u32::from_be_bytes([h1, h2, h3, h4]);
            limits::believe(stripped.width, stripped.height)?;
        }
        if is_one_of(&KEPT) {
            stripped.bytes.extend_from_slice(chunk);
        } else if name == b"eXIf" {
            let exif = Exif::read(data);
            stripped.orientation = exif.orientation;
            stripped.secrets.exif(&exif);
        } else {
            stripped.secrets.text(data);
        }
        if is_one_of(&COLOUR) {
            colour.push(chunk);
        }
        stripped.fixed |= name == b"acTL";
        rest = after;
        if name == b"IEND" {
            if !rest.is_empty() {
                stripped.secrets.something();
            }
            return Ok(Layout { stripped, colour });
        }
    }
}

/// The first chunk, whole, and what follows it.
fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), Problem> {
    let [l1, l2, l3, l4, ..] = *bytes else { return Err(Problem::Cut) };
    let length = u32::from_be_bytes([l1, l2, l3, l4]) as usize;
    let whole = length.checked_add(12).ok_or(Problem::Cut)?;
    bytes.split_at_checked(whole).ok_or(Problem::Cut)
}

/// Palettes and bits are spread out to eight bits a channel.
fn decode(bytes: &[u8]) -> Result<Pixels, Problem> {
    let limit = usize::try_from(MAX_MEMORY).unwrap_or(usize::MAX);
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: limit });
    decoder.ignore_checksums(false);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(damage)?;
    let (width, height) = (reader.info().width, reader.info().height);
    let has_alpha = matches!(reader.output_color_type().0, ColorType::GrayscaleAlpha | ColorType::Rgba);
    limits::afford(width, height, if has_alpha { BYTES_PER_PIXEL_WITH_ALPHA } else { BYTES_PER_PIXEL })?;
    let size = reader.output_buffer_size().ok_or(Problem::TooLarge { width, height })?;
    let mut data = vec![0; size];
    let frame = reader.next_frame(&mut data).map_err(damage)?;
    data.truncate(frame.buffer_size());
    let channels = frame.color_type.samples() as u8;
    Ok(Pixels { width, height, channels, data })
}

fn damage(error: DecodingError) -> Problem {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Problem::Cut,
        error => Problem::broken(error),
    }
}

/// A new file, with what the old one said of its colours behind the header.
fn encode(pixels: &Pixels, colour: &[&[u8]]) -> Result<Vec<u8>, Problem> {
    const HEADER: usize = SIGNATURE + 25;
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width, pixels.height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    encoder.set_color(match pixels.channels {
        1 => ColorType::Grayscale,
        2 => ColorType::GrayscaleAlpha,
        3 => ColorType::Rgb,
        _ => ColorType::Rgba,
    });
    let mut writer = encoder.write_header().map_err(Problem::broken)?;
    writer.write_image_data(&pixels.data).map_err(Problem::broken)?;
    writer.finish().map_err(Problem::broken)?;
    bytes.splice(HEADER..HEADER, colour.concat());
    Ok(bytes)
}
