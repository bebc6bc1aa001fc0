//! DuplicateStageName.

use diag::Span;

use crate::quote::quote;

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "DuplicateStageName",
    description: "Stage names should be unique",
    url: "https://docs.docker.com/go/dockerfile/rule/duplicate-stage-name/",
    help: "Only the last stage of a name can be referred to.",
    experimental: false,
};

pub(super) fn check(name: &str, span: Span, place: &Place, report: &mut Report) {
    report.add(&RULE, place, || {
        RULE.remark(span, format!("Duplicate stage name {}, stage names should be unique", quote(name)))
    });
}
