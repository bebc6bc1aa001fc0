//! Layers in a saved state.

use oci::{ArchiveLimits, Descriptor, Flavor, Layer, TarOptions};
use serde::{Deserialize, Serialize};
use vfs::{Blob, Change, ChangeKind, Digest, Snapshot, Time, VPathBuf};

use super::StateError;

/// A layer: our own as its changes, whose nodes lie in a tree under their numbers, a foreign one as its bytes.
#[derive(Serialize, Deserialize)]
pub(super) enum LayerState {
    Own {
        diff_id: Digest,
        size: u64,
        clamp: Option<i64>,
        /// For layers of the classic builder, when things were removed.
        removed: Option<(i64, u32)>,
        tree: usize,
        changes: Vec<ChangeState>,
    },
    Foreign {
        media_type: String,
        bytes: Digest,
        /// What was found when it was unpacked; states of earlier versions have none, and it is unpacked again.
        #[serde(default)]
        found: Option<Found>,
    },
}

/// Digest and bytes of a foreign layer's tar, and bytes of the files in it.
#[derive(Serialize, Deserialize, Clone, Copy)]
pub(super) struct Found {
    diff_id: Digest,
    size: u64,
    content: u64,
}

/// Path, kind and link of a change.
#[derive(Serialize, Deserialize)]
pub(super) struct ChangeState(String, Happened, Option<String>);

#[derive(Serialize, Deserialize, Clone, Copy)]
enum Happened {
    Added,
    Modified,
    Parent,
    Removed,
    Opaque,
}

impl LayerState {
    pub(super) fn foreign(layer: &Layer, descriptor: &Descriptor, bytes: Digest) -> Self {
        let found = Found { diff_id: layer.diff_id(), size: layer.tar_size(), content: layer.content_size() };
        LayerState::Foreign { media_type: descriptor.media_type.clone(), bytes, found: Some(found) }
    }

    /// The state of one of our own layers, and the tree that holds its nodes.
    pub(super) fn own(layer: &Layer, tree: usize) -> (Self, Snapshot) {
        let options = layer.options().unwrap_or(TarOptions::BUILDKIT);
        let mut nodes = Snapshot::empty().edit();
        let mut changes = Vec::new();
        for (index, change) in layer.changes().iter().enumerate() {
            if let Some(node) = &change.node {
                // A fresh tree takes any node under a number.
                let _ = nodes.put(&place(index), node.clone());
            }
            let link = change.link.as_ref().map(|link| link.to_string());
            changes.push(ChangeState(change.path.to_string(), Happened::of(change.kind), link));
        }
        let removed = match options.flavor {
            Flavor::BuildKit => None,
            Flavor::Classic { removed } => Some((removed.secs, removed.nanos)),
        };
        let (diff_id, size, clamp) = (layer.diff_id(), layer.tar_size(), options.clamp);
        (LayerState::Own { diff_id, size, clamp, removed, tree, changes }, nodes.freeze())
    }

    pub(super) fn restore(
        &self,
        tree: &dyn Fn(usize) -> Result<Snapshot, StateError>,
        blob: &dyn Fn(&Digest) -> Result<Blob, StateError>,
    ) -> Result<Layer, StateError> {
        match self {
            LayerState::Foreign { media_type, bytes, found: Some(found) } => {
                let Found { diff_id, size, content } = *found;
                Ok(Layer::read_before(media_type, &blob(bytes)?, diff_id, size, content))
            }
            LayerState::Foreign { media_type, bytes, found: None } => {
                let label = format!("layer {bytes}");
                let layer = Layer::read(&label, media_type, blob(bytes)?, &ArchiveLimits::STANDARD);
                layer.map_err(|error| StateError::Damaged(error.to_string()))
            }
            LayerState::Own { diff_id, size, clamp, removed, tree: number, changes } => {
                let nodes = tree(*number)?;
                let restored = changes.iter().enumerate().map(|(index, change)| Change {
                    path: VPathBuf::normalise(&change.0),
                    kind: change.1.kind(),
                    node: nodes.lookup(&place(index), vfs::Follow::Never).ok().cloned(),
                    link: change.2.as_deref().map(VPathBuf::normalise),
                });
                let flavor = match removed {
                    None => Flavor::BuildKit,
                    Some((secs, nanos)) => Flavor::Classic { removed: Time { secs: *secs, nanos: *nanos } },
                };
                let options = TarOptions { flavor, clamp: *clamp };
                Ok(Layer::known(restored.collect(), options, *diff_id, *size))
            }
        }
    }
}

impl Happened {
    fn of(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Added => Happened::Added,
            ChangeKind::Modified => Happened::Modified,
            ChangeKind::Parent => Happened::Parent,
            ChangeKind::Removed => Happened::Removed,
            ChangeKind::Opaque => Happened::Opaque,
        }
    }

    fn kind(self) -> ChangeKind {
        match self {
            Happened::Added => ChangeKind::Added,
            Happened::Modified => ChangeKind::Modified,
            Happened::Parent => ChangeKind::Parent,
            Happened::Removed => ChangeKind::Removed,
            Happened::Opaque => ChangeKind::Opaque,
        }
    }
}

/// Where the node of a change lies.
fn place(index: usize) -> VPathBuf {
    VPathBuf::normalise(&index.to_string())
}
