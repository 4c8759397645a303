//! What the tests share: a library in a folder of its own, and this test program started once more as a child.

use blog::PostPath;
use library::{Library, PostFile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A library in a folder that goes away with it.
pub struct Desk {
    pub library: Library,
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self { library: Library::open(folder.path()).unwrap(), folder }
    }

    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file as another program would, with its folders.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.place(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, bytes).unwrap();
        file
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.place(name)).unwrap()
    }

    pub fn read(&self, name: &str) -> PostFile {
        self.library.read(&path(name)).unwrap()
    }

    /// Reads a post and saves another text into it.
    pub fn rewrite(&self, name: &str, text: &str) -> Result<blog::ContentHash, library::SaveError> {
        let file = self.read(name);
        self.library.save(&file.path, text, file.form, &file.hash)
    }

    /// All files below the library folder, relative, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(self.folder.path(), self.folder.path(), &mut found);
        found.sort();
        found
    }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let file = entry.path();
        if entry.file_type().unwrap().is_dir() {
            collect(root, &file, found);
        } else {
            found.push(file.strip_prefix(root).unwrap().display().to_string());
        }
    }
}

pub fn path(name: &str) -> PostPath {
    PostPath::new(name).unwrap()
}

/// The folder a child process works in; `None` in the parent.
pub fn child_folder() -> Option<PathBuf> {
    std::env::var_os("COPYDESK_TEST_CHILD").map(PathBuf::from)
}

/// This very test as a command: `wrapper` (may be empty) starts the program with only `test` in it, working in `folder`.
pub fn again(wrapper: &[&str], test: &str, folder: &Path) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = match wrapper.split_first() {
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env("COPYDESK_TEST_CHILD", folder);
    command
}

/// Whether the long run was asked for (`cargo xtask test --long`).
pub fn is_long() -> bool {
    std::env::var_os("COPYDESK_LONG").is_some()
}

/// What a child said, for when it failed.
pub fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Whether this process is the superuser, for whom permissions do not count.
#[cfg(unix)]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    tempfile::tempfile().unwrap().metadata().unwrap().uid() == 0
}

/// Runs the rest of a test where permissions count: in this process, or as root in a child without capabilities.
/// `true` when the caller is to go on.
#[cfg(unix)]
pub fn where_permissions_count(test: &str) -> bool {
    if child_folder().is_some() || !is_root() {
        return true;
    }
    let folder = TempDir::new().unwrap();
    let without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];
    let output = again(&without, test, folder.path())
        .output()
        .expect("setpriv (package util-linux) is needed when tests run as root");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("1 passed"), "{}", said(&output));
    false
}

/// A small generator of numbers, so that a failing run can be repeated from its seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
