//! The images that steps made: the classic builder has no other cache.

use std::collections::BTreeMap;
use std::sync::Arc;

use vfs::Digest;

use super::config::RunConfig;
use super::image::StepImage;
use crate::cache::RecordId;

/// How many removed images are remembered, so that a miss can be explained by their removal.
const REMEMBERED: usize = 1024;

/// The images that steps made, those that are the parents of others included, by id.
///
/// A host that removes an image removes it here too. Images that only came with a registry or an archive are not here.
#[derive(Debug, Clone, Default)]
pub struct Images {
    pub(super) images: BTreeMap<Digest, Arc<StepImage>>,
    /// Parent and text of images that are gone, the oldest first.
    pub(super) removed: Vec<(Option<Digest>, String)>,
    pub(super) next: u64,
}

impl Images {
    /// No images.
    pub fn new() -> Self {
        Self::default()
    }

    /// The image of an id.
    pub fn get(&self, id: &Digest) -> Option<&Arc<StepImage>> {
        self.images.get(id)
    }

    /// All images by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<StepImage>> {
        self.images.values()
    }

    /// The images that were made on top of one, or on `scratch`, by id.
    pub fn children(&self, parent: Option<Digest>) -> impl Iterator<Item = &Arc<StepImage>> {
        self.images.values().filter(move |image| image.parent == parent)
    }

    /// Takes an image away: from now on its step misses. Tells whether it was here.
    pub fn remove(&mut self, id: &Digest) -> bool {
        let Some(image) = self.images.remove(id) else { return false };
        if self.removed.len() == REMEMBERED {
            self.removed.remove(0);
        }
        self.removed.push((image.parent, image.created_by()));
        true
    }

    /// Takes an image in, as one read back from a saved state; its number is given here.
    pub fn insert(&mut self, mut image: StepImage) -> Arc<StepImage> {
        image.number = RecordId(self.next);
        self.next += 1;
        let image = Arc::new(image);
        self.images.insert(image.id(), image.clone());
        image
    }

    /// The image that stands for a step: made on the same image by a container with the same configuration. Of
    /// several, the newest.
    pub fn probe(&self, parent: Option<Digest>, config: &RunConfig) -> Option<&Arc<StepImage>> {
        self.children(parent)
            .filter(|image| image.container_config.same_step(config))
            .max_by_key(|image| (image.created, image.number))
    }

    /// The number that the next image gets.
    pub(super) fn next_number(&self) -> RecordId {
        RecordId(self.next)
    }

    /// Whether an image that would have stood for a step was removed.
    pub(super) fn was_removed(&self, parent: Option<Digest>, text: &str) -> bool {
        self.removed.iter().any(|(other, removed)| *other == parent && removed == text)
    }

    /// Whether `ancestor` is among the images that `id` was made on.
    pub(super) fn descends(&self, id: &Digest, ancestor: &Digest) -> bool {
        let parent = |image: &Arc<StepImage>| image.parent.and_then(|id| self.images.get(&id));
        std::iter::successors(self.images.get(id), |image| parent(image))
            .any(|image| image.parent.as_ref() == Some(ancestor))
    }

    /// Gives an image another parent, as `--cache-from` does when it takes over the last step of a named image.
    pub(super) fn set_parent(&mut self, id: &Digest, parent: Option<Digest>) {
        if let Some(image) = self.images.get_mut(id) {
            Arc::make_mut(image).parent = parent;
        }
    }
}
