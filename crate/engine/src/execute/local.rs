//! Sending a folder to the builder.

use vfs::{Follow, Node, Snapshot, VPath};

use super::Done;
use crate::cache::{Cache, Layers, Transfer};
use crate::changed;
use crate::log::Recorder;
use crate::op::{LocalOp, VertexId};

/// Bytes per microsecond.
const TRANSFER: u64 = 100;
/// Time for the first byte, in microseconds.
const LATENCY: u64 = 10_000;
/// What is sent about a file besides its content, roughly.
const STAT: u64 = 36;

pub(super) fn run(id: VertexId, op: &LocalOp, log: &mut Recorder, cache: &mut Cache) -> Done {
    let bytes = count(op, cache);
    log.work(id, format!("transferring {}:", op.name), bytes, LATENCY + bytes / TRANSFER);
    // What arrives is a folder that was made just now.
    let mut tree = op.files.edit();
    let now = log.now();
    // The root is always there.
    let _ = tree.set_mtime(VPath::root(), now, Follow::Parent);
    Done { result: Some(Layers::step(None, tree.freeze(), now)) }
}

/// The bytes that are sent: what the last transfer of the same folder came to, and what changed since.
fn count(op: &LocalOp, cache: &mut Cache) -> u64 {
    let known = cache.transfer(&op.name).filter(|transfer| transfer.paths == op.paths).cloned();
    let empty = Snapshot::empty();
    let (before, mut bytes) = known.as_ref().map_or((&empty, 0), |known| (&known.files, known.bytes));
    changed::visit(VPath::root(), (Some(before.root()), Some(op.files.root())), &mut |path, (old, new)| {
        if wanted(path.relative(), &op.paths) {
            let size = |node: &Node| STAT + path.relative().len() as u64 + node.size();
            bytes = bytes.saturating_sub(old.map_or(0, size)) + new.map_or(0, size);
        }
    });
    cache.set_transfer(&op.name, Transfer { files: op.files.clone(), paths: op.paths.clone(), bytes });
    bytes
}

/// Whether a path is needed. Patterns count up to their first special character.
fn wanted(path: &str, needed: &[String]) -> bool {
    needed.is_empty()
        || needed.iter().any(|needed| {
            let plain = needed.split(['*', '?', '[', '\\']).next().unwrap_or_default();
            path.starts_with(plain)
        })
}
