//! The library out of the door, and other libraries in.

use crate::App;
use crate::export::{Leaving, with_ending};
use crate::import::Import;
use crate::wire::Nothing;
use crate::wire::carrying::{ExportPosts, Exported, ImportFrom, ImportView};
use crate::wire::error::WireError;
use std::path::Path;

impl App {
    /// See [`crate::wire::Commands::export_posts`]. What is unsaved is saved first.
    pub fn export_posts(&self, mut args: ExportPosts) -> Result<Exported, WireError> {
        let _turn = self.carrying.begin();
        self.save_all();
        args.to = with_ending(Path::new(&args.to), args.form).to_string_lossy().into_owned();
        Leaving::of(self, &args)?.write(&args)
    }

    /// See [`crate::wire::Commands::plan_import`].
    pub fn plan_import(&self, args: ImportFrom) -> Result<ImportView, WireError> {
        let _turn = self.carrying.begin();
        Import::run(self, &args.from, false)
    }

    /// See [`crate::wire::Commands::import_posts`]. What came before an error or a stop stays, and the next import goes on.
    pub fn import_posts(&self, args: ImportFrom) -> Result<ImportView, WireError> {
        let _turn = self.carrying.begin();
        let done = Import::run(self, &args.from, true);
        // What cannot be listed now is listed when the folder is walked through next.
        let _ = self.look_again();
        done
    }

    /// See [`crate::wire::Commands::stop_carrying`].
    pub fn stop_carrying(&self, _: Nothing) -> Result<Nothing, WireError> {
        self.carrying.stop();
        Ok(Nothing {})
    }
}
