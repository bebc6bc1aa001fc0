//! `cargo xtask types`: the TypeScript types of the wasm crate, committed so that a change of the API shows in review.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{package, root};

const HEAD: &str = "// Generated from crate/wasm by `cargo xtask types`; do not edit.\n";

fn committed() -> PathBuf {
    root().join("www/src/engine/wire.d.ts")
}

/// Write the committed file from the built package.
pub(crate) fn write() -> Result<()> {
    fs::write(committed(), generate()?).context("could not write the types")
}

/// Fail when the committed file is not what the built package says.
pub(crate) fn check() -> Result<()> {
    let found = fs::read_to_string(committed()).context("could not read www/src/engine/wire.d.ts")?;
    if found == generate()? {
        println!("www/src/engine/wire.d.ts is up to date");
        return Ok(());
    }
    bail!("www/src/engine/wire.d.ts differs from crate/wasm: run `cargo xtask types` and commit the result")
}

/// wasm-bindgen's declarations without the part that describes how the module is loaded.
///
/// wasm-bindgen writes them in the linker's order, which differs between machines; here they stand by name.
fn generate() -> Result<String> {
    let path = package().join("layerlab.d.ts");
    let text =
        fs::read_to_string(path).context("pkg/layerlab.d.ts is missing: run `cargo xtask build` first")?;
    let types = match text.split_once("export type InitInput") {
        Some((types, _loading)) => types,
        None => bail!("wasm-bindgen does not write its declarations as it used to"),
    };
    let types = types.replace("/* tslint:disable */\n/* eslint-disable */\n", "");
    let mut blocks: Vec<&str> = types.split("\n\n").map(str::trim).collect();
    blocks.retain(|block| block.contains("export "));
    blocks.sort_by_key(|block| name(block));
    Ok(format!("{HEAD}\n{}\n", blocks.join("\n\n")))
}

/// The name that a declaration declares.
fn name(declaration: &str) -> &str {
    let exported = declaration.lines().find_map(|line| line.strip_prefix("export "));
    exported.and_then(|line| line.split_whitespace().nth(1)).unwrap_or(declaration)
}
