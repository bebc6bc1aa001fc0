//! Making and copying files.

use vfs::{Blob, Follow, Meta, Snapshot, Time, Tree, VPath, VPathBuf};

use super::{Done, Failed, Inputs};
use crate::cache::Layers;
use crate::copy::{self, Ids};
use crate::log::Recorder;
use crate::op::FileOp;
use crate::op::file::{Action, ActionKind, Mkdir, Mkfile, Owner, Principal, Slot};

/// Time for the simplest step, in microseconds.
const LATENCY: u64 = 20_000;
/// Bytes per microsecond.
const COPY: u64 = 200;

pub(super) fn run(op: &FileOp, inputs: &Inputs, log: &mut Recorder) -> Result<Done, Failed> {
    let first = op.actions.first().map_or(Slot::Scratch, |action| action.input);
    let below = match first {
        Slot::Input(input) => inputs.get(input).cloned(),
        _ => None,
    };
    let base = below.as_ref().map_or_else(Snapshot::empty, |below| below.tree().clone());
    let mut tree = base.edit();
    log.pass(LATENCY);
    let now = log.now();
    let mut bytes = 0;
    for action in &op.actions {
        bytes += act(&mut tree, action, &base, first, inputs, now)?;
    }
    log.pass(bytes / COPY);
    Ok(Done { result: Some(Layers::step(below, tree.freeze(), now)) })
}

/// Does one action and returns how many bytes were written.
fn act(
    tree: &mut Tree,
    action: &Action,
    base: &Snapshot,
    first: Slot,
    inputs: &Inputs,
    now: Time,
) -> Result<u64, Failed> {
    let owner = |owner: &Option<Owner>| owner.as_ref().map(|owner| ids(owner, base, first)).transpose();
    match &action.kind {
        ActionKind::Copy(copy) => {
            let source = match action.source {
                Slot::Input(input) => inputs.tree(input),
                _ => Snapshot::empty(),
            };
            let owner = owner(&copy.owner)?;
            copy::copy(tree, &source, copy, owner, now).map_err(|error| Failed::new(error.to_string()))
        }
        ActionKind::Mkdir(mkdir) => make_directory(tree, mkdir, owner(&mkdir.owner)?, now).map(|()| 0),
        ActionKind::Mkfile(mkfile) => make_file(tree, mkfile, now).map(|()| mkfile.data.len() as u64),
    }
}

fn make_directory(tree: &mut Tree, mkdir: &Mkdir, owner: Option<Ids>, now: Time) -> Result<(), Failed> {
    let time = mkdir.time.map_or(now, Time::from_secs);
    let path = VPathBuf::normalise(&mkdir.path);
    let fail = |error: copy::CopyError| Failed::new(error.to_string());
    let path = tree.destination(&path).map_err(|error| fail(error.into()))?;
    // The directory around the topmost new one notices when that is made, not which time it is given.
    let parent = path.ancestors().find(|path| tree.exists(path)).map(VPath::to_owned);
    copy::mkdir_all(tree, &path, mkdir.mode, owner, time).map_err(fail)?;
    match parent.filter(|parent| *parent != path) {
        Some(parent) => tree.set_mtime(&parent, now, Follow::All).map_err(|error| fail(error.into())),
        None => Ok(()),
    }
}

fn make_file(tree: &mut Tree, mkfile: &Mkfile, now: Time) -> Result<(), Failed> {
    let path = VPathBuf::normalise(&mkfile.path);
    tree.write(&path, Blob::from(mkfile.data.clone()), &Meta::root(mkfile.mode, now))
        .map_err(|error| Failed::new(format!("open {}: {}", error.path, error.errno.text().to_lowercase())))
}

/// A user and a group as numbers. Names that the tree doesn't know stand for root, as in BuildKit.
fn ids(owner: &Owner, base: &Snapshot, first: Slot) -> Result<Ids, Failed> {
    if owner.has_name() && first == Slot::Scratch {
        return Err(Failed::new("invalid user index: -1"));
    }
    let mut ids = match &owner.user {
        Principal::Id(id) => Ids { uid: *id, gid: *id },
        Principal::Name(name) => {
            let fields = find_line(base, "/etc/passwd", name);
            let number = |index: usize| fields.get(index).and_then(|field| field.parse().ok()).unwrap_or(0);
            Ids { uid: number(2), gid: number(3) }
        }
    };
    match &owner.group {
        None => {}
        Some(Principal::Id(id)) => ids.gid = *id,
        Some(Principal::Name(name)) => {
            let found = find_line(base, "/etc/group", name);
            if let Some(gid) = found.get(2).and_then(|field| field.parse().ok()) {
                ids.gid = gid;
            }
        }
    }
    Ok(ids)
}

/// The fields of the line that begins with `name` in a file like `/etc/passwd`; none if there is no such line or file.
fn find_line(tree: &Snapshot, path: &str, name: &str) -> Vec<String> {
    let Ok(blob) = tree.read(&VPathBuf::normalise(path)) else { return Vec::new() };
    let bytes = blob.bytes();
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines().map(|line| line.split(':').map(str::to_owned).collect::<Vec<_>>());
    lines.find(|fields| fields.first().is_some_and(|field| field == name)).unwrap_or_default()
}
