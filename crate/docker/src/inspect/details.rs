//! Configuration and history of an image.

use oci::{Compression, ImageConfig, MediaTypes};
use vfs::Digest;

use crate::error::Error;
use crate::host::Host;
use crate::rows::ImageRow;

/// Everything about an image that does not lie in its layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDetails {
    /// Names, size and layers.
    pub row: ImageRow,
    /// Digest of the manifest, as [`Host::save`] writes it.
    pub manifest: Digest,
    /// The configuration.
    pub config: ImageConfig,
    /// The very bytes of the configuration, of which the id is the digest.
    pub config_json: String,
    /// How it was made, oldest first.
    pub history: Vec<HistoryRow>,
}

/// An entry of an image's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The instruction, as the history has it.
    pub created_by: String,
    /// Seconds since the epoch, if it says.
    pub created: Option<i64>,
    /// Who or what made it: `buildkit.dockerfile.v0`.
    pub comment: String,
    /// The place of its layer among the layers, from the lowest; `None` if it made none.
    pub layer: Option<usize>,
}

impl Host {
    /// Configuration and history of an image of the store.
    pub fn image_details(&self, reference: &str) -> Result<ImageDetails, Error> {
        let image = self.named(reference)?;
        let mut layers = 0..image.layers().len();
        let entries = image.config().history.iter().map(|entry| HistoryRow {
            created_by: entry.created_by.clone(),
            created: entry.created.as_deref().and_then(oci::parse_time).map(|time| time.secs),
            comment: entry.comment.clone(),
            layer: if entry.empty_layer { None } else { layers.next() },
        });
        Ok(ImageDetails {
            history: entries.collect(),
            row: self.image_row(image),
            manifest: image.manifest(Compression::None, MediaTypes::Oci).0.digest,
            config: image.config().clone(),
            config_json: String::from_utf8_lossy(&image.config_bytes().bytes()).into_owned(),
        })
    }
}
