//! Files of the library as one zip: their names in UTF-8, their bytes as they are, never all of them in memory.

use crate::{Library, Outgoing, Skipped, words};
use blog::PostPath;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Files that are as small as they get.
const PACKED: [&str; 12] =
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "mp3", "mp4", "webm", "zip", "gz"];

/// The zip was not written; nothing is at its place but what was there before.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There is something at its place.
    #[error("There is already something called \"{}\". Nothing was written.", .0.display())]
    Taken(PathBuf),
    /// A file of the library could not be read to its end.
    #[error("\"{path}\" could not be read: {}. Nothing was written.", words::because(source))]
    File {
        /// The file.
        path: PostPath,
        /// What the system said.
        source: io::Error,
    },
    /// The disk or the system refused the zip.
    #[error("\"{}\" could not be written: {}. Nothing was written.", place.display(), words::because(source))]
    Io {
        /// Where it was to lie.
        place: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was stopped.
    #[error("It was stopped. Nothing was written.")]
    Stopped,
}

impl ArchiveError {
    /// The refusal of the zip's own place.
    pub fn at(place: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::AlreadyExists => Self::Taken(place.to_owned()),
            _ => Self::Io { place: place.to_owned(), source },
        }
    }
}

impl Library {
    /// Writes these files into a zip at `place`; without `replace` never over what is there. `goes_on` hears of each file
    /// before it is read, and stops the whole by `false`. Returns the files that cannot be opened: they are not in the zip.
    pub fn archive(
        &self,
        place: &Path,
        replace: bool,
        paths: &[PostPath],
        mut goes_on: impl FnMut(&PostPath) -> bool,
    ) -> Result<Vec<Skipped>, ArchiveError> {
        let refused = |source: io::Error| ArchiveError::at(place, source);
        let mut zip = ZipWriter::new(Outgoing::begin(place, replace).map_err(refused)?);
        let mut buffer = vec![0; 1 << 16];
        let mut skipped = Vec::new();
        for path in paths {
            if !goes_on(path) {
                return Err(ArchiveError::Stopped);
            }
            let unread = |source| ArchiveError::File { path: path.clone(), source };
            let mut file = match File::open(self.file(path)) {
                Ok(file) => file,
                Err(error) => {
                    let reason = format!("It cannot be read: {}.", words::because(&error));
                    skipped.push(Skipped { place: path.as_str().to_owned(), reason });
                    continue;
                }
            };
            let size = file.metadata().map_err(unread)?.len();
            zip.start_file(path.as_str(), options(path, size)).map_err(|error| refused(error.into()))?;
            loop {
                match file.read(&mut buffer).map_err(unread)? {
                    0 => break,
                    read => zip.write_all(&buffer[..read]).map_err(refused)?,
                }
            }
        }
        let out = zip.finish().map_err(|error| refused(error.into()))?;
        out.finish().map_err(refused)?;
        Ok(skipped)
    }
}

fn options(path: &PostPath, size: u64) -> SimpleFileOptions {
    let ending = path.file_name().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let packed = ending.is_some_and(|ending| PACKED.contains(&ending.as_str()));
    SimpleFileOptions::default()
        .compression_method(if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated })
        .large_file(size >= u64::from(u32::MAX))
        .unix_permissions(0o644)
}
