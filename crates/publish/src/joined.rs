//! Two whole copies of a post become one: its front matter key by key, its text passage by passage. Pure.
//!
//! With the text that both came from, the merge is the one of [`crate::merge`]. Without it nothing tells an addition from a
//! removal: what stands in one copy only is kept, and where the copies say different things in one place, the writer is asked.

use crate::align::align;
use crate::merge::text::{Text, same_line_ends};
use crate::merge::{Merged, Take, merge};
use blog::FrontMatter;

/// A key of the front matter that the copies say differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadField {
    /// The key as it is written.
    pub key: String,
    /// What this copy says, for the eye; empty when it does not.
    pub here: String,
    /// What the other copy says.
    pub there: String,
    /// Whether both changed it, or it is not known who did.
    pub both: bool,
}

/// Two copies of a post, side by side.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The keys to choose for.
    pub fields: Vec<HeadField>,
    /// The text below.
    pub body: Merged,
    here: Vec<Entry>,
    there: Vec<Entry>,
    line_end: &'static str,
}

/// Merges two copies; `base` is the text that both came from, where that is certain.
pub fn join(base: Option<&str>, here: &str, there: &str) -> Joined {
    let there = same_line_ends(there, here);
    let (here_head, here_body) = split(here);
    let (there_head, there_body) = split(&there);
    let base = base.map(|base| same_line_ends(base, here));
    let base = base.as_deref().map(split);
    let body = match base {
        Some((_, base)) => merge(base, here_body, there_body),
        None => merge(&common(here_body, there_body), here_body, there_body),
    };
    let (ours, theirs) = (entries(here_head), entries(there_head));
    let before = base.map(|(head, _)| entries(head));
    let line_end = crate::merge::text::line_end(here).unwrap_or("\n");
    Joined { fields: differing(before.as_deref(), &ours, &theirs), body, here: ours, there: theirs, line_end }
}

impl Joined {
    /// How many questions are open: passages and keys that both changed.
    pub fn questions(&self) -> usize {
        self.body.conflicts() + self.fields.iter().filter(|field| field.both).count()
    }

    /// Keys that only the other copy changed.
    pub fn clear_fields(&self) -> Vec<String> {
        self.fields.iter().filter(|field| !field.both).map(|field| field.key.clone()).collect()
    }

    /// The whole text, with these keys as the other copy says them.
    pub fn text(&self, choose: impl FnMut(usize) -> Take, taken: &[String]) -> String {
        let theirs = |entry: &Entry| self.there.iter().find(|other| other.key == entry.key);
        let mut head: Vec<&str> = Vec::new();
        let (fences, keys): (Vec<&Entry>, Vec<&Entry>) = self.here.iter().partition(|entry| entry.key == END);
        for entry in keys {
            match theirs(entry) {
                Some(other) if taken.contains(&entry.key) => head.push(&other.lines),
                None if taken.contains(&entry.key) => {}
                _ => head.push(&entry.lines),
            }
        }
        let is_new = |other: &&Entry| self.here.iter().all(|entry| entry.key != other.key);
        let whole_head = self.here.is_empty();
        let new = self.there.iter().filter(is_new).filter(|other| whole_head || taken.contains(&other.key));
        head.extend(new.map(|other| other.lines.as_str()));
        head.extend(fences.iter().map(|fence| fence.lines.as_str()));
        let mut text = String::new();
        for lines in head {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str(self.line_end);
            }
            text.push_str(lines);
        }
        text + &self.body.text(choose)
    }
}

fn split(text: &str) -> (&str, &str) {
    text.split_at(FrontMatter::of(text).body.start)
}

/// The passages that stand in both, in order: what a text looks like that both came from, if nothing was taken out.
fn common(here: &str, there: &str) -> String {
    let (here, there) = (Text::of(here), Text::of(there));
    let shared = align(&here.words, &there.words).into_iter().map(|(at, _)| here.words[at]);
    shared.collect::<Vec<_>>().join("\n\n")
}

/// What the lines after the last key have for a key.
const END: &str = "---";
/// What stands before the first key.
const START: &str = "";

/// The lines that belong to one key: the key's own, and what follows until the next.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    key: String,
    lines: String,
}

fn entries(head: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let count = head.lines().count();
    for (at, line) in head.split_inclusive('\n').enumerate() {
        let key = match key(line) {
            _ if at == 0 => Some(START.to_owned()),
            _ if at + 1 == count => Some(END.to_owned()),
            found => found,
        };
        match (key, entries.last_mut()) {
            (None, Some(last)) => last.lines.push_str(line),
            (key, _) => entries.push(Entry { key: key.unwrap_or_default(), lines: line.to_owned() }),
        }
    }
    entries
}

/// The key that a line begins with: at the margin, no comment, no item of a list.
fn key(line: &str) -> Option<String> {
    let begins = line.chars().next().is_some_and(|c| !c.is_whitespace() && !"#-]})".contains(c));
    let (key, _) = line.split_once([':', '=']).filter(|_| begins)?;
    Some(key.trim().to_owned())
}

fn differing(base: Option<&[Entry]>, here: &[Entry], there: &[Entry]) -> Vec<HeadField> {
    let lines = |entries: &[Entry], key: &str| {
        entries.iter().find(|entry| entry.key == key).map(|entry| entry.lines.trim_end().to_owned())
    };
    let mut keys: Vec<&str> = here.iter().chain(there).map(|entry| entry.key.as_str()).collect();
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| *key != START && *key != END && seen.insert(*key));
    if here.is_empty() {
        return Vec::new();
    }
    keys.into_iter()
        .filter_map(|key| {
            let (ours, theirs) = (lines(here, key), lines(there, key));
            let before = base.map(|base| lines(base, key));
            let both = match &before {
                _ if ours == theirs => return None,
                // Only this copy changed it.
                Some(before) if *before == theirs => return None,
                Some(before) => *before != ours,
                None if theirs.is_none() => return None,
                None => ours.is_some(),
            };
            Some(HeadField { key: key.to_owned(), here: shown(ours), there: shown(theirs), both })
        })
        .collect()
}

/// What a key says: its value in one line.
fn shown(lines: Option<String>) -> String {
    let lines = lines.unwrap_or_default();
    let value = lines.split_once([':', '=']).map_or("", |(_, value)| value);
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(title: &str, more: &str, body: &str) -> String {
        format!("---\ntitle: {title}\n{more}status: draft\n---\n\n{body}\n")
    }

    #[test]
    fn copies_are_joined_key_by_key_and_passage_by_passage() {
        let base = file("A", "", "one\n\ntwo\n\nthree");
        let here = file("A", "tags:\n- x\n", "one\n\ntwo here\n\nthree");
        let there = file("B", "date: 2026\n", "one\n\ntwo\n\nthree there");
        let joined = join(Some(&base), &here, &there);
        assert_eq!(
            (joined.questions(), joined.clear_fields()),
            (0, vec!["title".to_owned(), "date".to_owned()])
        );
        assert_eq!(
            joined.text(|_| Take::Both, &joined.clear_fields()),
            "---\ntitle: B\ntags:\n- x\nstatus: draft\ndate: 2026\n---\n\none\n\ntwo here\n\nthree there\n"
        );
        let joined = join(None, &here, &there);
        let asked: Vec<_> = joined.fields.iter().map(|field| (field.key.as_str(), field.both)).collect();
        assert_eq!((joined.body.conflicts(), asked), (1, vec![("title", true), ("date", false)]));
        let text = joined.text(|_| Take::Both, &joined.clear_fields());
        for words in ["one", "two", "two here", "three", "three there", "title: A", "date: 2026", "- x"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }

    #[test]
    fn heads_of_every_shape_are_joined() {
        for (here, there, expected) in [
            ("text\n", "---\ntitle: A\n---\ntext\n", "---\ntitle: A\n---\ntext\n"),
            ("---\ntitle: A\n---\ntext\n", "text\n", "---\ntitle: A\n---\ntext\n"),
            (
                "---\r\na: 1\r\n---\r\nx\r\n",
                "---\na: 1\nb: 2\n---\nx\n",
                "---\r\na: 1\r\nb: 2\r\n---\r\nx\r\n",
            ),
            (
                "---\n# note\na: |\n  x\n  y\n---\n",
                "---\na: |\n  x\n  y\n---\n",
                "---\n# note\na: |\n  x\n  y\n---\n",
            ),
            ("", "", ""),
        ] {
            let joined = join(None, here, there);
            assert_eq!(joined.text(|_| Take::Both, &joined.clear_fields()), expected, "{here:?} {there:?}");
        }
    }

    #[test]
    fn a_copy_of_itself_asks_nothing() {
        let text = file("A", "tags: [x]\n", "one\n\ntwo");
        for base in [None, Some("")] {
            let joined = join(base, &text, &text);
            assert_eq!((joined.questions(), joined.text(|_| Take::Both, &[])), (0, text.clone()));
        }
    }
}
