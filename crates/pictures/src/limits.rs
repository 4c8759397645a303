//! How large a picture may be before anything is allocated for it. The header is asked first, and not believed blindly:
//! the decoders get the same limit.

use crate::Problem;

/// The most pixels of one picture: 100 megapixels.
pub const MAX_PIXELS: u64 = 100_000_000;

/// The most memory that decoding one picture may take, in bytes.
pub const MAX_MEMORY: u64 = 512 << 20;

/// Refuses a picture of no pixels or of too many.
pub(crate) fn believe(width: u32, height: u32) -> Result<(), Problem> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Problem::broken("it has no width or no height")),
        pixels if pixels > MAX_PIXELS => Err(Problem::TooLarge { width, height }),
        _ => Ok(()),
    }
}

/// Refuses to decode what would take more than [`MAX_MEMORY`] at this many bytes a pixel.
pub(crate) fn afford(width: u32, height: u32, bytes_per_pixel: f64) -> Result<(), Problem> {
    let needed = f64::from(width) * f64::from(height) * bytes_per_pixel;
    if needed > MAX_MEMORY as f64 { Err(Problem::TooLarge { width, height }) } else { Ok(()) }
}
