//! What became of a text, passage by passage: for looking at an older version beside the present one. Pure.

use crate::align::align;
use crate::merge::text::{Text, same_line_ends};

/// A stretch of neighbouring passages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// In both.
    Same(String),
    /// In the old text only.
    Gone(String),
    /// In the new text only.
    New(String),
}

/// Everything of both texts in order; what was changed is what is gone, followed by what is new. How lines end and how many
/// blank lines stand between passages is no difference.
pub fn compare(old: &str, new: &str) -> Vec<Stretch> {
    let old = same_line_ends(old, new);
    let (old, new) = (Text::of(&old), Text::of(new));
    let pairs = align(&old.words, &new.words);
    let (mut stretches, mut at) = (Vec::new(), (0, 0));
    let mut same: Option<std::ops::Range<usize>> = None;
    for (i, j) in pairs.into_iter().chain([(old.words.len(), new.words.len())]) {
        if (i, j) != at {
            stretches.extend(same.take().map(|run| Stretch::Same(new.stretch(&run).to_owned())));
            if i > at.0 {
                stretches.push(Stretch::Gone(old.stretch(&(at.0..i)).to_owned()));
            }
            if j > at.1 {
                stretches.push(Stretch::New(new.stretch(&(at.1..j)).to_owned()));
            }
        }
        if j < new.words.len() {
            same = Some(same.map_or(j, |run| run.start)..j + 1);
        }
        at = (i + 1, j + 1);
    }
    stretches.extend(same.map(|run| Stretch::Same(new.stretch(&run).to_owned())));
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_the_same_gone_or_new() {
        let shown = |old, new| -> Vec<String> {
            let stretches = compare(old, new).into_iter().map(|stretch| match stretch {
                Stretch::Same(text) => format!("={text}"),
                Stretch::Gone(text) => format!("-{text}"),
                Stretch::New(text) => format!("+{text}"),
            });
            stretches.collect()
        };
        for (old, new, expected) in [
            ("", "", vec![]),
            ("a\n", "a\n", vec!["=a"]),
            ("a\n\nb\n", "a\n\n\nb", vec!["=a\n\n\nb"]),
            ("a\n\nb\n\nc\n", "a\n\nB\n\nc\n", vec!["=a", "-b", "+B", "=c"]),
            ("a\n", "", vec!["-a"]),
            ("", "a\n", vec!["+a"]),
            ("a\n\nb\n", "b\n\nc\n", vec!["-a", "=b", "+c"]),
            ("a\r\n\r\nb\r\n", "a\n\nb\n", vec!["=a\n\nb"]),
        ] {
            assert_eq!(shown(old, new), expected, "{old:?} -> {new:?}");
        }
    }
}
