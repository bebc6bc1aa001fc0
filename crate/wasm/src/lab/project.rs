//! The project's files. Paths are relative to its root and separated by `/`.

use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::{self, Thrown, encode_all};
use crate::wire::ProjectEntry;

#[wasm_bindgen]
impl Lab {
    /// Replace the project with a ready-made one: `web-ping`.
    #[wasm_bindgen(js_name = loadExample)]
    pub fn load_example(&mut self, name: &str) -> Result<(), Thrown> {
        Ok(self.host.load_example(name)?)
    }

    /// Everything in the project, in the order of the paths.
    #[wasm_bindgen(unchecked_return_type = "ProjectEntry[]")]
    pub fn files(&self) -> Result<JsValue, Thrown> {
        encode_all::<ProjectEntry>(self.host.files().into_iter().map(convert::host::project_entry))
    }

    #[wasm_bindgen(js_name = readFile)]
    pub fn read_file(&self, path: &str) -> Result<Vec<u8>, Thrown> {
        Ok(self.host.read_file(path)?.bytes().into_owned())
    }

    /// Make or replace a file, with the folders above it. `mode` defaults to that of the file there, or 0644; `mtime`,
    /// in seconds, to the lab's time.
    #[wasm_bindgen(js_name = writeFile)]
    pub fn write_file(
        &mut self,
        path: &str,
        bytes: Vec<u8>,
        mode: Option<u16>,
        mtime: Option<f64>,
    ) -> Result<(), Thrown> {
        Ok(self.host.write_file(path, bytes, mode, mtime.map(convert::time))?)
    }

    /// Make a folder and those above it; it is fine if it is there.
    #[wasm_bindgen(js_name = makeDir)]
    pub fn make_dir(&mut self, path: &str) -> Result<(), Thrown> {
        Ok(self.host.make_dir(path)?)
    }

    /// Remove a file, or a folder with everything in it.
    pub fn remove(&mut self, path: &str) -> Result<(), Thrown> {
        Ok(self.host.remove(path)?)
    }

    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Thrown> {
        Ok(self.host.rename(from, to)?)
    }

    pub fn chmod(&mut self, path: &str, mode: u16) -> Result<(), Thrown> {
        Ok(self.host.chmod(path, mode)?)
    }

    pub fn symlink(&mut self, path: &str, target: &str) -> Result<(), Thrown> {
        Ok(self.host.symlink(path, target)?)
    }
}
