//! Local pictures: where the preview finds them, and their bytes when the window asks.

use crate::App;
use crate::view::Pictures;
use crate::wire::error::WireError;
use blog::PostPath;
use library::Library;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::sync::{Arc, OnceLock};

/// A picture's bytes for the window.
#[derive(Debug)]
pub struct Picture {
    /// For example `image/png`.
    pub mime: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What a window may be shown as a picture, by the file's ending.
const KINDS: [(&str, &str); 8] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
    ("bmp", "image/bmp"),
];

/// What lies around one post.
pub struct Beside {
    library: Arc<Library>,
    post: PostPath,
    base: String,
    /// Looked for once: it costs a look into the folder.
    lookalike: OnceLock<Option<String>>,
}

impl Beside {
    /// What lies around the post of this library; addresses of pictures begin with `base`.
    pub fn new(library: &Arc<Library>, post: &PostPath, base: &str) -> Self {
        let (library, post, base) = (Arc::clone(library), post.clone(), base.to_owned());
        Self { library, post, base, lookalike: OnceLock::new() }
    }
}

impl Pictures for Beside {
    fn address(&self, src: &str) -> Option<String> {
        let file = local(&self.post, src)?;
        Some(format!("{}{}", self.base, encoded(file.as_str())))
    }

    fn is_missing(&self, src: &str) -> bool {
        local(&self.post, src).is_some_and(|file| !self.library.has_file(&file))
    }

    fn lookalike(&self) -> Option<String> {
        self.lookalike.get_or_init(|| self.library.lookalike(&self.post)).clone()
    }
}

/// The file that a post's text means by this name; `None` for an address (`https:`, `//`, `data:`), an absolute path, or
/// a name that leads out of the library.
pub fn local(post: &PostPath, src: &str) -> Option<PostPath> {
    let end = src.find(['?', '#']).unwrap_or(src.len());
    let plain = &src[..end];
    if plain.is_empty() || plain.starts_with('/') || is_address(plain) {
        return None;
    }
    post.neighbour(&decode(plain))
}

/// Whether this leads to another host or is of another scheme.
pub(crate) fn is_address(src: &str) -> bool {
    src.starts_with("//") || src.split('/').next().is_some_and(|first| first.contains(':'))
}

impl App {
    /// The picture behind an address of the preview, given its path (percent-encoded, without the base). Serves pictures
    /// of the open library and nothing else.
    pub fn picture(&self, path: &str) -> Result<Picture, WireError> {
        let refuse = || {
            WireError::input(
                "There is no such picture in the library.",
                "Check the picture's name in the text.",
            )
        };
        let file = PostPath::new(&decode(path.trim_start_matches('/'))).ok_or_else(refuse)?;
        let ending = file
            .file_name()
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase())
            .unwrap_or_default();
        let (_, mime) = KINDS.iter().find(|(known, _)| *known == ending).ok_or_else(refuse)?;
        let bytes = self.shelf()?.library.read_bytes(&file).map_err(|_| refuse())?;
        Ok(Picture { mime, bytes })
    }
}

/// Everything but letters, digits and these four is escaped in a path segment (RFC 3986, unreserved characters).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A place in the library as part of an address.
pub fn encoded(place: &str) -> String {
    place.split('/').map(encode).collect::<Vec<_>>().join("/")
}

fn encode(part: &str) -> String {
    utf8_percent_encode(part, SEGMENT).to_string()
}

/// Undoes percent signs; what would not be UTF-8 stays as written.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |decoded| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_names_are_files() {
        let post = PostPath::new("2026/a.md").unwrap();
        for (src, file) in [
            ("media/x.png", Some("2026/media/x.png")),
            ("../x%20y.png", Some("x y.png")),
            ("x.png?w=3#f", Some("2026/x.png")),
            ("https://example.org/x.png", None),
            ("//example.org/x.png", None),
            ("/x.png", None),
            ("data:image/png;base64,AA", None),
            ("../../x.png", None),
            ("..%2F..%2Fx.png", None),
            ("#top", None),
            ("", None),
        ] {
            assert_eq!(local(&post, src).as_ref().map(PostPath::as_str), file, "{src}");
        }
    }

    #[test]
    fn names_survive_the_address() {
        for name in ["a.png", "a b.png", "ü%41.png", "日.png", "100%.png"] {
            assert_eq!(decode(&encode(name)), name);
        }
    }
}
