//! Build the wasm package, check sizes and generate types: `cargo xtask build [--quick] | types [--check] | size`.
//!
//! `build` compiles `crate/wasm` for `wasm32-unknown-unknown`, runs wasm-bindgen over it as a library, shrinks the
//! result with npm `binaryen`'s `wasm-opt`, loads it once in Node and writes `pkg/`. With `--quick` it is neither optimised nor
//! shrunk, which is for working on the page.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a build tool talks to the terminal")]

mod build;
mod catalog;
mod names;
mod reach;
mod size;
mod split;
mod toolchain;
mod types;
mod weight;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask build [--quick] | types [--check] | size";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["build"] => build::run(&build::RELEASE),
        ["build", "--quick"] => build::run(&build::QUICK),
        ["types"] => types::write(),
        ["types", "--check"] => types::check(),
        ["size"] => size::check(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root folder. `cargo run` says where the crate lies now; clones that share a target folder would get
/// each other's place from the compiled one.
fn root() -> PathBuf {
    let crate_folder =
        std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    PathBuf::from(crate_folder).join("../..")
}

/// Where the wasm package is written: `layerlab.js`, `layerlab.d.ts`, the two halves of the module
/// and the catalog.
fn package() -> PathBuf {
    root().join("pkg")
}
