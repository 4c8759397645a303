//! The sample library: what a first start opens, so that there is something to read, change and publish.

use crate::wire::error::WireError;
use std::path::{Path, PathBuf};

/// The samples of the repository, carried inside the program. The welcome post is written last: newest, so on top of the list.
const FILES: &[(&str, &[u8])] = &[
    ("media/dot.png", include_bytes!("../../../content/media/dot.png")),
    ("media/lighthouse.png", include_bytes!("../../../content/media/lighthouse.png")),
    ("media/stage-at-dusk.jpg", include_bytes!("../../../content/media/stage-at-dusk.jpg")),
    ("media/window-box.png", include_bytes!("../../../content/media/window-box.png")),
    ("long-read.md", include_bytes!("../../../content/long-read.md")),
    ("broken-front-matter.md", include_bytes!("../../../content/broken-front-matter.md")),
    ("foreign-front-matter.md", include_bytes!("../../../content/foreign-front-matter.md")),
    ("right-to-left.md", include_bytes!("../../../content/right-to-left.md")),
    ("kitchen-sink.md", include_bytes!("../../../content/kitchen-sink.md")),
    ("conference-report.md", include_bytes!("../../../content/conference-report.md")),
    ("welcome.md", include_bytes!("../../../content/welcome.md")),
];

/// The post a first start opens.
pub const FIRST: &str = "welcome.md";

/// Where the sample library lies, whether or not it was written yet.
pub fn sample_folder(data: &Path) -> PathBuf {
    data.join("Sample library")
}

/// The sample library's folder, written when it is not there yet. A sample that was changed or thrown away stays so.
pub fn sample_library(data: &Path) -> Result<PathBuf, WireError> {
    let folder = sample_folder(data);
    if folder.exists() {
        return Ok(folder);
    }
    for (name, bytes) in FILES {
        let file = folder.join(name);
        library::files::write_atomically(&file, bytes).map_err(|error| {
            WireError::other(
                "The sample library could not be written.",
                "Nothing is lost. Choose a folder of your own with Choose a folder.",
            )
            .with_detail(format!("{}: {error}", file.display()))
        })?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_of_the_repository_is_carried() {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
        let mut there = Vec::new();
        for (folder, prefix) in [(content.clone(), ""), (content.join("media"), "media/")] {
            let files = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_file());
            there
                .extend(files.map(|path| format!("{prefix}{}", path.file_name().unwrap().to_string_lossy())));
        }
        let mut carried: Vec<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        there.sort();
        carried.sort();
        assert_eq!(carried, there);
    }
}
