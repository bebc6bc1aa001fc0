//! What a build leaves.

use std::ops::RangeInclusive;
use std::sync::Arc;

use oci::{Image, ImageConfig, Layer};
use vfs::{Snapshot, Time};

use crate::cache::Accesses;
use crate::event::InstructionId;
use crate::op::VertexId;

/// An image, and how it came about.
#[derive(Debug, Clone)]
pub struct BuildResult {
    /// Configuration (history included) and layers, as they are exported; `None` if the request wanted no image.
    pub image: Option<Image>,
    /// Where each layer of the image comes from, the lowest first; empty without an image.
    pub layers: Vec<ResultLayer>,
    /// All files, times as the steps left them.
    pub rootfs: Snapshot,
    /// SOURCE_DATE_EPOCH, if it is set.
    pub epoch: Option<i64>,
    /// Configuration of the base image as it was, for comparing.
    pub base: Option<Arc<ImageConfig>>,
    /// Whether anything in it is modelled rather than real.
    pub modelled: bool,
}

/// Where a layer of the result comes from.
#[derive(Debug, Clone)]
pub struct ResultLayer {
    /// The layer as it is exported.
    pub layer: Layer,
    /// When it was made.
    pub created: Time,
    /// Whether it belongs to the base image.
    pub from_base: bool,
    /// Whether it belongs to an image that is modelled rather than real.
    pub modelled: bool,
    /// The step that stands for it in this build.
    pub vertex: Option<VertexId>,
    /// The instruction of that step.
    pub instruction: Option<InstructionId>,
    /// The lines of that instruction.
    pub lines: Option<RangeInclusive<u32>>,
    /// The paths that the step read and wrote, if it was a RUN.
    pub trace: Option<Arc<Accesses>>,
}
