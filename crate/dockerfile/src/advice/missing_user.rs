//! missing-user.

use diag::Diagnostic;

use crate::instruction::Kind;

use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "missing-user",
        summary: "A USER for the program",
        reason: "Without one, the program runs as root in the container, and whoever breaks into it is root too.",
    },
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    let Some(last) = look.last_stage() else { return };
    // A stage that starts from another of this file has its user.
    let mut stage = last;
    loop {
        let body = look.file.body(stage);
        if body.iter().any(|instruction| matches!(instruction.kind, Kind::User(_))) {
            return;
        }
        let Some(from) = look.file.from(stage) else { return };
        let earlier = look.file.stages.iter().take_while(|other| other.from < stage.from);
        match earlier.filter(|other| other.name.as_deref() == Some(from.image.value.as_str())).last() {
            Some(base) => stage = base,
            None => break,
        }
    }
    let starts = |instruction: &&crate::ast::Instruction| {
        matches!(instruction.kind, Kind::Cmd(_) | Kind::Entrypoint(_))
    };
    if let Some(start) = look.file.body(last).iter().find(starts) {
        found.push(
            ADVISER.rule.remark(start.node.keyword.span, "runs as root unless the base image sets a user"),
        );
    }
}
