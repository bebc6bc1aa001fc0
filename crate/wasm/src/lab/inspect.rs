//! Images looked at closely.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::{self, Thrown, encode};
use crate::wire::{ImageDetails, ImageDiff, Sharing, WastefulImage};

#[wasm_bindgen]
impl Lab {
    /// Configuration and history of an image, by name or id.
    #[wasm_bindgen(js_name = imageDetails)]
    pub fn image_details(&self, reference: &str) -> Result<Ts<ImageDetails>, Thrown> {
        encode(&convert::inspect::details(self.host.image_details(reference)?))
    }

    /// What two images differ in. A container, by name or id, stands for the image that committing it would make.
    pub fn diff(&self, before: &str, after: &str) -> Result<Ts<ImageDiff>, Thrown> {
        encode(&convert::inspect::diff(self.host.diff(before, after)?))
    }

    /// The unified diff of a file in two images, if both hold it as short text.
    #[wasm_bindgen(js_name = fileDiff)]
    pub fn file_diff(&self, before: &str, after: &str, path: &str) -> Result<Option<String>, Thrown> {
        Ok(self.host.file_diff(before, after, path)?)
    }

    /// What an image carries for nothing: files that a later layer replaces or removes.
    pub fn waste(&self, reference: &str) -> Result<Ts<WastefulImage>, Thrown> {
        encode(&convert::inspect::waste(self.host.waste(reference)?))
    }

    /// Which images and containers hold a layer, and what removing one of them would free.
    pub fn sharing(&self) -> Result<Ts<Sharing>, Thrown> {
        encode(&convert::inspect::sharing(self.host.sharing()))
    }
}
