//! What real BuildKit wrote, read and written again by us: every byte must agree.
#![allow(clippy::disallowed_methods, reason = "tests read recorded data from disk")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "counts and skipped tools are printed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oci::{ArchiveLimits, Descriptor, ImageConfig, Layer, Manifest, TarOptions, media, unpack};
use serde_json::Value;
use vfs::Digest;

fn recorded(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle")).join(name)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn recorded_layers_are_written_again_byte_for_byte() {
    let layers = files(&recorded("layers"));
    for path in &layers {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let bytes = std::fs::read(path).unwrap();
        let changes = unpack(name, &bytes, &ArchiveLimits::STANDARD).unwrap();
        let layer = Layer::new(changes, TarOptions::BUILDKIT);
        assert_eq!(layer.diff_id().hex(), name);
        assert_eq!(layer.tar(), bytes, "{name}");
        let clamped = TarOptions { clamp: Some(1_700_000_000), ..TarOptions::BUILDKIT };
        assert_eq!(Layer::new(layer.changes().to_vec(), clamped).tar(), bytes, "{name} has no later times");
    }
    println!("{} recorded layers written again byte for byte", layers.len());
    assert!(layers.len() >= 173);
}

/// Every successful build of the recorded scenarios.
fn recorded_builds() -> Vec<(String, Value)> {
    let mut builds = Vec::new();
    for dir in files(&recorded("scenarios")) {
        let text = std::fs::read_to_string(dir.join("scenario.json")).unwrap();
        let scenario: Value = serde_json::from_str(&text).unwrap();
        for (index, step) in scenario["steps"].as_array().unwrap().iter().enumerate() {
            if step["expect"]["ok"] == true {
                builds.push((format!("{} {index}", scenario["name"]), step["expect"].clone()));
            }
        }
    }
    builds
}

#[test]
fn recorded_configs_and_manifests_are_written_again_byte_for_byte() {
    let builds = recorded_builds();
    for (name, expect) in &builds {
        let raw = expect["config_raw"].as_str().unwrap();
        let config = ImageConfig::parse(raw.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(config.to_bytes()).unwrap(), raw, "{name}");
        assert_eq!(Digest::of(raw.as_bytes()).to_string(), expect["config_digest"], "{name}");

        let layer = |layer: &Value| Descriptor {
            annotations: serde_json::from_value::<Option<BTreeMap<_, _>>>(layer["annotations"].clone())
                .unwrap()
                .unwrap_or_default(),
            ..Descriptor::new(
                layer["media_type"].as_str().unwrap(),
                layer["blob"].as_str().unwrap().parse().unwrap(),
                layer["blob_size"].as_u64().unwrap(),
            )
        };
        let manifest = Manifest {
            schema_version: 2,
            media_type: media::OCI_MANIFEST.to_owned(),
            config: Descriptor::of(media::OCI_CONFIG, raw.as_bytes()),
            layers: expect["layers"].as_array().unwrap().iter().map(layer).collect(),
            annotations: BTreeMap::new(),
        };
        let bytes = manifest.to_bytes();
        assert_eq!(Digest::of(&bytes).to_string(), expect["manifest_digest"], "{name}");
        // Of an image without layers, Go writes `null` lists, which oci-spec doesn't take.
        if !config.rootfs.diff_ids.is_empty() {
            oci_spec::image::ImageConfiguration::from_reader(raw.as_bytes()).unwrap();
            oci_spec::image::ImageManifest::from_reader(&bytes[..]).unwrap();
        }
    }
    println!("{} recorded configs and manifests written again byte for byte", builds.len());
}
