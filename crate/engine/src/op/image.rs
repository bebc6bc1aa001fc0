//! Pulling an image.

use std::fmt;
use vfs::Hasher;

use crate::cache::KeyId;
use crate::key::{Operation, Part};
use crate::world::BaseImage;

/// Pulls an image, or unpacks it from where it is.
#[derive(Clone)]
pub(crate) struct ImageOp {
    /// The image's full name with its digest: `docker.io/library/base:1@sha256:…`.
    pub name: String,
    /// Its content.
    pub image: BaseImage,
}

impl ImageOp {
    /// How the operation is known to the cache. An image is known by two keys instead: see [`ImageOp::keys`].
    pub(crate) fn operation(&self) -> Operation {
        Operation::plain(vec![Part::word(&self.name)], 0)
    }

    /// The keys of the image: its manifest, and its layers. By the second, steps on an image that was pushed again with
    /// nothing but another configuration are found.
    pub(crate) fn keys(&self) -> Vec<KeyId> {
        let mut layers = Hasher::new();
        layers.update(b"layers\0");
        for layer in self.image.image.layers() {
            layers.update(layer.diff_id().as_bytes());
        }
        vec![KeyId::root(&self.image.manifest), KeyId::root(&layers.finish())]
    }
}

impl fmt::Debug for ImageOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImageOp")
            .field("name", &self.name)
            .field("manifest", &self.image.manifest)
            .finish_non_exhaustive()
    }
}
