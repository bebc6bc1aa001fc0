//! Which image stands for a step: among all images of the host, or with `--cache-from` among a few.

use std::sync::Arc;

use oci::Image;
use vfs::Digest;

use super::config::RunConfig;
use super::image::{self, StepImage};
use super::images::Images;

/// Where cached images are looked for.
#[derive(Debug, Clone)]
pub(super) enum Prober {
    /// Nowhere: `--no-cache`.
    Off,
    /// Among all images of the host.
    Local,
    /// Among the ancestors of these images and what their histories tell: `--cache-from`.
    From(Vec<Image>),
}

impl Prober {
    /// The image that stands for a step made on `below`.
    pub(super) fn probe(
        &mut self,
        images: &mut Images,
        below: Option<&Arc<StepImage>>,
        config: &RunConfig,
    ) -> Option<Arc<StepImage>> {
        let parent = below.map(|image| image.id());
        match self {
            Self::Off => None,
            Self::Local => images.probe(parent, config).cloned(),
            Self::From(sources) => {
                let local = images.probe(parent, config).cloned();
                let ours = |id: Digest| sources.iter().any(|source| images.descends(&source.id(), &id));
                match local {
                    Some(image) if ours(image.id()) => Some(image),
                    _ => from_history(sources, images, below, config),
                }
            }
        }
    }
}

/// The step that comes next in the history of a named image, if that image starts like `below`.
fn from_history(
    sources: &mut Vec<Image>,
    images: &mut Images,
    below: Option<&Arc<StepImage>>,
    config: &RunConfig,
) -> Option<Arc<StepImage>> {
    let length = below.map_or(0, |image| image.image.config().history.len());
    let next = |source: &&Image| {
        starts_like(source, below.map(|image| &image.image))
            && source
                .config()
                .history
                .get(length)
                .is_some_and(|entry| entry.created_by == config.created_by())
    };
    let target = sources.iter().find(next)?.clone();
    let parent = below.map(|image| image.id());
    if target.config().history.len() == length + 1 {
        images.set_parent(&target.id(), parent);
        if let Some(known) = images.get(&target.id()) {
            return Some(known.clone());
        }
        return Some(images.insert(step(target, parent, below, RunConfig::default())?));
    }
    let restored = image::restored(below.map(|image| &image.image), &target, config).ok()?;
    *sources = vec![target];
    Some(images.insert(step(restored, parent, below, RunConfig::default())?))
}

fn step(
    image: Image,
    parent: Option<Digest>,
    below: Option<&Arc<StepImage>>,
    container_config: RunConfig,
) -> Option<StepImage> {
    Some(StepImage {
        number: crate::cache::RecordId(0),
        created: image.config().created.as_deref().and_then(oci::parse_time).unwrap_or_default(),
        rootfs: image.rootfs().ok()?,
        image,
        parent,
        container_config,
        modelled: below.is_some_and(|image| image.modelled),
        origin: Arc::default(),
    })
}

/// Whether history and layers of `image` begin with those of `below` and go on.
fn starts_like(image: &Image, below: Option<&Image>) -> bool {
    let Some(below) = below else { return !image.config().history.is_empty() };
    let (all, first) = (image.config(), below.config());
    all.history.len() > first.history.len()
        && all.history.starts_with(&first.history)
        && all.rootfs.diff_ids.starts_with(&first.rootfs.diff_ids)
}
