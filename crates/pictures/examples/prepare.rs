//! Prepares one picture as a press does: `prepare FILE OUT [EDGE]`. `prepare --photograph FILE` makes what a phone's camera
//! makes, 12 megapixels, for `cargo xtask bench`.

use std::error::Error;
use std::fs;

/// The size of an ordinary phone's photograph in pixels.
const WIDTH: u16 = 4032;
const HEIGHT: u16 = 3024;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--photograph", file] => Ok(fs::write(file, photograph()?)?),
        [file, out] => prepare(file, out, 2560),
        [file, out, edge] => prepare(file, out, edge.parse()?),
        _ => Err("give a file and where to write, or --photograph and a file".into()),
    }
}

fn prepare(file: &str, out: &str, edge: u32) -> Result<(), Box<dyn Error>> {
    let original = fs::read(file)?;
    let prepared =
        pictures::prepare(&original, pictures::Rules { edge }).map_err(|problem| problem.sentence(file))?;
    println!("{} → {} bytes, {}", original.len(), prepared.bytes.len(), prepared.words());
    Ok(fs::write(out, prepared.bytes)?)
}

/// Smooth colours, edges and grain, the same at each call.
fn photograph() -> Result<Vec<u8>, Box<dyn Error>> {
    let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
    let mut pixels = Vec::with_capacity(width * height * 3);
    let mut grain = 12_345u32;
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        grain ^= grain << 13;
        grain ^= grain >> 17;
        grain ^= grain << 5;
        let (fx, fy) = (x as f32 / width as f32, y as f32 / height as f32);
        let light = (fx * 40.0).sin() * (fy * 31.0).cos() * 40.0 + ((x / 97 + y / 61) % 2) as f32 * 20.0;
        let light = light + (grain & 15) as f32 + 12.0;
        pixels.extend(
            [fx * 200.0, fy * 200.0, (1.0 - fx) * 150.0]
                .map(|colour| (colour + light).clamp(0.0, 255.0) as u8),
        );
    }
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, 92).encode(
        &pixels,
        WIDTH,
        HEIGHT,
        jpeg_encoder::ColorType::Rgb,
    )?;
    Ok(bytes)
}
