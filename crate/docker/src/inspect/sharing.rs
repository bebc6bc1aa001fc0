//! Which images and containers hold a layer, and what removing one of them would free.

use std::collections::{BTreeMap, BTreeSet};

use vfs::Digest;

use crate::host::Host;

/// Who holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sharing {
    /// Every layer of the store, in the order in which images stack them.
    pub layers: Vec<SharedLayer>,
    pub images: Vec<ImageShare>,
    pub containers: Vec<ContainerShare>,
}

/// A layer and those who hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLayer {
    pub diff_id: Digest,
    /// Bytes of the files in it.
    pub content: u64,
    /// The instruction that made it, as an image's history has it.
    pub created_by: String,
    /// Ids of the images that hold it.
    pub images: Vec<Digest>,
    /// Ids of the containers that stand on it.
    pub containers: Vec<String>,
}

/// What an image shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageShare {
    pub id: Digest,
    /// As docker shows them; none for a dangling image.
    pub names: Vec<String>,
    /// Bytes of all its layers.
    pub size: u64,
    /// Bytes of those layers that no other image holds: what `docker system df -v` calls the unique size.
    pub unique: u64,
    /// Bytes that are freed when it is removed: nothing while a container stands on it.
    pub freed: u64,
    /// Ids of the containers that stand on it, and keep it.
    pub containers: Vec<String>,
}

/// What a container holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerShare {
    pub id: String,
    pub name: String,
    /// The image that it stands on.
    pub image: Digest,
    /// Bytes of what it wrote itself, which go when it is removed.
    pub freed: u64,
}

impl Host {
    /// Who holds which layers of the store.
    #[must_use]
    pub fn sharing(&self) -> Sharing {
        let containers: Vec<ContainerShare> = self
            .containers
            .all
            .iter()
            .map(|container| ContainerShare {
                id: container.id.clone(),
                name: container.name.clone(),
                image: container.image,
                freed: container.own_size(self.now()),
            })
            .collect();
        let on = |image: &Digest| -> Vec<String> {
            let standing = containers.iter().filter(|container| container.image == *image);
            standing.map(|container| container.id.clone()).collect()
        };
        let holders = self.store.sharing();
        let mut layers = Vec::new();
        let mut listed = BTreeSet::new();
        let mut images = Vec::new();
        for row in self.images() {
            for layer in &row.layers {
                if !listed.insert(layer.diff_id) {
                    continue;
                }
                let images: Vec<Digest> =
                    holders.get(&layer.diff_id).into_iter().flatten().copied().collect();
                layers.push(SharedLayer {
                    diff_id: layer.diff_id,
                    content: layer.content,
                    created_by: layer.created_by.clone(),
                    containers: images.iter().flat_map(&on).collect(),
                    images,
                });
            }
            let unique = unique(&row.layers, &holders);
            let containers = on(&row.id);
            let freed = if containers.is_empty() { unique } else { 0 };
            images.push(ImageShare {
                id: row.id,
                names: row.names,
                size: row.size,
                unique,
                freed,
                containers,
            });
        }
        Sharing { layers, images, containers }
    }
}

/// Bytes of the layers that one image alone holds. A layer that stands twice in it counts once: it is stored once.
fn unique(layers: &[crate::rows::LayerRow], holders: &BTreeMap<Digest, BTreeSet<Digest>>) -> u64 {
    let alone =
        layers.iter().filter(|layer| holders.get(&layer.diff_id).is_some_and(|images| images.len() == 1));
    let sizes: BTreeMap<Digest, u64> = alone.map(|layer| (layer.diff_id, layer.content)).collect();
    sizes.values().sum()
}
