//! What can go wrong in a filesystem, in the words of strerror.

use std::fmt;

use crate::path::{VPath, VPathBuf};

/// A failed filesystem operation. Displays as the strerror text alone, so that programs can print it after their own
/// prefix (`cat: /x: No such file or directory`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FsError {
    /// The path at which resolution or the operation stopped.
    pub path: VPathBuf,
    /// Why.
    pub errno: Errno,
}

impl FsError {
    /// An error at `path`.
    pub fn new(path: &VPath, errno: Errno) -> Self {
        FsError { path: path.to_owned(), errno }
    }
}

impl fmt::Display for FsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.errno.text())
    }
}

impl std::error::Error for FsError {}

/// The error numbers that this filesystem or the programs over it can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are POSIX's own")]
pub enum Errno {
    EACCES,
    EBUSY,
    EEXIST,
    EFBIG,
    EINVAL,
    EISDIR,
    ELOOP,
    EMLINK,
    ENAMETOOLONG,
    ENOENT,
    ENOSPC,
    ENOTDIR,
    ENOTEMPTY,
    EPERM,
    EROFS,
    EXDEV,
}

impl Errno {
    /// What strerror (glibc) says.
    pub fn text(self) -> &'static str {
        match self {
            Errno::EACCES => "Permission denied",
            Errno::EBUSY => "Device or resource busy",
            Errno::EEXIST => "File exists",
            Errno::EFBIG => "File too large",
            Errno::EINVAL => "Invalid argument",
            Errno::EISDIR => "Is a directory",
            Errno::ELOOP => "Too many levels of symbolic links",
            Errno::EMLINK => "Too many links",
            Errno::ENAMETOOLONG => "File name too long",
            Errno::ENOENT => "No such file or directory",
            Errno::ENOSPC => "No space left on device",
            Errno::ENOTDIR => "Not a directory",
            Errno::ENOTEMPTY => "Directory not empty",
            Errno::EPERM => "Operation not permitted",
            Errno::EROFS => "Read-only file system",
            Errno::EXDEV => "Invalid cross-device link",
        }
    }
}
