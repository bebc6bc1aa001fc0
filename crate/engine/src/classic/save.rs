//! Writing the images of steps down and reading them back. The images themselves and the trees that they were copied
//! from are written apart, so that what they share with others stays shared.

use std::sync::Arc;

use oci::Image;
use serde::{Deserialize, Serialize};
use vfs::{Digest, Snapshot, VPathBuf};

use super::config::RunConfig;
use super::image::{StepImage, StepOrigin};
use super::images::Images;
use crate::cache::{Accesses, RecordId, StateError};

/// What is known about the images of steps besides the images. Its JSON form may change between versions; what can't
/// be read is refused.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ImagesState {
    images: Vec<StepState>,
    removed: Vec<(Option<Digest>, String)>,
    next: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StepState {
    id: Digest,
    number: u64,
    parent: Option<Digest>,
    modelled: bool,
    instruction: String,
    #[serde(default)]
    written: String,
    base: String,
    position: u32,
    args: Vec<(String, String)>,
    /// Number of the tree that was copied from, and the paths in it.
    source: Option<(usize, Vec<String>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<Accesses>,
}

/// The part of an image's configuration that only the classic builder writes.
#[derive(Deserialize)]
struct Container {
    #[serde(default)]
    container_config: RunConfig,
}

impl Images {
    /// All that is to be written down besides the images of [`Images::iter`]: a value, and the trees that it names by
    /// number.
    pub fn save(&self) -> (ImagesState, Vec<Snapshot>) {
        let mut trees: Vec<Snapshot> = Vec::new();
        let mut tree = |snapshot: &Snapshot| match trees.iter().position(|known| known.ptr_eq(snapshot)) {
            Some(index) => index,
            None => {
                trees.push(snapshot.clone());
                trees.len() - 1
            }
        };
        let images = self.iter().map(|image| {
            let origin = &image.origin;
            let source = origin.source.as_ref().map(|(snapshot, paths)| {
                (tree(snapshot), paths.iter().map(ToString::to_string).collect::<Vec<String>>())
            });
            StepState {
                id: image.id(),
                number: image.number.0,
                parent: image.parent,
                modelled: image.modelled,
                instruction: origin.instruction.clone(),
                written: origin.written.clone(),
                base: origin.base.clone(),
                position: origin.position,
                args: origin.args.clone(),
                source,
                trace: origin.trace.as_deref().cloned(),
            }
        });
        let images = images.collect();
        (ImagesState { images, removed: self.removed.clone(), next: self.next }, trees)
    }

    /// What was written down, with its trees in the same order and the images by id. Errors if one of either is
    /// missing or can't be read.
    pub fn load(
        state: ImagesState,
        trees: &[Snapshot],
        image: &dyn Fn(&Digest) -> Option<Image>,
    ) -> Result<Self, StateError> {
        let mut images = Self { removed: state.removed, next: state.next, ..Self::default() };
        for step in state.images {
            let id = step.id;
            let found = image(&id).ok_or_else(|| damaged(format!("image {id} is not there")))?;
            images.images.insert(id, Arc::new(step.restore(found, trees)?));
        }
        Ok(images)
    }
}

fn damaged(what: String) -> StateError {
    StateError { message: format!("the saved images of steps: {what}") }
}

impl StepState {
    fn restore(self, image: Image, trees: &[Snapshot]) -> Result<StepImage, StateError> {
        let bytes = image.config_bytes().bytes();
        let container: Container = oci::json::from_slice("image config", &bytes)
            .map_err(|error| damaged(format!("image {}: {error}", self.id)))?;
        drop(bytes);
        let source = match self.source {
            None => None,
            Some((number, paths)) => {
                let tree = trees.get(number).ok_or_else(|| damaged(format!("tree {number} is not there")))?;
                Some((tree.clone(), paths.iter().map(|path| VPathBuf::normalise(path)).collect()))
            }
        };
        Ok(StepImage {
            number: RecordId(self.number),
            created: image.config().created.as_deref().and_then(oci::parse_time).unwrap_or_default(),
            rootfs: image.rootfs().map_err(|error| damaged(format!("image {}: {error}", self.id)))?,
            image,
            parent: self.parent,
            container_config: container.container_config,
            modelled: self.modelled,
            origin: Arc::new(StepOrigin {
                instruction: self.instruction,
                written: self.written,
                base: self.base,
                position: self.position,
                args: self.args,
                source,
                trace: self.trace.map(Arc::new),
            }),
        })
    }
}
