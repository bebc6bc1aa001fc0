//! A result: a tree, and the layers that it was made of.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use oci::{Layer, TarOptions};
use serde::{Deserialize, Serialize};
use vfs::{Change, Digest, Snapshot, Time};

/// A tree and the layers below it, as a chain that results share. A clone is a reference.
#[derive(Debug, Clone)]
pub struct Layers(Arc<Link>);

#[derive(Debug)]
struct Link {
    below: Option<Layers>,
    tree: Snapshot,
    created: Time,
    origin: Origin,
    /// Computed when first asked for: most layers are never exported.
    layer: OnceLock<Layer>,
    /// The layer with times set back, for the last time that was asked for.
    clamped: Mutex<Option<(i64, Layer)>>,
    /// Digest and size of the layer, if they were computed in an earlier session.
    saved: Option<(Digest, u64)>,
    depth: u32,
}

/// Where a layer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A step of a build.
    Step,
    /// An image that was pulled or loaded.
    Image {
        /// Whether the image is modelled rather than real.
        modelled: bool,
    },
}

impl Layers {
    /// What a step made on top of others.
    pub fn step(below: Option<Layers>, tree: Snapshot, created: Time) -> Self {
        Self::link(below, tree, created, Origin::Step, OnceLock::new())
    }

    /// A layer that is known already, on top of others.
    pub fn known(below: Option<Layers>, tree: Snapshot, created: Time, origin: Origin, layer: Layer) -> Self {
        Self::link(below, tree, created, origin, OnceLock::from(layer))
    }

    fn link(
        below: Option<Layers>,
        tree: Snapshot,
        created: Time,
        origin: Origin,
        layer: OnceLock<Layer>,
    ) -> Self {
        let depth = below.as_ref().map_or(0, Layers::depth) + 1;
        Self(Arc::new(Link {
            below,
            tree,
            created,
            origin,
            layer,
            clamped: Mutex::default(),
            saved: None,
            depth,
        }))
    }

    /// A link that was written down.
    pub(super) fn restored(
        below: Option<Layers>,
        tree: Snapshot,
        created: Time,
        origin: Origin,
        saved: Option<(Digest, u64)>,
    ) -> Self {
        let depth = below.as_ref().map_or(0, Layers::depth) + 1;
        Self(Arc::new(Link {
            below,
            tree,
            created,
            origin,
            layer: OnceLock::new(),
            clamped: Mutex::default(),
            saved,
            depth,
        }))
    }

    /// All files, this layer's and those below.
    pub fn tree(&self) -> &Snapshot {
        &self.0.tree
    }

    /// The layers below; `None` for the lowest.
    pub fn below(&self) -> Option<&Layers> {
        self.0.below.as_ref()
    }

    /// When the topmost layer was made.
    pub fn created(&self) -> Time {
        self.0.created
    }

    /// Where the topmost layer comes from.
    pub fn origin(&self) -> Origin {
        self.0.origin
    }

    /// Number of layers.
    pub fn depth(&self) -> u32 {
        self.0.depth
    }

    /// From the lowest to this one.
    pub fn chain(&self) -> Vec<&Layers> {
        let mut chain: Vec<&Layers> = std::iter::successors(Some(self), |layers| layers.below()).collect();
        chain.reverse();
        chain
    }

    /// The topmost layer, times as they are.
    pub fn layer(&self) -> &Layer {
        self.0.layer.get_or_init(|| match self.0.saved {
            Some((diff_id, size)) => Layer::known(self.changes(), TarOptions::BUILDKIT, diff_id, size),
            None => Layer::new(self.changes(), TarOptions::BUILDKIT),
        })
    }

    /// The topmost layer with times after `epoch` set back to it.
    pub fn clamped(&self, epoch: i64) -> Layer {
        // Nobody panics while holding the lock, and if so the value is still good.
        let mut clamped = self.0.clamped.lock().unwrap_or_else(PoisonError::into_inner);
        match &*clamped {
            Some((known, layer)) if *known == epoch => layer.clone(),
            _ => {
                let options = TarOptions { clamp: Some(epoch), ..TarOptions::BUILDKIT };
                let layer = Layer::new(self.changes(), options);
                *clamped = Some((epoch, layer.clone()));
                layer
            }
        }
    }

    fn changes(&self) -> Vec<Change> {
        let empty = Snapshot::empty();
        vfs::diff(self.below().map_or(&empty, Layers::tree), self.tree())
    }

    /// Digest and size of the topmost layer, if they are known already.
    pub(super) fn known_digest(&self) -> Option<(Digest, u64)> {
        self.0.layer.get().map(|layer| (layer.diff_id(), layer.tar_size())).or(self.0.saved)
    }

    /// A number that tells this link from all others while it lives.
    pub(super) fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }
}
