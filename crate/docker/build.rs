//! Finds the catalog's index and listings, so that a new file needs no other line than itself.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a build script reads the source tree"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let missing = |name: &str| io::Error::other(format!("cargo did not set {name}"));
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| missing("CARGO_MANIFEST_DIR"))?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| missing("OUT_DIR"))?);
    let catalog = root.join("catalog");
    println!("cargo::rerun-if-changed={}", catalog.display());
    if env::var_os("CARGO_FEATURE_BUNDLED_CATALOG").is_none() {
        return Ok(());
    }
    let mut files = vec![catalog.join("images.json"), catalog.join("digests.json")];
    find(&catalog, &mut files)?;
    files.sort();
    let mut table = "&[\n".to_owned();
    for file in &files {
        let name = file.strip_prefix(&catalog).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        // Writing to a String can't fail.
        let _ = writeln!(table, "({name:?}, include_str!({:?})),", file.to_string_lossy());
    }
    table.push_str("]\n");
    fs::write(out.join("listings.rs"), table)
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            files.push(path);
        }
    }
    Ok(())
}
