//! The little of Exif that counts here: which way is up, and whether it names a place or one camera among all.

use crate::orientation::Orientation;
use exif::{In, Reader, Tag};

/// What Exif data says. Data that cannot be read says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exif {
    /// Which way is up.
    pub(crate) orientation: Orientation,
    /// It names a place.
    pub(crate) place: bool,
    /// It names the serial number of a camera or lens.
    pub(crate) serial: bool,
}

/// Where Exif data begins inside a JPEG; some programs write it in front of it elsewhere too.
pub(crate) const PREFIX: &[u8] = b"Exif\0\0";

impl Exif {
    /// Reads the data: a TIFF structure, with or without [`PREFIX`].
    pub(crate) fn read(data: &[u8]) -> Self {
        let tiff = data.strip_prefix(PREFIX).unwrap_or(data);
        // What is readable of damaged data counts: it is what a browser goes by.
        let read = Reader::new().continue_on_error(true).read_raw(tiff.to_vec());
        let Ok(exif) = read.or_else(|error| error.distill_partial_result(|_| {})) else {
            return Self::default();
        };
        let has = |tags: &[Tag]| tags.iter().any(|tag| exif.get_field(*tag, In::PRIMARY).is_some());
        let orientation = exif.get_field(Tag::Orientation, In::PRIMARY);
        Self {
            orientation: orientation
                .and_then(|field| field.value.get_uint(0))
                .and_then(Orientation::of)
                .unwrap_or_default(),
            place: has(&[Tag::GPSLatitude, Tag::GPSLongitude, Tag::GPSDestLatitude, Tag::GPSAreaInformation]),
            serial: has(&[Tag::BodySerialNumber, Tag::LensSerialNumber]),
        }
    }
}
