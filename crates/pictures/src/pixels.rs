//! A decoded picture, and made smaller.

use crate::Problem;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x2, U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

/// Eight bits a channel, rows without padding: grey, grey and alpha, RGB, or RGB and alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    /// In pixels.
    pub(crate) width: u32,
    /// In pixels.
    pub(crate) height: u32,
    /// 1 to 4.
    pub(crate) channels: u8,
    /// `width * height * channels` bytes.
    pub(crate) data: Vec<u8>,
}

/// The size at which no edge is longer than `edge`; `None` when it is so already, or when `edge` is 0.
pub(crate) fn smaller(width: u32, height: u32, edge: u32) -> Option<(u32, u32)> {
    let longest = width.max(height);
    if edge == 0 || longest <= edge {
        return None;
    }
    let scaled = |length: u32| {
        let exact = u64::from(length) * u64::from(edge);
        let rounded = (exact + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(edge).max(1)
    };
    Some((scaled(width), scaled(height)))
}

impl Pixels {
    /// The picture at this size. Colours do not bleed out of what is transparent.
    pub(crate) fn resized(self, size: Option<(u32, u32)>) -> Result<Self, Problem> {
        match self.channels {
            1 => self.scaled::<U8>(size),
            2 => self.scaled::<U8x2>(size),
            3 => self.scaled::<U8x3>(size),
            _ => self.scaled::<U8x4>(size),
        }
    }

    /// Named kinds of pixel instead of the library's choice at run time: that one compiles for all thirteen it knows.
    fn scaled<P: PixelTrait>(self, size: Option<(u32, u32)>) -> Result<Self, Problem> {
        let Some((width, height)) = size else { return Ok(self) };
        let from =
            TypedImageRef::<P>::from_buffer(self.width, self.height, &self.data).map_err(Problem::broken)?;
        let mut data = vec![0; width as usize * height as usize * usize::from(self.channels)];
        let mut to = TypedImage::<P>::from_buffer(width, height, &mut data).map_err(Problem::broken)?;
        let options =
            ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(true);
        Resizer::new().resize_typed(&from, &mut to, &options).map_err(Problem::broken)?;
        Ok(Self { width, height, channels: self.channels, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_edge_counts_and_nothing_is_enlarged() {
        for (width, height, edge, expected) in [
            (4032, 3024, 2560, Some((2560, 1920))),
            (3024, 4032, 2560, Some((1920, 2560))),
            (2560, 10, 2560, None),
            (2561, 1, 2560, Some((2560, 1))),
            (9000, 1, 100, Some((100, 1))),
            (9000, 9000, 0, None),
            (1, 1, 2560, None),
        ] {
            assert_eq!(smaller(width, height, edge), expected);
        }
    }

    #[test]
    fn what_is_transparent_lends_no_colour() {
        // Left half opaque red, right half transparent green.
        let row: Vec<u8> = [[255, 0, 0, 255]; 8].into_iter().chain([[0, 255, 0, 0]; 8]).flatten().collect();
        let pixels = Pixels { width: 16, height: 16, channels: 4, data: row.repeat(16) };
        let small = pixels.resized(Some((5, 5))).unwrap();
        for pixel in small.data.chunks(4).filter(|pixel| pixel[3] > 0) {
            assert_eq!((pixel[0], pixel[1]), (255, 0), "{pixel:?}");
        }
    }
}
