//! Solving the graph: which recorded results stand for which vertices, and running those for which there is none.
//!
//! As BuildKit's solver, it asks for keys before it asks for results. A vertex is known by its definition if its inputs
//! are; an input whose definition leads nowhere is made, and what is taken from it is looked up by content. Nothing is
//! loaded or run that the target can do without.

mod cancel;
mod finish;
pub(crate) mod keys;
mod seal;
mod trace;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::cache::{KeyId, Layers, Record, RecordId, RecordInput, RecordKind};
use crate::event::{Event, Failure, VertexInfo};
use crate::execute::{self, Around, Done, Inputs};
use crate::explain;
use crate::key::Operation;
use crate::log::Recorder;
use crate::op::{Op, Vertex, VertexId};
use crate::options::Request;
use crate::plan::Plan;
use crate::result::BuildResult;
use crate::world::World;

use self::seal::Seal;

/// A plan while it is solved.
#[derive(Debug)]
pub(crate) struct Solver {
    pub(crate) plan: Plan,
    pub(crate) request: Arc<Request>,
    pub(crate) log: Recorder,
    pub(crate) edges: BTreeMap<VertexId, Edge>,
    goals: Vec<Goal>,
    /// The layers whose digests are still to be computed; `None` before the steps are done.
    seals: Option<VecDeque<Seal>>,
}

/// What is known about a vertex.
#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) operation: Operation,
    /// Its keys that lead somewhere; `None` until they were looked for.
    pub(crate) keys: Option<BTreeSet<KeyId>>,
    /// Keys of the content of each input, once computed.
    pub(crate) content: Vec<Option<execute::Content>>,
    /// What it made; the inner `None` is an empty tree.
    pub(crate) result: Option<Option<Layers>>,
    /// The keys of that result.
    pub(crate) result_keys: Vec<KeyId>,
    /// The record that holds it.
    pub(crate) record: Option<RecordId>,
    /// Whether it ran in this build.
    pub(crate) ran: bool,
    /// The record that it resembles most, if it ran.
    pub(crate) nearest: Option<RecordId>,
}

/// What the solver is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    Keys(VertexId),
    Result(VertexId),
}

/// How far a step of work came.
enum Step {
    /// The goal is reached.
    Reached,
    /// Another goal comes first.
    First(Goal),
    /// The goal is reached, and it was work enough for one slice.
    Worked,
}

/// What a slice of work brought.
pub(crate) enum Slice {
    /// There is more to do.
    More,
    /// The image is there.
    Done(Box<BuildResult>),
}

type Solved<T> = Result<T, Box<Failure>>;

impl Solver {
    pub(crate) fn new(plan: Plan, request: Arc<Request>, mut log: Recorder) -> Self {
        let mut edges = BTreeMap::new();
        let first = log.reserved();
        log.push(Event::Planned(plan.planned.clone()));
        for (index, vertex) in plan.vertices.iter().enumerate() {
            let id = VertexId(first + index as u32);
            log.announce(VertexInfo {
                id,
                digest: vertex.digest,
                inputs: vertex.inputs.clone(),
                name: vertex.name.clone(),
                instruction: vertex.instruction,
                group: vertex.group.clone(),
            });
            let operation = vertex.op.operation(vertex.inputs.len());
            let content = vec![None; vertex.inputs.len()];
            let edge = Edge {
                operation,
                keys: None,
                content,
                result: None,
                result_keys: Vec::new(),
                record: None,
                ran: false,
                nearest: None,
            };
            edges.insert(id, edge);
        }
        let goals = plan.target.map(Goal::Result).into_iter().collect();
        Self { plan, request, log, edges, goals, seals: None }
    }

    /// The vertex of a number. Numbers come from the plan only.
    pub(crate) fn vertex(&self, id: VertexId) -> &Vertex {
        let first = self.edges.keys().next().map_or(0, |first| first.0);
        &self.plan.vertices[(id.0 - first) as usize]
    }

    pub(crate) fn edge(&self, id: VertexId) -> &Edge {
        &self.edges[&id]
    }

    pub(crate) fn edge_mut(&mut self, id: VertexId) -> Option<&mut Edge> {
        self.edges.get_mut(&id)
    }

    /// Works until a vertex ran, a few megabytes of layers are hashed, or everything is done.
    pub(crate) fn advance(&mut self, world: &mut World<'_>) -> Solved<Slice> {
        while let Some(&goal) = self.goals.last() {
            let step = match goal {
                Goal::Keys(vertex) => self.find_keys(vertex, world)?,
                Goal::Result(vertex) => self.make_result(vertex, world)?,
            };
            match step {
                Step::First(goal) => self.goals.push(goal),
                Step::Reached => {
                    self.goals.pop();
                }
                Step::Worked => {
                    self.goals.pop();
                    return Ok(Slice::More);
                }
            }
        }
        let mut seals = match self.seals.take() {
            Some(seals) => seals,
            None => {
                self.log.close();
                self.remember(world);
                self.unsealed(world.cache)
            }
        };
        if !seals.is_empty() {
            self.seal(&mut seals);
            self.seals = Some(seals);
            return Ok(Slice::More);
        }
        Ok(Slice::Done(Box::new(self.finish())))
    }

    fn make_result(&mut self, id: VertexId, world: &mut World<'_>) -> Solved<Step> {
        if self.edge(id).result.is_some() {
            return Ok(Step::Reached);
        }
        let Some(keys) = self.edge(id).keys.clone() else { return Ok(Step::First(Goal::Keys(id))) };
        if let Some(record) = world.cache.best(&keys).cloned() {
            self.load(id, &record, keys, world);
            return Ok(Step::Reached);
        }
        if let Some(goal) = self.missing_input(id) {
            return Ok(Step::First(goal));
        }
        for input in 0..self.vertex(id).inputs.len() {
            self.compute_content(id, input)?;
        }
        self.run(id, keys, world)?;
        Ok(Step::Worked)
    }

    /// An input that has to be made before the vertex can run. Folders come first: what is missing there is found
    /// before anything expensive runs.
    fn missing_input(&mut self, id: VertexId) -> Option<Goal> {
        let inputs = self.vertex(id).inputs.clone();
        let (folders, others): (Vec<_>, Vec<_>) =
            inputs.into_iter().partition(|input| matches!(self.vertex(*input).op, Op::Local(_)));
        let missing = |input: &VertexId| self.edge(*input).result.is_none();
        folders.iter().chain(&others).copied().find(missing).map(Goal::Result)
    }

    /// Takes a recorded result.
    fn load(&mut self, id: VertexId, record: &Record, keys: BTreeSet<KeyId>, world: &mut World<'_>) {
        world.cache.touch(record.id, self.log.now());
        if matches!(self.vertex(id).op, Op::Image(_)) {
            self.log.done(id);
        }
        self.log.cached(id);
        if let Some(edge) = self.edge_mut(id) {
            edge.result = Some(record.result.clone());
            edge.result_keys = keys.into_iter().collect();
            edge.record = Some(record.id);
        }
    }

    /// The lines of a vertex's instruction with the comments right above them; nothing for a trigger of the base image.
    pub(crate) fn source_of(&self, id: VertexId) -> String {
        let row =
            self.vertex(id).instruction.and_then(|id| self.plan.planned.instructions.get(id.0 as usize));
        let Some(row) = row.filter(|row| !row.onbuild) else { return String::new() };
        explain::written(&self.request.dockerfile, &row.lines)
    }

    /// Runs a vertex and keeps the result.
    fn run(&mut self, id: VertexId, keys: BTreeSet<KeyId>, world: &mut World<'_>) -> Solved<()> {
        let vertex = self.vertex(id).clone();
        if !matches!(vertex.op, Op::Image(_) | Op::Local(_)) {
            self.say_key(id);
            let miss = explain::miss(self, id, &keys, world.cache);
            if let Some(edge) = self.edge_mut(id) {
                edge.nearest = miss.nearest;
            }
            self.log.missed(id, miss);
        }
        let started = self.log.now();
        if !self.log.is_started(id) {
            self.log.start(id);
        }
        let inputs = self.results(&vertex);
        let mut around = Around {
            cache: &mut *world.cache,
            limits: world.limits,
            packages: world.registry.packages(),
            secrets: &self.request.options.secrets,
            ssh: &self.request.options.ssh,
        };
        let done = match execute::run(id, &vertex.op, &inputs, &mut self.log, &mut around) {
            Ok(done) => done,
            Err(failed) => return Err(self.fail(id, failed.prefix, failed.message, failed.output)),
        };
        self.log.done(id);
        self.keep(id, &vertex, done, started, world);
        Ok(())
    }

    fn results(&self, vertex: &Vertex) -> Inputs {
        let edges = || vertex.inputs.iter().map(|input| self.edge(*input));
        Inputs {
            results: edges().map(|edge| edge.result.clone().flatten()).collect(),
            records: edges().map(|edge| edge.record).collect(),
        }
    }

    fn keep(&mut self, id: VertexId, vertex: &Vertex, done: Done, started: vfs::Time, world: &mut World<'_>) {
        let now = self.log.now();
        let kind = match &vertex.op {
            Op::Image(_) => RecordKind::Image,
            Op::Local(_) => {
                if let Some(edge) = self.edge_mut(id) {
                    edge.result = Some(done.result);
                    edge.ran = true;
                }
                return;
            }
            Op::File(_) => RecordKind::File,
            Op::Exec(_) => RecordKind::Exec,
            Op::Merge => RecordKind::Merge,
        };
        let result_keys = self.keys_of_result(id, vertex, world);
        let (key, more) = result_keys
            .split_first()
            .map_or((KeyId::root(&vertex.digest), &[][..]), |(key, more)| (*key, more));
        let row = vertex.instruction.and_then(|id| self.plan.planned.instructions.get(id.0 as usize));
        let stage = row.and_then(|row| self.plan.planned.stages.get(row.stage.0 as usize));
        let record = Record {
            id: RecordId(0),
            key,
            kind,
            name: vertex.name.clone(),
            text: vertex.text.clone(),
            source: self.source_of(id),
            stage: stage.map_or(String::new(), |stage| stage.name.clone()),
            parts: self.edge(id).operation.parts.clone(),
            inputs: self.recorded_inputs(id, vertex),
            result: done.result.clone(),
            created: now,
            used: now,
            uses: 0,
            seconds: crate::log::seconds(started, now),
        };
        let record = world.cache.add(record, more);
        if let Some(edge) = self.edge_mut(id) {
            edge.result = Some(done.result);
            edge.result_keys = result_keys;
            edge.record = Some(record);
            edge.ran = true;
        }
    }

    fn recorded_inputs(&self, id: VertexId, vertex: &Vertex) -> Vec<RecordInput> {
        let edge = self.edge(id);
        let inputs = vertex.inputs.iter().zip(&edge.content).zip(&edge.operation.inputs);
        inputs
            .map(|((input, content), dependency)| {
                let selectors = dependency.content.clone().unwrap_or_default();
                RecordInput {
                    name: self.vertex(*input).name.clone(),
                    record: self.edge(*input).record,
                    content: content
                        .as_ref()
                        .map(|content| (selectors, content.tree.clone(), content.digest)),
                }
            })
            .collect()
    }

    /// An error at a vertex.
    fn fail(
        &mut self,
        id: VertexId,
        prefix: &str,
        message: String,
        output: Vec<(f64, Vec<u8>)>,
    ) -> Box<Failure> {
        if !self.log.is_started(id) {
            self.log.start(id);
        }
        self.log.failed(id, message.clone());
        let lines = self.vertex(id).lines.clone();
        let excerpt = lines.clone().map_or(String::new(), |lines| {
            diag::excerpt(&self.request.dockerfile_name, &self.request.dockerfile, lines)
        });
        Box::new(Failure {
            message: format!("{prefix}{message}"),
            lines,
            excerpt,
            vertex: Some(id),
            log: output,
            diagnostics: Vec::new(),
        })
    }
}
