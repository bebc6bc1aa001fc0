//! What else was under way when a step failed.
//!
//! BuildKit runs what is ready at the same time, and cancels the rest when one step fails. Here steps run one after the
//! other, so at a failure the others that were ready are begun, to be cancelled with the build.

use std::collections::BTreeSet;

use super::Solver;
use super::keys::intersection;
use crate::cache::{Cache, KeyId};
use crate::op::{Op, VertexId};

impl Solver {
    /// Begins every step that has what it needs, that no record stands for, and that was not begun.
    pub(crate) fn begin_ready(&mut self, cache: &mut Cache) {
        let ids: Vec<VertexId> = self.edges.keys().copied().collect();
        for id in ids {
            let step = matches!(self.vertex(id).op, Op::File(_) | Op::Exec(_) | Op::Merge);
            if step && !self.log.is_started(id) && self.is_ready(id) && !self.is_recorded(id, cache) {
                self.log.start(id);
            }
        }
    }

    fn is_ready(&self, id: VertexId) -> bool {
        self.edge(id).result.is_none()
            && self.vertex(id).inputs.iter().all(|input| self.edge(*input).result.is_some())
    }

    fn is_recorded(&self, id: VertexId, cache: &mut Cache) -> bool {
        if self.vertex(id).ignore_cache {
            return false;
        }
        let keys: BTreeSet<KeyId> = match (&self.edge(id).keys, self.vertex(id).inputs.len()) {
            (Some(keys), _) => keys.clone(),
            (None, 0) => BTreeSet::from([KeyId::root(&self.edge(id).operation.digest)]),
            (None, inputs) => {
                let found: Vec<_> = (0..inputs).map(|input| self.query(id, input, cache)).collect();
                intersection(&found)
            }
        };
        cache.best(&keys).is_some()
    }
}
