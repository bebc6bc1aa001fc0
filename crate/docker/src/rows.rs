//! What the host says about its images and builds: plain data for front ends.

use diag::Diagnostic;
use vfs::{Change, ChangeKind as VfsChange, Digest};

use crate::project::EntryKind;

/// Something that happened in a task.
#[derive(Debug, Clone)]
pub enum Event {
    /// A build has begun, of the Dockerfile with this name and text.
    Began { name: String, text: String },
    /// The builder says so.
    Build(engine::Event),
    /// Its log goes on, as `--progress=plain` prints it; for a build of the host's shell only.
    Log(String),
    /// An image was made and stored, or written to where the user wanted it.
    Image(ImageMade),
    /// A build ended with an error.
    Failed(engine::Failure),
}

/// An image that a build made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageMade {
    /// Digest of the configuration.
    pub id: Digest,
    /// Digest of the manifest, as [`crate::Host::save`] writes it.
    pub manifest: Digest,
    /// As docker shows them: `web-ping:latest`.
    pub tags: Vec<String>,
    /// Bytes of the files in all layers, as `docker image ls` shows them.
    pub size: u64,
    pub layers: Vec<LayerRow>,
}

/// An image of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRow {
    pub id: Digest,
    /// As docker shows them; none for a dangling image.
    pub names: Vec<String>,
    /// Bytes of the files in all layers.
    pub size: u64,
    /// Seconds since the epoch; 0 if the image does not say.
    pub created: i64,
    /// The lowest first.
    pub layers: Vec<LayerRow>,
}

/// A layer of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerRow {
    /// Digest of the uncompressed tar.
    pub diff_id: Digest,
    /// Bytes of the uncompressed tar.
    pub size: u64,
    /// Bytes of the files in it, as `docker image history` shows them.
    pub content: u64,
    /// The instruction, as the image's history has it.
    pub created_by: String,
    /// Whether it came with the image that was built on.
    pub from_base: bool,
    /// Whether it is modelled rather than real.
    pub modelled: bool,
    /// The instruction of the build that made the image, as its `Planned` event numbers them.
    pub instruction: Option<u32>,
}

/// What a layer does to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Modified,
    Removed,
}

/// A path that a layer adds, changes or removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Without a leading slash.
    pub path: String,
    pub kind: EntryKind,
    pub change: ChangeKind,
    /// Bytes.
    pub size: u64,
    /// Permission bits.
    pub mode: u16,
    pub uid: u32,
    pub gid: u32,
    /// Seconds since the epoch.
    pub mtime: i64,
    /// Where a symbolic link points, or the other name of a hard link.
    pub target: Option<String>,
}

impl FileChange {
    /// The row of a change; `existed` tells whether the path was in the layers below. Directories that stand in the
    /// layer only because something below them changed have none.
    pub(crate) fn of(change: &Change, existed: bool) -> Option<Self> {
        let kind = match change.kind {
            VfsChange::Removed => ChangeKind::Removed,
            VfsChange::Parent | VfsChange::Opaque => return None,
            VfsChange::Added | VfsChange::Modified if existed => ChangeKind::Modified,
            VfsChange::Added | VfsChange::Modified => ChangeKind::Added,
        };
        let path = change.path.relative().to_owned();
        let Some(node) = &change.node else {
            let (kind, change) = (EntryKind::File, kind);
            return Some(FileChange {
                path,
                kind,
                change,
                size: 0,
                mode: 0,
                uid: 0,
                gid: 0,
                mtime: 0,
                target: None,
            });
        };
        let link = change.link.as_ref().map(|link| link.relative().to_owned());
        Some(FileChange {
            path,
            kind: EntryKind::of(node),
            change: kind,
            size: node.size(),
            mode: node.meta.mode,
            uid: node.meta.uid,
            gid: node.meta.gid,
            mtime: node.meta.mtime.secs,
            target: node.as_symlink().map(str::to_owned).or(link),
        })
    }
}

/// A Dockerfile and what is to be said about it. Spans count bytes of `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub text: String,
    pub diagnostics: Vec<Diagnostic>,
}
