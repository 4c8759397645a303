//! Which local pictures a post uses, and whether the blog can take them.
//!
//! A picture's name on the blog carries the hash of the writer's own file, so that a lost answer can be resolved by
//! searching and the same picture never lies there twice, whatever was done to it on the way (`docs/decisions/pictures.md`).
//! The kind is told from the bytes, never from the file's extension.
//! This module reads and prepares no file: the caller hands in how.

use crate::Picture;
use crate::progress::size;
use blog::{ContentHash, PictureKind};
use std::collections::BTreeMap;

/// The largest picture sent unless the caller knows better, in bytes. Few hosts take more.
pub const MAX_BYTES: u64 = 64_000_000;

/// Why the caller could not read a picture's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// There is no such file.
    Missing,
    /// The reference leads out of the library.
    Outside,
    /// Anything else, as the system said it.
    Other(String),
}

/// Something wrong with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureProblem {
    /// As the text names it.
    pub reference: String,
    /// 1-based line of the file that names it; `None` for the featured picture.
    pub line: Option<usize>,
    /// Whether publishing is refused until it is repaired.
    pub blocking: bool,
    /// What is wrong and what to do.
    pub message: String,
}

/// The pictures of a post, ready for a snapshot.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// In the order of the text, each reference once.
    pub pictures: Vec<Picture>,
    /// Their own bytes, each content once.
    pub bytes: BTreeMap<ContentHash, Vec<u8>>,
    /// What preparing them comes to, where it had to be known.
    pub prepared: BTreeMap<ContentHash, Preparation>,
    /// What is wrong.
    pub problems: Vec<PictureProblem>,
}

/// What preparing a picture comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preparation {
    /// Number of bytes that are sent.
    pub size: u64,
    /// What is done to it, e.g. `turned upright, place removed`; may be empty.
    pub done: String,
}

/// Where pictures come from, and what becomes of them: the caller's disk and codecs.
pub trait PictureSource {
    /// The bytes of a picture, given its reference with percent signs decoded.
    fn read(&mut self, reference: &str) -> Result<Vec<u8>, Unread>;

    /// What preparing it comes to; `None` when that need not be known, because the blog has it already. An error says what
    /// is wrong with the picture of this reference and what to do.
    fn prepare(
        &mut self,
        reference: &str,
        hash: &ContentHash,
        bytes: &[u8],
    ) -> Result<Option<Preparation>, String>;
}

/// Finds the local pictures of a body and of the featured picture, gets them from `source`, and checks kind and size.
///
/// `first_line` is the 1-based line of the file on which the body starts, so that problems name the file's lines.
pub fn collect(
    body: &str,
    featured: Option<&str>,
    first_line: usize,
    max_bytes: u64,
    source: &mut dyn PictureSource,
) -> Collected {
    let mut collected = Collected::default();
    let words = |media: &markdown::Media| (media.alt.clone(), media.title.clone());
    for media in markdown::parse(body).media {
        let line = first_line + body[..media.range.start].matches('\n').count();
        if is_local(&media.src) {
            collected.add(&media.src, words(&media), Some(line), max_bytes, source);
        }
    }
    match featured.map(str::trim).filter(|reference| !reference.is_empty()) {
        Some(reference) if is_local(reference) => {
            collected.add(reference, Default::default(), None, max_bytes, source);
        }
        Some(reference) => collected.problem(reference, None, false, format!(
            "The featured picture {reference} lies on another site, and a blog can only feature a picture of its own. \
             The post goes out without it; save the picture beside the post and name that file instead."
        )),
        None => {}
    }
    collected
}

impl Collected {
    fn add(
        &mut self,
        reference: &str,
        (alt, caption): (String, String),
        line: Option<usize>,
        max_bytes: u64,
        source: &mut dyn PictureSource,
    ) {
        if let Some(known) = self.pictures.iter_mut().find(|picture| picture.reference == reference) {
            for (known, new) in [(&mut known.alt, alt), (&mut known.caption, caption)] {
                if known.is_empty() {
                    *known = new;
                }
            }
            return;
        }
        if self.problems.iter().any(|problem| problem.reference == reference) {
            return;
        }
        match load(reference, max_bytes, source) {
            Ok(Loaded { bytes, kind, hash, prepared }) => {
                self.pictures.push(Picture {
                    reference: reference.to_owned(),
                    name: name_on_blog(reference, &hash, kind.extension()),
                    mime: kind.mime().to_owned(),
                    hash: hash.clone(),
                    size: bytes.len() as u64,
                    alt,
                    caption,
                });
                if let Some(prepared) = prepared {
                    self.prepared.insert(hash.clone(), prepared);
                }
                self.bytes.entry(hash).or_insert(bytes);
            }
            Err(message) => self.problem(reference, line, true, message),
        }
    }

    fn problem(&mut self, reference: &str, line: Option<usize>, blocking: bool, message: String) {
        self.problems.push(PictureProblem { reference: reference.to_owned(), line, blocking, message });
    }
}

struct Loaded {
    bytes: Vec<u8>,
    kind: PictureKind,
    hash: ContentHash,
    prepared: Option<Preparation>,
}

fn load(reference: &str, max_bytes: u64, source: &mut dyn PictureSource) -> Result<Loaded, String> {
    let bytes = source.read(&decoded(reference)).map_err(|unread| match unread {
        Unread::Missing => {
            format!("The picture {reference} is not there. Put the file where the post names it, or take it out of the text.")
        }
        Unread::Outside => {
            format!("The picture {reference} lies outside the library. Copy it beside the post and name it there.")
        }
        Unread::Other(why) => format!("The picture {reference} cannot be read ({why}). Check that the file opens, then publish again."),
    })?;
    let length = bytes.len() as u64;
    if length > max_bytes {
        return Err(format!(
            "The picture {reference} has {}, and at most {} can be sent. Save it smaller.",
            size(length),
            size(max_bytes)
        ));
    }
    let hash = ContentHash::of(&bytes);
    let prepared = source.prepare(reference, &hash, &bytes)?;
    let kind = PictureKind::of(&bytes).ok_or_else(|| format!("The file {reference} is not a picture."))?;
    Ok(Loaded { bytes, kind, hash, prepared })
}

/// `<stem>-<16 hex digits of the content>.<extension>`, ASCII.
pub fn name_on_blog(reference: &str, hash: &ContentHash, extension: &str) -> String {
    let path = decoded(reference);
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let ascii: String = blog::slug::slug(stem).chars().filter(char::is_ascii).take(40).collect();
    let stem = ascii.trim_matches('-');
    format!("{}-{}.{extension}", if stem.is_empty() { "picture" } else { stem }, hash.short())
}

/// Whether a reference names a file here, not an address.
fn is_local(reference: &str) -> bool {
    let scheme = reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    });
    !reference.is_empty() && !scheme && !reference.starts_with("//") && !reference.starts_with('#')
}

/// Percent signs decoded where that gives UTF-8; as it is otherwise.
fn decoded(reference: &str) -> String {
    let mut bytes = Vec::with_capacity(reference.len());
    let mut rest = reference.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).filter(|_| first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| reference.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    /// Files by name; preparing one halves it, and a text cannot be prepared.
    struct Files(BTreeMap<&'static str, &'static [u8]>);

    impl PictureSource for Files {
        fn read(&mut self, reference: &str) -> Result<Vec<u8>, Unread> {
            self.0.get(reference).map(|bytes| bytes.to_vec()).ok_or(Unread::Missing)
        }

        fn prepare(
            &mut self,
            reference: &str,
            _: &ContentHash,
            bytes: &[u8],
        ) -> Result<Option<Preparation>, String> {
            match bytes {
                b"hello" => Err(format!("The file {reference} is not a picture.")),
                b"\xff\xd8\xffj" => Ok(None),
                _ => Ok(Some(Preparation { size: bytes.len() as u64 / 2, done: "halved".into() })),
            }
        }
    }

    fn from<const N: usize>(files: [(&'static str, &'static [u8]); N]) -> Files {
        Files(files.into())
    }

    #[test]
    fn pictures_are_found_once_and_named_by_content() {
        let body = "![](a%20b.png) and ![harbour](a%20b.png \"At dusk\")\n\n![far](https://example.org/x.png)\n\n<img src=\"b.png\" alt=\"b\">\n";
        let jpeg: &[u8] = b"\xff\xd8\xffj";
        let mut files = from([("a b.png", PNG), ("b.png", PNG), ("cover.png", jpeg)]);
        let found = collect(body, Some("cover.png"), 5, MAX_BYTES, &mut files);
        assert_eq!(found.problems, []);
        let hash = ContentHash::of(PNG);
        let names: Vec<_> = found
            .pictures
            .iter()
            .map(|p| {
                (p.reference.as_str(), p.name.clone(), p.mime.as_str(), p.alt.as_str(), p.caption.as_str())
            })
            .collect();
        let cover = format!("cover-{}.jpg", ContentHash::of(jpeg).short());
        assert_eq!(
            names,
            [
                ("a%20b.png", format!("a-b-{}.png", hash.short()), "image/png", "harbour", "At dusk"),
                ("b.png", format!("b-{}.png", hash.short()), "image/png", "b", ""),
                ("cover.png", cover, "image/jpeg", "", ""),
            ]
        );
        assert_eq!(found.bytes.len(), 2, "the same bytes are kept once");
        let halved = Preparation { size: PNG.len() as u64 / 2, done: "halved".into() };
        assert_eq!(found.prepared, BTreeMap::from([(hash, halved)]), "what the blog has is not prepared");
    }

    #[test]
    fn what_cannot_be_sent_says_where_and_what_to_do() {
        let body = "one\n\n![a](gone.png)\n![d](big.png) ![e](x.txt)\n";
        let mut files = from([("big.png", &[0; 100]), ("x.txt", b"hello")]);
        let found = collect(body, Some("https://example.org/c.png"), 10, 50, &mut files);
        let told: Vec<_> =
            found.problems.iter().map(|p| (p.reference.as_str(), p.line, p.blocking)).collect();
        assert_eq!(
            told,
            [
                ("gone.png", Some(12), true),
                ("big.png", Some(13), true),
                ("x.txt", Some(13), true),
                ("https://example.org/c.png", None, false),
            ]
        );
        for (problem, word) in
            found.problems.iter().zip(["not there", "smaller", "not a picture", "without it"])
        {
            assert!(problem.message.contains(word), "{}", problem.message);
        }
    }

    #[test]
    fn names_and_references() {
        let hash = ContentHash::of(b"x");
        let tail = format!("-{}.png", hash.short());
        for (reference, stem) in
            [("日.png", "picture"), ("../Über Weg.PNG", "uber-weg"), ("a", "a"), ("x%2Fy.png", "y")]
        {
            assert_eq!(name_on_blog(reference, &hash, "png"), format!("{stem}{tail}"));
        }
        for (reference, local) in [
            ("a.png", true),
            ("C:/a.png", true),
            ("https://x/a.png", false),
            ("data:image/png;base64,", false),
            ("//x/a", false),
            ("a:b", true),
            ("", false),
        ] {
            assert_eq!(is_local(reference), local, "{reference}");
        }
        for (reference, path) in
            [("a%20b", "a b"), ("100%", "100%"), ("%zz", "%zz"), ("%ff", "%ff"), ("%C3%BC", "ü")]
        {
            assert_eq!(decoded(reference), path);
        }
    }
}
