//! A layer: changes, and the bytes that they are shipped as.

use std::sync::{Arc, OnceLock};

use vfs::{Blob, Change, Digest};

use crate::descriptor::{Descriptor, annotation, media};
use crate::error::{ArchiveLimits, Error};
use crate::gzip::Gzip;
use crate::inflate::inflate;
use crate::sealing::{Mark, Sealing};
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
    source: Source,
    /// The entries; those of a foreign layer that was read in an earlier session are unpacked when first asked for.
    changes: OnceLock<Arc<[Change]>>,
    /// Places from which the digest of a layer that begins alike can be taken up.
    marks: Vec<Mark>,
    gzip: OnceLock<Descriptor>,
    content_size: OnceLock<u64>,
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
        Sealing::new(changes, options, None).finish()
    }

    /// The layer that records these changes, if its diff ID and the size of its tar are known already: when a saved
    /// state is read back, or for a modelled image that comes with them.
    pub fn known(changes: Vec<Change>, options: TarOptions, diff_id: Digest, size: u64) -> Layer {
        Layer::assemble(Source::Changes(options), diff_id, size, Some(changes.into()), Vec::new())
    }

    pub(crate) fn sealed(
        changes: Arc<[Change]>,
        options: TarOptions,
        diff_id: Digest,
        size: u64,
        marks: Vec<Mark>,
    ) -> Layer {
        Layer::assemble(Source::Changes(options), diff_id, size, Some(changes), marks)
    }

    fn assemble(
        source: Source,
        diff_id: Digest,
        size: u64,
        changes: Option<Arc<[Change]>>,
        marks: Vec<Mark>,
    ) -> Layer {
        let changes = changes.map_or_else(OnceLock::new, OnceLock::from);
        let (gzip, content_size) = (OnceLock::new(), OnceLock::new());
        Layer(Arc::new(Inner { diff_id, size, source, changes, marks, gzip, content_size }))
    }

    /// A foreign layer as it came: plain, in gzip or in zstd. `label` is what errors call it.
    pub fn read(label: &str, media_type: &str, bytes: Blob, limits: &ArchiveLimits) -> Result<Layer, Error> {
        let content = bytes.bytes();
        let tar = inflate(label, &content, limits)?;
        let changes = unpack(label, &tar, limits)?.into();
        let (diff_id, size) = (Digest::of(&tar), tar.len() as u64);
        Ok(Layer::assemble(foreign(media_type, &bytes), diff_id, size, Some(changes), Vec::new()))
    }

    /// A foreign layer that [`Layer::read`] has read before and that was written down since, with what was found then:
    /// diff ID, bytes of the tar and bytes of the files in it. It is unpacked when its entries are first asked for.
    pub fn read_before(
        media_type: &str,
        bytes: &Blob,
        diff_id: Digest,
        size: u64,
        content_size: u64,
    ) -> Layer {
        let layer = Layer::assemble(foreign(media_type, bytes), diff_id, size, None, Vec::new());
        layer.0.content_size.get_or_init(|| content_size);
        layer
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
        *self.0.content_size.get_or_init(|| content_size(self.changes()))
    }

    pub(crate) fn marks(&self) -> &[Mark] {
        &self.0.marks
    }

    /// The entries.
    pub fn changes(&self) -> &Arc<[Change]> {
        self.0.changes.get_or_init(|| {
            let tar = self.tar();
            // It could be unpacked when it came, and the same bytes can be now.
            unpack("layer", &tar, &ArchiveLimits::STANDARD).unwrap_or_default().into()
        })
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
            Source::Changes(options) => write_layer(self.changes(), *options, out),
            Source::Bytes(_, blob) => {
                // It was inflated once already, within limits.
                out(&inflate("layer", &blob.bytes(), &ArchiveLimits::NONE).unwrap_or_default());
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

fn foreign(media_type: &str, bytes: &Blob) -> Source {
    Source::Bytes(Descriptor::new(media_type, bytes.digest(), bytes.len()), bytes.clone())
}

/// What the files in a layer of these changes weigh, in bytes; a symbolic link weighs as much as what it says, as in the
/// sizes that Docker shows.
pub fn content_size(changes: &[Change]) -> u64 {
    let size = |change: &Change| match (&change.node, &change.link) {
        (Some(node), None) => node.size(),
        _ => 0,
    };
    changes.iter().map(size).sum()
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
