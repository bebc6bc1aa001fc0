//! UndefinedVar.

use diag::{Diagnostic, Span};

use crate::instruction::Undefined;
use crate::suggest::nearest;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "UndefinedVar",
    description: "Variables should be defined before their use",
    url: "https://docs.docker.com/go/dockerfile/rule/undefined-var/",
    help: "A variable that neither ENV, ARG nor the base image sets is empty. ARGs before the first FROM must be \
           declared again inside the stage.",
    experimental: false,
};

pub(crate) fn check(
    source: Option<&str>,
    variable: &Undefined,
    known: &[&str],
    place: &Place,
    report: &mut Report,
) {
    report.add(&RULE, place, || {
        let name = variable.name.as_str();
        let near = nearest(name, known.iter().copied());
        let hint = near.map(|near| format!(" (did you mean ${near}?)")).unwrap_or_default();
        let remark = RULE.remark(variable.span, format!("Usage of undefined variable '${name}'{hint}"));
        rename(remark, source, name, near)
    });
}

/// The remark, pointing at the variable, with the edit that gives it the name that was probably meant.
pub(super) fn rename(remark: Diagnostic, source: Option<&str>, name: &str, near: Option<&str>) -> Diagnostic {
    let Some(source) = source else { return remark };
    let Some(span) = variable(remark.span, source, name) else { return remark };
    let remark = Diagnostic { span, ..remark };
    match near {
        Some(near) => remark.with_fix(format!("Change to {near}"), vec![edit(span, near)]),
        None => remark,
    }
}

/// Where `$name` or `${name` stands in a word, without the signs.
fn variable(span: Span, source: &str, name: &str) -> Option<Span> {
    let text = span.text(source);
    let ends = |at: usize| {
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
    };
    let (at, _) = text.match_indices(name).find(|(at, _)| {
        let before = text.get(..*at).unwrap_or_default();
        (before.ends_with('$') || before.ends_with("${")) && ends(at + name.len())
    })?;
    let start = span.start + at as u32;
    Some(Span::new(start, start + name.len() as u32))
}
