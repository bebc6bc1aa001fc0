//! What the cache takes, and giving it back.

use std::collections::BTreeSet;

use vfs::{Snapshot, Time};

use super::{Cache, Layers, Record, RecordId, RecordKind};

/// A row of `docker builder du`.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// The record; `None` for the directory of a cache mount.
    pub record: Option<RecordId>,
    /// Its cache mount; `None` for a record.
    pub mount: Option<String>,
    /// `regular`, `exec.cachemount`.
    pub kind: &'static str,
    /// What made it: the step's name.
    pub description: String,
    /// Bytes.
    pub size: u64,
    /// When it was made; `None` for cache mounts.
    pub created: Option<Time>,
    /// When it was used last; `None` for cache mounts.
    pub used: Option<Time>,
    /// How often it was used since it was made.
    pub uses: u32,
}

impl Cache {
    /// What every record and cache mount takes.
    pub fn usage(&self) -> Vec<Usage> {
        let records = self.records().map(|record| Usage {
            record: Some(record.id),
            mount: None,
            kind: "regular",
            description: record.name.clone(),
            size: record.size(),
            created: Some(record.created),
            used: Some(record.used),
            uses: record.uses,
        });
        let mounts = self.mounts().map(|(id, tree)| Usage {
            record: None,
            mount: Some(id.to_owned()),
            kind: "exec.cachemount",
            description: format!("cached mount {id}"),
            size: bytes(tree),
            created: None,
            used: None,
            uses: 0,
        });
        records.chain(mounts).collect()
    }

    /// Forgets the records and cache mounts that `wanted` picks; gives what they took.
    ///
    /// That they were there is remembered, so that the next miss can say so.
    pub fn prune(&mut self, wanted: &mut dyn FnMut(&Usage) -> bool) -> Vec<Usage> {
        let gone: Vec<Usage> = self.usage().into_iter().filter(|usage| wanted(usage)).collect();
        for usage in &gone {
            if let Some(id) = usage.record {
                self.records.remove(&id);
            }
            if let Some(id) = &usage.mount {
                self.mounts.remove(id);
            }
        }
        let records = &self.records;
        let pruned = &mut self.pruned;
        self.by_key.retain(|key, ids| {
            ids.retain(|id| records.contains_key(id));
            if ids.is_empty() {
                pruned.insert(*key);
            }
            !ids.is_empty()
        });
        let live: BTreeSet<_> = self.by_key.keys().chain(&self.pruned).copied().collect();
        self.graph.retain(&live);
        gone
    }
}

impl Record {
    /// Bytes that the result takes on top of what it builds on.
    pub fn size(&self) -> u64 {
        match (&self.result, self.kind) {
            (None, _) => 0,
            (Some(layers), RecordKind::Image) => layers.chain().into_iter().map(layer_bytes).sum(),
            (Some(layers), _) => layer_bytes(layers),
        }
    }
}

fn layer_bytes(layers: &Layers) -> u64 {
    layers.content_size()
}

fn bytes(tree: &Snapshot) -> u64 {
    tree.walk(vfs::VPath::root()).map(|(_, node)| node.size()).sum()
}
