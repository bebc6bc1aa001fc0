//! The catalog's files. The small ones that tell which images there are belong to the program. The listings of files
//! and packages do too where the feature `bundled-catalog` asks for it; else they are loaded: see
//! [`crate::Host::load_catalog`].

use std::cell::OnceCell;
use std::collections::BTreeMap;

use oci::ArchiveLimits;
use shell::Packages;

pub(super) const IMAGES: &str = include_str!("../../catalog/images.json");
pub(super) const DIGESTS: &str = include_str!("../../catalog/digests.json");

#[cfg(feature = "bundled-catalog")]
const BUNDLED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/listings.rs"));
#[cfg(not(feature = "bundled-catalog"))]
const BUNDLED: &[(&str, &str)] = &[];

/// What stands in front of the texts in a packed catalog.
const MAGIC: &str = "layerlab catalog 1\n";

/// Where the lists of packages lie.
const PACKAGES: &str = "packages/";

/// A part of the catalog that is loaded by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatalogPart {
    /// The files of the images: `pkg/catalog-images.bin`.
    Images,
    /// What package managers find: `pkg/catalog-packages.bin`.
    Packages,
}

impl CatalogPart {
    pub(crate) const ALL: [CatalogPart; 2] = [CatalogPart::Images, CatalogPart::Packages];

    fn of(name: &str) -> Self {
        if name.starts_with(PACKAGES) { CatalogPart::Packages } else { CatalogPart::Images }
    }
}

/// The texts by name, such as `alpine/common.txt`.
#[derive(Debug, Default)]
pub(super) struct Texts {
    loaded: BTreeMap<String, String>,
    packages: OnceCell<Packages>,
}

impl Texts {
    /// Takes in a part: gzip of the magic line, then for each text a line `LENGTH NAME` and its bytes.
    pub(super) fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        let plain = oci::gzip::gunzip("the catalog", bytes, &ArchiveLimits::STANDARD)
            .map_err(|error| error.to_string())?;
        let text = String::from_utf8(plain).map_err(|_| "the catalog: it is no text".to_owned())?;
        let damaged = || "the catalog: it is damaged, or of another version".to_owned();
        let mut rest = text.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let mut loaded = BTreeMap::new();
        while let Some((line, body)) = rest.split_once('\n') {
            let (length, name) = line.split_once(' ').ok_or_else(damaged)?;
            let length: usize = length.parse().map_err(|_| damaged())?;
            let (content, tail) = body.split_at_checked(length).ok_or_else(damaged)?;
            loaded.insert(name.to_owned(), content.to_owned());
            rest = tail;
        }
        self.loaded.append(&mut loaded);
        self.packages = OnceCell::new();
        Ok(())
    }

    /// Whether a part is at hand.
    pub(super) fn has(&self, part: CatalogPart) -> bool {
        !BUNDLED.is_empty() || self.loaded.keys().any(|name| CatalogPart::of(name) == part)
    }

    pub(super) fn listing(&self, name: &str) -> Option<&str> {
        let bundled = BUNDLED.iter().find(|(listed, _)| *listed == name).map(|(_, text)| *text);
        bundled.or_else(|| self.loaded.get(name).map(String::as_str))
    }

    /// The lists of packages.
    pub(super) fn packages(&self) -> Packages {
        let list = |(path, text): (&str, &str)| {
            let name = path.strip_prefix(PACKAGES)?.strip_suffix(".txt")?;
            Some((name.to_owned(), text.to_owned()))
        };
        let loaded = self.loaded.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        self.packages
            .get_or_init(|| Packages::new(BUNDLED.iter().copied().chain(loaded).filter_map(list).collect()))
            .clone()
    }
}
