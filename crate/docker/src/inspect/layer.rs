//! What a layer does to the content of a file.

use vfs::{Blob, Digest, Follow, FsError, Node, VPathBuf};

use crate::error::Error;
use crate::host::Host;

/// A file's content in a layer, against the layers below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentDiff {
    /// Unified diff; against nothing if the layer adds the file, and against the file if it removes it.
    Text(String),
    /// The layer changes other things about the file (mode, owner, time), or nothing at all.
    Same,
    /// One side is no text in UTF-8.
    Binary,
    /// One side is longer than [`engine::MAX_DIFF`] bytes.
    Large,
    /// Neither side is a file with content: a directory, a link, a device.
    NoFile,
}

impl Host {
    /// What a layer of the store does to the content of a file, as the first image with this layer stacks it. It is an
    /// error if the layer does not name the path.
    pub fn layer_diff(&self, diff_id: &Digest, path: &str) -> Result<ContentDiff, Error> {
        let (layer, below) = self.layer(diff_id)?;
        let place = VPathBuf::normalise(path);
        let find = |place: &vfs::VPath| layer.changes().iter().find(|change| &*change.path == place);
        let change = find(&place).ok_or_else(|| Error::File {
            path: path.to_owned(),
            error: FsError::new(&place, vfs::Errno::ENOENT),
        })?;
        let change = change.link.as_ref().and_then(|link| find(link)).unwrap_or(change);
        let content = |node: Option<&Node>| node.and_then(Node::as_file).map(|file| file.blob.clone());
        let before = content(below.lookup(&place, Follow::Parent).ok());
        Ok(compare(before, content(change.node.as_ref())))
    }
}

fn compare(before: Option<Blob>, after: Option<Blob>) -> ContentDiff {
    if before.is_none() && after.is_none() {
        return ContentDiff::NoFile;
    }
    let nothing = || Blob::from(Vec::new());
    let (before, after) = (before.unwrap_or_else(nothing), after.unwrap_or_else(nothing));
    if before.digest() == after.digest() {
        return ContentDiff::Same;
    }
    match engine::text_diff(&before, &after) {
        Some((diff, _)) => ContentDiff::Text(diff),
        None if before.len().max(after.len()) > engine::MAX_DIFF => ContentDiff::Large,
        None => ContentDiff::Binary,
    }
}
