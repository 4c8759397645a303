//! `cargo xtask codegen`: the TypeScript of the types that cross to the window is written from the Rust ones, or compared.

use crate::arguments::Arguments;
use crate::cargo::cargo;
use crate::failure::{Doing, Failure, Outcome};
use crate::process::quietly;
use crate::workspace::{self, Workspace, make_folder, remove_folder};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const GENERATED: &str = "ui/src/backend/generated";

/// Writes the files, or with `--check` says which are stale.
pub fn codegen(workspace: &Workspace, mut arguments: Arguments) -> Outcome<String> {
    let check = arguments.flag("--check");
    arguments.end()?;
    if check { self::check(workspace) } else { write(workspace) }
}

fn write(workspace: &Workspace) -> Outcome<String> {
    let folder = workspace.root.join(GENERATED);
    let before = files(&folder)?;
    let made = make(workspace, &folder, &before)?;
    Ok(format!("Wrote {} files to {GENERATED}.", made.len()))
}

/// Compares what the Rust types give with what is in the repository, and leaves the repository as it was.
pub fn check(workspace: &Workspace) -> Outcome<String> {
    let folder = workspace.root.join(GENERATED);
    let before = files(&folder)?;
    let made = make(workspace, &folder, &before)?;
    restore(&folder, &before)?;
    let mut stale: Vec<&str> = made
        .keys()
        .chain(before.keys())
        .filter(|name| made.get(*name) != before.get(*name))
        .map(String::as_str)
        .collect();
    stale.sort_unstable();
    stale.dedup();
    if stale.is_empty() {
        return Ok(format!("{} generated files are fresh.", made.len()));
    }
    Err(Failure::new(format!(
        "These files in {GENERATED} are not what the Rust types give: {}. Run `cargo xtask codegen` and commit them.",
        stale.join(", ")
    )))
}

/// Lets the app crate write its types into the empty folder; a test of that crate does it.
fn make(workspace: &Workspace, folder: &Path, before: &Files) -> Outcome<Files> {
    remove_folder(folder)?;
    let mut export = cargo(workspace, &["test"]);
    let made = quietly(
        "generate the TypeScript types",
        export.args(["--lib", "export_typescript"]),
        &workspace.log("codegen")?,
    );
    if let Err(failure) = made {
        restore(folder, before)?;
        return Err(failure);
    }
    files(folder)
}

fn restore(folder: &Path, files: &Files) -> Outcome {
    remove_folder(folder)?;
    for (name, text) in files {
        let path = folder.join(name);
        make_folder(path.parent().unwrap_or(folder))?;
        workspace::write(&path, text)?;
    }
    Ok(())
}

type Files = BTreeMap<String, String>;

fn files(folder: &Path) -> Outcome<Files> {
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).doing("list the generated files")? {
        let path = entry.doing("list the generated files")?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(
                self::files(&path)?.into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
        } else {
            files.insert(name, fs::read_to_string(&path).doing(format_args!("read {}", path.display()))?);
        }
    }
    Ok(files)
}
