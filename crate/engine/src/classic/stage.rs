//! The state of a stage while its steps are made.

use std::sync::Arc;

use vfs::{Digest, Snapshot};

use super::args::BuildArgs;
use super::config::RunConfig;
use super::image::StepImage;
use super::probe::Prober;
use crate::op::VertexId;

/// A stage under way.
#[derive(Debug)]
pub(super) struct Stage {
    /// In lower case.
    pub(super) name: Option<String>,
    /// What stands behind FROM, variables replaced.
    pub(super) base: String,
    /// The image so far; `None` on `scratch` before the first step.
    pub(super) image: Option<Arc<StepImage>>,
    /// How many of the image's layers came with the base.
    pub(super) base_layers: usize,
    /// What the next step's container runs with.
    pub(super) config: RunConfig,
    pub(super) args: BuildArgs,
    pub(super) prober: Prober,
    pub(super) author: String,
    /// Whether this stage had a CMD of its own, so that ENTRYPOINT keeps it.
    pub(super) cmd_set: bool,
    /// Number of steps since FROM.
    pub(super) position: u32,
    /// The step that missed first, with its name: all after it miss too.
    pub(super) broken_by: Option<(VertexId, String)>,
    /// When the build only looks ahead: the step that would have to run before more is known.
    pub(super) depends: Option<VertexId>,
}

impl Stage {
    /// A stage on an image, or on nothing.
    pub(super) fn new(
        name: Option<String>,
        base: String,
        image: Option<Arc<StepImage>>,
        args: BuildArgs,
        prober: Prober,
    ) -> Self {
        let inherited = image.as_ref().map(|image| image.image.config().config.clone()).unwrap_or_default();
        let mut stage = Self {
            name,
            base,
            base_layers: image.as_ref().map_or(0, |image| image.image.layers().len()),
            image,
            config: RunConfig::inherited(&inherited),
            args,
            prober,
            author: String::new(),
            cmd_set: false,
            position: 0,
            broken_by: None,
            depends: None,
        };
        stage.settle();
        stage
    }

    /// Id of the image so far.
    pub(super) fn id(&self) -> Option<Digest> {
        self.image.as_ref().map(|image| image.id())
    }

    /// The files so far.
    pub(super) fn rootfs(&self) -> Snapshot {
        self.image.as_ref().map_or_else(Snapshot::empty, |image| image.rootfs.clone())
    }

    /// Notes the image so far as the one that the next step starts from.
    pub(super) fn settle(&mut self) {
        self.config.image = self.id().map(|id| id.to_string()).unwrap_or_default();
    }

    /// What the image so far is called in output.
    pub(super) fn short_id(&self) -> String {
        self.id().map(|id| id.short()).unwrap_or_default()
    }
}
