//! Whole files, read and written durably: for Copydesk's own records, settings and samples. Posts are saved with
//! [`crate::Library::save`], which also compares.

use crate::file::{self, NoBytes};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

const TEMPORARY: (&str, &str) = (".copydesk-", ".tmp");

/// Writes a whole file so that a crash leaves the old or the new one; makes its folder when missing.
pub fn write_atomically(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(file);
    fs::create_dir_all(folder)?;
    let temporary = written_in(folder, bytes)?;
    persist(temporary, file)?;
    sync_folder(folder)
}

/// Makes a folder and those above it; already there is fine.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Removes a file of Copydesk's own; not there is fine.
pub fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The file's text; `None` when it is not there. What is not UTF-8 is an error.
pub fn read_text(file: &Path) -> io::Result<Option<String>> {
    match fs::read(file) {
        Ok(bytes) => String::from_utf8(bytes)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Renames a damaged file out of the way (`name.damaged`, `name.damaged-2`), so that it is kept and no longer read.
pub fn set_aside(file: &Path) {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let aside =
        (1..100).map(|n| if n == 1 { format!("{name}.damaged") } else { format!("{name}.damaged-{n}") });
    for aside in aside {
        match rename_new(file, &file.with_file_name(aside)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            _ => return,
        }
    }
}

/// The bytes of a file that the person chose, anywhere on this machine, up to `limit` bytes.
pub fn read_foreign(file: &Path, limit: u64) -> io::Result<Vec<u8>> {
    file::read_file(file, limit).map_err(|error| match error {
        NoBytes::NotAFile => io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"),
        NoBytes::TooLarge(_) => io::Error::new(io::ErrorKind::FileTooLarge, "it is too large"),
        NoBytes::Io(error) => error,
    })
}

/// Whether there is a file (no folder, no pipe) at this place; links are followed.
pub fn is_file(file: &Path) -> bool {
    file.is_file()
}

/// Whether a file of this name is one of our temporary files.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

/// An empty temporary file that only its owner can read; removed when dropped.
pub(crate) fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).rand_bytes(8).tempfile_in(folder)
}

/// A temporary file that holds these bytes on the disk itself, with the rights a new file has here.
pub(crate) fn written_in(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1).rand_bytes(8);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Renames a temporary file over `file`. On Windows another program (an indexer, a virus scanner) may hold the
/// target for a moment: tries for about a second.
pub(crate) fn persist(mut temporary: NamedTempFile, file: &Path) -> io::Result<()> {
    let mut wait = std::time::Duration::from_millis(8);
    loop {
        match temporary.persist(file) {
            Ok(_) => return Ok(()),
            Err(refused) if cfg!(windows) && is_held(&refused.error) && wait.as_millis() < 1000 => {
                temporary = refused.file;
                std::thread::sleep(wait);
                wait *= 2;
            }
            Err(refused) => return Err(refused.error),
        }
    }
}

/// Access denied, sharing violation, lock violation: what Windows says about a file that is open elsewhere.
fn is_held(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| matches!(code, 5 | 32 | 33))
}

/// Gives a file a name that nothing has yet; [`io::ErrorKind::AlreadyExists`] when something does.
pub(crate) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return done.map_err(io::Error::from),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Makes a rename in this folder survive a power loss. Windows has no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The folder a file lies in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_written_whole_read_back_and_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b/record.json");
        assert_eq!(read_text(&file).unwrap(), None);
        for text in ["one", "two, longer", ""] {
            write_atomically(&file, text.as_bytes()).unwrap();
            assert_eq!(read_text(&file).unwrap().as_deref(), Some(text));
        }
        for aside in ["record.json.damaged", "record.json.damaged-2"] {
            write_atomically(&file, b"\xff").unwrap();
            assert!(read_text(&file).is_err());
            set_aside(&file);
            assert!(!file.exists() && file.with_file_name(aside).exists());
        }
        let left: Vec<_> = fs::read_dir(file.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 2, "no temporary file stays: {left:?}");
    }

    #[test]
    fn a_new_name_never_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&a, "a").unwrap();
        fs::write(&b, "b").unwrap();
        assert_eq!(rename_new(&a, &b).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&b).unwrap(), b"b");
        assert!(read_foreign(folder.path(), 10).is_err());
        assert!(read_foreign(&a, 0).is_err());
    }
}
