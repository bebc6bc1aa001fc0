//! ExposeProtoCasing.

use crate::text::Word;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "ExposeProtoCasing",
    description: "Protocol in EXPOSE instruction should be lowercase",
    url: "https://docs.docker.com/go/dockerfile/rule/expose-proto-casing/",
    help: "Docker writes protocols in lower case everywhere else.",
    experimental: false,
};

pub(crate) fn check(port: &Word, place: &Place, report: &mut Report) {
    let container = port.value.rsplit(':').next().unwrap_or_default();
    let Some((_, protocol)) = container.split_once('/') else { return };
    let lower = protocol.to_lowercase();
    if protocol == lower {
        return;
    }
    report.add(&RULE, place, || {
        let message = format!("Defined protocol '{}' in EXPOSE instruction should be lowercase", port.value);
        let remark = RULE.remark(port.span, message);
        // A port that came out of a variable is not written here.
        if port.span.len() as usize != port.value.len() {
            return remark;
        }
        let span = diag::Span::new(port.span.end - protocol.len() as u32, port.span.end);
        remark.with_fix(format!("Change to {lower}"), vec![edit(span, lower)])
    });
}
