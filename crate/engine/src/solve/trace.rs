//! Remembering what a build consisted of, so that the next one can be compared with it.

use super::Solver;
use crate::cache::{Trace, TraceStep};
use crate::world::World;

impl Solver {
    /// Notes the steps that were done.
    pub(crate) fn remember(&self, world: &mut World<'_>) {
        let mut steps = Vec::new();
        for row in &self.plan.planned.instructions {
            let Some(id) = row.vertex else { continue };
            let Some(edge) = self.edges.get(&id) else { continue };
            let stage = self.plan.planned.stages.get(row.stage.0 as usize);
            steps.push(TraceStep {
                stage: stage.map_or(String::new(), |stage| stage.name.clone()),
                text: self.vertex(id).text.clone(),
                record: edge.record,
            });
        }
        let name = self.request.dockerfile_name.clone();
        world.cache.remember(Trace { dockerfile: name, steps });
    }
}
