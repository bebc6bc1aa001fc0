//! ReservedStageName.

use diag::Span;

use crate::quote::quote;

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "ReservedStageName",
    description: "Reserved words should not be used as stage names",
    url: "https://docs.docker.com/go/dockerfile/rule/reserved-stage-name/",
    help: "`scratch` is the empty image and `context` the build context; a stage of that name cannot be referred to.",
    experimental: false,
};

pub(super) fn check(name: &str, span: Span, place: &Place, report: &mut Report) {
    if matches!(name, "context" | "scratch") {
        report.add(&RULE, place, || {
            let quoted = quote(name);
            RULE.remark(span, format!("Stage name should not use the same name as reserved stage {quoted}"))
        });
    }
}
