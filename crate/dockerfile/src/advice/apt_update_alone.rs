//! apt-update-alone.

use diag::Diagnostic;

use super::command::scripts;
use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "apt-update-alone",
        summary: "apt-get update and install in one RUN",
        reason: "The layer with the lists is reused for as long as its text stays the same, so that a later install \
                 looks for packages in lists that are months old, and fails.",
    },
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for (_, body) in look.stages() {
        for script in scripts(body) {
            let any = |actions: &[&str]| {
                script.commands.iter().any(|one| one.is("apt-get", actions) || one.is("apt", actions))
            };
            if any(&["update"]) && !any(&["install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep"])
            {
                found
                    .push(ADVISER.rule.remark(script.span, "apt-get update without install in the same RUN"));
            }
        }
    }
}
