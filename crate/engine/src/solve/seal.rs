//! Computing the digests of layers once the steps are done.
//!
//! A step is done when its files are there. As with BuildKit, which makes layers when it exports, the digest of what it
//! changed is another matter: SHA-256 has to see every byte of the layer, however little of it is new.

use std::collections::VecDeque;

use oci::Sealing;

use super::Solver;
use crate::cache::{Cache, Layers, Origin};
use crate::event::Event;
use crate::op::{Op, VertexId};

/// How many bytes of tar are hashed in one slice.
const SLICE: u64 = 4 << 20;

/// A layer whose digest is wanted.
#[derive(Debug)]
pub(super) struct Seal {
    layers: Layers,
    /// The step of this build that made it.
    vertex: Option<VertexId>,
    /// To when its times are set back.
    epoch: Option<i64>,
    /// What the step made when it ran last.
    like: Option<Layers>,
    sealing: Option<Sealing>,
}

impl Solver {
    /// The layers that steps of this build made, and those of the image; none if no image is wanted.
    pub(super) fn unsealed(&self, cache: &Cache) -> VecDeque<Seal> {
        let mut seals = VecDeque::new();
        if self.request.options.without_image {
            return seals;
        }
        let before = |id: &VertexId| cache.record(self.edge(*id).nearest?)?.result.clone();
        for (id, edge) in &self.edges {
            let step = !matches!(self.vertex(*id).op, Op::Image(_) | Op::Local(_));
            if let (true, true, Some(Some(layers))) = (edge.ran, step, &edge.result) {
                let (layers, like) = (layers.clone(), before(id));
                seals.push_back(Seal { layers, vertex: Some(*id), epoch: None, like, sealing: None });
            }
        }
        let result = self.plan.target.and_then(|target| self.edge(target).result.clone().flatten());
        let chain = result.as_ref().map_or_else(Vec::new, Layers::chain);
        let epoch = self.plan.epoch.filter(|_| self.request.options.rewrite_timestamp);
        for (link, id) in chain.iter().zip(self.steps(chain.len())) {
            if link.origin() == Origin::Step {
                let (layers, like) = ((*link).clone(), id.as_ref().and_then(before));
                seals.push_back(Seal { layers, vertex: None, epoch, like, sealing: None });
            }
        }
        seals
    }

    /// Does one slice of the work, and says which layers came out of it.
    pub(super) fn seal(&mut self, seals: &mut VecDeque<Seal>) {
        let mut room = SLICE;
        while let Some(mut seal) = seals.pop_front() {
            let begun = seal.sealing.take();
            if let Some(mut sealing) = begun.or_else(|| seal.layers.sealing(seal.epoch, seal.like.as_ref())) {
                if !sealing.advance(&mut room) {
                    seal.sealing = Some(sealing);
                    seals.push_front(seal);
                    return;
                }
                seal.layers.keep(seal.epoch, sealing.finish());
            }
            if let Some(vertex) = seal.vertex {
                self.say_layer(vertex, &seal.layers);
            }
        }
    }

    fn say_layer(&mut self, vertex: VertexId, layers: &Layers) {
        let layer = layers.layer();
        let instruction = self.vertex(vertex).instruction;
        self.log.push(Event::Layer {
            vertex,
            instruction,
            diff_id: layer.diff_id(),
            size: layer.tar_size(),
            changes: layer.changes().len() as u32,
        });
    }
}
