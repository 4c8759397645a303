//! The screen as a person meets it: keys and clicks go in through the X server, pixels come out of it.
//!
//! Nothing here knows what is on the screen. Rectangles are small, so that looking costs less than what is measured.

use super::pixels::{Pixels, Rect};
use crate::failure::{Doing, Failure, Outcome};
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConfigureWindowAux, ConnectionExt as _, ImageFormat,
    InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// A key by what it writes or is called.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    Letter(char),
    Home,
    End,
    Down,
    BackSpace,
    Control,
}

impl Key {
    /// The X keysym.
    fn symbol(self) -> u32 {
        match self {
            Self::Letter(letter) => letter.into(),
            Self::Home => 0xff50,
            Self::Down => 0xff54,
            Self::End => 0xff57,
            Self::BackSpace => 0xff08,
            Self::Control => 0xffe3,
        }
    }
}

/// A connection to the display.
pub struct Screen {
    connection: RustConnection,
    root: Window,
    first_code: u8,
    symbols: Vec<Vec<u32>>,
}

impl Screen {
    /// Connects to `display`, e.g. `:99`.
    pub fn connect(display: &str) -> Outcome<Self> {
        let (connection, number) =
            RustConnection::connect(Some(display)).doing(format_args!("connect to the display {display}"))?;
        let setup = connection.setup();
        let (root, first_code) = (setup.roots[number].root, setup.min_keycode);
        let count = setup.max_keycode - first_code + 1;
        let map = connection
            .get_keyboard_mapping(first_code, count)
            .doing("ask for the keyboard")?
            .reply()
            .doing("ask for the keyboard")?;
        let symbols = map.keysyms.chunks(map.keysyms_per_keycode.into()).map(<[u32]>::to_vec).collect();
        Ok(Self { connection, root, first_code, symbols })
    }

    /// What `rect` shows now.
    pub fn capture(&self, rect: Rect) -> Outcome<Pixels> {
        let (x, y) = (
            i16::try_from(rect.x).doing("look at the screen")?,
            i16::try_from(rect.y).doing("look at the screen")?,
        );
        let cookie = self.connection.get_image(
            ImageFormat::Z_PIXMAP,
            self.root,
            x,
            y,
            rect.width,
            rect.height,
            u32::MAX,
        );
        let image = cookie.doing("look at the screen")?.reply().doing("look at the screen")?;
        Ok(Pixels::new(image.data, rect.width))
    }

    /// Presses and releases `keys` together, as in Ctrl and Home. Returns when the server has taken them.
    pub fn press(&self, keys: &[Key]) -> Outcome {
        let codes = keys.iter().map(|key| self.code(*key)).collect::<Outcome<Vec<u8>>>()?;
        codes.iter().try_for_each(|code| self.fake(KEY_PRESS_EVENT, *code, 0, 0))?;
        codes.iter().rev().try_for_each(|code| self.fake(KEY_RELEASE_EVENT, *code, 0, 0))?;
        self.settled()
    }

    /// Clicks with the first button.
    pub fn click(&self, x: u16, y: u16) -> Outcome {
        let at = |value: u16| i16::try_from(value).doing("click");
        self.fake(MOTION_NOTIFY_EVENT, 0, at(x)?, at(y)?)?;
        self.fake(BUTTON_PRESS_EVENT, 1, 0, 0)?;
        self.fake(BUTTON_RELEASE_EVENT, 1, 0, 0)?;
        self.settled()
    }

    /// The program's window as soon as one is visible: the first of a size in which one could write.
    pub fn window(&self) -> Outcome<Option<Window>> {
        let tree = self
            .connection
            .query_tree(self.root)
            .doing("list the windows")?
            .reply()
            .doing("list the windows")?;
        for window in tree.children {
            // A window may close between two questions; then it is not the one.
            let shown = self.connection.get_window_attributes(window).doing("list the windows")?.reply();
            let size = self.connection.get_geometry(window).doing("list the windows")?.reply();
            if shown.is_ok_and(|it| it.map_state == MapState::VIEWABLE)
                && size.is_ok_and(|it| it.width >= 300 && it.height >= 200)
            {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// Puts the window into the corner at this size and gives it the keyboard, as a window manager would.
    pub fn arrange(&self, window: Window, width: u16, height: u16) -> Outcome {
        let place = ConfigureWindowAux::new().x(0).y(0).width(u32::from(width)).height(u32::from(height));
        self.connection.configure_window(window, &place).doing("place the window")?;
        self.connection
            .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
            .doing("give the window the keyboard")?;
        self.settled()
    }

    /// Waits until `rect` has not changed by more than `noise` pixels for `quiet`; returns the last picture.
    /// Gives up after `limit` and returns what is there then.
    pub fn wait_quiet(&self, rect: Rect, noise: usize, quiet: Duration, limit: Duration) -> Outcome<Pixels> {
        let start = Instant::now();
        let (mut last, mut since) = (self.capture(rect)?, Instant::now());
        while since.elapsed() < quiet && start.elapsed() < limit {
            std::thread::sleep(Duration::from_millis(10));
            let now = self.capture(rect)?;
            if now.difference(&last) > noise {
                (last, since) = (now, Instant::now());
            }
        }
        self.capture(rect)
    }

    fn code(&self, key: Key) -> Outcome<u8> {
        let at = self.symbols.iter().position(|symbols| symbols.first() == Some(&key.symbol()));
        let code = at.and_then(|at| u8::try_from(at).ok()?.checked_add(self.first_code));
        code.ok_or_else(|| Failure::new(format!("The display's keyboard has no key for {key:?}.")))
    }

    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) -> Outcome {
        self.connection
            .xtest_fake_input(kind, detail, x11rb::CURRENT_TIME, self.root, x, y, 0)
            .doing("press a key")?;
        Ok(())
    }

    /// Everything that was sent has been taken by the server.
    fn settled(&self) -> Outcome {
        self.connection
            .get_input_focus()
            .doing("speak to the display")?
            .reply()
            .doing("speak to the display")
            .map(drop)
    }
}
