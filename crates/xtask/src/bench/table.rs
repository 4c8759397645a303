//! Tables for a terminal: the first column to the left, figures to the right.

use std::fmt;

/// A title, a head and rows of the same width.
#[derive(Debug)]
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table; `head` is split at `|`.
    pub fn new(title: impl Into<String>, head: &str) -> Self {
        Self { title: title.into(), rows: vec![head.split('|').map(|cell| cell.trim().to_owned()).collect()] }
    }

    /// Adds a row. A short one is filled with empty cells.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.rows[0].len(), String::new());
        self.rows.push(cells);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<usize> = (0..self.rows[0].len())
            .map(|column| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
            .collect();
        writeln!(f, "\n{}", self.title)?;
        for (at, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            writeln!(f, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
            if at == 0 {
                writeln!(f, "  {}", "-".repeat(widths.iter().sum::<usize>() + 2 * (widths.len() - 1)))?;
            }
        }
        Ok(())
    }
}

/// Milliseconds as one reads them: a decimal below ten.
pub fn ms(value: f64) -> String {
    if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// `ours` as a part of `peer`, `-` when there is nothing to compare with.
pub fn ratio(ours: Option<f64>, peer: Option<f64>) -> String {
    match (ours, peer) {
        (Some(ours), Some(peer)) if peer > 0.0 => format!("{:.2}", ours / peer),
        _ => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut table = Table::new("Speed", "what | ms | ratio");
        table.row(["a long name".into(), ms(7.25), ratio(Some(1.0), Some(4.0))]);
        table.row(["é".into(), ms(123.4)]);
        assert_eq!(
            table.to_string(),
            "\nSpeed\n  what          ms  ratio\n  -----------------------\n  a long name  7.2   0.25\n  é            123\n"
        );
    }

    #[test]
    fn a_ratio_needs_both_sides() {
        for (ours, peer, expected) in
            [(Some(1.0), Some(2.0), "0.50"), (None, Some(2.0), "-"), (Some(1.0), Some(0.0), "-")]
        {
            assert_eq!(ratio(ours, peer), expected);
        }
    }
}
