//! Running operations over trees.

mod exec;
mod file;
pub(crate) mod image;
mod local;
mod merge;
mod mounts;

use std::collections::BTreeMap;

use vfs::{Digest, Hasher, Snapshot};

use crate::cache::{Cache, KeyId, Layers, RecordId};
use crate::log::Recorder;
use crate::op::{Op, VertexId};

/// What an operation is given besides its inputs.
pub(crate) struct Around<'a> {
    pub(crate) cache: &'a mut Cache,
    pub(crate) limits: shell::Limits,
    pub(crate) packages: shell::Packages,
    /// Secrets by id.
    pub(crate) secrets: &'a BTreeMap<String, Vec<u8>>,
    /// Ids of ssh agents that are forwarded.
    pub(crate) ssh: &'a [String],
}

/// The content of what is taken from an input.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) tree: Snapshot,
    pub(crate) digest: Digest,
}

impl Content {
    /// The key that content has wherever it comes from.
    pub(crate) fn key(&self) -> KeyId {
        let mut hasher = Hasher::new();
        hasher.update(b"content\0");
        hasher.update(self.digest.as_bytes());
        KeyId::root(&hasher.finish())
    }
}

/// The results of an operation's inputs; `None` for an empty tree.
pub(crate) struct Inputs {
    pub(crate) results: Vec<Option<Layers>>,
    /// The records that hold them.
    pub(crate) records: Vec<Option<RecordId>>,
}

impl Inputs {
    pub(crate) fn get(&self, input: usize) -> Option<&Layers> {
        self.results.get(input).and_then(Option::as_ref)
    }

    pub(crate) fn tree(&self, input: usize) -> Snapshot {
        self.get(input).map_or_else(Snapshot::empty, |layers| layers.tree().clone())
    }
}

/// What an operation made.
pub(crate) struct Done {
    pub(crate) result: Option<Layers>,
}

/// Why an operation made nothing.
pub(crate) struct Failed {
    /// What stands before the message in the build's error, but not in the step's.
    pub(crate) prefix: &'static str,
    pub(crate) message: String,
    /// What a process wrote, with seconds since its start.
    pub(crate) output: Vec<(f64, Vec<u8>)>,
}

impl Failed {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { prefix: "", message: message.into(), output: Vec::new() }
    }
}

/// Runs an operation. After an error nothing of it remains.
pub(crate) fn run(
    id: VertexId,
    op: &Op,
    inputs: &Inputs,
    log: &mut Recorder,
    around: &mut Around<'_>,
) -> Result<Done, Failed> {
    match op {
        Op::Image(op) => image::run(id, op, log),
        Op::Local(op) => Ok(local::run(id, op, log, around.cache)),
        Op::File(op) => file::run(op, inputs, log),
        Op::Exec(op) => exec::run(id, op, inputs, log, around),
        Op::Merge => merge::run(inputs, log),
    }
}
