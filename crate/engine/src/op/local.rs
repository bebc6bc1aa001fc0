//! Taking over a folder of the client.

use std::fmt;

use vfs::Snapshot;

use crate::key::{Operation, Part};

/// Takes over a folder of the client.
///
/// The cache never knows a folder by its definition: every build sends it again, and what is taken from it is known
/// by content.
#[derive(Clone)]
pub(crate) struct LocalOp {
    /// Its name: `context`, or that of a named context.
    pub name: String,
    /// The paths that are needed of it, sorted, without a leading slash; empty if all are.
    pub paths: Vec<String>,
    /// Its files, without those that the ignore file leaves out.
    pub files: Snapshot,
}

impl LocalOp {
    /// How the operation is known to the cache.
    pub(crate) fn operation(&self) -> Operation {
        Operation::plain(vec![Part::word(&self.name)], 0)
    }
}

impl fmt::Debug for LocalOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalOp")
            .field("name", &self.name)
            .field("paths", &self.paths)
            .finish_non_exhaustive()
    }
}
