//! The display behind the window: what a window manager does, and what a camera before the screen would see.

use std::error::Error;
use std::fs::File;
use std::path::Path;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat};
use x11rb::wrapper::ConnectionExt as _;

/// Presses the close button of a program's windows.
pub fn press_close_button(pid: u32) -> Result<(), Box<dyn Error>> {
    let (display, screen) = x11rb::connect(None)?;
    let atom =
        |name: &str| Ok::<u32, Box<dyn Error>>(display.intern_atom(false, name.as_bytes())?.reply()?.atom);
    let (owner, protocols, delete) = (atom("_NET_WM_PID")?, atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
    let root = display.setup().roots[screen].root;
    for window in display.query_tree(root)?.reply()?.children {
        let its_owner = display.get_property(false, window, owner, AtomEnum::CARDINAL, 0, 1)?.reply()?;
        let can_close =
            display.get_property(false, window, protocols, AtomEnum::ATOM, 0, 16)?.reply()?.length > 0;
        if can_close && its_owner.value32().and_then(|mut pids| pids.next()) == Some(pid) {
            let message =
                ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
            display.send_event(false, window, EventMask::NO_EVENT, message)?;
        }
    }
    // A connection that closes at once may take what it said along.
    display.sync()?;
    Ok(())
}

/// Writes the whole screen to a PNG.
pub fn photograph(file: &Path) -> Result<(), Box<dyn Error>> {
    let (display, screen) = x11rb::connect(None)?;
    let screen = &display.setup().roots[screen];
    let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
    let image = display.get_image(ImageFormat::Z_PIXMAP, screen.root, 0, 0, width, height, !0)?.reply()?;
    // 24 bits deep, in 32: blue, green, red, nothing.
    let pixels: Vec<u8> =
        image.data.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
    let mut encoder = png::Encoder::new(File::create(file)?, width.into(), height.into());
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(())
}
