//! The images that the simulated registry holds. All of them are modelled: the files, sizes and settings stand for
//! those of the real image, the bytes are our own. `docs/catalog.md` says how to add one.

mod data;
mod listing;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oci::{
    Compression, ContainerConfig, History, Image, ImageConfig, Layer, MediaTypes, Reference, TarOptions,
};
use serde::Deserialize;
use vfs::{Digest, Snapshot, Time};

pub use data::CatalogPart;
use data::Texts;
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
    /// Names of listings, each with the values that stand for its `$NAMES`: `node/node.txt version=22.21.1`.
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
    pub(crate) image: Image,
    pub(crate) manifest: Digest,
    /// All files.
    rootfs: Snapshot,
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
#[derive(Debug)]
pub(crate) struct Catalog {
    /// A mistake in the data shows when an image is asked for.
    rows: OnceCell<Result<Rows, CatalogError>>,
    read: RefCell<BTreeMap<String, Arc<Modelled>>>,
    texts: Texts,
}

/// What the data files say.
#[derive(Debug)]
struct Rows {
    /// By full name.
    entries: BTreeMap<String, Arc<Entry>>,
    digests: BTreeMap<String, Known>,
    /// The diff IDs among them.
    layers: BTreeSet<Digest>,
}

impl Rows {
    fn read(texts: &Texts) -> Result<Self, CatalogError> {
        let text = |name: &str| texts.text(name).ok_or_else(|| CatalogError::Missing(name.to_owned()));
        let json = |error: serde_json::Error| CatalogError::Json(error.to_string());
        let rows: Vec<Entry> = serde_json::from_str(text(data::IMAGES)?).map_err(json)?;
        let digests: BTreeMap<String, Known> = serde_json::from_str(text(data::DIGESTS)?).map_err(json)?;
        let layers = digests.values().map(|known| known.diff_id).collect();
        let mut entries = BTreeMap::new();
        for row in rows.into_iter().map(Arc::new) {
            for name in &row.names {
                entries.insert(canonical(name)?, row.clone());
            }
        }
        Ok(Rows { entries, digests, layers })
    }
}

impl Catalog {
    pub(crate) fn new() -> Self {
        Catalog { rows: OnceCell::new(), read: RefCell::default(), texts: Texts::default() }
    }

    /// Takes in the index or a part.
    pub(crate) fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.texts.load(bytes)?;
        // What was read before has no files, and what failed for want of the index is tried again.
        self.read.take();
        if self.rows.get().is_some_and(Result::is_err) {
            self.rows.take();
        }
        Ok(())
    }

    /// Whether a part is at hand. Without their files, the settings, sizes and digests of images are known all the same.
    pub(crate) fn has(&self, part: CatalogPart) -> bool {
        self.texts.has(part)
    }

    pub(crate) fn packages(&self) -> shell::Packages {
        self.texts.packages()
    }

    fn rows(&self) -> Result<&Rows, CatalogError> {
        self.rows.get_or_init(|| Rows::read(&self.texts)).as_ref().map_err(Clone::clone)
    }

    /// Whether a layer belongs to a modelled image.
    pub(crate) fn holds(&self, diff_id: &Digest) -> bool {
        self.rows().is_ok_and(|rows| rows.layers.contains(diff_id))
    }

    /// The image behind a name. A digest has to be that of the image's manifest.
    pub(crate) fn find(&self, reference: &Reference) -> Result<Found, CatalogError> {
        if let (None, Some(tag)) = (reference.digest, &reference.tag) {
            let name = [&reference.domain, "/", &reference.path, ":", tag].concat();
            if let Some(image) = self.read.borrow().get(&name) {
                return Ok(Found::Image(image.clone()));
            }
        }
        let entries = &self.rows()?.entries;
        let repository = format!("{}/{}:", reference.domain, reference.path);
        let tags =
            || entries.range(repository.clone()..).take_while(|(name, _)| name.starts_with(&repository));
        let absent = || if tags().next().is_some() { Found::NoSuchTag } else { Found::NoSuchRepository };
        if reference.digest.is_some() && reference.tag.is_none() {
            for (name, _) in tags() {
                let image = self.image(name)?;
                if Some(image.manifest) == reference.digest {
                    return Ok(Found::Image(image));
                }
            }
            return Ok(absent());
        }
        let name = format!("{repository}{}", reference.tag.as_deref().unwrap_or("latest"));
        if !entries.contains_key(&name) {
            return Ok(absent());
        }
        let image = self.image(&name)?;
        let other = reference.digest.is_some_and(|digest| digest != image.manifest);
        Ok(if other { Found::NoSuchTag } else { Found::Image(image) })
    }

    /// The names of all repositories, as a user types them.
    pub(crate) fn repositories(&self) -> Vec<String> {
        let rows = self.rows().into_iter().flat_map(|rows| rows.entries.keys());
        let names = rows.filter_map(|name| Reference::parse(name).ok());
        let mut names: Vec<String> = names.map(|name| name.familiar_name()).collect();
        names.dedup();
        names
    }

    /// Whether any image comes from a registry.
    pub(crate) fn has_registry(&self, domain: &str) -> bool {
        let mut names = self.rows().into_iter().flat_map(|rows| rows.entries.keys());
        names.any(|name| name.strip_prefix(domain).is_some_and(|rest| rest.starts_with('/')))
    }

    /// The names of a repository's images with their tags.
    pub(crate) fn tags(&self, repository: &Reference) -> Vec<Reference> {
        let prefix = format!("{repository}:");
        let rows = self.rows().into_iter().flat_map(|rows| rows.entries.keys());
        rows.filter(|name| name.starts_with(&prefix)).filter_map(|name| Reference::parse(name).ok()).collect()
    }

    /// The layers of all images of a repository.
    pub(crate) fn layers(&self, repository: &Reference) -> Vec<Digest> {
        let images = self.tags(repository).into_iter().filter_map(|name| self.image(&name.to_string()).ok());
        images.flat_map(|found| found.image.layers().iter().map(Layer::diff_id).collect::<Vec<_>>()).collect()
    }

    fn image(&self, name: &str) -> Result<Arc<Modelled>, CatalogError> {
        if let Some(image) = self.read.borrow().get(name) {
            return Ok(image.clone());
        }
        let entry =
            self.rows()?.entries.get(name).ok_or_else(|| CatalogError::Missing(name.to_owned()))?.clone();
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
        let mut tree = Snapshot::empty();
        if let Some(base) = base {
            config.history.clone_from(&base.image.config().history);
            layers.extend_from_slice(base.image.layers());
            tree = base.rootfs.clone();
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
                let digests = &self.rows()?.digests;
                let known = *digests.get(&key).ok_or(CatalogError::Missing(format!("digest of {key}")))?;
                let after = if self.has(CatalogPart::Images) {
                    step.apply(&self.texts, &tree)?
                } else {
                    tree.clone()
                };
                let changes = vfs::diff(&tree, &after);
                layers.push(Layer::known(changes, TarOptions::BUILDKIT, known.diff_id, known.size));
                tree = after;
            }
        }
        let image = Image::new(config, layers);
        // Not compressed: what a compressor makes may differ from one of its versions to the next, a digest must not.
        let (manifest, _) = image.manifest(Compression::None, MediaTypes::Oci);
        Ok(Modelled { image, manifest: manifest.digest, rootfs: tree })
    }
}

impl Step {
    fn apply(&self, texts: &Texts, before: &Snapshot) -> Result<Snapshot, CatalogError> {
        let time = oci::parse_time(&self.created).ok_or_else(|| CatalogError::Json(self.created.clone()))?;
        let mut tree = before.edit();
        for file in &self.files {
            let (name, values) = file.split_once(' ').unwrap_or((file, ""));
            let text = texts.text(name).ok_or_else(|| CatalogError::Missing(name.to_owned()))?;
            listing::apply(&listing::fill(text, values), &mut tree, Time::from_secs(time.secs))
                .map_err(|error| CatalogError::Listing { file: file.clone(), error })?;
        }
        Ok(tree.freeze())
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
