//! Places and serial numbers are found in no picture that goes out, whatever kind it is and wherever they were put.

use crate::inputs::{
    PLACE, SERIAL, avif, exif, jpeg, jpeg_turned, jpeg_with, moving_gif, photo, png, webp, webp_with,
    with_chunk, with_segment, xmp,
};
use pictures::{Done, Rules, prepare};

/// Pictures that tell everything, each in one way that programs use.
fn telling() -> Vec<(&'static str, Vec<u8>)> {
    let (raw, secret) = (photo(64, 48, 3), [PLACE, SERIAL].concat().into_bytes());
    let (plain_jpeg, plain_png, plain_webp) = (jpeg(&raw), png(&raw), webp(&raw));
    let chunk = |name: &[u8; 4], data: &[u8]| with_chunk(&plain_png, name, data);
    let text = |keyword: &str, after: &[u8]| [keyword.as_bytes(), after, &secret].concat();
    let riff = |name: &[u8; 4], data: &[u8]| {
        let body = [&plain_webp[8..], name, &(data.len() as u32).to_le_bytes(), data, &[0][..data.len() % 2]]
            .concat();
        [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
    };
    let extension = |head: &[u8]| [b"\x21", head, &[secret.len() as u8], &secret, b"\0"].concat();
    let tiff = [&[0; 4][..], &exif(1)].concat();
    let picture: (&[u8; 4], &[u8]) = (b"av01", b"the picture");
    let uuid = [&(24 + secret.len() as u32).to_be_bytes()[..], b"uuid", &[7; 16], &secret].concat();
    vec![
        ("JPEG, Exif", jpeg_turned(&plain_jpeg, 1)),
        ("JPEG, Exif, on its side", jpeg_turned(&plain_jpeg, 6)),
        (
            "JPEG, XMP",
            with_segment(&plain_jpeg, 0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", &xmp()[..]].concat()),
        ),
        ("JPEG, IPTC", with_segment(&plain_jpeg, 0xed, &[b"Photoshop 3.0\0", &secret[..]].concat())),
        ("JPEG, comment", with_segment(&plain_jpeg, 0xfe, &secret)),
        ("JPEG, list of pictures", with_segment(&plain_jpeg, 0xe2, &[b"MPF\0", &secret[..]].concat())),
        ("JPEG, unknown segment", with_segment(&plain_jpeg, 0xe7, &secret)),
        ("JPEG, small copy", with_segment(&plain_jpeg, 0xe0, &[b"JFXX\0", &secret[..]].concat())),
        ("JPEG, second picture behind the end", [&plain_jpeg[..], &jpeg_turned(&plain_jpeg, 1)].concat()),
        ("JPEG, progressive", jpeg_turned(&jpeg_with(&raw, |encoder| encoder.set_progressive(true)), 1)),
        ("PNG, eXIf", chunk(b"eXIf", &exif(1))),
        ("PNG, eXIf, on its side", chunk(b"eXIf", &exif(8))),
        ("PNG, text", chunk(b"tEXt", &text("Comment", b"\0"))),
        ("PNG, XMP", chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", &xmp()[..]].concat())),
        ("PNG, private chunk", chunk(b"prVt", &secret)),
        ("PNG, behind the end", [&plain_png[..], &secret].concat()),
        ("WebP, Exif", webp_with(&raw, |encoder| encoder.set_exif_metadata(exif(1)))),
        ("WebP, Exif, on its side", webp_with(&raw, |encoder| encoder.set_exif_metadata(exif(3)))),
        ("WebP, XMP", webp_with(&raw, |encoder| encoder.set_xmp_metadata(xmp()))),
        ("WebP, unknown chunk", riff(b"abcd", &secret)),
        ("WebP, behind the end", [&plain_webp[..], &secret].concat()),
        ("GIF, comment", moving_gif(&extension(b"\xfe"))),
        ("GIF, XMP", moving_gif(&extension(b"\xff\x0bXMP DataXMP"))),
        ("GIF, behind the end", [&moving_gif(b"")[..], &secret].concat()),
        ("AVIF, Exif", avif(&[picture, (b"Exif", &tiff)])),
        ("AVIF, XMP", avif(&[picture, (b"mime", &xmp())])),
        ("AVIF, both, in front of the picture", avif(&[(b"Exif", &tiff), (b"mime", &xmp()), picture])),
        ("AVIF, box of a program", [avif(&[picture]), uuid].concat()),
    ]
}

fn count(bytes: &[u8]) -> usize {
    let found = |word: &str| bytes.windows(word.len()).filter(|here| *here == word.as_bytes()).count();
    found(PLACE) + found(SERIAL)
}

#[test]
fn nothing_that_goes_out_tells_where_or_with_what_it_was_taken() {
    let (mut before, mut after, mut files) = (0, 0, 0);
    for (what, original) in telling() {
        assert!(count(&original) > 0, "{what}");
        for edge in [0, 32] {
            let prepared =
                prepare(&original, Rules { edge }).unwrap_or_else(|problem| panic!("{what}: {problem}"));
            let left = count(&prepared.bytes);
            assert_eq!(left, 0, "{what} at {edge}");
            let told = [Done::PlaceRemoved, Done::SerialRemoved, Done::DetailsRemoved];
            assert!(prepared.done.iter().any(|done| told.contains(done)), "{what}: {:?}", prepared.done);
            let again = prepare(&prepared.bytes, Rules { edge: 0 }).unwrap();
            assert_eq!(again.bytes, prepared.bytes, "{what}: what is clean stays as it is");
            (before, after, files) = (before + count(&original), after + left, files + 1);
        }
    }
    println!("{before} places and serial numbers in {files} pictures before, {after} after");
}

#[test]
fn the_writer_hears_what_was_taken_out() {
    let raw = photo(64, 48, 3);
    for (original, words) in [
        (jpeg(&raw), ""),
        (jpeg_turned(&jpeg(&raw), 1), "place removed, serial number removed"),
        (jpeg_turned(&jpeg(&raw), 6), "turned upright, place removed, serial number removed"),
        (with_segment(&jpeg(&raw), 0xfe, b"made by a program"), "details removed"),
        (with_chunk(&png(&raw), b"tIME", &[7, 234, 11, 25, 12, 0, 0]), "details removed"),
    ] {
        assert_eq!(prepare(&original, Rules { edge: 2560 }).unwrap().words(), words);
    }
}
