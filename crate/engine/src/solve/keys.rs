//! Finding keys: by definition first, by content where that leads nowhere.

use std::collections::BTreeSet;

use super::{Goal, Solved, Solver, Step};
use crate::cache::{Cache, KeyId, Selected};
use crate::content;
use crate::event::{KeyInput, StepKey};
use crate::execute::Content;
use crate::explain;
use crate::key::Dependency;
use crate::op::{Op, Vertex, VertexId};
use crate::reason::Hit;
use crate::world::World;

impl Solver {
    /// Finds the keys of a vertex that lead somewhere.
    pub(super) fn find_keys(&mut self, id: VertexId, world: &mut World<'_>) -> Solved<Step> {
        if self.edge(id).keys.is_some() {
            return Ok(Step::Reached);
        }
        let vertex = self.vertex(id);
        let keys = match &vertex.op {
            Op::Local(_) => BTreeSet::new(),
            Op::Image(op) => {
                let (keys, name) = (op.keys(), op.name.clone());
                self.log.start(id);
                self.log.work(id, format!("resolve {name}"), 0, RESOLVE);
                keys.into_iter().collect()
            }
            _ if vertex.ignore_cache => BTreeSet::new(),
            _ if vertex.inputs.is_empty() => BTreeSet::from([KeyId::root(&self.edge(id).operation.digest)]),
            _ => match self.matching_keys(id, world)? {
                Found::Keys(keys) => keys,
                Found::First(goal) => return Ok(Step::First(goal)),
            },
        };
        if let Some(edge) = self.edge_mut(id) {
            edge.keys = Some(keys);
        }
        self.say_key(id);
        self.note_hit(id, world.cache);
        Ok(Step::Reached)
    }

    /// Notes which record stands for a vertex and what surprises about it: its result may never be asked for.
    fn note_hit(&mut self, id: VertexId, cache: &mut Cache) {
        let keys = self.edge(id).keys.clone().unwrap_or_default();
        let Some(record) = cache.best(&keys).cloned() else { return };
        let surprises = explain::surprises(self, id, &record);
        self.log.note_hit(id, Hit { record: record.id, surprises });
        if record.text == self.vertex(id).text {
            cache.note_source(record.id, self.source_of(id));
        }
    }

    /// Says what a step is known by, as far as somebody had to look.
    pub(super) fn say_key(&mut self, id: VertexId) {
        let vertex = self.vertex(id);
        if matches!(vertex.op, Op::Image(_) | Op::Local(_)) {
            return;
        }
        let edge = self.edge(id);
        let rows = vertex.inputs.iter().zip(&edge.operation.inputs).zip(&edge.content);
        let input = |((input, dependency), content): ((&VertexId, &Dependency), &Option<Content>)| KeyInput {
            vertex: Some(*input),
            name: self.vertex(*input).name.clone(),
            paths: dependency
                .content
                .as_ref()
                .map(|selectors| selectors.iter().map(|selector| selector.path.clone()).collect()),
            content: content.as_ref().map(|content| content.digest),
        };
        let inputs = rows.map(input).collect();
        let key = StepKey { digest: edge.operation.digest, parts: edge.operation.parts.clone(), inputs };
        self.log.keyed(id, key);
    }

    fn matching_keys(&mut self, id: VertexId, world: &mut World<'_>) -> Solved<Found> {
        let inputs = self.vertex(id).inputs.clone();
        if let Some(&input) = inputs.iter().find(|input| self.edge(**input).keys.is_none()) {
            return Ok(Found::First(Goal::Keys(input)));
        }
        let mut found: Vec<BTreeSet<KeyId>> =
            (0..inputs.len()).map(|input| self.query(id, input, world.cache)).collect();
        // An input without keys that can't be known by content ends the search.
        let hopeless = |(input, keys): (usize, &BTreeSet<KeyId>)| {
            keys.is_empty()
                && self.edge(id).operation.inputs.get(input).is_none_or(|input| input.content.is_none())
        };
        if found.iter().enumerate().any(hopeless) {
            return Ok(Found::Keys(BTreeSet::new()));
        }
        // First the content of inputs without keys, then, if the keys don't agree, that of the others.
        for phase in 0..2 {
            for (input, keys) in found.iter_mut().enumerate() {
                let wanted = if phase == 0 { keys.is_empty() } else { true };
                if !wanted || !self.is_open(id, input) {
                    continue;
                }
                if self.edge(inputs[input]).result.is_none() {
                    return Ok(Found::First(Goal::Result(inputs[input])));
                }
                self.compute_content(id, input)?;
                keys.extend(self.query(id, input, world.cache));
                if keys.is_empty() {
                    return Ok(Found::Keys(BTreeSet::new()));
                }
            }
            let common = intersection(&found);
            if !common.is_empty() {
                return Ok(Found::Keys(common));
            }
        }
        Ok(Found::Keys(BTreeSet::new()))
    }

    /// Whether an input may be known by content that was not looked at yet.
    pub(crate) fn is_open(&self, id: VertexId, input: usize) -> bool {
        let edge = self.edge(id);
        let by_content = edge.operation.inputs.get(input).is_some_and(|input| input.content.is_some());
        by_content && edge.content.get(input).is_some_and(Option::is_none)
    }

    /// What the keys known of an input lead to.
    pub(crate) fn query(&self, id: VertexId, input: usize, cache: &mut Cache) -> BTreeSet<KeyId> {
        let keys = self.selected(id, input);
        cache.graph().query(&keys, input as u32, self.edge(id).operation.digest)
    }

    /// All keys known of an input: its result's or those that were found, and its content's.
    pub(crate) fn selected(&self, id: VertexId, input: usize) -> Vec<Selected> {
        let edge = self.edge(id);
        let source = self.edge(self.vertex(id).inputs[input]);
        let selector = edge.operation.inputs.get(input).and_then(|input| input.selector);
        let definition: Vec<KeyId> = match &source.result {
            Some(_) if !source.result_keys.is_empty() => source.result_keys.clone(),
            _ => source.keys.iter().flatten().copied().collect(),
        };
        let mut keys: Vec<Selected> = definition.into_iter().map(|key| Selected { key, selector }).collect();
        if let Some(Some(content)) = edge.content.get(input) {
            keys.push(Selected { key: content.key(), selector: None });
        }
        keys
    }

    /// Hashes what is taken from an input, if it counts by content.
    pub(crate) fn compute_content(&mut self, id: VertexId, input: usize) -> Solved<()> {
        if !self.is_open(id, input) {
            return Ok(());
        }
        let source = self.vertex(id).inputs[input];
        let Some(selectors) =
            self.edge(id).operation.inputs.get(input).and_then(|input| input.content.clone())
        else {
            return Ok(());
        };
        let tree = match self.edge(source).result.as_ref().and_then(Option::as_ref) {
            Some(layers) => layers.tree().clone(),
            None => vfs::Snapshot::empty(),
        };
        let digest = match content::checksum(&tree, &selectors) {
            Ok(digest) => digest,
            Err(error) => {
                let reference = self.vertex(source).digest.short();
                let message = format!(
                    "failed to calculate checksum of ref {reference}::{}: {error}",
                    self.vertex(id).digest.short()
                );
                return Err(self.fail(id, "failed to compute cache key: ", message, Vec::new()));
            }
        };
        if let Some(slot) = self.edge_mut(id).and_then(|edge| edge.content.get_mut(input)) {
            *slot = Some(Content { tree, digest });
        }
        Ok(())
    }

    /// The keys that the result of a vertex is kept under.
    pub(super) fn keys_of_result(&self, id: VertexId, vertex: &Vertex, world: &mut World<'_>) -> Vec<KeyId> {
        let operation = self.edge(id).operation.digest;
        match &vertex.op {
            Op::Image(op) => op.keys(),
            _ if vertex.inputs.is_empty() => vec![KeyId::root(&operation)],
            _ => {
                let inputs: Vec<_> = (0..vertex.inputs.len()).map(|input| self.selected(id, input)).collect();
                vec![world.cache.graph().key(operation, &inputs)]
            }
        }
    }
}

/// Simulated time to look an image up, in microseconds.
const RESOLVE: u64 = 10_000;

enum Found {
    Keys(BTreeSet<KeyId>),
    First(Goal),
}

pub(crate) fn intersection(sets: &[BTreeSet<KeyId>]) -> BTreeSet<KeyId> {
    let Some((first, rest)) = sets.split_first() else { return BTreeSet::new() };
    first.iter().filter(|key| rest.iter().all(|set| set.contains(key))).copied().collect()
}
