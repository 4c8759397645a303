//! The versions of one post on the disk: texts and entries in one folder. Writes new files and takes surplus ones away;
//! changes none.

use super::entry::{self, Content};
use super::{NewVersion, Version, Why, limits};
use crate::{MAX_BYTES, file, files, summary};
use blog::{ContentHash, FrontMatter, PostPath};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

/// A post's folder in the store. It need not exist.
pub struct Folder(pub PathBuf);

/// What is in it.
#[derive(Default)]
pub struct Listing {
    /// Versions whose text is there.
    pub versions: Vec<Version>,
    /// Entries that make no sense: they stay, and so does every text, because one of them may be meant.
    damaged: usize,
}

impl Folder {
    /// Everything that can be read.
    pub fn list(&self, path: &PostPath) -> Listing {
        let (mut entries, mut texts, mut early) = (Vec::new(), HashSet::new(), Vec::new());
        for found in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let Ok(name) = found.file_name().into_string() else { continue };
            if entry::entry_name(&name).is_some() {
                entries.push(found.path());
            } else {
                match entry::content_of(&name) {
                    Some(Content::Whole(hash)) => {
                        texts.insert(hash);
                    }
                    Some(Content::Early(id)) => early.push((id, found)),
                    None => {}
                }
            }
        }
        let mut listing = Listing::default();
        for file in entries {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let read = file::read_file(&file, 1 << 20).ok().and_then(|bytes| entry::read(&name, &bytes));
            match read {
                Some(version) if texts.contains(&version.hash) => listing.versions.push(version),
                Some(_) => {}
                None => listing.damaged += 1,
            }
        }
        listing.versions.extend(early.into_iter().filter_map(|(id, found)| early_version(path, id, &found)));
        listing.versions.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.id.cmp(&a.id)));
        listing
    }

    /// Where the text of a version lies.
    pub fn content(&self, version: &Version) -> Option<PathBuf> {
        let by_hash = self.0.join(entry::content_name(&version.hash));
        let early = self.0.join(format!("{}.md", version.id));
        [by_hash, early].into_iter().find(|file| file.is_file())
    }

    /// Writes the text, then its entry.
    pub fn keep(&self, new: &NewVersion<'_>, text: &str) -> io::Result<String> {
        let hash = ContentHash::of(new.bytes);
        let listing = self.list(new.path);
        let says_nothing_new = |(place, known): &(usize, &Version)| {
            let same = new.why == known.why && new.blog == known.blog.as_deref();
            // What a text was replaced by may be known already when it is asked for once more.
            let place_allows = *place == 0 || (*place < 3 && new.why == Why::Replaced);
            known.hash == hash && known.by == new.by && place_allows && (same || !new.why.is_exchange())
        };
        if let Some((_, known)) = listing.versions.iter().enumerate().find(says_nothing_new) {
            return Ok(known.id.clone());
        }
        let words = summary::words(&text[FrontMatter::of(text).body]);
        let (name, record) = entry::entry(new, &hash, words)?;
        let content = self.0.join(entry::content_name(&hash));
        // Also when it is there: another computer that thins it out at this moment then sees that it was written again.
        files::write_atomically(&content, new.bytes)?;
        files::write_atomically(&self.0.join(format!("{name}.json")), &record)?;
        // A sweep that did not know of the entry yet may have come in between.
        if !content.is_file() {
            files::write_atomically(&content, new.bytes)?;
        }
        if listing.versions.len() >= limits::NEWEST && !limits::surplus(&listing.versions, new.at).is_empty()
        {
            self.thin(new.path, new.at);
        }
        Ok(name)
    }

    /// Takes away what the limits allow to go. What cannot be taken away stays; the next time tries again.
    fn thin(&self, path: &PostPath, now: SystemTime) {
        let before = self.list(path);
        let goes = limits::surplus(&before.versions, now);
        let goes: Vec<&Version> = goes.iter().filter_map(|place| before.versions.get(*place)).collect();
        for version in goes.iter().filter(|version| version.why != Why::Unknown) {
            let _tried_again = files::remove(&self.0.join(format!("{}.json", version.id)));
        }
        let left = self.list(path);
        // A damaged entry may name any text.
        if left.damaged > 0 {
            return;
        }
        for version in goes {
            let file = self.0.join(entry::content_name(&version.hash));
            let named = left.versions.iter().any(|one| one.hash == version.hash);
            let bytes = if named { None } else { file::read_file(&file, MAX_BYTES).ok() };
            let Some(bytes) = bytes else { continue };
            let _tried_again = files::remove(&file);
            // An entry that was written meanwhile names it: it comes back.
            if self.is_named(&version.hash) {
                let _written_by_the_other_too = files::write_atomically(&file, &bytes);
            }
        }
    }

    /// Whether any entry names this text, whether or not the text is there.
    fn is_named(&self, hash: &ContentHash) -> bool {
        fs::read_dir(&self.0).into_iter().flatten().flatten().any(|found| {
            found.file_name().to_str().and_then(entry::entry_name).is_some_and(|name| {
                let bytes = file::read_file(&found.path(), 1 << 20);
                bytes.is_ok_and(|bytes| entry::read(name, &bytes).is_none_or(|version| version.hash == *hash))
            })
        })
    }

    /// Moves everything into another folder: first written there, then taken away here, texts before entries. What is
    /// there already is the same.
    pub fn move_into(&self, target: &Folder) -> io::Result<()> {
        let mut found: Vec<_> = match fs::read_dir(&self.0) {
            Ok(entries) => entries.flatten().filter(|entry| entry.path().is_file()).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        found.retain(|file| {
            file.file_name()
                .to_str()
                .is_some_and(|name| entry::entry_name(name).is_some() || entry::content_of(name).is_some())
        });
        if found.is_empty() || self.0 == target.0 {
            return Ok(());
        }
        fs::create_dir_all(&target.0)?;
        found.sort_by_key(|file| file.path().extension().is_some_and(|ending| ending == "json"));
        for file in &found {
            let to = target.0.join(file.file_name());
            match files::rename_new(&file.path(), &to) {
                // Another program moves the same folder, or the text is there: the name says that it is this text.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => files::remove(&file.path())?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                done => done?,
            }
        }
        files::sync_folder(&target.0)?;
        // Folders that are empty now are of no use; one that is not stays.
        let _not_empty = fs::remove_dir(&self.0);
        Ok(())
    }
}

/// A text that an earlier Copydesk kept: its file's time is all that is known.
fn early_version(path: &PostPath, id: String, found: &fs::DirEntry) -> Option<Version> {
    let bytes = file::read_file(&found.path(), MAX_BYTES).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    Some(Version {
        id,
        hash: ContentHash::of(&bytes),
        path: path.clone(),
        why: Why::Unknown,
        blog: None,
        at: found.metadata().ok()?.modified().ok()?,
        by: String::new(),
        words: summary::words(&text[FrontMatter::of(&text).body]),
        bytes: bytes.len() as u64,
    })
}
