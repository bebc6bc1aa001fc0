//! From the target's result to an image: layers, times, configuration.

use oci::{Image, ImageConfig, Layer, format_time};
use vfs::Snapshot;

use super::Solver;
use crate::cache::{Layers, Origin};
use crate::op::{Op, VertexId};
use crate::result::{BuildResult, ResultLayer};

impl Solver {
    /// The image that the target's result stands for.
    pub(super) fn finish(&self) -> BuildResult {
        let result = self.plan.target.and_then(|target| self.edge(target).result.clone().flatten());
        if self.request.options.without_image {
            return BuildResult {
                image: None,
                layers: Vec::new(),
                rootfs: result.map_or_else(Snapshot::empty, |result| result.tree().clone()),
                epoch: self.plan.epoch,
                base: self.plan.base.clone(),
                modelled: false,
            };
        }
        let chain = result.as_ref().map_or_else(Vec::new, Layers::chain);
        let steps = self.steps(chain.len());
        let layers: Vec<ResultLayer> =
            chain.iter().zip(steps).map(|(link, vertex)| self.result_layer(link, vertex)).collect();
        let mut config = self.plan.image.clone();
        config.history = history(&config, &layers);
        config.created = config.history.iter().rev().find_map(|entry| entry.created.clone());
        let modelled = layers.iter().any(|layer| layer.modelled);
        BuildResult {
            image: Some(Image::new(config, layers.iter().map(|layer| layer.layer.clone()).collect())),
            rootfs: result.map_or_else(Snapshot::empty, |result| result.tree().clone()),
            layers,
            epoch: self.plan.epoch,
            base: self.plan.base.clone(),
            modelled,
        }
    }

    fn result_layer(&self, link: &Layers, vertex: Option<VertexId>) -> ResultLayer {
        let from_base = link.origin() != Origin::Step;
        let layer = match (self.plan.epoch, self.request.options.rewrite_timestamp, from_base) {
            (Some(epoch), true, false) => link.clamped(epoch),
            (_, _, false) => link.layer().clone(),
            (_, _, true) => self.image_layer(link.layer()),
        };
        let vertex = vertex.filter(|_| !from_base);
        let owner = vertex.map(|vertex| self.vertex(vertex));
        ResultLayer {
            layer,
            created: link.created(),
            from_base,
            modelled: matches!(link.origin(), Origin::Image { modelled: true }),
            vertex,
            instruction: owner.and_then(|vertex| vertex.instruction),
            lines: owner.and_then(|vertex| vertex.lines.clone()),
            trace: link.trace().cloned(),
        }
    }

    /// The layer of a base image as it came, bytes and all: a cache that was written down has kept its entries only.
    fn image_layer(&self, layer: &Layer) -> Layer {
        let images = self.plan.vertices.iter().filter_map(|vertex| match &vertex.op {
            Op::Image(op) => Some(&op.image.image),
            _ => None,
        });
        let mut layers = images.flat_map(|image| image.layers());
        layers.find(|known| known.diff_id() == layer.diff_id()).unwrap_or(layer).clone()
    }

    /// The step of each of `count` layers, the lowest first: the steps below the target, from the top down.
    pub(super) fn steps(&self, count: usize) -> Vec<Option<VertexId>> {
        let mut steps = Vec::new();
        let mut next = self.plan.target;
        while let Some(id) = next.filter(|_| steps.len() < count) {
            steps.push(Some(id));
            let vertex = self.vertex(id);
            next = match &vertex.op {
                Op::Image(_) | Op::Local(_) => None,
                Op::Exec(op) => op
                    .mounts
                    .first()
                    .and_then(|root| root.input)
                    .and_then(|input| vertex.inputs.get(input))
                    .copied(),
                Op::File(op) => match op.actions.first().map(|action| action.input) {
                    Some(crate::op::file::Slot::Input(input)) => vertex.inputs.get(input).copied(),
                    _ => None,
                },
                Op::Merge => vertex.inputs.first().copied(),
            };
        }
        steps.resize(count, None);
        steps.reverse();
        steps
    }
}

/// The history with a time for every entry: a layer's own, and for entries without a layer that of a neighbour.
///
/// As in BuildKit: the first entries without a time take that of the first new layer, later ones that of the layer
/// before them.
fn history(config: &ImageConfig, layers: &[ResultLayer]) -> Vec<oci::History> {
    let mut history = config.history.clone();
    let mut layer = layers.iter();
    for entry in history.iter_mut().filter(|entry| !entry.empty_layer) {
        let made = layer.next();
        if entry.created.is_none() {
            entry.created = made.map(|made| format_time(made.created));
        }
    }
    let unsaid = history.iter().position(|entry| entry.created.is_none()).unwrap_or(history.len());
    let (before, after) = history.split_at(unsaid);
    let first_new = after.iter().find_map(|entry| entry.created.clone());
    let mut time = first_new.or_else(|| before.iter().rev().find_map(|entry| entry.created.clone()));
    for entry in history.iter_mut().skip(unsaid) {
        match &entry.created {
            Some(created) => time = Some(created.clone()),
            None => entry.created.clone_from(&time),
        }
    }
    history
}
