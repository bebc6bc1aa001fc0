//! Where builds get their base images: the local store first, then the catalog.

use std::cell::Cell;

use engine::{BaseImage, Platform, Registry, ResolveError};
use oci::{Compression, Image, MediaTypes, Reference, Store};

use crate::catalog::{Catalog, CatalogPart, Found, Modelled};

/// The images that a build may start from.
pub(crate) struct Shelf<'a> {
    pub(crate) store: &'a Store,
    pub(crate) catalog: &'a Catalog,
    /// Whether the files of images matter, or their settings only.
    files: bool,
    /// Whether an image of the catalog was asked for.
    pub(crate) opened: Cell<bool>,
}

impl<'a> Shelf<'a> {
    /// For builds, which need the files of images.
    pub(crate) fn new(store: &'a Store, catalog: &'a Catalog) -> Self {
        Shelf { store, catalog, files: true, opened: Cell::new(false) }
    }

    /// For whoever looks at the settings of images only.
    pub(crate) fn settings(store: &'a Store, catalog: &'a Catalog) -> Self {
        Shelf { files: false, ..Shelf::new(store, catalog) }
    }

    /// The image behind a name, if there is one for the platform. Unlike [`Registry::resolve`] it works out no digests.
    pub(crate) fn image(&self, reference: &Reference, os: &str, architecture: &str) -> Option<Image> {
        if let Some(image) = self.store.resolve(reference) {
            return Some(image.clone());
        }
        match self.catalog.find(reference).ok()? {
            Found::Image(found) if matches(&found, os, architecture) => Some(found.image.clone()),
            _ => None,
        }
    }
}

impl Registry for Shelf<'_> {
    fn packages(&self) -> shell::Packages {
        self.catalog.packages()
    }

    fn resolve(&self, reference: &Reference, platform: &Platform) -> Result<BaseImage, ResolveError> {
        let refuse = |message: &str| Err(ResolveError { message: format!("{reference}: {message}") });
        if let Some(image) = self.store.resolve(reference) {
            return Ok(base_of(image, self.catalog));
        }
        self.opened.set(true);
        if self.files && !self.catalog.has(CatalogPart::Images) {
            return refuse("the catalog of modelled images was not loaded");
        }
        match self.catalog.find(reference) {
            Ok(Found::Image(found)) if matches(&found, &platform.os, &platform.architecture) => {
                Ok(BaseImage {
                    id: found.image.id(),
                    manifest: found.manifest,
                    image: found.image.clone(),
                    modelled: true,
                })
            }
            Ok(Found::Image(_)) => {
                refuse(&format!("no match for platform {platform} in manifest: not found"))
            }
            // The Docker Hub does not tell a repository that is not there from one that is private.
            Ok(Found::NoSuchRepository) if !reference.path.starts_with("library/") => refuse(
                "pull access denied, repository does not exist or may require authorization: server message: \
                 insufficient_scope: authorization failed",
            ),
            Ok(Found::NoSuchRepository | Found::NoSuchTag) => refuse("not found"),
            Err(error) => refuse(&error.to_string()),
        }
    }
}

fn matches(found: &Modelled, os: &str, architecture: &str) -> bool {
    let config = found.image.config();
    config.os == os && config.architecture == architecture
}

/// An image of the store, or one from disk, to build on. Its manifest is that of layers as they are, since compressing
/// our own ones for a digest would take long.
pub(crate) fn base_of(image: &Image, catalog: &Catalog) -> BaseImage {
    let (manifest, _) = image.manifest(Compression::None, MediaTypes::Oci);
    BaseImage {
        id: image.id(),
        manifest: manifest.digest,
        image: image.clone(),
        modelled: image.layers().iter().any(|layer| catalog.holds(&layer.diff_id())),
    }
}
