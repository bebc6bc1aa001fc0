//! What registries hold besides the catalog: images that were pushed, and under which digests images are known.

use std::collections::{BTreeMap, BTreeSet};

use oci::{Compression, Image, MediaTypes, Reference};
use vfs::Digest;

use crate::container::Status;
use crate::host::Host;

/// The simulated registries, all of them in one: a name's first part says which one is meant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hub {
    /// By full name with its tag.
    pub(crate) pushed: BTreeMap<Reference, Image>,
    /// The digest of the manifest by which a repository knows an image of the store.
    pub(crate) known: BTreeMap<(Reference, Digest), Digest>,
    /// Who is logged in, by registry.
    pub(crate) users: BTreeMap<String, String>,
}

impl Hub {
    /// An image that was pushed under this name.
    pub(crate) fn find(&self, reference: &Reference) -> Option<&Image> {
        match reference.digest {
            None => self.pushed.get(&reference.clone().with_default_tag()),
            Some(digest) => {
                let repository = reference.repository();
                let mut inside = self.pushed.iter().filter(|(name, _)| name.repository() == repository);
                inside.find(|(_, image)| manifest(image) == digest).map(|(_, image)| image)
            }
        }
    }

    /// Whether the registry takes an image under this name: the official images are nobody's, and a namespace of the
    /// Docker Hub is its owner's. Who is not logged in passes for the owner.
    pub(crate) fn may_push(&self, name: &Reference) -> bool {
        let owner = name.path.split('/').next().unwrap_or_default();
        name.domain != "docker.io"
            || (owner != "library" && self.users.get("docker.io").is_none_or(|user| user == owner))
    }

    /// The layers that a repository holds.
    pub(crate) fn layers(&self, repository: &Reference) -> BTreeSet<Digest> {
        let inside = self.pushed.iter().filter(|(name, _)| name.repository() == *repository);
        inside.flat_map(|(_, image)| image.layers().iter().map(oci::Layer::diff_id)).collect()
    }
}

/// Why a registry can't be reached. There is the Docker Hub, and one at port 5000 of this machine.
pub(crate) fn unreachable(name: &Reference) -> Option<String> {
    let domain = &name.domain;
    match domain.split_once(':') {
        _ if domain == "docker.io" || domain == "localhost:5000" => None,
        Some(("localhost" | "127.0.0.1", port)) => Some(format!(
            "Get \"http://{domain}/v2/\": dial tcp 127.0.0.1:{port}: connect: connection refused"
        )),
        host => {
            let host = host.map_or(domain.as_str(), |(host, _)| host);
            Some(format!("Get \"https://{domain}/v2/\": dial tcp: lookup {host}: no such host"))
        }
    }
}

/// The digest of an image's manifest in a registry: of layers as they are, as the catalog has them.
pub(crate) fn manifest(image: &Image) -> Digest {
    image.manifest(Compression::None, MediaTypes::Oci).0.digest
}

/// A container that stands on an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    /// The first twelve digits of its id.
    pub(crate) id: String,
    pub(crate) is_running: bool,
}

impl Host {
    /// Containers that run, are paused, and have ended or not begun.
    pub(crate) fn container_counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for container in &self.containers.all {
            counts[match container.state.status {
                Status::Running | Status::Restarting => 0,
                Status::Paused => 1,
                Status::Created | Status::Exited => 2,
            }] += 1;
        }
        counts
    }

    /// Names of containers, with what they are.
    pub(crate) fn container_names(&self) -> Vec<(String, String)> {
        let all = self.containers.all.iter();
        all.map(|container| (container.name.clone(), container.state.status.name().to_owned())).collect()
    }

    /// The containers that stand on an image.
    pub(crate) fn users_of(&self, id: &Digest) -> Vec<User> {
        let on = self.containers.all.iter().filter(|container| container.image == *id);
        on.map(|container| User { id: container.short().to_owned(), is_running: container.is_running() })
            .collect()
    }

    /// Notes by which digest a registry knows an image of the store.
    pub(crate) fn note_digest(&mut self, name: &Reference, id: Digest, manifest: Digest) {
        self.hub.known.insert((name.repository(), id), manifest);
    }

    /// `NAME@sha256:…` of an image, for each repository that it came from or went to.
    pub(crate) fn digests_of(&self, id: &Digest) -> Vec<String> {
        let known = self.hub.known.iter().filter(|((_, known), _)| known == id);
        known.map(|((name, _), digest)| format!("{}@{digest}", name.familiar_name())).collect()
    }

    /// The digest by which the repository of a name knows an image.
    pub(crate) fn digest_in(&self, name: &Reference, id: &Digest) -> Option<Digest> {
        self.hub.known.get(&(name.repository(), *id)).copied()
    }

    /// Whether the classic builder made other images on top of this one.
    pub(crate) fn has_children(&self, id: &Digest) -> bool {
        self.classic.children(Some(*id)).next().is_some()
    }
}
