//! Which post is meant: by its place in the library, and by a key that survives moving it.
//!
//! A path names the file; the key is written into the front matter before the post first goes to a blog,
//! so that a renamed file, a second laptop or a lost journal still finds the same remote post.

use std::fmt;

/// A post's place: relative to the library folder, parts joined by `/` on every system.
///
/// Refuses what leads out of the library: absolute paths, drive letters, `..`, empty or `.` parts, NUL, backslashes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PostPath(String);

impl PostPath {
    /// Returns the path, or `None` when it is not a plain relative path inside the library.
    pub fn new(path: &str) -> Option<Self> {
        let inside = !path.contains(['\0', '\\']) && !has_drive(path);
        let plain = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        (inside && plain).then(|| Self(path.to_owned()))
    }

    /// The path with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file's name with its extension.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file's name without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The folder the post lies in, `""` for the library folder itself.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A file named as the post's text names it (`media/a.png`, `../b.png`), or `None` when that leads out of the library.
    pub fn neighbour(&self, reference: &str) -> Option<Self> {
        let mut parts: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in reference.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Self::new(&parts.join("/"))
    }
}

fn has_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

impl fmt::Display for PostPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Post or page: what WordPress calls a post type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PostKind {
    /// Part of the blog's stream, with date, categories and tags.
    #[default]
    Post,
    /// Stands by itself, below another page or at the top.
    Page,
}

impl PostKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Post, Self::Page];

    /// The word in front matter, on screen, and WordPress's own.
    pub fn word(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Page => "page",
        }
    }

    /// Reads the word back, in any case; `None` for anything else.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| word.trim().eq_ignore_ascii_case(kind.word()))
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Post => Self::Page,
            Self::Page => Self::Post,
        }
    }
}

impl fmt::Display for PostKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The stable name of a post, 16 lower-case hex digits, kept in its front matter as `copydesk-id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PostKey(String);

impl PostKey {
    /// Returns the key, or `None` when `text` is not 16 lower-case hex digits.
    pub fn new(text: &str) -> Option<Self> {
        let valid = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        valid.then(|| Self(text.to_owned()))
    }

    /// A key made of eight random bytes, which the caller draws.
    pub fn from_random(bytes: [u8; 8]) -> Self {
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The 16 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside_the_library() {
        for good in ["a.md", "2026/a b.md", "ü/日.md", "a..b.md"] {
            assert!(PostPath::new(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "/a.md",
            "../a.md",
            "a/../b.md",
            "a//b.md",
            "./a.md",
            "C:/a.md",
            "c:a.md",
            "a\\b.md",
            "a\0.md",
            "a/",
        ] {
            assert!(PostPath::new(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_neighbour_is_found_as_the_text_names_it() {
        let post = PostPath::new("2026/trip/a.md").unwrap();
        for (reference, found) in [
            ("x.png", Some("2026/trip/x.png")),
            ("./media/x.png", Some("2026/trip/media/x.png")),
            ("../x.png", Some("2026/x.png")),
            ("../../../x.png", None),
            ("..", Some("2026")),
        ] {
            assert_eq!(post.neighbour(reference).as_ref().map(PostPath::as_str), found, "{reference}");
        }
    }

    #[test]
    fn a_key_is_sixteen_hex_digits() {
        assert_eq!(PostKey::from_random([0, 1, 2, 3, 250, 251, 252, 253]).as_str(), "00010203fafbfcfd");
        assert!(PostKey::new("00010203fafbfcfd").is_some());
        for bad in ["", "00010203FAFBFCFD", "00010203fafbfcf", "00010203fafbfcfg"] {
            assert!(PostKey::new(bad).is_none(), "{bad}");
        }
    }
}
