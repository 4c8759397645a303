//! Files that are damaged, lie, or want to take all the memory: a typed problem, never a panic.

use crate::inputs::{
    avif, exif, jpeg, jpeg_turned, jpeg_with, moving_gif, photo, png, webp, webp_with, with_chunk, xmp,
};
use pictures::{Problem, Rules, prepare};

const SMALL: Rules = Rules { edge: 20 };

fn originals() -> Vec<(&'static str, Vec<u8>)> {
    let raw = photo(64, 48, 3);
    let tiff = [&[0; 4][..], &exif(1)].concat();
    vec![
        ("JPEG", jpeg_turned(&jpeg(&raw), 6)),
        ("progressive JPEG", jpeg_turned(&jpeg_with(&raw, |encoder| encoder.set_progressive(true)), 6)),
        ("PNG", with_chunk(&png(&raw), b"eXIf", &exif(6))),
        ("WebP", webp_with(&raw, |encoder| encoder.set_exif_metadata(exif(6)))),
        ("GIF", moving_gif(b"\x21\xfe\x03abc\0")),
        ("AVIF", avif(&[(b"av01", b"the picture"), (b"Exif", &tiff), (b"mime", &xmp())])),
    ]
}

#[test]
fn a_picture_cut_off_anywhere_is_refused_or_whole() {
    let mut tried = 0;
    for (kind, original) in originals() {
        let whole = prepare(&original, SMALL).unwrap();
        for length in 0..original.len() {
            match prepare(&original[..length], SMALL) {
                Err(Problem::Empty) => assert_eq!(length, 0),
                Err(Problem::Cut | Problem::NotAPicture | Problem::Broken(_)) => {}
                // A GIF without its last byte is shown by every browser.
                Ok(prepared) if kind == "GIF" && length >= original.len() - 24 => {
                    assert!(prepared.bytes.ends_with(b"\x3b"));
                }
                other => panic!("{kind} cut at {length} of {}: {other:?}", original.len()),
            }
            tried += 1;
        }
        assert_eq!(prepare(&original, SMALL).unwrap(), whole);
    }
    println!("{tried} cuts, none taken for a whole picture, no panic");
}

#[test]
fn damage_anywhere_never_panics() {
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    let (mut tried, mut refused) = (0, 0);
    for (_, original) in originals() {
        for _ in 0..1_500 {
            let mut damaged = original.clone();
            for _ in 0..1 + random() % 4 {
                let at = random() % damaged.len();
                damaged[at] = [0, 0xff, 0x7f, random() as u8][random() % 4];
            }
            tried += 1;
            refused += usize::from(prepare(&damaged, SMALL).is_err());
        }
    }
    println!("{tried} damaged files: {refused} refused, 0 panics");
}

#[test]
fn sizes_are_checked_before_anything_is_allocated() {
    let raw = photo(16, 16, 3);
    let big = 60_000u32;
    let patched = |mut bytes: Vec<u8>, at: usize, with: &[u8]| {
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    };
    let frame = jpeg(&raw).windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let extended = webp_with(&raw, |encoder| encoder.set_exif_metadata(exif(1)));
    let whole = avif(&[(b"av01", b"the picture")]);
    let size = whole.windows(4).position(|name| name == b"ispe").unwrap();
    for (kind, bomb) in [
        ("PNG", patched(png(&raw), 16, &[big.to_be_bytes(), big.to_be_bytes()].concat())),
        ("JPEG", patched(jpeg(&raw), frame + 5, &[0xff, 0xff, 0xff, 0xff])),
        ("GIF", patched(moving_gif(b""), 6, &[0xff; 4])),
        ("WebP", patched(extended, 24, &[0xff, 0xff, 0, 0xff, 0xff, 0])),
        ("AVIF", patched(whole, size + 8, &[big.to_be_bytes(), big.to_be_bytes()].concat())),
    ] {
        for edge in [0, 20] {
            let problem = prepare(&bomb, Rules { edge }).unwrap_err();
            assert!(matches!(problem, Problem::TooLarge { .. }), "{kind}: {problem:?}");
        }
    }
    for (kind, empty) in [
        ("PNG", patched(png(&raw), 16, &[0; 8])),
        ("JPEG", patched(jpeg(&raw), frame + 5, &[0; 4])),
        ("GIF", patched(moving_gif(b""), 6, &[0; 4])),
    ] {
        let problem = prepare(&empty, SMALL).unwrap_err();
        assert!(matches!(problem, Problem::Broken(_)), "{kind}: {problem:?}");
    }
}

#[test]
fn a_header_that_promises_more_than_there_is_is_found_out() {
    let raw = photo(16, 16, 3);
    let mut promises = png(&raw);
    promises[16..24].copy_from_slice(&[0, 0, 0x10, 0, 0, 0, 0x10, 0]);
    assert!(prepare(&promises, SMALL).is_err());
    let mut promises = jpeg(&raw);
    let frame = promises.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    promises[frame + 5..frame + 9].copy_from_slice(&[0x10, 0, 0x10, 0]);
    let prepared = prepare(&promises, SMALL);
    assert!(prepared.is_err(), "{prepared:?}");
    // Small, compressed a hundredfold, and as large as is allowed: decoded, made smaller, and gone again.
    let honest = crate::inputs::png_of(
        10_000,
        10_000,
        png::ColorType::Grayscale,
        png::BitDepth::One,
        &vec![0; 1_250 * 10_000],
    );
    let prepared = prepare(&honest, SMALL).unwrap();
    assert!(honest.len() < 100_000 && prepared.bytes.len() < 1_000);
}

#[test]
fn what_cannot_be_sent_says_why() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice();
    let sealed = {
        // The place is listed as an item, and nothing says where it lies.
        let mut file = avif(&[(b"av01", b"the picture"), (b"Exif", b"0000II*\0\x08\0\0\0\0\0\0\0\0\0")]);
        let at = file.windows(4).position(|name| name == b"iloc").unwrap();
        file[at..at + 4].copy_from_slice(b"free");
        file
    };
    let mut arithmetic = jpeg(&photo(16, 16, 3));
    let frame = arithmetic.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    arithmetic[frame + 1] = 0xc9;
    let raw = photo(16, 16, 3);
    let scans = {
        let plain = jpeg(&raw);
        let scan = plain.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
        let (head, tail) = plain.split_at(scan);
        [head, &tail[..tail.len() - 2].repeat(200), &[0xff, 0xd9]].concat()
    };
    for (bytes, problem) in [
        (b"".as_slice(), Problem::Empty),
        (b"hello", Problem::NotAPicture),
        (heic, Problem::Heic),
        (b"<svg xmlns=''/>", Problem::Svg),
        (&sealed, Problem::Sealed("nothing says where they lie")),
        (&arithmetic, Problem::RareJpeg),
        (&scans, Problem::RareJpeg),
        (&png(&raw)[..60], Problem::Cut),
        (&jpeg(&raw)[..300], Problem::Cut),
        (&webp(&raw)[..60], Problem::Cut),
    ] {
        assert_eq!(prepare(bytes, SMALL).unwrap_err(), problem);
    }
}
