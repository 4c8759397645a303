//! Every dependency has a licence that lets Copydesk be given away and built upon: all crates of Cargo.lock, all npm packages.

use crate::failure::{Doing, Failure, Outcome};
use crate::process::read;
use crate::workspace::Workspace;
use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};
use std::fs;
use std::process::Command;

/// What is allowed; docs/decisions/licences.md has the reasons where it is not plainly permissive.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Zlib",
];

/// Checks all of them; names each one that is not allowed.
pub fn check(workspace: &Workspace) -> Outcome<String> {
    let (crates, packages) = (crates(workspace)?, npm_packages(workspace)?);
    let refused: Vec<String> = crates
        .iter()
        .chain(&packages)
        .filter(|dependency| !dependency.is_allowed())
        .map(|dependency| {
            format!("{} ({})", dependency.name, dependency.licence.as_deref().unwrap_or("no licence named"))
        })
        .collect();
    if refused.is_empty() {
        let summary =
            format!("Licences: {} crates and {} npm packages are fine.", crates.len(), packages.len());
        println!("{summary}");
        return Ok(summary);
    }
    Err(Failure::new(format!(
        "The licence of these dependencies is not on the list in crates/xtask/src/licences.rs: {}. Use something else, or decide in docs/decisions/licences.md.",
        refused.join(", ")
    )))
}

#[derive(Debug)]
struct Dependency {
    name: String,
    licence: Option<String>,
}

impl Dependency {
    fn is_allowed(&self) -> bool {
        self.licence.as_deref().is_some_and(is_allowed)
    }
}

fn is_allowed(licence: &str) -> bool {
    // Older crates write "MIT/Apache-2.0".
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else { return false };
    expression.evaluate(|asked: &LicenseReq| ALLOWED.contains(&asked.license.to_string().as_str()))
}

fn crates(workspace: &Workspace) -> Outcome<Vec<Dependency>> {
    let mut cargo = Command::new("cargo");
    let metadata =
        read(cargo.args(["metadata", "--locked", "--format-version", "1"]).current_dir(&workspace.root))?;
    let metadata: Value = serde_json::from_str(&metadata).doing("understand cargo's answer")?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    Ok(packages
        .filter(|package| !package["source"].is_null())
        .map(|package| Dependency {
            name: format!("{} {}", text(&package["name"]), text(&package["version"])),
            licence: package["license"].as_str().map(str::to_owned),
        })
        .collect())
}

fn npm_packages(workspace: &Workspace) -> Outcome<Vec<Dependency>> {
    let lock =
        fs::read_to_string(workspace.root.join("ui/package-lock.json")).doing("read ui/package-lock.json")?;
    let lock: Value = serde_json::from_str(&lock).doing("understand ui/package-lock.json")?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    Ok(packages
        .filter(|(path, _)| !path.is_empty())
        .map(|(path, package)| Dependency {
            name: format!("{} {}", path.trim_start_matches("node_modules/"), text(&package["version"])),
            licence: package["license"].as_str().map(str::to_owned),
        })
        .collect())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn expressions_are_weighed_not_compared() {
        for (licence, allowed) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("(MIT OR CC0-1.0) AND Unicode-3.0", true),
            ("GPL-3.0-only OR MIT", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-3.0-only", false),
            ("MIT AND GPL-2.0-or-later", false),
            ("SEE LICENSE IN LICENSE.md", false),
        ] {
            assert_eq!(is_allowed(licence), allowed, "{licence}");
        }
    }
}
