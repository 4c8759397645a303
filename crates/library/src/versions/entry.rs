//! What is written down beside a kept text, and the names of both: made of what they hold, so that no name ever stands for
//! two contents, whoever writes at the same time.

use super::{NewVersion, Version, Why};
use blog::{ContentHash, PostPath};
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Serialize, Deserialize)]
struct Record {
    version: u32,
    content: String,
    path: String,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    blog: Option<String>,
    at: u64,
    #[serde(default)]
    by: String,
    words: usize,
    bytes: u64,
}

/// The name of the file with this text.
pub fn content_name(hash: &ContentHash) -> String {
    format!("{}.md", hash.as_str())
}

/// The hash a text's file name stands for: a whole one, or the first half that earlier Copydesks wrote.
pub fn content_of(name: &str) -> Option<Content> {
    let stem = name.strip_suffix(".md")?;
    match ContentHash::from_hex(stem) {
        Some(hash) => Some(Content::Whole(hash)),
        None => (stem.len() == 16 && stem.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
            .then(|| Content::Early(stem.to_owned())),
    }
}

/// What a text's file is called.
pub enum Content {
    /// By its hash.
    Whole(ContentHash),
    /// By the first 16 digits of it, without an entry.
    Early(String),
}

/// The entry for a text: the version's name and the file's bytes.
pub fn entry(
    new: &NewVersion<'_>,
    hash: &ContentHash,
    words: usize,
) -> serde_json::Result<(String, Vec<u8>)> {
    let at =
        u64::try_from(new.at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(u64::MAX);
    let record = Record {
        version: 1,
        content: hash.as_str().to_owned(),
        path: new.path.as_str().to_owned(),
        why: new.why.word().to_owned(),
        blog: new.blog.map(str::to_owned),
        at,
        by: new.by.to_owned(),
        words,
        bytes: new.bytes.len() as u64,
    };
    let text = serde_json::to_string_pretty(&record)? + "\n";
    let name = format!("{at:015}-{}", &ContentHash::of(text.as_bytes()).as_str()[..32]);
    Ok((name, text.into_bytes()))
}

/// The version's name in an entry's file name; `None` for any other file.
pub fn entry_name(file: &str) -> Option<&str> {
    let name = file.strip_suffix(".json")?;
    let (at, hash) = name.split_once('-')?;
    let is_it = at.bytes().all(|b| b.is_ascii_digit())
        && hash.len() == 32
        && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_it.then_some(name)
}

/// Reads an entry; `None` when it makes no sense, or is not what its name says.
pub fn read(name: &str, bytes: &[u8]) -> Option<Version> {
    let record: Record = serde_json::from_slice(bytes).ok()?;
    let is_whole = name.ends_with(&ContentHash::of(bytes).as_str()[..32]);
    Some(Version {
        id: name.to_owned(),
        hash: ContentHash::from_hex(&record.content)?,
        path: PostPath::new(&record.path)?,
        why: Why::from_word(&record.why),
        blog: record.blog,
        at: SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(record.at))?,
        by: record.by,
        words: record.words,
        bytes: record.bytes,
    })
    .filter(|_| record.version == 1 && is_whole)
}
