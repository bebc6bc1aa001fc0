//! Images and their layers.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::project::EntryKind;

/// A layer of an image. `size` is that of its uncompressed tar, `content` that of the files in it, which is what
/// `docker image history` shows.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerRow {
    pub diff_id: String,
    pub size: f64,
    pub content: f64,
    pub created_by: String,
    pub from_base: bool,
    pub modelled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instruction: Option<u32>,
}

/// An image of the local store. `size` is that of its layers together.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageRow {
    pub id: String,
    pub names: Vec<String>,
    pub size: f64,
    pub created: f64,
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
    pub path: String,
    pub kind: EntryKind,
    pub change: ChangeKind,
    pub size: f64,
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub mtime: f64,
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
