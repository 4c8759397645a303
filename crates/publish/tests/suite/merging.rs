//! Merging three versions of a text: what is clear, what is asked, and that no word is lost.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use publish::{Chunk, Merged, Take, merge};
use std::cell::Cell;

/// The merged text, questions in brackets: `{base|here|there}`.
fn shown(merged: &Merged) -> String {
    let mut chunks = Vec::new();
    for chunk in &merged.chunks {
        chunks.push(match chunk {
            Chunk::Same(text) => text.clone(),
            Chunk::Here(text) => format!("<{text}"),
            Chunk::There(text) => format!(">{text}"),
            Chunk::Both { base, here, there } => format!("{{{base}|{here}|{there}}}"),
        });
    }
    chunks.join("/").replace("\n\n", " ")
}

#[test]
fn clear_changes_are_merged_and_the_rest_is_asked() {
    // Each letter is a paragraph.
    let text = |letters: &str| letters.chars().map(String::from).collect::<Vec<_>>().join("\n\n");
    for (base, here, there, expected) in [
        ("abc", "abc", "abc", "a b c"),
        ("abc", "axc", "abc", "a/<x/c"),
        ("abc", "abc", "axc", "a/>x/c"),
        ("abc", "axc", "axc", "a/x/c"),
        ("abc", "axc", "ayc", "a/{b|x|y}/c"),
        ("abcd", "axcd", "abyd", "a/<x/>y/d"),
        ("abc", "ac", "abc", "a/</c"),
        ("abc", "ac", "ac", "a/c"),
        ("abc", "ac", "axc", "a/{b||x}/c"),
        ("ab", "axb", "ayb", "a/{|x|y}/b"),
        ("ab", "axb", "axb", "a/x/b"),
        ("ab", "axyb", "axzb", "a/x/{|y|z}/b"),
        ("ab", "xab", "aby", "<x/a b/>y"),
        ("abcde", "bcdea", "abcdx", "</b c d/>x/<a"),
        ("abcde", "bcdea", "abxde", "</b/>x/d e/<a"),
        ("aba", "ab", "xaba", ">x/a b/<"),
        ("aaa", "aaaa", "aaa", "a a a/<a"),
        ("", "a", "b", "{|a|b}"),
        ("a", "", "a", "<"),
        ("", "", "", ""),
    ] {
        let merged = merge(&text(base), &text(here), &text(there));
        assert_eq!(shown(&merged), expected, "{base} {here} {there}");
    }
}

#[test]
fn a_merged_text_reads_as_written() {
    for (base, here, there, expected) in [
        // Definitions are merged too, and a heading keeps its paragraph close.
        (
            "# H\nOne [r].\n\n[r]: /x\n",
            "# H\nOne [r]!\n\n[r]: /x\n",
            "# H\nOne [r].\n\n[r]: /y\n\n[^1]: N\n",
            "# H\nOne [r]!\n\n[r]: /y\n\n[^1]: N\n",
        ),
        // Line ends are as they are here.
        ("a\r\n\r\nb\r\n", "a\r\n\r\nb!\r\n", "x\n\ny\n\nb\n", "x\r\n\r\ny\r\n\r\nb!\r\n"),
        ("a\n\nb\n", "a!\n\nb\n", "a\r\n\r\nb\r\n\r\nc", "a!\n\nb\n\nc"),
        // So is the end of the text, and blank lines are kept.
        ("a\n\n\nb\n", "a\n\n\nb\n\n\nc\n", "x\n\n\nb\n", "x\n\n\nb\n\n\nc\n"),
        ("\n\na\n", "\n\na\n", "\n\nx\n\na\n", "\n\nx\n\na\n"),
        ("a\n\nb", "b", "x\n\na\n\nb", "x\n\nb"),
        // A list is one passage, a block of the blog is one.
        (
            "- a\n- b\n\n<!-- wp:x -->\n\ny\n\n<!-- /wp:x -->\n",
            "- a\n- b\n- c\n\n<!-- wp:x -->\n\ny\n\n<!-- /wp:x -->\n",
            "- a\n- b\n\n<!-- wp:x -->\n\nz\n\n<!-- /wp:x -->\n",
            "- a\n- b\n- c\n\n<!-- wp:x -->\n\nz\n\n<!-- /wp:x -->\n",
        ),
    ] {
        let merged = merge(base, here, there);
        assert_eq!(merged.conflicts(), 0, "{merged:?}");
        assert_eq!(merged.text(|_| Take::Here), expected, "{base:?} {here:?} {there:?}");
    }
    let merged = merge("a\n\nb\n", "a\n\nb1\n", "a\n\n");
    assert_eq!(merged.conflicts(), 1);
    for (take, expected) in [(Take::Here, "a\n\nb1\n"), (Take::There, "a\n"), (Take::Both, "a\n\nb1\n")] {
        assert_eq!(merged.text(|_| take), expected, "{take:?}");
    }
    let merged = merge("a\n\nb\n\nc", "a\n\nb1\n\nc", "a\n\nb2\n\nc");
    assert_eq!(merged.text(|_| Take::Both), "a\n\nb1\n\nb2\n\nc");
}

const PIECES: [&str; 24] = [
    "# Title\n",
    "## Title\n\n",
    "Some words.\n\n",
    "Other words.\n\n",
    "\n",
    "- item\n",
    "  - inner\n",
    "1. one\n\n",
    "> quote\n\n",
    "```\ncode\n\nmore\n```\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    "---\n\n",
    "[^a]: note a\n\n",
    "A[^a] and [ref].\n\n",
    "[ref]: https://example.org\n",
    "![p](p.png)\n\n",
    "<div>\n\n",
    "</div>\n\n",
    "<!-- wp:cover -->\n\nin it\n\n<!-- /wp:cover -->\n\n",
    "<!-- wp:map /-->\n",
    "    indented\n\n",
    "日本語\n\n",
    "a line\n",
    "word",
];

fn text(pieces: &[usize]) -> String {
    pieces.iter().map(|&piece| PIECES[piece]).collect()
}

/// What a side did: pieces replaced, moved to another place, put in, taken out.
fn changed(pieces: &[usize], edits: &[(usize, usize, usize)]) -> Vec<usize> {
    let mut pieces = pieces.to_vec();
    for &(at, what, piece) in edits {
        let at = at % (pieces.len() + 1);
        match what {
            0 if at < pieces.len() => pieces[at] = piece,
            1 if at < pieces.len() => {
                pieces.remove(at);
            }
            2 if at < pieces.len() => {
                let moved = pieces.remove(at);
                pieces.insert(piece % (pieces.len() + 1), moved);
            }
            _ => pieces.insert(at, piece),
        }
    }
    pieces
}

fn passages(text: &str) -> Vec<&str> {
    let document = markdown::parse(text);
    markdown::passages(&document).into_iter().map(|passage| &text[passage.range]).collect()
}

#[test]
fn no_word_is_lost_whatever_both_sides_do() {
    let (cases, clear, asked, kept) = (Cell::new(0u32), Cell::new(0u32), Cell::new(0u32), Cell::new(0u32));
    let mut runner = TestRunner::new(Config { cases: 4000, failure_persistence: None, ..Config::default() });
    let edits = || prop::collection::vec((any::<usize>(), 0usize..4, 0..PIECES.len()), 0..5);
    let start = prop::collection::vec(0..PIECES.len(), 0..16);
    let result = runner.run(&(start, edits(), edits()), |(start, ours, theirs)| {
        let (base, here, there) =
            (text(&start), text(&changed(&start, &ours)), text(&changed(&start, &theirs)));
        let all = |base: &str, here: &str, there: &str| {
            let merged = merge(base, here, there);
            (merged.conflicts(), merged.text(|_| Take::Here))
        };
        prop_assert_eq!(all(&base, &here, &base), (0, here.clone()));
        prop_assert_eq!(all(&base, &base, &there), (0, there.clone()));
        prop_assert_eq!(all(&base, &here, &here), (0, here.clone()));
        let (merged, mirrored) = (merge(&base, &here, &there), merge(&base, &there, &here));
        prop_assert_eq!(merged.conflicts(), mirrored.conflicts());
        if merged.conflicts() == 0 {
            let (one, other) = (merged.text(|_| Take::Here), mirrored.text(|_| Take::Here));
            let lines = |text: &str| -> Vec<String> {
                text.lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect()
            };
            prop_assert_eq!(lines(&one), lines(&other));
            clear.set(clear.get() + 1);
        } else {
            asked.set(asked.get() + 1);
        }
        // What a side said anew is in the text or in a question; what nobody touched is in the text.
        let everything: String = merged
            .chunks
            .iter()
            .map(|chunk| match chunk {
                Chunk::Same(text) | Chunk::Here(text) | Chunk::There(text) => format!("{text}\n\n"),
                Chunk::Both { here, there, .. } => format!("{here}\n\n{there}\n\n"),
            })
            .collect();
        let (was, ours, theirs) = (passages(&base), passages(&here), passages(&there));
        for passage in ours.iter().chain(&theirs) {
            let new = !was.contains(passage);
            let count = |side: &[&str]| side.iter().filter(|other| *other == passage).count();
            let untouched = count(&was) == count(&ours) && count(&was) == count(&theirs);
            prop_assert!(
                !(new || untouched) || everything.contains(passage),
                "{:?} in {:?}",
                passage,
                merged
            );
            kept.set(kept.get() + 1);
        }
        cases.set(cases.get() + 1);
        Ok(())
    });
    println!(
        "words lost in merging: 0 of {} passages in {} cases ({} clear, {} with questions)",
        kept.get(),
        cases.get(),
        clear.get(),
        asked.get()
    );
    result.unwrap();
    assert!(clear.get() > 500 && asked.get() > 500, "the cases hardly differ");
}

#[test]
fn passages_are_the_whole_text() {
    let cases = Cell::new(0u32);
    let mut runner = TestRunner::new(Config { cases: 3000, failure_persistence: None, ..Config::default() });
    let result = runner.run(&prop::collection::vec(0..PIECES.len(), 0..30), |pieces| {
        let text = text(&pieces);
        let document = markdown::parse(&text);
        let (mut copied, mut next) = (0, 0);
        for passage in markdown::passages(&document) {
            prop_assert!(copied <= passage.range.start && passage.range.start < passage.range.end);
            prop_assert_eq!(text[copied..passage.range.start].trim(), "");
            copied = passage.range.end;
            if let Some(block) = passage.block {
                prop_assert_eq!(block, next, "in {:?}", text);
                next += 1;
            }
        }
        prop_assert_eq!(text[copied..].trim(), "");
        prop_assert_eq!(next, document.blocks.len(), "in {:?}", text);
        cases.set(cases.get() + 1);
        Ok(())
    });
    println!("texts that are more than their passages: 0 of {}", cases.get());
    result.unwrap();
}

#[test]
fn long_texts_are_merged_at_once() {
    let paragraphs = |count: usize, word: &str| -> String {
        (0..count).map(|n| format!("{word} {}\n\n", n % 5000)).collect()
    };
    let (base, here) = (paragraphs(40_000, "a"), paragraphs(40_000, "b"));
    let there = base.lines().rev().map(|line| format!("{line}\n")).collect::<String>();
    for (base, here, there) in [(&base, &here, &there), (&base, &there, &here), (&here, &base, &there)] {
        assert!(merge(base, here, there).conflicts() > 0);
    }
    println!("merged three texts of {} kB three times", base.len() / 1000);
}
