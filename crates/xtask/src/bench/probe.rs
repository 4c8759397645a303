//! Measures one running editor from outside: when does a key become a letter, and when does the preview show it.
//!
//! What counts is the screen. The program's own debounce, its threads and its painting are all in the figure; its word is
//! not asked for. Before measuring, one letter is typed to find out which lines of pixels will change.

use super::editor::{Editor, WINDOW};
use super::pixels::{Pixels, Rect};
use super::screen::{Key, Screen};
use crate::failure::{Failure, Outcome};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Letters that look different from what was there before.
const LETTERS: &[u8] = b"wdmbqhgkpw";
/// As many as fit into a line of both panes.
const LINE: usize = 24;
/// Pixels that so many letters need at most.
const LINE_WIDTH: u16 = 340;
const PATIENCE: Duration = Duration::from_secs(8);
const REST: Duration = Duration::from_millis(900);

/// Where an editor's line of text and the preview's line of text are.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The line one types into.
    pub text: Rect,
    /// The line that shows it.
    pub preview: Rect,
    /// How many pixels of `text` change by themselves, because the cursor blinks.
    pub noise: usize,
    /// Where the next letter appears in `text`.
    pub caret: (u16, u16),
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct KeyTime {
    /// Milliseconds until the letter stood in the text.
    pub letter: f64,
    /// Milliseconds until the preview changed.
    pub preview: f64,
    /// Milliseconds between two looks at the screen, on average.
    pub look: f64,
}

/// Puts the cursor behind the measured paragraph and finds the lines that change.
pub fn find_place(screen: &Screen, editor: &Editor) -> Outcome<Place> {
    if let Some(window) = screen.window()? {
        screen.arrange(window, WINDOW.0, WINDOW.1)?;
    }
    screen.click(editor.text.x + 60, editor.text.y + 60)?;
    sleep(Duration::from_millis(300));
    screen.press(&[Key::Control, Key::Home])?;
    screen.press(&[Key::Down])?;
    screen.press(&[Key::Down])?;
    screen.press(&[Key::End])?;
    let second = Duration::from_secs(1);
    screen.wait_quiet(editor.text, 300, second, PATIENCE)?;
    let before = (screen.capture(editor.text)?, screen.wait_quiet(editor.preview, 0, second, PATIENCE)?);
    screen.press(&[Key::Letter('w')])?;
    let after = (
        screen.wait_quiet(editor.text, 300, second, PATIENCE)?,
        screen.wait_quiet(editor.preview, 0, second, PATIENCE)?,
    );
    let missing = |pane: &str| {
        let name = editor.name;
        Failure::new(format!(
            "A letter was typed into {name}, and its {pane} did not change. Look at the picture of its window beside the log."
        ))
    };
    let letter = before.0.changed_box(&after.0).ok_or_else(|| missing("text"))?;
    let shown = before.1.changed_box(&after.1).ok_or_else(|| missing("preview"))?;
    let (text, preview) =
        (editor.text.line_from(letter, LINE_WIDTH), editor.preview.line_from(shown, LINE_WIDTH));
    let caret = (editor.text.x + letter.x, text.y + letter.height / 2);
    let noise = blinking(screen, text)?;
    screen.press(&[Key::BackSpace])?;
    sleep(second);
    Ok(Place { text, preview, noise, caret })
}

/// How far `rect` differs from itself while nobody types.
fn blinking(screen: &Screen, rect: Rect) -> Outcome<usize> {
    let (first, start) = (screen.capture(rect)?, Instant::now());
    let mut most = 0;
    while start.elapsed() < Duration::from_millis(1500) {
        most = most.max(screen.capture(rect)?.difference(&first));
        sleep(Duration::from_millis(10));
    }
    Ok(most)
}

/// Letters typed before any is measured: a writer is in the middle of a sentence, and programs that compile themselves
/// while they run have met a key before.
const WARM_UP: usize = 20;

/// Types `count` letters, each after the screen has come to rest, and as many before as it takes to be warm.
pub fn keys(screen: &Screen, place: &Place, count: usize) -> Outcome<Vec<KeyTime>> {
    let mut times = Vec::new();
    let count = WARM_UP + count;
    for at in 0..count {
        if at > 0 && at % LINE == 0 {
            erase(screen, place, LINE)?;
        }
        screen.wait_quiet(place.preview, 0, Duration::from_millis(120), PATIENCE)?;
        // Out of step with the frames of the screen and with the blinking cursor.
        sleep(Duration::from_millis((at as u64 * 37) % 53));
        times.push(key(screen, place, Key::Letter(LETTERS[at % LETTERS.len()].into()))?);
    }
    erase(screen, place, (count - 1) % LINE + 1)?;
    Ok(times.split_off(WARM_UP))
}

fn key(screen: &Screen, place: &Place, key: Key) -> Outcome<KeyTime> {
    let before: (Pixels, Pixels) = (screen.capture(place.text)?, screen.capture(place.preview)?);
    let start = Instant::now();
    screen.press(&[key])?;
    let (mut letter, mut preview, mut looks) = (None, None, 0.0);
    while letter.is_none() || preview.is_none() {
        if start.elapsed() > PATIENCE {
            return Err(Failure::new(
                "A key was pressed and did not show within 8 seconds. Look at the picture of the window beside the log.",
            ));
        }
        if letter.is_none() && screen.capture(place.text)?.difference(&before.0) > place.noise {
            letter = Some(ms(start));
        }
        if preview.is_none() && screen.capture(place.preview)?.difference(&before.1) > 0 {
            preview = Some(ms(start));
        }
        looks += 1.0;
        sleep(Duration::from_micros(300));
    }
    let look = ms(start) / looks;
    Ok(KeyTime { letter: letter.unwrap_or(f64::NAN), preview: preview.unwrap_or(f64::NAN), look })
}

/// Types 20 letters 30 ms apart and returns how many milliseconds after the last one the text and the preview still changed.
pub fn burst(screen: &Screen, place: &Place) -> Outcome<(f64, f64)> {
    let (mut text, mut preview) = (screen.capture(place.text)?, screen.capture(place.preview)?);
    let (start, mut sent, mut last) = (Instant::now(), 0_u32, Instant::now());
    let (mut text_at, mut preview_at) = (None, None);
    let mut quiet = Instant::now();
    // The preview may be far behind: over when it has shown something after the last key and then nothing for a while.
    while sent < 20
        || ((quiet.elapsed() < REST || preview_at.is_none_or(|at| at < last)) && last.elapsed() < PATIENCE)
    {
        if sent < 20 && start.elapsed() >= Duration::from_millis(30) * sent {
            screen.press(&[Key::Letter(LETTERS[sent as usize % LETTERS.len()].into())])?;
            (sent, last) = (sent + 1, Instant::now());
        }
        let now = (screen.capture(place.text)?, screen.capture(place.preview)?);
        if now.0.difference(&text) > place.noise {
            (text, text_at, quiet) = (now.0, Some(Instant::now()), Instant::now());
        }
        if now.1.difference(&preview) > 0 {
            (preview, preview_at, quiet) = (now.1, Some(Instant::now()), Instant::now());
        }
        sleep(Duration::from_micros(300));
    }
    erase(screen, place, 20)?;
    let lag = |at: Option<Instant>| {
        at.map_or(f64::NAN, |at| at.saturating_duration_since(last).as_secs_f64() * 1e3)
    };
    Ok((lag(text_at), lag(preview_at)))
}

fn erase(screen: &Screen, place: &Place, count: usize) -> Outcome {
    for _ in 0..count {
        screen.press(&[Key::BackSpace])?;
        sleep(Duration::from_millis(15));
    }
    screen.wait_quiet(place.preview, 0, Duration::from_millis(400), PATIENCE).map(drop)
}

/// Milliseconds since `start`.
pub fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
