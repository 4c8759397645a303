//! How much memory a program and all that it started hold, each shared page counted in parts (PSS).
//!
//! A web view's processes are found as descendants, or, where one was handed to another parent, by a mark in the
//! environment that the program was started with.

use std::collections::BTreeSet;
use std::fs;

/// The environment variable that marks what the probe started.
pub const MARK: &str = "COPYDESK_BENCH";

/// Megabytes (10^6 bytes) of all processes that descend from `root` or carry `mark`; also how many there are.
pub fn megabytes(root: u32, mark: &str) -> (f64, usize) {
    let parents: Vec<(u32, u32)> = processes()
        .filter_map(|id| Some((id, parent(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?)))
        .collect();
    let mark = format!("{MARK}={mark}");
    let marked = processes().filter(|id| {
        fs::read(format!("/proc/{id}/environ"))
            .is_ok_and(|bytes| bytes.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes()))
    });
    let mut family: BTreeSet<u32> = marked.collect();
    family.insert(root);
    while let Some(id) =
        parents.iter().find(|(id, parent)| family.contains(parent) && !family.contains(id)).map(|(id, _)| *id)
    {
        family.insert(id);
    }
    let kilobytes: u64 = family
        .iter()
        .filter_map(|id| pss(&fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?))
        .sum();
    (kilobytes as f64 * 1024.0 / 1e6, family.len())
}

fn processes() -> impl Iterator<Item = u32> {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// The parent in a line of `/proc/ID/stat`; the name in brackets may hold spaces and brackets.
fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Kilobytes in the `Pss:` line of `/proc/ID/smaps_rollup`.
fn pss(rollup: &str) -> Option<u64> {
    rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{parent, pss};

    #[test]
    fn the_kernel_is_understood() {
        for (line, expected) in
            [("7 (a b) c) S 42 7 7 0", Some(42)), ("7 (x) R 1 2", Some(1)), ("broken", None)]
        {
            assert_eq!(parent(line), expected, "{line}");
        }
        let rollup = "00400000-7fff0000 ---p 00000000 00:00 0 [rollup]\nRss:  9000 kB\nPss:  1234 kB\nPss_Anon:  7 kB\n";
        assert_eq!(pss(rollup), Some(1234));
        assert_eq!(pss("Rss: 1 kB"), None);
    }
}
