//! Puts Copydesk's own commands under the access list: the window may call what `capabilities/main.json` names and
//! nothing else. The names are read from the one table in the app crate, so that they are said once.

use std::path::Path;

const TABLE: &str = "../crates/app/src/wire/mod.rs";

fn main() {
    println!("cargo:rerun-if-changed={TABLE}");
    let source =
        std::fs::read_to_string(Path::new(TABLE)).unwrap_or_else(|e| panic!("{TABLE} cannot be read: {e}"));
    let names: Vec<&'static str> = command_names(&source).into_iter().map(|name| &*name.leak()).collect();
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(names.leak()))
        .windows_attributes(
            tauri_build::WindowsAttributes::new().app_manifest(include_str!("windows-manifest.xml")),
        );
    tauri_build::try_build(attributes)
        .unwrap_or_else(|e| panic!("the window's files cannot be prepared: {e:#}"));
}

/// The words before `(` in the lines of the `commands! { ... }` table.
fn command_names(source: &str) -> Vec<String> {
    let lines = source.lines().skip_while(|line| !line.starts_with("commands! {")).skip(1);
    let table = lines.take_while(|line| !line.starts_with('}')).map(str::trim);
    table
        .filter(|line| !line.starts_with("//"))
        .filter_map(|line| line.split_once('(').map(|(name, _)| name.to_owned()))
        .collect()
}
