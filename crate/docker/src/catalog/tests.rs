use expect_test::expect_file;
use vfs::{Follow, VPathBuf};

use super::*;

/// A file of the catalog as it is now, so that new digests need no compiling.
#[expect(clippy::disallowed_methods, reason = "a test that reads the catalog's own files")]
fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/catalog/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn image(name: &str) -> Arc<Modelled> {
    let reference = Reference::parse(name).unwrap();
    match Catalog::new().find(&reference) {
        Ok(Found::Image(image)) => image,
        Ok(_) => panic!("{name} is not there"),
        Err(error) => panic!("{error}"),
    }
}

/// The most that a layer may weigh for its bytes to be made and hashed in every run; all would take minutes.
const ALWAYS: u64 = 3_000_000;

/// What a layer follows from: what its base follows from, the listings with their values, and the time of their files.
fn inputs(base: &str, step: &Step) -> String {
    let texts = Texts::default();
    let listings = step.files.iter().map(|file| {
        let (name, values) = file.split_once(' ').unwrap_or((file, ""));
        let text = texts.text(name).unwrap_or_else(|| panic!("there is no {name}"));
        listing::fill(text, values).into_owned()
    });
    let parts: Vec<String> = [base.to_owned(), step.created.clone()].into_iter().chain(listings).collect();
    Digest::of(parts.join("\0").as_bytes()).to_string().chars().skip(7).take(16).collect()
}

/// `UPDATE_EXPECT=1 cargo nextest run -p docker digests` writes both files anew, and computes what has changed.
#[test]
fn digests_are_those_of_the_bytes() {
    let rows: Vec<Entry> = read("images.json");
    let known: BTreeMap<String, Known> = read("digests.json");
    let noted: BTreeMap<String, String> = read("inputs.json");
    let mut above: BTreeMap<String, (Snapshot, String)> = BTreeMap::new();
    let (mut lines, mut notes) = (Vec::new(), Vec::new());
    for entry in &rows {
        let nothing = || (Snapshot::empty(), String::new());
        let (mut tree, mut from) =
            entry.from.as_ref().map_or_else(nothing, |from| above[&canonical(from).unwrap()].clone());
        for (index, step) in entry.history.iter().enumerate().filter(|(_, step)| !step.files.is_empty()) {
            let key = layer_key(entry, index);
            from = inputs(&from, step);
            let after = step.apply(&Texts::default(), &tree).unwrap_or_else(|error| panic!("{key}: {error}"));
            let unchanged = noted.get(&key) == Some(&from);
            let (id, size) = match known.get(&key).filter(|known| unchanged && known.size > ALWAYS) {
                Some(known) => (known.diff_id, known.size),
                None => {
                    let layer = Layer::new(vfs::diff(&tree, &after), TarOptions::BUILDKIT);
                    (layer.diff_id(), layer.tar_size())
                }
            };
            lines.push(format!(" \"{key}\": {{ \"diffId\": \"{id}\", \"size\": {size} }}"));
            notes.push(format!(" \"{key}\": \"{from}\""));
            tree = after;
        }
        for name in &entry.names {
            above.insert(canonical(name).unwrap(), (tree.clone(), from.clone()));
        }
    }
    expect_file!["../../catalog/digests.json"].assert_eq(&format!("{{\n{}\n}}\n", lines.join(",\n")));
    expect_file!["../../catalog/inputs.json"].assert_eq(&format!("{{\n{}\n}}\n", notes.join(",\n")));
}

/// The lists of packages name what is there.
#[test]
fn packages_are_well_formed() {
    let packages = Texts::default().packages();
    for (name, least) in [
        ("debian", 2000),
        ("alpine", 300),
        ("npm", 100),
        ("pypi", 100),
        ("gems", 30),
        ("rpm", 90),
        ("go", 10),
        ("crates", 60),
        ("composer", 50),
        ("nuget", 50),
        ("maven", 100),
        ("conda", 40),
    ] {
        let faults = packages.faults(name);
        assert!(faults.is_empty(), "{name}: {faults:#?}");
        assert!(packages.count(name) >= least, "{name}: {}", packages.count(name));
    }
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
        let differing: Vec<String> =
            vfs::diff(&image.rootfs, &tree).iter().map(|change| change.path.to_string()).collect();
        assert!(differing.is_empty(), "{name}: the layers don't give the files: {differing:#?}");
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
