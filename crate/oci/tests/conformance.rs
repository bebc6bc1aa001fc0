//! Recordings that are not part of this repository: a real base image, and what the classic builder wrote.
#![allow(clippy::disallowed_methods, reason = "tests read recorded data from disk")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "counts are printed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use oci::archive::{Files, read_layout};
use oci::{ArchiveLimits, Compression, Flavor, Layer, MediaTypes, Reference, TarOptions};
use serde_json::Value;
use vfs::{Blob, Change, ChangeKind, Digest, Follow, Meta, Node, Time, VPathBuf};

/// A folder of recordings; `None` with a note, if they are not there.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(name);
    let found = path.exists();
    if !found {
        println!("{name}: not run, the recordings are not here");
    }
    found.then_some(path)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A mode, written `0o755`.
fn octal(mode: &Value) -> u32 {
    u32::from_str_radix(mode.as_str().unwrap().trim_start_matches("0o"), 8).unwrap()
}

#[test]
fn conformance_base_image() {
    let Some(root) = shared("oracle/base/oci") else { return };
    let mut files = Files::new();
    for name in ["index.json", "oci-layout"] {
        files.insert(name.to_owned(), Blob::from(std::fs::read(root.join(name)).unwrap()));
    }
    for entry in std::fs::read_dir(root.join("blobs/sha256")).unwrap() {
        let entry = entry.unwrap();
        let name = format!("blobs/sha256/{}", entry.file_name().to_str().unwrap());
        files.insert(name, Blob::from(std::fs::read(entry.path()).unwrap()));
    }
    let recorded = json(&root.join("../base.json"));
    let loaded = read_layout(&files, &ArchiveLimits::STANDARD).unwrap();
    let names: Vec<_> = loaded.iter().flat_map(|it| &it.references).map(Reference::familiar).collect();
    assert_eq!(names, ["base:1", "base:2", "onbuild:1"]);
    for (image, name) in loaded.iter().map(|it| &it.image).zip(["base:1", "base:2", "onbuild:1"]) {
        let digest = image.manifest(Compression::Gzip, MediaTypes::Oci).0.digest.to_string();
        assert!(
            std::fs::read_to_string(root.join("index.json")).unwrap().contains(&digest),
            "{name}: {digest}"
        );
    }
    let rootfs = loaded[1].image.rootfs().unwrap();
    let entries =
        [&recorded["layer1"], &recorded["layer2"]].into_iter().flat_map(|layer| layer.as_array().unwrap());
    let (mut passed, mut failed) = (0, Vec::new());
    for entry in entries {
        let path = VPathBuf::normalise(entry["path"].as_str().unwrap());
        let node = rootfs.lookup(&path, Follow::Parent).unwrap();
        let digest = node.as_file().map(|file| file.blob.digest().hex());
        // The second layer's modes are recorded without type bits, and its files without digests.
        let same = node.meta.mode == (octal(&entry["mode"]) & 0o7777) as u16
            && node.meta.mtime.secs == entry["mtime"]
            && node.as_symlink() == entry["target"].as_str()
            && entry["sha256"].as_str().is_none_or(|recorded| digest.as_deref() == Some(recorded));
        match same {
            true => passed += 1,
            false => failed.push(path),
        }
    }
    println!("base.json: {passed} passed, 0 not applicable, {} failed", failed.len());
    assert!(failed.is_empty(), "{failed:?}");
}

/// The contents that scenarios write, by digest: recorded layers tell only digests.
fn known_contents(scenarios: &[Value]) -> BTreeMap<String, Blob> {
    let mut known = BTreeMap::from([(Digest::of(b"").hex(), Blob::empty())]);
    let mut add = |bytes: Vec<u8>| {
        let blob = Blob::from(bytes);
        known.insert(blob.digest().hex(), blob);
    };
    for step in scenarios.iter().flat_map(|scenario| scenario["steps"].as_array().unwrap()) {
        add(step["dockerfile"].as_str().unwrap_or_default().into());
        for edit in step["edits"].as_array().into_iter().flatten() {
            if let Some(text) = edit["content"].as_str() {
                add(text.into());
            }
        }
        // What `RUN echo WORD > FILE` writes.
        for word in step["dockerfile"].as_str().unwrap_or_default().split_whitespace() {
            add(format!("{word}\n").into());
        }
    }
    known
}

fn change(entry: &Value, known: &BTreeMap<String, Blob>) -> Option<Change> {
    let number = |key: &str| entry[key].as_i64().unwrap();
    let name = entry["name"].as_str().unwrap();
    let mode = octal(&entry["mode"]);
    let mtime = Time::from_secs(number("mtime"));
    let meta = Meta {
        uid: number("uid") as u32,
        gid: number("gid") as u32,
        ..Meta::root((mode & 0o7777) as u16, mtime)
    };
    let path = VPathBuf::normalise(name);
    let present =
        |node| Some(Change { path: path.clone(), kind: ChangeKind::Added, node: Some(node), link: None });
    if let Some(hidden) = path.name().and_then(|name| name.strip_prefix(".wh.")) {
        let parent = path.parent().unwrap();
        return match hidden {
            ".wh..opq" => {
                let node = Some(Node::dir(meta));
                Some(Change { path: parent.to_owned(), kind: ChangeKind::Opaque, node, link: None })
            }
            _ => {
                Some(Change { path: parent.join(hidden), kind: ChangeKind::Removed, node: None, link: None })
            }
        };
    }
    match entry["type"].as_str().unwrap() {
        "5" => present(Node::dir(meta)),
        "2" => present(Node::symlink(entry["linkname"].as_str().unwrap(), meta)),
        "0" => present(Node::file(known.get(entry["sha256"].as_str().unwrap_or_default())?.clone(), meta)),
        _ => None,
    }
}

#[test]
fn conformance_classic_layers() {
    let Some(root) = shared("classic") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let scenarios: Vec<Value> = paths.iter().map(|path| json(path)).collect();
    let known = known_contents(&scenarios);
    let mut seen = BTreeSet::new();
    let (mut passed, mut unknown, mut failed) = (0, 0, Vec::new());
    let steps = scenarios.iter().flat_map(|scenario| scenario["steps"].as_array().unwrap());
    for layer in steps.flat_map(|step| step["expect"]["layers"].as_array().into_iter().flatten()) {
        let diff_id = layer["diff_id"].as_str().unwrap();
        let Some(entries) = layer["entries"].as_array() else { continue };
        if !seen.insert(diff_id) {
            continue;
        }
        let changes: Option<Vec<Change>> = entries.iter().map(|entry| change(entry, &known)).collect();
        let Some(changes) = changes else {
            unknown += 1;
            continue;
        };
        let whiteout = entries.iter().find(|entry| entry["name"].as_str().unwrap().contains(".wh."));
        let removed = Time::from_secs(whiteout.map_or(0, |entry| entry["mtime"].as_i64().unwrap()));
        let options = TarOptions { flavor: Flavor::Classic { removed }, clamp: None };
        let found = Layer::new(changes, options).diff_id().to_string();
        // The daemon's host had a name for user 1000, which is not recorded.
        let named = entries.iter().any(|entry| entry["uid"] == 1000);
        match found == diff_id {
            true => passed += 1,
            false if named => unknown += 1,
            false => failed.push(diff_id),
        }
    }
    let why = "a content or an owner's name is not recorded";
    println!("classic layers: {passed} passed, {unknown} not applicable ({why}), {} failed", failed.len());
    assert!(failed.is_empty(), "{failed:?}");
    assert!(passed > unknown);
}
