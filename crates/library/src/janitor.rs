//! What a crash may leave behind: temporary files of saves that never finished. Nothing in them is thrown away unless the
//! same bytes are in a post.

use crate::files::is_temporary;
use crate::{Library, file, in_place, walk};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Younger ones may belong to a save that another Copydesk is making right now.
const OLD: Duration = Duration::from_secs(60 * 60);

/// What the janitor did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many leftovers were taken away.
    pub removed: usize,
    /// Texts that a crash left behind and that are in no post: in the library's rescue folder, for the writer to look at.
    pub kept: Vec<PathBuf>,
}

impl Library {
    /// Takes away temporary files older than an hour before `now`; what one among the posts holds is kept unless it is
    /// empty or also in a post beside it. Also lists what earlier runs kept.
    pub fn sweep(&self, now: SystemTime) -> Swept {
        let is_old =
            |file: &Path| Some(now.duration_since(fs::metadata(file).ok()?.modified().ok()?).ok()? > OLD);
        let mut swept = Swept::default();
        for leftover in walk::walk(&self.root).leftovers {
            if is_old(&leftover) != Some(true) {
                continue;
            }
            let Ok(bytes) = file::read_file(&leftover, crate::MAX_BYTES) else { continue };
            let safe = bytes.is_empty() || is_in_a_neighbour(&leftover, &bytes);
            let kept = safe
                || in_place::put_safe(Path::new("unfinished.md"), &bytes, &self.rescue_folders()).is_ok();
            swept.removed += usize::from(kept && fs::remove_file(&leftover).is_ok());
        }
        // Records, versions and rescued texts are written while what they tell of is still in its post: one that was not
        // finished holds no word that is nowhere else.
        let own = std::iter::once(self.root.join(crate::OWN_FOLDER)).chain(self.spare.clone());
        for leftover in own.flat_map(|folder| temporary_files(&folder)) {
            let gone = is_old(&leftover) == Some(true) && fs::remove_file(&leftover).is_ok();
            swept.removed += usize::from(gone);
        }
        swept.kept = self.rescued();
        swept
    }

    /// Texts that crashes left behind and that are in no post, as far as they were found. Walks through no posts.
    pub fn rescued(&self) -> Vec<PathBuf> {
        let entries = self.rescue_folders().into_iter().filter_map(|folder| fs::read_dir(folder).ok());
        let texts = entries.flatten().flatten();
        let texts = texts.filter(|entry| !is_temporary(&entry.file_name().to_string_lossy()));
        let mut rescued: Vec<PathBuf> =
            texts.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        rescued.sort();
        rescued
    }
}

/// The temporary files in a folder of our own and in those below it.
fn temporary_files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(_) if is_temporary(&entry.file_name().to_string_lossy()) => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}

fn is_in_a_neighbour(leftover: &Path, bytes: &[u8]) -> bool {
    let entries = leftover.parent().map(fs::read_dir);
    entries.into_iter().flatten().flatten().flatten().any(|entry| {
        let name = entry.file_name();
        let size = entry.metadata().map(|metadata| metadata.len());
        !is_temporary(&name.to_string_lossy())
            && size.is_ok_and(|size| size == bytes.len() as u64)
            && fs::read(entry.path()).is_ok_and(|other| other == bytes)
    })
}
