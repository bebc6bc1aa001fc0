//! Which recorded step a vertex most likely continues.

use crate::cache::{Cache, Record, TraceStep};
use crate::op::VertexId;
use crate::solve::Solver;

/// The step of an earlier build that stands where this one stands, newest build first: one with the same words, or one
/// of the same instruction that this one has replaced.
pub(super) fn nearest<'a>(solver: &Solver, id: VertexId, cache: &'a Cache) -> Option<&'a Record> {
    let vertex = solver.vertex(id);
    let row = solver.plan.planned.instructions.get(vertex.instruction?.0 as usize)?;
    let stage = solver.plan.planned.stages.get(row.stage.0 as usize)?.name.as_str();
    let now: Vec<Step<'_>> = steps_now(solver);
    for trace in cache.traces().iter().rev() {
        let same = trace.dockerfile == solver.request.dockerfile_name;
        let found = same.then(|| find(&now, id, stage, &vertex.text, &trace.steps)).flatten();
        if let Some(record) = found.and_then(|record| cache.record(record)) {
            return Some(record);
        }
    }
    cache.records().rev().find(|record| record.text == vertex.text && record.stage == stage)
}

/// A step of the build that is going on.
struct Step<'a> {
    id: VertexId,
    stage: &'a str,
    text: &'a str,
}

fn steps_now(solver: &Solver) -> Vec<Step<'_>> {
    let rows = &solver.plan.planned.instructions;
    rows.iter()
        .filter_map(|row| {
            let id = row.vertex?;
            let stage = solver.plan.planned.stages.get(row.stage.0 as usize)?.name.as_str();
            Some(Step { id, stage, text: &solver.vertex(id).text })
        })
        .collect()
}

fn find(
    now: &[Step<'_>],
    id: VertexId,
    stage: &str,
    text: &str,
    before: &[TraceStep],
) -> Option<crate::cache::RecordId> {
    let now: Vec<&Step<'_>> = now.iter().filter(|step| step.stage == stage).collect();
    let before: Vec<&TraceStep> = before.iter().filter(|step| step.stage == stage).collect();
    let position = now.iter().position(|step| step.id == id)?;
    // Of several steps with the same words, the one with as many of them before it.
    let ordinal = now.iter().take(position).filter(|step| step.text == text).count();
    let mut same = before.iter().filter(|step| step.text == text);
    if let Some(step) = same.nth(ordinal) {
        return step.record;
    }
    replaced(&now, position, &before).and_then(|step| step.record)
}

/// The step that was replaced by the one at `position`: both stand between the same neighbours, as far as those have
/// stayed, and are of the same instruction.
fn replaced<'a>(now: &[&Step<'_>], position: usize, before: &[&'a TraceStep]) -> Option<&'a TraceStep> {
    let now_texts: Vec<&str> = now.iter().map(|step| step.text).collect();
    let before_texts: Vec<&str> = before.iter().map(|step| step.text.as_str()).collect();
    let diff = similar::capture_diff_slices(similar::Algorithm::Myers, &before_texts, &now_texts);
    for op in diff {
        let (_, old, new) = op.as_tag_tuple();
        if !new.contains(&position) {
            continue;
        }
        let word = super::keyword(now_texts.get(position)?);
        let rank = new
            .clone()
            .take_while(|index| *index < position)
            .filter(|index| now_texts.get(*index).is_some_and(|text| super::keyword(text) == word));
        let rank = rank.count();
        let mut candidates =
            old.filter_map(|index| before.get(index)).filter(|step| super::keyword(&step.text) == word);
        return candidates.nth(rank).copied();
    }
    None
}
