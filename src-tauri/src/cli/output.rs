//! Where answers go: results to standard output, everything else to standard error.

use super::failure::Failure;
use serde_json::Value;
use std::io::{IsTerminal, Write};
use unicode_width::UnicodeWidthStr;

/// How to answer.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// One JSON document instead of words.
    pub json: bool,
    /// No messages.
    pub quiet: bool,
}

impl Output {
    /// The answer of a command, once: words for people or the document for programs.
    pub fn result(self, words: &str, document: &Value) {
        if self.json {
            print(&format!("{document:#}\n"));
        } else {
            print(words);
        }
    }

    /// Something worth knowing on the way.
    pub fn message(self, line: &str) {
        if !self.quiet {
            eprintln!("{line}");
        }
    }

    /// A command that stopped.
    pub fn failure(self, failure: &Failure) {
        eprint!("{}", failure.to_text());
        if self.json {
            print(&format!("{:#}\n", failure.to_json()));
        }
    }

    /// Whether progress can be drawn.
    pub fn draws(self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }
}

/// Writes to standard output; a reader that went away (`| head`) is no failure.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _reader_gone = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Rows in columns, two spaces apart; the last column is not filled up. A head row is added when there is any row.
pub fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let all: Vec<[&str; N]> =
        std::iter::once(head).chain(rows.iter().map(|row| row.each_ref().map(String::as_str))).collect();
    let width = |column: usize| all.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[&str; N]| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        line.truncate(line.trim_end().len());
        line + "\n"
    };
    all.iter().map(line).collect()
}

/// How long ago, in the shortest words; from a month on the date (UTC).
pub fn age(then_ms: f64, now_ms: f64) -> String {
    let minutes = ((now_ms - then_ms) / 60_000.0).floor();
    match minutes {
        m if m < 1.0 => "just now".into(),
        m if m < 60.0 => format!("{m} min ago"),
        m if m < 24.0 * 60.0 => format!("{} h ago", (m / 60.0).floor()),
        m if m < 30.0 * 24.0 * 60.0 => match (m / 60.0 / 24.0).floor() {
            1.0 => "yesterday".into(),
            days => format!("{days} days ago"),
        },
        _ => time(then_ms).chars().take(10).collect(),
    }
}

/// A moment as RFC 3339 in UTC, to the second; empty for one that no calendar has.
pub fn time(ms: f64) -> String {
    jiff::Timestamp::from_second((ms / 1000.0).floor() as i64).map(|t| t.to_string()).unwrap_or_default()
}

/// `1 post`, `2 posts`.
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_what_is_seen() {
        let rows = |rows: &[[&str; 3]]| rows.iter().map(|row| row.map(String::from)).collect::<Vec<_>>();
        for (given, expected) in [
            (rows(&[]), ""),
            (rows(&[["draft", "a.md", "A"]]), "STATE  FILE  TITLE\ndraft  a.md  A\n"),
            (
                rows(&[["draft", "京都.md", "Kyoto"], ["published", "a.md", ""]]),
                "STATE      FILE     TITLE\ndraft      京都.md  Kyoto\npublished  a.md\n",
            ),
        ] {
            assert_eq!(table(["STATE", "FILE", "TITLE"], &given), expected);
        }
    }

    #[test]
    fn ages_are_short() {
        let now = 1_780_000_000_000.0;
        let minute = 60_000.0;
        for (before, expected) in [
            (-5.0, "just now"),
            (0.5, "just now"),
            (1.0, "1 min ago"),
            (59.9, "59 min ago"),
            (60.0, "1 h ago"),
            (23.9 * 60.0, "23 h ago"),
            (24.0 * 60.0, "yesterday"),
            (3.5 * 24.0 * 60.0, "3 days ago"),
            (31.0 * 24.0 * 60.0, "2026-04-27"),
        ] {
            assert_eq!(age(now - before * minute, now), expected, "{before}");
        }
    }

    #[test]
    fn counts_and_times_read_well() {
        assert_eq!(count(1, "post"), "1 post");
        assert_eq!(count(0, "post"), "0 posts");
        assert_eq!(time(1_780_000_000_999.0), "2026-05-28T20:26:40Z");
        assert_eq!(time(f64::MAX), "");
    }
}
