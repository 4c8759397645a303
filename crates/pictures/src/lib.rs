//! A picture made fit for a blog: turned upright, made smaller, and with what it tells of its maker taken out.
//!
//! Bytes in, bytes and what was done out. The kind of a picture never changes. What needs neither turning nor resizing is
//! not coded again: the parts that tell of places, cameras and people are left out, and every pixel stays as it was.
//! The same bytes and the same rules give the same bytes again.
//!
//! This crate refuses to read a file, to keep anything, and to allocate for a picture before its header was believed
//! ([`MAX_PIXELS`], [`MAX_MEMORY`]). Names and ledgers are the publisher's; why it is so: `docs/decisions/pictures.md`.

mod avif;
mod exif;
mod gif;
mod jpeg;
mod limits;
mod orientation;
mod pixels;
mod png;
mod prepared;
mod problem;
mod secrets;
mod stripped;
mod webp;

pub use limits::{MAX_MEMORY, MAX_PIXELS};
pub use prepared::{Done, Prepared};
pub use problem::Problem;

use blog::PictureKind;

/// How an account wants its pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// The longest edge in pixels; 0 leaves every picture at its size.
    pub edge: u32,
}

/// Makes a picture ready to be sent.
///
/// # Errors
/// What is wrong with the file, with a remedy in [`Problem::sentence`]. It never panics, whatever the bytes are.
pub fn prepare(original: &[u8], rules: Rules) -> Result<Prepared, Problem> {
    if original.is_empty() {
        return Err(Problem::Empty);
    }
    match PictureKind::of(original).ok_or(Problem::NotAPicture)? {
        PictureKind::Jpeg => jpeg::prepare(original, rules),
        PictureKind::Png => png::prepare(original, rules),
        PictureKind::WebP => webp::prepare(original, rules),
        PictureKind::Gif => gif::prepare(original, rules),
        PictureKind::Avif => avif::prepare(original, rules),
        PictureKind::Heic => Err(Problem::Heic),
        PictureKind::Svg => Err(Problem::Svg),
    }
}
