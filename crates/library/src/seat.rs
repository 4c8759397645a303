//! One window for one library: the second one finds the seat taken, and calls whoever sits there.
//!
//! The seat is a lock of the operating system on a file in the OS data folder, never in the library, which may be synced:
//! it is free in the moment its process ends, whatever ended it, and another computer's window does not hold it. A call is
//! a file beside the lock, whose appearing the holder is told of by the system; nothing listens on the network. Saves do
//! not depend on any of this: they compare with the file.

use crate::watch::Bell;
use crate::{files, watch};
use blog::ContentHash;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The longest thing that is called across, bytes: a path.
const LONGEST_CALL: u64 = 64 << 10;

/// The right to be the window of one library, until it is dropped.
#[derive(Debug)]
pub struct Seat {
    root: PathBuf,
    _lock: File,
    _bell: Option<Bell>,
}

impl Seat {
    /// Takes the seat of a library (its folder with links resolved); `folder` is where seats are kept. `None` when another
    /// process has it. `on_call` hears what the others say, on a thread of its own.
    pub fn take(folder: &Path, root: &Path, on_call: Box<dyn Fn(String) + Send>) -> io::Result<Option<Self>> {
        files::make_folder(folder)?;
        let file = place(folder, root, "lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(file)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let call = place(folder, root, "call");
        files::remove(&call)?;
        let answer = move || {
            // Each file is answered once; what cannot be read calls as well.
            if let Ok(said) = files::read_foreign(&call, LONGEST_CALL)
                && files::remove(&call).is_ok()
            {
                on_call(String::from_utf8_lossy(&said).into_owned());
            }
        };
        // Without a bell the window is not called to the front; the seat is as good.
        let bell = watch::bell(folder, Box::new(answer)).ok();
        Ok(Some(Self { root: root.to_owned(), _lock: lock, _bell: bell }))
    }

    /// The library it belongs to.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether another process has the seat of this library.
    pub fn is_taken(folder: &Path, root: &Path) -> bool {
        let lock = OpenOptions::new().write(true).open(place(folder, root, "lock"));
        // A lock that can be had is given back at the end of this line.
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// Whether a call to the seat of this library was not answered yet.
    pub fn is_called(folder: &Path, root: &Path) -> bool {
        files::is_file(&place(folder, root, "call"))
    }

    /// Says something to whoever has the seat of this library.
    pub fn call(folder: &Path, root: &Path, say: &str) -> io::Result<()> {
        files::write_atomically(&place(folder, root, "call"), say.as_bytes())
    }
}

fn place(folder: &Path, root: &Path, ending: &str) -> PathBuf {
    let name = ContentHash::of(root.as_os_str().as_encoded_bytes());
    folder.join(format!("{}.{ending}", name.short()))
}
