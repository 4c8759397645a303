//! Files that are not UTF-8: an editable copy, made when the writer asks for it.

use crate::App;
use crate::commands::library::{post_path, refused};
use crate::wire::editor::ConvertedCopy;
use crate::wire::error::WireError;
use crate::wire::library::OnePost;
use library::Converted;

impl App {
    /// See [`crate::wire::Commands::convert_copy`].
    pub fn convert_copy(&self, args: OnePost) -> Result<ConvertedCopy, WireError> {
        let converted = self.shelf()?.library.convert_copy(&post_path(&args.path)?).map_err(refused)?;
        Ok(ConvertedCopy { row: self.row(&converted.file.path)?, message: sentence(&converted) })
    }
}

/// What was done, for the writer.
fn sentence(converted: &Converted) -> String {
    let what =
        if converted.nul { "contains NUL bytes or others that say nothing" } else { "could not be read" };
    let marked = match converted.marked {
        0 => String::new(),
        1 => format!(" One place in it {what}; it is marked with \u{fffd}."),
        many => format!(" {many} places in it {what}; they are marked with \u{fffd}.")
            .replace("contains", "contain"),
    };
    format!("This copy was read as {}; the original is untouched.{marked}", converted.encoding)
}
