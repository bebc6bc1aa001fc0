//! What `docker save` writes: a `manifest.json` that names configurations and layers by path.

use serde::{Deserialize, Serialize};
use vfs::{Blob, Digest};

use super::{Files, Layers, Loaded, SaveOptions, blob_path, document, file, verify};
use crate::config::or_default;
use crate::descriptor::media;
use crate::error::{ArchiveLimits, Error};
use crate::gzip;
use crate::image::Image;
use crate::inflate::is_zstd;
use crate::json;
use crate::layer::{Layer, chain_ids};
use crate::reference::Reference;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    config: String,
    #[serde(default, deserialize_with = "or_default")]
    repo_tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "or_default")]
    layers: Vec<String>,
}

/// Reads all images that `manifest.json` names.
pub(super) fn read(files: &Files, limits: &ArchiveLimits) -> Result<Vec<Loaded>, Error> {
    let items: Vec<Item> = document(files, "manifest.json", limits)?;
    ArchiveLimits::check("manifest.json", "images", items.len() as u64, limits.images)?;
    let mut layers = Layers::new(limits);
    items.iter().map(|item| read_image(files, item, &mut layers)).collect()
}

fn read_image(files: &Files, item: &Item, layers: &mut Layers<'_>) -> Result<Loaded, Error> {
    let config = content_addressed(files, &item.config)?;
    ArchiveLimits::check(&item.config, "bytes of JSON", config.len(), layers.limits.json)?;
    ArchiveLimits::check(&item.config, "layers", item.layers.len() as u64, layers.limits.images)?;
    let mut stack = Vec::new();
    for name in &item.layers {
        let blob = content_addressed(files, name)?;
        let media_type = match blob.bytes() {
            bytes if gzip::is_gzip(&bytes) => media::OCI_LAYER_GZIP,
            bytes if is_zstd(&bytes) => media::OCI_LAYER_ZSTD,
            _ => media::OCI_LAYER,
        };
        stack.push(layers.read(name, media_type, blob)?);
    }
    let image = Image::from_config(config.clone(), stack)?;
    let tags = item.repo_tags.iter().flatten();
    let mut references = Vec::new();
    for tag in tags {
        references.push(Reference::parse(tag)?.with_default_tag());
    }
    Ok(Loaded { references, image })
}

/// A file, checked against the digest if its name is one (`blobs/sha256/HEX`, `HEX.json`).
fn content_addressed<'a>(files: &'a Files, name: &str) -> Result<&'a Blob, Error> {
    let blob = file(files, name)?;
    let last = name.rsplit('/').next().unwrap_or(name);
    let hex = last.strip_suffix(".json").unwrap_or(last);
    if let Ok(digest) = format!("sha256:{hex}").parse() {
        verify(name, blob, digest)?;
    }
    Ok(blob)
}

/// The `manifest.json` that goes with an OCI layout.
pub(super) fn manifest(images: &[(&[Reference], &Image)], options: SaveOptions) -> Blob {
    let items: Vec<Item> = images
        .iter()
        .map(|(references, image)| Item {
            config: blob_path(&image.id()),
            repo_tags: repo_tags(references),
            layers: image
                .layers()
                .iter()
                .map(|layer| blob_path(&layer.descriptor(options.compression).digest))
                .collect(),
        })
        .collect();
    Blob::from(json::to_vec(&items))
}

/// The files of an archive as docker wrote them before version 25.
pub(super) fn legacy_files(images: &[(&[Reference], &Image)]) -> Files {
    let mut files = Files::new();
    let mut items = Vec::new();
    let mut repositories =
        std::collections::BTreeMap::<String, std::collections::BTreeMap<String, String>>::new();
    for (references, image) in images {
        let config = format!("{}.json", image.id().hex());
        files.insert(config.clone(), image.config_bytes().clone());
        let diff_ids: Vec<Digest> = image.layers().iter().map(Layer::diff_id).collect();
        let chain = chain_ids(&diff_ids);
        let mut layers = Vec::new();
        for (index, (layer, id)) in image.layers().iter().zip(&chain).enumerate() {
            let dir = id.hex();
            let parent = index.checked_sub(1).map(|below| chain[below].hex());
            files.insert(format!("{dir}/VERSION"), Blob::from("1.0"));
            files.insert(
                format!("{dir}/json"),
                Blob::from(json::to_vec(&LegacyLayer { id: dir.clone(), parent })),
            );
            files.insert(format!("{dir}/layer.tar"), Blob::from(layer.tar()));
            layers.push(format!("{dir}/layer.tar"));
        }
        if let Some(top) = chain.last() {
            for reference in *references {
                let tag = reference.tag.clone().unwrap_or_default();
                repositories.entry(reference.familiar_name()).or_default().insert(tag, top.hex());
            }
        }
        items.push(Item { config, repo_tags: repo_tags(references), layers });
    }
    files.insert("manifest.json".to_owned(), Blob::from(json::to_vec(&items)));
    files.insert("repositories".to_owned(), Blob::from(json::to_vec(&repositories)));
    files
}

/// What very old readers want to know of a layer.
#[derive(Serialize)]
struct LegacyLayer {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
}

/// Go writes a list that was never made as `null`.
fn repo_tags(references: &[Reference]) -> Option<Vec<String>> {
    let tags: Vec<String> =
        references.iter().filter(|it| it.tag.is_some()).map(Reference::familiar).collect();
    (!tags.is_empty()).then_some(tags)
}
