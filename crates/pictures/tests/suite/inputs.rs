//! Pictures made for the tests: nothing is read from disk, and whoever reads a test sees what is in the file.

use image_webp::WebPEncoder;
use jpeg_encoder::{Encoder, SamplingFactor};
use std::io::Cursor;

/// What must not be found in any picture that is sent.
pub const PLACE: &str = "PLACE-CANARY-52N13E";
pub const SERIAL: &str = "SERIAL-CANARY-0815";

/// Pixels without padding.
#[derive(Clone, Debug, PartialEq)]
pub struct Raw {
    pub width: usize,
    pub height: usize,
    pub channels: usize,
    pub data: Vec<u8>,
}

impl Raw {
    pub fn of(width: usize, height: usize, channels: usize, pixel: impl Fn(usize, usize) -> [u8; 4]) -> Self {
        let data = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .flat_map(|(x, y)| pixel(x, y).into_iter().take(channels).collect::<Vec<_>>())
            .collect();
        Self { width, height, channels, data }
    }

    pub fn at(&self, x: usize, y: usize) -> &[u8] {
        &self.data[(y * self.width + x) * self.channels..][..self.channels]
    }

    /// The mean difference of the channels, 0 to 255.
    pub fn difference(&self, other: &Self) -> f64 {
        assert_eq!((self.width, self.height, self.channels), (other.width, other.height, other.channels));
        let sum: f64 = self.data.iter().zip(&other.data).map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
        sum / self.data.len() as f64
    }
}

/// Smooth colours with some detail, like a photograph; four channels, the last one opaque.
pub fn photo(width: usize, height: usize, channels: usize) -> Raw {
    Raw::of(width, height, channels, |x, y| {
        let (fx, fy) = (x as f64 / width as f64, y as f64 / height as f64);
        let wave = (fx * 9.0).sin() * (fy * 7.0).cos() * 30.0;
        let shade = |value: f64| (value + wave).clamp(0.0, 255.0) as u8;
        [shade(40.0 + fx * 160.0), shade(50.0 + fy * 150.0), shade(190.0 - fx * 120.0), 255]
    })
}

/// Six fields of different colours, three beside each other in two rows.
pub fn fields(field: usize, channels: usize) -> Raw {
    const COLOURS: [[u8; 4]; 6] = [
        [220, 30, 30, 255],
        [30, 200, 40, 255],
        [40, 50, 210, 128],
        [240, 230, 40, 255],
        [20, 20, 20, 200],
        [240, 240, 240, 255],
    ];
    Raw::of(3 * field, 2 * field, channels, |x, y| COLOURS[y / field * 3 + x / field])
}

/// A picture as a camera held otherwise stores it: what tag 0x0112 of Exif says of its first row and column.
pub fn stored(upright: &Raw, orientation: u16) -> Raw {
    let (w, h) = (upright.width, upright.height);
    let (width, height) = if orientation >= 5 { (h, w) } else { (w, h) };
    Raw::of(width, height, upright.channels, |column, row| {
        let (x, y) = match orientation {
            1 => (column, row),
            2 => (w - 1 - column, row),
            3 => (w - 1 - column, h - 1 - row),
            4 => (column, h - 1 - row),
            // The first row is the left or right side, the first column the top or bottom.
            5 => (row, column),
            6 => (w - 1 - row, column),
            7 => (w - 1 - row, h - 1 - column),
            _ => (row, h - 1 - column),
        };
        let mut pixel = [0; 4];
        pixel[..upright.channels].copy_from_slice(upright.at(x, y));
        pixel
    })
}

pub fn jpeg(raw: &Raw) -> Vec<u8> {
    jpeg_with(raw, |_| {})
}

pub fn jpeg_with(raw: &Raw, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 95);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    set(&mut encoder);
    let kind = match raw.channels {
        1 => jpeg_encoder::ColorType::Luma,
        3 => jpeg_encoder::ColorType::Rgb,
        _ => jpeg_encoder::ColorType::Cmyk,
    };
    encoder.encode(&raw.data, raw.width as u16, raw.height as u16, kind).unwrap();
    bytes
}

pub fn png(raw: &Raw) -> Vec<u8> {
    let kind = match raw.channels {
        1 => png::ColorType::Grayscale,
        2 => png::ColorType::GrayscaleAlpha,
        3 => png::ColorType::Rgb,
        _ => png::ColorType::Rgba,
    };
    png_of(raw.width, raw.height, kind, png::BitDepth::Eight, &raw.data)
}

pub fn png_of(
    width: usize,
    height: usize,
    kind: png::ColorType,
    depth: png::BitDepth,
    data: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(kind);
    encoder.set_depth(depth);
    if kind == png::ColorType::Indexed {
        encoder.set_palette(vec![255, 0, 0, 0, 0, 255]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    bytes
}

pub fn webp(raw: &Raw) -> Vec<u8> {
    webp_with(raw, |_| {})
}

pub fn webp_with(raw: &Raw, set: impl FnOnce(&mut WebPEncoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new(&mut bytes);
    set(&mut encoder);
    let kind = if raw.channels == 4 { image_webp::ColorType::Rgba8 } else { image_webp::ColorType::Rgb8 };
    encoder.encode(&raw.data, raw.width as u32, raw.height as u32, kind).unwrap();
    bytes
}

/// Two pictures of one pixel that follow each other for ever.
pub fn moving_gif(extra: &[u8]) -> Vec<u8> {
    let picture = b"\x21\xf9\x04\x04\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff";
    let looping = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    [head.as_slice(), looping, extra, picture, picture, b"\x3b"].concat()
}

/// A still AVIF as its boxes go, its coded picture replaced by words: it is never decoded.
pub fn avif(items: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let boxed =
        |name: &[u8; 4], body: &[u8]| [&(body.len() as u32 + 8).to_be_bytes()[..], name, body].concat();
    let entries: Vec<u8> = items
        .iter()
        .enumerate()
        .flat_map(|(id, (kind, _))| {
            let mime: &[u8] = if *kind == b"mime" { b"application/rdf+xml\0" } else { b"" };
            boxed(b"infe", &[&[2, 0, 0, 0, 0, id as u8 + 1, 0, 0][..], *kind, b"\0", mime].concat())
        })
        .collect();
    let iinf = boxed(b"iinf", &[&[0, 0, 0, 0, 0, items.len() as u8][..], &entries].concat());
    let ispe = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0x0b, 0xb8, 0, 0, 0x07, 0xd0]);
    let iprp = boxed(b"iprp", &boxed(b"ipco", &ispe));
    let ftyp = boxed(b"ftyp", b"avif\0\0\0\0mif1avifmiaf");
    let iloc_of = |first: usize| {
        let mut at = first;
        let mut body = vec![0, 0, 0, 0, 0x44, 0, 0, items.len() as u8];
        for (id, (_, content)) in items.iter().enumerate() {
            body.extend([0, id as u8 + 1, 0, 0, 0, 1]);
            body.extend((at as u32).to_be_bytes());
            body.extend((content.len() as u32).to_be_bytes());
            at += content.len();
        }
        boxed(b"iloc", &body)
    };
    let meta_of = |first| boxed(b"meta", &[&[0; 4][..], &iloc_of(first), &iinf, &iprp].concat());
    let first = ftyp.len() + meta_of(0).len() + 8;
    let content: Vec<u8> = items.iter().flat_map(|(_, content)| content.to_vec()).collect();
    [ftyp, meta_of(first), boxed(b"mdat", &content)].concat()
}

/// Exif data of a phone: which way is up, where it was taken, by which camera.
pub fn exif(orientation: u16) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    let at = |offset: usize| (offset as u32).to_le_bytes();
    let list = |entries: &[Vec<u8>]| {
        [&(entries.len() as u16).to_le_bytes()[..], &entries.concat(), &[0; 4]].concat()
    };
    let (first, size) = (8, |entries: usize| 2 + 12 * entries + 4);
    let camera = first + size(3);
    let place = camera + size(1);
    let serial = place + size(3);
    let latitude = serial + SERIAL.len() + 1;
    let area = latitude + 24;
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let [low, high] = orientation.to_le_bytes();
    tiff.extend(list(&[
        entry(0x0112, 3, 1, [low, high, 0, 0]),
        entry(0x8769, 4, 1, at(camera)),
        entry(0x8825, 4, 1, at(place)),
    ]));
    tiff.extend(list(&[entry(0xa431, 2, SERIAL.len() as u32 + 1, at(serial))]));
    tiff.extend(list(&[
        entry(1, 2, 2, *b"N\0\0\0"),
        entry(2, 5, 3, at(latitude)),
        entry(0x1c, 7, PLACE.len() as u32, at(area)),
    ]));
    tiff.extend(SERIAL.bytes().chain([0]));
    tiff.extend([52u32, 1, 31, 1, 12, 1].into_iter().flat_map(u32::to_le_bytes));
    tiff.extend(PLACE.bytes());
    tiff
}

/// XMP that tells the same.
pub fn xmp() -> Vec<u8> {
    format!("<x:xmpmeta exif:GPSLatitude=\"{PLACE}\" aux:SerialNumber=\"{SERIAL}\"/>").into_bytes()
}

/// A JPEG with a segment behind its first two bytes.
pub fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
}

/// A JPEG that says which way is up, and everything else.
pub fn jpeg_turned(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    with_segment(jpeg, 0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat())
}

/// A PNG with a chunk behind its header.
pub fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    const HEADER: usize = 33;
    let named = [&name[..], data].concat();
    let chunk = [&(data.len() as u32).to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat();
    [&png[..HEADER], &chunk, &png[HEADER..]].concat()
}

/// The checksum of PNG.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

/// The pixels of a file that came out.
pub fn decoded(bytes: &[u8]) -> Raw {
    match blog::PictureKind::of(bytes).unwrap() {
        blog::PictureKind::Jpeg => {
            let mut decoder = jpeg_decoder::Decoder::new(bytes);
            let data = decoder.decode().unwrap();
            let info = decoder.info().unwrap();
            Raw {
                width: info.width.into(),
                height: info.height.into(),
                channels: info.pixel_format.pixel_bytes(),
                data,
            }
        }
        blog::PictureKind::Png => {
            let mut decoder = png::Decoder::new(Cursor::new(bytes));
            decoder.set_transformations(png::Transformations::normalize_to_color8());
            let mut reader = decoder.read_info().unwrap();
            let mut data = vec![0; reader.output_buffer_size().unwrap()];
            let frame = reader.next_frame(&mut data).unwrap();
            let (width, height) = (frame.width as usize, frame.height as usize);
            Raw { width, height, channels: frame.color_type.samples(), data }
        }
        blog::PictureKind::WebP => {
            let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).unwrap();
            let (width, height) = decoder.dimensions();
            let mut data = vec![0; decoder.output_buffer_size().unwrap()];
            decoder.read_image(&mut data).unwrap();
            let channels = if decoder.has_alpha() { 4 } else { 3 };
            Raw { width: width as usize, height: height as usize, channels, data }
        }
        kind => panic!("{kind:?} is not decoded here"),
    }
}
