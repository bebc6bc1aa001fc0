//! What a build would reuse, told without running anything: the same keys as far as they can be known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vfs::Time;

use crate::build::prepare;
use crate::cache::{Cache, KeyId, Layers};
use crate::event::{Failure, InstructionId, Planned};
use crate::execute;
use crate::explain;
use crate::log::Recorder;
use crate::op::{Op, VertexId};
use crate::options::Request;
use crate::reason::{Hit, Miss};
use crate::solve::Solver;
use crate::solve::keys::intersection;
use crate::world::Registry;

/// What is to be expected of a build.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// The stages and instructions.
    pub planned: Planned,
    /// The steps that belong to instructions, inputs before what builds on them.
    pub predictions: Vec<Prediction>,
}

/// What is to be expected of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prediction {
    /// The step.
    pub vertex: VertexId,
    /// Its instruction.
    pub instruction: InstructionId,
    /// As progress would show it.
    pub name: String,
    /// What would become of it.
    pub verdict: Verdict,
}

/// What would become of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A recorded result would be used.
    Hit(Hit),
    /// It would run.
    Miss(Miss),
    /// It depends on what a step before it makes, which would run.
    Depends {
        /// That step.
        on: VertexId,
    },
    /// It would fail before it runs.
    Fails {
        /// What the build would say.
        message: String,
    },
}

/// Looks ahead. Errors are those at which the build would end before any step.
pub fn forecast(
    request: Request,
    cache: &Cache,
    registry: &dyn Registry,
    now: Time,
) -> Result<Forecast, Box<Failure>> {
    let request = Arc::new(request);
    let mut log = Recorder::new(now, 0);
    let plan = prepare(&request, &mut log, registry)?;
    let planned = plan.planned.clone();
    let mut look =
        Look { solver: Solver::new(plan, request, log), cache: cache.clone(), verdicts: BTreeMap::new() };
    let ids: Vec<VertexId> = look.solver.edges.keys().copied().collect();
    for id in ids {
        look.visit(id);
    }
    let Look { solver, verdicts, .. } = look;
    let prediction = |(id, verdict): (VertexId, Verdict)| {
        let vertex = solver.vertex(id);
        Some(Prediction { vertex: id, instruction: vertex.instruction?, name: vertex.name.clone(), verdict })
    };
    Ok(Forecast { planned, predictions: verdicts.into_iter().filter_map(prediction).collect() })
}

struct Look {
    solver: Solver,
    /// A copy: what is looked up must not change what builds see.
    cache: Cache,
    verdicts: BTreeMap<VertexId, Verdict>,
}

impl Look {
    fn visit(&mut self, id: VertexId) {
        let op = self.solver.vertex(id).op.clone();
        match &op {
            Op::Local(op) => {
                let layers = Layers::step(None, op.files.clone(), self.solver.log.now());
                self.know(id, BTreeSet::new(), Some(layers));
            }
            Op::Image(op) => {
                let mut log = Recorder::new(self.solver.log.now(), 0);
                let result = execute::image::run(id, op, &mut log).ok().and_then(|done| done.result);
                self.know(id, op.keys().into_iter().collect(), result);
            }
            _ => {
                let verdict = self.verdict(id);
                if matches!(verdict, Verdict::Miss(_))
                    && let Some(edge) = self.solver.edge_mut(id)
                {
                    edge.ran = true;
                    edge.keys = Some(BTreeSet::new());
                }
                self.verdicts.insert(id, verdict);
            }
        }
    }

    /// Notes what a vertex would give.
    fn know(&mut self, id: VertexId, keys: BTreeSet<KeyId>, result: Option<Layers>) {
        if let Some(edge) = self.solver.edge_mut(id) {
            edge.result_keys = keys.iter().copied().collect();
            edge.keys = Some(keys);
            edge.result = Some(result);
        }
    }

    fn verdict(&mut self, id: VertexId) -> Verdict {
        let keys = match self.keys(id) {
            Ok(keys) => keys,
            Err(verdict) => return verdict,
        };
        let Some(record) = self.cache.best(&keys).cloned() else {
            return Verdict::Miss(explain::miss(&self.solver, id, &keys, &self.cache));
        };
        let surprises = explain::surprises(&self.solver, id, &record);
        self.know(id, keys, record.result.clone());
        if let Some(edge) = self.solver.edge_mut(id) {
            edge.record = Some(record.id);
        }
        Verdict::Hit(Hit { record: record.id, surprises })
    }

    fn keys(&mut self, id: VertexId) -> Result<BTreeSet<KeyId>, Verdict> {
        let vertex = self.solver.vertex(id);
        if vertex.ignore_cache {
            return Ok(BTreeSet::new());
        }
        if vertex.inputs.is_empty() {
            return Ok(BTreeSet::from([KeyId::root(&self.solver.edge(id).operation.digest)]));
        }
        let inputs = vertex.inputs.clone();
        let mut found: Vec<BTreeSet<KeyId>> = Vec::new();
        for (input, source) in inputs.iter().enumerate() {
            let by_content =
                self.solver.edge(id).operation.inputs.get(input).is_some_and(|input| input.content.is_some());
            if let (Some(Verdict::Depends { on }), false) = (self.verdicts.get(source), by_content) {
                return Err(Verdict::Depends { on: *on });
            }
            found.push(self.solver.query(id, input, &mut self.cache));
            if found.last().is_some_and(BTreeSet::is_empty) && !by_content {
                return Ok(BTreeSet::new());
            }
        }
        for phase in 0..2 {
            for (input, source) in inputs.iter().enumerate() {
                let wanted = phase == 1 || found.get(input).is_some_and(BTreeSet::is_empty);
                if !wanted || !self.solver.is_open(id, input) {
                    continue;
                }
                if self.solver.edge(*source).result.is_none() {
                    return Err(Verdict::Depends { on: *source });
                }
                if let Err(failure) = self.solver.compute_content(id, input) {
                    return Err(Verdict::Fails { message: failure.message });
                }
                let more = self.solver.query(id, input, &mut self.cache);
                if let Some(keys) = found.get_mut(input) {
                    keys.extend(more);
                }
            }
            let common = intersection(&found);
            if !common.is_empty() || phase == 1 {
                return Ok(common);
            }
        }
        Ok(BTreeSet::new())
    }
}
