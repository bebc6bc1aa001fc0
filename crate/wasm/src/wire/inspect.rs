//! Images looked at closely: configuration and history, comparisons, waste, sharing.

use std::collections::BTreeMap;

use serde::Serialize;
use tsify::Tsify;

use super::image::{ChangeKind, LayerRow};
use super::project::EntryKind;

/// Everything about an image that does not lie in its layers. `json` is the configuration whose digest is the id.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageDetails {
    pub id: String,
    pub names: Vec<String>,
    pub manifest: String,
    pub size: f64,
    pub created: f64,
    pub os: String,
    pub architecture: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    pub config: ContainerConfig,
    pub history: Vec<HistoryRow>,
    pub layers: Vec<LayerRow>,
    pub json: String,
}

/// What a container of an image starts with; lists are empty and texts absent where the image sets nothing.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerConfig {
    /// `NAME=value`.
    pub env: Vec<String>,
    pub entrypoint: Vec<String>,
    pub cmd: Vec<String>,
    pub shell: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_signal: Option<String>,
    pub exposed_ports: Vec<String>,
    pub volumes: Vec<String>,
    #[tsify(type = "Record<string, string>")]
    pub labels: BTreeMap<String, String>,
    pub on_build: Vec<String>,
    /// `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", text]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Vec<String>>,
}

/// An entry of an image's history. `layer` is the place of its layer among the image's, absent if it made none.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<f64>,
    pub comment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<u32>,
}

/// What has to happen to one image for it to become another. `sharedLayers` counts from the lowest.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageDiff {
    pub before: String,
    pub after: String,
    pub shared_layers: u32,
    pub config: Vec<ConfigDifference>,
    pub files: Vec<PathDifference>,
}

/// A field of the configuration that differs (`Env PATH`, `Cmd`); absent where it is not set.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigDifference {
    pub field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// In what the two sides of a path differ.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum PathAspect {
    Kind,
    Content,
    Target,
    Mode,
    Owner,
    Xattrs,
    Time,
}

/// A path that differs between two images. Sizes are those of the files at and below it. `diff` is a unified diff when
/// both contents are short text; of very many only the first have one, and `fileDiff` gives the others.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathDifference {
    pub path: String,
    pub kind: EntryKind,
    pub change: ChangeKind,
    pub aspects: Vec<PathAspect>,
    pub size_before: f64,
    pub size_after: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
}

/// What a layer does to a file's content, against the layers below. `text`: a unified diff, against nothing for a file
/// that the layer adds or removes. `same`: only other things about it change. `binary`: no text. `large`: longer than
/// `limit` bytes. `noFile`: a directory, a link or a device.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LayerDiff {
    Text { diff: String },
    Same,
    Binary,
    Large { limit: f64 },
    NoFile,
}

/// What an image carries for nothing. It would lose `reclaimable` of its `size`.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WastefulImage {
    pub id: String,
    pub size: f64,
    pub reclaimable: f64,
    pub rows: Vec<WasteRow>,
}

/// How a file of a lower layer was hidden. `repeated`: the same content came again.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum WasteCause {
    Removed,
    Replaced,
    Repeated,
}

/// A layer, its instruction, and that instruction's lines where the Dockerfile is known.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerPlace {
    pub layer: u32,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
}

/// A file whose bytes are shipped although nobody can see them: by which layer, and which one hides it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WasteRow {
    pub path: String,
    pub bytes: f64,
    pub cause: WasteCause,
    pub shipped: LayerPlace,
    pub hidden: LayerPlace,
}

/// Who holds which layers.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sharing {
    pub layers: Vec<SharedLayer>,
    pub images: Vec<ImageShare>,
    pub containers: Vec<ContainerShare>,
}

/// A layer, with the ids of the images and containers that hold it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedLayer {
    pub diff_id: String,
    pub content: f64,
    pub created_by: String,
    pub images: Vec<String>,
    pub containers: Vec<String>,
}

/// `unique` are the bytes that no other image holds, `freed` those that removing it would free: none while a container
/// stands on it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageShare {
    pub id: String,
    pub names: Vec<String>,
    pub size: f64,
    pub unique: f64,
    pub freed: f64,
    pub containers: Vec<String>,
}

/// `freed` is what the container wrote itself.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerShare {
    pub id: String,
    pub name: String,
    pub image: String,
    pub freed: f64,
}
