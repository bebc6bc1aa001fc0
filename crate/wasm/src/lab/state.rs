//! Everything that outlives the lab: an index, and the blobs that it names by digest.

use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::Thrown;

#[wasm_bindgen]
impl Lab {
    /// Everything but the blobs, which stay available until the next call.
    #[wasm_bindgen(js_name = stateIndex)]
    pub fn state_index(&mut self) -> Vec<u8> {
        self.host.state_index()
    }

    /// Digests of the blobs that belong to the last index.
    #[wasm_bindgen(js_name = stateBlobs)]
    pub fn state_blobs(&self) -> Vec<String> {
        self.host.state_blobs().iter().map(ToString::to_string).collect()
    }

    pub fn blob(&self, digest: &str) -> Result<Vec<u8>, Thrown> {
        let blob = digest.parse().ok().and_then(|digest| self.host.blob(&digest));
        let blob =
            blob.ok_or_else(|| Thrown::new("no-such-blob", format!("the saved state has no blob {digest}")))?;
        Ok(blob.bytes().into_owned())
    }

    /// Begin to take in an index. Returns the digests of the blobs to `putBlob` before `finishImport`.
    #[wasm_bindgen(js_name = importState)]
    pub fn import_state(&mut self, index: &[u8]) -> Result<Vec<String>, Thrown> {
        Ok(self.host.import_state(index)?.iter().map(ToString::to_string).collect())
    }

    #[wasm_bindgen(js_name = putBlob)]
    pub fn put_blob(&mut self, bytes: Vec<u8>) -> Result<(), Thrown> {
        self.host.put_blob(bytes)?;
        Ok(())
    }

    /// Replace the lab's state with what was imported. Fails, and changes nothing, while blobs are missing.
    #[wasm_bindgen(js_name = finishImport)]
    pub fn finish_import(&mut self) -> Result<(), Thrown> {
        Ok(self.host.finish_import()?)
    }
}
