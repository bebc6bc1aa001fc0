//! Images and their layers.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::project::EntryKind;

/// A layer of an image.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerRow {
    /// The digest of its uncompressed tar.
    pub diff_id: String,
    /// Bytes of that tar.
    pub size: f64,
    /// Bytes of the files in it, which is what `docker image history` shows.
    pub content: f64,
    /// The instruction that made it, as the history has it.
    pub created_by: String,
    /// Whether it came with the base image.
    pub from_base: bool,
    /// Whether its content is modelled rather than real.
    pub modelled: bool,
    /// The number of its instruction, which is that one's `id`, where the build that made the image is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instruction: Option<u32>,
}

/// An image of the local store.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageRow {
    /// The digest of the configuration.
    pub id: String,
    /// `name:tag` as docker shows them; none for a dangling image.
    pub names: Vec<String>,
    /// Bytes of the files in all layers.
    pub size: f64,
    /// Seconds since 1970; 0 if the image does not say.
    pub created: f64,
    /// The lowest first.
    pub layers: Vec<LayerRow>,
}

/// What a layer does to a path.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    Added,
    Modified,
    Removed,
}

/// One path that a layer adds, changes or removes.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileChange {
    /// Without a leading slash.
    pub path: String,
    /// What it is, or was.
    pub kind: EntryKind,
    /// What the layer does to it.
    pub change: ChangeKind,
    /// Bytes of its content.
    pub size: f64,
    /// Permission bits.
    pub mode: u32,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
    /// Seconds since 1970.
    pub mtime: f64,
    /// Where a symbolic link points, or the other name of a hard link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The format of a saved image: an OCI layout in a tar, or what `docker save` writes.
#[derive(Tsify, Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum ArchiveFormat {
    Oci,
    Docker,
}
