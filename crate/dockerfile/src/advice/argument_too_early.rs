//! argument-too-early.

use diag::Diagnostic;

use crate::ast::Instruction;
use crate::instruction::Kind;

use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "argument-too-early",
        summary: "ARG directly before its first use",
        reason: "Every ARG above a RUN is part of its cache key, used or not. A build argument that changes from build \
                 to build, such as a version or a date, makes all of them run again.",
    },
    check,
};

/// Names of arguments that change with every build.
const VOLATILE: [&str; 9] =
    ["build", "commit", "date", "revision", "sha", "time", "timestamp", "vcs", "cachebust"];

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for (_, body) in look.stages() {
        for (index, instruction) in body.iter().enumerate() {
            let Kind::Arg(arg) = &instruction.kind else { continue };
            for pair in arg.pairs.iter().filter(|pair| is_volatile(&pair.name.value)) {
                let rest = body.get(index + 1..).unwrap_or_default();
                let used = rest.iter().position(|later| uses(later, &pair.name.value));
                let before = rest.get(..used.unwrap_or(rest.len())).unwrap_or_default();
                let runs = before.iter().filter(|later| matches!(later.kind, Kind::Run(_)));
                let spans: Vec<_> = runs.map(|later| later.node.span).collect();
                let (name, count) = (&pair.name.value, spans.len());
                let which = match count {
                    0 => continue,
                    1 => format!("a RUN that does not use {name} runs"),
                    _ => format!("{count} RUN instructions that do not use {name} run"),
                };
                let message = format!("{which} again when it changes{}", look.time(spans));
                found.push(ADVISER.rule.remark(pair.name.span, message));
            }
        }
    }
}

fn is_volatile(name: &str) -> bool {
    name.split('_').any(|part| VOLATILE.iter().any(|word| word.eq_ignore_ascii_case(part)))
}

fn uses(instruction: &Instruction, name: &str) -> bool {
    let node = &instruction.node;
    node.original.text.contains(name) || node.heredocs.iter().any(|heredoc| heredoc.content.contains(name))
}
