//! The catalog's files. They belong to the program where the feature `bundled-catalog` asks for it; else they are
//! loaded, at first the index, which tells what images there are: see [`crate::Host::load_catalog`].

use std::cell::OnceCell;
use std::collections::BTreeMap;

use shell::Packages;

#[cfg(feature = "bundled-catalog")]
const BUNDLED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/listings.rs"));
#[cfg(not(feature = "bundled-catalog"))]
const BUNDLED: &[(&str, &str)] = &[];

/// What stands in front of the texts in a packed catalog.
const MAGIC: &str = "layerlab catalog 1\n";

/// Where the lists of packages lie.
const PACKAGES: &str = "packages/";

/// The files of the index.
pub(super) const IMAGES: &str = "images.json";
pub(super) const DIGESTS: &str = "digests.json";

/// A part of the catalog that is loaded when something first needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatalogPart {
    /// The files of the images: `pkg/catalog-images.bin`.
    Images,
    /// What package managers find: `pkg/catalog-packages.bin`.
    Packages,
}

impl CatalogPart {
    pub(crate) const ALL: [CatalogPart; 2] = [CatalogPart::Images, CatalogPart::Packages];

    /// The part that a text belongs to, unless it is of the index.
    fn of(name: &str) -> Option<Self> {
        match name {
            IMAGES | DIGESTS => None,
            _ if name.starts_with(PACKAGES) => Some(CatalogPart::Packages),
            _ => Some(CatalogPart::Images),
        }
    }
}

/// The texts by name, such as `alpine/common.txt`.
#[derive(Debug, Default)]
pub(super) struct Texts {
    loaded: BTreeMap<String, String>,
    packages: OnceCell<Packages>,
}

impl Texts {
    /// Takes in the index or a part: the magic line, then for each text a line `LENGTH NAME` and its bytes.
    pub(super) fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "the catalog: it is no text".to_owned())?;
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
        !BUNDLED.is_empty() || self.loaded.keys().any(|name| CatalogPart::of(name) == Some(part))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
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
