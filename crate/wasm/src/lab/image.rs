//! Images and their layers.

use tsify::Ts;
use vfs::Digest;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::{self, Thrown, decode, encode, encode_all};
use crate::wire::{ArchiveFormat, FileChange, ImageRow, LayerDiff};

#[wasm_bindgen]
impl Lab {
    #[wasm_bindgen(unchecked_return_type = "ImageRow[]")]
    pub fn images(&self) -> Result<JsValue, Thrown> {
        encode_all::<ImageRow>(self.host.images().into_iter().map(convert::host::image))
    }

    /// What a layer adds, changes and removes.
    #[wasm_bindgen(js_name = layerFiles, unchecked_return_type = "FileChange[]")]
    pub fn layer_files(&self, #[wasm_bindgen(js_name = diffId)] diff_id: &str) -> Result<JsValue, Thrown> {
        encode_all::<FileChange>(
            self.host.layer_files(&layer(diff_id)?)?.into_iter().map(convert::host::file_change),
        )
    }

    /// The content of a file that a layer holds.
    #[wasm_bindgen(js_name = layerFile)]
    pub fn layer_file(
        &self,
        #[wasm_bindgen(js_name = diffId)] diff_id: &str,
        path: &str,
    ) -> Result<Vec<u8>, Thrown> {
        Ok(self.host.layer_file(&layer(diff_id)?, path)?.bytes().into_owned())
    }

    /// What a layer does to the content of a file, against the layers below.
    #[wasm_bindgen(js_name = layerDiff)]
    pub fn layer_diff(
        &self,
        #[wasm_bindgen(js_name = diffId)] diff_id: &str,
        path: &str,
    ) -> Result<Ts<LayerDiff>, Thrown> {
        encode(&convert::inspect::layer_diff(self.host.layer_diff(&layer(diff_id)?, path)?))
    }

    /// The bytes of a layer's tar that describe a path: its header of 512 bytes, and before it the entries that extend it.
    #[wasm_bindgen(js_name = layerHeader)]
    pub fn layer_header(
        &self,
        #[wasm_bindgen(js_name = diffId)] diff_id: &str,
        path: &str,
    ) -> Result<Vec<u8>, Thrown> {
        Ok(self.host.layer_header(&layer(diff_id)?, path)?)
    }

    /// An image as an archive that Docker loads.
    pub fn save(&self, reference: &str, format: Ts<ArchiveFormat>) -> Result<Vec<u8>, Thrown> {
        let format: ArchiveFormat = decode(format, "format")?;
        Ok(self.host.save(reference, convert::host::format(format))?)
    }
}

/// A layer's digest as it came from outside.
fn layer(diff_id: &str) -> Result<Digest, Thrown> {
    Ok(diff_id.parse().map_err(|_| docker::Error::NoSuchLayer(diff_id.to_owned()))?)
}
