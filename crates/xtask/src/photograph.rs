//! The screen as a camera before it would see it. WebDriver's own screenshots sometimes never answer, and show only the
//! page.

use crate::failure::{Doing, Outcome};
use std::fs::File;
use std::path::Path;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};

/// Writes the whole of `display` (such as `:99`), which must be 24 bits deep, to a PNG.
pub fn photograph(display: &str, file: &Path) -> Outcome {
    const DOING: &str = "take a picture of the screen";
    let (connection, number) = x11rb::connect(Some(display)).doing(DOING)?;
    let screen = &connection.setup().roots[number];
    let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
    let asked = connection.get_image(ImageFormat::Z_PIXMAP, screen.root, 0, 0, width, height, u32::MAX);
    let image = asked.doing(DOING)?.reply().doing(DOING)?;
    // 24 bits in 32: blue, green, red, nothing.
    let pixels: Vec<u8> =
        image.data.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
    let mut encoder = png::Encoder::new(File::create(file).doing(DOING)?, width.into(), height.into());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().doing(DOING)?;
    writer.write_image_data(&pixels).doing(DOING)
}
