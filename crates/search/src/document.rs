//! A post as it is handed in, and as it is kept for being found: folded words and names.

use crate::fold::{self, Words};
use crate::rank::Part;
use blog::{ContentHash, PostPath, Status};
use std::collections::BTreeSet;

/// A post to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its place in the library.
    pub path: PostPath,
    /// Its title.
    pub title: String,
    /// Its text as prose, without marks.
    pub body: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its categories.
    pub categories: Vec<String>,
    /// Where it stands.
    pub status: Status,
    /// The blogs that it is on, by address.
    pub blogs: Vec<String>,
    /// When it is dated, or was last written: seconds since 1970 in the writer's own clock.
    pub date: i64,
    /// What tells whether its file is still the same; two that differ belong to different states of it.
    pub stamp: u64,
}

/// A post by which the index knows it: the beginning of the hash of its path. Two of 100,000 paths share one once in four
/// thousand million libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key(pub u64);

impl Key {
    pub fn of(path: &PostPath) -> Self {
        let hash = ContentHash::of(path.as_str().as_bytes());
        Self(u64::from_str_radix(hash.short(), 16).unwrap_or_default())
    }
}

/// A post's folded words and names, and what is needed to put it in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folded {
    pub key: Key,
    pub path: PostPath,
    pub stamp: u64,
    pub date: i64,
    pub title: Lane,
    pub body: Lane,
    /// Tags, categories and the path, each its own lane: no phrase goes from one to the next.
    pub terms: Vec<Lane>,
    /// What the operators compare, each with its [`Kind`]'s letter in front.
    pub names: Vec<String>,
}

/// Beginnings of words up to this many characters are kept as such: so many words begin so that putting their posts
/// together takes longer than a key press may.
pub(crate) const SHORT: usize = 3;

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tag,
    Category,
    Status,
    Blog,
}

impl Kind {
    /// The name as it stands in the index.
    pub fn spell(self, folded: &str) -> String {
        let letter = match self {
            Self::Tag => 't',
            Self::Category => 'c',
            Self::Status => 's',
            Self::Blog => 'b',
        };
        format!("{letter}:{folded}")
    }
}

impl Folded {
    /// The words of a part.
    pub fn lanes(&self, part: Part) -> &[Lane] {
        match part {
            Part::Title => std::slice::from_ref(&self.title),
            Part::Terms => &self.terms,
            Part::Body => std::slice::from_ref(&self.body),
        }
    }

    /// The short beginnings of all words, each once, as they stand in the index.
    pub fn beginnings(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for part in [Part::Title, Part::Terms, Part::Body] {
            for word in self.lanes(part).iter().flat_map(Lane::words) {
                let ends = word.char_indices().take(SHORT).map(|(at, c)| at + c.len_utf8());
                ends.for_each(|end| {
                    all.insert(spell_beginning(part, &word[..end]));
                });
            }
        }
        all
    }

    pub fn of(document: &Document) -> Self {
        let Document { path, title, body, tags, categories, status, blogs, date, stamp } = document;
        let place = path.as_str().rsplit_once('.').map_or(path.as_str(), |(place, _)| place);
        let mut names = vec![Kind::Status.spell(status.word())];
        names.extend(tags.iter().map(|tag| Kind::Tag.spell(&fold::name(tag))));
        names.extend(categories.iter().map(|category| Kind::Category.spell(&fold::name(category))));
        for blog in blogs {
            names.push(Kind::Blog.spell(&fold::name(blog)));
            names.extend(fold::words(blog).iter().map(|word| Kind::Blog.spell(word)));
        }
        names.sort_unstable();
        names.dedup();
        Self {
            key: Key::of(path),
            path: path.clone(),
            stamp: *stamp,
            date: *date,
            title: Lane::of(title),
            body: Lane::of(body),
            terms: tags
                .iter()
                .chain(categories)
                .map(|term| Lane::of(term))
                .chain([Lane::of(place)])
                .collect(),
            names,
        }
    }
}

/// A short beginning of a word in a part, as it stands in the index.
pub(crate) fn spell_beginning(part: Part, beginning: &str) -> String {
    let letter = match part {
        Part::Title => 't',
        Part::Terms => 'n',
        Part::Body => 'b',
    };
    format!("{letter}{beginning}")
}

/// Folded words in a row, with a blank before, between and behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    text: String,
    words: u32,
}

impl Lane {
    pub fn of(text: &str) -> Self {
        let (mut lane, mut words, mut count) = (String::with_capacity(text.len() + 2), Words::of(text), 0);
        lane.push(' ');
        while words.advance().is_some() {
            lane.push_str(words.folded());
            lane.push(' ');
            count += 1;
        }
        lane.shrink_to_fit();
        Self { text: lane, words: count }
    }

    /// The words with blanks between them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many words.
    pub fn len(&self) -> u32 {
        self.words
    }

    /// How often these words stand here one behind the other.
    pub fn count(&self, words: &[String]) -> u32 {
        let pattern = format!(" {} ", words.join(" "));
        let (mut count, mut from) = (0, 0);
        while let Some(at) = self.text[from..].find(&pattern) {
            count += 1;
            from += at + 1;
        }
        count
    }

    /// Whether a word begins so.
    pub fn begins(&self, beginning: &str) -> bool {
        self.text.contains(&format!(" {beginning}"))
    }

    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split_terminator(' ').filter(|word| !word.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_counts_words_and_phrases() {
        let lane = Lane::of("The rose is a rose is a Rose, not a rosebush");
        for (looked_for, count) in [
            ("rose", 3),
            ("ros", 0),
            ("is a rose", 2),
            ("a rose", 2),
            ("the", 1),
            ("ose", 0),
            ("rosebush", 1),
            ("rose rose", 0),
        ] {
            assert_eq!(lane.count(&fold::words(looked_for)), count, "{looked_for}");
        }
        for (beginning, begins) in
            [("rose", true), ("rosebus", true), ("ose", false), ("t", true), ("s", false)]
        {
            assert_eq!(lane.begins(beginning), begins, "{beginning}");
        }
        assert_eq!(lane.len(), 11);
        let same = Lane::of("a a a a");
        assert_eq!(same.count(&fold::words("a a")), 3);
    }
}
