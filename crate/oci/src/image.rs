//! An image: a configuration and its layers.

use std::sync::{Arc, OnceLock};

use vfs::{Blob, Digest, FsError, Snapshot};

use crate::config::ImageConfig;
use crate::descriptor::{Descriptor, Manifest, media};
use crate::error::Error;
use crate::layer::{Compression, Layer};

/// An image. A clone is a reference.
#[derive(Debug, Clone)]
pub struct Image(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: ImageConfig,
    config_bytes: Blob,
    layers: Vec<Layer>,
    /// The manifest of a foreign image, as it came.
    manifest: Option<(Descriptor, Blob)>,
    /// The file tree after each layer.
    snapshots: OnceLock<Result<Vec<Snapshot>, FsError>>,
}

/// Whose media types a manifest carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaTypes {
    /// The Open Container Initiative's.
    Oci,
    /// Docker's, which older tools want.
    Docker,
}

impl Image {
    /// The image of a configuration and layers, from the lowest up. The configuration's diff IDs are set from them.
    pub fn new(mut config: ImageConfig, layers: Vec<Layer>) -> Image {
        config.rootfs.diff_ids = layers.iter().map(Layer::diff_id).collect();
        let config_bytes = Blob::from(config.to_bytes());
        Image::assemble(config, config_bytes, layers, None)
    }

    /// The image whose configuration is these very bytes: a foreign one, or one with fields of its own. Errors if they
    /// can't be read or don't name these layers.
    pub fn from_config(config_bytes: Blob, layers: Vec<Layer>) -> Result<Image, Error> {
        Image::foreign(config_bytes, layers, None)
    }

    /// As [`Image::from_config`], with the manifest that the image came with.
    pub(crate) fn foreign(
        config_bytes: Blob,
        layers: Vec<Layer>,
        manifest: Option<(Descriptor, Blob)>,
    ) -> Result<Image, Error> {
        let config = ImageConfig::parse(&config_bytes.bytes())?;
        let name = format!("image config {}", config_bytes.digest());
        let expected = &config.rootfs.diff_ids;
        if expected.len() != layers.len() {
            let message = format!("it names {} layers, but there are {}", expected.len(), layers.len());
            return Err(Error::malformed(&name, message));
        }
        for (expected, layer) in expected.iter().zip(&layers) {
            if *expected != layer.diff_id() {
                let name = format!("{name}: layer {expected}");
                return Err(Error::DigestMismatch { name, expected: *expected, found: layer.diff_id() });
            }
        }
        Ok(Image::assemble(config, config_bytes, layers, manifest))
    }

    fn assemble(
        config: ImageConfig,
        config_bytes: Blob,
        layers: Vec<Layer>,
        manifest: Option<(Descriptor, Blob)>,
    ) -> Image {
        Image(Arc::new(Inner { config, config_bytes, layers, manifest, snapshots: OnceLock::new() }))
    }

    /// The image's id: the digest of its configuration.
    pub fn id(&self) -> Digest {
        self.0.config_bytes.digest()
    }

    /// The configuration.
    pub fn config(&self) -> &ImageConfig {
        &self.0.config
    }

    /// The configuration's bytes, of which the id is the digest.
    pub fn config_bytes(&self) -> &Blob {
        &self.0.config_bytes
    }

    /// The layers, from the lowest up.
    pub fn layers(&self) -> &[Layer] {
        &self.0.layers
    }

    /// The size that docker shows: the content of all layers, in bytes.
    pub fn size(&self) -> u64 {
        self.0.layers.iter().map(Layer::content_size).sum()
    }

    /// The file tree after each layer; computed once. Errors if a layer can't be put on those below it.
    pub fn snapshots(&self) -> Result<&[Snapshot], FsError> {
        let apply_all = || {
            let mut trees: Vec<Snapshot> = Vec::new();
            for layer in &self.0.layers {
                let below = trees.last().cloned().unwrap_or_else(Snapshot::empty);
                trees.push(vfs::apply(&below, layer.changes())?);
            }
            Ok(trees)
        };
        self.0.snapshots.get_or_init(apply_all).as_deref().map_err(Clone::clone)
    }

    /// The file tree.
    pub fn rootfs(&self) -> Result<Snapshot, FsError> {
        Ok(self.snapshots()?.last().cloned().unwrap_or_else(Snapshot::empty))
    }

    /// The manifest that a foreign image came with.
    pub fn foreign_manifest(&self) -> Option<&Descriptor> {
        self.0.manifest.as_ref().map(|(descriptor, _)| descriptor)
    }

    /// The manifest with its descriptor. A foreign image's goes out as it came in.
    pub fn manifest(&self, compression: Compression, types: MediaTypes) -> (Descriptor, Blob) {
        if let Some((descriptor, bytes)) = &self.0.manifest {
            return (descriptor.clone(), bytes.clone());
        }
        let (manifest_type, config_type) = match types {
            MediaTypes::Oci => (media::OCI_MANIFEST, media::OCI_CONFIG),
            MediaTypes::Docker => (media::DOCKER_MANIFEST, media::DOCKER_CONFIG),
        };
        let config = Descriptor::new(config_type, self.id(), self.0.config_bytes.len());
        let layers = self.0.layers.iter().map(|layer| typed(layer.descriptor(compression), types)).collect();
        let manifest = Manifest {
            schema_version: 2,
            media_type: manifest_type.to_owned(),
            config,
            layers,
            annotations: Default::default(),
        };
        let bytes = manifest.to_bytes();
        (Descriptor::of(manifest_type, &bytes), Blob::from(bytes))
    }

    /// The same image with the manifest that it came with, as [`Image::manifest`] gives it.
    pub fn with_manifest(&self, descriptor: Descriptor, bytes: Blob) -> Image {
        Image::assemble(
            self.0.config.clone(),
            self.0.config_bytes.clone(),
            self.0.layers.clone(),
            Some((descriptor, bytes)),
        )
    }

    /// The same image with layers taken from elsewhere, which must be equal.
    pub(crate) fn with_layers(&self, layers: Vec<Layer>) -> Image {
        Image(Arc::new(Inner {
            config: self.0.config.clone(),
            config_bytes: self.0.config_bytes.clone(),
            layers,
            manifest: self.0.manifest.clone(),
            snapshots: self.0.snapshots.clone(),
        }))
    }
}

/// A layer's descriptor with the media type that a manifest of these types names it by. Docker's knows no annotations.
fn typed(mut descriptor: Descriptor, types: MediaTypes) -> Descriptor {
    let pairs = [(media::OCI_LAYER, media::DOCKER_LAYER), (media::OCI_LAYER_GZIP, media::DOCKER_LAYER_GZIP)];
    for (oci, docker) in pairs {
        let (from, to) = match types {
            MediaTypes::Oci => (docker, oci),
            MediaTypes::Docker => (oci, docker),
        };
        if descriptor.media_type == from {
            descriptor.media_type = to.to_owned();
        }
    }
    if types == MediaTypes::Docker {
        descriptor.annotations.clear();
    }
    descriptor
}
