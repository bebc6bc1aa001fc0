//! Mount points of a working copy: what can't be taken away, and what can't be written to.

use std::collections::BTreeMap;

use crate::error::{Errno, FsError};
use crate::path::{VPath, VPathBuf};

/// Where something is mounted, and whether it is read-only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mounts(BTreeMap<VPathBuf, bool>);

impl Mounts {
    pub(crate) fn add(&mut self, place: VPathBuf, read_only: bool) {
        self.0.insert(place, read_only);
    }

    pub(crate) fn remove(&mut self, place: &VPath) {
        self.0.remove(place);
    }

    /// EROFS, if what is mounted around a path is read-only.
    pub(crate) fn check_write(&self, place: &VPath) -> Result<(), FsError> {
        if self.0.is_empty() {
            return Ok(());
        }
        match place.ancestors().find_map(|path| self.0.get(path)) {
            Some(true) => Err(FsError::new(place, Errno::EROFS)),
            _ => Ok(()),
        }
    }

    /// EBUSY, if something is mounted at or below a path; EROFS, if what is mounted around it is read-only.
    pub(crate) fn check_removal(&self, place: &VPath) -> Result<(), FsError> {
        let below = self.0.range(place.to_owned()..).next();
        if below.is_some_and(|(path, _)| path.starts_with(place)) {
            return Err(FsError::new(place, Errno::EBUSY));
        }
        self.check_write(place)
    }
}
