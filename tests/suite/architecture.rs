//! The drawing in ARCHITECTURE.md, held against the code. What cannot be drawn (one door per effect, file sizes, names)
//! is looked for in the sources.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_crates_depend_on_each_other_as_drawn() {
    assert_eq!(built(), drawn());
}

#[test]
fn each_outside_crate_has_one_owner() {
    let metadata = metadata();
    for (name, owner) in [
        ("tauri", "copydesk"),
        ("keyring", "credentials"),
        ("reqwest", "wordpress"),
        ("notify", "library"),
        ("tantivy", "search"),
    ] {
        let users: Vec<&str> = packages(&metadata)
            .filter(|package| {
                dependencies(package)
                    .any(|dependency| dependency["name"] == name && !is_for_tests(dependency))
            })
            .filter_map(|package| package["name"].as_str())
            .collect();
        assert_eq!(users, [owner], "crates that depend on {name}");
    }
}

#[test]
fn each_effect_has_one_door() {
    let rust = |crate_name: &str| tracked(&format!("crates/{crate_name}/src"), &["rs"]);
    for (word, files, door) in [
        ("reqwest::", rust("wordpress"), "crates/wordpress/src/http.rs"),
        ("notify", rust("library"), "crates/library/src/watch.rs"),
        ("keyring_core", rust("credentials"), "crates/credentials/src/os_keyring.rs"),
        ("Command::new", rust("library"), "crates/library/src/git/program.rs"),
        ("@tauri-apps/", tracked("ui/src", &["ts", "svelte"]), "ui/src/backend/tauri.ts"),
    ] {
        let doors: Vec<String> =
            files.iter().filter(|file| code(file).contains(word)).map(|file| shown(file)).collect();
        assert_eq!(doors, [door], "files with `{word}`");
    }
}

/// The browser that comes back from an approval is the only one who is ever waited for.
#[test]
fn one_file_listens() {
    let product = |file: &PathBuf| {
        let name = shown(file);
        let is_test =
            name.ends_with("tests.rs") || name.ends_with("fault_server.rs") || name.contains("/tests/");
        !is_test && !name.starts_with("crates/xtask/")
    };
    let sources = [tracked("crates", &["rs"]), tracked("src-tauri/src", &["rs"])].concat();
    let listening = sources.iter().filter(|file| product(file) && code(file).contains("TcpListener"));
    let listening: Vec<String> = listening.map(|file| shown(file)).collect();
    assert_eq!(listening, ["crates/wordpress/src/authorize/loopback.rs"]);
}

#[test]
fn no_source_file_is_longer_than_500_lines() {
    let mut long: Vec<String> = Vec::new();
    let files = tracked("", &["rs", "ts", "svelte", "css", "mjs", "php", "html"]);
    assert!(files.len() > 50, "only {} source files were found", files.len());
    for file in files.iter().filter(|file| !shown(file).contains("/generated/")) {
        let lines = read(file).lines().count();
        if lines > 500 {
            long.push(format!("{} has {lines}", shown(file)));
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn nothing_is_named_after_nothing() {
    let mut found: Vec<String> = Vec::new();
    for file in tracked("", &["rs", "ts", "svelte"]) {
        let stem = file.file_stem().unwrap().to_string_lossy().to_lowercase();
        found.extend(
            EMPTY_WORDS.iter().filter(|word| ends_in(&stem, &word.to_lowercase())).map(|_| shown(&file)),
        );
        let text = code(&file);
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
        for (at, pair) in words.windows(2).enumerate() {
            // `import type X` takes somebody else's name.
            let imported = at > 0 && words[at - 1] == "import";
            let declares = !imported
                && ["struct", "enum", "trait", "type", "mod", "class", "interface"].contains(&pair[0]);
            if declares
                && EMPTY_WORDS.iter().any(|word| ends_in(&pair[1].to_lowercase(), &word.to_lowercase()))
            {
                found.push(format!("{} declares {}", shown(&file), pair[1]));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The tests that kill open a door with an environment variable; a program that is handed to people must not have it.
#[test]
fn only_debug_builds_can_be_told_to_crash() {
    let mut uses = 0;
    for file in tracked("src-tauri/src", &["rs"]) {
        let text = code(&file);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            if *line == "mod crash;" || line.contains("crate::crash::") {
                uses += 1;
                assert_eq!(lines[at - 1], "#[cfg(debug_assertions)]", "{}: {line}", shown(&file));
            }
        }
    }
    assert_eq!(uses, 2, "where the door is declared, and where it is opened");
    assert!(
        !read(&root().join("Cargo.toml")).contains("debug-assertions"),
        "release builds are as Cargo makes them"
    );
}

#[test]
fn no_file_names_the_machine_it_was_written_on() {
    // Written in two halves, so that this file does not contain them itself.
    let machine = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["deb.deb", "ian.org"],
        ["registry.npm", "js.org"],
        ["static.crates", ".io"],
        ["pypi", ".org"],
    ];
    let mut found: Vec<String> = Vec::new();
    for file in tracked("", &[]) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        found.extend(
            machine
                .iter()
                .map(|halves| halves.concat())
                .filter(|name| text.contains(name.as_str()))
                .map(|name| format!("{} names {name}", shown(&file))),
        );
    }
    assert!(found.is_empty(), "{found:#?}");
}

const EMPTY_WORDS: [&str; 5] = ["Manager", "Helper", "Util", "Service", "Processor"];

fn ends_in(name: &str, word: &str) -> bool {
    name.trim_end_matches('s').ends_with(word)
}

/// The arrows of the crate graph, read from the sentence in ARCHITECTURE.md that lists them all.
fn drawn() -> Graph {
    let page = read(&root().join("ARCHITECTURE.md"));
    let sentence = page
        .lines()
        .find_map(|line| line.strip_prefix("Arrows, exhaustively: "))
        .expect("ARCHITECTURE.md lists the arrows");
    let arrows = sentence.split_once(". ").map_or(sentence, |(arrows, _)| arrows);
    let mut graph = Graph::new();
    for clause in arrows.split("; ") {
        let (from, to) = clause.split_once(" -> ").expect("an arrow");
        let named = |list: &str| -> Vec<String> {
            list.trim().split(", ").map(|name| name.replace("src-tauri", "copydesk")).collect()
        };
        let targets = if to == "all of these" { graph.keys().cloned().collect() } else { named(to) };
        for target in &targets {
            graph.entry(target.clone()).or_default();
        }
        for from in named(from) {
            graph.entry(from).or_default().extend(targets.clone());
        }
    }
    graph
}

/// The arrows as they are: dependencies between members, without those that only tests have. xtask is no part of the drawing.
fn built() -> Graph {
    let metadata = metadata();
    let members: BTreeSet<&str> =
        packages(&metadata).filter_map(|package| package["name"].as_str()).collect();
    packages(&metadata)
        .filter(|package| package["name"] != "xtask")
        .map(|package| {
            let names = dependencies(package)
                .filter(|dependency| !is_for_tests(dependency))
                .filter_map(|dependency| dependency["name"].as_str());
            let ours = names.filter(|name| members.contains(name)).map(str::to_owned).collect();
            (package["name"].as_str().unwrap_or_default().to_owned(), ours)
        })
        .collect()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().into_iter().flatten()
}

fn is_for_tests(dependency: &Value) -> bool {
    dependency["kind"] == "dev"
}

/// The files below `folder` that are in the repository, with one of the endings, or all.
fn tracked(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--", if folder.is_empty() { "." } else { folder }])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    let files = names.split_terminator('\0').map(|name| root().join(name)).filter(|file| file.is_file());
    let wanted = |file: &PathBuf| {
        endings.is_empty()
            || file.extension().is_some_and(|ending| endings.contains(&ending.to_string_lossy().as_ref()))
    };
    files.filter(wanted).collect()
}

/// The lines of the file that are not comments.
fn code(file: &Path) -> String {
    let text = read(file);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    lines.join("\n")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
