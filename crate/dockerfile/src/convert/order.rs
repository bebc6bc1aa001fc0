//! Which stages a build needs, and whether they need each other in a circle.

use crate::check::Report;
use crate::instruction::Kind;

use super::{Stop, Walk};

impl Walk<'_> {
    /// Stages must not copy from themselves, however long the way round.
    pub(super) fn check_cycles(&mut self) -> Result<(), Stop> {
        let count = self.states.len();
        let mut visited = vec![false; count];
        for start in 0..count {
            if let Some(at) = self.cycle(start, &mut visited) {
                let name = self.states.get(start).map_or("", |state| state.name.as_str());
                let message = format!("circular dependency detected on stage: {name}");
                let span = at.span.unwrap_or_default();
                return Err(Stop::at(&at, span, message));
            }
        }
        // With a single stage there is nothing to tell apart.
        if let [only] = self.states.as_mut_slice() {
            only.name.clear();
        }
        Ok(())
    }

    /// The instruction that closes a circle, seen from `start`. The way is kept on a list, so that its length costs
    /// no stack.
    fn cycle(&self, start: usize, visited: &mut [bool]) -> Option<crate::check::Place> {
        if std::mem::replace(visited.get_mut(start)?, true) {
            return None;
        }
        let mut on_path = vec![false; self.states.len()];
        let mut path = vec![(start, 0)];
        *on_path.get_mut(start)? = true;
        while let Some((state, next)) = path.pop() {
            match self.states.get(state)?.needs.get(next) {
                None => *on_path.get_mut(state)? = false,
                Some((needed, place)) => {
                    path.push((state, next + 1));
                    if *on_path.get(*needed)? {
                        return Some(place.clone());
                    }
                    if !std::mem::replace(visited.get_mut(*needed)?, true) {
                        *on_path.get_mut(*needed)? = true;
                        path.push((*needed, 0));
                    }
                }
            }
        }
        None
    }

    /// Resolves base images and the triggers that they and earlier stages bring, until no trigger brings a new need.
    /// The states that the target needs are given.
    pub(super) fn resolve(&mut self, target: usize, report: &mut Report) -> Result<Vec<bool>, Stop> {
        let mut initialised: Vec<bool> = Vec::new();
        loop {
            let reachable = self.reachable(target);
            for index in 0..self.states.len() {
                let wanted = self.options.all_stages || reachable.get(index) == Some(&true);
                self.resolve_base(index, wanted, report)?;
            }
            let mut grown = false;
            for index in 0..self.states.len() {
                initialised.resize(self.states.len(), false);
                let wanted = reachable.get(index) == Some(&true);
                if let Some(done) = initialised.get_mut(index).filter(|done| wanted && !**done) {
                    *done = true;
                    grown |= self.add_triggers(index)?;
                }
            }
            if !grown {
                return Ok(reachable);
            }
        }
    }

    fn reachable(&self, target: usize) -> Vec<bool> {
        let mut reachable = vec![false; self.states.len()];
        let mut pending = vec![target];
        while let Some(index) = pending.pop() {
            let (Some(seen), Some(state)) = (reachable.get_mut(index), self.states.get(index)) else {
                continue;
            };
            if !std::mem::replace(seen, true) {
                pending.extend(state.base);
                pending.extend(state.needs.iter().map(|(needed, _)| *needed));
            }
        }
        reachable
    }

    /// Adds the triggers of a state's base. Whether they need other states.
    fn add_triggers(&mut self, index: usize) -> Result<bool, Stop> {
        let Some(state) = self.states.get(index) else { return Ok(false) };
        let mut expressions = state.facts.onbuild.clone();
        if let Some(base) = state.base {
            let own = self.body(base).iter().filter_map(|instruction| match &instruction.kind {
                Kind::Onbuild(onbuild) => Some(onbuild.expression.to_string()),
                _ => None,
            });
            expressions.extend(own);
        }
        let triggers = self.read_triggers(index, &expressions)?;
        let mut grown = false;
        for trigger in &triggers {
            grown |= self.add_needs(index, &trigger.instruction.kind, &trigger.place)?;
        }
        if let Some(state) = self.states.get_mut(index) {
            state.triggers = triggers;
            state.facts.onbuild.clear();
        }
        Ok(grown)
    }
}
