//! `cargo xtask bench`: measures, and prints tables with ratios that were measured in the same run.
//!
//! Figures travel badly from one machine to another and ratios travel well, so a peer from Debian is measured in the same
//! run on the same display. Nothing here passes or fails: a slow day is no defect.

mod divan;
mod editor;
mod library;
mod memory;
mod pictures;
mod pixels;
mod probe;
mod screen;
mod start;
mod statistics;
mod table;
mod text;
mod window;

use crate::arguments::Arguments;
use crate::check::step;
use crate::failure::{Failure, Outcome};
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use editor::Editor;
use std::path::PathBuf;
use std::process::Command;

const HELP: &str = "\
cargo xtask bench [--only crates|library|pictures|window] [--keys N] [--program F | --peer-only]

  Builds the release version and measures, in this order:
  crates   Rendering, block diff, folder scan, saving: the benchmarks of the crates markdown and library.
  library  100,000 posts, made below target: the first scan, the list from the warm index, a page, one changed file found,
           and memory against ten posts; the search: building its index, every kind of query, a save that is found.
  pictures A photograph of 12 megapixels made ready to be sent, beside ImageMagick from Debian: processor time.
  window   The real window without a display, beside ghostwriter from Debian: from a key to the painted letter and
           preview at 10 kB, 100 kB and 1 MB, from the start to the first letter, and memory.
  --keys N     keys for each size, at least 40 (default 60)
  --program F  measures the Copydesk in the file F instead of building it
  --peer-only  only ghostwriter; needs no build";

/// Runs the benchmarks.
pub fn run(workspace: &Workspace, mut arguments: Arguments) -> Outcome<String> {
    if arguments.flag("--help") {
        return Ok(HELP.to_owned());
    }
    let only = arguments.option("--only")?;
    let peer_only = arguments.flag("--peer-only");
    let program = arguments.option("--program")?.map(PathBuf::from);
    let keys = arguments.option("--keys")?.map_or(Ok(60), |text| text.parse::<usize>());
    arguments.end()?;
    let keys = keys
        .ok()
        .filter(|keys| *keys >= 40)
        .ok_or_else(|| Failure::new("--keys needs a number of at least 40."))?;
    let (crates, library, pictures, window) = match only.as_deref() {
        None => (!peer_only, !peer_only, !peer_only, true),
        Some("crates") => (true, false, false, false),
        Some("library") => (false, true, false, false),
        Some("pictures") => (false, false, true, false),
        Some("window") => (false, false, false, true),
        Some(other) => {
            return Err(Failure::new(format!(
                "`{other}` cannot be measured by itself. Use `crates`, `library`, `pictures` or `window`."
            )));
        }
    };
    let mut summary = Vec::new();
    if crates {
        summary.push(measure_crates(workspace)?);
    }
    if library {
        summary.push(library::measure(workspace)?);
    }
    if pictures {
        setup::system(workspace, &[Need::Build, Need::Pictures])?;
        summary.push(pictures::measure(workspace)?);
    }
    if window {
        summary.push(measure_window(workspace, keys, program, peer_only)?);
    }
    Ok(summary.join(" "))
}

fn measure_crates(workspace: &Workspace) -> Outcome<String> {
    let mut bench = Command::new("cargo");
    bench
        .args(["bench", "--locked", "--benches", "--package", "markdown", "--package", "library"])
        .current_dir(&workspace.root);
    let printed = step(workspace, "bench", &mut bench)?;
    let timings = divan::timings(&printed);
    println!("{}", divan::table(&timings));
    Ok(format!("{} measurements in the crates.", timings.len()))
}

fn measure_window(
    workspace: &Workspace,
    keys: usize,
    program: Option<PathBuf>,
    peer_only: bool,
) -> Outcome<String> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::new(
            "The window is measured on Linux only: it needs Xvfb and /proc. Use `cargo xtask bench --only crates` here.",
        ));
    }
    setup::system(workspace, &[Need::Build, Need::Headless, Need::Measure])?;
    let mut editors = vec![Editor::ghostwriter()];
    if !peer_only {
        let program = match program {
            Some(program) => program,
            None => {
                setup::npm(workspace)?;
                crate::run::build(workspace, true)?
            }
        };
        editors.insert(0, Editor::copydesk(program));
    }
    window::measure(workspace, &editors, keys)
}
