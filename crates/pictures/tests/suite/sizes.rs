//! Made smaller when that is wanted and helps, and never otherwise.

use crate::inputs::{Raw, decoded, jpeg, jpeg_turned, photo, png, png_of, webp};
use pictures::{Done, Problem, Rules, prepare};
use png::{BitDepth, ColorType};

#[test]
fn the_longest_edge_is_the_accounts_limit() {
    let wide = photo(300, 200, 3);
    let tall = photo(100, 400, 3);
    for (raw, edge, expected) in [
        (&wide, 150, (150, 100)),
        (&wide, 300, (300, 200)),
        (&wide, 0, (300, 200)),
        (&tall, 200, (50, 200)),
        (&tall, 1, (1, 1)),
    ] {
        for original in [jpeg(raw), png(raw), webp(raw)] {
            let out = decoded(&prepare(&original, Rules { edge }).unwrap().bytes);
            assert_eq!((out.width, out.height), expected, "at {edge}");
        }
    }
}

#[test]
fn made_smaller_it_still_looks_the_same() {
    for channels in [1, 3, 4] {
        let (raw, expected) = (photo(400, 300, channels), photo(200, 150, channels));
        let originals = if channels == 4 { vec![png(&raw), webp(&raw)] } else { vec![jpeg(&raw), png(&raw)] };
        for original in originals {
            let difference =
                decoded(&prepare(&original, Rules { edge: 200 }).unwrap().bytes).difference(&expected);
            assert!(difference < 2.5, "{channels} channels differ by {difference}");
        }
    }
}

#[test]
fn a_picture_that_would_have_more_bytes_keeps_its_size() {
    // Two colours in a palette at one bit a pixel; smaller they would be thousands of colours.
    let stripes: Vec<u8> = (0..600).flat_map(|y| vec![if y % 7 < 3 { 0xf0 } else { 0x0f }; 75]).collect();
    let original = png_of(600, 600, ColorType::Indexed, BitDepth::One, &stripes);
    let prepared = prepare(&original, Rules { edge: 599 }).unwrap();
    assert_eq!((prepared.bytes, prepared.done), (original, vec![Done::KeptLarge]));
}

#[test]
fn sixteen_bits_and_palettes_are_spread_out_when_they_are_coded_anew() {
    let shades: Vec<u8> = (0..200u32 * 100).flat_map(|n| ((n % 200 * 327) as u16).to_be_bytes()).collect();
    let deep = png_of(200, 100, ColorType::Grayscale, BitDepth::Sixteen, &shades);
    let small = decoded(&prepare(&deep, Rules { edge: 100 }).unwrap().bytes);
    let expected = Raw::of(100, 50, 1, |x, _| [((x * 2) as f64 * 327.0 / 257.0) as u8, 0, 0, 0]);
    assert!(small.difference(&expected) < 2.0);
    // What needs no coding keeps its sixteen bits.
    assert_eq!(prepare(&deep, Rules { edge: 200 }).unwrap().bytes, deep);
}

#[test]
fn print_colours_stay_or_are_refused_but_are_never_guessed() {
    let original = jpeg(&photo(200, 100, 4));
    let prepared = prepare(&original, Rules { edge: 50 }).unwrap();
    assert_eq!((prepared.bytes == original, prepared.done), (true, vec![Done::KeptLarge]));
    assert_eq!(prepare(&jpeg_turned(&original, 6), Rules { edge: 0 }), Err(Problem::PrintColours));
}
