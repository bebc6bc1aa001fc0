//! A layer: changes, and the bytes that they are shipped as.

use std::sync::{Arc, OnceLock};

use vfs::{Blob, Change, Digest, Hasher, Kind};

use crate::descriptor::{Descriptor, annotation, media};
use crate::error::{ArchiveLimits, Error};
use crate::gzip::{self, Gzip};
use crate::tar::{TarOptions, unpack, write_layer};

/// A layer of an image. A clone is a reference.
///
/// Our own layers keep no bytes: they are written anew from the changes whenever they are wanted, so that a modelled
/// image of many megabytes costs nothing until it is saved. Foreign layers keep the bytes that they came in.
#[derive(Debug, Clone)]
pub struct Layer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    diff_id: Digest,
    size: u64,
    changes: Arc<[Change]>,
    source: Source,
    gzip: OnceLock<Descriptor>,
}

#[derive(Debug)]
enum Source {
    Changes(TarOptions),
    Bytes(Descriptor, Blob),
}

/// How a layer is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// As it is.
    None,
    /// In gzip, as BuildKit does if nothing else is asked for.
    Gzip,
}

impl Layer {
    /// The layer that records these changes.
    pub fn new(changes: Vec<Change>, options: TarOptions) -> Layer {
        let mut hasher = Hasher::new();
        let mut size = 0;
        write_layer(&changes, options, &mut |bytes| {
            hasher.update(bytes);
            size += bytes.len() as u64;
        });
        Layer::known(changes, options, hasher.finish(), size)
    }

    /// The layer that records these changes, if its diff ID and the size of its tar are known already: when a saved
    /// state is read back, or for a modelled image that comes with them.
    pub fn known(changes: Vec<Change>, options: TarOptions, diff_id: Digest, size: u64) -> Layer {
        let source = Source::Changes(options);
        Layer(Arc::new(Inner { diff_id, size, changes: changes.into(), source, gzip: OnceLock::new() }))
    }

    /// A foreign layer as it came: plain or in gzip. `label` is what errors call it.
    pub fn read(label: &str, media_type: &str, bytes: Blob, limits: &ArchiveLimits) -> Result<Layer, Error> {
        let content = bytes.bytes();
        let tar = match () {
            () if gzip::is_gzip(&content) => gzip::gunzip(label, &content, limits)?.into(),
            () if content.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                return Err(Error::malformed(label, "zstd layers are not supported"));
            }
            () => content.clone(),
        };
        let changes = unpack(label, &tar, limits)?.into();
        let (diff_id, size) = (Digest::of(&tar), tar.len() as u64);
        let descriptor = Descriptor::new(media_type, bytes.digest(), bytes.len());
        let source = Source::Bytes(descriptor, bytes.clone());
        Ok(Layer(Arc::new(Inner { diff_id, size, changes, source, gzip: OnceLock::new() })))
    }

    /// The digest of the uncompressed tar.
    pub fn diff_id(&self) -> Digest {
        self.0.diff_id
    }

    /// The length of the uncompressed tar in bytes.
    pub fn tar_size(&self) -> u64 {
        self.0.size
    }

    /// What the files in it weigh: the size that docker shows, in bytes.
    pub fn content_size(&self) -> u64 {
        let size = |change: &Change| match (&change.node, &change.link) {
            (Some(node), None) if matches!(node.kind, Kind::File(_)) => node.size(),
            _ => 0,
        };
        self.0.changes.iter().map(size).sum()
    }

    /// The entries.
    pub fn changes(&self) -> &Arc<[Change]> {
        &self.0.changes
    }

    /// The bytes of a foreign layer, as they came, with their descriptor.
    pub fn foreign(&self) -> Option<(&Descriptor, &Blob)> {
        match &self.0.source {
            Source::Changes(_) => None,
            Source::Bytes(descriptor, blob) => Some((descriptor, blob)),
        }
    }

    /// How the layer is written from its changes; `None` for a foreign one.
    pub fn options(&self) -> Option<TarOptions> {
        match &self.0.source {
            Source::Changes(options) => Some(*options),
            Source::Bytes(..) => None,
        }
    }

    /// Writes the uncompressed tar, in pieces.
    pub fn write_tar(&self, out: &mut dyn FnMut(&[u8])) {
        match &self.0.source {
            Source::Changes(options) => write_layer(&self.0.changes, *options, out),
            Source::Bytes(_, blob) => {
                let content = blob.bytes();
                match gzip::is_gzip(&content) {
                    // It was inflated once already, within limits.
                    true => out(&gzip::gunzip("layer", &content, &ArchiveLimits::NONE).unwrap_or_default()),
                    false => out(&content),
                }
            }
        }
    }

    /// The uncompressed tar.
    pub fn tar(&self) -> Vec<u8> {
        let mut tar = Vec::with_capacity(usize::try_from(self.0.size).unwrap_or(0));
        self.write_tar(&mut |bytes| tar.extend_from_slice(bytes));
        tar
    }

    /// The layer as it is shipped, with its OCI descriptor. A foreign layer stays as it came, whatever is asked for.
    pub fn blob(&self, compression: Compression) -> (Descriptor, Blob) {
        match (&self.0.source, compression) {
            (Source::Bytes(descriptor, blob), _) => (descriptor.clone(), blob.clone()),
            (Source::Changes(_), Compression::None) => {
                let descriptor = Descriptor::new(media::OCI_LAYER, self.0.diff_id, self.0.size);
                (self.annotated(descriptor), Blob::from(self.tar()))
            }
            (Source::Changes(_), Compression::Gzip) => {
                let bytes = self.gzipped();
                let descriptor = self.0.gzip.get_or_init(|| Descriptor::of(media::OCI_LAYER_GZIP, &bytes));
                (self.annotated(descriptor.clone()), Blob::from(bytes))
            }
        }
    }

    /// The descriptor of the layer as it is shipped. Compressing is remembered, the bytes are not.
    pub fn descriptor(&self, compression: Compression) -> Descriptor {
        match (self.0.gzip.get(), &self.0.source, compression) {
            (Some(descriptor), Source::Changes(_), Compression::Gzip) => self.annotated(descriptor.clone()),
            (_, Source::Changes(_), Compression::None) => {
                self.annotated(Descriptor::new(media::OCI_LAYER, self.0.diff_id, self.0.size))
            }
            _ => self.blob(compression).0,
        }
    }

    fn gzipped(&self) -> Vec<u8> {
        let mut gzip = Gzip::default();
        self.write_tar(&mut |bytes| gzip.update(bytes));
        gzip.finish()
    }

    /// BuildKit notes on a layer whose times it clamped, to when.
    fn annotated(&self, mut descriptor: Descriptor) -> Descriptor {
        if let Some(clamp) = self.options().and_then(|options| options.clamp) {
            descriptor.annotations.insert(annotation::REWRITTEN_TIMESTAMP.to_owned(), clamp.to_string());
        }
        descriptor
    }
}

/// The chain IDs of a stack of layers, from the lowest up: each names the layer together with all below it.
pub fn chain_ids(diff_ids: &[Digest]) -> Vec<Digest> {
    let mut chain: Option<Digest> = None;
    let extend = |diff_id: &Digest| {
        let id = match chain {
            None => *diff_id,
            Some(below) => Digest::of(format!("{below} {diff_id}").as_bytes()),
        };
        chain = Some(id);
        id
    };
    diff_ids.iter().map(extend).collect()
}
