//! Looking at a Dockerfile without building it.

use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::text::Text;
use crate::convert::{Thrown, encode_all};
use crate::wire::Diagnostic;

#[wasm_bindgen]
impl Lab {
    /// What is wrong or could be better in a Dockerfile of the project.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn check(&self, path: &str) -> Result<JsValue, Thrown> {
        let checked = self.host.check(path)?;
        let text = Text::new(&checked.text);
        encode_all::<Diagnostic>(
            checked.diagnostics.into_iter().map(|diagnostic| text.diagnostic(diagnostic)),
        )
    }
}
