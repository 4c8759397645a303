//! What is not coded anew keeps every pixel, its colours and its movement; and the same comes out each time.

use crate::inputs::{
    Raw, avif, decoded, exif, jpeg, jpeg_turned, jpeg_with, moving_gif, photo, png, webp, webp_with,
    with_chunk, with_segment,
};
use jpeg_encoder::SamplingFactor;
use pictures::{Done, Rules, prepare};

const USUAL: Rules = Rules { edge: 2560 };

#[test]
fn a_clean_picture_goes_out_byte_for_byte() {
    let raw = photo(64, 48, 3);
    for (what, original) in [
        ("JPEG", jpeg(&raw)),
        ("progressive JPEG", jpeg_with(&raw, |encoder| encoder.set_progressive(true))),
        ("JPEG in print colours", jpeg(&photo(32, 32, 4))),
        ("JPEG with restarts", jpeg_with(&raw, |encoder| encoder.set_restart_interval(2))),
        ("PNG", png(&raw)),
        ("one pixel", png(&photo(1, 1, 4))),
        ("WebP", webp(&raw)),
        ("GIF", moving_gif(b"")),
        ("AVIF", avif(&[(b"av01", b"the picture")])),
    ] {
        let prepared = prepare(&original, USUAL).unwrap();
        let large = if what == "AVIF" { vec![Done::KeptLarge] } else { vec![] };
        assert_eq!((prepared.done, prepared.bytes == original), (large, true), "{what}");
    }
}

#[test]
fn taking_details_out_touches_nothing_else() {
    let profile: Vec<u8> = (0..=255).cycle().take(150_000).collect();
    let raw = photo(64, 48, 3);
    let with_profile = jpeg_with(&raw, |encoder| encoder.add_icc_profile(&profile).unwrap());
    let colour = with_chunk(&png(&raw), b"gAMA", &45_455u32.to_be_bytes());
    let profiled = webp_with(&raw, |encoder| encoder.set_icc_profile(profile.clone()));
    let both = webp_with(&raw, |encoder| {
        encoder.set_icc_profile(profile.clone());
        encoder.set_exif_metadata(exif(1));
    });
    let comment = [b"\x21\xfe\x03abc\0".as_slice()].concat();
    for (what, clean, telling) in [
        (
            "JPEG",
            with_profile.clone(),
            with_segment(&jpeg_turned(&with_profile, 1), 0xed, b"Photoshop 3.0\0x"),
        ),
        ("PNG", colour.clone(), with_chunk(&with_chunk(&colour, b"eXIf", &exif(1)), b"tEXt", b"Author\0x")),
        ("WebP", profiled, both),
        ("GIF", moving_gif(b""), moving_gif(&comment)),
    ] {
        assert!(prepare(&telling, USUAL).unwrap().bytes == clean, "{what}");
    }
    let tiff = [&[0; 4][..], &exif(1)].concat();
    let original = avif(&[(b"Exif", &tiff), (b"av01", b"the picture")]);
    let prepared = prepare(&original, USUAL).unwrap().bytes;
    let from = original.windows(tiff.len()).position(|here| here == tiff).unwrap();
    assert_eq!(prepared.len(), original.len(), "nothing moves");
    assert!(
        prepared[..from] == original[..from]
            && prepared[from + tiff.len()..] == original[from + tiff.len()..]
    );
}

#[test]
fn colours_go_along_when_a_picture_is_coded_anew() {
    let profile: Vec<u8> = (0..=255).cycle().take(1_000).collect();
    let raw = photo(200, 150, 3);
    let rules = Rules { edge: 100 };
    let from_jpeg =
        prepare(&jpeg_with(&raw, |encoder| encoder.add_icc_profile(&profile).unwrap()), rules).unwrap();
    assert_eq!(jpeg_decoder_profile(&from_jpeg.bytes).as_deref(), Some(&profile[..]));
    let from_webp =
        prepare(&webp_with(&raw, |encoder| encoder.set_icc_profile(profile.clone())), rules).unwrap();
    let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&from_webp.bytes)).unwrap();
    assert_eq!((decoder.dimensions(), decoder.icc_profile().unwrap()), ((100, 75), Some(profile)));
    let chunk = [b"gAMA".as_slice(), &45_455u32.to_be_bytes()].concat();
    let from_png = prepare(&with_chunk(&png(&raw), b"gAMA", &chunk[4..]), rules).unwrap();
    assert!(from_png.bytes.windows(chunk.len()).any(|here| here == chunk));
    assert_eq!(decoded(&from_png.bytes).width, 100);
}

fn jpeg_decoder_profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.read_info().unwrap();
    decoder.icc_profile()
}

#[test]
fn what_moves_is_never_coded_anew() {
    let mut moving_png = Vec::new();
    let mut encoder = png::Encoder::new(&mut moving_png, 40, 30);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    let frame = photo(40, 30, 3).data;
    writer.write_image_data(&frame).unwrap();
    writer.write_image_data(&frame).unwrap();
    writer.finish().unwrap();
    let telling = with_chunk(&moving_png, b"eXIf", &exif(6));
    for edge in [0, 10] {
        assert_eq!(prepare(&telling, Rules { edge }).unwrap().bytes, moving_png);
    }
    // A moving WebP: extended header, movement, one picture in a frame.
    let still = webp(&photo(40, 30, 3));
    let chunk = |name: &[u8; 4], body: &[u8]| {
        [&name[..], &(body.len() as u32).to_le_bytes(), body, &[0][..body.len() % 2]].concat()
    };
    let file = |flags: u8, more: &[u8]| {
        let header = chunk(b"VP8X", &[flags, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
        let frame = [&[0, 0, 0, 0, 0, 0, 39, 0, 0, 29, 0, 0, 100, 0, 0, 0][..], &still[12..]].concat();
        let body = [b"WEBP", &header[..], &chunk(b"ANIM", &[0; 6]), &chunk(b"ANMF", &frame), more].concat();
        [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
    };
    let prepared = prepare(&file(0b1010, &chunk(b"EXIF", &exif(6))), Rules { edge: 10 }).unwrap();
    assert!(prepared.bytes == file(0b0010, b""), "the flag of Exif is gone too");
    assert!(prepared.done.contains(&Done::KeptLarge));
    let moving = moving_gif(b"");
    assert_eq!(prepare(&moving, Rules { edge: 10 }).unwrap().bytes, moving);
}

#[test]
fn the_same_bytes_and_rules_give_the_same_bytes() {
    let raw = photo(300, 200, 3);
    let originals = [jpeg_turned(&jpeg(&raw), 6), with_chunk(&png(&raw), b"eXIf", &exif(5)), webp(&raw)];
    let mut tried = 0;
    for original in &originals {
        for edge in [0, 100, 150] {
            let first = prepare(original, Rules { edge }).unwrap();
            for _ in 0..5 {
                assert!(prepare(original, Rules { edge }).unwrap() == first);
                tried += 1;
            }
        }
    }
    println!("{tried} preparations gave the same bytes again");
}

/// The trap: valid, written by `jpeg-encoder` itself, and green garbage in decoders that expect all colours in one scan.
#[test]
fn a_baseline_jpeg_with_one_scan_for_each_colour_keeps_its_colours() {
    for sampling in [SamplingFactor::F_2_2, SamplingFactor::F_2_1, SamplingFactor::F_1_2] {
        let raw = photo(320, 240, 3);
        let original = jpeg_with(&raw, |encoder| {
            encoder.set_sampling_factor(sampling);
            encoder.set_optimized_huffman_tables(true);
        });
        let markers = |code: u8| original.windows(2).filter(|pair| *pair == [0xff, code]).count();
        assert_eq!((markers(0xc0), markers(0xda)), (1, 3), "baseline, one scan for each colour");
        let half = prepare(&original, Rules { edge: 160 }).unwrap();
        let expected = Raw::of(160, 120, 3, |x, y| {
            let pixel = raw.at(x * 2, y * 2);
            [pixel[0], pixel[1], pixel[2], 255]
        });
        let difference = decoded(&half.bytes).difference(&expected);
        assert!(difference < 4.0, "{sampling:?} differs by {difference}");
    }
}
