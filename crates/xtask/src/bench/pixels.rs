//! What a part of the screen showed, and how two such pictures differ.

/// A part of the screen, in pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

impl Rect {
    /// A rectangle from its corner and size.
    pub const fn new(x: u16, y: u16, width: u16, height: u16) -> Self {
        Self { x, y, width, height }
    }

    /// The part of this pane in which a line of letters grows from where `first` changed; `first` counts from this corner.
    pub fn line_from(self, first: Self, width: u16) -> Self {
        let left = first.x.saturating_sub(4);
        Self {
            x: self.x + left,
            y: self.y + first.y,
            width: width.min(self.width - left),
            height: first.height,
        }
    }
}

/// What a rectangle showed: four bytes for each pixel, the fourth without meaning.
#[derive(Clone, Debug)]
pub struct Pixels {
    bytes: Vec<u8>,
    width: usize,
}

impl Pixels {
    /// Four bytes for each pixel, in rows of `width` pixels.
    pub fn new(bytes: Vec<u8>, width: u16) -> Self {
        Self { bytes, width: width.into() }
    }

    /// How many pixels differ.
    pub fn difference(&self, other: &Self) -> usize {
        if self.bytes == other.bytes { 0 } else { self.changed(other).count() }
    }

    /// The smallest rectangle around all pixels that differ, relative to the captured one.
    pub fn changed_box(&self, other: &Self) -> Option<Rect> {
        let (mut left, mut top, mut right, mut bottom) = (usize::MAX, usize::MAX, 0, 0);
        for at in self.changed(other) {
            let (x, y) = (at % self.width, at / self.width);
            (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
        }
        let size = |from: usize, to: usize| u16::try_from(to - from + 1).ok();
        (left <= right).then_some(())?;
        Some(Rect {
            x: u16::try_from(left).ok()?,
            y: u16::try_from(top).ok()?,
            width: size(left, right)?,
            height: size(top, bottom)?,
        })
    }

    /// How many pixels are unlike the one in the upper left corner: 0 for an empty pane.
    pub fn ink(&self) -> usize {
        let paper = self.pixels().next();
        self.pixels().filter(|pixel| Some(*pixel) != paper).count()
    }

    fn changed<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        self.pixels().zip(other.pixels()).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at)
    }

    fn pixels(&self) -> impl Iterator<Item = [u8; 3]> + '_ {
        self.bytes.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]])
    }
}

#[cfg(test)]
mod tests {
    use super::{Pixels, Rect};

    fn picture(rows: &[&str]) -> Pixels {
        let bytes = rows.concat().bytes().flat_map(|byte| [byte, byte, byte, 0]).collect();
        Pixels::new(bytes, u16::try_from(rows[0].len()).unwrap())
    }

    #[test]
    fn differences_are_counted_and_framed() {
        let before = picture(&["....", "....", "...."]);
        for (after, count, frame) in [
            (["....", "....", "...."], 0, None),
            (["....", ".x..", "...."], 1, Some(Rect { x: 1, y: 1, width: 1, height: 1 })),
            (["...x", "....", ".x.."], 2, Some(Rect { x: 1, y: 0, width: 3, height: 3 })),
        ] {
            let after = picture(&after);
            assert_eq!(before.difference(&after), count);
            assert_eq!(before.changed_box(&after), frame);
        }
    }

    #[test]
    fn a_line_stays_inside_its_pane() {
        let pane = Rect::new(100, 50, 400, 300);
        for (first, expected) in [
            (Rect::new(60, 20, 8, 16), Rect::new(156, 70, 320, 16)),
            (Rect::new(2, 0, 8, 16), Rect::new(100, 50, 320, 16)),
            (Rect::new(304, 20, 8, 16), Rect::new(400, 70, 100, 16)),
        ] {
            assert_eq!(pane.line_from(first, 320), expected);
        }
    }

    #[test]
    fn an_empty_pane_has_no_ink() {
        assert_eq!(picture(&["....", "...."]).ink(), 0);
        assert_eq!(picture(&["...x", "xx.."]).ink(), 3);
    }
}
