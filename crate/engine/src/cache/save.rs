//! Writing the cache down and reading it back. Trees are written apart, all together, so that what they share stays
//! shared: the state names them by number.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vfs::{Digest, Snapshot, Time};

use super::{
    Accesses, Cache, KeyId, Layers, Origin, Record, RecordId, RecordInput, RecordKind, Selected, Trace,
    TraceStep,
};
use crate::content::Selector;
use crate::key::Part;

/// The cache without its trees. Its JSON form may change between versions; what can't be read is refused.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CacheState {
    links: Vec<(KeyId, Option<Digest>, u32, Digest, KeyId)>,
    layers: Vec<LayerState>,
    records: Vec<RecordState>,
    keys: Vec<(KeyId, Vec<RecordId>)>,
    pruned: Vec<KeyId>,
    mounts: Vec<(String, usize)>,
    traces: Vec<TraceState>,
    next: u64,
}

/// A link of a chain of layers; `below` is an earlier one.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct LayerState {
    below: Option<usize>,
    tree: usize,
    created: (i64, u32),
    origin: Origin,
    /// Digest and size of the uncompressed layer, if known.
    known: Option<(Digest, u64)>,
    /// What the step read and wrote, if it was a RUN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<Accesses>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct RecordState {
    id: RecordId,
    key: KeyId,
    kind: RecordKind,
    name: String,
    text: String,
    source: String,
    stage: String,
    parts: Vec<Part>,
    inputs: Vec<InputState>,
    result: Option<usize>,
    created: (i64, u32),
    used: (i64, u32),
    uses: u32,
    seconds: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct InputState {
    name: String,
    record: Option<RecordId>,
    content: Option<(Vec<Selector>, usize, Digest)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct TraceState {
    dockerfile: String,
    steps: Vec<(String, String, Option<RecordId>)>,
}

/// Why a written cache can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateError {
    /// What is missing.
    pub message: String,
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for StateError {}

impl Cache {
    /// The cache as a value to be written down, and the trees that it names by number.
    pub fn save(&self) -> (CacheState, Vec<Snapshot>) {
        let mut writer = Writer::default();
        let records = self.records.values().map(|record| writer.record(record)).collect();
        let mounts = self.mounts.iter().map(|(id, tree)| (id.clone(), writer.tree(tree))).collect();
        let links = self
            .graph
            .rows()
            .map(|(from, input, operation, to)| (from.key, from.selector, input, operation, to));
        let state = CacheState {
            links: links.collect(),
            layers: writer.layers,
            records,
            keys: self.by_key.iter().map(|(key, ids)| (*key, ids.clone())).collect(),
            pruned: self.pruned.iter().copied().collect(),
            mounts,
            traces: self.traces.iter().map(TraceState::of).collect(),
            next: self.next,
        };
        (state, writer.trees)
    }

    /// The cache that was written down, with its trees in the same order. Errors if it names something that is not
    /// there.
    pub fn load(state: CacheState, trees: &[Snapshot]) -> Result<Self, StateError> {
        let reader = Reader::new(&state.layers, trees)?;
        let mut cache = Self { next: state.next, ..Self::default() };
        for (key, selector, input, operation, to) in state.links {
            cache.graph.insert(Selected { key, selector }, input, operation, to);
        }
        for record in state.records {
            let record = reader.record(record)?;
            cache.records.insert(record.id, record);
        }
        for (key, ids) in state.keys {
            if let Some(id) = ids.iter().find(|id| !cache.records.contains_key(id)) {
                return Err(missing("record", id.0));
            }
            cache.by_key.insert(key, ids);
        }
        for (id, tree) in state.mounts {
            cache.mounts.insert(id, reader.tree(tree)?);
        }
        cache.pruned = state.pruned.into_iter().collect();
        cache.traces = state.traces.into_iter().map(TraceState::into_trace).collect();
        Ok(cache)
    }
}

fn missing(what: &str, number: u64) -> StateError {
    StateError { message: format!("the saved cache names {what} {number}, which is not there") }
}

#[derive(Default)]
struct Writer {
    trees: Vec<Snapshot>,
    layers: Vec<LayerState>,
    /// Where a link was written, by its address.
    written: BTreeMap<usize, usize>,
}

impl Writer {
    fn tree(&mut self, tree: &Snapshot) -> usize {
        self.trees.push(tree.clone());
        self.trees.len() - 1
    }

    fn layers(&mut self, layers: &Layers) -> usize {
        let mut below = None;
        for link in layers.chain() {
            let index = match self.written.get(&link.address()) {
                Some(index) => *index,
                None => {
                    let tree = self.tree(link.tree());
                    let known = link.known_digest();
                    let created = pair(link.created());
                    let trace = link.trace().map(|trace| Accesses::clone(trace));
                    self.layers.push(LayerState {
                        below,
                        tree,
                        created,
                        origin: link.origin(),
                        known,
                        trace,
                    });
                    self.written.insert(link.address(), self.layers.len() - 1);
                    self.layers.len() - 1
                }
            };
            below = Some(index);
        }
        below.unwrap_or_default()
    }

    fn record(&mut self, record: &Record) -> RecordState {
        let inputs = record.inputs.iter().map(|input| InputState {
            name: input.name.clone(),
            record: input.record,
            content: input
                .content
                .as_ref()
                .map(|(selectors, tree, digest)| (selectors.clone(), self.tree(tree), *digest)),
        });
        RecordState {
            id: record.id,
            key: record.key,
            kind: record.kind,
            name: record.name.clone(),
            text: record.text.clone(),
            source: record.source.clone(),
            stage: record.stage.clone(),
            parts: record.parts.clone(),
            inputs: inputs.collect(),
            result: record.result.as_ref().map(|layers| self.layers(layers)),
            created: pair(record.created),
            used: pair(record.used),
            uses: record.uses,
            seconds: record.seconds,
        }
    }
}

struct Reader<'a> {
    trees: &'a [Snapshot],
    layers: Vec<Layers>,
}

impl<'a> Reader<'a> {
    fn new(states: &[LayerState], trees: &'a [Snapshot]) -> Result<Self, StateError> {
        let mut reader = Self { trees, layers: Vec::new() };
        for state in states {
            let below = state.below.map(|below| reader.result(below)).transpose()?;
            let tree = reader.tree(state.tree)?;
            let trace = state.trace.clone().map(Arc::new);
            let layers = Layers::restored(below, tree, time(state.created), state.origin, state.known, trace);
            reader.layers.push(layers);
        }
        Ok(reader)
    }

    fn tree(&self, index: usize) -> Result<Snapshot, StateError> {
        self.trees.get(index).cloned().ok_or_else(|| missing("tree", index as u64))
    }

    fn result(&self, index: usize) -> Result<Layers, StateError> {
        self.layers.get(index).cloned().ok_or_else(|| missing("layer", index as u64))
    }

    fn record(&self, state: RecordState) -> Result<Record, StateError> {
        let mut inputs = Vec::new();
        for input in state.inputs {
            let content = match input.content {
                Some((selectors, tree, digest)) => Some((selectors, self.tree(tree)?, digest)),
                None => None,
            };
            inputs.push(RecordInput { name: input.name, record: input.record, content });
        }
        Ok(Record {
            id: state.id,
            key: state.key,
            kind: state.kind,
            name: state.name,
            text: state.text,
            source: state.source,
            stage: state.stage,
            parts: state.parts,
            inputs,
            result: state.result.map(|index| self.result(index)).transpose()?,
            created: time(state.created),
            used: time(state.used),
            uses: state.uses,
            seconds: state.seconds,
        })
    }
}

impl TraceState {
    fn of(trace: &Trace) -> Self {
        let steps = trace.steps.iter().map(|step| (step.stage.clone(), step.text.clone(), step.record));
        Self { dockerfile: trace.dockerfile.clone(), steps: steps.collect() }
    }

    fn into_trace(self) -> Trace {
        let steps = self.steps.into_iter().map(|(stage, text, record)| TraceStep { stage, text, record });
        Trace { dockerfile: self.dockerfile, steps: steps.collect() }
    }
}

fn pair(time: Time) -> (i64, u32) {
    (time.secs, time.nanos)
}

fn time((secs, nanos): (i64, u32)) -> Time {
    Time { secs, nanos: nanos.min(999_999_999) }
}
