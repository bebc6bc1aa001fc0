//! The images of a host: what names them, what is in their layers, and how they are kept.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use engine::BuildResult;
use oci::archive::{self, Format, SaveOptions};
use oci::{Compression, Image, Layer, MediaTypes, Reference};
use vfs::{Blob, Digest, Follow, Snapshot, VPathBuf};

use crate::catalog::CatalogPart;
use crate::error::Error;
use crate::host::Host;
use crate::rows::{FileChange, ImageMade, ImageRow, LayerRow};

/// The kinds of image archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveFormat {
    /// An OCI layout in a tar.
    Oci,
    /// What `docker save` writes.
    Docker,
}

/// What is known of an image besides itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// How many of its layers came with the image it was built on.
    pub(crate) base_layers: usize,
    /// For each layer, the number of its instruction in the build.
    pub(crate) instructions: Vec<Option<u32>>,
    /// For each layer, the first and last line of that instruction.
    pub(crate) lines: Vec<Option<(u32, u32)>>,
}

impl Host {
    /// Takes in a part of the catalog, where they are no part of the program: calls that need one that is not there fail
    /// with [`Error::NeedsCatalog`], and have changed nothing. The error here is why the bytes are no catalog.
    pub fn load_catalog(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.catalog.load(bytes).map_err(Error::Archive)
    }

    /// Whether a part of the catalog is at hand.
    #[must_use]
    pub fn has_catalog(&self, part: CatalogPart) -> bool {
        self.catalog.has(part)
    }

    /// Fails if one of these parts is not at hand.
    pub(crate) fn want(&self, parts: &[CatalogPart]) -> Result<(), Error> {
        let missing = parts.iter().find(|part| !self.has_catalog(**part));
        missing.map_or(Ok(()), |part| Err(Error::NeedsCatalog(*part)))
    }

    /// The image of the store that a name or an id stands for.
    pub fn image(&self, reference: &str) -> Result<&Image, Error> {
        self.named(reference)
    }

    /// Puts an image into the registry under a name, as its owner would: nobody is asked whether that is allowed, and an
    /// image of the catalog with this name is not found any more.
    pub fn put_in_registry(&mut self, name: &str, image: Image) -> Result<(), Error> {
        let name = Reference::parse(name).map_err(|error| Error::Archive(error.to_string()))?;
        self.hub.pushed.insert(name.with_default_tag(), image);
        Ok(())
    }

    /// All images of the store, the newest first.
    #[must_use]
    pub fn images(&self) -> Vec<ImageRow> {
        let mut rows: Vec<ImageRow> = self.store.images().map(|(_, image)| self.image_row(image)).collect();
        rows.sort_by(|a, b| b.created.cmp(&a.created).then_with(|| a.names.cmp(&b.names)));
        rows
    }

    /// The image of the store that a user's words name.
    pub(crate) fn named(&self, reference: &str) -> Result<&Image, Error> {
        self.find(reference).map_err(Error::NoSuchImage)
    }

    /// The same; the error is in the daemon's words. A digest may be the one by which a registry knows the image.
    pub(crate) fn find(&self, reference: &str) -> Result<&Image, String> {
        if let Some(image) = Reference::parse(reference).ok().and_then(|name| self.resolve(&name)) {
            return Ok(image);
        }
        self.store.find(reference).map_err(|error| error.to_string())
    }

    /// The image of the store that a name stands for; a digest may be the one by which a registry knows it.
    pub(crate) fn resolve(&self, name: &Reference) -> Option<&Image> {
        let known = name.digest.and_then(|digest| {
            let mut known = self.hub.known.iter();
            let repository = name.repository();
            known.find(|((other, _), manifest)| *other == repository && **manifest == digest)
        });
        known.and_then(|((_, id), _)| self.store.get(id)).or_else(|| self.store.resolve(name))
    }

    /// Bytes of all layers of the store, each counted once.
    pub(crate) fn layers_size(&self) -> u64 {
        let layers = self.store.images().flat_map(|(_, image)| image.layers());
        let sizes: BTreeMap<Digest, u64> =
            layers.map(|layer| (layer.diff_id(), layer.content_size())).collect();
        sizes.values().sum()
    }

    pub(crate) fn image_row(&self, image: &Image) -> ImageRow {
        let created = image.config().created.as_deref().and_then(oci::parse_time);
        ImageRow {
            id: image.id(),
            names: self.store.tags_of(&image.id()).iter().map(|name| name.familiar()).collect(),
            size: image.size(),
            created: created.map_or(0, |time| time.secs),
            layers: self.layer_rows(image),
        }
    }

    pub(crate) fn layer_rows(&self, image: &Image) -> Vec<LayerRow> {
        let notes = self.notes.get(&image.id());
        let history = image.config().history.iter().filter(|step| !step.empty_layer);
        let mut created_by = history.map(|step| step.created_by.clone());
        let rows = image.layers().iter().enumerate().map(|(index, layer)| LayerRow {
            diff_id: layer.diff_id(),
            size: layer.tar_size(),
            content: layer.content_size(),
            created_by: created_by.next().unwrap_or_default(),
            from_base: notes.is_some_and(|notes| index < notes.base_layers),
            modelled: self.catalog.holds(&layer.diff_id()),
            instruction: notes.and_then(|notes| notes.instructions.get(index).copied().flatten()),
        });
        rows.collect()
    }

    /// What a layer of the store does, path by path.
    pub fn layer_files(&self, diff_id: &Digest) -> Result<Vec<FileChange>, Error> {
        let (layer, below) = self.layer(diff_id)?;
        let existed = |path: &vfs::VPath| below.lookup(path, Follow::Parent).is_ok();
        let changes = layer.changes().iter();
        Ok(changes.filter_map(|change| FileChange::of(change, existed(&change.path))).collect())
    }

    /// The content of a file that a layer of the store holds.
    pub fn layer_file(&self, diff_id: &Digest, path: &str) -> Result<Blob, Error> {
        let (layer, _) = self.layer(diff_id)?;
        let place = VPathBuf::normalise(path);
        let find = |place: &vfs::VPath| layer.changes().iter().find(|change| &*change.path == place);
        let change = find(&place);
        let change = change.and_then(|change| change.link.as_ref().map_or(Some(change), |link| find(link)));
        let file = change.and_then(|change| change.node.as_ref()).and_then(|node| node.as_file());
        file.map(|file| file.blob.clone()).ok_or_else(|| Error::File {
            path: path.to_owned(),
            error: vfs::FsError::new(&place, vfs::Errno::ENOENT),
        })
    }

    /// The bytes of a layer's tar that describe a path: its header of 512 bytes, and the entries that extend it.
    pub fn layer_header(&self, diff_id: &Digest, path: &str) -> Result<Vec<u8>, Error> {
        let (layer, _) = self.layer(diff_id)?;
        let tar = layer.tar();
        let found = oci::locate(&tar, path).and_then(|range| tar.get(range));
        found.map(<[u8]>::to_vec).ok_or_else(|| Error::File {
            path: path.to_owned(),
            error: vfs::FsError::new(&VPathBuf::normalise(path), vfs::Errno::ENOENT),
        })
    }

    /// A layer with the files below it.
    pub(crate) fn layer(&self, diff_id: &Digest) -> Result<(Layer, Snapshot), Error> {
        for (_, image) in self.store.images() {
            let Some(index) = image.layers().iter().position(|layer| layer.diff_id() == *diff_id) else {
                continue;
            };
            let trees = image.snapshots().map_err(|error| Error::Archive(error.to_string()))?;
            let below = index.checked_sub(1).and_then(|below| trees.get(below)).cloned();
            return Ok((image.layers()[index].clone(), below.unwrap_or_else(Snapshot::empty)));
        }
        Err(Error::NoSuchLayer(diff_id.to_string()))
    }

    /// An image as an archive. Its layers are not compressed, so that the digests in it are those that the host tells.
    pub fn save(&self, reference: &str, format: ArchiveFormat) -> Result<Vec<u8>, Error> {
        let image = self.named(reference)?;
        let names: Vec<Reference> = match Reference::parse(reference) {
            Ok(name) if self.store.resolve(&name).is_some() => vec![name.with_default_tag()],
            _ => Vec::new(),
        };
        let options = match format {
            ArchiveFormat::Oci => (Format::Oci, MediaTypes::Oci),
            ArchiveFormat::Docker => (Format::Docker, MediaTypes::Docker),
        };
        let (format, types) = options;
        let options = SaveOptions { format, compression: Compression::None, types };
        Ok(archive::save(&[(&names, image)], options))
    }

    /// Remembers which layers of an image came from where, and says what was made; nothing if the build made no image.
    pub(crate) fn keep_notes(&mut self, result: &BuildResult, tags: &[Reference]) -> Option<ImageMade> {
        let image = result.image.as_ref()?;
        let notes = Notes {
            base_layers: result.layers.iter().filter(|layer| layer.from_base).count(),
            instructions: result.layers.iter().map(|layer| layer.instruction.map(|id| id.0)).collect(),
            lines: result
                .layers
                .iter()
                .map(|layer| layer.lines.clone().map(RangeInclusive::into_inner))
                .collect(),
        };
        self.notes.insert(image.id(), notes);
        let (manifest, _) = image.manifest(Compression::None, MediaTypes::Oci);
        Some(ImageMade {
            id: image.id(),
            manifest: manifest.digest,
            tags: tags.iter().map(Reference::familiar).collect(),
            size: image.size(),
            layers: self.layer_rows(image),
        })
    }

    /// Puts an image into the store under names. What had a name before is dangling if it has no other.
    pub(crate) fn keep(&mut self, image: &Image, names: &[Reference]) {
        let id = self.store.put(image.clone());
        for name in names {
            self.store.tag(name, id);
        }
    }
}
