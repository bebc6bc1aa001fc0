//! What outlives a session: the project, the images, the cache and the clock, as an index and blobs.
//!
//! The index is a line that names format and version, a length, a JSON document, and the trees that it names by number
//! (see [`vfs::archive`]). File contents, configurations and foreign layers are blobs beside it, by digest. An index is
//! taken in as a whole or not at all.

mod container;
mod layer;

use std::collections::BTreeMap;

use engine::classic::{self, ImagesState};
use engine::{Cache, CacheState};
use oci::{Descriptor, Image, Layer, MediaTypes, Reference, Store};
use serde::{Deserialize, Serialize};
use vfs::{Blob, Digest, Snapshot, Time, archive};

use crate::build::BuildRecord;
use crate::catalog::CatalogPart;
use crate::container::Containers;
use crate::error::Error;
use crate::host::Host;
use crate::hub::Hub;
use crate::images::Notes;
use crate::profile::Profile;
use crate::project::Project;
use container::ContainersState;
use layer::LayerState;

const MAGIC: &[u8] = b"layerlab state ";
const VERSION: u32 = 1;

/// Why a saved state can't be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// These bytes are something else.
    #[error("this is no saved state of Layerlab")]
    Foreign,
    /// Written by a later program.
    #[error("the state is of version {0}, written by a newer Layerlab; this one reads version {VERSION}")]
    Newer(u32),
    /// Not whole, or contradicting itself.
    #[error("the saved state is damaged: {0}")]
    Damaged(String),
    /// A blob that the index names was not given.
    #[error("the saved state lacks a blob: {0}")]
    Missing(Digest),
    /// Nothing is being taken in.
    #[error("no state is being taken in; begin with its index")]
    NotBegun,
}

impl StateError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            StateError::Foreign | StateError::Damaged(_) => "invalid-state",
            StateError::Newer(_) => "newer-state",
            StateError::Missing(_) => "missing-blob",
            StateError::NotBegun => "no-state",
        }
    }
}

/// The JSON document. Trees, layers and blobs are named by number.
#[derive(Serialize, Deserialize)]
struct Document {
    now: (i64, u32),
    /// By its name; a state from before there were profiles has none.
    #[serde(default)]
    profile: String,
    project: usize,
    images: Vec<ImageState>,
    /// Images of the classic builder's steps that are not in the store.
    steps: Vec<ImageState>,
    layers: Vec<LayerState>,
    tags: Vec<(Reference, Digest)>,
    #[serde(default)]
    hub: HubState,
    cache: CacheState,
    /// The first tree of the cache; its others follow.
    cache_trees: usize,
    classic: ImagesState,
    classic_trees: usize,
    /// A state from before there were containers has none.
    #[serde(default)]
    containers: ContainersState,
    /// A state from before the builder had a history has none.
    #[serde(default)]
    builds: Vec<BuildRecord>,
    blobs: Vec<Digest>,
}

/// What registries hold and know.
#[derive(Serialize, Deserialize, Default)]
struct HubState {
    pushed: Vec<(Reference, ImageState)>,
    known: Vec<(Reference, Digest, Digest)>,
    users: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct ImageState {
    /// The configuration's bytes.
    config: Digest,
    layers: Vec<usize>,
    /// The manifest of a foreign image: media type and bytes.
    manifest: Option<(String, Digest)>,
    base_layers: usize,
    instructions: Vec<Option<u32>>,
    /// States of earlier versions have none.
    #[serde(default)]
    lines: Vec<Option<(u32, u32)>>,
}

/// A state as it was last written.
#[derive(Debug, Default)]
pub(crate) struct Saved {
    blobs: BTreeMap<Digest, Blob>,
}

/// A state that is being taken in.
pub(crate) struct Incoming {
    document: Document,
    trees: Vec<u8>,
    blobs: BTreeMap<Digest, Blob>,
}

/// Saved state.
impl Host {
    /// Everything as bytes, but for what [`Host::state_blobs`] names. Those stay available until the next call.
    pub fn state_index(&mut self) -> Vec<u8> {
        let mut writer = Writer::default();
        let project = writer.tree(self.project.tree.clone());
        let images = self.store.images().map(|(id, image)| writer.image(image, self.notes.get(id))).collect();
        let steps = self.classic.iter().filter(|step| self.store.get(&step.id()).is_none());
        let steps = steps.map(|step| writer.image(&step.image, None)).collect();
        let hub = HubState::of(&self.hub, &mut writer);
        let (cache, trees) = self.cache.save();
        let cache_trees = writer.trees.len();
        writer.trees.extend(trees);
        let (classic, trees) = self.classic.save();
        let classic_trees = writer.trees.len();
        writer.trees.extend(trees);
        let containers = writer.containers(&self.containers);
        let borrowed: Vec<&Snapshot> = writer.trees.iter().collect();
        let mut blobs = archive::blobs(&borrowed);
        blobs.extend(writer.blobs);
        let document = Document {
            now: (self.now.secs, self.now.nanos),
            profile: self.profile.name().to_owned(),
            project,
            images,
            steps,
            layers: writer.layers,
            hub,
            tags: self.store.tags().map(|(name, id)| (name.clone(), *id)).collect(),
            cache,
            cache_trees,
            classic,
            classic_trees,
            containers,
            builds: self.builds.clone(),
            blobs: blobs.keys().copied().collect(),
        };
        let json = oci::json::to_vec(&document);
        let mut index = MAGIC.to_vec();
        index.extend(format!("{VERSION}\n").bytes());
        index.extend((json.len() as u64).to_le_bytes());
        index.extend(json);
        index.extend(archive::encode(&borrowed));
        self.saved = Saved { blobs };
        index
    }

    /// The digests of the blobs that belong to the last index.
    #[must_use]
    pub fn state_blobs(&self) -> Vec<Digest> {
        self.saved.blobs.keys().copied().collect()
    }

    /// A blob of the last index.
    #[must_use]
    pub fn blob(&self, digest: &Digest) -> Option<Blob> {
        self.saved.blobs.get(digest).cloned()
    }

    /// Begins to take a state in and returns the digests of the blobs that it needs. Nothing changes yet.
    pub fn import_state(&mut self, index: &[u8]) -> Result<Vec<Digest>, Error> {
        let incoming = Incoming::read(index)?;
        let needed = incoming.document.blobs.clone();
        self.incoming = Some(incoming);
        Ok(needed)
    }

    /// Gives one of the blobs and returns its digest.
    pub fn put_blob(&mut self, bytes: Vec<u8>) -> Result<Digest, Error> {
        let incoming = self.incoming.as_mut().ok_or(StateError::NotBegun)?;
        let blob = Blob::from(bytes);
        let digest = blob.digest();
        incoming.blobs.insert(digest, blob);
        Ok(digest)
    }

    /// Replaces everything by the state that was taken in. If that fails everything stays as it was.
    pub fn finish_import(&mut self) -> Result<(), Error> {
        let containers =
            self.incoming.as_ref().is_some_and(|incoming| incoming.document.containers.are_any());
        if containers {
            // Their processes go on, and may install something.
            self.want(&[CatalogPart::Packages])?;
        }
        let incoming = self.incoming.take().ok_or(StateError::NotBegun)?;
        let restored = incoming.restore()?;
        self.now = self.now.max(restored.now);
        self.profile = restored.profile;
        self.hub = restored.hub;
        self.project = Project { tree: restored.project };
        self.store = restored.store;
        self.notes = restored.notes;
        self.cache = restored.cache;
        self.classic = restored.classic;
        self.containers = restored.containers;
        self.builds = restored.builds;
        Ok(())
    }
}

impl HubState {
    fn of(hub: &Hub, writer: &mut Writer) -> Self {
        HubState {
            pushed: hub
                .pushed
                .iter()
                .map(|(name, image)| (name.clone(), writer.image(image, None)))
                .collect(),
            known: hub.known.iter().map(|((name, id), digest)| (name.clone(), *id, *digest)).collect(),
            users: hub.users.clone(),
        }
    }
}

/// Gathers what the document names by number.
#[derive(Default)]
struct Writer {
    trees: Vec<Snapshot>,
    layers: Vec<LayerState>,
    /// Layers by diff ID and, for foreign ones, the digest of their bytes.
    known: BTreeMap<(Digest, Option<Digest>), usize>,
    blobs: BTreeMap<Digest, Blob>,
}

impl Writer {
    fn tree(&mut self, tree: Snapshot) -> usize {
        self.trees.push(tree);
        self.trees.len() - 1
    }

    fn blob(&mut self, blob: &Blob) -> Digest {
        let digest = blob.digest();
        self.blobs.insert(digest, blob.clone());
        digest
    }

    fn image(&mut self, image: &Image, notes: Option<&Notes>) -> ImageState {
        let manifest = image.foreign_manifest().is_some().then(|| {
            let (descriptor, bytes) = image.manifest(oci::Compression::None, MediaTypes::Oci);
            (descriptor.media_type, self.blob(&bytes))
        });
        ImageState {
            config: self.blob(image.config_bytes()),
            layers: image.layers().iter().map(|layer| self.layer(layer)).collect(),
            manifest,
            base_layers: notes.map_or(0, |notes| notes.base_layers),
            instructions: notes.map(|notes| notes.instructions.clone()).unwrap_or_default(),
            lines: notes.map(|notes| notes.lines.clone()).unwrap_or_default(),
        }
    }

    fn layer(&mut self, layer: &Layer) -> usize {
        let key = (layer.diff_id(), layer.foreign().map(|(descriptor, _)| descriptor.digest));
        if let Some(index) = self.known.get(&key) {
            return *index;
        }
        let state = match layer.foreign() {
            Some((descriptor, bytes)) => LayerState::foreign(layer, descriptor, self.blob(bytes)),
            None => {
                let (state, tree) = LayerState::own(layer, self.trees.len());
                self.trees.push(tree);
                state
            }
        };
        self.layers.push(state);
        self.known.insert(key, self.layers.len() - 1);
        self.layers.len() - 1
    }
}

/// What a document says, made real.
struct Restored {
    now: Time,
    profile: Profile,
    hub: Hub,
    project: Snapshot,
    store: Store,
    notes: BTreeMap<Digest, Notes>,
    cache: Cache,
    classic: classic::Images,
    containers: Containers,
    builds: Vec<BuildRecord>,
}

impl Incoming {
    fn read(index: &[u8]) -> Result<Self, StateError> {
        let damaged = |what: &str| StateError::Damaged(what.to_owned());
        let rest = index.strip_prefix(MAGIC).ok_or(StateError::Foreign)?;
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or(StateError::Foreign)?;
        let (version, rest) = rest.split_at(end);
        let version = std::str::from_utf8(version).ok().and_then(|text| text.parse::<u32>().ok());
        match version.ok_or(StateError::Foreign)? {
            VERSION => {}
            other => return Err(StateError::Newer(other)),
        }
        let (length, rest) =
            rest.get(1..).and_then(|rest| rest.split_first_chunk()).ok_or(damaged("it is cut off"))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| damaged("it is cut off"))?;
        let (json, trees) = rest.split_at_checked(length).ok_or(damaged("it is cut off"))?;
        let document =
            serde_json::from_slice(json).map_err(|error| StateError::Damaged(error.to_string()))?;
        Ok(Incoming { document, trees: trees.to_vec(), blobs: BTreeMap::new() })
    }

    fn restore(self) -> Result<Restored, StateError> {
        let Incoming { document, trees, blobs } = self;
        if let Some(missing) = document.blobs.iter().find(|digest| !blobs.contains_key(digest)) {
            return Err(StateError::Missing(*missing));
        }
        let damaged = |error: &dyn std::fmt::Display| StateError::Damaged(error.to_string());
        let trees = archive::decode(&trees, &mut |digest| blobs.get(digest).cloned())
            .map_err(|error| damaged(&error))?;
        let absent = |what: &str| StateError::Damaged(format!("it names a {what} that is not there"));
        let tree = |index: usize| trees.get(index).cloned().ok_or_else(|| absent("tree"));
        let blob = |digest: &Digest| blobs.get(digest).cloned().ok_or(StateError::Missing(*digest));
        let layers: Vec<Layer> =
            document.layers.iter().map(|layer| layer.restore(&tree, &blob)).collect::<Result<_, _>>()?;
        let image = |state: &ImageState| -> Result<Image, StateError> {
            let own =
                state.layers.iter().map(|index| layers.get(*index).cloned().ok_or_else(|| absent("layer")));
            let own = own.collect::<Result<Vec<_>, _>>()?;
            let image = Image::from_config(blob(&state.config)?, own).map_err(|error| damaged(&error))?;
            let Some((media_type, digest)) = &state.manifest else { return Ok(image) };
            let bytes = blob(digest)?;
            Ok(image.with_manifest(Descriptor::new(media_type, *digest, bytes.len()), bytes))
        };
        let mut store = Store::new();
        let mut notes = BTreeMap::new();
        for state in document.images {
            let id = store.put(image(&state)?);
            let ImageState { base_layers, instructions, lines, .. } = state;
            notes.insert(id, Notes { base_layers, instructions, lines });
        }
        for (name, id) in document.tags {
            store.get(&id).ok_or_else(|| absent("image"))?;
            store.tag(&name, id);
        }
        let hub = Hub {
            pushed: (document.hub.pushed.into_iter())
                .map(|(name, state)| Ok((name, image(&state)?)))
                .collect::<Result<_, StateError>>()?,
            known: document.hub.known.into_iter().map(|(name, id, digest)| ((name, id), digest)).collect(),
            users: document.hub.users,
        };
        let mut steps = BTreeMap::new();
        for state in &document.steps {
            let step = image(state)?;
            steps.insert(step.id(), step);
        }
        let from = |first: usize| trees.get(first..).ok_or_else(|| absent("tree"));
        let cache =
            Cache::load(document.cache, from(document.cache_trees)?).map_err(|error| damaged(&error))?;
        let find = |id: &Digest| steps.get(id).or_else(|| store.get(id)).cloned();
        let classic = classic::Images::load(document.classic, from(document.classic_trees)?, &find);
        let classic = classic.map_err(|error| damaged(&error))?;
        let (secs, nanos) = document.now;
        Ok(Restored {
            now: Time { secs, nanos },
            profile: Profile::find(&document.profile).unwrap_or_default(),
            hub,
            project: tree(document.project)?,
            store,
            notes,
            cache,
            classic,
            containers: document.containers.restore(&tree)?,
            builds: document.builds,
        })
    }
}

#[cfg(test)]
mod tests;
