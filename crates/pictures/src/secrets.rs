//! What the parts that are left out would have told, so that the writer hears of it.

use crate::Done;
use crate::exif::Exif;

/// What was found in the parts that are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Secrets {
    place: bool,
    serial: bool,
    anything: bool,
}

impl Secrets {
    /// A part that is left out, whatever it says.
    pub(crate) fn something(&mut self) {
        self.anything = true;
    }

    /// Exif data that is left out.
    pub(crate) fn exif(&mut self, exif: &Exif) {
        self.anything = true;
        self.place |= exif.place;
        self.serial |= exif.serial;
    }

    /// Text that is left out: XMP, or whatever else is readable.
    pub(crate) fn text(&mut self, text: &[u8]) {
        let says = |word: &[u8]| text.windows(word.len()).any(|here| here == word);
        self.anything = true;
        self.place |= says(b"GPSLatitude");
        self.serial |= says(b"SerialNumber");
    }

    /// In words.
    pub(crate) fn done(self) -> impl Iterator<Item = Done> {
        let named = self.place || self.serial;
        [
            self.place.then_some(Done::PlaceRemoved),
            self.serial.then_some(Done::SerialRemoved),
            (self.anything && !named).then_some(Done::DetailsRemoved),
        ]
        .into_iter()
        .flatten()
    }
}
