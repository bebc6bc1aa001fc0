//! StageNameCasing.

use crate::ast::Node;
use crate::text::lower;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "StageNameCasing",
    description: "Stage names should be lowercase",
    url: "https://docs.docker.com/go/dockerfile/rule/stage-name-casing/",
    help: "Stage names are compared in lower case. Written that way, they can't be mistaken for two different names.",
    experimental: false,
};

pub(super) fn check(node: &Node, report: &mut Report) {
    let [_, _, name] = node.args.as_slice() else { return };
    let lower = lower(&name.value);
    if name.value.as_str() != lower {
        report.add(&RULE, &Place::of(node), || {
            RULE.remark(name.span, format!("Stage name '{}' should be lowercase", name.value))
                .with_fix(format!("Change to {lower}"), vec![edit(name.span, lower.clone())])
        });
    }
}
