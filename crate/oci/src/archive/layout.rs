//! OCI image layouts.

use std::collections::BTreeMap;

use vfs::{Blob, Digest};

use super::{Files, Layers, Loaded, SaveOptions, blob_path, document, file, verify};
use crate::descriptor::{Descriptor, Index, Manifest, annotation, media};
use crate::error::{ArchiveLimits, Error};
use crate::image::Image;
use crate::json;
use crate::reference::Reference;

/// Which image of a layout is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// The one that is alone, or is called `latest`.
    Default,
    /// The one with this tag or name.
    Tag(String),
    /// The one whose manifest (or index) has this digest.
    Digest(Digest),
}

/// How deep indexes may refer to indexes.
const MAX_NESTING: u32 = 8;

/// Reads all images of a layout. Of an image for several platforms, the one for linux/amd64 is read, or else the first.
pub fn read_layout(files: &Files, limits: &ArchiveLimits) -> Result<Vec<Loaded>, Error> {
    let index = read_index(files, limits)?;
    let mut layers = Layers::new(limits);
    let mut images: Vec<(Digest, Loaded)> = Vec::new();
    for descriptor in &index.manifests {
        let manifest = platform_manifest(files, descriptor, limits, 0)?;
        let references = names(descriptor);
        match images.iter_mut().find(|(digest, _)| *digest == manifest.digest) {
            Some((_, loaded)) => loaded.references.extend(references),
            None => {
                let image = read_image(files, &manifest, &mut layers)?;
                images.push((manifest.digest, Loaded { references, image }));
            }
        }
    }
    let mut images: Vec<Loaded> = images.into_iter().map(|(_, loaded)| loaded).collect();
    for loaded in &mut images {
        loaded.references.sort();
        loaded.references.dedup();
    }
    Ok(images)
}

/// Reads one image of a layout.
pub fn select_from_layout(
    files: &Files,
    selector: &Selector,
    limits: &ArchiveLimits,
) -> Result<Loaded, Error> {
    let index = read_index(files, limits)?;
    let is_meant = |descriptor: &&Descriptor| match selector {
        Selector::Digest(digest) => descriptor.digest == *digest,
        Selector::Tag(tag) => is_called(descriptor, tag),
        Selector::Default => index.manifests.len() == 1 || is_called(descriptor, "latest"),
    };
    let descriptor = match (index.manifests.iter().find(is_meant), selector) {
        (Some(descriptor), _) => descriptor,
        (None, selector) => {
            let wanted = match selector {
                Selector::Default => "an image called `latest`".to_owned(),
                Selector::Tag(tag) => format!("an image called `{tag}`"),
                Selector::Digest(digest) => format!("a manifest {digest}"),
            };
            return Err(Error::Missing { name: format!("index.json: {wanted}") });
        }
    };
    let manifest = platform_manifest(files, descriptor, limits, 0)?;
    let image = read_image(files, &manifest, &mut Layers::new(limits))?;
    Ok(Loaded { references: names(descriptor), image })
}

fn read_index(files: &Files, limits: &ArchiveLimits) -> Result<Index, Error> {
    let index: Index = document(files, "index.json", limits)?;
    ArchiveLimits::check("index.json", "images", index.manifests.len() as u64, limits.images)?;
    Ok(index)
}

/// The descriptor's manifest, or for an index the one of its platforms that is read.
fn platform_manifest(
    files: &Files,
    descriptor: &Descriptor,
    limits: &ArchiveLimits,
    nesting: u32,
) -> Result<Descriptor, Error> {
    let name = blob_path(&descriptor.digest);
    if !matches!(descriptor.media_type.as_str(), media::OCI_INDEX | media::DOCKER_INDEX) {
        return Ok(descriptor.clone());
    }
    if nesting == MAX_NESTING {
        return Err(Error::malformed(&name, "indexes refer to each other too deeply"));
    }
    verify(&name, file(files, &name)?, descriptor.digest)?;
    let index: Index = document(files, &name, limits)?;
    let is = |wanted: &Descriptor, os: &str, architecture: &str| {
        wanted.platform.as_ref().is_some_and(|it| it.os == os && it.architecture == architecture)
    };
    // Attestations stand in the index as manifests for an unknown platform.
    let mut real = index.manifests.iter().filter(|it| !is(it, "unknown", "unknown"));
    let chosen = real.clone().find(|it| is(it, "linux", "amd64")).or_else(|| real.next());
    match chosen {
        Some(descriptor) => platform_manifest(files, descriptor, limits, nesting + 1),
        None => Err(Error::malformed(&name, "the index names no image")),
    }
}

fn read_image(files: &Files, descriptor: &Descriptor, layers: &mut Layers<'_>) -> Result<Image, Error> {
    let name = blob_path(&descriptor.digest);
    let bytes = file(files, &name)?.clone();
    verify(&name, &bytes, descriptor.digest)?;
    let manifest: Manifest = document(files, &name, layers.limits)?;
    ArchiveLimits::check(&name, "layers", manifest.layers.len() as u64, layers.limits.images)?;
    let config = read_blob(files, &manifest.config)?;
    ArchiveLimits::check(
        &blob_path(&manifest.config.digest),
        "bytes of JSON",
        config.len(),
        layers.limits.json,
    )?;
    let mut stack = Vec::new();
    for layer in &manifest.layers {
        let blob = read_blob(files, layer)?;
        stack.push(layers.read(&format!("layer {}", layer.digest), &layer.media_type, &blob)?);
    }
    let media_type = match (descriptor.media_type.as_str(), manifest.media_type.as_str()) {
        ("", "") => media::OCI_MANIFEST,
        ("", inner) => inner,
        (outer, _) => outer,
    };
    let descriptor = Descriptor::new(media_type, descriptor.digest, bytes.len());
    Image::foreign(config, stack, Some((descriptor, bytes)))
}

fn read_blob(files: &Files, descriptor: &Descriptor) -> Result<Blob, Error> {
    let name = blob_path(&descriptor.digest);
    let blob = file(files, &name)?;
    if blob.len() != descriptor.size {
        let message = format!("it has {} bytes, but its descriptor says {}", blob.len(), descriptor.size);
        return Err(Error::malformed(&name, message));
    }
    verify(&name, blob, descriptor.digest)?;
    Ok(blob.clone())
}

/// The names that a descriptor gives its image: containerd's full one, or else whatever OCI tools noted.
fn names(descriptor: &Descriptor) -> Vec<Reference> {
    let name = |key: &str| descriptor.annotations.get(key).and_then(|name| Reference::parse(name).ok());
    let name = name(annotation::IMAGE_NAME).or_else(|| name(annotation::REF_NAME));
    name.map(Reference::with_default_tag).into_iter().collect()
}

/// Whether a descriptor's image goes by a name: its tag, its note, or its reference.
fn is_called(descriptor: &Descriptor, wanted: &str) -> bool {
    let noted = descriptor.annotations.get(annotation::REF_NAME).is_some_and(|name| name == wanted);
    let wanted_reference = Reference::parse(wanted).ok().map(Reference::with_default_tag);
    noted
        || names(descriptor)
            .into_iter()
            .any(|name| name.tag.as_deref() == Some(wanted) || Some(&name) == wanted_reference.as_ref())
}

/// The files of a layout of these images: an entry in the index for each name, or one for an image without.
pub(super) fn files(images: &[(&[Reference], &Image)], options: SaveOptions) -> Files {
    let mut files = Files::new();
    let mut manifests = Vec::new();
    for (references, image) in images {
        let (manifest, bytes) = image.manifest(options.compression, options.types);
        files.insert(blob_path(&manifest.digest), bytes);
        files.insert(blob_path(&image.id()), image.config_bytes().clone());
        for layer in image.layers() {
            let (descriptor, blob) = layer.blob(options.compression);
            files.insert(blob_path(&descriptor.digest), blob);
        }
        let created =
            image.config().created.as_ref().map(|time| (annotation::CREATED.to_owned(), time.clone()));
        let base: BTreeMap<_, _> = created.into_iter().collect();
        let named = |reference: &Reference| {
            let tag = reference.tag.clone().unwrap_or_else(|| reference.to_string());
            let mut annotations = base.clone();
            annotations.insert(annotation::IMAGE_NAME.to_owned(), reference.to_string());
            annotations.insert(annotation::REF_NAME.to_owned(), tag);
            Descriptor { annotations, ..manifest.clone() }
        };
        match references {
            [] => manifests.push(Descriptor { annotations: base, ..manifest }),
            references => manifests.extend(references.iter().map(named)),
        }
    }
    let media_type = media::OCI_INDEX.to_owned();
    let index = Index { schema_version: 2, media_type, manifests, annotations: BTreeMap::new() };
    files.insert("index.json".to_owned(), Blob::from(index.to_bytes()));
    let version = BTreeMap::from([("imageLayoutVersion", "1.0.0")]);
    files.insert("oci-layout".to_owned(), Blob::from(json::to_vec(&version)));
    files
}
