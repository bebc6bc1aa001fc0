//! The images that the simulated registry holds. All of them are modelled: the files, sizes and settings stand for
//! those of the real image, the bytes are our own. `docs/catalog.md` says how to add one.

mod data;
mod listing;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use oci::{Compression, ContainerConfig, Descriptor, History, ImageConfig, Layer, Manifest, Reference, TarOptions, media};
use serde::Deserialize;
use vfs::{Digest, Snapshot, Time};

use listing::ListingError;

/// A row of `catalog/images.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    /// As a user would type them; the first one is how other entries refer to it.
    names: Vec<String>,
    /// The image whose layers and history come first.
    #[serde(default)]
    from: Option<String>,
    config: ContainerConfig,
    history: Vec<Step>,
}

/// A step of an image's history; with `files`, one that made a layer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Step {
    created: String,
    created_by: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    files: Vec<String>,
}

/// What `catalog/digests.json` says of a layer, so that nothing has to be hashed to know an image.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Known {
    diff_id: Digest,
    size: u64,
}

/// An image of the catalog.
#[derive(Debug, Clone)]
pub(crate) struct Modelled {
    pub(crate) config: ImageConfig,
    pub(crate) manifest: Digest,
    /// From the lowest up, each with the files of the image up to it.
    pub(crate) layers: Vec<(Layer, Snapshot)>,
}

/// Why the catalog's own data makes no image: a mistake in `catalog/`, which its tests find.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CatalogError {
    #[error("catalog: {0}")]
    Json(String),
    #[error("catalog/{file}: {error}")]
    Listing { file: String, error: ListingError },
    #[error("catalog: there is no {0}")]
    Missing(String),
}

/// What a name leads to.
pub(crate) enum Found {
    Image(Arc<Modelled>),
    /// The repository is there, the tag is not.
    NoSuchTag,
    NoSuchRepository,
}

/// All images, read when they are first asked for.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    entries: BTreeMap<String, Arc<Entry>>,
    digests: BTreeMap<String, Known>,
    read: RefCell<BTreeMap<String, Arc<Modelled>>>,
}

impl Catalog {
    pub(crate) fn new() -> Result<Self, CatalogError> {
        let json = |error: serde_json::Error| CatalogError::Json(error.to_string());
        let rows: Vec<Entry> = serde_json::from_str(data::IMAGES).map_err(json)?;
        let digests = serde_json::from_str(data::DIGESTS).map_err(json)?;
        let mut entries = BTreeMap::new();
        for row in rows.into_iter().map(Arc::new) {
            for name in &row.names {
                entries.insert(canonical(name)?, row.clone());
            }
        }
        Ok(Catalog { entries, digests, read: RefCell::default() })
    }

    /// The image behind a name. A digest has to be that of the image's manifest.
    pub(crate) fn find(&self, reference: &Reference) -> Result<Found, CatalogError> {
        let tagged = Reference { digest: None, ..reference.clone() }.with_default_tag();
        let repository = format!("{}:", reference.repository());
        if reference.digest.is_some() && reference.tag.is_none() {
            let names: Vec<&String> = self.entries.keys().filter(|name| name.starts_with(&repository)).collect();
            for name in &names {
                let image = self.image(name)?;
                if Some(image.manifest) == reference.digest {
                    return Ok(Found::Image(image));
                }
            }
            return Ok(if names.is_empty() { Found::NoSuchRepository } else { Found::NoSuchTag });
        }
        let name = tagged.to_string();
        if !self.entries.contains_key(&name) {
            let known = self.entries.keys().any(|name| name.starts_with(&repository));
            return Ok(if known { Found::NoSuchTag } else { Found::NoSuchRepository });
        }
        let image = self.image(&name)?;
        let other = reference.digest.is_some_and(|digest| digest != image.manifest);
        Ok(if other { Found::NoSuchTag } else { Found::Image(image) })
    }

    fn image(&self, name: &str) -> Result<Arc<Modelled>, CatalogError> {
        if let Some(image) = self.read.borrow().get(name) {
            return Ok(image.clone());
        }
        let entry = self.entries.get(name).ok_or_else(|| CatalogError::Missing(name.to_owned()))?.clone();
        let image = Arc::new(self.make(&entry)?);
        for name in &entry.names {
            self.read.borrow_mut().insert(canonical(name)?, image.clone());
        }
        Ok(image)
    }

    fn make(&self, entry: &Entry) -> Result<Modelled, CatalogError> {
        let base = entry.from.as_ref().map(|name| self.image(&canonical(name)?)).transpose()?;
        let mut config = ImageConfig::new("linux", "amd64", "");
        let mut layers = Vec::new();
        if let Some(base) = base {
            config.history.clone_from(&base.config.history);
            config.rootfs.diff_ids.clone_from(&base.config.rootfs.diff_ids);
            layers.clone_from(&base.layers);
        }
        config.config.clone_from(&entry.config);
        for (index, step) in entry.history.iter().enumerate() {
            config.created = Some(step.created.clone());
            config.history.push(History {
                created: Some(step.created.clone()),
                created_by: step.created_by.clone(),
                comment: step.comment.clone(),
                empty_layer: step.files.is_empty(),
                ..History::default()
            });
            if !step.files.is_empty() {
                let key = layer_key(entry, index);
                let known = *self.digests.get(&key).ok_or(CatalogError::Missing(format!("digest of {key}")))?;
                let before = layers.last().map_or_else(Snapshot::empty, |(_, tree): &(Layer, Snapshot)| tree.clone());
                let after = step.apply(&before)?;
                let changes = vfs::diff(&before, &after);
                layers.push((Layer::known(changes, TarOptions::BUILDKIT, known.diff_id, known.size), after));
                config.rootfs.diff_ids.push(known.diff_id);
            }
        }
        let manifest = Digest::of(&manifest(&config, &layers).to_bytes());
        Ok(Modelled { config, manifest, layers })
    }
}

impl Step {
    fn apply(&self, before: &Snapshot) -> Result<Snapshot, CatalogError> {
        let time = oci::parse_time(&self.created).ok_or_else(|| CatalogError::Json(self.created.clone()))?;
        let mut tree = before.edit();
        for file in &self.files {
            let text = data::listing(file).ok_or_else(|| CatalogError::Missing(file.clone()))?;
            listing::apply(text, &mut tree, Time::from_secs(time.secs))
                .map_err(|error| CatalogError::Listing { file: file.clone(), error })?;
        }
        Ok(tree.freeze())
    }
}

/// The manifest that the registry would send. Its layers are not compressed: what a compressor makes may differ from
/// one of its versions to the next, and the digest must not.
fn manifest(config: &ImageConfig, layers: &[(Layer, Snapshot)]) -> Manifest {
    Manifest {
        schema_version: 2,
        media_type: media::OCI_MANIFEST.to_owned(),
        config: Descriptor::of(media::OCI_CONFIG, &config.to_bytes()),
        layers: layers
            .iter()
            .map(|(layer, _)| Descriptor::new(media::OCI_LAYER, layer.diff_id(), layer.tar_size()))
            .collect(),
        annotations: BTreeMap::new(),
    }
}

/// How `digests.json` calls the layer of a step.
fn layer_key(entry: &Entry, step: usize) -> String {
    format!("{} {}", entry.names.first().map_or("", String::as_str), step)
}

fn canonical(name: &str) -> Result<String, CatalogError> {
    let reference = Reference::parse(name).map_err(|error| CatalogError::Json(format!("{name}: {error}")))?;
    Ok(reference.with_default_tag().to_string())
}

#[cfg(test)]
mod tests;
