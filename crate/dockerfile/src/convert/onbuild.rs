//! Triggers: instructions that a base left behind for the stages that start from it.

use crate::ast::Instruction;
use crate::check::Place;
use crate::instruction::Kind;

use super::{Stop, Walk};

/// A trigger, to be run as if it stood behind the FROM.
pub(super) struct Trigger {
    pub(super) instruction: Instruction,
    /// Its lines and place are those of the FROM.
    pub(super) place: Place,
}

impl Walk<'_> {
    /// Reads the triggers of a state.
    pub(super) fn read_triggers(&self, index: usize, expressions: &[String]) -> Result<Vec<Trigger>, Stop> {
        let Some(state) = self.states.get(index) else { return Ok(Vec::new()) };
        let span = state.source.map(|(_, from)| from.image.span);
        let mut triggers = Vec::new();
        for expression in expressions {
            let parsed = crate::parse(expression);
            let error =
                parsed.diagnostics.iter().find(|error| error.code != "no-stage" && error.code != "no-stages");
            let stop = |message: &str| Stop::at(&state.place, span.unwrap_or_default(), message);
            if let Some(error) = error {
                return Err(stop(&error.message));
            }
            let mut instructions = parsed.tree.instructions;
            let (Some(instruction), true) = (instructions.pop(), instructions.is_empty()) else {
                return Err(stop("onbuild trigger should be a single expression"));
            };
            if matches!(instruction.kind, Kind::From(_)) {
                return Err(stop("*instructions.Stage is not a command type"));
            }
            let mut place = Place::of(&instruction.node);
            place.lines = state.place.lines;
            place.span = span;
            triggers.push(Trigger { instruction, place });
        }
        Ok(triggers)
    }
}
