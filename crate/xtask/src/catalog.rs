//! The catalog, packed with gzip: `pkg/catalog-index.bin`, which the engine is given before anything else, and
//! `pkg/catalog-images.bin` and `pkg/catalog-packages.bin`, when it first needs them. `crate/docker/src/catalog/data.rs`
//! reads what is in them.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;

use crate::{package, root};

/// The files, in the order in which they are needed.
pub(crate) const FILES: [&str; 3] = ["catalog-index.bin", "catalog-images.bin", "catalog-packages.bin"];

/// What tells which images there are.
const INDEX: [&str; 2] = ["digests.json", "images.json"];

/// What stands in front of the texts.
const MAGIC: &str = "layerlab catalog 1\n";

/// Packs all parts into `pkg/`.
pub(crate) fn pack() -> Result<()> {
    let folder = root().join("crate/docker/catalog");
    let mut texts = Vec::new();
    find(&folder, "", &mut texts)?;
    texts.sort();
    let (packages, images): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(name, _)| name.starts_with("packages/"));
    let read = |name: &str| Ok((name.to_owned(), fs::read_to_string(folder.join(name))?));
    let index = INDEX.map(read).into_iter().collect::<Result<Vec<_>>>()?;
    fs::create_dir_all(package()).context("could not make pkg/")?;
    for (file, texts) in FILES.iter().zip([index, images, packages]) {
        let (plain, path) = (joined(&texts), package().join(file));
        // One that hasn't changed keeps its age, and packing takes a while.
        if unpacked(&path).as_deref() != Some(plain.as_bytes()) {
            fs::write(&path, pack_tightly(&plain)?).with_context(|| format!("could not write pkg/{file}"))?;
        }
    }
    Ok(())
}

/// All listings below a folder, with their names relative to the first.
fn find(folder: &Path, below: &str, texts: &mut Vec<(String, String)>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{below}{name}");
        if path.is_dir() {
            find(&path, &format!("{name}/"), texts)?;
        } else if name.ends_with(".txt") {
            texts.push((name, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

fn joined(texts: &[(String, String)]) -> String {
    let texts = texts.iter().map(|(name, text)| format!("{} {name}\n{text}", text.len()));
    std::iter::once(MAGIC.to_owned()).chain(texts).collect()
}

/// What a file was packed from, if it is there.
fn unpacked(path: &Path) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(fs::read(path).ok()?.as_slice()).read_to_end(&mut plain).ok()?;
    Some(plain)
}

/// Every first visit loads two of the files, so they are made as small as gzip can be.
fn pack_tightly(plain: &str) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, plain.as_bytes(), &mut packed)?;
    Ok(packed)
}
