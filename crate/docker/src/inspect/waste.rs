//! Bytes that an image carries for nothing, and the line of the Dockerfile that could save them.

use oci::Why;
use vfs::Digest;

use crate::error::Error;
use crate::host::Host;

/// What an image carries for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WastefulImage {
    /// The image's id.
    pub id: Digest,
    /// Bytes of all files in all layers.
    pub size: u64,
    /// Bytes that the image would lose, all rows together.
    pub reclaimable: u64,
    /// The files, the largest first.
    pub rows: Vec<WasteRow>,
}

/// A file whose bytes are shipped although nobody can see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasteRow {
    /// Without a leading slash.
    pub path: String,
    pub bytes: u64,
    /// The layer that ships it, from the lowest, from 0.
    pub layer: usize,
    /// The instruction of that layer, as the history has it.
    pub created_by: String,
    /// First and last line of that instruction; `None` in a base image or where the Dockerfile is not known.
    pub lines: Option<(u32, u32)>,
    /// The same of the layer that hides it.
    pub undone_by: usize,
    pub undone_by_created_by: String,
    pub undone_by_lines: Option<(u32, u32)>,
    pub why: Why,
}

impl Host {
    /// What an image of the store carries for nothing.
    pub fn waste(&self, reference: &str) -> Result<WastefulImage, Error> {
        let image = self.named(reference)?;
        let layers = self.layer_rows(image);
        let text = |layer: usize| layers.get(layer).map(|row| row.created_by.clone()).unwrap_or_default();
        let lines = |layer: usize| self.notes.get(&image.id())?.lines.get(layer).copied().flatten();
        let rows: Vec<WasteRow> = oci::waste(image.layers())
            .into_iter()
            .map(|waste| WasteRow {
                path: waste.path.relative().to_owned(),
                bytes: waste.bytes,
                layer: waste.layer,
                created_by: text(waste.layer),
                lines: lines(waste.layer),
                undone_by: waste.undone_by,
                undone_by_created_by: text(waste.undone_by),
                undone_by_lines: lines(waste.undone_by),
                why: waste.why,
            })
            .collect();
        Ok(WastefulImage {
            id: image.id(),
            size: image.size(),
            reclaimable: rows.iter().map(|row| row.bytes).sum(),
            rows,
        })
    }
}
