//! Pulling an image.

use super::{Done, Failed};
use crate::cache::{Layers, Origin};
use crate::log::Recorder;
use crate::op::{ImageOp, VertexId};

/// Bytes per microsecond that a registry sends, and that unpacking writes.
const DOWNLOAD: u64 = 25;
const UNPACK: u64 = 150;

pub(crate) fn run(id: VertexId, op: &ImageOp, log: &mut Recorder) -> Result<Done, Failed> {
    let image = &op.image.image;
    let trees = image
        .snapshots()
        .map_err(|error| Failed::new(format!("failed to unpack {}: {error}: {}", op.name, error.path)))?;
    let mut result = None;
    for (layer, tree) in image.layers().iter().zip(trees) {
        let (digest, size) = match layer.foreign() {
            Some((descriptor, _)) => (descriptor.digest, descriptor.size),
            // A modelled layer was never compressed; what a registry would send is about half.
            None => (layer.diff_id(), layer.content_size() / 2),
        };
        log.work(id, digest.to_string(), size, size / DOWNLOAD);
        log.work(id, format!("extracting {digest}"), 0, layer.content_size() / UNPACK);
        let origin = Origin::Image { modelled: op.image.modelled };
        result = Some(Layers::known(result, tree.clone(), log.now(), origin, layer.clone()));
    }
    Ok(Done { result })
}
