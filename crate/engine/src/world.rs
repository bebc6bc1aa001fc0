//! What a build is given of the world around it. The engine itself knows no clock, no registry and no disk.

use std::fmt;

use oci::{Image, Reference};
use vfs::{Digest, Time};

use crate::cache::Cache;
use crate::options::Platform;

/// What lies outside of a build while it advances.
pub struct World<'a> {
    /// Recorded results. A build reads and adds to them.
    pub cache: &'a mut Cache,
    /// Where base images come from.
    pub registry: &'a dyn Registry,
    /// How much a single RUN may burn.
    pub limits: shell::Limits,
    /// The time. It is read when a build begins; from then on simulated time passes by what the steps cost.
    pub now: Time,
}

/// Where base images come from.
pub trait Registry {
    /// The image behind a name for a platform.
    fn resolve(&self, reference: &Reference, platform: &Platform) -> Result<BaseImage, ResolveError>;

    /// What the package managers of a RUN find. It is no part of any key, as what a real one downloads is none.
    fn packages(&self) -> shell::Packages {
        shell::Packages::default()
    }
}

/// An image to build on. A clone is a reference.
#[derive(Debug, Clone)]
pub struct BaseImage {
    /// Its id: the digest of its configuration as bytes.
    pub id: Digest,
    /// Digest of its manifest, shown behind `@`.
    pub manifest: Digest,
    /// Configuration and layers.
    pub image: Image,
    /// Whether it is modelled rather than real: its files stand for the real image's, its digests are not those of
    /// a registry.
    pub modelled: bool,
}

/// Why an image can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveError {
    /// As the registry words it: `docker.io/library/nope:latest: not found`.
    pub message: String,
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for ResolveError {}
