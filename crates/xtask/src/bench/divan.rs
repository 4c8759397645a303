//! Reads what the crates' own benchmarks print, so that they stand in one table in one unit.
//!
//! Divan draws a tree: a line with times is a measurement, a line without is a group, and the depth is where the name
//! starts. What is not understood is left out here and stands in the log.

use super::table::{Table, ms};

/// One measurement.
#[derive(Debug, PartialEq)]
pub struct Timing {
    /// The names of its groups and its own, joined by ` / `.
    pub name: String,
    /// Milliseconds.
    pub fastest: f64,
    /// Milliseconds.
    pub median: f64,
    /// Milliseconds.
    pub slowest: f64,
}

/// The measurements in what `cargo bench` printed, in order.
pub fn timings(text: &str) -> Vec<Timing> {
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('│').map(str::trim).collect();
        let Some(name_at) = line.find(|c: char| !matches!(c, ' ' | '│' | '├' | '╰' | '─')) else {
            continue;
        };
        let depth = line[..name_at].chars().count();
        let drawn = depth > 0 && line.contains(['├', '╰']);
        let group = line.contains("fastest") && line.contains("median");
        if !drawn && !group {
            continue;
        }
        // The name and the first figure share a cell; a figure is a number followed by a unit.
        let rest = &line[name_at..];
        let name = rest.split("  ").next().unwrap_or(rest).split('│').next().unwrap_or(rest).trim();
        path.retain(|(at, _)| *at < depth);
        let first = rest[name.len()..].split('│').next().unwrap_or("").trim();
        // After the name come slowest, median and mean, each in a cell of its own.
        let after: Vec<f64> = cells
            .iter()
            .skip_while(|cell| !cell.ends_with(first) || first.is_empty())
            .skip(1)
            .filter_map(|cell| milliseconds(cell))
            .collect();
        if let (Some(fastest), [slowest, median, ..]) = (milliseconds(first), after.as_slice()) {
            let names = path.iter().map(|(_, name)| name.as_str()).chain([name]);
            found.push(Timing {
                name: names.collect::<Vec<_>>().join(" / "),
                fastest,
                median: *median,
                slowest: *slowest,
            });
        } else {
            path.push((depth, name.to_owned()));
        }
    }
    found
}

/// The measurements as a table.
pub fn table(timings: &[Timing]) -> Table {
    let mut table = Table::new("In the crates, one core, milliseconds", "what | median | fastest | slowest");
    for timing in timings {
        table.row([timing.name.clone(), fine(timing.median), fine(timing.fastest), fine(timing.slowest)]);
    }
    table
}

fn fine(value: f64) -> String {
    if value < 1.0 { format!("{value:.4}") } else { ms(value) }
}

fn milliseconds(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    let factor = match unit.trim() {
        "ns" => 1e-6,
        "µs" | "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "\
     Running benches/preview.rs (target/release/deps/preview-0123456789abcdef)
Timer precision: 20 ns
preview            fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ render                        │               │               │               │         │
│  ├─ 10 kB        31.2 µs       │ 90.1 µs       │ 33.5 µs       │ 36 µs         │ 100     │ 100
│  │               320 MB/s      │ 111 MB/s      │ 298 MB/s      │ 277 MB/s      │         │
│  ╰─ 1 MB         2.512 ms      │ 5.1 ms        │ 2.6 ms        │ 2.7 ms        │ 100     │ 100
╰─ one_key         512 ns        │ 1 s           │ 600 ns        │ 620 ns        │ 100     │ 6400

test result: ok. 0 passed; 0 failed
";

    #[test]
    fn the_tree_becomes_names() {
        let found = timings(PRINTED);
        let short: Vec<(&str, f64, f64)> =
            found.iter().map(|timing| (timing.name.as_str(), timing.median, timing.slowest)).collect();
        assert_eq!(short.len(), 3, "{found:?}");
        for (found, expected) in short.iter().zip([
            ("preview / render / 10 kB", 0.0335, 0.0901),
            ("preview / render / 1 MB", 2.6, 5.1),
            ("preview / one_key", 0.0006, 1000.0),
        ]) {
            assert_eq!(found.0, expected.0);
            assert!((found.1 - expected.1).abs() < 1e-9 && (found.2 - expected.2).abs() < 1e-9, "{found:?}");
        }
    }
}
