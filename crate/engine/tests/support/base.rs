//! The base images of the recordings: the real ones where they lie next to the repository, stand-ins otherwise.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::{BaseImage, Platform, Registry, ResolveError};
use oci::archive::{Files, read_layout};
use oci::{ArchiveLimits, Image, ImageConfig, Layer, Reference, TarOptions};
use serde_json::Value;
use vfs::{Blob, Change, ChangeKind, Digest, Meta, Node, Snapshot, Time, VPathBuf};

/// `base:1`, `base:2`, `onbuild:1`.
pub struct Images {
    images: BTreeMap<String, BaseImage>,
    /// Whether the files are those of the recording; otherwise busybox is a stand-in of the same size.
    pub real: bool,
}

impl Registry for Images {
    fn resolve(&self, reference: &Reference, _: &Platform) -> Result<BaseImage, ResolveError> {
        let tag = Reference { digest: None, ..reference.clone() }.with_default_tag();
        let found = self
            .images
            .get(&tag.to_string())
            .filter(|image| reference.digest.is_none_or(|digest| digest == image.manifest));
        found.cloned().ok_or_else(|| ResolveError { message: format!("{reference}: not found") })
    }
}

/// The path of something in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

impl Images {
    pub fn load() -> Self {
        let layout = repository("../shared/oracle/base/oci");
        match layout.is_dir() {
            true => Self::from_layout(&layout),
            false => Self::from_description(),
        }
    }

    fn from_layout(root: &Path) -> Self {
        let mut files = Files::new();
        let mut open = vec![root.to_owned()];
        while let Some(directory) = open.pop() {
            for entry in std::fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, Blob::from(std::fs::read(&path).unwrap()));
            }
        }
        let mut images = BTreeMap::new();
        for loaded in read_layout(&files, &ArchiveLimits::STANDARD).unwrap() {
            for reference in &loaded.references {
                let manifest = loaded.image.foreign_manifest().unwrap().digest;
                let image = BaseImage {
                    manifest,
                    id: loaded.image.id(),
                    image: loaded.image.clone(),
                    modelled: false,
                };
                images.insert(reference.to_string(), image);
            }
        }
        Self { images, real: true }
    }

    /// The same from the list of their entries and the recorded digests.
    fn from_description() -> Self {
        let text = std::fs::read_to_string(repository("tests/oracle/base.json")).unwrap();
        let description: Value = serde_json::from_str(&text).unwrap();
        let recorded = std::fs::read_to_string(repository("tests/oracle/base-images.json")).unwrap();
        let recorded: BTreeMap<String, Value> = serde_json::from_str(&recorded).unwrap();
        let mut images = BTreeMap::new();
        for (name, image) in recorded {
            let text = image["config"].as_str().unwrap();
            let config = ImageConfig::parse(text.as_bytes()).unwrap();
            let layers = config.rootfs.diff_ids.iter().zip(["layer1", "layer2"]);
            let layers = layers.map(|(diff_id, layer)| {
                Layer::known(changes(&description[layer]), TarOptions::BUILDKIT, *diff_id, 0)
            });
            let manifest = image["manifest"].as_str().unwrap().parse::<Digest>().unwrap();
            let image = Image::from_config(Blob::from(text.as_bytes().to_vec()), layers.collect()).unwrap();
            let image = BaseImage { manifest, id: image.id(), image, modelled: false };
            images.insert(name, image);
        }
        Self { images, real: false }
    }
}

fn changes(entries: &Value) -> Vec<Change> {
    let mut tree = Snapshot::empty().edit();
    for entry in entries.as_array().unwrap() {
        let path = VPathBuf::normalise(entry["path"].as_str().unwrap());
        let mode = entry["mode"].as_str().unwrap_or("0o777").trim_start_matches("0o");
        let mode = u32::from_str_radix(mode, 8).unwrap();
        let meta = Meta::root((mode & 0o7777) as u16, Time::from_secs(entry["mtime"].as_i64().unwrap()));
        let node = match entry["type"].as_str().unwrap() {
            "dir" => match tree.lookup(&path, vfs::Follow::Never) {
                Ok(_) => continue,
                Err(_) => Node::dir(meta),
            },
            "symlink" => Node::symlink(entry["target"].as_str().unwrap(), meta),
            _ => {
                let blob = match entry["content"].as_str() {
                    Some(content) => Blob::from(content.as_bytes().to_vec()),
                    None => Blob::synthetic(1, entry["size"].as_u64().unwrap()),
                };
                Node::file(blob, meta)
            }
        };
        let parent = path.parent().unwrap().to_owned();
        let time = Meta::root(0o755, Time::from_secs(1_600_000_000));
        tree.mkdir_all(&parent, &time).unwrap();
        tree.put(&path, node).unwrap();
    }
    let after = tree.freeze();
    let mut changes = vfs::diff(&Snapshot::empty(), &after);
    changes.iter_mut().for_each(|change| change.kind = ChangeKind::Added);
    changes
}
