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
    /// Takes away temporary files older than an hour before `now`; what they hold is kept unless it is empty or also in
    /// a post beside it. Also lists what earlier runs kept.
    pub fn sweep(&self, now: SystemTime) -> Swept {
        let mut swept = Swept::default();
        let among_posts = walk::walk(&self.root).leftovers;
        let among_our_own = self.own_folders().into_iter().flat_map(|folder| temporary_files(&folder));
        for leftover in among_posts.into_iter().chain(among_our_own) {
            let old =
                |file: &Path| Some(now.duration_since(fs::metadata(file).ok()?.modified().ok()?).ok()? > OLD);
            if old(&leftover) != Some(true) {
                continue;
            }
            let Ok(bytes) = file::read_file(&leftover, crate::MAX_BYTES) else { continue };
            let safe = bytes.is_empty() || is_in_a_neighbour(&leftover, &bytes);
            let kept = safe
                || in_place::put_safe(Path::new("unfinished.md"), &bytes, &self.rescue_folders()).is_ok();
            if kept && fs::remove_file(&leftover).is_ok() {
                swept.removed += 1;
            }
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

    /// The rescue folders and all kinds of records beside the posts.
    fn own_folders(&self) -> Vec<PathBuf> {
        let kinds = fs::read_dir(self.root.join(crate::OWN_FOLDER)).into_iter().flatten().flatten();
        let kinds = kinds.map(|entry| entry.path()).filter(|path| path.is_dir());
        let mut folders: Vec<PathBuf> = kinds.chain(self.rescue_folders()).collect();
        folders.sort();
        folders.dedup();
        folders
    }
}

/// Temporary files of records and rescued texts: beside what they were to become.
fn temporary_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| is_temporary(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect()
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
