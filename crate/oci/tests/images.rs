//! Images saved and loaded, by us and by the tools that people use.
#![allow(clippy::disallowed_methods, reason = "tests run other tools over files")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "counts and skipped tools are printed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use oci::archive::{Format, Loaded, SaveOptions, Selector, layout_files, load, save, select_from_layout};
use oci::{
    ArchiveLimits, Compression, History, Image, ImageConfig, Layer, MediaTypes, Reference, Store, TarOptions,
};
use vfs::{Blob, Meta, Snapshot, Time, Tree, VPath, VPathBuf, diff};

fn path(text: &str) -> VPathBuf {
    VPathBuf::normalise(text)
}

fn meta(mode: u16) -> Meta {
    Meta::root(mode, Time::from_secs(1_600_000_000))
}

/// An image with a layer for each edit.
fn image(edits: &[fn(&mut Tree)]) -> Image {
    let mut config = ImageConfig::new("linux", "amd64", "");
    config.config.cmd = vec!["/bin/sh".to_owned(), "-c".to_owned(), "a && b <c".to_owned()];
    config.config.exposed_ports.insert("80/tcp".to_owned());
    config.config.labels =
        BTreeMap::from([("z".to_owned(), "1".to_owned()), ("a".to_owned(), "2".to_owned())]);
    config.created = Some("2023-11-14T22:13:20Z".to_owned());
    let mut tree = Snapshot::empty();
    let mut layers = Vec::new();
    for edit in edits {
        let mut next = tree.edit();
        edit(&mut next);
        let next = next.freeze();
        layers.push(Layer::new(diff(&tree, &next), TarOptions::BUILDKIT));
        tree = next;
        config.history.push(History { created_by: "RUN edit".to_owned(), ..History::default() });
    }
    Image::new(config, layers)
}

fn base(tree: &mut Tree) {
    tree.mkdir_all(&path("/bin/sub"), &meta(0o755)).unwrap();
    tree.write(&path("/bin/sh"), Blob::synthetic(1, 100_000), &meta(0o755)).unwrap();
    tree.hard_link(&path("/bin/sh"), &path("/bin/ash"), Time::from_secs(1_600_000_000)).unwrap();
    tree.symlink(&path("/bin/é"), "sh", &meta(0o777)).unwrap();
    tree.write(&path("/bin/sub/x"), "x".into(), &meta(0o4755)).unwrap();
}

fn change(tree: &mut Tree) {
    tree.remove_all(&path("/bin/sub"), Time::from_secs(1_600_000_001)).unwrap();
    tree.write(&path("/app.js"), "console.log(1)\n".into(), &meta(0o644)).unwrap();
}

fn nothing(_: &mut Tree) {}

fn references(names: &[&str]) -> Vec<Reference> {
    names.iter().map(|name| Reference::parse(name).unwrap()).collect()
}

const OPTIONS: [SaveOptions; 5] = [
    SaveOptions { format: Format::Oci, compression: Compression::Gzip, types: MediaTypes::Oci },
    SaveOptions { format: Format::Oci, compression: Compression::None, types: MediaTypes::Oci },
    SaveOptions { format: Format::Docker, compression: Compression::Gzip, types: MediaTypes::Docker },
    SaveOptions { format: Format::Docker, compression: Compression::None, types: MediaTypes::Oci },
    SaveOptions { format: Format::DockerLegacy, compression: Compression::None, types: MediaTypes::Docker },
];

/// Ids and names of what was loaded, in the order of the archive.
fn contents(loaded: &[Loaded]) -> Vec<(String, Vec<String>)> {
    let names = |loaded: &Loaded| loaded.references.iter().map(Reference::familiar).collect();
    loaded.iter().map(|loaded| (loaded.image.id().to_string(), names(loaded))).collect()
}

#[test]
fn what_is_saved_is_loaded() {
    let (one, two) = (image(&[base, change]), image(&[base, nothing]));
    let (names_one, names_two) = (references(&["app:1", "ghcr.io/a/app:latest"]), references(&["b/two:x"]));
    for options in OPTIONS {
        let images = [(&names_one[..], &one), (&names_two[..], &two)];
        let archive = save(&images, options);
        assert_eq!(archive, save(&images, options), "the same images give the same bytes");
        let loaded = load(&archive, &ArchiveLimits::STANDARD).unwrap();
        let expected = [
            (one.id().to_string(), vec!["app:1".to_owned(), "ghcr.io/a/app:latest".to_owned()]),
            (two.id().to_string(), vec!["b/two:x".to_owned()]),
        ];
        assert_eq!(contents(&loaded), expected, "{options:?}");
        for (loaded, image) in loaded.iter().zip([&one, &two]) {
            assert_eq!(loaded.image.rootfs().unwrap().digest(), image.rootfs().unwrap().digest());
        }
        let mut gzip = oci::gzip::Gzip::default();
        gzip.update(&archive);
        assert_eq!(load(&gzip.finish(), &ArchiveLimits::STANDARD).unwrap().len(), 2, "in gzip as well");
    }
    let unnamed = save(&[(&[], &one)], OPTIONS[0]);
    assert_eq!(
        contents(&load(&unnamed, &ArchiveLimits::STANDARD).unwrap()),
        [(one.id().to_string(), vec![])]
    );
}

#[test]
fn foreign_images_go_out_as_they_came() {
    let names = references(&["app:1"]);
    for came in OPTIONS {
        let archive = save(&[(&names, &image(&[base, change]))], came);
        let foreign = load(&archive, &ArchiveLimits::STANDARD).unwrap().remove(0).image;
        // Whatever is asked for, an OCI layout hands its manifest and layers on.
        let wish = SaveOptions { format: came.format, ..OPTIONS[1] };
        if came.format != Format::DockerLegacy {
            assert_eq!(save(&[(&names, &foreign)], wish), archive, "{came:?}");
        }
        for options in OPTIONS {
            let again =
                load(&save(&[(&names, &foreign)], options), &ArchiveLimits::STANDARD).unwrap().remove(0);
            assert_eq!(again.image.id(), foreign.id(), "{came:?} saved as {options:?}");
            assert_eq!(again.image.foreign_manifest().is_some(), options.format != Format::DockerLegacy);
        }
    }
}

#[test]
fn oci_spec_reads_what_we_write() {
    let one = image(&[base, change]);
    for types in [MediaTypes::Oci, MediaTypes::Docker] {
        for compression in [Compression::None, Compression::Gzip] {
            let options = SaveOptions { format: Format::Oci, compression, types };
            let files = layout_files(&[(&references(&["app:1"]), &one)], options);
            let index = oci_spec::image::ImageIndex::from_reader(&files["index.json"].bytes()[..]).unwrap();
            let file = |digest: &oci_spec::image::Digest| {
                files[&format!("blobs/sha256/{}", digest.digest())].bytes().into_owned()
            };
            let manifest = file(index.manifests()[0].digest());
            let manifest = oci_spec::image::ImageManifest::from_reader(&manifest[..]).unwrap();
            assert_eq!(manifest.layers().len(), 2);
            for layer in manifest.layers() {
                assert_eq!(layer.size(), file(layer.digest()).len() as u64);
            }
            let config = file(manifest.config().digest());
            let config = oci_spec::image::ImageConfiguration::from_reader(&config[..]).unwrap();
            assert_eq!(config.rootfs().diff_ids().len(), 2);
            assert_eq!(config.config().as_ref().unwrap().labels().as_ref().unwrap()["a"], "2");
            oci_spec::image::OciLayout::from_reader(&files["oci-layout"].bytes()[..]).unwrap();
        }
    }
}

#[test]
fn one_image_of_a_layout_is_selected() {
    let (one, two) = (image(&[base]), image(&[nothing]));
    let files =
        layout_files(&[(&references(&["a:1", "a:latest"]), &one), (&references(&["b:2"]), &two)], OPTIONS[0]);
    let select = |selector: Selector| {
        let found = select_from_layout(&files, &selector, &ArchiveLimits::STANDARD);
        found.map(|loaded| loaded.image.id()).map_err(|error| error.to_string())
    };
    assert_eq!(select(Selector::Default), Ok(one.id()));
    assert_eq!(select(Selector::Tag("2".to_owned())), Ok(two.id()));
    assert_eq!(select(Selector::Tag("b:2".to_owned())), Ok(two.id()));
    assert_eq!(
        select(Selector::Digest(two.manifest(Compression::Gzip, MediaTypes::Oci).0.digest)),
        Ok(two.id())
    );
    let none = Err("index.json: an image called `3`: not found in the archive".to_owned());
    assert_eq!(select(Selector::Tag("3".to_owned())), none);
}

#[test]
fn the_store_shares_layers_and_frees_what_nobody_holds() {
    let (one, two) = (image(&[base, change]), image(&[base, nothing]));
    let mut store = Store::new();
    let (id_one, id_two) = (store.put(one.clone()), store.put(two));
    let [app, other] = [Reference::parse("app").unwrap(), Reference::parse("other:1").unwrap()];
    assert_eq!(store.tag(&app, id_one), None);
    assert_eq!(store.tag(&other, id_two), None);
    assert_eq!(store.resolve(&app).map(Image::id), Some(id_one));
    assert_eq!(store.find("app:latest").map(Image::id), Ok(id_one));
    assert_eq!(store.find(&id_two.short()).map(Image::id), Ok(id_two));
    assert_eq!(store.find("nope").unwrap_err().to_string(), "No such image: nope:latest");
    let base_layer = one.layers()[0].diff_id();
    assert_eq!(store.sharing()[&base_layer].len(), 2);
    assert_eq!(store.freed_by(&id_one).layers, [one.layers()[1].diff_id()]);

    assert_eq!(store.tag(&app, id_two), Some(id_one), "the name moves on");
    let freed = store.prune(&Default::default());
    assert_eq!((freed.images, freed.bytes), (vec![id_one], 15));
    let freed = store.remove(&id_two);
    assert_eq!(freed.bytes, 100_003, "the file with two names weighs once, a link what it says");
    assert_eq!((store.images().count(), store.tags().count()), (0, 0));
}

fn work_dir(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// Runs a tool and returns what it prints; `None` with a note, if it isn't installed.
fn run(tool: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(tool).args(arguments).output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: {tool} is not installed");
            None
        }
        Err(error) => panic!("{tool}: {error}"),
        Ok(output) => {
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{tool} {}: {error}", arguments.join(" "));
            Some(String::from_utf8(output.stdout).unwrap())
        }
    }
}

#[test]
fn skopeo_and_umoci_take_what_we_save() {
    let dir = work_dir("tools");
    let file = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    let image = image(&[base, change]);
    let names = references(&["app:1"]);
    for (number, options) in OPTIONS.into_iter().enumerate() {
        let archive = file(&format!("{number}.tar"));
        std::fs::write(&archive, save(&[(&names, &image)], options)).unwrap();
        let source = match options.format {
            Format::Oci => format!("oci-archive:{archive}:1"),
            Format::Docker | Format::DockerLegacy => format!("docker-archive:{archive}:app:1"),
        };
        let Some(config) = run("skopeo", &["inspect", "--raw", "--config", &source]) else { return };
        assert_eq!(config.as_bytes(), &image.config_bytes().bytes()[..], "{options:?}");
        let layout = file(&format!("layout-{number}"));
        run("skopeo", &["copy", "--quiet", &source, &format!("oci:{layout}:out")]);

        // What skopeo hands on can be loaded by us, with the same layers.
        let copied = read_dir(Path::new(&layout));
        let copied =
            select_from_layout(&copied, &Selector::Tag("out".to_owned()), &ArchiveLimits::STANDARD).unwrap();
        assert_eq!(copied.image.config().rootfs, image.config().rootfs, "{options:?}");

        let bundle = file(&format!("bundle-{number}"));
        let image_at = format!("{layout}:out");
        if run("umoci", &["unpack", "--rootless", "--image", &image_at, &bundle]).is_none() {
            return;
        }
        let root = Path::new(&bundle).join("rootfs");
        assert_eq!(std::fs::read(root.join("app.js")).unwrap(), b"console.log(1)\n");
        assert_eq!(std::fs::read(root.join("bin/ash")).unwrap().len(), 100_000);
        assert_eq!(std::fs::read_link(root.join("bin/é")).unwrap(), Path::new("sh"));
        assert!(!root.join("bin/sub").exists());
        println!("{options:?}: accepted by skopeo and umoci");
    }
    std::fs::remove_dir_all(dir).unwrap();
}

/// What the `docker` client prints; `None` if it is not there or fails, as it does without a daemon.
fn docker(arguments: &[&str]) -> Option<String> {
    let ran = Command::new("docker").args(arguments).output().ok().filter(|ran| ran.status.success())?;
    Some(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
}

#[test]
fn a_docker_daemon_gives_an_image_the_same_id() {
    let Some(store) = docker(&["info", "--format", "{{.DriverStatus}} {{.ServerVersion}}"]) else {
        println!("docker load: skipped, there is no Docker daemon");
        return;
    };
    if store.contains("io.containerd.snapshotter") {
        println!("docker load: skipped, containerd's image store knows images by their manifests: {store}");
        return;
    }
    let dir = work_dir("daemon");
    let image = image(&[base, change]);
    let name = "layerlab-test/loaded:1";
    for options in OPTIONS.into_iter().filter(|options| options.format != Format::Oci) {
        let archive = dir.join("image.tar");
        std::fs::write(&archive, save(&[(&references(&[name]), &image)], options)).unwrap();
        run("docker", &["load", "--input", archive.to_str().unwrap()]);
        let id = docker(&["image", "inspect", "--format", "{{.Id}}", name]);
        docker(&["image", "rm", name]);
        assert_eq!(id, Some(image.id().to_string()), "{options:?}");
        println!("{options:?}: loaded by docker {store}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}

/// The files below a folder, as an archive would hold them.
fn read_dir(root: &Path) -> oci::archive::Files {
    let mut files = oci::archive::Files::new();
    let mut pending = vec![(root.to_owned(), VPathBuf::root())];
    while let Some((dir, inner)) = pending.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let place: VPathBuf = VPath::join(&inner, entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                pending.push((entry.path(), place));
            } else {
                files.insert(place.relative().to_owned(), Blob::from(std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    files
}
