//! One post file as it is opened: its text, its form, its fingerprint. What is not plain UTF-8 opens read-only.

use crate::{Library, encoding, words};
use blog::{ContentHash, PostPath};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is opened or written as a post, bytes.
pub const MAX_BYTES: u64 = 16 << 20;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// How a text lies in its file. Line ends are part of the text itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FileForm {
    /// It starts with a byte order mark, which is not part of the text.
    pub bom: bool,
}

impl FileForm {
    /// The file's bytes for this text.
    pub fn bytes(self, text: &str) -> Vec<u8> {
        let mark = if self.bom { BOM } else { &[] };
        [mark, text.as_bytes()].concat()
    }

    /// The hash that a file with this text has.
    pub fn hash(self, text: &str) -> ContentHash {
        ContentHash::of(&self.bytes(text))
    }
}

/// A post as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostFile {
    /// Where it lies.
    pub path: PostPath,
    /// Its text without a byte order mark; for a read-only file as well as it can be shown.
    pub text: String,
    /// How the text lies in the file.
    pub form: FileForm,
    /// Hash of the file's bytes.
    pub hash: ContentHash,
    /// Why it can be looked at but not edited: a sentence with what to do.
    pub read_only: Option<String>,
}

/// Why a file could not be read. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error(
        "\"{path}\" is not there any more. It may have been moved, renamed or deleted by another program. Look for it in the list."
    )]
    NotThere {
        /// The file.
        path: PostPath,
    },
    /// A folder, a pipe, a device.
    #[error("\"{path}\" is not a file that can be opened. Nothing was changed. Choose another one.")]
    NotAFile {
        /// What was named.
        path: PostPath,
    },
    /// Beyond [`MAX_BYTES`].
    #[error("\"{path}\" has {} MB; a post can have {}. Nothing was changed. Split the file with another program to edit it here.", size / 1_000_000, MAX_BYTES >> 20)]
    TooLarge {
        /// The file.
        path: PostPath,
        /// Its size, bytes.
        size: u64,
    },
    /// The system refused.
    #[error(
        "\"{path}\" could not be read: {}. Nothing was changed. Put that right, then open it again.",
        words::because(source)
    )]
    Io {
        /// The file.
        path: PostPath,
        /// What the system said.
        source: io::Error,
    },
}

impl Library {
    /// Reads a post. Anything up to [`MAX_BYTES`] opens, an empty file too; what is not UTF-8 text opens read-only.
    pub fn read(&self, path: &PostPath) -> Result<PostFile, ReadError> {
        Ok(PostFile::of(path, &self.read_up_to(path, MAX_BYTES)?))
    }

    /// The bytes of a picture or any other file in the library, at most 64 MB.
    pub fn read_bytes(&self, path: &PostPath) -> Result<Vec<u8>, ReadError> {
        self.read_up_to(path, 64 << 20)
    }

    fn read_up_to(&self, path: &PostPath, limit: u64) -> Result<Vec<u8>, ReadError> {
        read_file(&self.file(path), limit).map_err(|error| error.at(path))
    }
}

impl PostFile {
    /// The post that these bytes are.
    pub(crate) fn of(path: &PostPath, bytes: &[u8]) -> Self {
        let (text, form, read_only) = decode(bytes);
        Self { path: path.clone(), text, form, hash: ContentHash::of(bytes), read_only }
    }
}

/// Why bytes did not come, before it is known under which name they were asked for.
#[derive(Debug)]
pub(crate) enum NoBytes {
    NotAFile,
    TooLarge(u64),
    Io(io::Error),
}

impl NoBytes {
    pub fn at(self, path: &PostPath) -> ReadError {
        let path = path.clone();
        match self {
            Self::NotAFile => ReadError::NotAFile { path },
            Self::TooLarge(size) => ReadError::TooLarge { path, size },
            Self::Io(source) if source.kind() == io::ErrorKind::NotFound => ReadError::NotThere { path },
            Self::Io(source) => ReadError::Io { path, source },
        }
    }
}

/// A regular file's bytes. Looks before it opens: a pipe would block for ever.
pub(crate) fn read_file(file: &Path, limit: u64) -> Result<Vec<u8>, NoBytes> {
    let before = fs::metadata(file).map_err(NoBytes::Io)?;
    if !before.is_file() {
        return Err(NoBytes::NotAFile);
    }
    if before.len() > limit {
        return Err(NoBytes::TooLarge(before.len()));
    }
    let mut bytes = Vec::with_capacity(before.len() as usize + 1);
    File::open(file).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(NoBytes::Io)?;
    if bytes.len() as u64 > limit { Err(NoBytes::TooLarge(bytes.len() as u64)) } else { Ok(bytes) }
}

/// Text, form, and why it must not be edited.
pub(crate) fn decode(bytes: &[u8]) -> (String, FileForm, Option<String>) {
    let bom = bytes.starts_with(BOM);
    let form = FileForm { bom };
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let what = match std::str::from_utf8(&bytes[if bom { BOM.len() } else { 0 }..]) {
        Ok(text) if !text.contains('\0') => return (text.to_owned(), form, None),
        Ok(text) => {
            let decoded = encoding::decode(bytes);
            let is_utf8 = decoded.encoding == "UTF-8";
            (
                if is_utf8 { text.to_owned() } else { decoded.text },
                "contains NUL bytes, as no text does".to_owned(),
            )
        }
        Err(_) => {
            let decoded = encoding::decode(bytes);
            let what = if is_utf16 {
                "is UTF-16, not UTF-8".to_owned()
            } else if decoded.encoding == "UTF-8" {
                "is not UTF-8 text: some of its bytes are damaged".to_owned()
            } else {
                format!("is not UTF-8 text (it looks like {})", decoded.encoding)
            };
            (decoded.text, what)
        }
    };
    let (text, what) = what;
    let reason = format!(
        "This file {what}. It can be read here and stays as it is; to change it, make an editable copy."
    );
    (text, form, Some(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_utf8_text_can_be_edited() {
        for (bytes, text, bom, editable) in [
            (&b""[..], "", false, true),
            (b"a\r\nb\n", "a\r\nb\n", false, true),
            (b"\xef\xbb\xbfa", "a", true, true),
            (b"\xef\xbb\xbf", "", true, true),
            ("日".as_bytes(), "日", false, true),
            (b"a\0b", "a\0b", false, false),
            (b"caf\xe9", "caf\u{e9}", false, false),
            (b"\xff\xfea\0", "a", false, false),
            (b"\xfe\xff\0a", "a", false, false),
        ] {
            let (found, form, read_only) = decode(bytes);
            assert_eq!((found.as_str(), form.bom, read_only.is_none()), (text, bom, editable), "{bytes:?}");
            if editable {
                assert_eq!(form.bytes(&found), bytes);
            }
        }
    }
}
