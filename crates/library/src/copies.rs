//! Conflict files: what Syncthing, Dropbox and Nextcloud put beside a file that two computers changed at once.
//!
//! They are recognised by their name alone, and count only while the file they are a copy of is there: otherwise the copy is
//! all there is of the post, and stays one. The names are those the programs themselves give; a guess is never made.

use crate::walk::{Found, is_post_name};
use crate::{Library, lock};
use blog::{ContentHash, PostPath};
use std::collections::{BTreeSet, HashSet};

/// Whose name for a conflict file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CopiedBy {
    /// `name.sync-conflict-20261105-101112-ABCDEFG.md`
    Syncthing,
    /// `name (Ann's conflicted copy 2026-11-05).md`
    Dropbox,
    /// Copydesk, when a sync through git met two texts: `name.git-conflict-0123abcd.md`
    Git,
    /// `name (conflicted copy 2026-11-05 101112).md`, earlier `name_conflict-20261105-101112.md`
    Nextcloud,
}

impl CopiedBy {
    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Syncthing => "Syncthing",
            Self::Dropbox => "Dropbox",
            Self::Nextcloud => "Nextcloud",
            Self::Git => "A sync through git",
        }
    }
}

/// A conflict file of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictCopy {
    /// Where it lies.
    pub path: PostPath,
    /// Who put it there.
    pub by: CopiedBy,
}

/// The post that a file of this name would be a conflict file of; a copy of a copy is one of the same post.
pub fn conflict_copy_of(path: &PostPath) -> Option<(PostPath, CopiedBy)> {
    let (mut name, by) = original(path.file_name())?;
    while let Some((further, _)) = original(&name) {
        name = further;
    }
    let place = if path.folder().is_empty() { name } else { format!("{}/{name}", path.folder()) };
    PostPath::new(&place).filter(|post| is_post_name(post.file_name())).map(|post| (post, by))
}

impl Library {
    /// The posts that have a conflict file beside them, as far as the last walk and what was looked at since tell.
    pub fn disputed(&self) -> BTreeSet<PostPath> {
        lock(&self.disputed).clone()
    }

    /// Puts the other side's text beside a post, as its conflict file. One that is there already is the same.
    pub fn add_conflict_copy(&self, post: &PostPath, bytes: &[u8]) -> std::io::Result<()> {
        let file = self.file(post);
        let (stem, ending) = post.file_name().rsplit_once('.').unwrap_or((post.file_name(), "md"));
        let name = format!("{stem}.git-conflict-{}.{ending}", &ContentHash::of(bytes).short()[..8]);
        lock(&self.disputed).insert(post.clone());
        match self.put_new(&file.with_file_name(name), bytes) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes the conflict files out of what a walk found.
    pub(crate) fn set_copies_apart(&self, posts: &mut Vec<Found>) {
        let there: HashSet<PostPath> = posts.iter().map(|found| found.path.clone()).collect();
        let mut disputed = BTreeSet::new();
        posts.retain(|found| {
            let post =
                conflict_copy_of(&found.path).map(|(post, _)| post).filter(|post| there.contains(post));
            let is_post = post.is_none();
            disputed.extend(post);
            is_post
        });
        *lock(&self.disputed) = disputed;
    }

    /// Whether this file is a conflict file of a post that is there. What is known of that post's conflicts follows.
    pub(crate) fn is_copy(&self, path: &PostPath) -> bool {
        let Some((post, _)) = conflict_copy_of(path) else { return false };
        let is_there = self.has_file(&post);
        if is_there && !self.conflict_copies(&post).is_empty() {
            lock(&self.disputed).insert(post);
        } else {
            lock(&self.disputed).remove(&post);
        }
        is_there
    }

    /// The conflict files that lie beside a post, by name.
    pub fn conflict_copies(&self, post: &PostPath) -> Vec<ConflictCopy> {
        let file = self.file(post);
        let folder = crate::files::folder_of(&file);
        let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let paths = names.filter(|entry| entry.path().is_file()).filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            PostPath::new(&if post.folder().is_empty() { name } else { format!("{}/{name}", post.folder()) })
        });
        let mut copies: Vec<ConflictCopy> = paths
            .filter_map(|path| {
                let (of, by) = conflict_copy_of(&path)?;
                (of == *post).then_some(ConflictCopy { path, by })
            })
            .collect();
        copies.sort_by(|a, b| a.path.cmp(&b.path));
        copies
    }
}

fn original(name: &str) -> Option<(String, CopiedBy)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (stem, by) = syncthing(stem)
        .or_else(|| git(stem))
        .or_else(|| in_brackets(stem))
        .or_else(|| older_nextcloud(stem))?;
    (!stem.trim().is_empty()).then(|| (format!("{stem}.{ending}"), by))
}

/// The device's name is the first seven letters of its id, in base 32; old releases left it out.
fn syncthing(stem: &str) -> Option<(&str, CopiedBy)> {
    let (stem, rest) = stem.rsplit_once(".sync-conflict-")?;
    let parts: Vec<&str> = rest.split('-').collect();
    let is_device =
        |part: &&str| part.len() == 7 && part.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
    let known = match parts[..] {
        [day, time] => is_digits(day, 8) && is_digits(time, 6),
        [day, time, device] => is_digits(day, 8) && is_digits(time, 6) && is_device(&device),
        _ => false,
    };
    known.then_some((stem, CopiedBy::Syncthing))
}

/// Named after its content, so that a sync that is begun anew makes no second one.
fn git(stem: &str) -> Option<(&str, CopiedBy)> {
    let (stem, hash) = stem.rsplit_once(".git-conflict-")?;
    let is_hash = hash.len() == 8 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some((stem, CopiedBy::Git))
}

fn older_nextcloud(stem: &str) -> Option<(&str, CopiedBy)> {
    let (stem, rest) = stem.rsplit_once("_conflict-")?;
    let (day, time) = rest.split_once('-')?;
    (is_digits(day, 8) && is_digits(time, 6)).then_some((stem, CopiedBy::Nextcloud))
}

/// What stands in brackets at the end: always with a date. Dropbox speaks the language of its owner; here are those whose
/// words are known.
fn in_brackets(stem: &str) -> Option<(&str, CopiedBy)> {
    let stem = without_number(stem);
    let open = stem.rfind(" (")?;
    let inside = stem[open + 2..].strip_suffix(')')?;
    let words = inside.to_lowercase();
    let rest =
        ["conflicted copy", "copie en conflit de", "in konflikt stehende kopie von", "copia en conflicto de"]
            .iter()
            .find_map(|phrase| words.find(phrase).map(|at| &words[at + phrase.len()..]))?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let place = words.iter().position(|word| is_date(word))?;
    let by = match words[place + 1..] {
        [] => CopiedBy::Dropbox,
        [time] if is_digits(time, 6) => CopiedBy::Nextcloud,
        [number] if number.bytes().all(|b| b.is_ascii_digit()) => CopiedBy::Dropbox,
        _ => return None,
    };
    Some((&stem[..open], by))
}

/// A second copy of one day is numbered: ` (1)` after the rest.
fn without_number(stem: &str) -> &str {
    let numbered = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    match numbered {
        Some((before, number)) if is_number(number) && before.ends_with(')') => before,
        _ => stem,
    }
}

fn is_number(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts[..], [year, month, day] if is_digits(year, 4) && is_digits(month, 2) && is_digits(day, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use CopiedBy::{Dropbox, Git, Nextcloud, Syncthing};

    #[test]
    fn conflict_files_are_known_by_their_names() {
        for (name, expected) in [
            ("a.sync-conflict-20261105-101112-ABCDEF7.md", Some(("a.md", Syncthing))),
            ("2026/a b.sync-conflict-20261105-101112.markdown", Some(("2026/a b.markdown", Syncthing))),
            (
                "a.sync-conflict-20261105-101112-ABCDEF7.sync-conflict-20261106-101112-QRSTUV2.md",
                Some(("a.md", Syncthing)),
            ),
            ("a.sync-conflict-20261105-101112-abcdef7.md", None),
            ("a.sync-conflict-2026115-101112-ABCDEF7.md", None),
            ("a.sync-conflict-notes.md", None),
            (".sync-conflict-20261105-101112-ABCDEF7.md", None),
            ("a (Ann's conflicted copy 2026-11-05).md", Some(("a.md", Dropbox))),
            ("a (ann-laptop's conflicted copy 2026-11-05) (1).md", Some(("a.md", Dropbox))),
            ("a (Ann's conflicted copy 2026-11-05 2).md", Some(("a.md", Dropbox))),
            ("a (Copie en conflit de Ann 2026-11-05).md", Some(("a.md", Dropbox))),
            ("a (In Konflikt stehende Kopie von Ann 2026-11-05).md", Some(("a.md", Dropbox))),
            ("a (Copia en conflicto de Ann 2026-11-05).md", Some(("a.md", Dropbox))),
            ("a (part one) (Ann's conflicted copy 2026-11-05).md", Some(("a (part one).md", Dropbox))),
            (
                "\u{65e5}\u{8a18} (Ann's conflicted copy 2026-11-05).md",
                Some(("\u{65e5}\u{8a18}.md", Dropbox)),
            ),
            ("a (conflicted copy 2026-11-05 101112).md", Some(("a.md", Nextcloud))),
            ("a (conflicted copy ann 2026-11-05 101112).md", Some(("a.md", Nextcloud))),
            ("a_conflict-20261105-101112.md", Some(("a.md", Nextcloud))),
            ("a_conflict-of-interest.md", None),
            ("a.git-conflict-0123abcd.md", Some(("a.md", Git))),
            ("a.git-conflict-resolved.md", None),
            ("how I found a (conflicted copy).md", None),
            ("a (2).md", None),
            ("a (my trip 2026-11-05).md", None),
            ("a (conflicted copy of the play, 2026-11-05, act two).md", None),
            ("a.md", None),
            ("a.sync-conflict-20261105-101112-ABCDEF7.png", None),
            ("", None),
        ] {
            let found = PostPath::new(name).and_then(|path| conflict_copy_of(&path));
            let found = found.as_ref().map(|(post, by)| (post.as_str(), *by));
            assert_eq!(found, expected, "{name}");
        }
    }
}
