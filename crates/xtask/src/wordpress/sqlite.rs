//! The drop-in that lets WordPress keep its data in SQLite, so that no database server is needed.
//!
//! Its authors publish it inside an npm package; only the zip in it is used. The version and its checksum are pinned.

use crate::failure::{Doing, Failure, Outcome};
use crate::process::{quietly, read};
use crate::setup::npm_command;
use crate::workspace::{self, Workspace, make_folder, remove_folder};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "@wp-playground/cli@3.1.56";
const INTEGRITY: &str =
    "sha512-JTxl6djPEM2YRYz/w+BUoyoCvhSGHIjqMi4fMV1b8o1UPNvZatLaS7opo57UsrVElXrfdZwvi6IuyS4LswUx9Q==";
const PLUGIN: &str = "plugin-sqlite-database-integration";

/// Where the drop-in lies in the cache.
pub fn folder(workspace: &Workspace) -> PathBuf {
    workspace.cache.join("wordpress/sqlite-3.1.56")
}

/// Makes sure that the drop-in is in the cache.
pub fn fetch(workspace: &Workspace) -> Outcome {
    let folder = folder(workspace);
    if folder.join("db.copy").is_file() {
        return Ok(());
    }
    println!("WordPress on SQLite: fetching the drop-in.");
    let part = folder.with_extension("part");
    remove_folder(&part)?;
    make_folder(&part)?;
    let archive = pack(&part)?;
    let log = workspace.log("wordpress-sqlite")?;
    let zip = "package/sqlite-database-integration.zip";
    quietly(
        "unpack the drop-in",
        Command::new("tar").args(["-xzf", &archive, zip]).current_dir(&part),
        &log,
    )?;
    quietly("unpack the drop-in", Command::new("unzip").args(["-q", zip]).current_dir(&part), &log)?;
    support_old_wordpress(&part.join(PLUGIN).join("wp-includes/sqlite/class-wp-sqlite-db.php"))?;
    remove_folder(&folder)?;
    fs::rename(part.join(PLUGIN), &folder).doing("put the drop-in into the cache")?;
    remove_folder(&part)
}

/// Downloads the package into `folder`, checks it against the pinned checksum, and returns its file name.
fn pack(folder: &Path) -> Outcome<String> {
    let answer = read(npm_command(folder).args(["pack", PACKAGE, "--json"]))?;
    let answer: Value = serde_json::from_str(&answer).doing("understand npm's answer")?;
    // npm checks the file against the checksum that it reports; that one must be ours.
    if answer[0]["integrity"] != INTEGRITY {
        return Err(Failure::new(format!(
            "The npm package {PACKAGE} is not the one this was made with: its checksum differs. Nothing of it was used."
        )));
    }
    answer[0]["filename"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("npm did not say what it downloaded."))
}

/// WordPress before 6.2 has no `allow_unsafe_unquoted_parameters`, which the drop-in reads; there the parent's method does.
fn support_old_wordpress(path: &Path) -> Outcome {
    let method = "public function prepare( $query, ...$args ) {\n";
    let guard = "\t\tif ( ! property_exists( 'wpdb', 'allow_unsafe_unquoted_parameters' ) ) {\n\t\t\treturn parent::prepare( $query, ...$args );\n\t\t}\n";
    let source = workspace::read(path)?;
    if !source.contains(method) {
        return Err(Failure::new(format!(
            "The SQLite drop-in has changed: {} has no prepare method as expected.",
            path.display()
        )));
    }
    workspace::write(path, source.replacen(method, &format!("{method}{guard}"), 1))
}
