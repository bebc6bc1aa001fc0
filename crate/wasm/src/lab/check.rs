//! Looking at a Dockerfile without building it.

use docker::Checked;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::text::Text;
use crate::convert::{Thrown, encode_all};
use crate::wire::Diagnostic;

#[wasm_bindgen]
impl Lab {
    /// What is wrong in a Dockerfile of the project, and what BuildKit's checks remark on it.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn check(&self, path: &str) -> Result<JsValue, Thrown> {
        diagnostics(self.host.check(path)?)
    }

    /// Our own advice on a Dockerfile of the project, which no build gives: what makes builds slower, images bigger or
    /// less safe than they need be.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn advise(&self, path: &str) -> Result<JsValue, Thrown> {
        diagnostics(self.host.advise(path)?)
    }
}

fn diagnostics(checked: Checked) -> Result<JsValue, Thrown> {
    if checked.diagnostics.is_empty() {
        return Ok(Array::new().into());
    }
    let text = Text::new(&checked.text);
    encode_all::<Diagnostic>(checked.diagnostics.into_iter().map(|diagnostic| text.diagnostic(diagnostic)))
}
