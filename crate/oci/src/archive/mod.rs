//! Images in archives: OCI layouts and archives, and what `docker save` writes.

mod docker;
mod layout;

use std::collections::BTreeMap;

use tar::EntryType;
use vfs::{Blob, Digest, VPath, VPathBuf};

use crate::error::{ArchiveLimits, Error};
use crate::image::{Image, MediaTypes};
use crate::inflate::inflate;
use crate::json;
use crate::layer::{Compression, Layer};
use crate::reference::Reference;
use crate::tar::{Header, members, write_end, write_file, write_header};

pub use layout::{Selector, read_layout, select_from_layout};

/// Files of an archive or a folder: paths without a leading slash (`blobs/sha256/…`), and contents.
pub type Files = BTreeMap<String, Blob>;

/// An image and the names that it came with.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The names; none if the archive gives none, or none that is a reference.
    pub references: Vec<Reference>,
    /// The image.
    pub image: Image,
}

/// The kinds of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// An OCI layout in a tar.
    Oci,
    /// What `docker save` and BuildKit's docker exporter write today: an OCI layout with a `manifest.json`.
    Docker,
    /// What `docker save` wrote until version 24: a folder for each layer, and no OCI layout.
    DockerLegacy,
}

/// How images are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SaveOptions {
    /// The kind of archive.
    pub format: Format,
    /// How our own layers are shipped; the legacy format knows no compression.
    pub compression: Compression,
    /// The media types of our own manifests.
    pub types: MediaTypes,
}

/// Reads the images in an archive: of any [`Format`], plain or in gzip. Nothing is kept of one that is damaged,
/// contradicts its own digests or goes beyond the limits; the error names the entry.
pub fn load(bytes: &[u8], limits: &ArchiveLimits) -> Result<Vec<Loaded>, Error> {
    let tar = inflate("archive", bytes, limits)?;
    let files = read_files(&tar, limits)?;
    if files.contains_key("index.json") {
        read_layout(&files, limits)
    } else if files.contains_key("manifest.json") {
        docker::read(&files, limits)
    } else {
        Err(Error::Missing { name: "index.json or manifest.json".to_owned() })
    }
}

/// Writes images with their names as an archive.
pub fn save(images: &[(&[Reference], &Image)], options: SaveOptions) -> Vec<u8> {
    let files = match options.format {
        Format::Oci => layout::files(images, options),
        Format::Docker => {
            let mut files = layout::files(images, options);
            files.insert("manifest.json".to_owned(), docker::manifest(images, options));
            files
        }
        Format::DockerLegacy => docker::legacy_files(images),
    };
    write_files(&files)
}

/// Writes images with their names as the files of an OCI layout.
pub fn layout_files(images: &[(&[Reference], &Image)], options: SaveOptions) -> Files {
    layout::files(images, options)
}

/// An archive of files and of the directories that they are in, sorted by name, as containerd writes it.
fn write_files(files: &Files) -> Vec<u8> {
    let mut entries: BTreeMap<String, Option<&Blob>> = BTreeMap::new();
    for (name, blob) in files {
        for (at, _) in name.match_indices('/') {
            entries.insert(name.chars().take(at + 1).collect(), None);
        }
        entries.insert(name.clone(), Some(blob));
    }
    let mut archive = Vec::new();
    let out = &mut |bytes: &[u8]| archive.extend_from_slice(bytes);
    for (name, blob) in entries {
        match blob {
            Some(blob) => write_file(&name, &blob.bytes(), out),
            None => write_header(&Header { kind: b'5', name: &name, mode: 0o755, ..Header::EMPTY }, out),
        }
    }
    write_end(out);
    archive
}

/// The files of an archive, by path. Links inside the archive are resolved, as older archives use them for layers that
/// repeat.
fn read_files(tar: &[u8], limits: &ArchiveLimits) -> Result<Files, Error> {
    let mut files = Files::new();
    let mut links: BTreeMap<String, VPathBuf> = BTreeMap::new();
    members("archive", tar, limits, &mut |member| {
        let entry = &member.name;
        let path = inner(entry, entry)?;
        let name = path.relative().to_owned();
        let target = match member.kind {
            EntryType::Directory => return Ok(()),
            EntryType::Regular | EntryType::Continuous => None,
            EntryType::Link => Some(inner(entry, &member.link)?),
            EntryType::Symlink if member.link.starts_with('/') => {
                return Err(Error::malformed(
                    entry,
                    format!("the link to `{}` leads out of the archive", member.link),
                ));
            }
            EntryType::Symlink => Some(beside(entry, &path, &member.link)?),
            _ => {
                return Err(Error::malformed(
                    entry,
                    "only files, directories and links belong in an image archive",
                ));
            }
        };
        if files.contains_key(&name) || links.contains_key(&name) {
            return Err(Error::malformed(entry, "the archive holds this path twice"));
        }
        match target {
            Some(target) => drop(links.insert(name, target)),
            None => drop(files.insert(name, Blob::from(member.data.into_owned()))),
        }
        Ok(())
    })?;
    for (name, target) in &links {
        // A link may lead to a link, but never in a circle: each step must find something new.
        let mut place = target;
        for _ in 0..vfs::MAX_LINKS {
            place = links.get(place.relative()).unwrap_or(place);
        }
        match files.get(place.relative()).cloned() {
            Some(blob) => drop(files.insert(name.clone(), blob)),
            None => {
                return Err(Error::malformed(
                    name,
                    format!("the link leads to `{target}`, where no file is"),
                ));
            }
        }
    }
    Ok(files)
}

/// A path of an archive, which must stay inside.
fn inner(entry: &str, name: &str) -> Result<VPathBuf, Error> {
    if name.starts_with('/') || name.contains('\0') || name.split('/').any(|part| part == "..") {
        return Err(Error::malformed(entry, format!("the path `{name}` leads out of the archive")));
    }
    Ok(VPathBuf::normalise(name))
}

/// Where a symbolic link leads, seen from its directory.
fn beside(entry: &str, path: &VPath, target: &str) -> Result<VPathBuf, Error> {
    let mut depth = path.components().count() as i64 - 1;
    for part in target.split('/') {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        if depth < 0 {
            return Err(Error::malformed(entry, format!("the link to `{target}` leads out of the archive")));
        }
    }
    Ok(path.parent().unwrap_or(VPath::root()).join(target))
}

/// A file that must be there.
fn file<'a>(files: &'a Files, name: &str) -> Result<&'a Blob, Error> {
    files.get(name).ok_or_else(|| Error::Missing { name: name.to_owned() })
}

/// A JSON document that must be there and within the limit.
fn document<T: for<'de> serde::Deserialize<'de>>(
    files: &Files,
    name: &str,
    limits: &ArchiveLimits,
) -> Result<T, Error> {
    let blob = file(files, name)?;
    ArchiveLimits::check(name, "bytes of JSON", blob.len(), limits.json)?;
    json::from_slice(name, &blob.bytes())
}

/// Where a blob stands in a layout.
fn blob_path(digest: &Digest) -> String {
    format!("blobs/sha256/{}", digest.hex())
}

/// An error, if a blob's content is not what its digest says.
fn verify(name: &str, blob: &Blob, expected: Digest) -> Result<(), Error> {
    let found = blob.digest();
    if found == expected {
        Ok(())
    } else {
        Err(Error::DigestMismatch { name: name.to_owned(), expected, found })
    }
}

/// Layers read so far, by blob: images of one archive share them, and each is unpacked once.
struct Layers<'a> {
    limits: &'a ArchiveLimits,
    read: BTreeMap<Digest, Layer>,
    unpacked: u64,
}

impl<'a> Layers<'a> {
    fn new(limits: &'a ArchiveLimits) -> Self {
        Layers { limits, read: BTreeMap::new(), unpacked: 0 }
    }

    fn read(&mut self, label: &str, media_type: &str, blob: &Blob) -> Result<Layer, Error> {
        if let Some(layer) = self.read.get(&blob.digest()) {
            return Ok(layer.clone());
        }
        let room = ArchiveLimits { unpacked: self.limits.unpacked - self.unpacked, ..*self.limits };
        let layer = Layer::read(label, media_type, blob.clone(), &room)?;
        self.unpacked += layer.tar_size();
        self.read.insert(blob.digest(), layer.clone());
        Ok(layer)
    }
}
