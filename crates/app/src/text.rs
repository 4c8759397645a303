//! The editor's positions and the file's bytes.
//!
//! The editor counts UTF-16 code units and takes every line break (`\n`, `\r\n`, `\r`) as one; the buffer here is the
//! file's own text with its own line breaks, so that bytes nobody touched never change. This module converts between
//! the two and refuses positions that lie outside the text or inside a character.

use crate::wire::editor::Change;
use similar::{DiffTag, TextDiff};
use std::ops::Range;
use std::time::Duration;

/// Looking for small changes may take no longer; what is found then is larger and right as well.
const LOOKING: Duration = Duration::from_millis(100);

/// How many editor units this text has.
pub fn units(text: &str) -> u32 {
    let (units, _) = walk(text, u32::MAX);
    units
}

/// The byte at which `unit` starts; `None` when the text is shorter or the unit is the second half of a surrogate pair.
pub fn byte_at(text: &str, unit: u32) -> Option<usize> {
    let (reached, byte) = walk(text, unit);
    (reached == unit).then_some(byte)
}

/// Walks until `limit` units were passed or the text ends; returns units and bytes passed.
fn walk(text: &str, limit: u32) -> (u32, usize) {
    const STRIDE: usize = 64;
    let bytes = text.as_bytes();
    let (mut units, mut byte) = (0u32, 0usize);
    while units < limit && byte < bytes.len() {
        if let Some(chunk) = bytes.get(byte..byte + STRIDE)
            && limit - units >= STRIDE as u32
            && chunk.iter().fold(0u8, |found, &b| found | (b & 0x80) | u8::from(b == b'\r')) == 0
        {
            units += STRIDE as u32;
            byte += STRIDE;
            continue;
        }
        let (width, length) = step(bytes, byte);
        if limit - units < width {
            break;
        }
        units += width;
        byte += length;
    }
    (units, byte)
}

/// Units and bytes of the character that starts at `byte`; CR LF is one character here.
fn step(bytes: &[u8], byte: usize) -> (u32, usize) {
    match bytes[byte] {
        b'\r' if bytes.get(byte + 1) == Some(&b'\n') => (1, 2),
        0x00..=0x7f => (1, 1),
        0xc0..=0xdf => (1, 2),
        0xe0..=0xef => (1, 3),
        _ => (2, 4),
    }
}

/// The line break this text mostly uses; `\n` for a text without one.
pub fn line_break(text: &str) -> &'static str {
    let crlf = text.matches("\r\n").count();
    let lf = text.matches('\n').count() - crlf;
    let cr = text.matches('\r').count() - crlf;
    if crlf > lf && crlf >= cr {
        "\r\n"
    } else if cr > lf {
        "\r"
    } else {
        "\n"
    }
}

/// The text as the editor holds it: every line break as `\n`.
pub fn for_editor(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// Text from the editor with the file's line breaks.
pub fn for_file(text: &str, line_break: &str) -> String {
    if line_break == "\n" { text.to_owned() } else { text.replace('\n', line_break) }
}

/// Applies changes that all refer to `text`, ascending and apart. `None` (and nothing changed) when a position is not in the text.
pub fn apply(text: &str, changes: &[Change]) -> Option<String> {
    let line_break = if text.contains('\r') { line_break(text) } else { "\n" };
    let mut result =
        String::with_capacity(text.len() + changes.iter().map(|c| c.insert.len()).sum::<usize>());
    let (mut byte, mut unit) = (0usize, 0u32);
    for change in changes {
        if change.to < change.from || change.from < unit {
            return None;
        }
        let from = byte + byte_at(&text[byte..], change.from - unit)?;
        let to = from + byte_at(&text[from..], change.to - change.from)?;
        join(&mut result, &text[byte..from]);
        join(&mut result, &for_file(&change.insert, line_break));
        (byte, unit) = (to, change.to);
    }
    join(&mut result, &text[byte..]);
    Some(result)
}

/// Puts a piece behind the text. A lone CR that ends the one and an LF that begins the other are two breaks for the editor
/// and must not become one.
fn join(text: &mut String, piece: &str) {
    if text.ends_with('\r') && piece.starts_with('\n') {
        text.push('\n');
    }
    text.push_str(piece);
}

/// A byte range of `text` and its replacement as a change in editor units.
pub fn change(text: &str, range: Range<usize>, insert: &str) -> Change {
    let from = units(&text[..range.start]);
    Change { from, to: from + units(&text[range]), insert: for_editor(insert) }
}

/// The changes that turn `old` into `new`, few and small, ascending; none when the editor would see no difference. Lines
/// that both have are not touched, so that a cursor in one of them stays where it is.
pub fn differences(old: &str, new: &str) -> Vec<Change> {
    if old == new {
        return Vec::new();
    }
    let lines = TextDiff::configure().timeout(LOOKING).diff_lines(old, new);
    let (starts, new_starts) = (starts(lines.iter_old_slices()), starts(lines.iter_new_slices()));
    let mut changes = Vec::new();
    let (mut byte, mut unit) = (0, 0);
    for op in lines.ops().iter().filter(|op| op.tag() != DiffTag::Equal) {
        let range = |starts: &[usize], lines: Range<usize>| starts[lines.start]..starts[lines.end];
        let there = (range(&starts, op.old_range()), range(&new_starts, op.new_range()));
        let (from, to) = trimmed(old, new, there);
        let insert = for_editor(&new[to]);
        if for_editor(&old[from.clone()]) == insert {
            continue;
        }
        let start = unit + units(&old[byte..from.start]);
        let end = start + units(&old[from.clone()]);
        (byte, unit) = (from.end, end);
        changes.push(Change { from: start, to: end, insert });
    }
    changes
}

/// Where each line starts, and the end.
fn starts<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(lines.scan(0, |at, line| {
        *at += line.len();
        Some(*at)
    }));
    starts
}

/// Two stretches without what they have in common at their ends.
fn trimmed(old: &str, new: &str, (from, to): (Range<usize>, Range<usize>)) -> (Range<usize>, Range<usize>) {
    let same = |(a, b): &(u8, u8)| a == b;
    let (old_part, new_part) = (&old.as_bytes()[from.clone()], &new.as_bytes()[to.clone()]);
    let mut head = old_part.iter().copied().zip(new_part.iter().copied()).take_while(same).count();
    while !is_boundary(old, from.start + head) || !is_boundary(new, to.start + head) {
        head -= 1;
    }
    let most = old_part.len().min(new_part.len()) - head;
    let backwards = old_part.iter().rev().copied().zip(new_part.iter().rev().copied());
    let mut tail = backwards.take(most).take_while(same).count();
    while !is_boundary(old, from.end - tail) || !is_boundary(new, to.end - tail) {
        tail -= 1;
    }
    (from.start + head..from.end - tail, to.start + head..to.end - tail)
}

/// Not inside a character and not inside CR LF.
fn is_boundary(text: &str, byte: usize) -> bool {
    text.is_char_boundary(byte)
        && !(byte > 0 && text.as_bytes()[byte - 1] == b'\r' && text.as_bytes().get(byte) == Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_count_as_the_editor_does() {
        for (text, count) in [
            ("", 0),
            ("abc", 3),
            ("ü", 1),
            ("日本", 2),
            ("😀", 2),
            ("a\r\nb", 3),
            ("a\rb\n", 4),
            ("\r\n\r\n", 2),
        ] {
            assert_eq!(units(text), count, "{text:?}");
        }
        let long = "plain text ".repeat(100) + "😀\r\n" + &"x".repeat(200);
        assert_eq!(units(&long), 1100 + 2 + 1 + 200);
        assert_eq!(byte_at(&long, 1103), Some(1100 + 4 + 2));
        assert_eq!(byte_at(&long, 1101), None, "inside a surrogate pair");
        assert_eq!(byte_at("abc", 4), None);
    }

    #[test]
    fn changes_touch_only_what_they_name() {
        let change = |from, to, insert: &str| Change { from, to, insert: insert.into() };
        for (text, changes, expected) in [
            ("abc", vec![change(1, 2, "X")], Some("aXc")),
            ("a\r\nb\r\nc", vec![change(2, 3, "B\nB")], Some("a\r\nB\r\nB\r\nc")),
            ("a\r\nb\nc", vec![change(4, 5, "C")], Some("a\r\nb\nC")),
            ("a\rX\nb", vec![change(2, 3, "")], Some("a\r\n\nb")),
            ("a\r\rX\nb", vec![change(3, 4, "\n")], Some("a\r\r\r\n\nb")),
            ("😀x", vec![change(2, 3, "y")], Some("😀y")),
            ("😀x", vec![change(1, 1, "y")], None),
            ("abc", vec![change(2, 9, "")], None),
            ("abc", vec![change(2, 1, "")], None),
            ("abcdef", vec![change(0, 1, ""), change(3, 4, "DD")], Some("bcDDef")),
            ("abcdef", vec![change(3, 4, ""), change(0, 1, "")], None),
        ] {
            assert_eq!(apply(text, &changes).as_deref(), expected, "{text:?} {changes:?}");
        }
    }

    #[test]
    fn the_differences_turn_one_text_into_the_other() {
        for (old, new, count) in [
            ("", "a", 1),
            ("abc", "abc", 0),
            ("one two three", "one 2 three", 1),
            ("ä", "ö", 1),
            ("日x本", "日y本", 1),
            ("😀", "😁", 1),
            ("aaa", "aa", 1),
            ("a\r\nb", "a\r\nc\r\nb", 1),
            ("a\r\n", "a\n\r\n", 1),
            ("a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n", 2),
            ("a\r\n😀\r\nc\r\n😀\r\ne", "x\r\n😀\r\nc\r\n😀\r\ny", 2),
            ("a\n\nb\n\nc\n", "b\n\nc\n\nd\n", 2),
            ("a\r\nb", "a\nb", 0),
            ("a\r\nb\r\nc\r\n", "a\nb\nC\n", 1),
        ] {
            let changes = differences(old, new);
            let applied = apply(old, &changes).unwrap();
            assert_eq!(for_editor(&applied), for_editor(new), "{old:?} -> {new:?}: {changes:?}");
            assert_eq!(changes.len(), count, "{old:?} -> {new:?}: {changes:?}");
        }
    }
}
