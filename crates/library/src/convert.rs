//! An editable copy of a file that is not UTF-8: beside it, under a free name. The file itself is only read.

use crate::name;
use crate::{CreateError, FileForm, Library, MAX_BYTES, PostFile, ReadError, encoding, files, lock};
use blog::PostPath;
use std::io;

/// What is put behind the name of a copy.
const SUFFIX: &str = " (utf-8)";
/// Leaves room for the suffix and a number in a name of the longest kind, bytes.
const LONGEST_STEM: usize = 180;

/// A copy that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The copy.
    pub file: PostFile,
    /// The encoding that the file was read as.
    pub encoding: String,
    /// How many places of it say nothing that could be shown, and are marked with the replacement character.
    pub marked: usize,
    /// Whether there were NUL bytes among them.
    pub nul: bool,
}

/// Why no copy was made. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It is UTF-8 already.
    #[error("\"{path}\" is UTF-8 text already and can be edited as it is. Nothing was changed.")]
    NotNeeded {
        /// The file.
        path: PostPath,
    },
    /// The copy could not be written.
    #[error(transparent)]
    Write(#[from] CreateError),
}

impl Library {
    /// Writes what the file says as UTF-8 into a new file beside it: `name (utf-8).md`, or `name (utf-8)-2.md` and so on.
    pub fn convert_copy(&self, path: &PostPath) -> Result<Converted, ConvertError> {
        if self.read(path)?.read_only.is_none() {
            return Err(ConvertError::NotNeeded { path: path.clone() });
        }
        let decoded = encoding::decode(&self.read_bytes(path)?);
        let _turn = lock(&self.turn);
        let place = self.file(path);
        let mut taken = name::taken(files::folder_of(&place));
        let (stem, ending) =
            (shortened(path.stem()), path.file_name().rsplit_once('.').map_or("md", |(_, end)| end));
        let form = FileForm::default();
        loop {
            let name = name::free(&taken, &format!("{stem}{SUFFIX}"), ending);
            let refused = |source| CreateError::Io { name: name.clone(), source };
            if decoded.text.len() as u64 > MAX_BYTES {
                return Err(refused(io::ErrorKind::FileTooLarge.into()).into());
            }
            let copy = path.neighbour(&name).ok_or_else(|| refused(io::ErrorKind::InvalidFilename.into()))?;
            match self.put_new(&self.file(&copy), &form.bytes(&decoded.text)) {
                Ok(hash) => {
                    let file = PostFile { path: copy, text: decoded.text, form, hash, read_only: None };
                    let (encoding, marked, nul) = (decoded.encoding, decoded.marked, decoded.nul);
                    return Ok(Converted { file, encoding, marked, nul });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    taken.insert(name::folded(&name));
                }
                Err(error) => return Err(refused(error).into()),
            }
        }
    }
}

fn shortened(stem: &str) -> &str {
    let end = (0..=stem.len().min(LONGEST_STEM)).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0);
    stem[..end].trim_end()
}
