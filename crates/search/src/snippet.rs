//! What is shown of a post that was found: its title and the passage of its text that says most, with the hits marked.
//!
//! Marks are ranges. Whoever shows them makes them visible; no markup leaves here.

use crate::fold::Words;
use crate::query::{Query, Sought};
use std::ops::Range;

/// How much of a text is shown, characters.
const SHOWN: usize = 160;
/// How much of it stands before the first hit, at most.
const BEFORE: usize = 40;
/// More hits than this in one text are not looked at.
const MOST_HITS: usize = 500;

/// A text with marked places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text, on one line.
    pub text: String,
    /// The marked places, in order, bytes; none touches another.
    pub marks: Vec<Range<usize>>,
}

/// The whole text on one line, marked.
pub(crate) fn marked(query: &Query, text: &str) -> Marked {
    let hits = hits(query, text);
    on_one_line(text, 0..text.len(), &hits)
}

/// The passage with the most different hits, marked; the beginning when there is none.
pub(crate) fn snippet(query: &Query, text: &str) -> Marked {
    let hits = hits(query, text);
    let window = window(text, &hits);
    let mut shown = on_one_line(text, window.clone(), &hits);
    if !text[window.end..].trim().is_empty() {
        shown.text.push_str(" …");
    }
    if !text[..window.start].trim().is_empty() {
        const CUT: &str = "… ";
        shown.text.insert_str(0, CUT);
        for mark in &mut shown.marks {
            *mark = mark.start + CUT.len()..mark.end + CUT.len();
        }
    }
    shown
}

/// Where a clause's words stand, and which clause it is.
struct Hit {
    place: Range<usize>,
    clause: usize,
}

/// Folded words with a blank around each, and where each begins there and stands in the text.
#[derive(Default)]
struct Located {
    folded: String,
    places: Vec<(usize, Range<usize>)>,
}

impl Located {
    fn of(text: &str) -> Self {
        let (mut located, mut words) = (Self { folded: " ".to_owned(), places: Vec::new() }, Words::of(text));
        while let Some(place) = words.advance() {
            located.places.push((located.folded.len(), place));
            located.folded.push_str(words.folded());
            located.folded.push(' ');
        }
        located
    }

    /// The places of these words one behind the other.
    fn find(&self, words: &[String], open: bool) -> impl Iterator<Item = Range<usize>> {
        let pattern = format!(" {}{}", words.join(" "), if open { "" } else { " " });
        let (many, mut from) = (words.len(), 0);
        std::iter::from_fn(move || {
            let at = from + self.folded[from..].find(&pattern)?;
            from = at + 1;
            let first = self.places.partition_point(|(begin, _)| *begin <= at);
            Some(self.places.get(first)?.1.start..self.places.get(first + many - 1)?.1.end)
        })
    }
}

/// All hits of a query in a text, in order.
fn hits(query: &Query, text: &str) -> Vec<Hit> {
    let located = Located::of(text);
    let mut hits = Vec::new();
    for (clause, one) in query.clauses().iter().enumerate().filter(|(_, one)| !one.negated) {
        if let Sought::Words { words, open } = &one.sought {
            // What is open need not follow the words before it.
            let (first, last) = words.split_at(if *open { words.len() - 1 } else { 0 });
            let parts = [(first, false), (last, *open)].into_iter().filter(|(words, _)| !words.is_empty());
            let places = parts.flat_map(|(words, open)| located.find(words, open).take(MOST_HITS));
            hits.extend(places.map(|place| Hit { place, clause }));
        }
    }
    hits.sort_by_key(|hit| (hit.place.start, hit.place.end));
    hits
}

/// The part of the text to show.
fn window(text: &str, hits: &[Hit]) -> Range<usize> {
    let first = best(text, hits).map_or(0, |hit| hit.place.start);
    let start = begin(text, first);
    let end = start + text[start..].char_indices().nth(SHOWN).map_or(text.len() - start, |(at, _)| at);
    let held = hits.iter().find(|hit| hit.place.start == first).map_or(start, |hit| hit.place.end.min(end));
    // A word is not cut when there is a blank to end at.
    let end = if end == text.len() {
        end
    } else {
        text[held..end].rfind(char::is_whitespace).map_or(end, |at| held + at)
    };
    start..end
}

/// The hit from which on the most different clauses are met in one passage; the first of equals.
fn best<'h>(text: &str, hits: &'h [Hit]) -> Option<&'h Hit> {
    let reach = |hit: &Hit| {
        let room = &text[hit.place.start..];
        hit.place.start + room.char_indices().nth(SHOWN - BEFORE).map_or(room.len(), |(at, _)| at)
    };
    let worth = |(at, hit): (usize, &Hit)| {
        let end = reach(hit);
        let mut met: Vec<usize> =
            hits[at..].iter().take_while(|other| other.place.end <= end).map(|other| other.clause).collect();
        met.sort_unstable();
        met.dedup();
        met.len()
    };
    let (at, _) = hits.iter().enumerate().map(worth).enumerate().rev().max_by_key(|(_, worth)| *worth)?;
    hits.get(at)
}

/// A good place to begin shortly before `first`: the beginning of its line, else of a word.
fn begin(text: &str, first: usize) -> usize {
    let before = text[..first].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let room = &text[before..first];
    if let Some(line) = room.rfind('\n') {
        return before + line + 1;
    }
    if before == 0 {
        return 0;
    }
    room.find(char::is_whitespace).map_or(before, |at| before + at + 1)
}

/// A part of the text with each run of blanks made one, and what lies in it marked.
fn on_one_line(text: &str, window: Range<usize>, hits: &[Hit]) -> Marked {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for hit in hits.iter().filter(|hit| window.start <= hit.place.start && hit.place.end <= window.end) {
        match marks.last_mut().filter(|last| hit.place.start <= last.end) {
            Some(last) => last.end = last.end.max(hit.place.end),
            None => marks.push(hit.place.clone()),
        }
    }
    let mut out = String::with_capacity(window.len());
    let (mut open, mut made) = (marks.iter().peekable(), Vec::with_capacity(marks.len()));
    let mut started = 0;
    for (at, c) in text[window.clone()].char_indices().map(|(at, c)| (window.start + at, c)) {
        while let Some(mark) = open.next_if(|mark| mark.end <= at) {
            debug_assert!(mark.start < mark.end);
            made.push(started..out.trim_end().len());
        }
        if open.peek().is_some_and(|mark| mark.start == at) {
            started = out.len();
        }
        match c {
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    if open.next().is_some() {
        made.push(started..out.len());
    }
    Marked { text: out, marks: made }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with brackets around what is marked.
    fn shown(marked: &Marked) -> String {
        let mut text = marked.text.clone();
        for mark in marked.marks.iter().rev() {
            text.insert(mark.end, ']');
            text.insert(mark.start, '[');
        }
        text
    }

    #[test]
    fn hits_are_marked_where_they_stand() {
        for (query, text, expected) in [
            (
                "straße ",
                "Die Strasse, die STRASSE und die Straße",
                "Die [Strasse], die [STRASSE] und die [Straße]",
            ),
            ("cafe ", "Un cafe\u{301} crème, un café noir", "Un [cafe\u{301}] crème, un [café] noir"),
            ("日本 ", "秋の日本、日本の秋、日々本", "秋の[日本]、[日本]の秋、日々本"),
            ("gard", "A Garden of gardeners, unguarded", "A [Garden] of [gardeners], unguarded"),
            ("\"a rose\" ", "a rose is a\n  rose 🎄", "[a rose] is [a rose] 🎄"),
            ("🎄 ёлка ", "Ёлка 🎄елка", "[Ёлка] [🎄елка]"),
            ("-garden tag:rose rose ", "A rose garden", "A [rose] garden"),
            ("\"a a\" ", "a a a b", "[a a a] b"),
            ("nothing ", "Here  is\tnone", "Here is none"),
            ("end ", "the end", "the [end]"),
            ("", "", ""),
        ] {
            assert_eq!(shown(&marked(&Query::parse(query), text)), expected, "{query}");
            assert_eq!(shown(&snippet(&Query::parse(query), text)), expected, "{query}");
        }
    }

    #[test]
    fn the_passage_with_the_most_hits_is_shown() {
        let filler = "Nothing of note happened on that day. ".repeat(20);
        let text = format!(
            "The garden lies there.\n{filler}\nA long way through the woods, and then the garden and its pond at dusk. {filler}"
        );
        let query = Query::parse("garden pond ");
        assert_eq!(
            shown(&snippet(&query, &text)),
            "… way through the woods, and then the [garden] and its [pond] at dusk. Nothing of note happened on that day. Nothing of note happened on that day. Nothing of note …"
        );
        let only = Query::parse("garden ");
        assert!(shown(&snippet(&only, &text)).starts_with("The [garden] lies there. Nothing"));
        let none = Query::parse("tag:x ");
        assert!(snippet(&none, &text).text.starts_with("The garden lies there."));
    }

    #[test]
    fn a_passage_is_short_and_whole_in_every_script() {
        for text in [
            "日".repeat(1_000),
            "é".repeat(1_000),
            "ab ".repeat(1_000),
            "🎄 ".repeat(1_000),
            format!("{}end", "x".repeat(5_000)),
        ] {
            for query in ["日 ", "ab ", "🎄 ", "end ", "x"] {
                let shown = snippet(&Query::parse(query), &text);
                assert!(shown.text.chars().count() <= SHOWN + 4, "{query}: {}", shown.text);
                for mark in &shown.marks {
                    assert!(shown.text.is_char_boundary(mark.start) && shown.text.is_char_boundary(mark.end));
                    assert!(mark.start < mark.end, "{query}: {mark:?}");
                }
            }
        }
    }
}
