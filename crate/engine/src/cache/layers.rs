//! A result: a tree, and the layers that it was made of.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use oci::{Layer, Sealing, TarOptions};
use serde::{Deserialize, Serialize};
use vfs::{Access, Change, Digest, Snapshot, Time, VPathBuf};

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
    /// The link of another chain whose layer this is.
    same: Option<Layers>,
    depth: u32,
    trace: Option<Arc<Accesses>>,
}

/// The paths that a RUN read and wrote, symbolic links followed; mounts are among them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Accesses {
    /// What was looked at and how: content, metadata, names of a directory, or that nothing was there.
    pub reads: BTreeSet<(VPathBuf, Access)>,
    /// What was written to in any way, whether or not anything is different now.
    pub writes: BTreeSet<VPathBuf>,
}

/// What a link is made of.
struct Parts {
    below: Option<Layers>,
    tree: Snapshot,
    created: Time,
    origin: Origin,
    layer: OnceLock<Layer>,
    saved: Option<(Digest, u64)>,
    same: Option<Layers>,
    trace: Option<Arc<Accesses>>,
}

impl Parts {
    fn new(tree: Snapshot, created: Time, origin: Origin) -> Self {
        Parts {
            below: None,
            tree,
            created,
            origin,
            layer: OnceLock::new(),
            saved: None,
            same: None,
            trace: None,
        }
    }
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
        Self::link(Parts { below, ..Parts::new(tree, created, Origin::Step) })
    }

    /// What a process made on top of others, and what it read and wrote.
    pub(crate) fn traced(below: Option<Layers>, tree: Snapshot, created: Time, trace: Accesses) -> Self {
        Self::link(Parts { below, trace: Some(Arc::new(trace)), ..Parts::new(tree, created, Origin::Step) })
    }

    /// A layer that is known already, on top of others.
    pub fn known(below: Option<Layers>, tree: Snapshot, created: Time, origin: Origin, layer: Layer) -> Self {
        Self::link(Parts { below, layer: OnceLock::from(layer), ..Parts::new(tree, created, origin) })
    }

    /// The topmost layer of another chain, on top of others.
    pub(crate) fn again(below: Option<Layers>, tree: Snapshot, created: Time, same: &Layers) -> Self {
        Self::link(Parts { below, same: Some(same.clone()), ..Parts::new(tree, created, Origin::Step) })
    }

    /// A link that was written down.
    pub(super) fn restored(
        below: Option<Layers>,
        tree: Snapshot,
        created: Time,
        origin: Origin,
        saved: Option<(Digest, u64)>,
        trace: Option<Arc<Accesses>>,
    ) -> Self {
        Self::link(Parts { below, saved, trace, ..Parts::new(tree, created, origin) })
    }

    fn link(parts: Parts) -> Self {
        let Parts { below, tree, created, origin, layer, saved, same, trace } = parts;
        let depth = below.as_ref().map_or(0, Layers::depth) + 1;
        Self(Arc::new(Link {
            below,
            tree,
            created,
            origin,
            layer,
            clamped: Mutex::default(),
            saved,
            same,
            depth,
            trace,
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

    /// What the step read and wrote, if it was a RUN.
    pub fn trace(&self) -> Option<&Arc<Accesses>> {
        self.source().0.trace.as_ref()
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

    /// The topmost layer, times as they are. What was not sealed before ([`Layers::sealing`]) is hashed now.
    pub fn layer(&self) -> &Layer {
        match (&self.0.same, self.0.saved) {
            (Some(same), _) => same.layer(),
            (None, Some((diff_id, size))) => {
                self.0.layer.get_or_init(|| Layer::known(self.changes(), TarOptions::BUILDKIT, diff_id, size))
            }
            (None, None) => self.0.layer.get_or_init(|| Layer::new(self.changes(), TarOptions::BUILDKIT)),
        }
    }

    /// The topmost layer with times after `epoch` set back to it.
    pub fn clamped(&self, epoch: i64) -> Layer {
        match self.known_clamped(epoch) {
            Some(layer) => layer,
            None => {
                let layer = Layer::new(self.changes(), clamped_to(epoch));
                self.keep(Some(epoch), layer.clone());
                layer
            }
        }
    }

    /// What is to be done so that [`Layers::layer`], or with an epoch [`Layers::clamped`], costs nothing; `None` if that
    /// is so already. The result goes to [`Layers::keep`]. What the layer has in common with the beginning of that of
    /// `like` is not hashed again.
    pub(crate) fn sealing(&self, epoch: Option<i64>, like: Option<&Layers>) -> Option<Sealing> {
        let source = self.source();
        let like = like.map(Layers::source);
        match epoch {
            Some(epoch) if source.known_clamped(epoch).is_none() => {
                let like = like.and_then(|like| like.known_clamped(epoch));
                Some(Sealing::new(source.changes(), clamped_to(epoch), like.as_ref()))
            }
            None if source.known_digest().is_none() => {
                let like = like.and_then(|like| like.0.layer.get());
                Some(Sealing::new(source.changes(), TarOptions::BUILDKIT, like))
            }
            _ => None,
        }
    }

    /// Takes over what became of [`Layers::sealing`].
    pub(crate) fn keep(&self, epoch: Option<i64>, layer: Layer) {
        let link = &self.source().0;
        match epoch {
            // Nobody panics while holding the lock, and if so the value is still good.
            Some(epoch) => {
                *link.clamped.lock().unwrap_or_else(PoisonError::into_inner) = Some((epoch, layer));
            }
            None => drop(link.layer.set(layer)),
        }
    }

    fn known_clamped(&self, epoch: i64) -> Option<Layer> {
        let clamped = self.source().0.clamped.lock().unwrap_or_else(PoisonError::into_inner);
        clamped.as_ref().filter(|(known, _)| *known == epoch).map(|(_, layer)| layer.clone())
    }

    /// The link that holds the topmost layer.
    fn source(&self) -> &Layers {
        self.0.same.as_ref().map_or(self, Layers::source)
    }

    /// The entries of the topmost layer.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let source = self.source();
        match source.0.layer.get() {
            Some(layer) => layer.changes().to_vec(),
            None => {
                let empty = Snapshot::empty();
                vfs::diff(source.below().map_or(&empty, Layers::tree), source.tree())
            }
        }
    }

    /// What the files in the topmost layer weigh, in bytes. Nothing is hashed for it.
    pub(crate) fn content_size(&self) -> u64 {
        match self.source().0.layer.get() {
            Some(layer) => layer.content_size(),
            None => oci::content_size(&self.changes()),
        }
    }

    /// Digest and size of the topmost layer, if they are known already.
    pub(super) fn known_digest(&self) -> Option<(Digest, u64)> {
        let link = &self.source().0;
        link.layer.get().map(|layer| (layer.diff_id(), layer.tar_size())).or(link.saved)
    }

    /// A number that tells this link from all others while it lives.
    pub(super) fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }
}

fn clamped_to(epoch: i64) -> TarOptions {
    TarOptions { clamp: Some(epoch), ..TarOptions::BUILDKIT }
}
