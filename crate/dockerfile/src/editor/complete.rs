//! What could stand at the cursor.

use diag::Span;

use crate::ast::{Dockerfile, Instruction};
use crate::convert::{Options, variables};
use crate::instruction::{ALL, Help, Takes, help};

use super::instruction_at;

/// Something that could be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is shown and inserted.
    pub text: String,
    /// What it replaces: the part that is typed already.
    pub span: Span,
    /// What it is.
    pub kind: CompletionKind,
    /// A sentence about it, or its value.
    pub detail: String,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// An instruction.
    Instruction,
    /// A flag.
    Flag,
    /// A value of a flag.
    Value,
    /// A stage.
    Stage,
    /// A variable.
    Variable,
    /// A path in the build context.
    Path,
}

/// What is typed of a word in front of the cursor.
struct Typed<'a> {
    text: &'a str,
    span: Span,
}

/// All that fits at an offset, given the paths of the build context. What is typed already is a prefix of it, in any
/// case.
pub fn complete(file: &Dockerfile, options: &Options<'_>, at: u32, paths: &[&str]) -> Vec<Completion> {
    let Some(before) = file.source.get(..at as usize) else { return Vec::new() };
    if file.comments.iter().any(|comment| comment.start < at && at <= comment.end) {
        return Vec::new();
    }
    let line = before.rsplit('\n').next().unwrap_or_default();
    let found = instruction_at(file, at);
    let at_start = found.is_none_or(|(_, one)| one.node.keyword.span.touches(at));
    let typed = typed(line, at);
    if at_start && typed.text == line.trim_start() {
        return instructions(file, &typed);
    }
    let previous = file.instructions.iter().rposition(|one| one.node.span.start < at);
    let index = found.map(|(index, _)| index).or(previous);
    let Some((index, instruction)) = index.and_then(|index| Some((index, file.instructions.get(index)?)))
    else {
        return Vec::new();
    };
    if let Some(list) = variable_names(file, options, index, &typed) {
        return list;
    }
    let Some(help) = help(&instruction.node.keyword.value) else { return Vec::new() };
    match typed.text.strip_prefix("--") {
        Some(rest) => flags(file, index, help, &typed, rest),
        None => arguments(file, index, instruction, help, &typed, paths),
    }
}

fn typed(line: &str, at: u32) -> Typed<'_> {
    let text = line.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    Typed { text, span: Span::new(at - text.len() as u32, at) }
}

/// The part of what is typed behind its first `len` bytes.
fn behind(typed: &Typed<'_>, rest: &str) -> Span {
    Span::new(typed.span.end - rest.len() as u32, typed.span.end)
}

fn starts_with(text: &str, typed: &str) -> bool {
    text.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// Instructions, in the case that the file is written in.
fn instructions(file: &Dockerfile, typed: &Typed<'_>) -> Vec<Completion> {
    let small = |keyword: &str| !keyword.is_empty() && !keyword.contains(char::is_uppercase);
    let (first, word) = (file.instructions.first(), typed.text);
    let other = first.map(|one| one.node.keyword.value.as_str()).filter(|keyword| *keyword != word);
    let lower = other.map_or(small(word), small);
    let fitting = ALL.iter().filter(|help| starts_with(help.name, word));
    let case = |name: &str| if lower { name.to_lowercase() } else { name.to_owned() };
    fitting
        .map(|help| Completion {
            text: case(help.name),
            span: typed.span,
            kind: CompletionKind::Instruction,
            detail: help.doc.to_owned(),
        })
        .collect()
}

/// Variables, if a dollar sign starts one.
fn variable_names(
    file: &Dockerfile,
    options: &Options<'_>,
    index: usize,
    typed: &Typed<'_>,
) -> Option<Vec<Completion>> {
    let dollar = typed.text.rfind('$')?;
    let rest = typed.text.get(dollar + 1..)?;
    let name = rest.strip_prefix('{').unwrap_or(rest);
    if !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let env = variables(file, options, index);
    let fitting = env.iter().filter(|(known, _)| starts_with(known, name));
    let list = fitting.map(|(known, value)| Completion {
        text: known.to_owned(),
        span: behind(typed, name),
        kind: CompletionKind::Variable,
        detail: value.to_owned(),
    });
    Some(list.collect())
}

fn flags(file: &Dockerfile, index: usize, help: &Help, typed: &Typed<'_>, rest: &str) -> Vec<Completion> {
    if let Some((name, value)) = rest.split_once('=') {
        if name == "from" {
            return stages(file, index, typed, value);
        }
        if let Some((_, stage)) = value.rsplit_once("from=").filter(|_| name == "mount") {
            return stages(file, index, typed, stage);
        }
        let values = help.flags.iter().find(|flag| flag.name == name).map_or(&[][..], |flag| flag.values);
        let fitting = values.iter().filter(|known| starts_with(known, value));
        let kind = CompletionKind::Value;
        return fitting
            .map(|text| Completion {
                text: (*text).to_owned(),
                span: behind(typed, value),
                kind,
                detail: String::new(),
            })
            .collect();
    }
    let fitting = help.flags.iter().filter(|flag| starts_with(flag.name, rest));
    fitting
        .map(|flag| Completion {
            text: format!("--{}{}", flag.name, if flag.takes == Takes::Bool { "" } else { "=" }),
            span: typed.span,
            kind: CompletionKind::Flag,
            detail: flag.doc.to_owned(),
        })
        .collect()
}

/// Stages that an instruction can refer to.
fn stages(file: &Dockerfile, index: usize, typed: &Typed<'_>, prefix: &str) -> Vec<Completion> {
    let own = file.stage_of(index).unwrap_or(file.stages.len());
    let earlier = file.stages.iter().take(own);
    earlier
        .filter_map(|stage| {
            let name = stage.name.as_deref().filter(|name| starts_with(name, prefix))?;
            let detail =
                file.from(stage).map(|from| format!("FROM {}", from.image.value)).unwrap_or_default();
            let span = behind(typed, prefix);
            Some(Completion { text: name.to_owned(), span, kind: CompletionKind::Stage, detail })
        })
        .collect()
}

fn arguments(
    file: &Dockerfile,
    index: usize,
    instruction: &Instruction,
    help: &Help,
    typed: &Typed<'_>,
    paths: &[&str],
) -> Vec<Completion> {
    let flags_first = instruction.node.args.first().is_none_or(|first| typed.span.start <= first.span.start);
    let mut list = match help.name {
        "FROM" => stages(file, index, typed, typed.text),
        "COPY" | "ADD" => context_paths(typed, paths),
        _ => Vec::new(),
    };
    if typed.text.is_empty() && flags_first {
        list.extend(flags(file, index, help, typed, ""));
    }
    list
}

/// Paths of the context up to the next slash, so that a large folder is gone through level by level.
fn context_paths(typed: &Typed<'_>, paths: &[&str]) -> Vec<Completion> {
    let prefix = typed.text.strip_prefix("./").unwrap_or(typed.text);
    let mut texts: Vec<&str> = Vec::new();
    for path in paths.iter().filter(|path| path.starts_with(prefix)) {
        let next = path.get(prefix.len()..).and_then(|rest| rest.find('/'));
        let text = next.and_then(|at| path.get(..prefix.len() + at + 1)).unwrap_or(path);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
        .into_iter()
        .map(|text| Completion {
            text: text.to_owned(),
            span: behind(typed, prefix),
            kind: CompletionKind::Path,
            detail: String::new(),
        })
        .collect()
}
