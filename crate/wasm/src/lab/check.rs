//! Looking at a Dockerfile without building it.

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::text::{Text, utf8};
use crate::convert::{Thrown, encode_all};
use crate::wire::Diagnostic;

#[wasm_bindgen]
impl Lab {
    /// What is wrong in a Dockerfile of the project, and what BuildKit's checks remark on it.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn check(&self, path: &str) -> Result<JsValue, Thrown> {
        let checked = self.host.check(path)?;
        diagnostics(&checked.text, checked.diagnostics)
    }

    /// The same of a Dockerfile's text, as it is being typed.
    #[wasm_bindgen(js_name = checkText, unchecked_return_type = "Diagnostic[]")]
    pub fn check_text(&self, text: &JsString) -> Result<JsValue, Thrown> {
        let text = utf8(text)?;
        diagnostics(&text, self.host.check_text(&text))
    }

    /// Our own advice on a Dockerfile of the project, which no build gives: what makes builds slower, images bigger or
    /// less safe than they need be.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn advise(&self, path: &str) -> Result<JsValue, Thrown> {
        let advised = self.host.advise(path)?;
        diagnostics(&advised.text, advised.diagnostics)
    }
}

fn diagnostics(text: &str, found: Vec<diag::Diagnostic>) -> Result<JsValue, Thrown> {
    if found.is_empty() {
        return Ok(Array::new().into());
    }
    let text = Text::new(text);
    encode_all::<Diagnostic>(found.into_iter().map(|diagnostic| text.diagnostic(diagnostic)))
}
