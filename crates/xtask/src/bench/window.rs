//! The real windows, one after the other on one display: Copydesk and a peer with the same posts, keys and sizes.

use super::editor::Editor;
use super::memory::megabytes;
use super::probe::{KeyTime, Place, burst, find_place, keys};
use super::screen::Screen;
use super::start::{StartTimes, open, until_usable};
use super::statistics::Sample;
use super::table::{Table, ms, ratio};
use super::text::post;
use crate::desktop::Desktop;
use crate::failure::{Doing, Failure, Outcome};
use crate::photograph::photograph;
use crate::workspace::Workspace;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

/// The lengths of the posts.
const SIZES: [(&str, usize); 3] = [("10 kB", 10_000), ("100 kB", 100_000), ("1 MB", 1_000_000)];
const STARTS: usize = 5;
const TRIES: usize = 4;

/// All that was seen of one editor with one post.
#[derive(Debug, Default)]
struct Seen {
    letter: Option<Sample>,
    preview: Option<Sample>,
    look: Option<Sample>,
    burst: (f64, f64),
    painted: Option<Sample>,
    usable: Option<Sample>,
    memory: (f64, usize),
}

/// Measures all editors at all sizes and prints the tables. Returns the line for the summary.
pub fn measure(workspace: &Workspace, editors: &[Editor], count: usize) -> Outcome<String> {
    let desktop = Desktop::start(workspace)?;
    let display = desktop
        .environment()
        .into_iter()
        .find(|(name, _)| name == "DISPLAY")
        .map(|(_, value)| value)
        .unwrap_or_default();
    let screen = Screen::connect(&display)?;
    let mut seen: Vec<Vec<Seen>> = Vec::new();
    for (label, bytes) in SIZES {
        let text = post(workspace, bytes)?;
        let mut row = Vec::new();
        for editor in editors {
            println!("Window: {} with a post of {label}, {count} keys.", editor.name);
            let of = Measurement { workspace, desktop: &desktop, screen: &screen, editor, text: &text };
            let starts = if bytes == 100_000 { 0 } else { STARTS };
            row.push(of.patiently(label, count, starts)?);
        }
        seen.push(row);
    }
    print(editors, &seen);
    Ok(summary(editors, &seen))
}

struct Measurement<'a> {
    workspace: &'a Workspace,
    desktop: &'a Desktop,
    screen: &'a Screen,
    editor: &'a Editor,
    text: &'a str,
}

impl Measurement<'_> {
    /// The peer crashes now and then; what it shows when it does not is measured, and every try is told.
    fn patiently(&self, label: &str, count: usize, starts: usize) -> Outcome<Seen> {
        for _ in 1..TRIES {
            match self.run(label, count, starts) {
                Ok(seen) => return Ok(seen),
                Err(failure) => println!("Once more: {failure}"),
            }
        }
        self.run(label, count, starts)
    }

    fn run(&self, label: &str, count: usize, starts: usize) -> Outcome<Seen> {
        let scratch =
            tempfile::Builder::new().prefix("copydesk-bench-").tempdir().doing("make a scratch folder")?;
        let mark = format!("{}-{}", std::process::id(), label.replace(' ', ""));
        let command = || self.editor.command(self.text, scratch.path(), self.desktop.environment(), &mark);
        let mut group = open(self.screen, self.editor, &mut command()?)?;
        sleep(Duration::from_secs(1));
        let typed = self.typed(label, count).map_err(|failure| self.with_picture(failure));
        if !group.is_running() {
            return Err(Failure::new(format!(
                "{} ended by itself while it was being measured.",
                self.editor.name
            )));
        }
        let (place, times, lag) = typed?;
        let memory = megabytes(group.id(), &mark);
        drop(group);
        let starts =
            (0..starts).map(|_| self.start(&place, &mut command()?)).collect::<Outcome<Vec<StartTimes>>>()?;
        let of = |pick: fn(&KeyTime) -> f64| Sample::new(times.iter().map(pick).collect());
        Ok(Seen {
            letter: of(|time| time.letter),
            preview: of(|time| time.preview),
            look: of(|time| time.look),
            burst: lag,
            painted: Sample::new(starts.iter().map(|start| start.text.max(start.preview)).collect()),
            usable: Sample::new(starts.iter().map(|start| start.usable).collect()),
            memory,
        })
    }

    fn typed(&self, label: &str, count: usize) -> Outcome<(Place, Vec<KeyTime>, (f64, f64))> {
        let place = find_place(self.screen, self.editor)?;
        self.picture(label)?;
        Ok((place, keys(self.screen, &place, count)?, burst(self.screen, &place)?))
    }

    fn start(&self, place: &Place, command: &mut Command) -> Outcome<StartTimes> {
        let times = until_usable(self.screen, self.editor, place, command);
        sleep(Duration::from_millis(500));
        times
    }

    /// Keeps a picture of the whole screen beside the logs, so that one can see what was measured.
    fn picture(&self, label: &str) -> Outcome<String> {
        let name = format!("bench-{}-{}", self.editor.name, label.replace(' ', ""));
        let file = self.workspace.log(&name)?.with_extension("png");
        photograph(self.desktop.display(), &file)?;
        Ok(file.display().to_string())
    }

    fn with_picture(&self, failure: Failure) -> Failure {
        match self.picture("failed") {
            Ok(file) => Failure::new(format!("{failure} The picture is {file}.")),
            Err(_) => failure,
        }
    }
}

/// Each figure of each editor, and the first editor's as a part of the last one's.
fn print(editors: &[Editor], seen: &[Vec<Seen>]) {
    let head =
        format!("what|{}|ratio", editors.iter().map(|editor| editor.name).collect::<Vec<_>>().join("|"));
    let line = |table: &mut Table, name: String, row: &[Seen], pick: &dyn Fn(&Seen) -> Option<f64>| {
        let values: Vec<Option<f64>> =
            row.iter().map(|seen| pick(seen).filter(|value| value.is_finite())).collect();
        let shown = values.iter().map(|value| value.map_or_else(|| "-".to_owned(), ms));
        let compared =
            if values.len() > 1 { ratio(values[0], values[values.len() - 1]) } else { "-".to_owned() };
        table.row([name].into_iter().chain(shown).chain([compared]));
    };
    let mut table = Table::new("From a key to the screen, pixel to pixel, milliseconds", &head);
    for ((label, _), row) in SIZES.iter().zip(seen) {
        for percent in [50.0, 95.0] {
            line(&mut table, format!("{label}, preview, p{percent}"), row, &|seen| {
                seen.preview.as_ref().map(|it| it.percentile(percent))
            });
        }
        for percent in [50.0, 95.0] {
            line(&mut table, format!("{label}, letter, p{percent}"), row, &|seen| {
                seen.letter.as_ref().map(|it| it.percentile(percent))
            });
        }
        line(&mut table, format!("{label}, 20 keys 30 ms apart: text still behind"), row, &|seen| {
            Some(seen.burst.0)
        });
        line(&mut table, format!("{label}, 20 keys 30 ms apart: preview still behind"), row, &|seen| {
            Some(seen.burst.1)
        });
    }
    let looks: Vec<String> =
        seen.iter().flatten().filter_map(|seen| Some(ms(seen.look.as_ref()?.median()))).collect();
    println!(
        "{table}  The screen was looked at every {} ms (median of each run); that much a figure may be late.",
        looks.join(", ")
    );

    let mut table = Table::new("From the start of the program, warm, milliseconds", &head);
    for ((label, bytes), row) in SIZES.iter().zip(seen) {
        if *bytes != 100_000 {
            line(&mut table, format!("{label}, text and preview painted"), row, &|seen| {
                Some(seen.painted.as_ref()?.median())
            });
            line(&mut table, format!("{label}, first typed letter on the screen"), row, &|seen| {
                Some(seen.usable.as_ref()?.median())
            });
        }
    }
    println!("{table}");

    let mut table = Table::new("Memory of all its processes after typing (PSS), MB", &head);
    for ((label, _), row) in SIZES.iter().zip(seen) {
        let processes: Vec<String> = row.iter().map(|seen| seen.memory.1.to_string()).collect();
        line(&mut table, format!("{label} ({} processes)", processes.join(", ")), row, &|seen| {
            Some(seen.memory.0)
        });
    }
    println!("{table}");
}

fn summary(editors: &[Editor], seen: &[Vec<Seen>]) -> String {
    let p95 = |row: usize, editor: usize| {
        seen[row].get(editor)?.preview.as_ref().map(|sample| sample.percentile(95.0))
    };
    let ours: Vec<String> =
        (0..SIZES.len()).map(|row| p95(row, 0).map_or_else(|| "-".to_owned(), ms)).collect();
    let mut line = format!(
        "{}: key to painted preview p95 {} ms at 10 kB, 100 kB, 1 MB",
        editors[0].name,
        ours.join(" / ")
    );
    if editors.len() > 1 {
        let last = editors.len() - 1;
        let ratios: Vec<String> = (0..SIZES.len()).map(|row| ratio(p95(row, 0), p95(row, last))).collect();
        line.push_str(&format!(", {} of {}", ratios.join(" / "), editors[last].name));
    }
    let keys = seen.first().and_then(|row| row.first()?.preview.as_ref().map(Sample::len)).unwrap_or(0);
    line + &format!(" ({keys} keys each).")
}
