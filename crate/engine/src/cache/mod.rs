//! Recorded results: kept until they are pruned, found by what they were made of.

mod graph;
mod layers;
mod prune;
mod save;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vfs::{Digest, Snapshot, Time};

pub(crate) use self::graph::KeyId;
pub(crate) use self::graph::{Graph, Selected};
pub use self::layers::{Accesses, Layers, Origin};
pub use self::prune::Usage;
pub use self::save::{CacheState, StateError};
use crate::content::Selector;
use crate::key::Part;

/// Number of a record; later ones are higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId(pub u64);

/// A result and everything that is known about how it came about.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its number.
    pub id: RecordId,
    /// Its key.
    pub key: KeyId,
    /// What kind of work made it.
    pub kind: RecordKind,
    /// The step as progress showed it: `[build 2/4] COPY main.c .`.
    pub name: String,
    /// The instruction after expansion: `COPY main.c .`.
    pub text: String,
    /// The lines of the instruction as they were written last, with the comments right above them.
    pub source: String,
    /// Name of the stage.
    pub stage: String,
    /// What the operation is made of.
    pub parts: Vec<Part>,
    /// What it worked on.
    pub inputs: Vec<RecordInput>,
    /// What it made; `None` for an empty tree without layers.
    pub result: Option<Layers>,
    /// When it was made.
    pub created: Time,
    /// When it was used last.
    pub used: Time,
    /// How often it was used since it was made.
    pub uses: u32,
    /// How long it took in simulated time.
    pub seconds: f64,
}

/// What kind of work made a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RecordKind {
    /// A pulled image.
    Image,
    /// Copying and making files.
    File,
    /// A process.
    Exec,
    /// Merging layers.
    Merge,
}

/// What a recorded operation worked on.
#[derive(Debug, Clone)]
pub struct RecordInput {
    /// Name of the step it came from.
    pub name: String,
    /// The record that stood for it, if it was one.
    pub record: Option<RecordId>,
    /// The paths that were taken, and the files they were taken from, if they counted by content.
    pub content: Option<(Vec<Selector>, Snapshot, Digest)>,
}

/// A folder as it was sent last.
#[derive(Debug, Clone)]
pub(crate) struct Transfer {
    /// Its files.
    pub(crate) files: Snapshot,
    /// The paths that were needed of it.
    pub(crate) paths: Vec<String>,
    /// What was sent, in bytes.
    pub(crate) bytes: u64,
}

/// What a build consisted of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Name of its Dockerfile.
    pub dockerfile: String,
    /// Its steps in the order of the Dockerfile.
    pub steps: Vec<TraceStep>,
}

/// A step of a build that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceStep {
    /// Name of its stage.
    pub stage: String,
    /// The instruction after expansion.
    pub text: String,
    /// Its result's record, if one was looked up or made.
    pub record: Option<RecordId>,
}

/// How many builds are remembered.
const TRACES: usize = 16;

/// Everything recorded.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    graph: Graph,
    records: BTreeMap<RecordId, Record>,
    by_key: BTreeMap<KeyId, Vec<RecordId>>,
    /// Keys whose results were there once.
    pruned: BTreeSet<KeyId>,
    /// Directories of `RUN --mount=type=cache` by id.
    mounts: BTreeMap<String, Snapshot>,
    /// The last builds, the newest last.
    traces: Vec<Trace>,
    /// Folders as they were sent last, by name. Not written down: they only save work.
    transfers: BTreeMap<String, Transfer>,
    next: u64,
}

impl Cache {
    /// Nothing recorded.
    pub fn new() -> Self {
        Self::default()
    }

    /// All records, the oldest first.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.records.values()
    }

    /// One record.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(&id)
    }

    /// The directory of a cache mount.
    pub fn mount(&self, id: &str) -> Option<&Snapshot> {
        self.mounts.get(id)
    }

    /// All cache mounts by id.
    pub fn mounts(&self) -> impl Iterator<Item = (&str, &Snapshot)> {
        self.mounts.iter().map(|(id, tree)| (id.as_str(), tree))
    }

    /// Keeps the directory of a cache mount.
    pub fn set_mount(&mut self, id: &str, tree: Snapshot) {
        self.mounts.insert(id.to_owned(), tree);
    }

    /// A folder as it was sent last.
    pub(crate) fn transfer(&self, name: &str) -> Option<&Transfer> {
        self.transfers.get(name)
    }

    /// Remembers a folder as it was sent.
    pub(crate) fn set_transfer(&mut self, name: &str, transfer: Transfer) {
        self.transfers.insert(name.to_owned(), transfer);
    }

    /// The last builds, the newest last.
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    /// Remembers a build.
    pub(crate) fn remember(&mut self, trace: Trace) {
        self.traces.push(trace);
        let surplus = self.traces.len().saturating_sub(TRACES);
        self.traces.drain(..surplus);
    }

    /// The links between keys.
    pub(crate) fn graph(&mut self) -> &mut Graph {
        &mut self.graph
    }

    /// Whether the result of one of these keys was there and is gone.
    pub(crate) fn was_pruned(&self, keys: &BTreeSet<KeyId>) -> bool {
        keys.iter().any(|key| self.pruned.contains(key))
    }

    /// The newest record under any of these keys.
    pub(crate) fn best(&self, keys: &BTreeSet<KeyId>) -> Option<&Record> {
        keys.iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .filter_map(|id| self.records.get(id))
            .max_by_key(|record| (record.created, record.id))
    }

    /// Notes that a record was used.
    pub(crate) fn touch(&mut self, id: RecordId, now: Time) {
        if let Some(record) = self.records.get_mut(&id) {
            record.used = now;
            record.uses += 1;
        }
    }

    /// Remembers how the instruction was written that a record was used for last.
    pub(crate) fn note_source(&mut self, id: RecordId, source: String) {
        if let Some(record) = self.records.get_mut(&id) {
            record.source = source;
        }
    }

    /// Keeps a record under its key and perhaps more; its number is given here.
    pub(crate) fn add(&mut self, mut record: Record, more: &[KeyId]) -> RecordId {
        let id = RecordId(self.next);
        self.next += 1;
        record.id = id;
        for key in more.iter().chain([&record.key]) {
            let ids = self.by_key.entry(*key).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
            self.pruned.remove(key);
        }
        self.records.insert(id, record);
        id
    }
}
