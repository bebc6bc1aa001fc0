//! The engine as a WebAssembly module: wire types and forwarding, no decisions.
//!
//! [`Lab`] is a simulated Docker host with a project to build. Its methods decode their arguments, call the `docker`
//! crate and encode the answer; what a value means is said in [`wire`]. Long work is done in slices: `startBuild` and
//! `exec` give a task, `advance` and `advanceExec` do a bounded part of it and return what happened. JavaScript is never
//! called from in here.
//!
//! A method that fails throws a `LabError` with a stable `code` and has changed nothing. A panic is our bug: it traps,
//! and the instance must not be used any more.

mod convert;
mod lab;
pub mod wire;

use vfs::Digest;
use wasm_bindgen::prelude::*;

pub use convert::Thrown;
pub use lab::Lab;

/// A panic is our bug; its message belongs on the console before the module traps.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// SHA-256 of messages that lie one behind the other in `bytes`: 32 bytes for each of the `lengths`. What lies behind the
/// last one is not looked at.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8], lengths: &[u32]) -> Result<Vec<u8>, Thrown> {
    let mut rest = bytes;
    let mut messages = Vec::with_capacity(lengths.len());
    for length in lengths {
        let Some((message, behind)) = rest.split_at_checked(*length as usize) else {
            return Err(Thrown::new("bad-argument", "lengths: they add up to more than there are bytes"));
        };
        messages.push(message);
        rest = behind;
    }
    Ok(Digest::of_all(&messages).iter().flat_map(|digest| *digest.as_bytes()).collect())
}
