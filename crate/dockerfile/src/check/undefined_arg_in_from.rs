//! UndefinedArgInFrom.

use diag::Span;

use crate::suggest::nearest;

use super::undefined_var::rename;
use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "UndefinedArgInFrom",
    description: "FROM command must use declared ARGs",
    url: "https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/",
    help: "FROM sees only arguments that an ARG before the first FROM declares. An undeclared one is empty.",
    experimental: false,
};

pub(crate) fn check(
    source: &str,
    span: Span,
    unmatched: &[String],
    known: &[&str],
    place: &Place,
    report: &mut Report,
) {
    for name in unmatched.iter().filter(|name| !known.contains(&name.as_str())) {
        report.add(&RULE, place, || {
            let near = nearest(name, known.iter().copied());
            let hint = near.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
            let remark = RULE.remark(span, format!("FROM argument '{name}' is not declared{hint}"));
            rename(remark, Some(source), name, near)
        });
    }
}
