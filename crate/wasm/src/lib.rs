//! The engine as a WebAssembly module: wire types and forwarding, no decisions.

mod convert;
pub mod wire;

use tsify::Ts;
use wasm_bindgen::prelude::*;

use convert::Thrown;
use wire::LabOptions;

/// A panic is our bug; its message belongs on the console before the module traps.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// A simulated Docker host with a project to build.
#[wasm_bindgen]
pub struct Lab {
    now: f64,
}

#[wasm_bindgen]
impl Lab {
    /// A lab with an empty project and an empty store.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Ts<LabOptions>) -> Result<Lab, Thrown> {
        let options: LabOptions = convert::decode(options, "options")?;
        Ok(Lab { now: options.now.unwrap_or(1_700_000_000.0) })
    }
}
