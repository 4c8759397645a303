//! A post as it is held in memory: what ordering, filtering and finding need, in about 200 bytes. What only a shown row
//! needs is read from the disk for the rows in sight.

use crate::fold::{fold, same_name};
use crate::standing::{Mark, Standing};
use blog::{PostKind, PostPath, Status};
use library::{PostSummary, Stamp};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};

/// A post in memory.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its path, and right behind it its title.
    names: Box<str>,
    path_len: u32,
    /// Numbers of its tags.
    pub tags: Box<[u32]>,
    /// When its file was last written, nanoseconds since 1970.
    pub modified: i64,
    /// Its own date, seconds since 1970.
    pub moment: Option<i64>,
    /// What its file looked like from outside when it was read.
    pub stamp: Stamp,
    /// Digest of its kind and address part; 0 for one without.
    pub address: u64,
    /// Digest of its path as the pickiest system sees it.
    pub name: u64,
    pub words: u32,
    /// The walk that saw it last.
    pub round: u32,
    pub status: Status,
    pub has_picture: bool,
    pub is_unreadable: bool,
    /// Whether it differs from what was last exchanged with a blog.
    pub changed_here: bool,
    /// Whether its twin on a blog was seen to differ from what was last exchanged.
    pub changed_there: bool,
    pub is_pinned: bool,
    pub mark: Option<Mark>,
}

/// What an entry is made of, whether a file was just read or the store holds it.
pub(crate) struct Brief<'a> {
    pub path: &'a PostPath,
    pub title: &'a str,
    pub tags: &'a [String],
    pub modified: i64,
    pub moment: Option<i64>,
    pub stamp: Stamp,
    pub kind: PostKind,
    pub slug: Option<&'a str>,
    pub words: u32,
    pub status: Status,
    pub has_picture: bool,
    pub is_unreadable: bool,
    pub changed_here: bool,
}

impl<'a> Brief<'a> {
    pub fn of(summary: &'a PostSummary, changed_here: bool) -> Self {
        Self {
            path: &summary.path,
            title: &summary.title,
            tags: &summary.tags,
            modified: nanoseconds(summary.modified),
            moment: summary.moment,
            stamp: summary.stamp,
            kind: summary.kind,
            slug: summary.slug.as_deref(),
            words: u32::try_from(summary.words).unwrap_or(u32::MAX),
            status: summary.status.unwrap_or_default(),
            has_picture: summary.has_picture,
            is_unreadable: summary.unreadable.is_some(),
            changed_here,
        }
    }
}

impl Entry {
    pub fn of(brief: &Brief<'_>, terms: &mut Terms) -> Self {
        let path = brief.path.as_str();
        Self {
            names: format!("{path}{}", brief.title).into(),
            path_len: path.len() as u32,
            tags: brief.tags.iter().map(|tag| terms.number(tag)).collect(),
            modified: brief.modified,
            moment: brief.moment,
            stamp: brief.stamp,
            address: address(brief),
            name: digest(&same_name(path)),
            words: brief.words,
            round: 0,
            status: brief.status,
            has_picture: brief.has_picture,
            is_unreadable: brief.is_unreadable,
            changed_here: brief.changed_here,
            changed_there: false,
            is_pinned: false,
            mark: None,
        }
    }

    pub fn path(&self) -> &str {
        &self.names[..self.path_len as usize]
    }

    pub fn title(&self) -> &str {
        &self.names[self.path_len as usize..]
    }

    pub fn standing(&self) -> Standing {
        Standing::of(self)
    }

    /// Its own date, else that of its file; seconds since 1970.
    pub fn dated(&self) -> i64 {
        self.moment.unwrap_or(self.modified / 1_000_000_000)
    }
}

/// Digest of the kind and address part of a post; 0 where the address says nothing by itself (`index.md` and the like).
fn address(brief: &Brief<'_>) -> u64 {
    let slug = blog::slug::address_of(brief.path, brief.slug);
    let says_nothing = brief.slug.is_none() && matches!(slug.as_str(), "index" | "_index" | "readme");
    let kind = if brief.kind == PostKind::Page { 'g' } else { 'p' };
    if says_nothing { 0 } else { digest(&format!("{kind}{slug}")).max(1) }
}

/// A number for a text, good for this run only.
pub(crate) fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

pub(crate) fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    i64::try_from(since).unwrap_or(i64::MAX)
}

pub(crate) fn time(nanoseconds: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds.max(0) as u64)
}

/// Words that many posts share, each held once.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Terms {
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    pub fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", |name| name)
    }

    /// All of them, folded, by number.
    pub fn folded(&self) -> Vec<String> {
        self.names.iter().map(|name| fold(name)).collect()
    }
}
