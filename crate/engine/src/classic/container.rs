//! The containers in which steps run: what the daemon puts into them, and what of their changes stays.

use oci::{Flavor, Layer, TarOptions};
use shell::{Process, User};
use vfs::{Blob, Follow, FsError, Meta, Node, Rule, Snapshot, Time, Tree, TreeOptions, VPath, VPathBuf};

use super::config::RunConfig;
use crate::cache::Accesses;
use crate::event::Stream;

/// Directories of the kernel that are mounted over the image's.
pub const KERNEL: [&str; 3] = ["/dev", "/proc", "/sys"];

/// Files that the daemon mounts over the image's.
pub const MOUNTED_FILES: [&str; 3] = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

/// What a step changed: the layer, if it left one, and all files with it.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    pub(super) layer: Option<Layer>,
    pub(super) rootfs: Snapshot,
    /// What a process read and wrote; nothing where none ran.
    pub(super) trace: Accesses,
}

/// Why a container's process did not run to a good end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ended {
    /// It could not be started; the daemon's words.
    NotStarted(String),
    /// It ended with another status than 0.
    Status(u8),
    /// The simulation gave up on it; why.
    Stopped(String),
}

/// A process's output in pieces, and how long it took in simulated microseconds.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) pieces: Vec<(Stream, Vec<u8>)>,
    pub(super) micros: u64,
}

/// Creates a container and nothing else: what it leaves is the working directory, if that was missing.
pub(super) fn create(rootfs: &Snapshot, config: &RunConfig, now: Time) -> Result<Changed, String> {
    let mut tree = overlay(rootfs);
    make_working_dir(&mut tree, config, now)?;
    changed(rootfs, tree, now)
}

/// What a container is run with, besides its image.
pub(super) struct Surroundings<'a> {
    pub(super) limits: shell::Limits,
    pub(super) packages: &'a shell::Packages,
    pub(super) hostname: &'a str,
    pub(super) now: Time,
}

/// Runs a command in a container.
pub(super) fn run(
    rootfs: &Snapshot,
    config: &RunConfig,
    args: &[String],
    around: &Surroundings<'_>,
) -> (Output, Result<Changed, Ended>) {
    let mut output = Output::default();
    let result = start(rootfs, config, args, around, &mut output);
    (output, result)
}

fn start(
    rootfs: &Snapshot,
    config: &RunConfig,
    args: &[String],
    around: &Surroundings<'_>,
    output: &mut Output,
) -> Result<Changed, Ended> {
    let Surroundings { limits, packages, hostname, now } = *around;
    let not_started = |text: String| Ended::NotStarted(text);
    let below = with_init_layer(rootfs, now);
    let mut tree = overlay(&below);
    make_working_dir(&mut tree, config, now).map_err(not_started)?;
    let user = User::find(&config.user, &|path| tree.read(path).ok())
        .map_err(|error| not_started(error.to_string()))?;
    let volumes = mount_volumes(&mut tree, config, now).map_err(|error| not_started(error.to_string()))?;
    let mut env: Vec<(String, String)> =
        vec![("HOSTNAME".into(), hostname.into()), ("HOME".into(), user.home.clone())];
    env.extend(config.env.iter().map(|entry| {
        let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
        (name.to_owned(), value.to_owned())
    }));
    let outcome = shell::run(
        args,
        Process {
            tree: &mut tree,
            env,
            cwd: VPathBuf::normalise(&config.working_dir),
            user,
            stdin: Vec::new(),
            out: &mut |stream, bytes| output.pieces.push((stream.into(), bytes.to_vec())),
            limits,
            now,
            hostname: hostname.to_owned(),
            packages: packages.clone(),
        },
    );
    output.micros = outcome.spent.micros();
    if let Some(reason) = outcome.not_started {
        output.pieces.clear();
        return Err(not_started(format!(
            "failed to create shim task: OCI runtime create failed: runc create failed: \
             unable to start container process: {reason}: unknown"
        )));
    }
    match outcome.result {
        Ok(exit) if exit.success() => {}
        Ok(exit) => return Err(Ended::Status(exit.0)),
        Err(stop) => return Err(Ended::Stopped(stop.to_string())),
    }
    let mut outside: Vec<VPathBuf> =
        KERNEL.iter().chain(&MOUNTED_FILES).map(|path| VPathBuf::normalise(path)).collect();
    outside.extend(volumes.iter().cloned());
    let trace = Accesses { reads: tree.reads(), writes: tree.touched().clone() };
    let (layer, changes) = layer_without(&below, &volumes, &outside, tree, now);
    let rootfs = vfs::apply(rootfs, &changes).map_err(|error| Ended::Stopped(error.to_string()))?;
    Ok(Changed { layer, rootfs, trace })
}

fn overlay(rootfs: &Snapshot) -> Tree {
    rootfs.edit_with(TreeOptions { overlay: true, trace: true })
}

/// Makes the working directory and what is missing above it, all owned by root, whoever USER is.
fn make_working_dir(tree: &mut Tree, config: &RunConfig, now: Time) -> Result<(), String> {
    if config.working_dir.is_empty() {
        return Ok(());
    }
    let path = VPathBuf::normalise(&config.working_dir);
    match tree.mkdir_all(&path, &Meta::root(0o755, now)) {
        Ok(_) => Ok(()),
        Err(_) if tree.exists(&path) => Err(format!("Cannot mkdir: {path} is not a directory")),
        Err(error) => Err(format!("mkdir {}: {}", error.path, error.errno.text().to_lowercase())),
    }
}

/// The image with what the daemon lays between it and a container: mount points that are no part of any layer.
pub fn with_init_layer(rootfs: &Snapshot, now: Time) -> Snapshot {
    let mut tree = rootfs.edit();
    let directory = Meta::root(0o755, now);
    // Where something else stands in the way, the daemon leaves it.
    for path in KERNEL.iter().chain(&["/etc"]) {
        let _ = tree.mkdir_all(&VPathBuf::normalise(path), &directory);
    }
    for path in MOUNTED_FILES.iter().chain(&["/.dockerenv"]) {
        let path = VPathBuf::normalise(path);
        if tree.lookup(&path, Follow::Parent).is_err() {
            let _ = tree.write(&path, Blob::empty(), &Meta::root(0o755, now));
        }
    }
    let mtab = VPathBuf::normalise("/etc/mtab");
    if tree.lookup(&mtab, Follow::Parent).is_err() {
        let _ = tree.symlink(&mtab, "/proc/mounts", &Meta::root(0o777, now));
    }
    tree.freeze()
}

/// Makes the mount points of volumes, where links lead. The volumes themselves start as copies of what stands there.
fn mount_volumes(tree: &mut Tree, config: &RunConfig, now: Time) -> Result<Vec<VPathBuf>, FsError> {
    let mut places = Vec::new();
    for volume in &config.volumes {
        let place = tree.destination(&VPathBuf::normalise(volume))?;
        tree.mkdir_all(&place, &Meta::root(0o755, now))?;
        places.push(place);
    }
    Ok(places)
}

/// What a tree that was changed leaves.
pub(super) fn changed(below: &Snapshot, tree: Tree, now: Time) -> Result<Changed, String> {
    let (layer, changes) = layer_without(below, &[], &[], tree, now);
    let rootfs = vfs::apply(below, &changes).map_err(|error| error.to_string())?;
    Ok(Changed { layer, rootfs, trace: Accesses::default() })
}

/// The layer of a container's changes, without those that went to a mount: `outside` holds what is mounted, `volumes`
/// those of them whose mount points may be new.
pub fn layer_without(
    below: &Snapshot,
    volumes: &[VPathBuf],
    outside: &[VPathBuf],
    mut tree: Tree,
    now: Time,
) -> (Option<Layer>, Vec<vfs::Change>) {
    let mut touched = tree.touched().clone();
    let mut replaced = tree.replaced().clone();
    for path in outside {
        let mount_point = volumes.contains(path) && below.lookup(path, Follow::Never).is_err();
        let inside = |other: &VPathBuf| other.starts_with(path) && !(mount_point && **other == **path);
        touched.retain(|other| !inside(other));
        replaced.retain(|other| !inside(other));
        restore(below, path, &mut tree, now);
    }
    let changes =
        vfs::diff_with(below, &tree.freeze(), Rule::Classic { touched: &touched, replaced: &replaced });
    let layer = (!changes.is_empty()).then(|| {
        let options = TarOptions { flavor: Flavor::Classic { removed: now }, clamp: None };
        Layer::new(changes.clone(), options)
    });
    (layer, changes)
}

/// Puts back what stood under a mount; an empty directory, if the mount point is new.
fn restore(below: &Snapshot, path: &VPath, tree: &mut Tree, now: Time) {
    let node = match (below.lookup(path, Follow::Never), tree.lookup(path, Follow::Never)) {
        (Ok(node), _) => node.clone(),
        (Err(_), Ok(node)) if node.is_dir() => Node::dir(Meta::root(0o755, now)),
        _ => return,
    };
    // Its directory is there, since the mount stood in it.
    let _ = tree.put(path, node);
}
