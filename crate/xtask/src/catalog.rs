//! The catalog, packed with gzip: `pkg/catalog-index.bin`, which the engine is given before anything else, and
//! `pkg/catalog-images.bin` and `pkg/catalog-packages.bin`, when it first needs them. `crate/docker/src/catalog/data.rs`
//! reads what is in them.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};

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
        let bytes = compress(&texts)?;
        let path = package().join(file);
        // One that hasn't changed keeps its age.
        if fs::read(&path).ok().as_ref() != Some(&bytes) {
            fs::write(&path, bytes).with_context(|| format!("could not write pkg/{file}"))?;
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

fn compress(texts: &[(String, String)]) -> Result<Vec<u8>> {
    let mut packed = GzBuilder::new().write(Vec::new(), Compression::best());
    packed.write_all(MAGIC.as_bytes())?;
    for (name, text) in texts {
        packed.write_all(format!("{} {name}\n{text}", text.len()).as_bytes())?;
    }
    Ok(packed.finish()?)
}
