//! What the system says when it refuses, in words a writer knows.

use std::io::{Error, ErrorKind};

/// The reason as a clause without a full stop ("the disk is full").
pub(crate) fn because(error: &Error) -> String {
    let words = match error.kind() {
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "your share of the disk is used up",
        ErrorKind::FileTooLarge => "the disk does not take files of this size",
        ErrorKind::PermissionDenied => "you are not allowed to",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::NotFound => "it is not there any more",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::InvalidFilename => "the name is too long or has characters that cannot be used",
        ErrorKind::AlreadyExists => "there is already something of this name",
        ErrorKind::ResourceBusy => "another program is using it",
        ErrorKind::Interrupted | ErrorKind::TimedOut => "the disk did not answer in time",
        ErrorKind::InvalidData => "it is not text in UTF-8",
        _ if is_hardware_fault(error) => "the disk reports a fault",
        _ => return format!("the system says \"{error}\""),
    };
    words.to_owned()
}

/// EIO on Unix, a CRC or device fault on Windows: std has no kind for it.
fn is_hardware_fault(error: &Error) -> bool {
    let codes: &[i32] = if cfg!(windows) { &[23, 31, 483, 1117] } else { &[5] };
    error.raw_os_error().is_some_and(|code| codes.contains(&code))
}
