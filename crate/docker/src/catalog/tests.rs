use expect_test::expect_file;
use vfs::{Follow, VPathBuf};

use super::*;

fn image(name: &str) -> Arc<Modelled> {
    let reference = Reference::parse(name).unwrap();
    match Catalog::new().find(&reference) {
        Ok(Found::Image(image)) => image,
        Ok(_) => panic!("{name} is not there"),
        Err(error) => panic!("{error}"),
    }
}

/// `UPDATE_EXPECT=1 cargo test -p docker digests` writes the file anew.
#[test]
fn digests_are_those_of_the_bytes() {
    let rows: Vec<Entry> = serde_json::from_str(data::IMAGES).unwrap();
    let mut trees: BTreeMap<String, Snapshot> = BTreeMap::new();
    let mut lines = Vec::new();
    for entry in &rows {
        let mut tree =
            entry.from.as_ref().map_or_else(Snapshot::empty, |from| trees[&canonical(from).unwrap()].clone());
        for (index, step) in entry.history.iter().enumerate().filter(|(_, step)| !step.files.is_empty()) {
            let after = step.apply(&tree).unwrap_or_else(|error| panic!("{error}"));
            let layer = Layer::new(vfs::diff(&tree, &after), TarOptions::BUILDKIT);
            let (key, id, size) = (layer_key(entry, index), layer.diff_id(), layer.tar_size());
            lines.push(format!(" \"{key}\": {{ \"diffId\": \"{id}\", \"size\": {size} }}"));
            tree = after;
        }
        for name in &entry.names {
            trees.insert(canonical(name).unwrap(), tree.clone());
        }
    }
    expect_file!["../../catalog/digests.json"].assert_eq(&format!("{{\n{}\n}}\n", lines.join(",\n")));
}

#[test]
fn every_image_can_be_made_and_looks_like_its_model() {
    for (name, megabytes, programs) in [
        ("busybox", 4.3, "bin/sh bin/wget usr/bin/env"),
        ("alpine", 8.3, "bin/sh bin/ls sbin/apk usr/bin/vi usr/bin/env"),
        ("diamol/base", 5.6, "bin/sh sbin/apk"),
        ("diamol/node", 75.0, "bin/sh usr/local/bin/node usr/local/bin/npm usr/local/bin/yarn"),
        ("debian", 111.0, "bin/bash bin/sh bin/ls usr/bin/apt-get usr/bin/awk usr/bin/which"),
        ("debian:bookworm-slim", 74.8, "bin/bash bin/sh bin/ls usr/bin/apt-get"),
        (
            "node",
            1100.0,
            "bin/bash usr/bin/git usr/bin/gcc usr/local/bin/node usr/local/bin/docker-entrypoint.sh",
        ),
        ("node:22-slim", 220.0, "bin/bash usr/local/bin/node usr/local/bin/npx"),
        ("node:22-alpine", 155.0, "bin/sh usr/local/bin/node usr/local/bin/npm"),
    ] {
        let image = image(name);
        let bytes = image.image.size();
        let ratio = bytes as f64 / 1e6 / megabytes;
        assert!((0.9..1.1).contains(&ratio), "{name} has {bytes} bytes");
        let tree = image.image.rootfs().unwrap();
        assert_eq!(tree.digest(), image.rootfs.digest(), "{name}: the layers don't give the files");
        for program in programs.split_whitespace() {
            let node = tree.lookup(&VPathBuf::normalise(program), Follow::All);
            let node = node.unwrap_or_else(|error| panic!("{name}: {program}: {error}"));
            assert!(node.meta.mode & 0o111 != 0, "{name}: {program} can't be executed");
        }
    }
}

#[test]
fn names_lead_to_images() {
    let catalog = Catalog::new();
    let check = |name: &str, expected: &str| {
        let found = catalog.find(&Reference::parse(name).unwrap()).unwrap_or_else(|error| panic!("{error}"));
        let got = match found {
            Found::Image(image) => image.image.config().config.cmd.join(" "),
            Found::NoSuchTag => "no tag".to_owned(),
            Found::NoSuchRepository => "no repository".to_owned(),
        };
        assert_eq!(got, expected, "{name}");
    };
    let digest = image("alpine").manifest;
    check("alpine", "/bin/sh");
    check("docker.io/library/alpine:3", "/bin/sh");
    check(&format!("alpine@{digest}"), "/bin/sh");
    check(&format!("alpine:3.10@{digest}"), "no tag");
    check("alpine:1", "no tag");
    check("nosuch", "no repository");
    check("ghcr.io/library/alpine", "no repository");
}
