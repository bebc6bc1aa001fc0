//! Sending a folder to the builder.

use vfs::{Follow, VPath};

use super::Done;
use crate::cache::Layers;
use crate::log::Recorder;
use crate::op::{LocalOp, VertexId};

/// Bytes per microsecond.
const TRANSFER: u64 = 100;
/// Time for the first byte, in microseconds.
const LATENCY: u64 = 10_000;
/// What is sent about a file besides its content, roughly.
const STAT: u64 = 36;

pub(super) fn run(id: VertexId, op: &LocalOp, log: &mut Recorder) -> Done {
    let mut bytes = 2;
    for (path, node) in op.files.walk(VPath::root()) {
        if wanted(path.relative(), &op.paths) {
            bytes += STAT + path.relative().len() as u64 + node.size();
        }
    }
    log.work(id, "transferring context:".into(), bytes, LATENCY + bytes / TRANSFER);
    // What arrives is a folder that was made just now.
    let mut tree = op.files.edit();
    let now = log.now();
    // The root is always there.
    let _ = tree.set_mtime(VPath::root(), now, Follow::Parent);
    Done { result: Some(Layers::step(None, tree.freeze(), now)) }
}

/// Whether a path is needed. Patterns count up to their first special character.
fn wanted(path: &str, needed: &[String]) -> bool {
    needed.is_empty()
        || needed.iter().any(|needed| {
            let plain = needed.split(['*', '?', '[', '\\']).next().unwrap_or_default();
            path.starts_with(plain)
        })
}
