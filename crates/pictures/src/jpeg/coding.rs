//! Pixels out of a JPEG and into one.
//!
//! `jpeg-decoder` is not the quickest: zune-jpeg is, and decodes a baseline JPEG with one scan for each component and
//! coarser colours to green garbage (version 0.5.15). Such files are valid, and common where Huffman tables are optimised.

use crate::limits;
use crate::pixels::Pixels;
use crate::{MAX_MEMORY, Problem};
use jpeg_decoder::{Decoder, Error, PixelFormat};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use std::io::ErrorKind;

/// WordPress's own quality is 82; the sizes that it makes of this picture are coded once more.
const QUALITY: u8 = 85;

/// The most that decoding takes for one pixel: the picture twice, and the coefficients of a picture sent in several scans.
const BYTES_PER_PIXEL: f64 = 12.0;

/// The same for one that comes in one scan: measured 583 MB for 98 megapixels at full colour resolution.
const BYTES_PER_PIXEL_BASELINE: f64 = 6.1;

/// Grey stays grey, everything else becomes RGB.
pub(super) fn decode(bytes: &[u8]) -> Result<Pixels, Problem> {
    let mut decoder = Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(usize::try_from(MAX_MEMORY).unwrap_or(usize::MAX));
    decoder.read_info().map_err(damage)?;
    let info = decoder.info().ok_or_else(|| Problem::broken("no header"))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let several_scans = bytes.windows(2).filter(|pair| *pair == [0xff, 0xda]).count() > 1;
    limits::afford(width, height, if several_scans { BYTES_PER_PIXEL } else { BYTES_PER_PIXEL_BASELINE })?;
    let channels = match info.pixel_format {
        PixelFormat::L8 => 1,
        PixelFormat::RGB24 => 3,
        PixelFormat::L16 | PixelFormat::CMYK32 => return Err(Problem::RareJpeg),
    };
    let data = decoder.decode().map_err(damage)?;
    Ok(Pixels { width, height, channels, data })
}

fn damage(error: Error) -> Problem {
    match error {
        Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => Problem::Cut,
        error => Problem::broken(error),
    }
}

/// Progressive: it shows early on a slow line, and unlike a baseline file with optimised tables no decoder gets it wrong.
pub(super) fn encode(pixels: &Pixels, profile: &[u8]) -> Result<Vec<u8>, Problem> {
    let (Ok(width), Ok(height)) = (u16::try_from(pixels.width), u16::try_from(pixels.height)) else {
        return Err(Problem::TooLarge { width: pixels.width, height: pixels.height });
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    if !profile.is_empty() {
        encoder.add_icc_profile(profile).map_err(Problem::broken)?;
    }
    let kind = if pixels.channels == 1 { ColorType::Luma } else { ColorType::Rgb };
    encoder.encode(&pixels.data, width, height, kind).map_err(Problem::broken)?;
    Ok(bytes)
}
