//! From starting a program to the first letter in its text, as seen on the screen.

use super::editor::{Editor, WINDOW};
use super::pixels::Rect;
use super::probe::{Place, ms};
use super::screen::{Key, Screen};
use crate::failure::{Failure, Outcome};
use crate::process::Group;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Fewer pixels than this are a cursor or a frame, not a text.
const TEXT: usize = 400;

/// What was seen, in milliseconds after the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct StartTimes {
    /// The post's text stood in its pane.
    pub text: f64,
    /// The preview showed something, too.
    pub preview: f64,
    /// The first letter that was typed stood in the text.
    pub usable: f64,
}

/// Starts `command`, waits for its window, gives it the measured size and waits until both panes show something.
pub fn open(screen: &Screen, editor: &Editor, command: &mut Command) -> Outcome<Group> {
    let start = Instant::now();
    let mut group = Group::start(command)?;
    let mut times = StartTimes::default();
    let mut arranged = None;
    while times.text == 0.0 || times.preview == 0.0 {
        arranged = arrange(screen, arranged)?;
        look(screen, editor, start, &mut times)?;
        still_running(editor, &mut group, start)?;
        sleep(Duration::from_millis(20));
    }
    Ok(group)
}

/// The same, and as soon as there is text, a click behind the measured paragraph and a letter every 40 ms.
pub fn until_usable(
    screen: &Screen,
    editor: &Editor,
    place: &Place,
    command: &mut Command,
) -> Outcome<StartTimes> {
    let next_letter = Rect { x: place.caret.0 + 2, width: 40, ..place.text };
    let start = Instant::now();
    let mut group = Group::start(command)?;
    let mut times = StartTimes::default();
    let (mut arranged, mut clicked, mut typed) = (None, None, Instant::now());
    while times.usable == 0.0 || times.preview == 0.0 {
        arranged = arrange(screen, arranged)?;
        look(screen, editor, start, &mut times)?;
        // A second click within the double-click time would select the line instead.
        if times.usable == 0.0
            && times.text > 0.0
            && clicked.is_none_or(|at: Instant| at.elapsed() > Duration::from_millis(700))
        {
            screen.click(place.caret.0 + 1, place.caret.1)?;
            clicked = Some(Instant::now());
        }
        if times.usable == 0.0 && clicked.is_some() && typed.elapsed() > Duration::from_millis(40) {
            screen.press(&[Key::Letter('w')])?;
            typed = Instant::now();
        }
        if times.usable == 0.0 && clicked.is_some() && screen.capture(next_letter)?.ink() > place.noise {
            times.usable = ms(start);
        }
        still_running(editor, &mut group, start)?;
        sleep(Duration::from_millis(2));
    }
    Ok(times)
}

/// A toolkit may throw its first window away and make another; each new one is put in its place and given the keyboard.
fn arrange(screen: &Screen, before: Option<u32>) -> Outcome<Option<u32>> {
    let now = screen.window()?;
    if let Some(window) = now.filter(|_| now != before) {
        screen.arrange(window, WINDOW.0, WINDOW.1)?;
    }
    Ok(now)
}

/// Narrow strips of both panes, so that looking does not slow down what is looked at.
fn look(screen: &Screen, editor: &Editor, start: Instant, times: &mut StartTimes) -> Outcome {
    for (pane, seen) in [(editor.text, &mut times.text), (editor.preview, &mut times.preview)] {
        if *seen == 0.0 && screen.capture(Rect { height: 160, ..pane })?.ink() > TEXT {
            *seen = ms(start);
        }
    }
    Ok(())
}

fn still_running(editor: &Editor, group: &mut Group, start: Instant) -> Outcome {
    if !group.is_running() {
        return Err(Failure::new(format!(
            "{} ended by itself before it could be measured. Start it by hand to see why.",
            editor.name
        )));
    }
    if start.elapsed() > Duration::from_secs(60) {
        return Err(Failure::new(format!(
            "{} showed no text and preview within a minute. Look at the picture of its window beside the log.",
            editor.name
        )));
    }
    Ok(())
}
