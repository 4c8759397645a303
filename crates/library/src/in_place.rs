//! Writing into a file that must stay the same file: it has other names (hard links), belongs to somebody else, or lies
//! in a folder that takes no new file. Not atomic, so the old bytes are on the disk elsewhere before the first one goes.

use crate::files::{folder_of, sync_folder, write_atomically};
use crate::replace::{Obstacle, holds};
use blog::ContentHash;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Writes `new` into `target`, which holds `old`. When it breaks off, the old bytes are put back; where that fails too,
/// the error says where they are.
pub(crate) fn write(target: &Path, old: &[u8], new: &[u8], rescue: &[PathBuf]) -> Result<(), Obstacle> {
    let mut file = OpenOptions::new().write(true).open(target)?;
    let kept = put_safe(target, old, rescue)?;
    if !holds(target, old)? {
        let _ = std::fs::remove_file(kept);
        return Err(Obstacle::Changed);
    }
    let written = overwrite(&mut file, new);
    let whole = written.is_ok() || overwrite(&mut file, old).is_ok();
    if whole {
        let _ = std::fs::remove_file(&kept);
    }
    match written {
        Ok(()) => Ok(()),
        Err(source) if whole => Err(Obstacle::Io(source)),
        Err(source) => Err(Obstacle::HalfWritten { kept, source }),
    }
}

/// Keeps bytes under a name made of their hash and the file's name. Returns where.
pub(crate) fn put_safe(target: &Path, bytes: &[u8], folders: &[PathBuf]) -> io::Result<PathBuf> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let name = format!("{}-{name}", ContentHash::of(bytes).short());
    let mut refused = io::Error::from(io::ErrorKind::PermissionDenied);
    for folder in folders {
        let kept = folder.join(&name);
        match write_atomically(&kept, bytes).and_then(|()| sync_folder(folder_of(folder))) {
            Ok(()) => return Ok(kept),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn overwrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}
