//! Files that leave the library: written beside their place under a name of our own, and given their name when they are
//! whole. What breaks off or is stopped leaves nothing behind, and nothing that is there is replaced unless that was said.

use crate::files::{self, folder_of};
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

/// A file on its way out. Dropped before [`Outgoing::finish`], it is gone.
#[derive(Debug)]
pub struct Outgoing {
    out: BufWriter<NamedTempFile>,
    place: PathBuf,
    replace: bool,
}

impl Outgoing {
    /// Begins a file that will lie at `place`; its folder must be there. Without `replace`, [`io::ErrorKind::AlreadyExists`]
    /// when there is something already, now or at the end.
    pub fn begin(place: &Path, replace: bool) -> io::Result<Self> {
        if !replace && fs::symlink_metadata(place).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if place.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let out = BufWriter::new(files::written_in(folder_of(place), &[])?);
        Ok(Self { out, place: place.to_owned(), replace })
    }

    /// Gives the file its name, once the disk holds all of it.
    pub fn finish(self) -> io::Result<()> {
        let temporary = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        temporary.as_file().sync_all()?;
        if self.replace {
            files::persist(temporary, &self.place)?;
        } else {
            temporary.persist_noclobber(&self.place).map_err(|refused| refused.error)?;
        }
        files::sync_folder(folder_of(&self.place))
    }
}

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Seek for Outgoing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.out.seek(to)
    }
}

/// A folder on its way out. Dropped before [`OutgoingFolder::finish`], it is gone.
#[derive(Debug)]
pub struct OutgoingFolder {
    folder: TempDir,
    place: PathBuf,
    written: Vec<PathBuf>,
}

impl OutgoingFolder {
    /// Begins a folder that will lie at `place`, beside which it is written. Without `replace`,
    /// [`io::ErrorKind::AlreadyExists`] when there is something other than an empty folder; with it, files of the same
    /// names are replaced at the end, and others stay.
    pub fn begin(place: &Path, replace: bool) -> io::Result<Self> {
        let is_free = match fs::read_dir(place) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound => true,
                _ => return Err(error),
            },
        };
        if !is_free && !replace {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let beside = folder_of(place);
        fs::create_dir_all(beside)?;
        let folder = tempfile::Builder::new().prefix(".copydesk-").suffix(".tmp").tempdir_in(beside)?;
        Ok(Self { folder, place: place.to_owned(), written: Vec::new() })
    }

    /// Puts a file into the folder, under a relative name with `/` between its parts.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let relative: PathBuf = name.split('/').collect();
        let file = self.folder.path().join(&relative);
        fs::create_dir_all(folder_of(&file))?;
        File::create_new(&file)?.write_all(bytes)?;
        self.written.push(relative);
        Ok(())
    }

    /// Gives the folder its name.
    pub fn finish(self) -> io::Result<()> {
        // An empty folder makes room; one with something in it stays, and takes the files one by one.
        let _stays = fs::remove_dir(&self.place);
        if fs::symlink_metadata(&self.place).is_err() {
            open_to_others(self.folder.path())?;
            return fs::rename(self.folder.path(), &self.place);
        }
        for relative in &self.written {
            let to = self.place.join(relative);
            fs::create_dir_all(folder_of(&to))?;
            fs::rename(self.folder.path().join(relative), to)?;
        }
        Ok(())
    }
}

/// A temporary folder is its owner's alone; one that was asked for is like any other.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_when_it_is_whole_and_replaces_only_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("all.zip");
        for (replace, there, expected) in [
            (false, None, Ok("new")),
            (false, Some("old"), Err(io::ErrorKind::AlreadyExists)),
            (true, Some("old"), Ok("new")),
        ] {
            let _none_yet = fs::remove_file(&place);
            if let Some(text) = there {
                fs::write(&place, text).unwrap();
            }
            let done = Outgoing::begin(&place, replace).and_then(|mut out| {
                out.write_all(b"new")?;
                assert_eq!(fs::read_to_string(&place).ok().as_deref(), there, "not before it is whole");
                out.finish()
            });
            match expected {
                Ok(text) => {
                    done.unwrap();
                    assert_eq!(fs::read_to_string(&place).unwrap(), text);
                }
                Err(kind) => {
                    assert_eq!(done.unwrap_err().kind(), kind);
                    assert_eq!(fs::read_to_string(&place).ok().as_deref(), there);
                }
            }
        }
        drop(Outgoing::begin(&folder.path().join("stopped"), false).unwrap());
        assert!(Outgoing::begin(folder.path(), true).is_err(), "a folder is no file");
        assert_eq!(names(folder.path()), ["all.zip"]);
    }

    #[test]
    fn a_folder_is_there_when_it_is_whole_and_leaves_other_files_alone() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("site");
        let mut out = OutgoingFolder::begin(&place, false).unwrap();
        out.put("index.html", b"1").unwrap();
        out.put("media/a.png", b"1").unwrap();
        assert!(out.put("index.html", b"2").is_err(), "a name is given once");
        drop(out);
        assert!(names(home.path()).is_empty(), "what was stopped is gone");
        fs::create_dir(&place).unwrap();
        for (text, replace) in [("1", false), ("2", true)] {
            let mut out = OutgoingFolder::begin(&place, replace).unwrap();
            out.put("index.html", text.as_bytes()).unwrap();
            out.put("media/a.png", text.as_bytes()).unwrap();
            out.finish().unwrap();
            assert_eq!(fs::read_to_string(place.join("media/a.png")).unwrap(), text);
            fs::write(place.join("own.txt"), "mine").unwrap();
        }
        let refused = OutgoingFolder::begin(&place, false).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(names(&place), ["index.html", "media", "own.txt"]);
        assert_eq!(names(home.path()), ["site"]);
    }
}
