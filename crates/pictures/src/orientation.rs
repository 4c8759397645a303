//! Which way up a picture was taken, as Exif counts it (tag 0x0112), and the pixels put accordingly.

use crate::pixels::Pixels;

/// How the stored picture has to be turned or mirrored to be upright: 1 to 8 in Exif's numbering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Orientation(u8);

impl Default for Orientation {
    fn default() -> Self {
        Self(1)
    }
}

impl Orientation {
    /// The orientation of this number, if there is one.
    pub(crate) fn of(number: u32) -> Option<Self> {
        u8::try_from(number).ok().filter(|number| (1..=8).contains(number)).map(Self)
    }

    /// Whether nothing has to be done.
    pub(crate) fn is_upright(self) -> bool {
        self.0 == 1
    }

    /// Whether width and height change places.
    fn is_on_its_side(self) -> bool {
        self.0 >= 5
    }

    /// The upright picture.
    pub(crate) fn apply(self, pixels: Pixels) -> Pixels {
        if self.is_upright() {
            return pixels;
        }
        match pixels.channels {
            1 => self.turn::<1>(&pixels),
            2 => self.turn::<2>(&pixels),
            3 => self.turn::<3>(&pixels),
            _ => self.turn::<4>(&pixels),
        }
    }

    fn turn<const N: usize>(self, from: &Pixels) -> Pixels {
        let (w, h) = (from.width as usize, from.height as usize);
        let (width, height) = if self.is_on_its_side() { (h, w) } else { (w, h) };
        let source = from.data.as_chunks::<N>().0;
        let mut data = Vec::with_capacity(from.data.len());
        for y in 0..height {
            for x in 0..width {
                let (column, row) = match self.0 {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    8 => (w - 1 - y, x),
                    _ => (x, y),
                };
                data.extend_from_slice(&source[row * w + column]);
            }
        }
        Pixels { width: width as u32, height: height as u32, channels: from.channels, data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_puts_the_corners_where_exif_says() {
        // Stored as  1 2 3 / 4 5 6.
        for (number, width, expected) in [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [4, 1, 5, 2, 6, 3]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [3, 6, 2, 5, 1, 4]),
        ] {
            for channels in 1..=4u8 {
                let wide = |values: [u8; 6]| -> Vec<u8> {
                    values.into_iter().flat_map(|value| vec![value; channels.into()]).collect()
                };
                let stored = Pixels { width: 3, height: 2, channels, data: wide([1, 2, 3, 4, 5, 6]) };
                let upright = Orientation::of(number).unwrap().apply(stored);
                assert_eq!((upright.width, upright.height), (width, 6 / width), "{number}");
                assert_eq!(upright.data, wide(expected), "{number} with {channels} channels");
            }
        }
        assert_eq!((Orientation::of(0), Orientation::of(9), Orientation::of(257)), (None, None, None));
    }
}
