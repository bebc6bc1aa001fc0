//! The images of a host: by id, and by name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use vfs::Digest;

use crate::error::Error;
use crate::image::{Image, MediaTypes};
use crate::layer::{Compression, Layer};
use crate::reference::Reference;

/// Images by id and names for them. Equal layers are held once.
#[derive(Debug, Clone, Default)]
pub struct Store {
    images: BTreeMap<Digest, Image>,
    tags: BTreeMap<Reference, Digest>,
    /// The layers in use, by diff ID; of one diff ID there may be several foreign compressions.
    layers: BTreeMap<Digest, Vec<Layer>>,
}

/// What a removal freed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Freed {
    /// The ids of the images that are gone.
    pub images: Vec<Digest>,
    /// The diff IDs of the layers that no image holds any more.
    pub layers: Vec<Digest>,
    /// What those layers' files weighed, in bytes.
    pub bytes: u64,
}

impl Store {
    /// A store without images.
    pub fn new() -> Self {
        Store::default()
    }

    /// Takes an image in and returns its id. An image with this id that is here already stays as it is.
    pub fn put(&mut self, image: Image) -> Digest {
        let id = image.id();
        if !self.images.contains_key(&id) {
            let layers = image.layers().iter().map(|layer| self.share(layer)).collect();
            self.images.insert(id, image.with_layers(layers));
        }
        id
    }

    /// The layer that is held already and equals this one, or else this one, now held.
    fn share(&mut self, layer: &Layer) -> Layer {
        let source = |layer: &Layer| layer.foreign().map(|(descriptor, _)| descriptor.digest);
        let held = self.layers.entry(layer.diff_id()).or_default();
        match held.iter().find(|other| source(other) == source(layer)) {
            Some(other) => other.clone(),
            None => {
                held.push(layer.clone());
                layer.clone()
            }
        }
    }

    /// Names an image; without a tag, `latest` is meant. Returns the id of the image that had the name before.
    pub fn tag(&mut self, reference: &Reference, id: Digest) -> Option<Digest> {
        self.tags.insert(tag_of(reference).into_owned(), id)
    }

    /// Takes a name away and returns the id of the image that had it. The image stays.
    pub fn untag(&mut self, reference: &Reference) -> Option<Digest> {
        self.tags.remove(tag_of(reference).as_ref())
    }

    /// The image of an id.
    pub fn get(&self, id: &Digest) -> Option<&Image> {
        self.images.get(id)
    }

    /// The image that a reference names: by its digest, which may be an image's id or that of its manifest, else by
    /// its tag.
    pub fn resolve(&self, reference: &Reference) -> Option<&Image> {
        match &reference.digest {
            Some(digest) => self.images.get(digest).or_else(|| {
                self.images
                    .values()
                    .find(|image| image.foreign_manifest().is_some_and(|it| it.digest == *digest))
            }),
            None => self.images.get(self.tags.get(tag_of(reference).as_ref())?),
        }
    }

    /// The image that a user's words name, as docker looks it up: a name, an id, or the beginning of an id with or
    /// without `sha256:`. Errors: no such image, or an ambiguous beginning, in docker's words.
    pub fn find(&self, text: &str) -> Result<&Image, Error> {
        let named = Reference::parse(text).ok().and_then(|reference| self.resolve(&reference));
        if let Some(image) = named {
            return Ok(image);
        }
        let prefix = text.strip_prefix("sha256:").unwrap_or(text);
        let matches = |image: &&Image| prefix.len() >= 2 && image.id().hex().starts_with(prefix);
        let mut candidates = self.images.values().filter(matches);
        match (candidates.next(), candidates.next()) {
            (Some(image), None) => Ok(image),
            (Some(_), Some(_)) => Err(Error::NoSuchImage {
                message: format!("multiple IDs found with provided prefix: {prefix}"),
            }),
            _ => {
                let message = match Reference::parse(text) {
                    Ok(reference) => format!("No such image: {}", reference.with_default_tag().familiar()),
                    Err(_) => format!("No such image: {text}"),
                };
                Err(Error::NoSuchImage { message })
            }
        }
    }

    /// All images by id.
    pub fn images(&self) -> impl Iterator<Item = (&Digest, &Image)> {
        self.images.iter()
    }

    /// All names with the ids that they stand for, sorted.
    pub fn tags(&self) -> impl Iterator<Item = (&Reference, &Digest)> {
        self.tags.iter()
    }

    /// The names of an image, sorted.
    pub fn tags_of(&self, id: &Digest) -> Vec<&Reference> {
        self.tags.iter().filter(|(_, tagged)| *tagged == id).map(|(reference, _)| reference).collect()
    }

    /// The images that hold each layer, by diff ID.
    pub fn sharing(&self) -> BTreeMap<Digest, BTreeSet<Digest>> {
        let mut holders: BTreeMap<Digest, BTreeSet<Digest>> = BTreeMap::new();
        for (id, image) in &self.images {
            for layer in image.layers() {
                holders.entry(layer.diff_id()).or_default().insert(*id);
            }
        }
        holders
    }

    /// Removes an image with its names, and the layers that no other image holds.
    pub fn remove(&mut self, id: &Digest) -> Freed {
        self.retain(&mut |other, _| other != id)
    }

    /// Removes the images that have no name and are not in `keep`, and their layers.
    pub fn prune(&mut self, keep: &BTreeSet<Digest>) -> Freed {
        self.retain(&mut |id, tags| !tags.is_empty() || keep.contains(id))
    }

    /// What removing an image would free, without doing it.
    pub fn freed_by(&self, id: &Digest) -> Freed {
        self.clone().remove(id)
    }

    fn retain(&mut self, keep: &mut dyn FnMut(&Digest, &[&Reference]) -> bool) -> Freed {
        let gone: Vec<Digest> =
            self.images.keys().filter(|id| !keep(id, &self.tags_of(id))).copied().collect();
        let mut freed = Freed::default();
        for id in &gone {
            self.images.remove(id);
            self.tags.retain(|_, tagged| tagged != id);
        }
        freed.images = gone;
        let held = self.sharing();
        for (diff_id, layers) in std::mem::take(&mut self.layers) {
            if held.contains_key(&diff_id) {
                self.layers.insert(diff_id, layers);
            } else {
                freed.bytes += layers.first().map_or(0, Layer::content_size);
                freed.layers.push(diff_id);
            }
        }
        freed
    }

    /// The digest of the manifest under which a registry would know an image.
    pub fn manifest_digest(&self, id: &Digest) -> Option<Digest> {
        Some(self.images.get(id)?.manifest(Compression::Gzip, MediaTypes::Oci).0.digest)
    }
}

/// The name under which a tag is held: with its tag, without digest.
fn tag_of(reference: &Reference) -> Cow<'_, Reference> {
    if reference.tag.is_some() && reference.digest.is_none() {
        return Cow::Borrowed(reference);
    }
    Cow::Owned(Reference { digest: None, ..reference.clone() }.with_default_tag())
}
