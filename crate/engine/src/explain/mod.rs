//! Why a step missed: its key compared, part by part, with that of the recorded step it most likely continues.

pub(crate) mod files;
mod nearest;
mod parts;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use vfs::VPath;

use crate::cache::{Cache, KeyId, Record, RecordInput};
use crate::op::{Op, VertexId};
use crate::reason::{Miss, Reason, Surprise, without_number};
use crate::solve::Solver;

/// How many paths are named at most.
const MAX_PATHS: usize = 50;

/// Why no recorded result stands for a vertex that is about to run.
pub(crate) fn miss(solver: &Solver, id: VertexId, keys: &BTreeSet<KeyId>, cache: &Cache) -> Miss {
    let nearest = nearest::nearest(solver, id, cache);
    let parents = rebuilt(solver, id);
    let first_break = parents.is_empty();
    let reasons = match nearest {
        _ if solver.vertex(id).ignore_cache => vec![Reason::NoCache],
        _ if cache.was_pruned(keys) => vec![Reason::Pruned],
        None => vec![Reason::FirstBuild],
        Some(record) => differences(solver, id, record, parents),
    };
    Miss { nearest: nearest.map(|record| record.id), first_break, reasons }
}

/// What differs from a record, and if that explains nothing, which steps before it ran.
fn differences(solver: &Solver, id: VertexId, record: &Record, parents: Vec<Reason>) -> Vec<Reason> {
    let vertex = solver.vertex(id);
    let mut reasons = Vec::new();
    parts::compare(record, &vertex.text, &solver.edge(id).operation.parts, &mut reasons);
    for (input, before) in (0..vertex.inputs.len()).zip(&record.inputs) {
        compare_input(solver, id, input, before, &mut reasons);
    }
    // Files that changed stand for the step that made them.
    if !reasons.iter().any(|reason| matches!(reason, Reason::File(_))) {
        reasons.extend(parents);
    }
    if reasons.is_empty() {
        reasons.extend(moved(solver, id, record));
    }
    if reasons.is_empty() {
        reasons.push(Reason::FirstBuild);
    }
    reasons
}

/// That the step stands behind another one than before.
fn moved(solver: &Solver, id: VertexId, record: &Record) -> Option<Reason> {
    let before = record.inputs.first().map(|input| bare(&input.name));
    let after = solver.vertex(id).inputs.first().map(|input| bare(&solver.vertex(*input).name));
    (before != after).then(|| Reason::Option { name: "previous step".into(), before, after })
}

/// A step's name without number and digest.
fn bare(name: &str) -> String {
    let text = without_number(name);
    text.split("@sha256:").next().unwrap_or(text).to_owned()
}

/// Inputs that ran in this build, as reasons.
fn rebuilt(solver: &Solver, id: VertexId) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for &input in &solver.vertex(id).inputs {
        let vertex = solver.vertex(input);
        let step = !matches!(vertex.op, Op::Image(_) | Op::Local(_)) && vertex.instruction.is_some();
        if step && solver.edge(input).ran {
            reasons.push(Reason::Parent { vertex: input, name: vertex.name.clone() });
        }
    }
    reasons
}

/// What differs in one input: files that were taken, or the base image.
fn compare_input(
    solver: &Solver,
    id: VertexId,
    input: usize,
    before: &RecordInput,
    reasons: &mut Vec<Reason>,
) {
    let Some(&source) = solver.vertex(id).inputs.get(input) else { return };
    if let (Some((selectors, tree, digest)), Some(Some(content))) =
        (&before.content, solver.edge(id).content.get(input))
    {
        if *digest != content.digest {
            let changes = files::compare(tree, &content.tree, selectors, MAX_PATHS);
            reasons.extend(changes.into_iter().map(Reason::File));
        }
        return;
    }
    let image = |name: &str| name.split_once("FROM ").map(|(_, name)| name.to_owned());
    if let Op::Image(op) = &solver.vertex(source).op
        && let Some(was) = image(&before.name)
        && was != op.name
    {
        reasons.push(Reason::Base { before: was, after: op.name.clone() });
    }
}

/// What changed since a record was made without making it useless.
pub(crate) fn surprises(solver: &Solver, id: VertexId, record: &Record) -> Vec<Surprise> {
    let vertex = solver.vertex(id);
    let mut surprises = Vec::new();
    if record.text != vertex.text && !vertex.text.is_empty() && !record.text.is_empty() {
        match same_words(&record.text, &vertex.text) {
            true => surprises.push(Surprise::Spelling { before: record.text.clone() }),
            false => surprises.push(Surprise::OtherOrigin { name: record.name.clone() }),
        }
    }
    let source = solver.source_of(id);
    if surprises.is_empty() && record.text == vertex.text && record.source != source {
        let known = !record.source.is_empty() && !source.is_empty();
        surprises.extend(known.then(|| Surprise::Comment { before: record.source.clone() }));
    }
    for ((input, content), before) in vertex.inputs.iter().zip(&solver.edge(id).content).zip(&record.inputs) {
        if solver.edge(*input).ran && !matches!(solver.vertex(*input).op, Op::Local(_) | Op::Image(_)) {
            surprises.push(Surprise::SameContent { name: solver.vertex(*input).name.clone() });
            continue;
        }
        let (Some(content), Some((selectors, tree, _))) = (content, &before.content) else { continue };
        let paths = files::times(tree, &content.tree, selectors, MAX_PATHS);
        if !paths.is_empty() {
            surprises.push(Surprise::OnlyTimes { paths });
        }
    }
    surprises
}

/// Lines of a Dockerfile, counted from 1, with the comments right above them.
pub(crate) fn written(dockerfile: &str, lines: &RangeInclusive<u32>) -> String {
    let (first, last) = (*lines.start() as usize, *lines.end() as usize);
    let lines: Vec<&str> = dockerfile.lines().collect();
    let above = lines.get(..first.saturating_sub(1)).unwrap_or_default();
    let comments = above.iter().rev().take_while(|line| line.trim_start().starts_with('#')).count();
    lines.get(first.saturating_sub(1 + comments)..last).unwrap_or_default().join("\n")
}

/// Whether two spellings of an instruction differ in nothing but blanks and the case of the keyword.
fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// The keyword of an instruction's text.
fn keyword(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// A path without its leading slash.
fn shown(path: &VPath) -> String {
    path.relative().to_owned()
}
