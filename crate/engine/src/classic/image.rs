//! Images as the classic builder makes them: one for each step.

use std::sync::Arc;

use oci::{History, Layer};
use serde::Serialize;
use vfs::{Blob, Digest, Snapshot, Time, VPathBuf};

use super::config::RunConfig;
use crate::cache::{Accesses, RecordId};

/// The version of the daemon whose rules and texts these are.
const DOCKER_VERSION: &str = "20.10.24+dfsg1";

/// An image of this host: the result of a step, or the one that a stage starts from. A clone is cheap.
#[derive(Debug, Clone)]
pub struct StepImage {
    /// Its number among the images that steps made; later ones are higher.
    pub number: RecordId,
    /// Configuration with its exact bytes, and layers.
    pub image: oci::Image,
    /// The image of the step before; `None` for a base image and on `scratch`.
    pub parent: Option<Digest>,
    /// What the step's container ran with: the key by which the cache knows the step.
    pub container_config: RunConfig,
    /// When it was made.
    pub created: Time,
    /// All files.
    pub rootfs: Snapshot,
    /// Whether anything in it is modelled rather than real.
    pub modelled: bool,
    /// What is worth knowing when a later build misses it.
    pub origin: Arc<StepOrigin>,
}

/// How a step's image came about, kept for explaining.
#[derive(Debug, Clone, Default)]
pub struct StepOrigin {
    /// The instruction as it was written.
    pub instruction: String,
    /// Its lines, with the comments above and inside.
    pub written: String,
    /// The name behind FROM of its stage.
    pub base: String,
    /// Number of the step within its stage, counted from 1 after FROM.
    pub position: u32,
    /// The build arguments that it saw.
    pub args: Vec<(String, String)>,
    /// What it copied: the source tree and the paths in it.
    pub source: Option<(Snapshot, Vec<VPathBuf>)>,
    /// What it read and wrote, if it was a RUN.
    pub trace: Option<Arc<Accesses>>,
}

impl StepImage {
    /// Its id.
    pub fn id(&self) -> Digest {
        self.image.id()
    }

    /// The text of its step, as the history shows it.
    pub fn created_by(&self) -> String {
        self.container_config.created_by()
    }
}

/// What a new image consists of.
pub(super) struct Draft<'a> {
    /// The image it stands on, if any.
    pub(super) below: Option<&'a oci::Image>,
    /// Its own configuration.
    pub(super) config: &'a RunConfig,
    /// That of the step's container.
    pub(super) container_config: &'a RunConfig,
    /// Id of the step's container, if there was one.
    pub(super) container: Option<&'a str>,
    pub(super) author: &'a str,
    pub(super) created: Time,
    /// The history entry, its time and author not yet set.
    pub(super) entry: History,
    /// The new layer, if the step left one.
    pub(super) layer: Option<Layer>,
}

/// An image's configuration, keys in the order in which Go writes them.
#[derive(Serialize)]
struct Document<'a> {
    architecture: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    author: &'a str,
    config: &'a RunConfig,
    #[serde(skip_serializing_if = "Option::is_none")]
    container: Option<&'a str>,
    container_config: &'a RunConfig,
    created: String,
    docker_version: &'static str,
    history: Vec<Entry<'a>>,
    os: &'a str,
    rootfs: RootFs,
}

/// A history entry: the daemon writes the author in front of the text, BuildKit behind it.
#[derive(Serialize)]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    author: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    created_by: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    comment: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty_layer: bool,
}

fn entries(history: &[History]) -> Vec<Entry<'_>> {
    history
        .iter()
        .map(|entry| Entry {
            created: entry.created.as_deref(),
            author: &entry.author,
            created_by: &entry.created_by,
            comment: &entry.comment,
            empty_layer: entry.empty_layer,
        })
        .collect()
}

#[derive(Serialize)]
struct RootFs {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diff_ids: Vec<Digest>,
}

impl Draft<'_> {
    /// The image.
    pub(super) fn finish(self) -> Result<oci::Image, oci::Error> {
        let mut layers: Vec<Layer> = self.below.map(|image| image.layers().to_vec()).unwrap_or_default();
        let mut history = self.below.map(|image| image.config().history.clone()).unwrap_or_default();
        let created = oci::format_time(self.created);
        history.push(History {
            created: Some(created.clone()),
            author: self.author.to_owned(),
            empty_layer: self.layer.is_none(),
            ..self.entry
        });
        layers.extend(self.layer);
        let base = self.below.map(oci::Image::config);
        let document = Document {
            architecture: base.map_or("amd64", |config| &config.architecture),
            author: self.author,
            config: self.config,
            container: self.container,
            container_config: self.container_config,
            created,
            docker_version: DOCKER_VERSION,
            history: entries(&history),
            os: base.map_or("linux", |config| &config.os),
            rootfs: RootFs { kind: "layers", diff_ids: layers.iter().map(Layer::diff_id).collect() },
        };
        oci::Image::from_config(Blob::from(oci::json::to_vec(&document)), layers)
    }
}

/// An image put together again from a part of another one's history, as `--cache-from` does it: it ends with the entry
/// behind those of `below`, and its container is not known.
pub(super) fn restored(
    below: Option<&oci::Image>,
    target: &oci::Image,
    config: &RunConfig,
) -> Result<oci::Image, oci::Error> {
    let length = below.map_or(0, |image| image.config().history.len());
    let history: Vec<History> = target.config().history.iter().take(length + 1).cloned().collect();
    let count = history.iter().filter(|entry| !entry.empty_layer).count();
    let layers: Vec<Layer> = target.layers().iter().take(count).cloned().collect();
    let created = history.last().and_then(|entry| entry.created.clone()).unwrap_or_default();
    let base = target.config();
    let document = Document {
        architecture: &base.architecture,
        author: &base.author,
        config,
        container: None,
        container_config: &RunConfig::default(),
        created,
        docker_version: DOCKER_VERSION,
        history: entries(&history),
        os: &base.os,
        rootfs: RootFs { kind: "layers", diff_ids: layers.iter().map(Layer::diff_id).collect() },
    };
    oci::Image::from_config(Blob::from(oci::json::to_vec(&document)), layers)
}
