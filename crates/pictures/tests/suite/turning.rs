//! Every way to hold a camera, in every kind that can say so: what goes out is upright and says nothing of it any more.

use crate::inputs::{Raw, decoded, exif, fields, jpeg, jpeg_turned, png, stored, webp_with, with_chunk};
use pictures::{Done, Rules, prepare};

const ANY_SIZE: Rules = Rules { edge: 0 };

type Make = fn(&Raw, u16) -> Vec<u8>;

const KINDS: [(&str, usize, f64, Make); 6] = [
    ("grey JPEG", 1, 1.0, |raw, n| jpeg_turned(&jpeg(raw), n)),
    ("JPEG", 3, 2.0, |raw, n| jpeg_turned(&jpeg(raw), n)),
    ("grey PNG", 1, 0.0, |raw, n| with_chunk(&png(raw), b"eXIf", &exif(n))),
    ("PNG", 4, 0.0, |raw, n| with_chunk(&png(raw), b"eXIf", &exif(n))),
    ("WebP", 3, 0.0, |raw, n| webp_with(raw, |encoder| encoder.set_exif_metadata(exif(n)))),
    ("WebP with alpha", 4, 0.0, |raw, n| webp_with(raw, |encoder| encoder.set_exif_metadata(exif(n)))),
];

#[test]
fn all_eight_ways_are_put_upright() {
    let mut tried = 0;
    for (kind, channels, tolerance, make) in KINDS {
        let upright = fields(32, channels);
        for orientation in 1..=8 {
            let original = make(&stored(&upright, orientation), orientation);
            let prepared = prepare(&original, ANY_SIZE).unwrap();
            let what = format!("{kind} {orientation}");
            assert_eq!(prepared.done.contains(&Done::Turned), orientation != 1, "{what}");
            let difference = decoded(&prepared.bytes).difference(&upright);
            assert!(difference <= tolerance, "{what} differs by {difference}");
            let again = prepare(&prepared.bytes, ANY_SIZE).unwrap();
            assert_eq!((again.bytes, again.done), (prepared.bytes, vec![]), "{what} is not turned twice");
            tried += 1;
        }
    }
    println!("{tried} pictures are upright: 8 ways in {} kinds", KINDS.len());
}

#[test]
fn turned_and_made_smaller_at_once() {
    let upright = fields(64, 3);
    for orientation in 1..=8 {
        let original = jpeg_turned(&jpeg(&stored(&upright, orientation)), orientation);
        let prepared = prepare(&original, Rules { edge: 96 }).unwrap();
        assert!(prepared.done.contains(&Done::Resized { to: (96, 64) }), "{:?}", prepared.done);
        let small = decoded(&prepared.bytes);
        for (x, y) in [(16, 16), (48, 16), (80, 16), (16, 48), (48, 48), (80, 48)] {
            let expected = upright.at(x * 2, y * 2);
            let near = small.at(x, y).iter().zip(expected).all(|(a, b)| a.abs_diff(*b) < 8);
            assert!(near, "{orientation}: {:?} for {expected:?} at {x},{y}", small.at(x, y));
        }
    }
}

#[test]
fn a_number_that_is_no_orientation_turns_nothing() {
    for orientation in [0, 9, 300, u16::MAX] {
        let prepared = prepare(&jpeg_turned(&jpeg(&fields(8, 3)), orientation), ANY_SIZE).unwrap();
        assert!(!prepared.done.contains(&Done::Turned), "{orientation}");
    }
}
