//! The list of a library of a hundred thousand posts: what the crates' own programs measure, in one table.

use super::table::Table;
use crate::check::step;
use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use std::process::Command;

/// The programs that measure: package and benchmark. Each prints lines of `figure`, name, value and target between tabs.
const PROGRAMS: &[(&str, &str)] = &[("catalogue", "library"), ("search", "library")];

/// Posts of the library that is measured.
const POSTS: &str = "100000";

/// Measures and prints the table.
pub fn measure(workspace: &Workspace) -> Outcome<String> {
    let mut table = Table::new("A library of 100,000 posts of 5 kB", "what | measured | target");
    let mut count = 0;
    for (package, bench) in PROGRAMS {
        let folder = workspace.root.join("target").join("bench").join("library");
        let mut command = Command::new("cargo");
        command
            .args([
                "bench",
                "--locked",
                "--package",
                package,
                "--bench",
                bench,
                "--",
                "--posts",
                POSTS,
                "--folder",
            ])
            .arg(folder)
            .current_dir(&workspace.root);
        let printed = step(workspace, "bench", &mut command)?;
        for cells in figures(&printed) {
            table.row(cells);
            count += 1;
        }
    }
    if count == 0 {
        return Err(Failure::new("Nothing was measured. The log says what was printed instead."));
    }
    println!("{table}");
    Ok(format!("{count} measurements of the library."))
}

/// Name, value and target of each figure in what was printed.
fn figures(printed: &str) -> Vec<Vec<String>> {
    let cells = printed.lines().filter_map(|line| line.strip_prefix("figure\t"));
    cells.map(|cells| cells.split('\t').map(str::to_owned).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::figures;

    #[test]
    fn figures_are_found_among_other_lines() {
        let printed = "warning: x\nfigure\tfirst scan\t12.0 s\twith progress\nfigure\ta page\t0.4 ms\t\n";
        assert_eq!(figures(printed), [["first scan", "12.0 s", "with progress"], ["a page", "0.4 ms", ""]]);
    }
}
