//! Images looked at closely: configuration and history, comparisons, waste, sharing.

use std::collections::BTreeMap;

use serde::Serialize;
use tsify::Tsify;

use super::image::{ChangeKind, LayerRow};
use super::project::EntryKind;

/// Everything about an image that does not lie in its layers.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageDetails {
    /// The digest of the configuration.
    pub id: String,
    /// `name:tag` as docker shows them; none for a dangling image.
    pub names: Vec<String>,
    /// The digest of the manifest.
    pub manifest: String,
    /// Bytes of the files in all layers.
    pub size: f64,
    /// Seconds since 1970; 0 if the image does not say.
    pub created: f64,
    /// As in `linux`.
    pub os: String,
    /// As in `amd64`.
    pub architecture: String,
    /// Absent where nobody is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What its containers start with.
    pub config: ContainerConfig,
    /// How it was made, the oldest step first.
    pub history: Vec<HistoryRow>,
    /// The lowest first.
    pub layers: Vec<LayerRow>,
    /// The configuration as it is stored, whose digest is the id.
    pub json: String,
}

/// What a container of an image starts with; lists are empty and texts absent where the image sets nothing.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerConfig {
    /// `NAME=value`.
    pub env: Vec<String>,
    /// The words of ENTRYPOINT.
    pub entrypoint: Vec<String>,
    /// The words of CMD.
    pub cmd: Vec<String>,
    /// The words of SHELL.
    pub shell: Vec<String>,
    /// As USER says it: a name or a number, with a group behind a colon or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// An absolute path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    /// As in `SIGTERM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_signal: Option<String>,
    /// As in `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// Paths.
    pub volumes: Vec<String>,
    /// Values by name.
    #[tsify(type = "Record<string, string>")]
    pub labels: BTreeMap<String, String>,
    /// Instructions that run when an image is built on this one.
    pub on_build: Vec<String>,
    /// `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", text]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Vec<String>>,
}

/// An entry of an image's history.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    /// The instruction, as the history has it.
    pub created_by: String,
    /// Seconds since 1970, if the history says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<f64>,
    /// Who or what made it: `buildkit.dockerfile.v0`.
    pub comment: String,
    /// The place of its layer among the image's, from 0 for the lowest; absent if it made none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<u32>,
}

/// What has to happen to one image for it to become another.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageDiff {
    /// Id of the one.
    pub before: String,
    /// Id of the other.
    pub after: String,
    /// How many layers the two share, from the lowest.
    pub shared_layers: u32,
    /// In what the configurations differ, by the names of their fields.
    pub config: Vec<ConfigDifference>,
    /// Paths that differ, in the order of the tree. Times of folders do not count.
    pub files: Vec<PathDifference>,
}

/// A field of the configuration that differs.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigDifference {
    /// The field, and the key where it has some: `Cmd`, `Env PATH`.
    pub field: String,
    /// Its value in the one; absent where it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its value in the other; absent where it is not set.
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

/// A path that differs between two images.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathDifference {
    /// Without a leading slash.
    pub path: String,
    /// What stands there now, or stood there.
    pub kind: EntryKind,
    /// What became of it.
    pub change: ChangeKind,
    /// In what the two differ, if both are there.
    pub aspects: Vec<PathAspect>,
    /// Bytes of the files at and below it in the one.
    pub size_before: f64,
    /// Bytes of the files at and below it in the other.
    pub size_after: f64,
    /// A unified diff when both contents are short text; of very many paths only the first have one, and `fileDiff` gives the
    /// others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
}

/// What a layer does to a file's content, against the layers below. `text`: a unified diff (`diff`), against nothing for a file
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

/// What an image carries for nothing.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WastefulImage {
    /// The image's id.
    pub id: String,
    /// Bytes of all files in all layers.
    pub size: f64,
    /// Bytes that it would lose, all rows together.
    pub reclaimable: f64,
    /// The files, the largest first.
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

/// A layer and where it came from.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerPlace {
    /// Its place among the layers, from 0 for the lowest.
    pub layer: u32,
    /// Its instruction, as the history has it.
    pub created_by: String,
    /// First line of the instruction, from 1; absent in a base image or where the Dockerfile is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_line: Option<u32>,
    /// Last line of the instruction, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
}

/// A file whose bytes are shipped although nobody can see them.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WasteRow {
    /// Without a leading slash.
    pub path: String,
    /// Bytes of the file that nobody can see.
    pub bytes: f64,
    /// How it was hidden.
    pub cause: WasteCause,
    /// The layer that ships it.
    pub shipped: LayerPlace,
    /// The layer that hides it.
    pub hidden: LayerPlace,
}

/// Who holds which layers.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sharing {
    /// Every layer, in the order in which images stack them.
    pub layers: Vec<SharedLayer>,
    /// What each image holds.
    pub images: Vec<ImageShare>,
    /// What each container holds.
    pub containers: Vec<ContainerShare>,
}

/// A layer, with those who hold it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedLayer {
    /// The digest of its uncompressed tar.
    pub diff_id: String,
    /// Bytes of the files in it.
    pub content: f64,
    /// The instruction that made it, as an image's history has it.
    pub created_by: String,
    /// Ids of the images that hold it.
    pub images: Vec<String>,
    /// Ids of the containers that stand on it.
    pub containers: Vec<String>,
}

/// What an image holds, alone and with others.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageShare {
    /// The digest of the configuration.
    pub id: String,
    /// `name:tag` as docker shows them; none for a dangling image.
    pub names: Vec<String>,
    /// Bytes of all its layers.
    pub size: f64,
    /// Bytes of those layers that no other image holds.
    pub unique: f64,
    /// Bytes that removing it would free: none while a container stands on it.
    pub freed: f64,
    /// Ids of the containers that stand on it, and keep it.
    pub containers: Vec<String>,
}

/// What a container holds.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerShare {
    /// The container's id.
    pub id: String,
    /// As `docker container ls` shows it.
    pub name: String,
    /// Id of the image that it stands on.
    pub image: String,
    /// Bytes of what it wrote itself, which go when it is removed.
    pub freed: f64,
}
