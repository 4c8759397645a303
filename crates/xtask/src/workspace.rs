//! Where things are: the repository, its target folder, the logs, and the cache that outlives a clean checkout.

use crate::failure::{Doing, Failure, Outcome};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folders that the commands work in.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target folder; everything a command makes for itself lies below it.
    pub target: PathBuf,
    /// Downloads that are the same for every checkout: WordPress, its database drop-in.
    pub cache: PathBuf,
}

impl Workspace {
    /// Finds the folders from the environment that Cargo sets.
    pub fn find() -> Outcome<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .nth(2)
            .ok_or_else(|| {
                Failure::new("The repository was not found. Run the command as `cargo xtask` inside it.")
            })?
            .to_path_buf();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { cache: cache_home()?.join("copydesk-dev"), root, target })
    }

    /// The file that keeps the output of the step called `name`.
    pub fn log(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.target.join("xtask");
        make_folder(&folder)?;
        Ok(folder.join(format!("{name}.log")))
    }

    /// A file that belongs to these commands: PHP for the throwaway blog.
    pub fn asset(&self, name: &str) -> PathBuf {
        self.root.join("crates/xtask/assets").join(name)
    }
}

/// The user's cache folder as each system names it.
fn cache_home() -> Outcome<PathBuf> {
    let from = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("XDG_CACHE_HOME")
        .or_else(|| from("LOCALAPPDATA"))
        .or_else(|| {
            from("HOME")
                .map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
        })
        .ok_or_else(|| Failure::new("There is no cache folder: HOME is not set. Set HOME or XDG_CACHE_HOME."))
}

/// Makes the folder and those above it.
pub fn make_folder(path: &Path) -> Outcome {
    fs::create_dir_all(path).doing(format_args!("make the folder {}", path.display()))
}

/// Removes the folder with all that is in it; a missing one is fine.
pub fn remove_folder(path: &Path) -> Outcome {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).doing(format_args!("remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Writes the file, with its path in the failure.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Outcome {
    fs::write(path, bytes).doing(format_args!("write {}", path.display()))
}

/// Reads the file as text, with its path in the failure.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).doing(format_args!("read {}", path.display()))
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) -> Outcome {
    make_folder(to)?;
    for entry in fs::read_dir(from).doing(format_args!("read {}", from.display()))? {
        let entry = entry.doing(format_args!("read {}", from.display()))?;
        let (source, goal) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &goal)?;
        } else {
            fs::copy(&source, &goal).doing(format_args!("copy {}", source.display()))?;
        }
    }
    Ok(())
}
