//! Posts of other programs come into the library: an export of WordPress, or files and folders of Markdown and HTML.
//!
//! Everything that comes is a new file; nothing that is here is written over, nothing is sent, nothing becomes public. What is
//! here already is recognised and not brought twice: a post of a blog by its number there, a file by its place and bytes.
//! The look beforehand and the import itself go the same way, so that what was shown is what happens.

mod folder;
mod item;
mod page;
mod wxr;

use crate::App;
use crate::shelf::Shelf;
use crate::wire::carrying::{ImportOutcome, ImportRow, ImportView};
use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use blog::PostPath;
use library::{Brought, Intake};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many rows are told; the counts tell of all.
const ROWS: usize = 500;

/// An import, or the look before it.
pub(crate) struct Import<'a> {
    app: &'a App,
    shelf: Arc<Shelf>,
    from: PathBuf,
    /// Whether files are written.
    does: bool,
    rows: Vec<ImportRow>,
    counts: [u32; 3],
    notes: Vec<String>,
    stopped: bool,
}

/// Something that wants to come in.
struct Piece {
    title: String,
    /// Where it wants to lie, and its bytes; or why it stays outside.
    wanted: Result<(PostPath, Vec<u8>), String>,
    /// The file here that it is, when that is known without a look at the bytes; and what to say of it.
    here: Option<(PostPath, String)>,
    /// What to know of it; may be empty.
    why: String,
}

impl<'a> Import<'a> {
    /// Looks, or brings.
    pub fn run(app: &'a App, from: &str, does: bool) -> Result<ImportView, WireError> {
        let shelf = app.shelf()?;
        let from = PathBuf::from(from);
        let mut import = Self {
            app,
            shelf: Arc::clone(&shelf),
            from,
            does,
            rows: Vec::new(),
            counts: [0; 3],
            notes: Vec::new(),
            stopped: false,
        };
        let mut intake = shelf.library.intake();
        match import.kind()? {
            Kind::Folder => import.folder(&mut intake)?,
            Kind::Wxr => import.wxr(&mut intake)?,
            Kind::File => import.file(&mut intake)?,
        }
        Ok(import.view())
    }

    fn kind(&self) -> Result<Kind, WireError> {
        if self.from.is_dir() {
            let root = self.shelf.library.root();
            let inside = self.from.canonicalize().is_ok_and(|from| from.starts_with(root));
            return if inside {
                Err(self.refused("it is a part of this library already"))
            } else {
                Ok(Kind::Folder)
            };
        }
        let ending = self.from.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "xml" | "wxr" => Ok(Kind::Wxr),
            "md" | "markdown" | "html" | "htm" => Ok(Kind::File),
            _ => Err(self.refused(
                "it is no export of WordPress (.xml), no Markdown or HTML file, and no folder of such files",
            )),
        }
    }

    fn refused(&self, why: &str) -> WireError {
        WireError::input(
            format!("\"{}\" cannot be imported: {why}.", self.from.display()),
            "Nothing was brought. Choose another file or folder.",
        )
    }

    /// One piece: looked at, or brought. `false` when the import was stopped.
    fn take(&mut self, piece: Piece, intake: &mut Intake<'_>, done: usize, of: usize) -> bool {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let event = AppEvent::Carrying { done: narrow(done), of: narrow(of), title: piece.title.clone() };
        self.app.ports.events.send(event);
        if self.app.carrying.is_stopped() {
            self.stopped = true;
            return false;
        }
        let Piece { title, wanted, here, mut why } = piece;
        let (outcome, path) = match (here, wanted) {
            (Some((path, words)), _) => {
                why = words;
                (ImportOutcome::Here, Some(path))
            }
            (None, Err(words)) => {
                why = words;
                (ImportOutcome::Skipped, None)
            }
            (None, Ok((place, bytes))) => {
                let brought =
                    if self.does { intake.bring(&place, &bytes) } else { Ok(intake.look(&place, &bytes)) };
                match brought {
                    Ok(Brought::New(path)) => (ImportOutcome::New, Some(path)),
                    Ok(Brought::Same(path)) => (ImportOutcome::Here, Some(path)),
                    Err(error) => {
                        why = error.to_string();
                        (ImportOutcome::Skipped, None)
                    }
                }
            }
        };
        self.note(ImportRow { title, outcome, path: path.map(|path| path.as_str().to_owned()), why });
        true
    }

    fn note(&mut self, row: ImportRow) {
        self.counts[row.outcome as usize] += 1;
        // Those that stay outside are what the writer must see.
        let skipped = row.outcome == ImportOutcome::Skipped;
        if self.rows.len() < ROWS || (skipped && self.rows.len() < 2 * ROWS) {
            self.rows.push(row);
        }
    }

    fn view(mut self) -> ImportView {
        self.rows.sort_by_key(|row| row.outcome);
        let [skipped, new, here] = self.counts;
        let count = |n: u32, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let name = self.from.file_name().unwrap_or(self.from.as_os_str()).to_string_lossy();
        let comes = match (self.does, self.stopped) {
            (false, _) => "would come from",
            (true, false) => "came from",
            (true, true) => "came before it was stopped, from",
        };
        let mut headline = format!("{} {comes} \"{name}\"", count(new, "file"));
        if here > 0 {
            headline += &format!(", {here} {} here already", if here == 1 { "is" } else { "are" });
        }
        if skipped > 0 {
            headline += &format!(", {skipped} {} outside", if skipped == 1 { "stays" } else { "stay" });
        }
        headline.push('.');
        ImportView { headline, new, here, skipped, rows: self.rows, notes: self.notes, stopped: self.stopped }
    }
}

/// What is brought.
enum Kind {
    Folder,
    Wxr,
    File,
}

/// A name for a folder or a file, as the library takes it.
fn plain_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain: String =
        name.chars().map(|c| if c.is_control() || "<>:\"/\\|?*".contains(c) { '-' } else { c }).collect();
    let plain = plain.trim().trim_matches('.').to_owned();
    if plain.is_empty() { "Import".to_owned() } else { plain }
}
