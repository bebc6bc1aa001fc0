//! From a use to where it was defined.

use diag::Span;

use crate::ast::{Dockerfile, Instruction};
use crate::instruction::Kind;
use crate::text::Word;

use super::instruction_at;
use super::variable::variable_at;

/// Where the stage or variable at an offset is defined: the name of a stage in its FROM, the name of a variable in the
/// last ENV or ARG before its use.
pub fn definition(file: &Dockerfile, at: u32) -> Option<Span> {
    let (index, instruction) = instruction_at(file, at)?;
    let source = &file.source;
    if let Some(variable) = variable_at(source, instruction.node.span, file.directives.escape, at) {
        return defining(file, index, variable.name);
    }
    let name = stage_use(instruction, at)?;
    stage(file, index, &name)
}

/// The stage that a word at an offset names.
fn stage_use(instruction: &Instruction, at: u32) -> Option<String> {
    let at_word = |word: &Word| word.span.touches(at).then(|| word.value.to_string());
    match &instruction.kind {
        Kind::From(from) => at_word(&from.image),
        Kind::Copy(copy) => copy.from.as_ref().and_then(at_word),
        Kind::Run(run) => {
            let pairs = run.mounts.iter().zip(&run.mount_flags);
            let mut hits = pairs.filter(|(_, flag)| flag.span.touches(at));
            hits.next().map(|(mount, _)| mount.from.clone()).filter(|from| !from.is_empty())
        }
        _ => None,
    }
}

/// Where a stage before an instruction gets its name, or its FROM if it has none.
fn stage(file: &Dockerfile, before: usize, name: &str) -> Option<Span> {
    let lower = name.to_lowercase();
    let earlier = || file.stages.iter().take_while(|stage| stage.from < before);
    let by_name = earlier().filter(|stage| stage.name.as_deref() == Some(lower.as_str())).last();
    let stage = match (by_name, name.parse::<usize>()) {
        (Some(stage), _) => stage,
        (None, Ok(number)) => earlier().nth(number)?,
        (None, Err(_)) => return None,
    };
    let from = file.from(stage)?;
    Some(from.name.as_ref().map_or(from.image.span, |name| name.span))
}

/// The last definition of a variable that an instruction sees: in its stage, in the stages that it starts from, among
/// the global arguments.
fn defining(file: &Dockerfile, index: usize, name: &str) -> Option<Span> {
    let mut end = index;
    let mut stage = file.stage_of(index).and_then(|stage| file.stages.get(stage));
    while let Some(current) = stage {
        let body = file.instructions.get(current.from..end).unwrap_or_default();
        if let Some(found) = body.iter().rev().find_map(|one| names(one, name)) {
            return Some(found);
        }
        let base = file.from(current)?.image.value.to_lowercase();
        stage = file
            .stages
            .iter()
            .take_while(|other| other.from < current.from)
            .filter(|other| other.name.as_deref() == Some(base.as_str()))
            .last();
        end = stage.map_or(0, |stage| stage.body.end);
    }
    let mut globals: Vec<Span> =
        file.global_args().filter_map(|(instruction, _)| names(instruction, name)).collect();
    globals.pop()
}

/// The name of a variable where an instruction defines it.
fn names(instruction: &Instruction, name: &str) -> Option<Span> {
    let is = |word: &&Word| word.value == name;
    match &instruction.kind {
        Kind::Env(pairs) => pairs.iter().rev().map(|pair| &pair.name).find(is).map(|word| word.span),
        Kind::Arg(arg) => arg.pairs.iter().rev().map(|pair| &pair.name).find(is).map(|word| word.span),
        _ => None,
    }
}
