//! Replacing a file's content so that at every moment, also after a power loss, it is whole: the old one or the new.
//!
//! A temporary file beside the target takes the new bytes and the target's mode, owner and attributes, reaches the
//! disk, and changes places with the target in one step. Because the two *change places*, what was there at that very
//! moment can be looked at afterwards: if another program was faster, they change back and nothing is lost.

use crate::files::{self, folder_of, persist, sync_folder};
use crate::in_place;
use blog::ContentHash;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Why the new bytes are not in the file.
#[derive(Debug)]
pub(crate) enum Obstacle {
    /// Another program wrote it in the meantime; its version is in the file.
    Changed,
    /// The old bytes are in the file.
    Io(io::Error),
    /// Neither is whole in the file; the old bytes are in `kept`.
    HalfWritten { kept: PathBuf, source: io::Error },
}

impl From<io::Error> for Obstacle {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Puts `new` into `target` (no link), which holds `old`. Files that a rename would tear from their other names or
/// their owner, and files in folders that take no new file, are written in place, with the old bytes put into the
/// first of the `rescue` folders that takes them.
pub(crate) fn replace(target: &Path, old: &[u8], new: &[u8], rescue: &[PathBuf]) -> Result<(), Obstacle> {
    let before = fs::metadata(target)?;
    if has_other_names(&before) {
        return in_place::write(target, old, new, rescue);
    }
    let mut temporary = match files::temporary_in(folder_of(target)) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return in_place::write(target, old, new, rescue);
        }
        made => made?,
    };
    temporary.write_all(new)?;
    if !carry_over(target, &before, temporary.as_file())? {
        drop(temporary);
        return in_place::write(target, old, new, rescue);
    }
    temporary.as_file().sync_all()?;
    swap(temporary, target, old, new, rescue)?;
    Ok(sync_folder(folder_of(target))?)
}

/// Makes sure that what is in the file is on the disk.
pub(crate) fn confirm(target: &Path) -> io::Result<()> {
    // Windows flushes only through a handle that may write.
    match fs::OpenOptions::new().read(true).write(cfg!(windows)).open(target).and_then(|file| file.sync_all())
    {
        Err(error) if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        confirmed => confirmed.and_then(|()| sync_folder(folder_of(target))),
    }
}

/// Whether `file` holds exactly these bytes now.
pub(crate) fn holds(file: &Path, bytes: &[u8]) -> io::Result<bool> {
    Ok(fs::metadata(file)?.len() == bytes.len() as u64
        && ContentHash::of(&fs::read(file)?) == ContentHash::of(bytes))
}

/// The temporary file and the target change places; the old bytes are then in the temporary one, which goes.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(
    temporary: NamedTempFile,
    target: &Path,
    old: &[u8],
    new: &[u8],
    rescue: &[PathBuf],
) -> Result<(), Obstacle> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    let exchange = || renameat_with(CWD, temporary.path(), CWD, target, RenameFlags::EXCHANGE);
    if !holds(target, old)? {
        return Err(Obstacle::Changed);
    }
    match exchange() {
        Ok(()) => {}
        // Some network and FUSE file systems cannot do it.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => return look_and_rename(temporary, target, old),
        Err(error) => return Err(io::Error::from(error).into()),
    }
    let settled = settle(temporary.path(), target, old, new, rescue, || exchange().map_err(io::Error::from));
    if matches!(settled, Err(Obstacle::Io(_))) {
        // What lies in the temporary place may be somebody's only copy: it stays, for the janitor to find.
        let _ = temporary.keep();
    }
    settled
}

/// Looks at what came out of the target. If another program wrote between the last look and the exchange, its text goes
/// back, and if it wrote once more meanwhile, the newer one: in the end ours comes out, or what comes out is kept aside.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn settle(
    temporary: &Path,
    target: &Path,
    old: &[u8],
    new: &[u8],
    rescue: &[PathBuf],
    exchange: impl Fn() -> io::Result<()>,
) -> Result<(), Obstacle> {
    let (mut in_target, mut in_hand) = (new.to_vec(), fs::read(temporary)?);
    if in_hand == old {
        return Ok(());
    }
    for _ in 0..10 {
        exchange()?;
        let came_out = fs::read(temporary)?;
        let as_left = came_out == in_target;
        in_target = std::mem::replace(&mut in_hand, came_out);
        if as_left {
            break;
        }
    }
    if in_hand != new {
        in_place::put_safe(target, &in_hand, rescue)?;
    }
    sync_folder(folder_of(target))?;
    Err(Obstacle::Changed)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(
    temporary: NamedTempFile,
    target: &Path,
    old: &[u8],
    _: &[u8],
    _: &[PathBuf],
) -> Result<(), Obstacle> {
    look_and_rename(temporary, target, old)
}

/// Where files cannot change places: a last look, then the rename.
fn look_and_rename(temporary: NamedTempFile, target: &Path, old: &[u8]) -> Result<(), Obstacle> {
    if !holds(target, old)? {
        return Err(Obstacle::Changed);
    }
    Ok(persist(temporary, target)?)
}

#[cfg(unix)]
fn has_other_names(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

/// Gives the new file the owner, the mode and the extended attributes of the old one. `false` when it cannot have the
/// owner; attributes the file system does not take are left out.
#[cfg(unix)]
fn carry_over(target: &Path, before: &Metadata, new: &File) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = new.metadata()?;
    let other = |old: u32, now: u32| (old != now).then_some(old);
    let (user, group) = (other(before.uid(), own.uid()), other(before.gid(), own.gid()));
    if (user.is_some() || group.is_some()) && fchown(new, user, group).is_err() {
        return Ok(false);
    }
    for name in xattr::list(target).into_iter().flatten() {
        if let Ok(Some(value)) = xattr::get(target, &name) {
            let _ = xattr::FileExt::set_xattr(new, &name, &value);
        }
    }
    new.set_permissions(before.permissions())?;
    Ok(true)
}

#[cfg(not(unix))]
fn carry_over(_: &Path, before: &Metadata, new: &File) -> io::Result<bool> {
    new.set_permissions(before.permissions())?;
    Ok(true)
}
