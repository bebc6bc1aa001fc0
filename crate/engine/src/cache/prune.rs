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
    /// The record whose files it adds to, if it stands on one.
    pub parent: Option<RecordId>,
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
            parent: record.parent(),
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
            parent: None,
        });
        records.chain(mounts).collect()
    }

    /// Forgets the records and cache mounts that `wanted` picks, but none that another one still stands on; gives what
    /// they took, in the order in which they went. With `keep`, the least used go first, and no more than it takes to
    /// come down to so many bytes.
    ///
    /// That they were there is remembered, so that the next miss can say so.
    pub fn prune(&mut self, wanted: &mut dyn FnMut(&Usage) -> bool, keep: Option<u64>) -> Vec<Usage> {
        let mut left = self.usage();
        let mut total: u64 = left.iter().map(|usage| usage.size).sum();
        let mut gone: Vec<Usage> = Vec::new();
        while keep.is_none_or(|keep| total > keep) {
            let parents: BTreeSet<RecordId> = left.iter().filter_map(|usage| usage.parent).collect();
            let free = |usage: &Usage| usage.record.is_none_or(|id| !parents.contains(&id));
            let (mut going, mut rest): (Vec<Usage>, Vec<Usage>) =
                left.into_iter().partition(|usage| free(usage) && wanted(usage));
            if keep.is_some() && !going.is_empty() {
                let least = least_used(&going);
                let only = going.remove(least);
                rest.append(&mut going);
                going.push(only);
            }
            left = rest;
            if going.is_empty() {
                break;
            }
            total -= going.iter().map(|usage| usage.size).sum::<u64>();
            gone.append(&mut going);
        }
        self.forget(&gone);
        gone
    }

    fn forget(&mut self, gone: &[Usage]) {
        for usage in gone {
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
    }
}

/// Where the one stands that BuildKit would give up first: by how long ago and how often each was used, counted alike.
fn least_used(usage: &[Usage]) -> usize {
    let used = ranks(usage.iter().map(|usage| usage.used));
    let uses = ranks(usage.iter().map(|usage| usage.uses));
    let weights = used.into_iter().zip(uses).map(|(used, uses)| used + uses).enumerate();
    weights.min_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(0, |(index, _)| index)
}

/// Where each value stands among all different ones, from 0 to 1.
fn ranks<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Vec<f64> {
    let values: Vec<T> = values.collect();
    let order: Vec<T> = values.iter().copied().collect::<BTreeSet<T>>().into_iter().collect();
    let last = order.len().saturating_sub(1).max(1) as f64;
    values.iter().map(|value| order.binary_search(value).map_or(0.0, |rank| rank as f64 / last)).collect()
}

impl Record {
    /// The record whose files it adds to, if it stands on one.
    fn parent(&self) -> Option<RecordId> {
        self.inputs.first().filter(|input| input.content.is_none())?.record
    }

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
